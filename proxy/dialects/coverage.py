"""The page that says how each field of each format is treated, written from the tables themselves.

``make coverage`` writes it to docs/coverage.md; a test fails when page and tables differ.
"""

from collections.abc import Iterator, Sequence

from proxy.dialects.registry import DIALECTS
from proxy.dialects.rows import Table
from proxy.dialects.slots import Drop, Row, Rows
from proxy.turn import Sink, SlotClass

_INTRODUCTION = """\
# Which field is treated how

Written from the tables of the wire formats by `make coverage`; a test fails when this page is not current.
The tables are in `proxy/dialects/`; [architecture.md](architecture.md#slots-where-text-can-stand) says what the classes mean.

`[]` is any item of a list, `*` any key, `**` everything below, keys included; `[role=user]` and `{type=text}` are an item and an object that say so of themselves.

**A field that no row names.** In a request its text is `text`: searched, protected, sent. A number in it that looks like personal data, an address in a part of a
message, and encoded data refuse the request. In an answer and in a stream it goes to the client as the provider wrote it, placeholders in it:
nothing is restored where nobody knows what the place means.
"""

_CLASSES = {
    SlotClass.TEXT: "text",
    SlotClass.JSON_TEXT: "JSON text",
    SlotClass.TREE: "tree",
    SlotClass.DEFINITION: "definition",
    SlotClass.IDENTIFIER: "identifier",
    SlotClass.URL: "URL",
    SlotClass.MEDIA: "media",
    SlotClass.OPAQUE: "opaque",
    SlotClass.CALL_ID: "call id",
    SlotClass.SIGNED: "signed",
    SlotClass.POINTER: "pointer",
}
_SINKS = {
    Sink.CUSTOMER_TEXT: "for the customer",
    Sink.TOOL_ARGUMENTS: "in the caller's own tools, as the policy says",
    Sink.PROTECTED: "never",
}
_DROPS = {
    Drop.SET_NULL: "taken out (null)",
    Drop.EMPTY: "taken out (empty list)",
    Drop.LEAVE_OUT: "taken out",
}
_AS_IT_CAME = "no: as it came"
_DIRECTIONS = ("Request", "Answer", "Stream")


def coverage_page() -> str:
    """The page, in Markdown. A pure function of the tables."""
    return "\n".join([_INTRODUCTION, *_formats()])


def _formats() -> Iterator[str]:
    seen: dict[int, str] = {}
    for path, dialect in DIALECTS.items():
        yield f"## `{dialect.name}`: POST {path}\n"
        table = dialect.table
        if id(table) in seen:
            yield f"The same table as `{seen[id(table)]}`.\n"
            continue
        seen[id(table)] = dialect.name
        for direction, rows in zip(
            _DIRECTIONS, (table.request, table.answer, table.stream), strict=True
        ):
            if rows.rows:
                yield from _rows(direction, rows, table)


def _rows(direction: str, rows: Rows, table: Table) -> Iterator[str]:
    asked = direction == "Request"
    yield f"### {direction} of `{table.name}`\n"
    if table.nests:
        yield "Blocks may stand inside blocks; their fields are treated alike wherever they stand.\n"
    yield "| field | class |" if asked else "| field | class | restored |"
    yield "|---|---|" if asked else "|---|---|---|"
    for row in _shown(rows.rows, table.nests):
        kind = _class_of(row)
        field = row.path.replace("|", "\\|")  # else it would end the cell, in code, too
        yield f"| `{field}` | {kind} |" if asked else f"| `{field}` | {kind} | {_back(row)} |"
    yield ""


def _shown(rows: Sequence[Row], nests: Sequence[str]) -> Iterator[Row]:
    """The rows without those of a block in a block that say what the outer block's say."""
    said = {row.path: (_class_of(row), _back(row)) for row in rows}
    for row in rows:
        outer = (row.path.replace(nest, "", 1) for nest in nests if nest and nest in row.path)
        if not any(said.get(path) == said[row.path] for path in outer if path != row.path):
            yield row


def _class_of(row: Row) -> str:
    kind = _CLASSES[row.kind] if row.kind else "number or switch"
    if row.kind is SlotClass.OPAQUE and row.words:
        kind = "word of the format"
    return f"{kind} (keys: {_CLASSES[row.keys]})" if row.keys else kind


def _back(row: Row) -> str:
    if row.drop is not None:
        return _DROPS[row.drop]
    return _AS_IT_CAME if row.place is None else _SINKS[row.sink]
