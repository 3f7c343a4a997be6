"""Giving values their JSON type back: what left as a string of a number comes back as the number.

Strategy: this reads JSON text after values were put back into it. Where the caller's own schema wants a number
and no string, a string that reads as a number becomes one. Where no schema says anything, a value does that was a
number in all the JSON of the request. Everything else stays byte for byte. Held back is only a string
at such a place, and only as long as it can still be a number; any split of the text gives the same.
"""

import re
from collections.abc import Callable

from proxy.privacy.json_place import At, JsonPlace
from proxy.turn import JsonPath

_NUMBERS = frozenset({"integer", "number"})
_MAY_STAND = frozenset("0123456789+-.# eE")
_LONGEST = 64
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")
_GROUPED = re.compile(r"[#+]? ?(\d+(?:[ -]\d+)*)")
"""How people write a number of an order or a customer: ``# 1048-576``."""


class JsonTypes:
    """Reads one JSON text.

    ``kinds_at``: the types that the schema allows at a place, none where it says nothing; None: there is
    no schema. ``numbers``: values that were numbers in the request.
    """

    __slots__ = ("_held", "_kinds", "_kinds_at", "_numbers", "_place")

    def __init__(
        self, kinds_at: Callable[[JsonPath], frozenset[str]] | None, numbers: frozenset[str]
    ) -> None:
        self._kinds_at = kinds_at
        self._numbers = numbers
        self._place = JsonPlace()
        self._held = ""
        self._kinds: frozenset[str] = frozenset()

    def read(self, text: str) -> str:
        """What can be released of the text so far."""
        out: list[str] = []
        for character in text:
            at = self._place.step(character)
            if not self._held:
                if at is At.BEGIN and self._may_be_number():
                    self._held = character
                else:
                    out.append(character)
            elif at is At.END:
                out.append(self._typed(self._held[1:]))
                self._held = ""
            else:
                self._held += character
                if character not in _MAY_STAND or len(self._held) > _LONGEST:
                    out.append(self._held)
                    self._held = ""
        return "".join(out)

    def end(self) -> str:
        """The text is over: what was held back."""
        held, self._held = self._held, ""
        return held

    def _may_be_number(self) -> bool:
        self._kinds = self._kinds_at(self._place.path) if self._kinds_at else frozenset()
        if self._kinds:
            return bool(self._kinds & _NUMBERS) and "string" not in self._kinds
        return bool(self._numbers)

    def _typed(self, content: str) -> str:
        if not self._kinds:
            return content if content in self._numbers else f'"{content}"'
        number = _number(content, whole="number" not in self._kinds)
        return f'"{content}"' if number is None else number


def _number(content: str, *, whole: bool) -> str | None:
    """The JSON number that a string reads as, digit by digit: no float is made of it."""
    text = content.strip()
    if (_WHOLE if whole else _NUMBER).fullmatch(text):
        return text
    grouped = _GROUPED.fullmatch(text)
    if grouped is None:
        return None
    return re.sub(r"[ -]", "", grouped[1]).lstrip("0") or "0"
