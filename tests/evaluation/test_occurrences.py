import json

import pytest

from evaluation.occurrences import is_covered, occurrences, overlaps, readable, stands_in
from tests.evaluation.sets import digits_value, text_value


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("i am jo finch.", "Jo Finch", ["jo finch"]),
        ("jo\n finch and Jo Finch", "Jo Finch", ["jo\n finch", "Jo Finch"]),
        ("banjo finch", "Jo Finch", []),
        ("jo_finch_12", "finch", ["finch"]),
    ],
)
def test_words_are_found_in_any_case_and_spacing_but_not_inside_others(
    text: str, value: str, found: list[str]
) -> None:
    places = occurrences(text, text_value(value))
    assert [text[start:end] for start, end in places] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2015550123", ["2015550123"]),
        ("(201) 555-0123", ["201) 555-0123"]),
        ("2 0 1 5 5 5 0 1 2 3", ["2 0 1 5 5 5 0 1 2 3"]),
        ("12015550123", []),
        ("20155501234", []),
        ("201 shirts, 555 shoes, 0123", []),
    ],
)
def test_digits_are_found_in_any_grouping_but_not_inside_longer_numbers(
    text: str, found: list[str]
) -> None:
    places = occurrences(text, digits_value("201-555-0123"))
    assert [text[start:end] for start, end in places] == found


def test_a_value_of_nothing_stands_nowhere() -> None:
    assert occurrences("a b", text_value(" ")) == []


def test_half_a_name_uncovered_is_not_covered() -> None:
    text = "Jo-Ann Finch"
    assert is_covered(text, (0, 12), [(0, 2), (3, 6), (7, 12)])
    assert not is_covered(text, (0, 12), [(0, 6)])
    assert not is_covered(text, (0, 12), [])


def test_extents_that_touch_do_not_overlap() -> None:
    assert overlaps((0, 3), [(2, 5)])
    assert not overlaps((0, 3), [(3, 5)])
    assert not overlaps((3, 5), [(0, 3)])


def test_everything_a_provider_can_read_is_readable_and_placeholders_are_not() -> None:
    inner = json.dumps({"last_name": "Fïnch", "zip": 60614, "gone": None})
    body = json.dumps(
        {"messages": [{"content": inner}, {"content": "[PERSON_7F3K2M] a [PIN_REMOVED]"}]}
    )
    texts = readable(body.encode())
    assert stands_in(texts, text_value("Fïnch"))
    assert stands_in(texts, text_value("last_name"))
    assert stands_in(texts, digits_value("60614"))
    assert not stands_in(texts, text_value("person"))
    assert not any("7F3K2M" in text or "REMOVED" in text for text in texts)


def test_a_text_that_only_begins_like_json_is_read_as_text() -> None:
    assert readable(b'{"content": "[sic] Jo"}') == ["content", "[sic] Jo"]
