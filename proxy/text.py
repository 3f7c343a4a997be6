"""Reading a text the way a person would, while every position still points into the original.

``canonical`` undoes what hides a value from a pattern but not from an eye: compatibility forms
(full-width digits, ligatures), other digit systems, circled digits, letters written as base plus
accent, invisible format characters, and odd spaces, dashes, quotes and line ends. Detectors and
topic rules look at ``Canonical.text``; ``Canonical.original_span`` maps a finding back.
Sources: Unicode TR15 (NFKC, NFC), general categories Cf, Nd, Zs, Mn; Unicode tag block.

Strategy: ASCII is its own canonical reading and costs nothing. Otherwise runs of ASCII are copied
whole and each other character is read by a small cached table, so that the cost is in the
characters that need it.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u20e3\u3164\uffa0")
"""Fillers, the combining grapheme joiner, and the key cap around an emoji digit."""
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\ufe58\ufe63\uff0d")
_QUOTES = frozenset("\u2018\u2019\u201b\u02b9\u02bc\u2032\uff07")
_DOUBLE_QUOTES = frozenset("\u201c\u201d\u201f\u2033\uff02")
_LINE_ENDS = frozenset("\x85\u2028\u2029")
_FULL_STOPS = frozenset("\u3002\uff61\u2024")
_BLANK_LETTERS = frozenset("\u2800")
"""Letters that look like nothing (braille blank)."""

_ASCII_RUN = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical reading: ``text``, and for each of its characters the original span it came from."""

    text: str = field(repr=False)
    starts: tuple[int, ...] | None = field(repr=False)
    ends: tuple[int, ...] | None = field(repr=False)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Original [start, end) of a non-empty canonical span [start, end)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def _read_character(character: str) -> str:
    """The canonical reading of one character; empty when it is invisible."""
    category = unicodedata.category(character)
    if category == "Cf" or character in _INVISIBLE or _is_variation_selector(character):
        return ""
    if category == "Cs":
        return "\ufffd"  # half a surrogate pair: legal in JSON, in no encoding
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if category == "Zs" or character in _BLANK_LETTERS:
        return " "
    for family, plain in (
        (_DASHES, "-"),
        (_QUOTES, "'"),
        (_DOUBLE_QUOTES, '"'),
        (_LINE_ENDS, "\n"),
        (_FULL_STOPS, "."),
    ):
        if character in family:
            return plain
    return unicodedata.normalize("NFKC", character)


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _composed(base: str, mark: str) -> str | None:
    """One character for a base and the accent after it, if Unicode has one."""
    if not unicodedata.combining(mark[0]):
        return None
    whole = unicodedata.normalize("NFC", base + mark)
    return whole if len(whole) == 1 else None


def canonical(text: str) -> Canonical:
    """The canonical reading of ``text``; ASCII comes back as it is, at no cost."""
    if text.isascii():
        return Canonical(text, None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        run = _ASCII_RUN.match(text, position)
        if run is not None:
            pieces.extend(run[0])
            starts.extend(range(run.start(), run.end()))
            ends.extend(range(run.start() + 1, run.end() + 1))
            position = run.end()
            continue
        read = _read_character(text[position])
        position += 1
        whole = _composed(pieces[-1], read) if pieces and read else None
        if whole is not None:
            pieces[-1] = whole
            ends[-1] = position
            continue
        pieces.extend(read)
        starts.extend([position - 1] * len(read))
        ends.extend([position] * len(read))
    return Canonical("".join(pieces), tuple(starts), tuple(ends))
