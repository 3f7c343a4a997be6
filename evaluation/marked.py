r"""A compact form in which sets are written by hand: the text itself, with the values marked in it.

Strategy: offsets that a person counts are wrong sooner or later, so nobody counts them. A value is
marked where it stands and the marks are taken out on reading:

    {{NAME:jo finch}}    personal data of that type
    {{PHONE#:555 0100}}  the same; its digits count in any grouping
    {{~:rome}}           counts neither way
    {{=BRAND:acme}}      is no personal data and must stay as it is

``\n`` is a line break. A line that begins with ``#`` is a comment, and empty lines mean nothing. A
dialogue begins with ``== kind``; then each line is one entry: ``u:`` the customer, ``a:`` the
assistant, ``t:`` a tool, ``s:`` the system prompt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["user", "assistant", "tool", "system"]

_MARK = re.compile(
    r"\{\{(?P<sort>[=~]?)(?P<type>[A-Z][A-Z0-9_]*|)(?P<digits>#?):(?P<value>(?s:.+?))\}\}"
)
_ROLES: dict[str, Role] = {"u:": "user", "a:": "assistant", "t:": "tool", "s:": "system"}
_DIALOGUE = "== "


class MarkError(ValueError):
    """A line that is not of the form above; ``line`` counts from 1, 0 if it is not known here."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of the text without marks. ``sort``: "" known, "~" neutral, "=" kept."""

    start: int
    end: int
    type: str
    sort: str = ""
    digits: bool = False


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text without its marks, and where they stood."""

    text: str = field(repr=False)
    marks: tuple[Mark, ...] = ()

    def value(self, mark: Mark) -> str:
        """What was marked."""
        return self.text[mark.start : mark.end]


@dataclass(frozen=True, slots=True)
class MarkedDialogue:
    """A kind of dialogue and what was said in it."""

    kind: str
    said: tuple[tuple[Role, MarkedText], ...]


def read_line(line: str) -> MarkedText:
    """One line of a file. Raises MarkError."""
    text, marks, end = "", [], 0
    line = line.replace("\\n", "\n")
    for found in _MARK.finditer(line):
        text += line[end : found.start()]
        end = found.end()
        if (found["sort"] == "~") is bool(found["type"]):
            raise MarkError("a mark needs a type; only a neutral one has none")
        start = len(text)
        text += found["value"]
        marks.append(Mark(start, len(text), found["type"], found["sort"], bool(found["digits"])))
    text += line[end:]
    if "{{" in text:
        raise MarkError("a mark that cannot be read")
    return MarkedText(text, tuple(marks))


def read_lines(content: str) -> Iterator[MarkedText]:
    """A file of single messages. Raises MarkError."""
    for _, _, text in _lines(content):
        yield text


def read_dialogues(content: str) -> Iterator[MarkedDialogue]:
    """A file of dialogues. Raises MarkError."""
    kind: str | None = None
    said: list[tuple[Role, MarkedText]] = []
    for number, raw, text in _lines(content):
        if raw.startswith(_DIALOGUE):
            if kind is not None:
                yield MarkedDialogue(kind, tuple(said))
            kind, said = raw.removeprefix(_DIALOGUE).strip(), []
            continue
        role = _ROLES.get(raw[:2])
        if role is None or kind is None:
            raise MarkError("needs u:, a:, t: or s: after a line with == and a kind", number)
        said.append((role, _without(text, len("u: "))))
    if kind is not None:
        yield MarkedDialogue(kind, tuple(said))


def _lines(content: str) -> Iterator[tuple[int, str, MarkedText]]:
    for number, raw in enumerate(content.splitlines(), start=1):
        if not raw.strip() or raw.startswith("#"):
            continue
        try:
            yield number, raw, read_line(raw)
        except MarkError as error:
            raise MarkError(error.problem, number) from None


def _without(text: MarkedText, count: int) -> MarkedText:
    """The text without its first characters, which no mark may touch."""
    moved = (
        Mark(mark.start - count, mark.end - count, mark.type, mark.sort, mark.digits)
        for mark in text.marks
    )
    return MarkedText(text.text[count:], tuple(moved))
