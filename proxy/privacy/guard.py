"""The last look: the exact outgoing bytes are read again for values that must not leave.

``protect`` works on the slots that a dialect found. The guard knows nothing of dialects: it parses
the bytes that would leave, walks every string, key and number, JSON inside strings too, and looks
for each distinctive value of this turn. What it finds is replaced, and the result is looked at
once more; a second hit refuses. ``Protected`` is made here and nowhere else, and the upstream
client accepts nothing but it.
"""

import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any

from proxy.errors import ErrorCode, ServiceError
from proxy.privacy.patterns import pattern
from proxy.privacy.placeholders import Placeholders, Register
from proxy.privacy.protect import Draft
from proxy.text import plain_number

_SEAL = object()
_MAX_NESTING = 4
"""JSON inside strings is followed this many strings deep; deeper, the text is searched as it is."""

_PLACEHOLDER = pattern(r"\[[A-Z]{2,12}_(?:[0-9A-HJKMNP-TV-Z]{6}|REMOVED)\]")


@dataclass(frozen=True, slots=True)
class Protected:
    """The bytes that may leave. Only ``guard`` can make one.

    ``placeholders``: this turn's map, for the restorer. ``counts``: protected values by entity type.
    """

    body: bytes = field(repr=False)
    placeholders: Placeholders
    counts: Mapping[str, int]
    register: Register = field(repr=False)
    """What was given which placeholder, for a turn that goes on from this one."""
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only the guard makes a Protected")


def guard(body: bytes, draft: Draft) -> Protected:
    """Check the exact bytes of a request; raises ``ServiceError(PROTECTION_FAILED)``.

    Bytes without a hit leave as they are; otherwise the JSON is written again, compactly, in UTF-8.
    """
    counts = dict(draft.counts)
    placeholders, register = draft.placeholders, draft.register
    if draft.known:
        look = _Look(draft)
        tree = look.read(_parse(body))
        if look.hits:
            body = _write(tree)
            register = look.register
            placeholders = register.freeze()
            for entity_type, hits in look.counts.items():
                counts.setdefault(entity_type, hits)
            again = _Look(draft)
            again.read(_parse(body))
            if again.hits:
                raise ServiceError(
                    ErrorCode.PROTECTION_FAILED,
                    "a known value was still in the request after it was protected twice",
                )
    return Protected(body, placeholders, counts, register, _SEAL)


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ServiceError(
            ErrorCode.PROTECTION_FAILED, "the outgoing request could not be read again"
        ) from None


def _write(tree: Any) -> bytes:
    try:
        return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise ServiceError(
            ErrorCode.PROTECTION_FAILED, "the outgoing request is not Unicode text"
        ) from None


def _digits(number: str) -> str:
    """A number as it is looked for, however a parser spells the double."""
    return plain_number(number).removesuffix(".0")


class _Look:
    """One look at a request: a tree goes in, the same tree without known values comes out."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.register: Register = draft.register.copy()
        self._numbers = frozenset(map(_digits, draft.numbers))
        self.hits = 0
        self.counts: dict[str, int] = {}

    def read(self, node: Any, nesting: int = 0) -> Any:
        match node:
            case str():
                return self._read_text(node, nesting)
            case dict():
                return self._read_object(node, nesting)
            case list():
                return [self.read(item, nesting) for item in node]
            case bool() | None:
                return node
            case _:
                return self._read_number(node)

    def _read_object(self, node: dict[str, Any], nesting: int) -> dict[str, Any]:
        read = {self._replace(key): self.read(item, nesting) for key, item in node.items()}
        if len(read) != len(node):
            raise ServiceError(
                ErrorCode.PROTECTION_FAILED, "two keys of an object would have become one"
            )
        return read

    def _read_number(self, number: float) -> float | str:
        """A number is known only as a whole: 0.123456 does not hold the order 123456, 123456.0 is it."""
        text = _digits(repr(number))
        if text in self._numbers:
            return number
        hits = self._draft.known.find(text)
        if len(hits) == 1 and hits[0].end - hits[0].start == len(text.lstrip("-")):
            return self._replace(text)
        return number

    def _read_text(self, text: str, nesting: int) -> str:
        if text in self._draft.untouched:
            return text
        if nesting < _MAX_NESTING and text.lstrip()[:1] in {"{", "[", '"'}:
            before = self.hits
            try:
                read = self.read(json.loads(text), nesting + 1)
            except (ValueError, RecursionError):
                return self._replace(text)
            if self.hits > before:
                text = json.dumps(read, ensure_ascii=False, separators=(",", ":"))
        return self._replace(text)

    def _replace(self, text: str) -> str:
        """``text`` with a placeholder for each known value; ours are not looked into."""
        pieces: list[str] = []
        position = 0
        for hit in self._draft.known.find(self._hide_ours(text)):
            found = text[hit.start : hit.end]
            rule = self._draft.register.known[hit.value]
            placeholder = self.register.assign(found, rule, self._draft.key)
            pieces += (text[position : hit.start], placeholder)
            position = hit.end
            self.hits += 1
            self.counts[rule.entity_type] = self.counts.get(rule.entity_type, 0) + 1
        return "".join((*pieces, text[position:])) if pieces else text

    def _hide_ours(self, text: str) -> str:
        """Placeholders of this turn as blanks, wider than any gap within a value."""
        pieces: list[str] = []
        position = 0
        for match in _PLACEHOLDER.finditer(text):
            word = match.group()
            if word in self.register.entries or word.endswith("_REMOVED]"):
                pieces += (text[position : match.start()], "\x00" * len(word))
                position = match.end()
        return "".join((*pieces, text[position:])) if pieces else text
