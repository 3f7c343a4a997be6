"""In which language a held customer is answered, and when that changes the language of a case."""

import pytest

from proxy.gateway.reading import TurnReading
from proxy.gateway.spoken import Spoken, spoken_by
from proxy.topics import Severity, TopicHit, language_of
from proxy.turn import Message, Speaker

SUICIDE = TopicHit("danger", Severity.DANGER, 1.0, "phrases.en[4]", ("en", "es", "it", "pt"))
COURT = TopicHit("legal", Severity.URGENT, 1.0, "phrases.it[3]", ("it",))


def spoken(*said: str, hit: TopicHit | None = None, at: int = -1, before: str = "und") -> Spoken:
    """Of a conversation in which the assistant answers each message but the last one."""
    messages = [
        Message(number, speaker, (), text)
        for number, (speaker, text) in enumerate(
            pair
            for text in said
            for pair in ((Speaker.CUSTOMER, text), (Speaker.ASSISTANT, "Certainly."))
        )
    ][:-1]
    customers = [m for m in messages if m.speaker is Speaker.CUSTOMER]
    languages = {m.index: language_of(m.text) for m in customers}
    so_far = [code for code in languages.values() if code != "und"]
    topics = {customers[at].index: (hit,)} if hit is not None else {}
    reading = TurnReading((), topics, so_far[-1] if so_far else "und", languages)
    return spoken_by(messages, reading, hit, before=before, at_home=("en",))


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (("penso al suicidio",), "it"),
        (("Where is my order please?", "penso al suicidio"), "it"),
        (("dove si trova il mio ordine?", "suicidio"), "it"),
        (("onde está o meu pedido?", "suicidio"), "pt"),
        (("Where is my order please?", "suicidio"), "es"),
    ],
)
def test_words_and_rule_say_it_and_what_was_spoken_before_decides_between_the_rest(
    said: tuple[str, ...], language: str
) -> None:
    assert spoken(*said, hit=SUICIDE).language == language


def test_the_case_tells_what_a_short_history_does_not() -> None:
    assert spoken("suicidio", hit=SUICIDE, before="it").language == "it"
    assert spoken("ok", before="it") == Spoken("it", plainly=False)


def test_an_older_message_on_a_topic_does_not_hide_what_is_spoken_now() -> None:
    now = spoken("ci vediamo in tribunale", "Can you tell me where it is?", hit=COURT, at=0)
    assert now == Spoken("en", plainly=True)
    assert spoken("ci vediamo in tribunale", "ok", hit=COURT, at=0).language == "it"


def test_a_thank_you_does_not_change_a_case_and_a_sentence_does() -> None:
    assert not spoken("muchas gracias a todos", before="de").plainly
    assert spoken("¿Podemos hablar en español, por favor?", before="de") == Spoken(
        "es", plainly=True
    )
    assert spoken("请说中文", before="de") == Spoken("zh", plainly=True)


def test_danger_changes_it_with_few_words_that_are_clear() -> None:
    assert spoken("quiero suicidarme", hit=SUICIDE, before="de") == Spoken("es", plainly=True)
    assert not spoken("suicidio", hit=SUICIDE, before="de").plainly


def test_nothing_told_anywhere_stays_undetermined() -> None:
    assert spoken("ok") == Spoken("und", plainly=False)
