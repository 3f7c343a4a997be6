"""An index of values that finds them in any text, in any case, spacing and punctuation.

Strategy: values and texts are cut into runs of letters and digits, case folded. From each run of the
text the following runs are joined on, as long as a value can still begin so; each joined form is
looked up. So "4242 4242 4242 4242" meets "4242424242424242", "Crystal-Minh" meets "crystal minh", and
a value is found only where it begins and ends with a run ("Lopez's", never "Lopezia"). One pass per
text, whatever the number of values.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proxy.text import Canonical, canonical

_RUN = re.compile(r"[^\W_]+")
_START = 4
"""A value is looked for where its first four characters stand (fewer if it has fewer)."""
_WIDEST_GAP = 3
LONGEST = 64
"""Longer values are compared by their first so many characters, so that hostile texts stay cheap."""


def runs(text: str) -> list[str]:
    """Runs of letters and digits of a value, canonical and case folded."""
    return [match[0].casefold() for match in _RUN.finditer(canonical(text).text)]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A value at original [start, end) of a text; ``form`` is its squeezed form in the index."""

    form: str
    start: int
    end: int


class PhraseIndex:
    """Squeezed forms (letters and digits only, case folded), ready to be searched for."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(form for form in forms if form and len(form) <= LONGEST)
        starts: dict[str, int] = {}
        for form in self._forms:
            for size in {min(_START, len(form)), len(form)} if len(form) < _START else {_START}:
                start = form[:size]
                starts[start] = max(starts.get(start, 0), len(form))
        self._longest_from = starts
        self._beginnings = frozenset(
            start[:size] for start in starts for size in range(1, len(start) + 1)
        )

    def __bool__(self) -> bool:
        return bool(self._forms)

    def occurrences(self, text: str) -> Iterator[Occurrence]:
        """Every occurrence, the longest at each place, overlaps between places included."""
        if not self._forms:
            return
        read = canonical(text)
        # Most texts hold no run that a value could begin with; they need no places.
        words = set(_RUN.findall(read.text))
        if self._beginnings.isdisjoint([word.casefold()[:_START] for word in words]):
            return
        pieces = [
            (match[0].casefold(), match.start(), match.end()) for match in _RUN.finditer(read.text)
        ]
        for index, (piece, start, _) in enumerate(pieces):
            if piece[:_START] in self._beginnings:
                found = self._longest(pieces, index)
                if found is not None:
                    form, end = found
                    yield Occurrence(form, *_original(read, start, end))

    def _longest(self, pieces: list[tuple[str, int, int]], index: int) -> tuple[str, int] | None:
        joined = ""
        limit = LONGEST
        found: tuple[str, int] | None = None
        previous_end = pieces[index][1]
        for piece, start, end in pieces[index : index + LONGEST]:
            if start - previous_end > _WIDEST_GAP:
                break
            joined += piece
            if joined in self._forms:
                found = joined, end
            if joined[:_START] not in self._beginnings:
                break
            if len(joined) >= _START:
                limit = self._longest_from.get(joined[:_START], 0)
            if len(joined) >= limit:
                break
            previous_end = end
        return found


def _original(read: Canonical, start: int, end: int) -> tuple[int, int]:
    return read.original_span(start, end)
