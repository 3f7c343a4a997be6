"""From a text to what the model sees: tokens, and for each token a list of features.

Strategy: what depends on a word alone (its roles, its shape, its beginnings and endings) is made once
per word and kept; per text only the neighbours are put together. The same code reads texts for
training and for finding, so that both see the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from proxy.privacy.model.lexicon import Lexicon, Role

_TOKEN = re.compile(r"[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|\d+|\n|[^\w\s]|_")
_KEPT_WORDS = 20_000
_TALK, _TITLE = Role.TALK.value, Role.TITLE.value
_EVERYDAY, _WORD = Role.EVERYDAY.value, (Role.DICTIONARY | Role.EVERYDAY).value
_FIRST_COMMON, _LAST_COMMON = Role.FIRST_COMMON.value, Role.LAST_COMMON.value
_FIRST, _LAST = Role.FIRST.value, Role.LAST.value
_ADDRESS = (Role.STREET | Role.CITY | Role.REGION).value
_SHOP = (Role.BRAND | Role.PRODUCT | Role.SEASON).value
_NEAR_NAME, _NEAR_WORD = Role.NEAR_NAME.value, Role.NEAR_WORD.value
_WINDOW = 3
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


class _Word:
    """What one word contributes: to its own features, and to its neighbours'."""

    __slots__ = ("beside", "lower", "mask", "own", "shape", "sort")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        lower = text.lower()[:_LONGEST_WORD]
        self.lower = f"#{min(len(lower), 7)}" if lower.isdigit() else lower
        self.shape = _shape(text)
        roles = lexicon.roles(lower) if lower[0].isalpha() else 0
        self.mask = f"{roles:x}" if lower[0].isalpha() else self.lower[:2]
        self.sort = _sort(roles) if lower[0].isalpha() else self.mask
        self.own = ["w=" + self.lower, "m=" + self.mask, "t=" + self.sort]
        if lower[0].isalpha():
            self.own += [f"b={1 << bit:x}" for bit in range(roles.bit_length()) if roles >> bit & 1]
            self.own += [f"p{n}=" + lower[:n] for n in (2, 3, 4) if len(lower) > n]
            self.own += [f"s{n}=" + lower[-n:] for n in (2, 3, 4) if len(lower) > n]
            if not roles & (_FIRST | _LAST | _WORD):
                self.own.append(f"n={min(len(lower), 9)}")
        self.beside = {
            at: [f"w{at}=" + self.lower]
            + ([f"m{at}=" + self.mask, f"t{at}=" + self.sort] if abs(at) <= 2 else [])
            for at in range(-_WINDOW, _WINDOW + 1)
            if at
        }


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


class FeatureReader:
    """Makes the features of tokens, with one word list. Keeps the words it met, up to a bound."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._word = lru_cache(maxsize=_KEPT_WORDS)(lambda text: _Word(text, lexicon))
        self._brands: dict[str, list[tuple[str, ...]]] = {}
        for phrase in lexicon.phrases():
            self._brands.setdefault(phrase[0], []).append(phrase)

    def features(self, tokens: Sequence[Token], text: str, situation: Situation) -> list[list[str]]:
        """One list of features for each token of a whole text."""
        words = [self._word(token.text) for token in tokens]
        style = _style(text)
        size = len(tokens)
        speaker = "c" if situation.from_customer else "s"
        all_same = f"{speaker}{situation.asked.value}"
        short = f"{size}{all_same}" if size <= _SHORT else f"+{all_same}"
        branded = self._branded(words)
        rows = []
        for at, word in enumerate(words):
            row = list(word.own)
            for offset in range(-_WINDOW, _WINDOW + 1):
                place = at + offset
                if offset and 0 <= place < size:
                    row += words[place].beside[offset]
            row += _local(words, at, style)
            row.append(f"L={short}|{word.mask}")
            row.append(f"A={all_same}|{word.sort}")
            if at in branded:
                row += branded[at]
            token = tokens[at]
            if at and tokens[at - 1].end == token.start:
                row.append("joined=" + word.shape)
            rows.append(row)
        return rows

    def _branded(self, words: Sequence[_Word]) -> dict[int, list[str]]:
        """Features of the tokens that stand in a brand of several words."""
        found: dict[int, list[str]] = {}
        for at, word in enumerate(words):
            for phrase in self._brands.get(word.lower, ()):
                if tuple(each.lower for each in words[at : at + len(phrase)]) == phrase:
                    before = words[at - 1].lower if at else "^"
                    for place in range(at, at + len(phrase)):
                        found[place] = ["brand", "brand|" + before, f"brand|{len(words)}"]
        return found


def _local(words: Sequence[_Word], at: int, style: str) -> list[str]:
    """Features of a token and its nearest neighbours together."""
    word = words[at]
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    low, high = (before.lower, before.mask) if before else ("^", "^")
    next_low, next_mask = (after.lower, after.mask) if after else ("$", "$")
    sort_before, sort_after = before.sort if before else "^", after.sort if after else "$"
    shape_before, shape_after = before.shape if before else "^", after.shape if after else "$"
    second = words[at - 2].lower if at > 1 else "^"
    third = words[at + 2].lower if at + 2 < len(words) else "$"
    return [
        f"h={word.shape}{style}",
        f"hm={word.shape}{style}|{word.sort}",
        f"h3={shape_before}|{word.shape}|{shape_after}|{style}",
        f"wm={low}|{word.sort}",
        f"mw={word.sort}|{next_low}",
        f"wmm={low}|{word.mask}",
        f"mm={high}|{word.mask}",
        f"mn={word.mask}|{next_mask}",
        f"t3={sort_before}{word.sort}{sort_after}",
        f"ww={second}|{low}|{word.sort}",
        f"wx={word.sort}|{next_low}|{third}",
        f"wtw={low}|{word.sort}|{next_low}",
    ]


def _style(text: str) -> str:
    """``L``: no capitals; ``U``: nothing but capitals; ``C``: both."""
    if text == text.lower():
        return "L"
    return "U" if text == text.upper() and sum(c.isalpha() for c in text) > 3 else "C"
