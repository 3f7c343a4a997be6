"""Labelled sets as they lie in a folder: one sub-folder for each, JSON lines inside.

    conversations.jsonl  {id, turns: [{role, text}], pii: [{type, value, match}]}
    spans.jsonl          {id, text, spans: [{start, end, type}], neutral: [{start, end, type}]}
    labels.jsonl         {text}: ordinary messages without personal data

Other fields are ignored. Offsets count characters, the end is exclusive. A prediction that touches
only neutral spans counts neither way. ``match`` says how a value is looked for (``Match``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

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

    role: Literal["user", "assistant", "tool"]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation and the values in it that must not reach a provider."""

    turns: tuple[Said, ...]
    pii: tuple[KnownValue, ...]


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
            f"No sub-folder of {folder} holds a conversations.jsonl, spans.jsonl or labels.jsonl."
        )
    return found


def _read_set(folder: Path) -> LabelledSet:
    return LabelledSet(
        folder.name,
        tuple(_rows(folder / "conversations.jsonl", TypeAdapter(Conversation))),
        tuple(_rows(folder / "spans.jsonl", TypeAdapter(LabelledText))),
        tuple(_rows(folder / "labels.jsonl", TypeAdapter(OrdinaryMessage))),
    )


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
