"""JSON inside a string: its leaves with their places, so that one can be changed and no byte else.

Strategy: tool arguments and tool results are JSON text inside a JSON string. Parsing and dumping
such a text again would change blanks, number spellings and escapes: the provider's prompt cache would
miss, and a diff of what we changed could not be shown. So the text is scanned once, each leaf and key
is noted with its span, and an edit replaces exactly that span. The scan has its own stack (it cannot
overflow) and takes what is common in the wild: duplicate keys and NaN, both of which then stay as
they are. Strings that are JSON themselves are opened in turn, four levels down.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proxy.dialects.base import Limits
from proxy.dialects.json_reader import is_unicode, too_deep, too_many_values
from proxy.turn import JsonPath

_TOKEN = re.compile(
    r"""[\x20\t\n\r]*+(?:
        (?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")
      | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)(?![0-9A-Za-z.+-])
      | (?P<word>true|false|null|NaN|-?Infinity)
      | (?P<mark>[\[\]{},:])
    )""",
    re.VERBOSE,
)
_BLANK_TAIL = re.compile(r"[\x20\t\n\r]*+\Z")

NESTING = 4
"""How many strings of JSON inside each other are opened."""


@dataclass(frozen=True, slots=True)
class InnerLeaf:
    """A string, number or key of a JSON text. [start, end): its literal, quotes included.

    ``path`` leads to it from the root of the outermost text (for a key: with the key itself last).
    ``inside``: the string is JSON itself, and these are its leaves, by their place in ``text``.
    """

    start: int
    end: int
    path: JsonPath
    text: str = field(repr=False)
    is_key: bool = False
    is_number: bool = False
    inside: tuple["InnerLeaf", ...] = ()


def leaves_of(text: str, limits: Limits) -> tuple[InnerLeaf, ...]:
    """The leaves and keys of ``text`` in order; empty unless all of it is a JSON object or array.

    Of a string that is JSON itself, its leaves are given instead; ``rewrite`` takes the same order.
    Raises CallerError (JSON_TOO_DEEP, BODY_TOO_LARGE) for JSON beyond the limits; mere text is
    never too deep.
    """
    return tuple(_flat(_scan(text, (), 0, limits)))


def rewrite(text: str, edits: Mapping[int, str]) -> str:
    """``text`` with new texts for some of its leaves (index into ``leaves_of(text)``).

    All other bytes stay as they are; an edited number becomes a string. (The one exception: a string
    of JSON inside the JSON, when edited, is escaped anew as a whole.)
    """
    rewritten, used = _rewrite(text, _scan(text, (), 0, _UNLIMITED), edits, 0)
    if used <= max(edits, default=-1):
        raise IndexError("an edit names a leaf that is not there")
    return rewritten


def _rewrite(
    text: str, leaves: Sequence[InnerLeaf], edits: Mapping[int, str], number: int
) -> tuple[str, int]:
    """The new text, and the number of the next leaf."""
    pieces: list[str] = []
    done = 0
    for leaf in leaves:
        new: str | None
        if leaf.inside:
            inner, number = _rewrite(leaf.text, leaf.inside, edits, number)
            new = None if inner == leaf.text else inner
        else:
            new = edits.get(number)
            number += 1
        if new is not None:
            pieces += (text[done : leaf.start], json.dumps(new, ensure_ascii=False))
            done = leaf.end
    pieces.append(text[done:])
    return "".join(pieces), number


def _flat(leaves: Sequence[InnerLeaf]) -> list[InnerLeaf]:
    flat: list[InnerLeaf] = []
    for leaf in leaves:
        flat.extend(_flat(leaf.inside) if leaf.inside else (leaf,))
    return flat


_UNLIMITED = Limits(depth=sys.maxsize, leaves=sys.maxsize)
"""For texts that were read before, within limits."""


@dataclass(slots=True)
class _Container:
    """An object or array that is being read; ``step`` is the key or index of its current value."""

    is_object: bool
    step: str | int


def _scan(text: str, above: JsonPath, nesting: int, limits: Limits) -> tuple[InnerLeaf, ...]:
    if nesting >= NESTING or not _may_be_json(text):
        return ()
    return _Scan(text, above, nesting, limits).leaves()


def _may_be_json(text: str) -> bool:
    start, end = text.lstrip()[:1], text.rstrip()[-1:]
    return (start == "{" and end == "}") or (start == "[" and end == "]")


class _Scan:
    """One pass over one text, token by token."""

    def __init__(self, text: str, above: JsonPath, nesting: int, limits: Limits) -> None:
        self._text = text
        self._above = above
        self._nesting = nesting
        self._limits = limits
        self._too_deep = False
        self._stack: list[_Container] = []
        self._found: list[InnerLeaf] = []

    def leaves(self) -> tuple[InnerLeaf, ...]:
        """All leaves; empty when the text is not JSON. Raises when it is, but beyond the limits."""
        position, expected = 0, "value"
        while expected != "end":
            match = _TOKEN.match(self._text, position)
            if match is None:
                return ()
            position = match.end()
            after = self._take(match, expected)
            if after is None:
                return ()
            expected = after
        if not _BLANK_TAIL.match(self._text, position):
            return ()
        if self._too_deep:
            raise too_deep(self._limits)
        if len(self._found) > self._limits.leaves:
            raise too_many_values(self._limits)
        return tuple(self._found)

    def _take(self, match: re.Match[str], expected: str) -> str | None:
        """What may follow this token; None when it must not stand here."""
        mark = match["mark"]
        if expected in {"value", "value or ]"}:
            if mark == "]" and expected == "value or ]":
                return self._close()
            return self._value(match)
        if expected in {"key", "key or }"}:
            if mark == "}" and expected == "key or }":
                return self._close()
            return self._key(match)
        if expected == ":":
            return "value" if mark == ":" else None
        return self._comma_or_close(mark)

    def _value(self, match: re.Match[str]) -> str | None:
        if match["mark"] == "{":
            self._open(_Container(is_object=True, step=""))
            return "key or }"
        if match["mark"] == "[":
            self._open(_Container(is_object=False, step=0))
            return "value or ]"
        if match["mark"] is not None or not self._stack:
            return None
        if self._has_room():
            if match["string"] is not None:
                self._found.append(self._string(match))
            elif match["number"] is not None:
                start, end = match.span("number")
                text = match["number"]
                self._found.append(InnerLeaf(start, end, self._path(), text, is_number=True))
        return "comma"

    def _open(self, container: _Container) -> None:
        self._stack.append(container)
        self._too_deep |= len(self._stack) > self._limits.depth

    def _has_room(self) -> bool:
        """Beyond the limits the text is only read on to see whether it is JSON at all."""
        return not self._too_deep and len(self._found) <= self._limits.leaves

    def _key(self, match: re.Match[str]) -> str | None:
        if match["string"] is None:
            return None
        start, end = match.span("string")
        key = _decoded(match["string"])
        self._stack[-1].step = key
        if self._has_room():
            self._found.append(InnerLeaf(start, end, self._path(), key, is_key=True))
        return ":"

    def _string(self, match: re.Match[str]) -> InnerLeaf:
        start, end = match.span("string")
        text, path = _decoded(match["string"]), self._path()
        inside = _scan(text, path, self._nesting + 1, self._limits)
        return InnerLeaf(start, end, path, text, inside=inside)

    def _comma_or_close(self, mark: str | None) -> str | None:
        container = self._stack[-1]
        if mark == ",":
            if isinstance(container.step, int):
                container.step += 1
                return "value"
            return "key"
        if mark == ("}" if container.is_object else "]"):
            return self._close()
        return None

    def _close(self) -> str:
        self._stack.pop()
        return "comma" if self._stack else "end"

    def _path(self) -> JsonPath:
        return (*self._above, *(container.step for container in self._stack))


def _decoded(literal: str) -> str:
    """The text of a string literal; half a surrogate pair is read as U+FFFD (RFC 8259 §8.2)."""
    if "\\" not in literal:
        return literal[1:-1]
    text: str = json.loads(literal)
    if is_unicode(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
