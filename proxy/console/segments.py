"""A message as it is shown: its words in pieces, recognised values masked, tricks made visible. Pure.

Text of a customer never decides how a page looks: characters that change the direction of what
stands after them, or that cannot be seen, become words that say what they are; a word of a megabyte
is cut. Everything else is left to the template's escaping.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from proxy.handoff.looks import Spot
from proxy.visible import TRICKS, code_of
from proxy.visible import visible as visible  # what pages and answers show

LONGEST: Final = 20_000
"""Characters of one message that are shown."""

WHOLE: Final = 250_000
"""Characters of a message that somebody wants to see whole."""


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
    text: str,
    masks: Sequence[Mask],
    number: int,
    shown: frozenset[Spot] = frozenset(),
    *,
    longest: int = LONGEST,
) -> tuple[Piece, ...]:
    """The pieces of message ``number``, as far as ``longest``. Values at ``shown`` are not hidden."""
    found: list[Piece] = []
    at = 0
    for mask in sorted(masks, key=lambda m: m.start):
        if mask.start < at:
            continue
        if mask.end > longest:
            # Of a value that stands across the end not even the beginning is shown.
            longest = min(longest, mask.start)
            break
        found += _words(text[at : mask.start])
        spot = Spot(number, mask.start, mask.end)
        value = text[mask.start : mask.end] if spot in shown else ""
        found.append(Piece(visible(value), mask, spot))
        at = mask.end
    found += _words(text[at:longest])
    return tuple(found)


def left_out(text: str, longest: int = LONGEST) -> int:
    """How many characters of a message are not shown."""
    return max(0, len(text) - longest)


def hidden(text: str, masks: Sequence[Mask]) -> str:
    """The text with each recognised value replaced by its label: for what leaves the house.

    As far as it was read: what stands behind ``LONGEST`` is left out.
    """
    out: list[str] = []
    at = 0
    for mask in sorted(masks, key=lambda m: m.start):
        if at <= mask.start < LONGEST:
            out += [text[at : mask.start], f"[{mask.label}]"]
            at = mask.end
    return "".join([*out, text[at:LONGEST], " …" if len(text) > LONGEST else ""])


def _words(text: str) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for trick in TRICKS.finditer(text):
        if trick.start() > at:
            found.append(Piece(text[at : trick.start()]))
        name = unicodedata.name(trick[0], "")
        found.append(Piece(code_of(trick[0]) + (f" {name.lower()}" if name else ""), trick=True))
        at = trick.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return found
