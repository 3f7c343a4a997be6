"""False alarms: messages without personal data in which something was found."""

from collections import Counter
from dataclasses import dataclass, field

from evaluation.kept import WordFigures
from evaluation.labelled import OrdinaryMessage
from evaluation.requests import one_message
from evaluation.rooms import ThinkingRooms


@dataclass(slots=True)
class AlarmFigures:
    """Counts over the messages of one set; ``types``: messages by what was found in them."""

    messages: int = 0
    with_finding: int = 0
    types: Counter[str] = field(default_factory=Counter)
    words: WordFigures = field(default_factory=WordFigures)

    def add(self, message: OrdinaryMessage, rooms: ThinkingRooms) -> None:
        """Look at one message and count."""
        turn, findings = rooms.find(one_message(message.text))
        (mine,) = [f for slot, f in zip(turn.slots, findings, strict=True) if slot.message == 0]
        self.words.add(message.text, (), [(finding.start, finding.end) for finding in mine])
        types = {finding.entity_type for found in findings for finding in found}
        self.messages += 1
        self.with_finding += bool(types)
        self.types.update(types)
