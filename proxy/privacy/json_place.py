"""Where in JSON text we are: the path to the value that is being written, however the text is cut."""

import json
from enum import Enum

from proxy.turn import JsonPath


class At(Enum):
    """What a character began or ended."""

    BEGIN = "begin"
    """The opening quote of a string that is a value."""
    END = "end"
    """Its closing quote."""


class JsonPlace:
    """Reads JSON text character by character. Text that is no JSON leads somewhere, never to an error."""

    __slots__ = ("_escape", "_in_string", "_is_key", "_raw", "_steps")

    def __init__(self) -> None:
        # Of each open object its key (None: one must come), of each open array the index.
        self._steps: list[str | int | None] = []
        self._in_string = False
        self._is_key = False
        self._escape = False
        self._raw: list[str] = []

    @property
    def path(self) -> JsonPath:
        """The way to the value that is being written; a key that is still open is not in it."""
        return tuple(step for step in self._steps if step is not None)

    def read(self, text: str) -> None:
        """Read on."""
        for character in text:
            self.step(character)

    def step(self, character: str) -> At | None:
        """Read one character."""
        if self._in_string:
            return self._in(character)
        match character:
            case '"':
                self._in_string = True
                self._is_key = bool(self._steps) and self._steps[-1] is None
                self._raw.clear()
                return None if self._is_key else At.BEGIN
            case "{":
                self._steps.append(None)
            case "[":
                self._steps.append(0)
            case "}" | "]":
                del self._steps[-1:]
            case "," if self._steps:
                step = self._steps[-1]
                self._steps[-1] = step + 1 if isinstance(step, int) else None
        return None

    def _in(self, character: str) -> At | None:
        if character == '"' and not self._escape:
            self._in_string = False
            if not self._is_key:
                return At.END
            self._steps[-1] = _decoded("".join(self._raw))
            return None
        self._escape = character == "\\" and not self._escape
        if self._is_key:
            self._raw.append(character)
        return None


def _decoded(raw: str) -> str:
    try:
        return str(json.loads(f'"{raw}"'))
    except ValueError:
        return raw
