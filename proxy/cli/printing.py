"""How the command line speaks: lines for people, JSON for scripts, errors that say what to do.

Exit codes: 0 done, or the check found nothing · 1 the check found something · 2 wrong usage ·
3 it could not be done (docs/commands.md). What a customer wrote never moves the cursor, colours or
reverses a line: each control character is shown as its code.
"""

import json
from collections.abc import Mapping, Sequence
from enum import IntEnum

import click

from proxy.visible import json_escaped, visible


class Exit(IntEnum):
    """What a script can rely on."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    FAILED = 3


def say(text: str = "") -> None:
    """A line for people, on standard output."""
    click.echo(visible(text))


def warn(text: str) -> None:
    """A line for people, on standard error."""
    click.echo(visible(text), err=True)


def say_json(value: object) -> None:
    """One JSON document, on standard output."""
    written = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    click.echo(json_escaped(written))


def say_table(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """A plain table with as much room as its widest cell."""
    cells = [[str(row.get(column, "")) for column in columns] for row in rows]
    widths = [
        max([len(column), *(len(line[at]) for line in cells)]) for at, column in enumerate(columns)
    ]
    for line in [list(columns), *cells]:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
