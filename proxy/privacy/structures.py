"""Records inside texts, read as the structures they are: JSON in a string, XML, and tables.

Strategy: one pass over the tokens of the text keeps the keys above each value. The reading has its
escapes undone already, so JSON that was quoted twice is JSON again; broken JSON is read as far as it goes.
A table is a line of at least two cells, one of which is a key, and the lines below it that are cut the
same way; under heads like "field" and "value" each line is a key and its value. Each value comes with its keys and the keys beside it; what they say is for ``record``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MOST_NESTING = 60
_MOST_TABLE_ROWS = 5_000
_MOST_CELLS = 60
_LONGEST_KEY = 60
_LONGEST_CELL = 200

_JSON = re.compile(
    r'"(?P<s>[^"\\\n]{0,4000}(?:\\.[^"\\\n]{0,4000}){0,50})"(?P<colon>\s{0,9}:)?|(?P<n>-?[0-9][0-9.]{0,40})|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)'
)
_XML = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z_][\w.\-]{0,40})(?:\s[^<>]{0,200})?(?P<empty>/?)>(?P<v>[^<>]{0,400})"
)
_DELIMITERS = ("|", "\t", ";", ",")
_KEY_HEADS = frozenset(
    {
        "field",
        "key",
        "attribute",
        "property",
        "name",
        "label",
        "parameter",
        "feld",
        "champ",
        "campo",
        "veld",
    }
)
_VALUE_HEADS = frozenset(
    {"value", "values", "content", "wert", "valeur", "valor", "valore", "waarde"}
)
"""Heads of a table of two columns that holds one record, written downwards."""
_RULE = re.compile(r"[\s|:+\-=]+")


@dataclass(frozen=True, slots=True)
class Value:
    """The value at [start, end) of a text; ``keys``: outermost first; ``record``: which object it is in."""

    start: int
    end: int
    keys: tuple[str, ...]
    record: int


@dataclass(slots=True)
class Structure:
    """The values of a text, and the keys of each record."""

    values: list[Value] = field(default_factory=list)
    keys: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, value: Value) -> None:
        """One more value."""
        self.values.append(value)
        self.keys[value.record].add(value.keys[-1])


def structures_in(text: str) -> Iterator[Structure]:
    """Every structure of a text."""
    if '":' in text or '" :' in text:
        yield _json(text)
    if "</" in text:
        yield _xml(text)
    if "\n" in text:
        yield from _tables(text)


def _json(text: str) -> Structure:
    found = Structure()
    above: list[str] = []
    records = [0]
    pushed: list[bool] = []
    key, made = "", 0
    for match in _JSON.finditer(text):
        kind = match.lastgroup
        if match["s"] is not None and match["colon"] is not None:
            key = match["s"][:_LONGEST_KEY]
        elif match["s"] is not None or kind == "n":
            group = "s" if match["s"] is not None else "n"
            if key and match.end(group) > match.start(group):
                keys = (*above[-8:], key)
                found.add(Value(match.start(group), match.end(group), keys, records[-1]))
            key = key if _in_list(pushed) else ""
        elif kind == "open" and len(pushed) < _MOST_NESTING:
            pushed.append(text[match.start()] == "[")
            made += 1
            records.append(made if not pushed[-1] else records[-1])
            above.append(key or (above[-1] if above else ""))
            key = key if pushed[-1] else ""
        elif kind == "close" and pushed:
            pushed.pop()
            records.pop()
            above.pop()
            key = ""
    return found


def _in_list(pushed: list[bool]) -> bool:
    return bool(pushed) and pushed[-1]


def _xml(text: str) -> Structure:
    found = Structure()
    above: list[str] = []
    records, made = [0], 0
    for match in _XML.finditer(text):
        if match["empty"]:
            continue
        if match["end"]:
            if above:
                above.pop()
                records.pop()
            continue
        if len(above) >= _MOST_NESTING:
            break
        above.append(match["tag"])
        made += 1
        if match["v"].strip():
            found.add(Value(*_trimmed(text, *match.span("v")), tuple(above[-8:]), records[-1]))
        records.append(made)
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "\"'*_"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"'*_"):
        end -= 1
    return start, end


_Cells = list[tuple[int, int]]


def _tables(text: str) -> Iterator[Structure]:
    lines = list(_lines(text))
    at = 0
    while at + 1 < len(lines):
        table, at = _table(text, lines, at)
        if table is not None:
            yield table


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _table(text: str, lines: _Cells, at: int) -> tuple[Structure | None, int]:
    """The table whose header is this line, if it is one, and the line after it."""
    start, end = lines[at]
    delimiter = next((d for d in _DELIMITERS if d in text[start:end]), None)
    if delimiter is None or end - start > _LONGEST_CELL * 10:
        return None, at + 1
    header = _cells(text, start, end, delimiter)
    names = [text[low:high] for low, high in header]
    if not 2 <= len(names) <= _MOST_CELLS or not all(map(_may_be_key, names)):
        return None, at + 1
    found = Structure()
    row = at + 1
    while row < len(lines) and row - at < _MOST_TABLE_ROWS:
        low, high = lines[row]
        if _RULE.fullmatch(text[low:high]) is None:
            cells = _cells(text, low, high, delimiter)
            if len(cells) != len(names):
                break
            _add_row(found, text, names, cells, record=at if _is_upright(names) else row)
        row += 1
    return (found, row) if found.values else (None, at + 1)


def _add_row(
    found: Structure, text: str, names: Sequence[str], cells: _Cells, *, record: int
) -> None:
    """The values of a row under their heads, or the one value of a row that begins with its key."""
    if _is_upright(names):
        (low, high), *cells = cells
        names = [text[low:high]]
    for (first, last), name in zip(cells, names, strict=True):
        found.keys[record].add(name)
        if last > first and name:
            found.add(Value(first, last, (name,), record))


def _is_upright(names: Sequence[str]) -> bool:
    return len(names) == 2 and names[0].lower() in _KEY_HEADS and names[1].lower() in _VALUE_HEADS


def _may_be_key(cell: str) -> bool:
    return len(cell) <= _LONGEST_KEY and (
        not cell or (cell[0].isalpha() and len(cell.split()) <= 4)
    )


def _cells(text: str, start: int, end: int, delimiter: str) -> _Cells:
    """The cells of a line, trimmed; bars at its ends make none."""
    if delimiter == "|":
        while start < end and text[start] in " |":
            start += 1
        while end > start and text[end - 1] in " |":
            end -= 1
    cells: _Cells = []
    quoted, first = False, start
    for place in range(start, end + 1):
        if place < end and text[place] == '"' and delimiter != "|":
            quoted = not quoted
        if place == end or (text[place] == delimiter and not quoted):
            cells.append(_trimmed(text, first, place))
            first = place + 1
    return cells
