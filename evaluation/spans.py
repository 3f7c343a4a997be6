"""Recall and precision on single texts in which all personal data is labelled.

A labelled span is found if all its letters and digits lie in findings, whatever they are called: the
value is protected. A finding is wrong if it touches no labelled span; where it touches only a neutral
one it counts neither way. Each text is read as a customer's first message.
"""

from collections import Counter
from dataclasses import dataclass, field

from evaluation.kept import WordFigures
from evaluation.labelled import LabelledSpan, LabelledText
from evaluation.occurrences import Extent, is_covered, overlaps
from evaluation.requests import one_message
from evaluation.rooms import ThinkingRooms


@dataclass(slots=True)
class SpanFigures:
    """Counts over the texts of one set: spans by label, findings by entity type."""

    texts: int = 0
    labelled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    words: WordFigures = field(default_factory=WordFigures)

    def add(self, labelled: LabelledText, rooms: ThinkingRooms) -> None:
        """Look at one text and count."""
        turn, findings = rooms.find(one_message(labelled.text))
        (mine,) = [f for slot, f in zip(turn.slots, findings, strict=True) if slot.message == 0]
        extents = [(finding.start, finding.end) for finding in mine]
        spans = _extents(labelled.spans)
        neutral = _extents(labelled.neutral)
        self.texts += 1
        self.words.add(labelled.text, [*spans, *neutral], extents)
        for span in labelled.spans:
            self.labelled[span.type] += 1
            self.found[span.type] += is_covered(labelled.text, (span.start, span.end), extents)
        for finding, extent in zip(mine, extents, strict=True):
            if overlaps(extent, spans):
                self.right[finding.entity_type] += 1
            elif not overlaps(extent, neutral):
                self.wrong[finding.entity_type] += 1


def _extents(spans: tuple[LabelledSpan, ...]) -> list[Extent]:
    return [(span.start, span.end) for span in spans]
