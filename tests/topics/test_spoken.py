"""In which language held customers are answered: message by message (spoken.yaml, tests/topics/messages)."""

from collections.abc import Callable, Iterator

import pytest

from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.topics import Classifier, answer_language, language_of
from proxy.topics.language_words import shares, words
from proxy.topics.readings import fold
from tests.topics.tables import TOPICS, spoken, table

SHARED = {
    ("suicidio", "es"): ("es", "it", "pt"),
    ("suicide", "en"): ("en", "fr"),
    ("HUMANO!!", "es"): ("es", "pt"),
    ("自殺", "zh"): ("zh", "ja"),
}
"""Words that several languages write alike, the likeliest answer, and the languages."""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(shipped_policy("default"))


def answered(shipped: Classifier, message: str, so_far: str = "und") -> str:
    """As a turn is answered: the most urgent hit leans on the words."""
    hits = shipped.classify(message)
    return answer_language(message, hits[0].languages if hits else (), so_far, ("en",))


def messages(*, danger: bool) -> Iterator[tuple[str, str]]:
    for language, kinds in spoken().items():
        for about, said in kinds.items():
            if (about == "danger") is danger:
                yield from ((language, message) for message in said)


def test_the_table_has_every_shipped_language(policy: Policy) -> None:
    kinds = spoken()
    assert set(kinds) == set(policy.handoff.topics["self_harm_or_danger"].texts)
    assert all(sum(map(len, each.values())) >= 25 for each in kinds.values())
    assert all(len(each["danger"]) >= 10 for each in kinds.values())


def typed(message: str) -> str:
    return message


def typographic(message: str) -> str:
    return message.replace("'", "\u2019")


def without_apostrophes(message: str) -> str:
    return message.replace("'", "").replace("\u2019", "")


def apart(message: str) -> str:
    return message.replace("'", " ").replace("\u2019", " ")


@pytest.mark.parametrize(
    "change", [typed, str.upper, str.title, typographic, without_apostrophes, apart]
)
def test_danger_is_answered_in_its_language_each_time_however_it_is_typed(
    shipped: Classifier, change: Callable[[str], str]
) -> None:
    wrong = [
        (language, written, answer)
        for language, message in messages(danger=True)
        for written in (change(message),)
        if (answer := answered(shipped, written)) != language
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "change", [typed, str.upper, str.title, typographic, without_apostrophes, apart, fold]
)
def test_danger_is_held_by_a_rule_each_time_however_it_is_typed(
    shipped: Classifier, change: Callable[[str], str]
) -> None:
    """What no rule knows goes to the model, and the customer never sees a help line."""
    missed = [
        (language, written)
        for language, message in messages(danger=True)
        for written in (change(message),)
        if "self_harm_or_danger" not in {hit.topic for hit in shipped.classify(written)}
    ]
    assert missed == []


def test_danger_without_accents_is_answered_in_its_language(shipped: Classifier) -> None:
    """All but "suicidio", which only the accent told from Spanish; letters of one alphabet fold less."""
    wrong = [
        message
        for language, message in messages(danger=True)
        if answered(shipped, fold(message)) != language
    ]
    assert wrong == ["suicídio"]


def test_nearly_all_other_messages_are_answered_in_their_language(shipped: Classifier) -> None:
    told = [answered(shipped, message) == language for language, message in messages(danger=False)]
    assert sum(told) / len(told) >= 0.97


def test_no_message_of_the_table_is_clearly_in_another_language() -> None:
    wrong = [
        (language, message, said)
        for danger in (True, False)
        for language, message in messages(danger=danger)
        if (said := language_of(message)) not in {language, "und"}
    ]
    assert wrong == []


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_about_a_topic_is_answered_in_the_policys_text_of_its_language(
    shipped: Classifier, policy: Policy, topic: str
) -> None:
    texts = policy.handoff.topics[topic].texts
    wrong = [
        (language, message, answer)
        for language, said in table(topic)["about"].items()
        for message in said
        if language in texts
        and (message, "es") not in SHARED
        and (answer := answered(shipped, message)) != language
    ]
    assert wrong == []


@pytest.mark.parametrize("so_far", ["en", "de", "fr", "es"])
def test_danger_is_answered_in_its_language_whatever_was_spoken_before(
    shipped: Classifier, so_far: str
) -> None:
    wrong = [
        message
        for language, message in messages(danger=True)
        if answered(shipped, message, so_far) != language
    ]
    assert set(wrong) <= {"SUICIDE", "me suicidar"}, "words of both languages"


@pytest.mark.parametrize(("shared", "languages"), SHARED.items())
def test_a_word_of_several_languages_goes_with_what_was_spoken_or_with_the_shop(
    shipped: Classifier, shared: tuple[str, str], languages: tuple[str, ...]
) -> None:
    message, likeliest = shared
    (hit, *_) = shipped.classify(message)
    assert answered(shipped, message) == likeliest
    assert answered(shipped, message, so_far="de") == likeliest
    for language in languages:
        assert answered(shipped, message, so_far=language) == language
        assert answer_language(message, hit.languages, at_home=(language,)) == language


def test_where_no_word_is_known_the_conversation_comes_before_the_rule() -> None:
    assert answer_language("§ 15!", ["fr"], so_far="de") == "de"
    assert answer_language("§ 15!", ["fr"]) == "fr"
    assert answer_language("", so_far="de") == "de"
    assert answer_language("12345") == "und"


def test_a_rule_leans_and_does_not_overrule() -> None:
    assert answer_language("je vais me suicider", ["en", "es"]) == "fr"


def test_the_lists_hold_folded_words_once() -> None:
    for language, listed in words().items():
        assert all(word == fold(word) and word.isascii() for word in listed), language
        assert len(set(listed)) == len(listed), language
    assert shares()["die"] == (("en", 1 / 3), ("de", 1 / 3), ("nl", 1 / 3))
