"""A message as it is shown: its words in pieces, recognised values masked, tricks made visible. Pure.

Text of a customer never decides how a page looks: characters that change the direction of what
stands after them, or that cannot be seen, become words that say what they are; a word of a megabyte
is cut. Everything else is left to the template's escaping.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from proxy.handoff.looks import Spot

LONGEST: Final = 20_000
"""Characters of one message that are shown."""

_TRICKS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


class Showing(StrEnum):
    """What it takes to see a masked value."""

    ON_REQUEST = "on_request"
    """Whoever asks; the look is recorded."""
    BY_TWO = "by_two"
    """Somebody else must agree."""
    NEVER = "never"
    """Nobody: the policy removes values of this type."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A recognised value in a message."""

    start: int
    end: int
    entity_type: str
    label: str
    showing: Showing


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message. With ``mask``, ``text`` is empty unless the value was asked for."""

    text: str = field(repr=False)
    mask: Mask | None = None
    spot: Spot | None = None
    trick: bool = False
    """``text`` is the name of a character that is not shown."""


def pieces(
    text: str, masks: Sequence[Mask], number: int, shown: frozenset[Spot] = frozenset()
) -> tuple[Piece, ...]:
    """The pieces of message ``number``. Values at ``shown`` spots are not hidden."""
    found: list[Piece] = []
    at = 0
    for mask in sorted(masks, key=lambda m: m.start):
        if mask.start < at or mask.end > LONGEST:
            continue
        found += _words(text[at : mask.start])
        spot = Spot(number, mask.start, mask.end)
        value = text[mask.start : mask.end] if spot in shown else ""
        found.append(Piece(visible(value), mask, spot))
        at = mask.end
    found += _words(text[at:LONGEST])
    return tuple(found)


def left_out(text: str) -> int:
    """How many characters of a message are not shown."""
    return max(0, len(text) - LONGEST)


def visible(text: str) -> str:
    """The text with every trick character replaced by its code in brackets."""
    return _TRICKS.sub(lambda found: f"[{_code(found[0])}]", text)


def hidden(text: str, masks: Sequence[Mask]) -> str:
    """The text with each recognised value replaced by its label: for what leaves the house."""
    out: list[str] = []
    at = 0
    for mask in sorted(masks, key=lambda m: m.start):
        if mask.start >= at:
            out += [text[at : mask.start], f"[{mask.label}]"]
            at = mask.end
    return "".join([*out, text[at:]])


def _words(text: str) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for trick in _TRICKS.finditer(text):
        if trick.start() > at:
            found.append(Piece(text[at : trick.start()]))
        name = unicodedata.name(trick[0], "")
        found.append(Piece(_code(trick[0]) + (f" {name.lower()}" if name else ""), trick=True))
        at = trick.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
