"""A text prepared for recognisers: canonical, lower-cased at equal length, cut into words and numbers.

Strategy: every recogniser needs the same few views of a text (its small letters, its words, its
runs of digit groups, what stands just before a place). They are made once per text, lazily, and
all positions in them are positions of the canonical text; the detector maps them back.

Everything is linear in the length of the text. Patterns are RE2 (``pattern``), so that no text,
however hostile, makes one run away.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import re2

from proxy.privacy.base import Asked, TextToRead
from proxy.privacy.structures import Structure, structures_in
from proxy.text import Canonical, canonical


class Match:
    """A match of an RE2 pattern; groups may be named (the library's own object takes numbers only)."""

    __slots__ = ("_found", "_names")

    def __init__(self, found: Any, names: Mapping[str, int]) -> None:
        self._found = found
        self._names = names

    def span(self, group: str = "") -> tuple[int, int]:
        """[start, end) of a named group, or of the whole; (-1, -1) when it took no part."""
        start, end = self._found.span(self._names[group] if group else 0)
        return int(start), int(end)

    def group(self, group: str) -> str:
        """The text of a named group; empty when it took no part."""
        found: str | bytes | None = self._found.group(self._names[group])
        return found.decode("ascii") if isinstance(found, bytes) else found or ""


class Pattern:
    """A compiled RE2 pattern: linear time on any text.

    A twin for ASCII texts, whose classes of letters and digits are the ASCII ones, is an order
    of magnitude smaller, and finds the same in them. It reads bytes, whose places are those of the
    characters: the library translates places in other texts one by one.
    """

    __slots__ = ("_ascii", "_names", "_wide")

    def __init__(self, expression: str) -> None:
        self._wide = _compiled(expression)
        self._ascii = _compiled(_in_ascii(expression))
        self._names: dict[str, int] = self._wide.groupindex

    def finditer(
        self, text: str, start: int | None = None, end: int | None = None
    ) -> Iterator[Match]:
        """Every match in [start, end), left to right."""
        compiled, read = self._for(text)
        return map(self._named, compiled.finditer(read, start, end))

    def search(self, text: str) -> Match | None:
        """The first match."""
        compiled, read = self._for(text)
        return self._one(compiled.search(read))

    def match(self, text: str, start: int | None = None, end: int | None = None) -> Match | None:
        """A match that begins at ``start``."""
        compiled, read = self._for(text)
        return self._one(compiled.match(read, start, end))

    def fullmatch(self, text: str) -> Match | None:
        """A match of the whole text."""
        compiled, read = self._for(text)
        return self._one(compiled.fullmatch(read))

    def _for(self, text: str) -> tuple[Any, str | bytes]:
        """The compiled form for a text, and the text as that reads it."""
        return (self._ascii, text.encode("ascii")) if text.isascii() else (self._wide, text)

    def _named(self, found: Any) -> Match:
        return Match(found, self._names)

    def _one(self, found: Any) -> Match | None:
        return None if found is None else Match(found, self._names)


def _compiled(expression: str | bytes) -> Any:
    options = re2.Options()
    options.log_errors = False
    if isinstance(expression, bytes):
        options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(expression, options)


def _in_ascii(expression: str) -> bytes:
    """The expression for ASCII texts: small classes, one byte per character.

    Characters beyond ASCII cannot occur there; one of Latin-1 keeps their place in the expression.
    """
    for wide, narrow in (
        (r"\pL", "A-Za-z"),
        (r"\pN", "0-9"),
        (r"\p{Lu}", "A-Z"),
        (r"\pM", ""),
    ):
        expression = _replaced_class(expression, wide, narrow)
    return "".join(c if c.isascii() else "\xff" for c in expression).encode("latin-1")


def _replaced_class(expression: str, wide: str, narrow: str) -> str:
    """Replace a class name: bare inside brackets, with brackets outside."""
    pieces: list[str] = []
    position, inside = 0, False
    while position < len(expression):
        character = expression[position]
        if expression.startswith(wide, position):
            pieces.append(narrow if inside else f"[{narrow}]")
            position += len(wide)
            continue
        if character == "\\":
            pieces.append(expression[position : position + 2])
            position += 2
            continue
        if character == "[" and not inside:
            inside = True
        elif character == "]" and inside:
            inside = False
        pieces.append(character)
        position += 1
    return "".join(pieces)


def pattern(expression: str) -> Pattern:
    """Compile an RE2 expression. Raises ``re2.error`` with the reason, and prints nothing."""
    return Pattern(expression)


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DIGITS = re.compile(r"[0-9]+")
_SEPARATOR = frozenset(" \t\r\n.-/(),\u00b7_")
_LONGEST_GAP = 3
"""Between two groups of one number: ") -" is the longest gap people write."""


class Word(NamedTuple):
    """A word of the text: letters and digits, with inner apostrophes; ``text`` in small letters."""

    text: str
    start: int
    end: int


class Group(NamedTuple):
    """A run of digits that touches no letter or digit on either side, or does (``free`` False)."""

    digits: str
    start: int
    end: int
    free: bool


_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese; and Korean, whose endings stick to numbers."""
_GLUED = re.compile(rf"(?<=[{_UNSPACED}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[{_UNSPACED}])")


def parted(read: Canonical) -> Canonical:
    """The reading with a blank between words of scripts that write none and what is in our letters.

    There a number or an address stands right beside the words ("电话13800138000"), and every pattern
    takes a letter beside a value for a part of it. A blank that was put in has no length in the original.
    """
    text = read.text
    places = [] if text.isascii() else [match.start() for match in _GLUED.finditer(text)]
    if not places:
        return read
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in zip([0, *places], [*places, len(text)], strict=True):
        if start:
            pieces.append(" ")
            starts.append(read.original_span(start, start + 1)[0])
            ends.append(read.original_span(start - 1, start)[1])
        pieces.append(text[start:end])
        starts += range(start, end) if read.starts is None else read.starts[start:end]
        ends += range(start + 1, end + 1) if read.ends is None else read.ends[start:end]
    return Canonical("".join(pieces), tuple(starts), tuple(ends))


def lower_at_equal_length(text: str) -> str:
    """Small letters; a character whose small form is longer (``İ``) stays as it is."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def squeezed(text: str) -> str:
    """Only letters and digits of the canonical reading, case folded: the shape memory compares."""
    return "".join(c for c in canonical(text).text.casefold() if c.isalnum())


def digits_of(text: str) -> str:
    """The decimal digits of the canonical reading."""
    return "".join(_DIGITS.findall(canonical(text).text))


@dataclass(frozen=True, repr=False)
class Reading:
    """The views of one text. Positions are canonical; ``original_span`` leads back."""

    canonical: Canonical
    asked: frozenset[Asked]
    from_customer: bool

    @classmethod
    def of(cls, source: TextToRead) -> "Reading":
        """Read a text the way a person would."""
        return cls(parted(canonical(source.text)), source.asked, source.from_customer)

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.canonical.text

    @cached_property
    def lower(self) -> str:
        """The canonical text in small letters, position for position."""
        return lower_at_equal_length(self.text)

    @cached_property
    def _looked_up(self) -> dict[Pattern, bool]:
        return {}

    def says(self, part: Pattern) -> bool:
        """Whether a pattern stands anywhere in the small letters; searched once, asked by many."""
        said = self._looked_up.get(part)
        if said is None:
            said = self._looked_up[part] = part.search(self.lower) is not None
        return said

    @cached_property
    def structures(self) -> tuple[Structure, ...]:
        """JSON, XML and tables inside the text."""
        return tuple(structures_in(self.text))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        # Most texts are asked for their words; this spares half of what ``Word(...)`` costs.
        new = tuple.__new__
        return tuple([new(Word, (m[0], *m.span())) for m in _WORD.finditer(self.lower)])

    @cached_property
    def word_set(self) -> frozenset[str]:
        """All words, once; the cheap test before a cue is searched."""
        return frozenset(word.text for word in self.words)

    @cached_property
    def word_starts(self) -> tuple[int, ...]:
        """Start of each word, for bisection."""
        return tuple(word.start for word in self.words)

    @cached_property
    def has_digit(self) -> bool:
        """Any decimal digit at all."""
        return _DIGITS.search(self.text) is not None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """All runs of digits in order."""
        text = self.text
        found = []
        for match in _DIGITS.finditer(text):
            start, end = match.span()
            before = text[start - 1] if start else " "
            after = text[end] if end < len(text) else " "
            free = not (before.isalpha() or after.isalpha())
            found.append(Group(match[0], start, end, free))
        return tuple(found)

    @cached_property
    def runs(self) -> tuple[tuple[Group, ...], ...]:
        """Digit groups that may be one number: free groups with short gaps between them."""
        runs: list[tuple[Group, ...]] = []
        current: list[Group] = []
        for group in self.groups:
            if current and not (group.free and self._close(current[-1].end, group.start)):
                runs.append(tuple(current))
                current = []
            if group.free:
                current.append(group)
        if current:
            runs.append(tuple(current))
        return tuple(runs)

    def _close(self, end: int, start: int) -> bool:
        return start - end <= _LONGEST_GAP and all(c in _SEPARATOR for c in self.text[end:start])

    def words_before(self, position: int, count: int) -> tuple[str, ...]:
        """Up to ``count`` words that end at or before ``position``, nearest last."""
        index = bisect_left(self.word_starts, position)
        return tuple(word.text for word in self.words[max(0, index - count) : index])

    def words_after(self, position: int, count: int) -> tuple[str, ...]:
        """Up to ``count`` words that start at or after ``position``, nearest first."""
        index = bisect_left(self.word_starts, position)
        return tuple(word.text for word in self.words[index : index + count])

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that start in [start, end)."""
        low = bisect_left(self.word_starts, start)
        high = bisect_left(self.word_starts, end)
        return self.words[low:high]

    def word_at(self, position: int) -> Word | None:
        """The word that covers ``position``."""
        index = bisect_right(self.word_starts, position) - 1
        if index >= 0 and self.words[index].end > position:
            return self.words[index]
        return None

    def before(self, position: int, length: int) -> str:
        """Up to ``length`` small-letter characters before ``position``."""
        return self.lower[max(0, position - length) : position]
