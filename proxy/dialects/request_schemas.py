"""Where the JSON schemas of a request stand: of tools' arguments, and of the answer; and patterns."""

from collections.abc import Iterator, Mapping
from typing import Any

from proxy.turn import JsonPath, Schema


def tool_schemas(
    document: Mapping[str, Any], field: str, inside: JsonPath, name: str
) -> Iterator[Schema]:
    """The schemas of the tools in this array.

    ``inside``: where a tool's own fields begin; ``name``: of the field that holds its schema.
    """
    tools = document.get(field)
    for number, tool in enumerate(tools if isinstance(tools, list) else ()):
        declared = _at(tool, inside)
        tree = _at(declared, (name,))
        if isinstance(tree, Mapping):
            called = _at(declared, ("name",))
            tool_name = called if isinstance(called, str) else ""
            yield Schema((field, number, *inside, name), tree, tool_name)


def answer_schemas(document: Mapping[str, Any], *paths: JsonPath) -> Iterator[Schema]:
    """The schemas of the answer's content at these paths."""
    for path in paths:
        tree = _at(document, path)
        if isinstance(tree, Mapping):
            yield Schema(path, tree)


def answer_patterns(document: Mapping[str, Any], *paths: JsonPath) -> Iterator[Schema]:
    """The patterns at these paths that the whole answer must match."""
    for path in paths:
        pattern = _at(document, path)
        if isinstance(pattern, str):
            yield Schema(path, pattern)


def tool_patterns(
    document: Mapping[str, Any], inside: JsonPath, grammar: JsonPath
) -> Iterator[Schema]:
    """The regular expressions that bind the input of custom tools.

    ``inside``: where a tool's own fields begin; ``grammar``: from there to its syntax and definition. Other
    grammars stay as they are: nobody can add an alternative to one without understanding it.
    """
    tools = document.get("tools")
    for number, tool in enumerate(tools if isinstance(tools, list) else ()):
        bound = _at(tool, (*inside, *grammar))
        definition = _at(bound, ("definition",))
        if _at(bound, ("syntax",)) == "regex" and isinstance(definition, str):
            called = _at(_at(tool, inside), ("name",))
            path = ("tools", number, *inside, *grammar, "definition")
            yield Schema(path, definition, called if isinstance(called, str) else "")


def _at(value: object, path: JsonPath) -> object:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
