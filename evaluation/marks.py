"""Findings that no label explains, listed for a person who tells true ones from false alarms.

Strategy: a set of "ordinary" messages may hold names after all ("text dave"), and customers call agents by
names that are on no list of known values; only a person can say so. ``--findings FILE`` writes each finding as a line of JSON with its message; the person sets
``personal`` to true where it is somebody's data; ``--marks FILE`` reads that back. Marks are kept by the
place in the message, so they hold when detection changes; what is new is a false alarm until it is
marked. The file holds the messages' words, so it is as private as they are.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evaluation.labelled import DataError, LabelledSet
from evaluation.names import NAME, unexplained
from evaluation.occurrences import Extent, overlaps
from evaluation.requests import one_message
from evaluation.rooms import ThinkingRooms


@dataclass(frozen=True, slots=True)
class ListedFinding:
    """A finding at [start, end) of message ``number`` (from 1) of a set; ``personal``: a person's word.

    ``turn``: in a conversation, which message of it; ``number`` is the conversation's then.
    """

    set: str
    number: int
    start: int
    end: int
    type: str
    found: str = field(repr=False)
    message: str = field(repr=False)
    personal: bool | None = None
    turn: int | None = None


class Marks:
    """Which places a person marked as personal data."""

    def __init__(self, listed: Iterable[ListedFinding] = ()) -> None:
        self._places: defaultdict[tuple[str, int, int | None], list[Extent]] = defaultdict(list)
        for each in listed:
            if each.personal:
                self._places[each.set, each.number, each.turn].append((each.start, each.end))

    def of(self, name: str, number: int, turn: int | None = None) -> Sequence[Extent]:
        """The personal places of message ``number`` of a set, or of a turn of that conversation."""
        return self._places.get((name, number, turn), ())


def listed_findings(
    sets: Iterable[LabelledSet], rooms: ThinkingRooms, marks: Marks
) -> Iterator[ListedFinding]:
    """Every finding in the ordinary messages of some sets, with what is marked already.

    And every name in customers' messages of conversations that is part of no known value.
    """
    for labelled in sets:
        for number, conversation in enumerate(labelled.conversations, start=1):
            for turn_number, text, place in unexplained(conversation, rooms):
                yield ListedFinding(
                    labelled.name, number, *place, NAME, text[slice(*place)], text,
                    True if overlaps(place, marks.of(labelled.name, number, turn_number)) else None,
                    turn_number,
                )  # fmt: skip
        for number, message in enumerate(labelled.ordinary, start=1):
            turn, findings = rooms.find(one_message(message.text))
            personal = marks.of(labelled.name, number)
            for slot, found in zip(turn.slots, findings, strict=True):
                for each in found if slot.message == 0 else ():
                    place = each.start, each.end
                    yield ListedFinding(
                        labelled.name, number, *place, each.entity_type,
                        message.text[slice(*place)], message.text,
                        True if overlaps(place, personal) else None,
                    )  # fmt: skip


def write_findings(listed: Iterable[ListedFinding], file: Path) -> None:
    """One finding a line."""
    lines = (json.dumps(asdict(each), ensure_ascii=False) for each in listed)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_marks(file: Path) -> Marks:
    """The marks of a file. Raises ``DataError``, without any text, for what is no such file."""
    shape = TypeAdapter(ListedFinding)
    try:
        lines = file.read_bytes().splitlines()
        return Marks([shape.validate_json(line) for line in lines if line.strip()])
    except (OSError, ValidationError) as error:
        raise DataError(f"{file}: no file of findings ({type(error).__name__}).") from None
