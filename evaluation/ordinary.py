"""False alarms: messages without personal data in which something was found."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluation.kept import WordFigures
from evaluation.labelled import OrdinaryMessage
from evaluation.occurrences import Extent, overlaps
from evaluation.requests import one_message
from evaluation.rooms import ThinkingRooms


@dataclass(slots=True)
class AlarmFigures:
    """Counts over the messages of one set; ``types``: messages by what was found in them.

    ``truly``: messages in which a person marked everything found as personal (``marks``).
    """

    messages: int = 0
    with_finding: int = 0
    truly: int = 0
    types: Counter[str] = field(default_factory=Counter)
    words: WordFigures = field(default_factory=WordFigures)

    def add(
        self, message: OrdinaryMessage, rooms: ThinkingRooms, personal: Sequence[Extent] = ()
    ) -> None:
        """Look at one message and count. ``personal``: what is no false alarm, by a person's word."""
        turn, findings = rooms.find(one_message(message.text))
        (mine,) = [f for slot, f in zip(turn.slots, findings, strict=True) if slot.message == 0]
        found_at = [(finding.start, finding.end) for finding in mine]
        self.words.add(message.text, personal, found_at)
        types = {finding.entity_type for found in findings for finding in found}
        self.messages += 1
        self.with_finding += bool(types)
        self.truly += bool(mine) and all(overlaps(each, personal) for each in found_at)
        self.types.update(types)
