r"""The closed list of spellings in which a placeholder is recognised (docs/spec/placeholder.md, 4).

Models change the case of such words, escape ``_`` for Markdown, widen brackets or lose them. This
file says what a spelling looks like and which placeholder it names; whether that one belongs to
this turn is for the caller to look up: a spelling alone restores nothing.

``regex`` is used for one thing that ``re`` has not: a *partial* match, which tells that a text ends
inside what could still become a spelling.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from proxy.privacy.operators import CODE_LENGTH
from proxy.privacy.patterns import Match, pattern

LONGEST: Final = 46
"""Characters of the longest spelling: brackets and underscore as entities (8 each), four blanks, a
label of 12 and a code of 6."""

_WIDE = 0xFEE0
"""Distance from an ASCII character to its full-width form."""

_CODE = "[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z０-９Ａ-ＨＪＫＭＮＰ-ＴＶ-Ｚａ-ｈｊｋｍｎｐ-ｔｖ-ｚ]"
_BLANK = "[ \u00a0]?"
_OPEN = r"(?:[\[［【]|&(?:#91|#[xX]5[bB]|lsqb|lbrack);)"
_CLOSE = r"(?:[\]］】]|&(?:#93|#[xX]5[dD]|rsqb|rbrack);)"
_UNDERSCORE = r"[_＿]|&(?:#95|#[xX]5[fF]|lowbar);"
_ANY_LABEL = "[A-Za-zＡ-Ｚａ-ｚ]{2,12}"

_MARKS = frozenset("_＿&[［【\\")
"""Every bracketed spelling begins with one of these, every bare one holds one."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A spelling at [start, end) and the exact placeholder it names.

    ``bare``: the brackets are lost, so what follows decides where it ends.
    """

    start: int
    end: int
    placeholder: str
    exact: bool
    bare: bool


@dataclass(frozen=True, slots=True)
class Partial:
    """From ``start`` on, the text could still become a spelling."""

    start: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The text ends inside a bracketed placeholder: [start, end), ``end`` the end of the text.

    ``known``: how the exact placeholder begins, ``[EMAIL_7K`` or ``[EMAIL_7K3M9Q``.
    """

    start: int
    end: int
    known: str


class Spellings:
    """The spellings of placeholders with certain labels, in plain or in JSON text."""

    def __init__(self, labels: frozenset[str] | None, *, json: bool) -> None:
        """``labels``: None stands for any label, and then bare spellings are left out."""
        escape = r"\\\\" if json else r"\\"
        label = _ANY_LABEL if labels is None else _label_pattern(labels)
        underscore = f"(?:{_UNDERSCORE}|{escape}[_＿])"
        inner = (
            f"{_BLANK}(?P<label>{label}){_BLANK}{underscore}{_BLANK}"
            f"(?P<code>{_CODE}{{{CODE_LENGTH}}}){_BLANK}"
        )
        after = r"(?![\w\\])" if json else r"(?!\w)"
        bare = rf"(?<!\w)(?P<label>{label}){underscore}(?P<code>{_CODE}{{{CODE_LENGTH}}}){after}"
        forms = [f"{_OPEN}{inner}{_CLOSE}", rf"{escape}\[{inner}{escape}\]"]
        if labels is not None:
            forms.append(f"(?P<bare>{bare})")
        self._spelling = pattern("|".join(forms))
        self._cut = pattern(
            rf"(?P<open>{_OPEN}|{escape}\[){_BLANK}(?P<label>{label}){_BLANK}{underscore}{_BLANK}"
            rf"(?:(?P<code>{_CODE}{{0,{CODE_LENGTH - 1}}})|(?P<code>{_CODE}{{{CODE_LENGTH}}}){_BLANK})\Z"
        )
        first = "" if labels is None else "".join(sorted({name[0] for name in labels}))
        letters = "".join(_spellings_of(letter) for letter in first)
        starts = rf"[\[［【&\\]|(?<!\w)[{letters}]" if letters else r"[\[［【&\\]"
        self._start = pattern(starts)
        prefixes = "|".join(_prefix_pattern(name) for name in sorted(labels or ()))
        tail = rf"[\[［【&\\]|(?<!\w)(?:{prefixes})\Z" if prefixes else r"[\[［【&\\]"
        self._tail = pattern(tail)

    def is_plain(self, before: str, text: str) -> bool:
        """True when ``text`` (after the character ``before``) neither holds nor begins a spelling."""
        if not _MARKS.isdisjoint(text):
            return False
        return self._tail.search(before + text[-LONGEST:]) is None

    def next(self, text: str, position: int, *, final: bool) -> Spelled | Partial | None:
        """The first spelling in ``text`` from ``position``, or where one could still come.

        ``final``: nothing follows, so nothing is partial.
        """
        if final:
            match = self._spelling.search(text, position)
            return None if match is None else _spelled(match)
        for start in self._start.finditer(text, position):
            match = self._spelling.match(text, start.start(), partial=True)
            if match is None:
                continue
            if match.partial or (match.end() == len(text) and _is_bare(match)):
                return Partial(match.start())
            return _spelled(match)
        return None

    def all(self, text: str) -> list[Spelled]:
        """Every spelling of a whole text."""
        return [_spelled(match) for match in self._spelling.finditer(text)]

    def cut(self, text: str, position: int = 0) -> Cut | None:
        """The placeholder in which a whole text ends, from ``position``, after its underscore."""
        match = self._cut.search(text, max(position, len(text) - LONGEST))
        if match is None:
            return None
        return Cut(match.start(), match.end(), f"[{_plain(match['label'])}_{_plain(match['code'])}")


@lru_cache(maxsize=256)
def spellings_for(labels: frozenset[str], *, json: bool) -> Spellings:
    """The compiled spellings of these labels."""
    return Spellings(labels, json=json)


@lru_cache(maxsize=1)
def any_spellings() -> Spellings:
    """Bracketed spellings of any label, in plain text."""
    return Spellings(None, json=False)


def _is_bare(match: Match) -> bool:
    return match.groupdict().get("bare") is not None


def _spelled(match: Match) -> Spelled:
    placeholder = f"[{_plain(match['label'])}_{_plain(match['code'])}]"
    exact = match.group() == placeholder
    return Spelled(match.start(), match.end(), placeholder, exact, _is_bare(match))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _spellings_of(letter: str) -> str:
    both = letter + letter.lower()
    return both + "".join(chr(ord(each) + _WIDE) for each in both)


def _label_pattern(labels: frozenset[str]) -> str:
    words = ("".join(f"[{_spellings_of(letter)}]" for letter in name) for name in sorted(labels))
    return "(?:" + "|".join(words) + ")" if labels else r"(?!)"


def _prefix_pattern(label: str) -> str:
    """Matches the beginning of a bare spelling of ``label``, of any length from one."""
    pattern = f"(?:[_＿]{_CODE}{{0,{CODE_LENGTH}}})?"
    for letter in reversed(label[1:]):
        pattern = f"(?:[{_spellings_of(letter)}]{pattern})?"
    return f"[{_spellings_of(label[0])}]{pattern}"
