"""JSON schemas that could not hold a placeholder, widened; and what a place in them allowed before.

Strategy: a model that keeps to a schema cannot write ``[ORDER_7K3M9Q]`` where an integer, a pattern or a
format is asked for: it would have to make a number up. So at each such place the outgoing schema allows
a string of any form, too, and the answer's value is given back its type by the schema as the caller
wrote it (``json_types.py``). What is changed is a function of the schema alone, not of the values of a
turn: the provider's prompt cache keeps working. Places whose name says that they hold no personal data
(a price, a quantity) stay as they are. Keywords: JSON Schema, draft 2020-12.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from proxy.privacy.patterns import pattern
from proxy.privacy.record import joined, verdict
from proxy.turn import JsonPath, Schema

_NUMBERS = frozenset({"integer", "number"})
_SHORTEST = 11
"""Characters of the shortest placeholder: a label of two letters."""
_LONGEST = 21
"""Of the longest: a label of twelve."""
_PLACEHOLDER = r"\[[A-Z]{2,12}_[0-9A-Z]{6}\]"
_ANCHORED = pattern(r"\^[\s\S]*(?<!\\)\$")
_BRANCHES = ("anyOf", "oneOf", "allOf")
_DEFINITIONS = ("$defs", "definitions")
_DEPENDENT = "dependentSchemas"
_DEEPEST = 32
"""So many references are followed from one place."""

Widening = dict[JsonPath, Any]
"""New values of keywords by their paths; None: the keyword goes."""


def widen(schemas: Sequence[Schema], edited: Collection[JsonPath]) -> Widening:
    """What must change so that placeholders fit. ``edited``: paths at which a text is replaced anyway."""
    changes: Widening = {}
    for schema in schemas:
        if not isinstance(schema.tree, str):
            _Widener(changes, edited).walk(schema.tree, schema.path, (), frozenset())
        elif schema.path not in edited:
            # Anchors are left out: such a pattern is matched as a whole.
            changes[schema.path] = f"({schema.tree})|({_PLACEHOLDER})"
    return changes


def is_datum(path: JsonPath) -> bool:
    """Whether a number at this path of a definition is a value (of ``enum``), not a limit."""
    if path[-1] in ("const", "default") or "input_examples" in path:
        return True
    return isinstance(path[-1], int) and path[-2] in ("enum", "examples")


class _Widener:
    """One walk over a schema."""

    def __init__(self, changes: Widening, edited: Collection[JsonPath]) -> None:
        self._changes = changes
        self._edited = edited

    def walk(
        self, node: object, path: JsonPath, names: tuple[str, ...], beside: frozenset[str]
    ) -> None:
        """``names``: of the properties down to this place; ``beside``: those of the same object."""
        if not isinstance(node, Mapping):
            return
        if not (names and verdict(names, beside).against):
            self._widen_type(node, path)
            self._widen_string(node, path)
        for name, below, step in _children(node):
            own = joined(node["properties"]) if step[0] == "properties" else beside
            self.walk(below, (*path, *step), (*names, name) if name else names, own)

    def _widen_type(self, node: Mapping[str, Any], path: JsonPath) -> None:
        kinds = _kinds(node)
        if not _NUMBERS & set(kinds) or "string" in kinds:
            return
        # A list of allowed values stays one: only where one of them leaves as a placeholder it is text.
        if ("enum" in node or "const" in node) and not any(
            each[: len(path)] == path and each[len(path)] in ("enum", "const")
            for each in self._edited
            if len(each) > len(path)
        ):
            return
        self._changes[(*path, "type")] = [*kinds, "string"]

    def _widen_string(self, node: Mapping[str, Any], path: JsonPath) -> None:
        kinds = _kinds(node)
        if kinds and "string" not in kinds:
            return
        if isinstance(node.get("format"), str):
            self._changes[(*path, "format")] = None
        if isinstance(node.get("pattern"), str):
            at = (*path, "pattern")
            self._changes[at] = None if at in self._edited else _or_placeholder(node["pattern"])
        if isinstance(node.get("minLength"), int) and node["minLength"] > _SHORTEST:
            self._changes[(*path, "minLength")] = _SHORTEST
        if isinstance(node.get("maxLength"), int) and node["maxLength"] < _LONGEST:
            self._changes[(*path, "maxLength")] = _LONGEST


def _kinds(node: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = node.get("type")
    if isinstance(kinds, str):
        return (kinds,)
    return tuple(kind for kind in kinds if isinstance(kind, str)) if isinstance(kinds, list) else ()


def _children(node: Mapping[str, Any]) -> Iterator[tuple[str | None, object, JsonPath]]:
    """(name of the property, subschema, the way to it) of all subschemas that describe values."""
    for keyword in ("properties", "patternProperties", *_DEFINITIONS):
        if isinstance(node.get(keyword), Mapping):
            for name, below in node[keyword].items():
                yield name, below, (keyword, name)
    for keyword in ("items", "additionalProperties", "then", "else"):
        yield None, node.get(keyword), (keyword,)
    for name, below in _dependent(node):
        yield None, below, (_DEPENDENT, name)
    for keyword in ("items", "prefixItems", *_BRANCHES):
        if isinstance(node.get(keyword), list):
            for number, below in enumerate(node[keyword]):
                yield None, below, (keyword, number)


def _dependent(node: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What else holds for an object that has a certain property."""
    dependent = node.get(_DEPENDENT)
    if isinstance(dependent, Mapping):
        yield from dependent.items()


def _or_placeholder(own: str) -> str:
    """The pattern, or a placeholder.

    A pattern with both anchors keeps them outside: some engines look for them at the ends alone.
    """
    if _ANCHORED.fullmatch(own) and "|" not in own:
        return f"^({own[1:-1]}|{_PLACEHOLDER})$"
    return f"({own})|(^{_PLACEHOLDER}$)"


# The way back.


def kinds_in(schema: Mapping[str, Any]) -> Callable[[JsonPath], frozenset[str]]:
    """What a schema says of a place in its documents: the names of the types allowed there.

    Empty where it says nothing.
    """

    def kinds_at(path: JsonPath) -> frozenset[str]:
        nodes = list(_alternatives(schema, schema))
        for step in path:
            nodes = [
                found
                for node in nodes
                for below in _below(node, step)
                for found in _alternatives(below, schema)
            ]
        return frozenset(kind for node in nodes for kind in _allowed(node))

    return kinds_at


def _alternatives(
    node: object, root: Mapping[str, Any], depth: int = 0
) -> Iterator[Mapping[str, Any]]:
    """The node, what it refers to, and its branches."""
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return
    yield node
    reference = node.get("$ref")
    if isinstance(reference, str):
        yield from _alternatives(_referred(reference, root), root, depth + 1)
    for keyword in _BRANCHES:
        branches = node.get(keyword)
        for branch in branches if isinstance(branches, list) else ():
            yield from _alternatives(branch, root, depth + 1)
    for more in (node.get("then"), node.get("else"), *(below for _, below in _dependent(node))):
        yield from _alternatives(more, root, depth + 1)


def _referred(reference: str, root: Mapping[str, Any]) -> object:
    """What a reference within the document points to (RFC 6901)."""
    if not reference.startswith("#"):
        return None
    node: object = root
    for step in filter(None, reference[1:].split("/")):
        name = step.replace("~1", "/").replace("~0", "~")
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def _below(node: Mapping[str, Any], step: str | int) -> Iterator[object]:
    if isinstance(step, int):
        for keyword in ("prefixItems", "items"):
            listed = node.get(keyword)
            if isinstance(listed, list) and step < len(listed):
                yield listed[step]
                return
        yield node.get("items")
        return
    properties = node.get("properties")
    if isinstance(properties, Mapping) and step in properties:
        yield properties[step]
        return
    # Which pattern a name matches is not asked: a pattern of the caller's could run away.
    patterns = node.get("patternProperties")
    if isinstance(patterns, Mapping):
        yield from patterns.values()
    yield node.get("additionalProperties")


def _allowed(node: Mapping[str, Any]) -> Iterator[str]:
    kinds = _kinds(node)
    yield from kinds
    if not kinds:
        values = node["enum"] if isinstance(node.get("enum"), list) else []
        for value in [*values, *([node["const"]] if "const" in node else [])]:
            match value:
                case bool():
                    yield "boolean"
                case int() | float():
                    yield "number"
                case str():
                    yield "string"
