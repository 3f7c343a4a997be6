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

_BLANK = r"[\x20\t\n\r]*+"
_STRING = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![0-9A-Za-z.+-])"


def _expect(*alternatives: str) -> re.Pattern[str]:
    """What may stand here, after blanks; the name of the group says which it was."""
    return re.compile(f"{_BLANK}(?:{'|'.join(alternatives)})")


_A_VALUE = (
    f"(?P<string>{_STRING})",
    f"(?P<number>{_NUMBER})",
    r"(?P<object>\{)",
    r"(?P<array>\[)",
    "(?P<word>true|false|null|NaN|-?Infinity)",
)
_A_KEY = f"(?P<key>{_STRING}){_BLANK}:"

# The grammar (RFC 8259 §2): after each token, one of these is expected.
_VALUE = _expect(*_A_VALUE)
_FIRST_VALUE = _expect(*_A_VALUE, r"(?P<end>\])")
_KEY = _expect(_A_KEY)
_FIRST_KEY = _expect(_A_KEY, r"(?P<end>\})")
_NEXT = _expect("(?P<comma>,)", r"(?P<end>[\]}])")
_BLANK_TAIL = re.compile(_BLANK + r"\Z")

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
        self._found: list[InnerLeaf] = []
        # Of each open object or array, outermost first: the path to it, and where in it we are.
        self._paths: list[JsonPath] = []
        self._steps: list[str | int] = []
        self._too_deep = False

    def leaves(self) -> tuple[InnerLeaf, ...]:
        """All leaves; empty when the text is not JSON. Raises when it is, but beyond the limits."""
        position = 0
        expected: re.Pattern[str] | None = _VALUE
        while expected is not None:
            match = expected.match(self._text, position)
            if match is None:
                return ()
            position = match.end()
            expected = self._take(match)
        if self._steps or not _BLANK_TAIL.match(self._text, position):
            return ()
        if self._too_deep:
            raise too_deep(self._limits)
        if len(self._found) > self._limits.leaves:
            raise too_many_values(self._limits)
        return tuple(self._found)

    def _take(self, match: re.Match[str]) -> re.Pattern[str] | None:
        """What may follow this token; None when nothing may: the text is over, or no JSON."""
        match match.lastgroup:
            case "string":
                self._string(match)
                return _NEXT
            case "key":
                return self._key(match)
            case "comma":
                return self._comma()
            case "object":
                return self._open("", _FIRST_KEY)
            case "array":
                return self._open(0, _FIRST_VALUE)
            case "end":
                return self._close(match["end"])
            case "number" if self._has_room():
                path = (*self._paths[-1], self._steps[-1])
                leaf = InnerLeaf(*match.span("number"), path, match["number"], is_number=True)
                self._found.append(leaf)
                return _NEXT
            case _:
                return _NEXT

    def _has_room(self) -> bool:
        """Beyond the limits the text is only read on to see whether it is JSON at all."""
        return not self._too_deep and len(self._found) <= self._limits.leaves

    def _string(self, match: re.Match[str]) -> None:
        if self._has_room():
            text, path = _decoded(match["string"]), (*self._paths[-1], self._steps[-1])
            inside = _scan(text, path, self._nesting + 1, self._limits)
            self._found.append(InnerLeaf(*match.span("string"), path, text, inside=inside))

    def _key(self, match: re.Match[str]) -> re.Pattern[str]:
        if self._has_room():
            key = _decoded(match["key"])
            self._steps[-1] = key
            path = (*self._paths[-1], key)
            self._found.append(InnerLeaf(*match.span("key"), path, key, is_key=True))
        return _VALUE

    def _comma(self) -> re.Pattern[str]:
        step = self._steps[-1]
        if isinstance(step, str):
            return _KEY
        self._steps[-1] = step + 1
        return _VALUE

    def _open(self, step: str | int, expected: re.Pattern[str]) -> re.Pattern[str]:
        """Begin an object (its first step is a string) or an array."""
        self._too_deep = self._too_deep or len(self._steps) >= self._limits.depth
        if self._too_deep or not self._steps:
            self._paths.append(self._above)
        else:
            self._paths.append((*self._paths[-1], self._steps[-1]))
        self._steps.append(step)
        return expected

    def _close(self, mark: str) -> re.Pattern[str] | None:
        if mark != ("}" if isinstance(self._steps[-1], str) else "]"):
            return None
        self._paths.pop()
        self._steps.pop()
        return _NEXT if self._steps else None


def _decoded(literal: str) -> str:
    """The text of a string literal; half a surrogate pair is read as U+FFFD (RFC 8259 §8.2)."""
    if "\\" not in literal:
        return literal[1:-1]
    text: str = json.loads(literal)
    if is_unicode(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
