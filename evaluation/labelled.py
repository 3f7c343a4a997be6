"""Labelled sets as they lie in a folder: one sub-folder for each, with files of these names inside.

    conversations.jsonl  {turns: [{role, text}], pii: [{type, value, match}], keep: [...], kind}
    spans.jsonl          {text, spans: [{start, end, type}], neutral: [{start, end, type}]}
    labels.jsonl         {text}: ordinary messages without personal data

    dialogues.txt, messages.txt, ordinary.txt   the same three, written by hand (``marked``)
    kept.txt             messages with brands, prices and the like that must stay as they are

Other fields are ignored. Offsets count characters, the end is exclusive. A prediction that touches
only neutral spans counts neither way. ``match`` says how a value is looked for (``Match``). ``keep``
lists what is no personal data and must reach the provider, in the form of ``pii``; ``kind`` is a word
for the table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from evaluation.marked import (
    MarkedDialogue,
    MarkedText,
    MarkError,
    Role,
    read_dialogues,
    read_lines,
)

_Row = TypeVar("_Row")


class DataError(Exception):
    """A folder or a line of it cannot be used. The message names the place, never the text."""


class Match(StrEnum):
    """How a known value is looked for: as words in any case, or as digits in any grouping."""

    TEXT = "text"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value that is known to be personal, and what it is."""

    type: str
    value: str = field(repr=False)
    match: Match = Match.TEXT


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of a conversation. A tool's text is often JSON."""

    role: Role
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation, the values in it that must not reach a provider, and those that must."""

    turns: tuple[Said, ...]
    pii: tuple[KnownValue, ...]
    keep: tuple[KnownValue, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """Characters [start, end) of a text."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text in which all personal data is labelled."""

    text: str = field(repr=False)
    spans: tuple[LabelledSpan, ...]
    neutral: tuple[LabelledSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class OrdinaryMessage:
    """A message that holds no personal data."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """What one sub-folder holds."""

    name: str
    conversations: tuple[Conversation, ...] = ()
    texts: tuple[LabelledText, ...] = ()
    ordinary: tuple[OrdinaryMessage, ...] = ()

    def __len__(self) -> int:
        return len(self.conversations) + len(self.texts) + len(self.ordinary)


def read_sets(folder: Path) -> tuple[LabelledSet, ...]:
    """All sets of a folder, by name. Raises DataError where there is none, or a line is no row."""
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}.")
    sets = (_read_set(each) for each in sorted(folder.iterdir()) if each.is_dir())
    found = tuple(each for each in sets if len(each))
    if not found:
        raise DataError(
            f"No sub-folder of {folder} holds a conversations.jsonl, spans.jsonl or labels.jsonl, "
            "nor one of the files written by hand."
        )
    return found


def _read_set(folder: Path) -> LabelledSet:
    return LabelledSet(
        folder.name,
        (
            *_rows(folder / "conversations.jsonl", TypeAdapter(Conversation)),
            *_marked(folder / "dialogues.txt", lambda text: map(dialogue, read_dialogues(text))),
            *_marked(folder / "kept.txt", lambda text: map(mention, read_lines(text))),
        ),
        (
            *_rows(folder / "spans.jsonl", TypeAdapter(LabelledText)),
            *_marked(folder / "messages.txt", lambda text: map(message, read_lines(text))),
        ),
        (
            *_rows(folder / "labels.jsonl", TypeAdapter(OrdinaryMessage)),
            *_marked(folder / "ordinary.txt", lambda text: map(ordinary, read_lines(text))),
        ),
    )


def dialogue(marked: MarkedDialogue) -> Conversation:
    """A dialogue written by hand."""
    return Conversation(
        tuple(Said(role, each.text) for role, each in marked.said),
        tuple(value for _, each in marked.said for value in _values(each, "")),
        tuple(value for _, each in marked.said for value in _values(each, "=")),
        marked.kind,
    )


def mention(marked: MarkedText) -> Conversation:
    """One message of a customer with what must stay in it."""
    return Conversation((Said("user", marked.text),), (), tuple(_values(marked, "=")))


def message(marked: MarkedText) -> LabelledText:
    """One message with all its personal data."""
    return LabelledText(marked.text, _spans(marked, ""), _spans(marked, "~"))


def ordinary(marked: MarkedText) -> OrdinaryMessage:
    """One message without personal data. Raises MarkError if something is marked in it."""
    if marked.marks:
        raise MarkError("an ordinary message has no marks")
    return OrdinaryMessage(marked.text)


def _values(marked: MarkedText, sort: str) -> Iterator[KnownValue]:
    for mark in marked.marks:
        if mark.sort == sort:
            how = Match.DIGITS if mark.digits else Match.TEXT
            yield KnownValue(mark.type, marked.value(mark), how)


def _spans(marked: MarkedText, sort: str) -> tuple[LabelledSpan, ...]:
    return tuple(
        LabelledSpan(mark.start, mark.end, mark.type) for mark in marked.marks if mark.sort == sort
    )


def _marked(file: Path, read: Callable[[str], Iterator[_Row]]) -> Iterator[_Row]:
    if not file.is_file():
        return
    try:
        yield from read(file.read_text(encoding="utf-8"))
    except MarkError as error:
        raise DataError(f"{file}:{error.line}: {error.problem}") from None


def _rows(file: Path, shape: TypeAdapter[_Row]) -> Iterator[_Row]:
    if not file.is_file():
        return
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield shape.validate_json(line)
        except ValidationError as error:
            wrong = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(str(step) for step in wrong["loc"]) or "the line"
            raise DataError(f"{file}:{number}: {place}: {wrong['type']}") from None
