"""RE2 patterns of a policy: compiled to check them, never to search a customer's text."""

from collections.abc import Iterable
from typing import Protocol

import re2


class Compiled(Protocol):
    """The one thing that linting does with a pattern."""

    def search(self, text: str) -> object | None:
        """A match anywhere in ``text``, or None."""


class BadPattern(Exception):  # noqa: N818 - it says what the pattern is, and never leaves the room
    """A pattern that cannot be used; ``reason`` and ``fix`` are for the author."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


def compile_pattern(pattern: str) -> Compiled:
    """The pattern with Presidio's flags (``.`` and ``^ $`` reach over lines, case is ignored).

    Raises BadPattern if RE2 cannot read it or if it matches the empty text.
    """
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.dot_nl = True
    try:
        compiled: Compiled = re2.compile(f"(?m){pattern}", options)
    except re2.error as error:
        detail = error.args[0] if error.args else b""
        said = detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)
        raise BadPattern(
            f"RE2 cannot read this pattern ({said.replace('(?m)', '', 1)}).",
            "RE2 has no look-around and no back-references; https://github.com/google/re2/wiki/Syntax",
        ) from None
    if compiled.search("") is not None:
        raise BadPattern(
            "This pattern matches the empty text, so it would match everywhere.",
            "Make at least one part of it mandatory.",
        )
    return compiled


def any_matches(patterns: Iterable[Compiled], text: str) -> bool:
    """Whether one of the patterns is found in ``text``."""
    return any(pattern.search(text) is not None for pattern in patterns)
