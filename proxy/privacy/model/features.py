"""From a text to what the model sees: tokens, and for each token a list of features.

Strategy: a feature comes from one word, or from a few things said together. What depends on a word
alone (its roles, its shape, its beginnings and endings) is made once per word, as ``WordView``.
What depends on several is a ``TEMPLATES`` row: which columns, of which neighbours. Training reads both
as strings (``FeatureReader``); finding computes with numbers made from the same two (``scores``), and
a test compares them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

from proxy.privacy.model.lexicon import Lexicon, Role

_ONE = r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|\d+|\n|[^\w\s]|_"
_TOKEN = re.compile(_ONE)
_TOKEN_WITH_BLANK = re.compile(rf"[^\S\n]?(?:{_ONE})")
_TALK, _TITLE = Role.TALK.value, Role.TITLE.value
_EVERYDAY, _WORD = Role.EVERYDAY.value, (Role.DICTIONARY | Role.EVERYDAY).value
_FIRST_COMMON, _LAST_COMMON = Role.FIRST_COMMON.value, Role.LAST_COMMON.value
_FIRST, _LAST = Role.FIRST.value, Role.LAST.value
_ADDRESS = (Role.STREET | Role.CITY | Role.REGION).value
_SHOP = (Role.BRAND | Role.PRODUCT | Role.SEASON).value
_NEAR_NAME, _NEAR_WORD = Role.NEAR_NAME.value, Role.NEAR_WORD.value
WINDOW = 3
"""So many words on each side are seen by themselves."""
REACH = 2
"""So many words on each side take part in a template."""
BEGIN, END = "^", "$"
"""Stand in every column before the first and after the last token."""
_SHORT = 6
"""Tokens; in a message of fewer, its length says much."""
_LONGEST_WORD = 24


class Asked(StrEnum):
    """What the assistant asked for just before, as far as names and addresses are concerned."""

    NAME = "n"
    ADDRESS = "a"
    OTHER = "o"
    NOTHING = "-"


class Token(NamedTuple):
    """A word, number, sign or line end: ``text`` as written, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What the conversation says about a text."""

    asked: Asked = Asked.NOTHING
    from_customer: bool = True


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, left to right, not overlapping; blanks stand in none."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def pieces_of(text: str) -> list[str]:
    """The same tokens, faster: each with the blank before it, if there is one.

    Without a blank in front, a token touches the one before it; the first one touches none.
    """
    pieces: list[str] = _TOKEN_WITH_BLANK.findall(text)
    if pieces and (pieces[0] == "\n" or not pieces[0][0].isspace()):
        pieces[0] = " " + pieces[0]
    return pieces


def word_of(piece: str) -> str:
    """The token of a piece, without the blank."""
    return piece[1:] if len(piece) > 1 and piece[0].isspace() else piece


def places_of(text: str) -> list[tuple[int, int]]:
    """[start, end) of each token."""
    return [match.span() for match in _TOKEN.finditer(text)]


class Column(IntEnum):
    """What a template may say of a token; the last three are the same for all tokens of a text."""

    LOWER = 0
    MASK = 1
    SORT = 2
    SHAPE = 3
    STYLE = 4
    TALK = 5
    LENGTH = 6


OF_WORD = (Column.LOWER, Column.MASK, Column.SORT, Column.SHAPE)
OF_TEXT = (Column.STYLE, Column.TALK, Column.LENGTH)

_LOWER, _MASK, _SORT, _SHAPE = OF_WORD
_STYLE, _SPEAKER, _LENGTH = OF_TEXT

TEMPLATES: Mapping[str, tuple[tuple[Column, int], ...]] = {
    "h": ((_SHAPE, 0), (_STYLE, 0)),
    "hm": ((_SHAPE, 0), (_STYLE, 0), (_SORT, 0)),
    "h3": ((_SHAPE, -1), (_SHAPE, 0), (_SHAPE, 1), (_STYLE, 0)),
    "wm": ((_LOWER, -1), (_SORT, 0)),
    "mw": ((_SORT, 0), (_LOWER, 1)),
    "wmm": ((_LOWER, -1), (_MASK, 0)),
    "mm": ((_MASK, -1), (_MASK, 0)),
    "mn": ((_MASK, 0), (_MASK, 1)),
    "t3": ((_SORT, -1), (_SORT, 0), (_SORT, 1)),
    "ww": ((_LOWER, -2), (_LOWER, -1), (_SORT, 0)),
    "wx": ((_SORT, 0), (_LOWER, 1), (_LOWER, 2)),
    "wtw": ((_LOWER, -1), (_SORT, 0), (_LOWER, 1)),
    "L": ((_LENGTH, 0), (_MASK, 0)),
    "A": ((_SPEAKER, 0), (_SORT, 0)),
}
"""Name → columns, each of the token itself (0) or of a neighbour."""
_BETWEEN = " "
"""Between the columns of a feature; no token holds a blank."""


class WordView:
    """What one word contributes: to its own features, to its neighbours', and to templates."""

    __slots__ = ("beside", "columns", "own")

    def __init__(self, text: str, lexicon: Lexicon, *, joined: bool) -> None:
        """``joined``: it touches the token before it."""
        lower, plain = text.lower()[:_LONGEST_WORD], plain_of(text)
        is_word = lower[0].isalpha()
        roles = lexicon.roles(lower) if is_word else 0
        mask = f"{roles:x}" if is_word else plain[:2]
        sort = _sort(roles) if is_word else mask
        self.columns = (plain, mask, sort, _shape(text))
        """By ``OF_WORD``."""
        self.own = ["w=" + plain, "m=" + mask, "t=" + sort]
        if is_word:
            self.own += [f"b={1 << bit:x}" for bit in range(roles.bit_length()) if roles >> bit & 1]
            self.own += [f"p{n}=" + lower[:n] for n in (2, 3, 4) if len(lower) > n]
            self.own += [f"s{n}=" + lower[-n:] for n in (2, 3, 4) if len(lower) > n]
            if not roles & (_FIRST | _LAST | _WORD):
                self.own.append(f"n={min(len(lower), 9)}")
        if joined:
            self.own.append("joined=" + _shape(text))
        self.beside = {
            at: [f"w{at}=" + plain]
            + ([f"m{at}=" + mask, f"t{at}=" + sort] if abs(at) <= REACH else [])
            for at in range(-WINDOW, WINDOW + 1)
            if at
        }
        """By the place of this word as the neighbour sees it: -1 is the word before."""


def plain_of(text: str) -> str:
    """A token in small letters, cut where it is very long; of a number only how long it is."""
    lower = text.lower()[:_LONGEST_WORD]
    return f"#{min(len(lower), 7)}" if lower.isdigit() else lower


def _shape(text: str) -> str:
    """``x`` small, ``X`` one capital, ``Xx`` capitalised, ``XX`` capitals, ``xX`` mixed, ``d`` digits."""
    if not text[0].isalpha():
        return "d" if text[0].isdigit() else "p"
    if text.islower():
        return "x"
    if text.isupper():
        return "X" if len(text) == 1 else "XX"
    return "Xx" if text[0].isupper() and text[1:].islower() else "xX"


def _sort(roles: int) -> str:
    """One coarse letter for the roles: what a person would say first."""
    if roles & _TALK:
        return "T"
    if roles & _TITLE:
        return "H"
    if roles & _WORD:
        if roles & (_FIRST_COMMON | _LAST_COMMON):
            return "Y" if roles & _EVERYDAY else "B"
        return "E" if roles & _EVERYDAY else "D"
    for bits, letter in _SORTS:
        if roles & bits:
            return letter
    if roles & _NEAR_NAME:
        return "q" if roles & _NEAR_WORD else "n"
    return "w" if roles & _NEAR_WORD else "u"


_SORTS = (
    (_FIRST_COMMON, "F"),
    (_LAST_COMMON, "G"),
    (_FIRST, "f"),
    (_LAST, "l"),
    (_ADDRESS, "A"),
    (_SHOP, "R"),
)


def columns_of_text(text: str, size: int, situation: Situation) -> tuple[str, str, str]:
    """What is said of all tokens of a text of so many tokens, by ``OF_TEXT``."""
    speaker = ("c" if situation.from_customer else "s") + situation.asked.value
    return _style(text), speaker, f"{size if size <= _SHORT else '+'}{speaker}"


class Brands:
    """Brands of several words, found in a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in lexicon.phrases():
            self._by_first.setdefault(phrase[0], []).append(phrase)
        self.longest = max(map(len, lexicon.phrases()), default=0)
        """Tokens of the longest."""

    def begin_with(self, plain: str) -> bool:
        """Whether the first word of some brand is this one."""
        return plain in self._by_first

    def features(self, words: Sequence[str], first: int, last: int) -> dict[int, list[str]]:
        """Place → its features, for the tokens of [first, last) that stand in a brand.

        ``words``: of the whole text. Only those beside [first, last) are looked at, so that a text
        read piece by piece costs no more than its length.
        """
        found: dict[int, list[str]] = {}
        for at in range(max(0, first - self.longest + 1), last):
            for phrase in self._by_first.get(plain_of(words[at]), ()):
                if tuple(map(plain_of, words[at : at + len(phrase)])) == phrase:
                    before = plain_of(words[at - 1]) if at else BEGIN
                    for place in range(max(at, first), min(at + len(phrase), last)):
                        found[place] = ["brand", "brand|" + before, f"brand|{len(words)}"]
        return found


class FeatureReader:
    """Makes the features of tokens as strings, with one word list."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._brands = Brands(lexicon)
        self._views: dict[tuple[str, bool], WordView] = {}

    def features(self, tokens: Sequence[Token], text: str, situation: Situation) -> list[list[str]]:
        """One list of features for each token of a whole text."""
        ends = [-1, *(token.end for token in tokens)]
        views = [
            self._view(token.text, end == token.start)
            for token, end in zip(tokens, ends, strict=False)
        ]
        said = columns_of_text(text, len(tokens), situation)
        branded = self._brands.features([token.text for token in tokens], 0, len(tokens))
        rows = []
        for at, view in enumerate(views):
            row = list(view.own)
            for offset in range(-WINDOW, WINDOW + 1):
                place = at + offset
                if offset and 0 <= place < len(views):
                    row += views[place].beside[offset]
            row += _said_together(views, at, said)
            row += branded.get(at, [])
            rows.append(row)
        return rows

    def _view(self, text: str, joined: bool) -> WordView:  # noqa: FBT001 - half of a key
        if (text, joined) not in self._views:
            self._views[text, joined] = WordView(text, self._lexicon, joined=joined)
        return self._views[text, joined]


def _said_together(views: Sequence[WordView], at: int, said: tuple[str, ...]) -> Iterator[str]:
    """The features that the templates make for one token."""
    for name, parts in TEMPLATES.items():
        yield feature_of(name, [_part(views, at + offset, said, of) for of, offset in parts])


def _part(views: Sequence[WordView], at: int, said: tuple[str, ...], of: Column) -> str:
    if of in OF_TEXT:
        return said[OF_TEXT.index(of)]
    if 0 <= at < len(views):
        return views[at].columns[of]
    return BEGIN if at < 0 else END


def feature_of(name: str, parts: Sequence[str]) -> str:
    """The feature that a template makes of its columns."""
    return f"{name}={_BETWEEN.join(parts)}"


def parts_of(feature: str) -> tuple[str, ...] | None:
    """The columns of a feature that a template made; None for any other feature."""
    name, _, said = feature.partition("=")
    return tuple(said.split(_BETWEEN)) if name in TEMPLATES else None


def _style(text: str) -> str:
    """``L``: no capitals; ``U``: nothing but capitals; ``C``: both."""
    if text == text.lower():
        return "L"
    return "U" if text == text.upper() and sum(c.isalpha() for c in text) > 3 else "C"
