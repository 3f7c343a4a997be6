"""Known names and numbers in other shapes, at a cost in proportion to the text."""

import pytest

from proxy.privacy.near_names import NearNames, NumbersInside
from tests.growth import LINEAR, growth

NAMES = NearNames(["ottilie brannock"])
NUMBERS = NumbersInside(["4155550132"])


def near(text: str) -> list[str]:
    return [text[start:end] for start, end in NAMES.occurrences(text)]


def inside(text: str) -> list[str]:
    return [text[start:end] for start, end in NUMBERS.occurrences(text)]


@pytest.mark.parametrize(
    "word",
    ["ottillie", "brannok", "bramnock", "brnanock", "obrannock", "brannock88", "brannockfan"],
)
def test_a_known_name_is_found_one_slip_away_and_inside_an_identifier(word: str) -> None:
    assert near(f"it is {word}, I think") == [word]


@pytest.mark.parametrize("text", ["a branch office", "ottoman", "bannock bread roll", "bra 88"])
def test_a_word_that_is_further_away_is_another_word(text: str) -> None:
    assert near(text) == ([] if "bannock" not in text else ["bannock"])


@pytest.mark.parametrize("word", ["INV4155550132", "tel4155550132x", "4155550132a"])
def test_a_known_number_is_found_inside_an_identifier(word: str) -> None:
    assert inside(f"see {word}.") == [word]


@pytest.mark.parametrize("text", ["4155550132", "a 4155550132 b", "x14155550132", "INV415555013"])
def test_a_number_alone_or_another_number_is_none(text: str) -> None:
    assert inside(text) == []


HOSTILE = ["a", "ab-", "a1", "1", "ottilie", "a.", "brannoc", "INV4155550132 "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_cost_in_proportion_to_their_length(piece: str) -> None:
    def work(text: str) -> None:
        list(NearNames(["ottilie brannock"]).occurrences(text))
        list(NUMBERS.occurrences(text))

    assert growth(lambda size: piece * (size // len(piece)), work, 10_000) < LINEAR


def test_texts_read_before_change_nothing() -> None:
    texts = ["Brannock", "brannok and cminh730", "BRANNOK", "a brannok, a brannok", "nobody", ""]
    remembering = NearNames(["Crystal Minh", "Ottilie Brannock"])
    for text in texts * 2:
        fresh = NearNames(["Crystal Minh", "Ottilie Brannock"])
        assert list(remembering.occurrences(text)) == list(fresh.occurrences(text))
    assert list(remembering.occurrences("a brannok, a BRANNOK")) == [(2, 9), (13, 20)]
