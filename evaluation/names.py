"""How many of the names that are found in customers' messages of conversations are names.

Strategy: a name that touches a known value is right. What else was found is right only where a person
marked it (``marks``): customers call agents by names that no list of known values holds, and towns and
makes of cars are none.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.labelled import Conversation
from evaluation.occurrences import Extent, occurrences, overlaps
from evaluation.requests import requests_of
from evaluation.rooms import Sent, ThinkingRooms
from proxy.errors import ProxyError
from proxy.turn import Speaker

NAME = "PERSON"
MarkedPlaces = Callable[[int], Sequence[Extent]]
"""What a person marked in a turn of the conversation."""


@dataclass(slots=True)
class NameFigures:
    """Names found in customers' messages: those of known values, those marked by hand, and all."""

    known: int = 0
    marked: int = 0
    found: int = 0

    def add(self, conversation: Conversation, sent: Sent, marked: MarkedPlaces) -> None:
        """Count in the last request of a conversation."""
        for turn, _, place, known in _names(conversation, sent):
            self.found += 1
            self.known += known
            self.marked += not known and overlaps(place, marked(turn))


def unexplained(
    conversation: Conversation, rooms: ThinkingRooms
) -> Iterator[tuple[int, str, Extent]]:
    """(turn, its text, place) of each name that is found and touches no known value."""
    if not conversation.pii:
        return
    *_, body = requests_of(conversation)
    try:
        sent = rooms.send(body)
    except ProxyError:
        return
    for turn, text, place, known in _names(conversation, sent):
        if not known:
            yield turn, text, place


def _names(conversation: Conversation, sent: Sent) -> Iterator[tuple[int, str, Extent, bool]]:
    for slot, findings in zip(sent.turn.slots, sent.findings, strict=True):
        if slot.message is None or slot.speaker is not Speaker.CUSTOMER:
            continue
        known = [
            place
            for value in dict.fromkeys(conversation.pii)
            for place in occurrences(slot.text, value)
        ]
        for finding in findings:
            if finding.entity_type == NAME:
                place = finding.start, finding.end
                yield slot.message, slot.text, place, overlaps(place, known)
