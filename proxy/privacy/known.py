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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from proxy.privacy.distinctive import is_distinctive, is_everyday
from proxy.privacy.encodings import decoded_runs
from proxy.text import canonical

_TOKEN = re.compile(r"%(?:20|2[BbCcDdEe]|3[Aa]|40|5[Ff])|[^\W\d_]+|\d+")
"""A run of letters, a run of digits, or a separator as it stands in a URL."""

_MANY_DIGITS = re.compile(r"\d(?:\D{0,3}\d){5}")
_MAX_GAP = 3
"""Characters that may stand between two tokens of one value: ``", "``, ``" - "``, ``%40``."""
_LONGEST_NUMBER = 40
"""Digits of a number that is found however it is grouped; a longer one is a sequence of tokens."""
_PIECE_TOKENS = 12
_PIECE_CHARACTERS = 20
"""Longer values are looked for in pieces."""


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


class _Trie:
    """Sequences of tokens, longest match first, whatever the number of sequences."""

    __slots__ = ("only_blanks", "root")

    def __init__(self, *, only_blanks: bool) -> None:
        self.root = _Node()
        self.only_blanks = only_blanks
        """White space alone may stand between tokens."""

    def add(self, tokens: Sequence[str], value: str) -> None:
        """Learn a value; of two with the same tokens the first counts."""
        node = self.root
        for token in tokens:
            node = node.following.setdefault(token, _Node())
        node.value = node.value or value

    def at(self, text: str, tokens: list[_Token], position: int) -> tuple[int, str] | None:
        """The longest value that begins at this token: its last token's position, and the value."""
        best = None
        node = self.root.following.get(tokens[position].text)
        index = position
        while node is not None:
            if node.value is not None:
                best = index, node.value
            index += 1
            if not node.following or index == len(tokens):
                break
            gap = text[tokens[index - 1].end : tokens[index].start][: _MAX_GAP + 1]
            if len(gap) > _MAX_GAP or (self.only_blanks and not gap.isspace()):
                break
            node = node.following.get(tokens[index].text)
        return best


class _Node:
    __slots__ = ("following", "value")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.value: str | None = None


class KnownValues:
    """The distinctive values of a turn, ready to be searched for."""

    def __init__(self, values: Iterable[str]) -> None:
        self._rare = _Trie(only_blanks=False)
        self._everyday = _Trie(only_blanks=True)
        self._numbers: dict[str, str] = {}
        self._unspaced = _Unspaced()
        for value in values:
            if is_distinctive(value):
                self._learn(value)
        self._longest = max(map(len, self._numbers), default=0)

    def __bool__(self) -> bool:
        return bool(
            self._rare.root.following
            or self._everyday.root.following
            or self._numbers
            or self._unspaced.values
        )

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
        if self._unspaced.values:
            hits = _without_overlaps([*hits, *self._unspaced.find(read.text)])
        return [Hit(*read.original_span(start, end), value) for start, end, value in hits]

    def _may_hold(self, text: str) -> bool:
        """A cheap look that is never wrong when it says no; most texts end here."""
        if self._unspaced.values or (self._numbers and _MANY_DIGITS.search(text)):
            return True
        words = set(_TOKEN.findall(text.casefold()))
        # Asked this way round, the words are gone through, not the values.
        return not (
            self._rare.root.following.keys().isdisjoint(words)
            and self._everyday.root.following.keys().isdisjoint(words)
        )

    def _learn(self, value: str) -> None:
        read = canonical(value).text
        tokens = _tokens(read)
        if not tokens:
            return
        if any(unicodedata.category(character) == "Lo" for character in read):
            self._unspaced.add(read.casefold(), value)
            return
        if all(token.is_digits for token in tokens):
            digits = "".join(token.text for token in tokens)
            if len(digits) <= _LONGEST_NUMBER:
                self._numbers.setdefault(digits, value)
                return
        words = [token.text for token in tokens if not token.is_digits]
        everyday = len(words) == len(tokens) and all(map(is_everyday, words))
        trie = self._everyday if everyday else self._rare
        for piece in _pieces([token.text for token in tokens], _PIECE_TOKENS):
            trie.add(piece, value)
        joined = "".join(words)
        if 1 < len(words) == len(tokens) and not everyday and is_distinctive(joined):
            self._rare.add([joined], value)

    def _at(self, text: str, tokens: list[_Token], position: int) -> tuple[int, str] | None:
        """The value that begins at this token: its last token's position, and the value."""
        found = [
            at
            for trie in (self._rare, self._everyday)
            if (at := trie.at(text, tokens, position)) is not None
        ]
        if found:
            return max(found, key=lambda at: at[0])
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


class _Unspaced:
    """Values in scripts that put no blanks between words: found inside any run of letters."""

    __slots__ = ("_lengths", "values")

    _START = 2

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._lengths: dict[str, set[int]] = {}
        """How long the values are that begin with these characters."""

    def add(self, folded: str, value: str) -> None:
        """Learn a value by its case folded reading."""
        for piece in _pieces(folded, _PIECE_CHARACTERS):
            self.values.setdefault(piece, value)
            self._lengths.setdefault(piece[: self._START], set()).add(len(piece))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Every occurrence, overlaps included."""
        folded = text.casefold()
        if len(folded) != len(text):
            folded = text
        for start in range(len(folded)):
            for length in self._lengths.get(folded[start : start + self._START], ()):
                value = self.values.get(folded[start : start + length])
                if value is not None:
                    yield start, start + length, value


_Text = TypeVar("_Text", str, list[str])


def _pieces(whole: _Text, size: int) -> Iterator[_Text]:
    """A long value in pieces of ``size`` to twice that, so that the cost of a look is bounded."""
    start = 0
    while len(whole) - start >= 2 * size:
        yield whole[start : start + size]
        start += size
    yield whole[start:]


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(match.start(), match.end(), word.casefold(), word.isdigit())
        for match in _TOKEN.finditer(text)
        if (word := match.group())[0] != "%"
    ]


def _is_near(tokens: list[_Token], index: int) -> bool:
    """Nothing but a few separators stands before this token."""
    return tokens[index].start - tokens[index - 1].end <= _MAX_GAP


def _without_overlaps(hits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept
