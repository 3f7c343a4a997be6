"""Known names in other shapes: misspelt by one letter, or inside a longer identifier.

Strategy: only long names that are no everyday word take part. *Misspelt*: two words are one slip apart
(a letter more, less, other, or two swapped) exactly when leaving out one letter of each can make them
equal; so each name is filed under itself and itself less one letter, and a word of a text is looked up
the same way. *Inside*: user names and mailboxes are made of a name and a number ("cminh730",
"crystal_m88", "brannockfan"); their letters are compared with what people make of a first and a last
name, and long names are looked for within longer words.
"""

import re
from collections.abc import Iterable, Iterator

from proxy.privacy.phrases import runs
from proxy.privacy.words import is_everyday
from proxy.text import canonical

_WORD = re.compile(r"[^\W_]+(?:[._\-][^\W_]+)*")
_RUN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")
_LEAST_DIGITS = 7
_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_MISSPELT = 7
"""Letters; shorter words are too often one slip from another word."""
_LONGEST_MISSPELT = 40
_LEAST_INSIDE = 7
_LEAST_NUMBERED = 4
_LEAST_LAST = 3
_MOST_NAMES = 200
"""More names than this stand in no conversation; the rest is found as it was written."""


class NearNames:
    """Names of one request, ready to be found in other shapes."""

    def __init__(self, names: Iterable[str]) -> None:
        """``names``: as they were written, first name before last."""
        words: set[str] = set()
        self._made: set[str] = set()
        for name in sorted(set(names))[:_MOST_NAMES]:
            parts = [run for run in runs(name) if run.isalpha()]
            words.update(part for part in parts if not is_everyday(part))
            self._made.update(_identifiers(parts))
        self._exact = frozenset(words)
        long_words = {word for word in words if len(word) >= _LEAST_MISSPELT}
        self._long = tuple(sorted(long_words))
        self._longest = max(map(len, long_words), default=0)
        inside = sorted(word for word in words if len(word) >= _LEAST_INSIDE)
        self._slips = frozenset(slip for word in long_words for slip in (word, *_less_one(word)))
        self._inside = re.compile("|".join(map(re.escape, inside))) if inside else None
        self._judged: dict[bool, set[str]] = {True: set(), False: set()}
        """Words of the request's texts, as written, by whether they are a name: most come again."""

    def __bool__(self) -> bool:
        return bool(self._slips or self._made)

    def occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        """Original [start, end) of each word that is a known name in another shape."""
        if not self:
            return
        read = canonical(text)
        words = set(_WORD.findall(read.text))
        for word in words.difference(*self._judged.values()):
            self._judged[self._is_name(word.casefold())].add(word)
        names = self._judged[True]
        if names.isdisjoint(words):
            return
        for match in _WORD.finditer(read.text):
            if match[0] in names:
                yield read.original_span(match.start(), match.end())

    def _is_name(self, word: str) -> bool:
        return self._is_identifier(word) or self._is_misspelt(word)

    def _is_misspelt(self, word: str) -> bool:
        # Checked first: what is done to a word costs the square of its length.
        if not _LEAST_MISSPELT - 1 <= len(word) <= self._longest + 1:
            return False
        if not word.isalpha() or word in self._exact:
            return False
        if self._slips.isdisjoint((word, *_less_one(word))) or is_everyday(word):
            return False
        return any(_one_slip(word, name) for name in self._long if abs(len(name) - len(word)) <= 1)

    def _is_identifier(self, word: str) -> bool:
        letters = "".join(_LETTERS.findall(word))
        if len(letters) == len(word) and is_everyday(word):
            return False
        numbered = len(letters) < len(word)
        if letters in self._made or (
            numbered and letters in self._exact and len(letters) >= _LEAST_NUMBERED
        ):
            return True
        found = self._inside.search(word) if self._inside is not None else None
        return found is not None and len(found[0]) < len(word)


def _identifiers(parts: list[str]) -> Iterator[str]:
    """What people make of their name: jdoe, janed, doej, doejane."""
    if len(parts) < 2 or len(parts[-1]) < _LEAST_LAST:
        return
    first, last = parts[0], parts[-1]
    for made in (
        first[0] + last,
        first + last[0],
        last + first[0],
        last + first,
        first[:2] + last,
        first[:3] + last,
    ):
        if len(made) >= _LEAST_LAST + 1 and not is_everyday(made):
            yield made


def _less_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two swapped letters, make the words equal."""
    if len(one) == len(other):
        places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(places) == 2:
            low, high = places
            return high == low + 1 and one[low] == other[high] and one[high] == other[low]
        return len(places) == 1
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and shorter in _less_one(longer)


class NumbersInside:
    """Known numbers inside longer identifiers: ``INV44182399``, ``tel4155550132``."""

    def __init__(self, numbers: Iterable[str]) -> None:
        """``numbers``: digits only."""
        known = sorted({n for n in numbers if len(n) >= _LEAST_DIGITS}, key=lambda n: (-len(n), n))
        self._known = frozenset(known[:_MOST_NAMES])

    def __bool__(self) -> bool:
        return bool(self._known)

    def occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        """Original [start, end) of each run of letters and digits that holds a known number."""
        if not self:
            return
        read = canonical(text)
        if not any(number in read.text for number in self._known):
            return
        for match in _RUN.finditer(read.text):
            if not match[0].isdigit() and not self._known.isdisjoint(_DIGITS.findall(match[0])):
                yield read.original_span(match.start(), match.end())
