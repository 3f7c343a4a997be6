"""Finding known values again, however they are spaced, cased or joined.

The last look before a request leaves searches exact bytes for every distinctive value of the turn
(``distinctive.py``). A text is read as tokens, runs of letters and runs of digits; a value is a
sequence of tokens with little between them, so that ``maria.lopez``, ``Maria Lopez`` and
``MARIA_LOPEZ`` are the same, and a number is its digits however they are grouped. One pass over the
text, independent of how many values are known. Values made of everyday words only ("Max Tokens")
are found across white space alone, since the wire's own names are joined by underscores.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from proxy.privacy.distinctive import is_distinctive, is_everyday
from proxy.privacy.encodings import decoded_runs
from proxy.text import canonical

_TOKEN = re.compile(r"%(?:20|2[BbCcDdEe]|3[Aa]|40|5[Ff])|[^\W\d_]+|\d+")
"""A run of letters, a run of digits, or a separator as it stands in a URL."""

_MANY_DIGITS = re.compile(r"\d(?:\D{0,3}\d){5}")
_MAX_GAP = 3
"""Characters that may stand between two tokens of one value: ``", "``, ``" - "``, ``%40``."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A known value at [start, end) of a text."""

    start: int
    end: int
    value: str


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    is_digits: bool


@dataclass(frozen=True, slots=True)
class _Sequence:
    tokens: tuple[str, ...]
    value: str
    everyday: bool
    """Made of everyday words only: found across white space alone."""


class KnownValues:
    """The distinctive values of a turn, ready to be searched for."""

    def __init__(self, values: Iterable[str]) -> None:
        self._sequences: dict[str, list[_Sequence]] = {}
        self._numbers: dict[str, str] = {}
        self._unspaced: list[tuple[str, str]] = []
        for value in values:
            if is_distinctive(value):
                self._learn(value)
        self._longest = max(map(len, self._numbers), default=0)
        for sequences in self._sequences.values():
            sequences.sort(key=lambda sequence: -len(sequence.tokens))

    def __bool__(self) -> bool:
        return bool(self._sequences or self._numbers or self._unspaced)

    def __repr__(self) -> str:
        return "KnownValues()"

    def find(self, text: str) -> list[Hit]:
        """Every known value in ``text``, from left to right, without overlaps.

        A run of base64 or hexadecimal digits that holds one is a hit as a whole.
        """
        hits = self._find_written(text)
        encoded = [
            (run.start, run.end, held[0].value)
            for run in decoded_runs(text)
            if (held := self._find_written(run.text))
        ]
        if not encoded:
            return hits
        written = [(hit.start, hit.end, hit.value) for hit in hits]
        return [Hit(*hit) for hit in _without_overlaps([*encoded, *written])]

    def _find_written(self, text: str) -> list[Hit]:
        read = canonical(text)
        if not self._may_hold(read.text):
            return []
        tokens = _tokens(read.text)
        hits: list[tuple[int, int, str]] = []
        position = 0
        while position < len(tokens):
            found = self._at(read.text, tokens, position)
            if found is None:
                position += 1
                continue
            last, value = found
            hits.append((tokens[position].start, tokens[last].end, value))
            position = last + 1
        if self._unspaced:
            hits = _without_overlaps([*hits, *self._find_unspaced(read.text)])
        return [Hit(*read.original_span(start, end), value) for start, end, value in hits]

    def _may_hold(self, text: str) -> bool:
        """A cheap look that is never wrong when it says no; most texts end here."""
        if self._unspaced or (self._numbers and _MANY_DIGITS.search(text)):
            return True
        return not self._sequences.keys().isdisjoint(_TOKEN.findall(text.casefold()))

    def _learn(self, value: str) -> None:
        read = canonical(value).text
        tokens = _tokens(read)
        if not tokens:
            return
        if any(unicodedata.category(character) == "Lo" for character in read):
            self._unspaced.append((read.casefold(), value))
            return
        if all(token.is_digits for token in tokens):
            self._numbers.setdefault("".join(token.text for token in tokens), value)
            return
        words = [token.text for token in tokens if not token.is_digits]
        everyday = len(words) == len(tokens) and all(map(is_everyday, words))
        self._add(_Sequence(tuple(token.text for token in tokens), value, everyday))
        joined = "".join(words)
        if 1 < len(words) == len(tokens) and not everyday and is_distinctive(joined):
            self._add(_Sequence((joined,), value, everyday=False))

    def _add(self, sequence: _Sequence) -> None:
        self._sequences.setdefault(sequence.tokens[0], []).append(sequence)

    def _at(self, text: str, tokens: list[_Token], position: int) -> tuple[int, str] | None:
        """The value that begins at this token: its last token's position, and the value."""
        for sequence in self._sequences.get(tokens[position].text, ()):
            if _matches(text, tokens, position, sequence):
                return position + len(sequence.tokens) - 1, sequence.value
        return self._number_at(tokens, position) if tokens[position].is_digits else None

    def _number_at(self, tokens: list[_Token], position: int) -> tuple[int, str] | None:
        digits = ""
        best = None
        for index in range(position, len(tokens)):
            token = tokens[index]
            if not token.is_digits or (index > position and not _is_near(tokens, index)):
                break
            digits += token.text
            if len(digits) > self._longest:
                break
            value = self._numbers.get(digits)
            if value is not None:
                best = index, value
        return best

    def _find_unspaced(self, text: str) -> list[tuple[int, int, str]]:
        folded = text.casefold()
        if len(folded) != len(text):
            folded = text
        found = []
        for sought, value in self._unspaced:
            start = folded.find(sought)
            while start >= 0:
                found.append((start, start + len(sought), value))
                start = folded.find(sought, start + len(sought))
        return found


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(match.start(), match.end(), word.casefold(), word.isdigit())
        for match in _TOKEN.finditer(text)
        if (word := match.group())[0] != "%"
    ]


def _is_near(tokens: list[_Token], index: int) -> bool:
    """Nothing but a few separators stands before this token."""
    return tokens[index].start - tokens[index - 1].end <= _MAX_GAP


def _matches(text: str, tokens: list[_Token], position: int, sequence: _Sequence) -> bool:
    if position + len(sequence.tokens) > len(tokens):
        return False
    for offset, wanted in enumerate(sequence.tokens):
        token = tokens[position + offset]
        if token.text != wanted:
            return False
        if offset == 0:
            continue
        gap = text[tokens[position + offset - 1].end : token.start]
        if len(gap) > _MAX_GAP or (sequence.everyday and not gap.isspace()):
            return False
    return True


def _without_overlaps(hits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept
