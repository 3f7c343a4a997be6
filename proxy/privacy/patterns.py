r"""The ``regex`` package through a typed door.

It is used instead of ``re`` for script classes (``\p{Latin}``) and for partial matches, which tell
that a text ends where a longer one could still match. The package ships no types; these Protocols
are the part of it that we use.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol, cast

import regex


class Match(Protocol):
    """One match; ``partial`` when the text ended before the pattern did."""

    partial: bool

    def start(self) -> int:
        """Where it begins."""
        ...

    def end(self) -> int:
        """Where it ends."""
        ...

    def group(self) -> str:
        """The matched text."""
        ...

    def groupdict(self) -> Mapping[str, str | None]:
        """The named groups."""
        ...

    def __getitem__(self, group: str | int) -> str:
        """The text of a group that took part in the match."""
        ...


class Pattern(Protocol):
    """A compiled pattern."""

    def match(self, text: str, pos: int = 0, *, partial: bool = False) -> Match | None:
        """A match that begins at ``pos``."""
        ...

    def fullmatch(self, text: str) -> Match | None:
        """A match of the whole text."""
        ...

    def search(self, text: str, pos: int = 0) -> Match | None:
        """The first match from ``pos``."""
        ...

    def finditer(self, text: str, pos: int = 0) -> Iterator[Match]:
        """All matches from ``pos``."""
        ...

    def findall(self, text: str) -> list[str]:
        """The texts of all matches of a pattern without groups."""
        ...


def pattern(source: str, *, any_case: bool = False) -> Pattern:
    """Compile ``source``."""
    flags = regex.IGNORECASE if any_case else 0
    return cast("Pattern", regex.compile(source, flags))
