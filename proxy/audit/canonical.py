"""Canonical JSON: one text for one value, so that a digest of it means something.

ASCII, sorted keys, no blanks, no floats, integers below 2**53 (docs/spec/audit-log.md, section 1).
Reading is strict by writing again: whatever is not byte for byte what we would write is refused,
which covers duplicate keys, blanks, other escapes and other number forms in one rule.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from proxy.errors import ErrorCode, VerificationError

GREATEST_INTEGER: Final = 2**53 - 1
"""RFC 8259 section 6: beyond it, readers of JSON disagree."""


def _refuse(text: str) -> NoReturn:
    raise ValueError("not a canonical number: " + text[:20])


def _whole(text: str) -> int:
    number = int(text) if len(text) <= 17 else _refuse(text)
    return number if abs(number) <= GREATEST_INTEGER else _refuse(text)


_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_DECODER: Final = json.JSONDecoder(
    parse_float=_refuse, parse_constant=_refuse, parse_int=_whole, strict=True
)


def to_canonical(value: Mapping[str, object]) -> bytes:
    """The one text of an object of strings, integers, booleans, nulls, lists and objects."""
    return _ENCODER.encode(value).encode("ascii")


def from_canonical(data: bytes) -> dict[str, Any]:
    """The object of a canonical text. Raises VerificationError for anything else."""
    try:
        value = _DECODER.decode(data.decode("ascii"))
        same = isinstance(value, dict) and to_canonical(value) == data
    except (ValueError, RecursionError):
        same, value = False, None
    if not same or not isinstance(value, dict):
        raise VerificationError(ErrorCode.VERIFICATION_FAILED, "this is not canonical JSON")
    return value
