"""Names and addresses in running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.privacy.base import Asked, TextToRead
from proxy.privacy.model.crf import Span
from proxy.privacy.model.shipped import FOLDER, load_model
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.model import NameModelRecognizer, cut_at_brackets
from tests.growth import LINEAR, growth
from tests.privacy.finding import found

FINDER = NameModelRecognizer()
THRESHOLD = 0.4
"""The shipped policies' threshold."""


def sure(text: str, *, from_customer: bool = True, asked: Asked | None = None) -> list[str]:
    """The pieces that a policy with the usual threshold would protect."""
    questions = frozenset({asked}) if asked else frozenset[Asked]()
    reading = Reading.of(TextToRead(text, questions, from_customer))
    hits = [hit for hit in FINDER.find(reading) if hit.score >= THRESHOLD]
    return [
        text[slice(*reading.canonical.original_span(hit.start, hit.end))]
        for hit in sorted(hits, key=lambda hit: hit.start)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "margaret holloway", "nguyen thi hanh", "xiuying zhao", "seojun hwang", "takeshi moriyama", "khadija al-masri", "venkatesh iyer",
        "chukwuemeka okafor", "oleksandr kovalchuk", "siobhan o'malley", "joão pereira", "bjørn halvorsen", "priyanka deshmukh", "thabo dlamini",
        "eleni papadakis", "yonatan mizrahi", "ottilie brannock",
    ],
)  # fmt: skip
def test_a_bare_name_in_small_letters_is_found(name: str) -> None:
    assert sure(name) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("send twenty to yara", "yara"),
        ("then maren said it was fine", "maren"),
        ("i spoke with deshawn yesterday and he promised a refund", "deshawn"),
        ("can you cancel the reservation for lukas", "lukas"),
        ("my sister ines picked it up", "ines"),
        ("The parcel is for Mrs. Holloway.", "Holloway"),
        ("tell francesca it is ready", "francesca"),
        ("raju 5425", "raju"),
    ],
)
def test_a_name_inside_a_sentence_is_found(text: str, name: str) -> None:
    assert sure(text) == [name]


@pytest.mark.parametrize("typed", ["didnt", "doesnt", "isnt", "wont", "hasnt", "shes", "wheres"])
def test_a_verb_typed_without_its_apostrophe_ends_a_name(typed: str) -> None:
    """Taken along, it would be gone from the sentence that the model answers."""
    assert sure(f"sarah {typed} know") == ["sarah"]
    assert sure(f"john okafor {typed} want it") == ["john okafor"]


@pytest.mark.parametrize(
    "text",
    [
        "will do", "mark it as received", "may i return it", "can you chase it up", "the summer sale", "is the rose gold one in stock",
        "i want to pay my bill", "price match please", "i need it by april", "the jade dress is too small", "what is your return policy",
        "how do i change the size", "where is my order", "thank you so much", "refunded", "blue and green", "i would like the black jeans in medium",
        "it was charged twice on my card", "free shipping over 50 dollars", "my package says delivered but it is not here",
        "how much cash can i take out", "what does the monthly fee include", "ok great", "no that is all",
    ],
)  # fmt: skip
def test_talk_is_no_name(text: str) -> None:
    assert sure(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1428 maple ridge drive apt 4b",
        "po box 2281",
        "77 kings road",
        "Hauptstraße 12",
    ],
)
def test_a_street_line_is_found_whole(text: str) -> None:
    assert sure(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "can i transfer money to china", "does cuba need a visa", "a charge from mcdonald's on my card", "is there a red robin near me",
        "i bought the ted baker dress", "do you stock michael kors bags", "puerto rico shipping cost", "how do i pay my electric bill",
    ],
)  # fmt: skip
def test_a_country_a_shop_and_a_bill_are_nobody(text: str) -> None:
    assert sure(text) == []


@pytest.mark.parametrize(
    "text", ["Product name: Oliver desk", "order 1\n- Brand: Kendra\n- Item: Billy shelf\n"]
)
def test_a_line_whose_key_names_a_thing_names_nobody(text: str) -> None:
    assert sure(text, from_customer=False) == []
    assert sure(f"{text}\nCustomer: Oliver Brannock", from_customer=False) == ["Oliver Brannock"]


CALLED = "Crystal Minh called about her late parcel and wants it soon"


@pytest.mark.parametrize(
    "text",
    [
        "name;brand;price\nRosalind;Marchesi;45.00\nOdette eau de parfum;Vivienne;80.00\nOliver desk;Kendra;10.00",
        "name | brand | price\nRosalind | Marchesi | 45.00\nOdette eau de parfum | Vivienne | 80.00",
        "name,brand,price\nRosalind,Marchesi,45.00",
        "<product><brand>Marchesi</brand><name>Rosalind</name></product>",
    ],
)  # fmt: skip
def test_a_cell_whose_head_names_a_thing_names_nobody(text: str) -> None:
    assert sure(text, from_customer=False) == []


@pytest.mark.parametrize(
    "text",
    [
        f"id | summary\n1 | {CALLED}", f"id|summary\n1|{CALLED}", f"id;summary\n1;{CALLED}", f"id;summary;x\n1;{CALLED};y",
        f"id,title\n1,{CALLED}", f"id\tsummary\n1\t{CALLED}", f'see {{"status": "{CALLED}"}}', f"<a><title>{CALLED}</title></a>",
        f"Item: {CALLED}",
    ],
)  # fmt: skip
def test_a_sentence_is_read_whatever_its_head_or_key_is_and_however_it_is_cut_off(
    text: str,
) -> None:
    assert sure(text, from_customer=False) == ["Crystal Minh"]


@pytest.mark.parametrize("name", ["ted baker", "michael kors", "bill"])
def test_who_is_named_like_a_shop_is_a_person_when_asked(name: str) -> None:
    assert sure(name, asked=Asked.NAME) == [name]


@pytest.mark.parametrize("text", ["my transfer was canceled", "the agency", "for that to apply"])
def test_a_line_without_number_or_street_word_is_no_street_unless_asked(text: str) -> None:
    assert sure(text) == []


def test_a_town_counts_beside_a_street_and_is_a_guess_alone() -> None:
    assert sure("12 Oak Street, Denver, CO 80203") == ["12 Oak Street", "Denver, CO", "80203"]
    assert sure("do you have a store in Denver?") == []
    assert ("LOCATION", "Denver") in found(FINDER, "do you have a store in Denver?")


@pytest.mark.parametrize(
    "text",
    [
        "Alpine Fleece Jacket", "delivered", "out for delivery", "Navy Blue", "Denim - Slim Fit / 32", "Free returns within 30 days.",
        "Always check the order before you offer a refund.", "$49.99", "2 x Crystal Water Glass (set of 6)", "gold member", "2024-11-02",
        "You are a helpful assistant for an online shop.", "Cotton T-Shirt, Size M", "standard shipping 3-5 business days",
    ],
)  # fmt: skip
def test_what_a_shop_writes_stays(text: str) -> None:
    assert sure(text, from_customer=False) == []


_PIECES = [
    "Maria",
    "Jordan",
    "Denver",
    "12",
    "Oak Street",
    "80203",
    "item",
    "x",
    "& ",
    ", ",
    "(",
    ")",
    " ",
    ";",
    "\t",
    "\n",
    ":",
    "{",
    "}",
    ".",
    "|",
    '"',
]


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=200) | st.lists(st.sampled_from(_PIECES), max_size=25).map("".join),
    st.booleans(),
)
def test_hits_lie_inside_any_text_begin_and_end_with_a_letter_or_digit_and_never_overlap(
    text: str, from_customer: bool
) -> None:
    reading = Reading.of(TextToRead(text, frozenset(), from_customer))
    reach = 0
    for hit in FINDER.find(reading):
        assert reach <= hit.start < hit.end <= len(reading.text)
        assert reading.text[hit.start].isalnum()
        assert reading.text[hit.end - 1].isalnum()
        assert 0 < hit.score < 0.8
        reach = hit.end


def test_a_span_is_cut_at_a_bracket_that_closes_behind_it() -> None:
    text = "Jordan; (& Fischer) (x)"
    spans = [Span("PERSON", 0, 18, 0.9), Span("LOCATION", 20, 23, 0.5)]
    cut = cut_at_brackets(text, spans)
    assert [text[each.start : each.end] for each in cut] == ["Jordan", "Fischer", "(x)"]


def test_a_freshly_loaded_model_finds_the_same() -> None:
    text = "hi this is venkat, ship it to 12 rose lane, my order is late\nthanks"
    fresh = NameModelRecognizer(load_model(FOLDER))
    reading = Reading.of(TextToRead(text, frozenset(), from_customer=True))
    assert list(fresh.find(reading)) == list(FINDER.find(reading))


@pytest.mark.parametrize("word", ["a", "anna ", "1 ", "x1", "\n", ". ", "é", "𝔞", "zzzzzzzz "])
def test_hostile_text_costs_time_in_proportion_to_its_length(word: str) -> None:
    def read(size: int) -> TextToRead:
        return TextToRead(word * (size // len(word)), frozenset(), from_customer=True)

    def find(text: TextToRead) -> None:
        list(FINDER.find(Reading.of(text)))

    assert growth(read, find, 6_000) < LINEAR


def test_a_name_deep_in_a_long_text_is_found() -> None:
    filler = "the parcel is late and we are sorry about it. " * 2000
    text = filler + "i spoke with yolanda brightwater yesterday. " + filler
    assert sure(text) == ["yolanda brightwater"]
