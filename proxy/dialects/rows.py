"""Short ways to write the rows that every table has, and the table itself."""

from dataclasses import dataclass, replace

from proxy.dialects.slots import Row, Rows
from proxy.turn import SlotClass

SCHEMA_WORDS = frozenset(
    [
        "type",
        "properties",
        "required",
        "items",
        "prefixItems",
        "additionalProperties",
        "description",
        "title",
        "default",
        "enum",
        "const",
        "examples",
        "format",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "uniqueItems",
        "multipleOf",
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "if",
        "then",
        "else",
        "nullable",
        "strict",
        "$ref",
        "$defs",
        "$schema",
        "definitions",
        "object",
        "string",
        "number",
        "integer",
        "boolean",
        "array",
        "null",
        "date-time",
        "date",
        "email",
        "uri",
        "uuid",
    ]
)
"""JSON Schema's vocabulary (draft 2020-12) in keys and values: it can name nobody."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a format, by direction.

    ``nests``: where blocks stand inside blocks, if they do; their rows are repeated there.
    """

    name: str
    request: Rows
    answer: Rows
    stream: Rows
    nests: tuple[str, ...] = ()


def word(path: str, words: str = "") -> Row:
    """A word of the format, or an id: never edited."""
    return Row(path, SlotClass.OPAQUE, words=frozenset(words.split()))


def call_id(path: str) -> Row:
    """An id that pairs a tool call with its result."""
    return Row(path, SlotClass.CALL_ID)


def signed(path: str) -> Row:
    """Words or bytes that the provider signed or encrypted."""
    return Row(path, SlotClass.SIGNED)


def setting(path: str) -> Row:
    """A number or a boolean."""
    return Row(path, None)


def schema(path: str) -> Row:
    """JSON Schema, written by the shop's developers."""
    return Row(path, SlotClass.DEFINITION, words=SCHEMA_WORDS)


def below(place: str, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The same rows below a place: their patterns, put behind its."""
    return tuple(replace(row, path=place + row.path) for row in rows)
