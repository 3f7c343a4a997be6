r"""How deep in JSON a text has come: how often a value must be escaped that is put there.

Tools take JSON within JSON: ``{"payload": "{\"name\": \"…\"}"}``. A value with a quote or a line
end, escaped once, would end the inner string early and become syntax. The text is read as it comes,
one character at a time, at each depth; any split of it gives the same state.
"""

from string import hexdigits

_AFTER_BRACE = frozenset('"}')
_AFTER_BRACKET = frozenset('"{[]-0123456789')
_DEEPEST = 8
"""Strings within strings that are followed."""


class JsonDepth:
    """Reads JSON text; in its strings, JSON text again."""

    __slots__ = ("_below", "_escape", "_inner", "_opening", "in_string")

    def __init__(self, below: int = _DEEPEST) -> None:
        self.in_string = False
        self._below = below
        self._escape = ""
        self._opening = ""
        """The first characters of the string, until they tell whether it is JSON."""
        self._inner: JsonDepth | None = None

    @property
    def strings(self) -> int:
        """In how many strings within each other the text stands."""
        if not self.in_string:
            return 0
        return 1 + (self._inner.strings if self._inner else 0)

    def read(self, text: str) -> None:
        """Read on."""
        for character in text:
            if not self.in_string:
                if character == '"':
                    self.in_string, self._opening, self._inner = True, "", None
            elif self._escape:
                self._read_escape(character)
            elif character == "\\":
                self._escape = character
            elif character == '"':
                self.in_string = False
            else:
                self._read_content(character)

    def _read_escape(self, character: str) -> None:
        self._escape += character
        if self._escape[1] == "u" and len(self._escape) < 6:
            return
        written, self._escape = self._escape, ""
        if written[1] != "u":
            self._read_content({"n": "\n", "t": "\t", "r": "\r"}.get(written[1], written[1]))
        elif all(digit in hexdigits for digit in written[2:]):
            self._read_content(chr(int("0x" + written[2:], 0)))

    def _read_content(self, character: str) -> None:
        if self._inner is not None:
            self._inner.read(character)
        elif len(self._opening) < 2 and not character.isspace():
            self._opening += character
            if self._below and _begins_json(self._opening):
                self._inner = JsonDepth(self._below - 1)
                self._inner.read(self._opening)


def _begins_json(opening: str) -> bool:
    """Whether these two characters are how an object or an array begins."""
    second = opening[1:]
    return bool(second) and (
        (opening[0] == "{" and second in _AFTER_BRACE)
        or (opening[0] == "[" and second in _AFTER_BRACKET)
    )
