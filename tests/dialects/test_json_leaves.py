import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import Limits
from proxy.dialects.json_leaves import NESTING, leaves_of, rewrite
from proxy.errors import CallerError, ErrorCode
from tests.growth import LINEAR, growth

LIMITS = Limits()
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
).filter(lambda value: isinstance(value, dict | list))


def texts(text: str) -> list[str]:
    return [leaf.text for leaf in leaves_of(text, LIMITS)]


def test_leaves_and_keys_come_in_order_with_their_paths() -> None:
    leaves = leaves_of('{"name": "Ann", "ids": [7, 1.50], "ok": true, "none": null}', LIMITS)

    assert [(leaf.path, leaf.text, leaf.is_key, leaf.is_number) for leaf in leaves] == [
        (("name",), "name", True, False),
        (("name",), "Ann", False, False),
        (("ids",), "ids", True, False),
        (("ids", 0), "7", False, True),
        (("ids", 1), "1.50", False, True),
        (("ok",), "ok", True, False),
        (("none",), "none", True, False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "7",
        '"a string"',
        "null",
        "{",
        "[1,]",
        "[1 2]",
        "{1:2}",
        '{"a" 1}',
        '{"a":}',
        '{"a":1,}',
        "[01]",
        "[1.]",
        "[+1]",
        "['a']",
        '["line\nbreak"]',
        '["\\x41"]',
        '["\\u12G4"]',
        "[EMAIL_0A1B2C]",
        "[1]x",
        "[1]]",
        "[truex]",
        "{]",
        "[}",
        "[,]",
        "[:]",
    ],
)
def test_what_is_not_wholly_an_object_or_array_has_no_leaves(text: str) -> None:
    assert leaves_of(text, LIMITS) == ()


@pytest.mark.parametrize("text", ['{"a":NaN,"b":-Infinity,"c":"x"}', '{"a":"x","a":"y"}'])
def test_what_is_common_in_the_wild_is_opened_and_stays_as_it_is(text: str) -> None:
    """Python's json writes NaN; duplicate keys are protected one by one."""
    leaves = leaves_of(text, LIMITS)
    edits = {number: "Z" for number, leaf in enumerate(leaves) if leaf.text in {"x", "y"}}

    assert rewrite(text, edits) == text.replace('"x"', '"Z"').replace('"y"', '"Z"')


def test_untouched_bytes_stay_identical() -> None:
    """Blanks, escapes, number spellings and the order of keys are the provider's cache key."""
    text = '{ "b" :\t"Ann\\u0020L\\u00f3pez" ,"a":[ 1.50,1e3 , -0 ],\n "c":"\\/" }\r\n'
    number = texts(text).index("Ann L\u00f3pez")

    assert rewrite(text, {number: 'Zo\u00eb "Z"'}) == text.replace(
        '"Ann\\u0020L\\u00f3pez"', '"Zo\u00eb \\"Z\\""'
    )


def test_an_edited_number_becomes_a_string() -> None:
    assert rewrite('{"phone": 12015550123}', {1: "[PHONE_000000]"}) == '{"phone": "[PHONE_000000]"}'


def test_keys_can_be_edited() -> None:
    assert rewrite('{"ann@example.com":[{}]}', {0: "[EMAIL_000000]"}) == '{"[EMAIL_000000]":[{}]}'


def test_json_in_json_is_opened_down_to_the_last_level() -> None:
    text: str = json.dumps({"name": "Ann"})
    for _ in range(NESTING - 1):
        text = json.dumps({"result": text})
    keys = [leaf.text for leaf in leaves_of(text, LIMITS)]

    assert keys == ["result"] * (NESTING - 1) + ["name", "Ann"]
    inner: Any = json.loads(rewrite(text, {NESTING: "Zoe"}))
    for _ in range(NESTING - 1):
        inner = json.loads(inner["result"])
    assert inner == {"name": "Zoe"}


def test_json_one_level_deeper_is_one_text() -> None:
    text: str = json.dumps(["Ann"])
    for _ in range(NESTING):
        text = json.dumps([text])

    assert texts(text) == ['["Ann"]']


def test_an_edit_beside_json_in_json_leaves_it_byte_identical() -> None:
    text = '{"a":"{\\u0022x\\u0022: 1}","b":"Ann"}'

    assert rewrite(text, {texts(text).index("Ann"): "Zoe"}) == text.replace("Ann", "Zoe")


def test_half_a_surrogate_pair_is_read_as_the_replacement_character() -> None:
    """Cut emojis are common in tool results; they neither hide the JSON nor break the turn."""
    text = '{"a":"\\ud83d x","b":"Ann"}'

    assert texts(text) == ["a", "\ufffd x", "b", "Ann"]
    assert rewrite(text, {3: "Zoe"}) == '{"a":"\\ud83d x","b":"Zoe"}'


def test_an_edit_of_a_leaf_that_is_not_there_raises() -> None:
    with pytest.raises(IndexError):
        rewrite("[1]", {1: "x"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 65 + "]" * 65, ErrorCode.JSON_TOO_DEEP),
        ("[" * 300_000 + "1" + "]" * 300_000, ErrorCode.JSON_TOO_DEEP),
        ("[" + "1," * 50_000 + "1]", ErrorCode.BODY_TOO_LARGE),
        (json.dumps({"a": "[" * 65 + "]" * 65}), ErrorCode.JSON_TOO_DEEP),
    ],
)
def test_json_beyond_the_limits_is_refused(text: str, code: ErrorCode) -> None:
    with pytest.raises(CallerError) as caught:
        leaves_of(text, LIMITS)

    assert caught.value.code is code


def test_mere_text_is_never_too_deep() -> None:
    assert leaves_of("[" * 500 + " sale! " + "]" * 500, LIMITS) == ()


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [('["', '\\"', "]"), ("", "[", "]"), ('{"', '":"', "}"), ("", "[1,", "")],
)
def test_no_text_takes_more_than_linear_time(before: str, piece: str, after: str) -> None:
    def work(text: str) -> None:
        leaves_of(text, LIMITS)

    assert growth(lambda size: before + piece * size + after, work, 50_000) < LINEAR


def expected_leaves(value: Any) -> list[str]:
    """The leaves of a parsed document, told by the standard parser."""
    match value:
        case dict():
            return [text for key, item in value.items() for text in (key, *expected_leaves(item))]
        case list():
            return [text for item in value for text in expected_leaves(item)]
        case str() if value.strip()[:1] in ("{", "["):
            return ["?"]
        case bool() | None:
            return []
        case int() | float() if abs(value) == float("inf"):
            return []
        case int() | float():
            return [json.dumps(value)]
        case _:
            return [value]


@given(DOCUMENTS, st.booleans(), st.sampled_from([None, 0, 2]))
def test_the_leaves_are_those_of_the_standard_parser(
    value: Any, ascii_only: bool, indent: int | None
) -> None:
    expected = expected_leaves(value)
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    if "?" not in expected:
        assert texts(text) == expected


@given(DOCUMENTS, st.data())
def test_an_edit_changes_that_leaf_and_no_other(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value, indent=1)
    before = leaves_of(text, LIMITS)
    if not before:
        return
    number = data.draw(st.integers(0, len(before) - 1))
    after = leaves_of(rewrite(text, {number: "new text"}), LIMITS)

    assert [leaf.text for leaf in after] == [
        "new text" if place == number else leaf.text for place, leaf in enumerate(before)
    ]


@given(DOCUMENTS)
def test_no_edits_give_the_same_text(value: Any) -> None:
    text = json.dumps(value, indent=1)

    assert rewrite(text, {}) == text
