"""The model's word list: which roles a word may have, looked up in a memory-mapped file.

Strategy: the file is sorted lines ``word TAB flags``; a look-up is a bisection over its bytes, so that
nothing is parsed at start-up and worker processes share the pages. Lines that begin with ``~`` are
the common words and names with one letter left out: an unknown word whose own such forms meet them
is one typing mistake away (the symmetric-delete rule).
"""

import mmap
from collections.abc import Iterator
from enum import IntFlag
from functools import lru_cache
from pathlib import Path


class Role(IntFlag):
    """What a word may be; several at once are usual."""

    FIRST = 1
    FIRST_COMMON = 2
    LAST = 4
    LAST_COMMON = 8
    DICTIONARY = 16
    EVERYDAY = 32
    PRODUCT = 64
    BRAND = 128
    CITY = 256
    STREET = 512
    REGION = 1024
    SEASON = 2048
    """Colours, months, weekdays, styles."""
    TITLE = 4096
    NEAR_WORD = 8192
    """Unknown, and one mistake away from an everyday word."""
    NEAR_NAME = 16384
    """Unknown, and one mistake away from a common first name."""
    TALK = 32768


LEFT_OUT = "~"
PHRASE = "="
"""Begins the lines of brands of several words: ``=michael kors``."""
_MARK = LEFT_OUT.encode()
_SHORTEST_NEAR = 4
_LONGEST_WORD = 40
_PREFIX = 2
_KEPT_PREFIXES = 4096
_EVERYDAY, _FIRST_COMMON = Role.EVERYDAY.value, Role.FIRST_COMMON.value
_NEAR_WORD, _NEAR_NAME = Role.NEAR_WORD.value, Role.NEAR_NAME.value


def left_out(word: str) -> Iterator[str]:
    """The word with each letter but the first left out, once each."""
    return iter(dict.fromkeys(word[:at] + word[at + 1 :] for at in range(1, len(word))))


def near_role(roles: int) -> int:
    """What an unknown word is that is one mistake away from a word of these roles."""
    near = _NEAR_WORD if roles & _EVERYDAY else 0
    return near | _NEAR_NAME if roles & _FIRST_COMMON else near


class Lexicon:
    """A word list in a file. Raises ``OSError`` or ``ValueError`` for a file that is none."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._range = lru_cache(maxsize=_KEPT_PREFIXES)(self._range_of)

    def roles(self, word: str) -> int:
        """The bits of ``Role`` of a word in small letters; for an unknown one, what it is near to."""
        if len(word) > _LONGEST_WORD:
            return 0
        known = self._look_up(word)
        if known or len(word) < _SHORTEST_NEAR or not word.isalpha():
            return known
        near = self._look_up(LEFT_OUT + word)
        for form in left_out(word):
            if len(form) >= _SHORTEST_NEAR:
                near |= near_role(self._look_up(form))
            near |= self._look_up(LEFT_OUT + form)
        return near

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """The words of each brand that is a phrase."""
        start = self._place(PHRASE.encode())
        while self._map[start : start + 1] == PHRASE.encode():
            end = self._map.find(b"\n", start)
            line = self._map[start + 1 : end].partition(b"\t")[0]
            yield tuple(line.decode().split(" "))
            start = end + 1

    def _look_up(self, key: str) -> int:
        """The bits in the line of ``key``; 0 if there is no such line."""
        wanted = key.encode("utf-8", "replace")
        return self._find(wanted, *self._range(wanted[: _PREFIX + wanted.startswith(_MARK)]))

    def _range_of(self, prefix: bytes) -> tuple[int, int]:
        """Where the lines stand that begin with ``prefix``."""
        return self._place(prefix), self._place(prefix + b"\xff")

    def _place(self, wanted: bytes) -> int:
        """Where the first line begins that is not before ``wanted``."""
        low, high = 0, len(self._map)
        while low < high:
            middle = (low + high) // 2
            start = self._map.rfind(b"\n", low, middle) + 1 or low
            end = self._map.find(b"\n", middle)
            if self._map[start:end] < wanted:
                low = end + 1
            else:
                high = start
        return low

    def _find(self, wanted: bytes, low: int, high: int) -> int:
        while low < high:
            middle = (low + high) // 2
            start = self._map.rfind(b"\n", low, middle) + 1 or low
            end = self._map.find(b"\n", middle)
            word, _, flags = self._map[start:end].partition(b"\t")
            if word == wanted:
                return int(flags, 16)
            if word < wanted:
                low = end + 1
            else:
                high = start
        return 0
