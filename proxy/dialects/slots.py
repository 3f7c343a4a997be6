"""The one walker: a table of path patterns, and a walk over JSON that names the class of every leaf.

Strategy: a wire format is a list of rows, ``path pattern → class``. Both directions and the stream use
the same walk, so what can be restored is never more than what is protected. The walk visits every
string, every number and every free key; a leaf that no row names is given back without a row, and the
caller decides what the unknown is (for requests: text, so that new fields are protected, not leaked).

Patterns, segments joined by dots::

    messages[].name                        any item of the array
    messages[role=system|developer].name   an item whose ``role`` is one of these (wins over ``[]``)
    source{type=text}.data                 an object whose ``type`` is this (wins over ``source``)
    metadata.*                             any key; the keys are free, so they are leaves too
    tools[].function.parameters.**         everything below, keys included (a named row wins over it)

``rewrite`` is the way back: new texts for some of the leaves, everything else shared with the original.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from proxy.errors import ErrorCode, ServiceError
from proxy.turn import JsonPath, Sink, SlotClass


class Medium(Enum):
    """A kind of media, by its key in the policy's ``media`` section."""

    IMAGES = "images"
    AUDIO = "audio"
    FILES = "files"


class State(Enum):
    """A kind of state at the provider, by its key in the policy's ``provider_state`` section."""

    PREVIOUS = "previous_response_id"
    FILES = "files"


class Drop(Enum):
    """What is taken out of an answer before anybody sees it."""

    SET_NULL = "set_null"
    EMPTY = "empty"
    """An empty array, where the format says that there is always one."""
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    ``kind`` None: a number, a boolean or null by the format; a string there is not named by this
    row. ``words``: the format's own vocabulary at this place; such a word is no leaf. ``keys``: the
    class of free keys, if it is not ``kind``. ``medium``: for MEDIA. ``state``: for POINTER, what a
    policy may allow (None: nothing can). For answers: ``place`` names
    the channel (None: left as it is), ``sink`` says where restoring goes, ``drop`` takes it out,
    ``again`` says that the channel's whole text is repeated here.
    """

    path: str
    kind: SlotClass | None
    words: frozenset[str] = frozenset()
    keys: SlotClass | None = None
    medium: Medium | None = None
    state: State | None = None
    place: str | None = None
    sink: Sink = Sink.PROTECTED
    drop: Drop | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A string, a number or a free key, and the row that names it (None: nobody does).

    For a key, ``path`` ends with the key itself.
    """

    path: JsonPath
    value: str | float = field(repr=False)
    row: Row | None
    is_key: bool = False


class _Node:
    """A place in the tree of all patterns."""

    __slots__ = ("any_key", "item", "names", "rest", "row", "variants")

    def __init__(self) -> None:
        self.row: Row | None = None
        self.rest: Row | None = None
        self.names: dict[str, _Node] = {}
        self.any_key: _Node | None = None
        self.item: _Node | None = None
        self.variants: dict[tuple[str, str], _Node] = {}
        """By a field of the object that stands here, and the word in it."""

    def of(self, value: object) -> "_Node":
        """The node for this value: the variant that it says it is, or this one."""
        if self.variants and isinstance(value, dict):
            for (name, word), node in self.variants.items():
                if value.get(name) == word:
                    return node
        return self


def named_kind(leaf: Leaf) -> SlotClass | None:
    """The class that the table gives this leaf; None when no row names such a value here."""
    if leaf.row is None:
        return None
    return leaf.row.keys if leaf.is_key and leaf.row.keys else leaf.row.kind


def dropped_by(leaf: Leaf) -> JsonPath | None:
    """The path that is taken out because of this leaf: where its row's ``**`` begins, or the leaf."""
    if leaf.row is None or leaf.row.drop is None:
        return None
    return tree_of(leaf) or leaf.path


def tree_of(leaf: Leaf) -> JsonPath | None:
    """Where the free JSON begins that the leaf stands in: where its row's ``**`` stands."""
    if leaf.row is None:
        return None
    steps = [segment["key"] for segment in _SEGMENT.finditer(leaf.row.path)]
    return leaf.path[: steps.index("**")] if "**" in steps else None


_SEGMENT = re.compile(
    r"\[(?P<item>[^\]]*)\]|\{(?P<variant>[^}]+)\}|\.?(?P<key>[^.\[\]{}]+)",
)


def _first_variant(row: Row) -> int:
    """Where in the pattern the first variant is named; those that name none come last."""
    found = [row.path.find(sign) for sign in ("{", "=")]
    return min([place for place in found if place >= 0], default=len(row.path) + 1_000)


class Rows:
    """The rows of one direction, compiled. Immutable after it is made.

    Raises ValueError for two rows with the same pattern.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        patterns = [row.path for row in self.rows]
        if len(set(patterns)) != len(patterns):
            raise ValueError("two rows name the same path")
        self._root = _Node()
        # Rows for certain variants make their nodes first; general rows then fill what is open.
        for row in sorted(self.rows, key=_first_variant):
            self._add(row)

    def _add(self, row: Row) -> None:
        nodes: list[_Node] = [self._root]
        for segment in _SEGMENT.finditer(row.path):
            if segment["key"] == "**":
                for node in _all(nodes):
                    node.rest = node.rest or row
                return
            if segment["variant"] is not None:
                nodes = [found for node in nodes for found in _variants(node, segment["variant"])]
            elif segment["key"] is not None:
                nodes = [_child(node, segment["key"]) for node in _all(nodes)]
            else:
                nodes = [_item(node) for node in _all(nodes)]
                if segment["item"]:
                    nodes = [found for node in nodes for found in _variants(node, segment["item"])]
        for node in _all(nodes):
            node.row = node.row or row

    def walk(self, document: object) -> list[Leaf]:
        """Every string, number and free key, in the order of the document."""
        leaves: list[Leaf] = []
        _walk(document, self._root.of(document), None, (), leaves)
        return leaves

    def row_at(self, document: object, path: JsonPath) -> Row | None:
        """The row that names the value at ``path`` of this document."""
        node: _Node | None = self._root.of(document)
        rest = node.rest if node else None
        value: Any = document
        for step in path:
            node = _step(node, value, step)
            rest = (node.rest if node else None) or rest
            value = value[step]
        return (node.row if node else None) or rest


def _child(node: _Node, key: str) -> _Node:
    if key == "*":
        node.any_key = node.any_key or _Node()
        return node.any_key
    return node.names.setdefault(key, _Node())


def _item(node: _Node) -> _Node:
    node.item = node.item or _Node()
    return node.item


def _variants(node: _Node, condition: str) -> list[_Node]:
    """The nodes for ``field=word|word``, made where there were none."""
    name, _, words = condition.partition("=")
    return [node.variants.setdefault((name, word), _Node()) for word in words.split("|")]


def _all(nodes: Sequence[_Node]) -> list[_Node]:
    """These and their variants: what holds for any holds for each."""
    return [found for node in nodes for found in (node, *node.variants.values())]


def _step(node: _Node | None, container: Any, step: str | int) -> _Node | None:
    if node is None:
        return None
    below = node.item if isinstance(step, int) else node.names.get(step, node.any_key)
    return below and below.of(container[step])


def _walk(
    value: object, node: _Node | None, rest: Row | None, path: JsonPath, out: list[Leaf]
) -> None:
    """Depth is bounded by the reader's limit."""
    row = rest
    if node is not None:
        rest = node.rest or rest
        row = node.row or rest
    match value:
        case str():
            out.append(Leaf(path, value, row))
        case bool() | None:
            pass
        case int() | float():
            out.append(Leaf(path, value, row))
        case dict():
            for key, child in value.items():
                at = (*path, key)
                below = None if node is None else node.names.get(key)
                if below is None:
                    below = None if node is None else node.any_key
                    free = below.row if below is not None else None
                    out.append(Leaf(at, key, free or rest, is_key=True))
                _walk(child, below and below.of(child), rest, at, out)
        case list():
            for number, item in enumerate(value):
                below = None if node is None else node.item
                _walk(item, below and below.of(item), rest, (*path, number), out)
        case _:
            raise TypeError(f"not a JSON value: {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Changes:
    """What ``rewrite`` does: new values by path, new names of keys, values that are taken out."""

    values: Mapping[JsonPath, Any] = field(repr=False, default_factory=dict)
    keys: Mapping[JsonPath, str] = field(repr=False, default_factory=dict)
    drops: Mapping[JsonPath, Drop] = field(default_factory=dict)


def rewrite(document: Any, changes: Changes) -> Any:
    """The document with the changes made; unchanged parts are shared with the original.

    All paths are paths of the original. Raises ServiceError(PROTECTION_FAILED) when a renamed key
    would fall on another key of its object.
    """
    paths = (*changes.values, *changes.keys, *changes.drops)
    touched = {path[:length] for path in paths for length in range(len(path) + 1)}
    return _rewrite(document, (), changes, touched)


def _rewrite(value: Any, path: JsonPath, changes: Changes, touched: set[JsonPath]) -> Any:
    if path not in touched:
        return value
    if path in changes.values:
        return changes.values[path]
    match value:
        case Mapping():
            return _rewrite_members(value, path, changes, touched)
        case list():
            return [
                _rewrite(item, (*path, number), changes, touched)
                for number, item in enumerate(value)
            ]
        case _:
            return value


def _rewrite_members(
    members: Mapping[str, Any], path: JsonPath, changes: Changes, touched: set[JsonPath]
) -> dict[str, Any]:
    new: dict[str, Any] = {}
    for key, member in members.items():
        at = (*path, key)
        drop = changes.drops.get(at)
        if drop is Drop.LEAVE_OUT:
            continue
        name = changes.keys.get(at, key)
        if name in new:
            raise ServiceError(
                ErrorCode.PROTECTION_FAILED, "Two keys of an object would become the same key."
            )
        if drop is None:
            new[name] = _rewrite(member, at, changes, touched)
        else:
            new[name] = None if drop is Drop.SET_NULL else []
    return new
