import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import Limits
from proxy.dialects.json_reader import ExactFloat, exact_text, read_json
from proxy.errors import CallerError, ErrorCode
from tests.growth import LINEAR, growth

SMALL = Limits(body_bytes=2000, depth=5, leaves=20)


def code_of(body: bytes, limits: Limits = Limits()) -> ErrorCode:  # noqa: B008 - frozen
    with pytest.raises(CallerError) as caught:
        read_json(body, limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"x" * 2001, ErrorCode.BODY_TOO_LARGE),
        (b"", ErrorCode.INVALID_JSON),
        (b"{", ErrorCode.INVALID_JSON),
        (b'{"a":1,}', ErrorCode.INVALID_JSON),
        (b'{"a":1} 2', ErrorCode.INVALID_JSON),
        (b"{'a':1}", ErrorCode.INVALID_JSON),
        (b'{"a":"line\nbreak"}', ErrorCode.INVALID_JSON),
        (b"\xef\xbb\xbf{}", ErrorCode.INVALID_JSON),
        (b'{"a":01}', ErrorCode.INVALID_JSON),
        (b'{"a":NaN}', ErrorCode.INVALID_JSON),
        (b'{"a":-Infinity}', ErrorCode.INVALID_JSON),
        (b'{"a":1e999}', ErrorCode.INVALID_JSON),
        (b'{"a":' + b"7" * 401 + b"}", ErrorCode.INVALID_JSON),
        (b'{"a":0.' + b"7" * 401 + b"}", ErrorCode.INVALID_JSON),
        (b'{"a":"\xff"}', ErrorCode.INVALID_ENCODING),
        (b'{"a":"\xed\xa0\x80"}', ErrorCode.INVALID_ENCODING),
        (b'{"a":"\\ud83d"}', ErrorCode.INVALID_ENCODING),
        (b'{"\\udE00":1}', ErrorCode.INVALID_ENCODING),
        (b'[[{"a":["\\ud83d "]}]]', ErrorCode.INVALID_ENCODING),
        (b'{"a":1,"a":1}', ErrorCode.DUPLICATE_KEY),
        (b'{"a":1,"\\u0061":2}', ErrorCode.DUPLICATE_KEY),
        (b'[{"b":{"a":1,"a":2}}]', ErrorCode.DUPLICATE_KEY),
        (b"[" * 6 + b"]" * 6, ErrorCode.JSON_TOO_DEEP),
        (b'{"a":' * 6 + b"1" + b"}" * 6, ErrorCode.JSON_TOO_DEEP),
        (b"[" + b"1," * 20 + b"1]", ErrorCode.BODY_TOO_LARGE),
    ],
)
def test_what_parsers_could_read_differently_is_refused(body: bytes, code: ErrorCode) -> None:
    assert code_of(body, SMALL) is code


def test_five_thousand_digits_are_refused_before_they_are_converted() -> None:
    """Python's own refusal (ValueError from 4,300 digits on) never comes through."""
    assert code_of(b'{"a":' + b"9" * 5000 + b"}") is ErrorCode.INVALID_JSON


@pytest.mark.parametrize("mark", [b"[", b'{"a":', b'[{"a":'])
def test_no_depth_exhausts_the_stack(mark: bytes) -> None:
    assert code_of(mark * 200_000) is ErrorCode.JSON_TOO_DEEP


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        # With more brackets than the limit, so that the marks are looked at one by one.
        (b'"', b'\\"', b"[" * 100),
        (b"[" * 40, b'"', b"[" * 100),
        (b'{"a":"', b"[", b""),
        (b"[", b'"\\\\', b"[" * 100),
        (b"", b",", b""),
        (b'["', b'","', b""),
    ],
)
def test_counting_takes_linear_time_whatever_the_bytes(
    before: bytes, piece: bytes, after: bytes
) -> None:
    assert growth(lambda size: before + piece * (size | 1) + after, code_of, 60_000) < LINEAR


def test_brackets_and_commas_inside_strings_are_not_counted() -> None:
    body = json.dumps({"a": '[{,\\"' * 30, "b": '"'}).encode()

    assert read_json(body, SMALL) == {"a": '[{,\\"' * 30, "b": '"'}


def test_a_body_just_within_the_limits_is_read() -> None:
    assert read_json(b"[" * 5 + b"]" * 5, SMALL) == [[[[[]]]]]
    assert read_json(b"[" + b"1," * 18 + b"1]", SMALL) == [1] * 19
    assert read_json(b" " * 1998 + b"{}", SMALL) == {}


def test_a_pair_of_surrogate_escapes_is_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"', SMALL) == "\U0001f600"


@pytest.mark.parametrize("digits", ["1.50", "4.242e15", "-0", "1E5", "12345678901234567.89"])
def test_a_number_keeps_the_spelling_it_came_in(digits: str) -> None:
    number = read_json(digits.encode(), SMALL)

    assert isinstance(number, ExactFloat)
    assert number == float(digits)
    assert exact_text(number) == digits


def test_no_error_repeats_what_the_customer_wrote() -> None:
    for body in (b'{"Lopez": Lopez}', b'{"Lopez":1,"Lopez":2}', b'{"Lopez":"\xff"}'):
        with pytest.raises(CallerError) as caught:
            read_json(body, SMALL)
        assert "Lopez" not in caught.value.message
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(string.printable), inner),
    )
)
def test_what_python_writes_is_read_back_the_same(value: Any) -> None:
    for ascii_only in (True, False):
        body = json.dumps(value, ensure_ascii=ascii_only).encode()
        assert read_json(body, Limits()) == value


@given(st.binary(max_size=60) | st.text('[]{}",:\\u0d8e1 -.', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_code(body: bytes) -> None:
    """Nothing but CallerError comes out, and nothing is read that the standard parser refuses."""
    try:
        value = read_json(body, SMALL)
    except CallerError:
        return
    assert json.loads(body) == value
