"""A wrapper for customer text, so that no log line, error or debugger print shows it by accident.

``reveal()`` is the only way in, and can be counted by grep.
"""

from typing import Final


class Sensitive:
    """A text that prints as ``[redacted]``; equality and hash are by content."""

    __slots__ = ("_text",)
    _text: Final[str]

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Each caller answers for where it goes."""
        return self._text

    def __repr__(self) -> str:
        return "[redacted]"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "[redacted]"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sensitive) and other._text == self._text

    def __hash__(self) -> int:
        return hash(("Sensitive", self._text))
