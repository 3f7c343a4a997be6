"""Strict reading of JSON: what two parsers could understand differently is refused.

Strategy: a protected request is only safe if the provider reads the same values that were checked
here. So everything on which parsers differ (duplicate keys, NaN, lone surrogates, endless digits) is
an error, and everything that costs before it can be looked at (size, depth, number of values) is
counted before parsing. The counting is one linear scan, so the recursive C parser never sees a text
deep enough to exhaust the stack. RFC 8259 §4 (unique names), §6 (numbers), §8 (encoding).
"""

import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

from proxy.dialects.base import Limits
from proxy.errors import CallerError, ErrorCode

_MARKS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)
"""A whole string, or one structural mark. The last quote is optional so that the scan is linear."""

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")

_LONGEST_NUMBER = 400
"""Characters. A double has at most 309 digits before the point; Python's own int limit is 4,300."""


class ExactFloat(float):
    """A number whose spelling is not the one Python would write; ``raw`` keeps it.

    What is sent must be the characters that came: ``4.242e15`` and ``4242000000000000`` are one
    number, and both are looked at as the digits, but not every parser reads both alike.
    """

    __slots__ = ("raw",)
    raw: str


def exact_text(number: float) -> str:
    """The characters of a JSON number as they were received."""
    return number.raw if isinstance(number, ExactFloat) else repr(number)


def read_json(body: bytes, limits: Limits) -> Any:
    """The JSON document in ``body``.

    Raises CallerError: BODY_TOO_LARGE, INVALID_ENCODING, JSON_TOO_DEEP, DUPLICATE_KEY or
    INVALID_JSON; never another exception.
    """
    if len(body) > limits.body_bytes:
        raise CallerError(
            ErrorCode.BODY_TOO_LARGE,
            f"The body has {len(body)} bytes; at most {limits.body_bytes} are read.",
            status=413,
        )
    text = _decode(body)
    _count(text, limits)
    value = _parse(text)
    if _SURROGATE_ESCAPE.search(text):
        _refuse_lone_surrogates(value)
    return value


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start
    raise CallerError(ErrorCode.INVALID_ENCODING, f"The body is not UTF-8 (at byte {position}).")


def _count(text: str, limits: Limits) -> None:
    """Refuse what is too deep or has too many values, before anything recursive sees it."""
    opens = text.count("[") + text.count("{")
    if opens <= limits.depth and opens + text.count(",") < limits.leaves:
        return
    depth = values = 0
    for match in _MARKS.finditer(text):
        mark = text[match.start()]
        if mark in "[{":
            depth += 1
            values += 1
        elif mark in "]}":
            depth -= 1
        elif mark == ",":
            values += 1
        if depth > limits.depth:
            raise too_deep(limits)
        if values >= limits.leaves:
            raise too_many_values(limits)


def too_deep(limits: Limits) -> CallerError:
    """The error for JSON that is nested deeper than is read."""
    return CallerError(
        ErrorCode.JSON_TOO_DEEP, f"The JSON is nested deeper than {limits.depth} levels."
    )


def too_many_values(limits: Limits) -> CallerError:
    """The error for a body with more values than are read."""
    return CallerError(
        ErrorCode.BODY_TOO_LARGE, f"The JSON has more than {limits.leaves} values.", status=413
    )


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_read_int,
            parse_float=_read_float,
        )
    except json.JSONDecodeError as error:
        problem = f"{error.msg} (line {error.lineno}, column {error.colno})"
    raise CallerError(ErrorCode.INVALID_JSON, f"The body is not JSON: {problem}.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise CallerError(ErrorCode.DUPLICATE_KEY, "An object of the body has the same key twice.")
    return members


def _refuse_constant(_name: str) -> NoReturn:
    raise CallerError(ErrorCode.INVALID_JSON, "NaN and Infinity are not JSON.")


def _bounded(read: Callable[[str], float]) -> Callable[[str], float]:
    def bounded(digits: str) -> float:
        if len(digits) > _LONGEST_NUMBER:
            raise CallerError(
                ErrorCode.INVALID_JSON,
                f"A number has more than {_LONGEST_NUMBER} characters.",
            )
        return read(digits)

    return bounded


def _exact(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise CallerError(ErrorCode.INVALID_JSON, "A number is too large for a double.")
    if repr(number) == digits:
        return number
    exact = ExactFloat(number)
    exact.raw = digits
    return exact


_read_int = _bounded(lambda digits: _exact(digits) if digits == "-0" else int(digits))
_read_float = _bounded(_exact)


def _refuse_lone_surrogates(value: Any) -> None:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text if not is_unicode(text):
                raise CallerError(
                    ErrorCode.INVALID_ENCODING,
                    "A string holds half of a surrogate pair, which is no character.",
                )
            case dict() as members:
                waiting.extend(members.keys())
                waiting.extend(members.values())
            case list() as items:
                waiting.extend(items)
            case _:
                pass


def is_unicode(text: str) -> bool:
    """False when the text holds a lone surrogate and so cannot be written as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
