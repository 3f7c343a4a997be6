import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.topics import Classifier, TopicRules
from proxy.topics.spelling import Spelling
from tests.topics.tables import rule

RULES = (
    rule(
        r"\b(?:speak|talk) to (?:an? )?(?:human|lawyers?|representative)\b",
        r"\bhack(?:ed|er) (?:accounts?)\b",
        r"\bexploded\b",
        unless=(r"\bmanga\b",),
        counter_examples=("humane treatment",),
    ),
)


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(RULES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("humn", "human"),
        ("humman", "human"),
        ("huamn", "human"),
        ("humen", "human"),
        ("lwayers", "lawyers"),
        ("layer", "lawyer"),
        ("represntative", "representative"),
        ("reprezentative", "representative"),
        ("acount", "account"),
        ("speek", "speak"),
    ],
)
def test_one_slip_is_put_right(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.respelled(f"a {typed}, please") == f"a {meant}, please"


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("human", "it is right"),
        ("humane", "a counter-example has it"),
        ("manga", "an exception has it"),
        ("hunan", "a consonant for a consonant, in a short word"),
        ("explored", "the same"),
        ("duman", "the first letter is another"),
        ("hmn", "two slips"),
        ("tolk", "words of four letters are too near to each other"),
        ("acked", "a piece of a pattern is no word"),
    ],
)
def test_other_words_stay_as_they_are(spelling: Spelling, word: str, why: str) -> None:
    assert spelling.respelled(word) == word, why


def test_the_plain_reading_is_kept_beside_the_respelled_one() -> None:
    classifier = Classifier(TopicRules((rule(r"\bhuman\b"), rule(r"\bhumn\b", name="other"))))
    assert len(classifier.classify("humn")) == 1
    classifier = Classifier(TopicRules((rule(r"\bhuman\b"), rule(r"\bhum[n]\b", name="other"))))
    assert [hit.topic for hit in classifier.classify("humn")] == ["topic", "other"]


@given(st.text(alphabet="abehlmnprsuwy ?!1", max_size=60))
def test_respelling_changes_words_only(text: str) -> None:
    before, after = text.split(" "), Spelling(RULES).respelled(text).split(" ")
    assert len(before) == len(after)
    for typed, meant in zip(before, after, strict=True):
        assert abs(len(typed) - len(meant)) <= sum(c in " ?!1" for c in typed) + 1
