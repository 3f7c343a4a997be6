"""Reading a text the way a person would, while every position still points into the original.

``canonical`` undoes what hides a value from a pattern but not from an eye: compatibility forms
(full-width digits, ligatures), other digit systems, invisible format characters, and odd spaces.
Detectors and topic rules look at ``Canonical.text``; ``Canonical.original_span`` maps a finding back.
Sources: Unicode TR15 (NFKC), general category Cf, Unicode tag block.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical reading: ``text``, and for each of its characters the original span it came from."""

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Original [start, end) of a non-empty canonical span [start, end)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def _read_character(character: str) -> str:
    """The canonical reading of one character; empty when it is invisible."""
    category = unicodedata.category(character)
    if category == "Cf" or character in "\ufe0e\ufe0f\u034f\u115f\u1160\u3164":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    if character in "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d":
        return "-"
    if character in "\u2018\u2019\u02bc\uff07":
        return "'"
    return unicodedata.normalize("NFKC", character)


def canonical(text: str) -> Canonical:
    """The canonical reading of ``text``; ASCII comes back as it is, at no cost."""
    if text.isascii():
        return Canonical(text, None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, character in enumerate(text):
        read = character if character.isascii() else _read_character(character)
        pieces.append(read)
        starts.extend([position] * len(read))
        ends.extend([position + 1] * len(read))
    return Canonical("".join(pieces), tuple(starts), tuple(ends))
