"""RE2 patterns of a policy: compiled to check them, never to search a customer's text.

Every pattern that a policy brings along runs on RE2, which takes time linear in the text whatever the
pattern says. It holds less than Python's ``re``: what it cannot hold is refused here, with what to
write in its place.
"""

import re
from collections.abc import Iterable
from typing import Protocol

import re2

_SYNTAX = "https://github.com/google/re2/wiki/Syntax"

_LOOK_AROUND = (
    "RE2 has no look-around. Use \\b for the edge of a word, or write into the pattern what stands beside "
    "the value; words that only make it likelier belong under `context`, and what must not match under "
    "`counter_examples` or `unless`."
)
_INSTEAD = (
    (re.compile(r"\(\?<?[=!]"), _LOOK_AROUND),
    (
        re.compile(r"\\[1-9]|\(\?P=|\\k<"),
        "RE2 has no back-references. Write the alternatives out.",
    ),
    (
        re.compile(r"\(\?>|[*+?}]\+|\(\?\("),
        "RE2 never goes back: it has no atomic groups, possessive counts or conditions. Leave them out.",
    ),
    (re.compile(r"\{\d{4,}|\{\d*,\d{4,}"), "RE2 counts to 1000 at most. Write a smaller count."),
)
"""What people bring along from other dialects, and what to do; the first that stands in the pattern."""


def instead_of(pattern: str) -> str:
    """What to write in place of a pattern that RE2 cannot hold."""
    for sign, fix in _INSTEAD:
        if sign.search(pattern):
            return fix
    return f"Correct it; {_SYNTAX} lists what there is."


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
            instead_of(pattern),
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
