"""What must stay as it is: brands, products, prices, sizes, quantities, dates, and ordinary words.

A value was kept if it stands in the outgoing bytes as often as in the incoming ones. An ordinary
word was kept if no finding touches it; words inside a known value are not counted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.labelled import Conversation, KnownValue
from evaluation.occurrences import Extent, occurrences, overlaps, readable
from evaluation.requests import requests_of
from evaluation.rooms import Sent, ThinkingRooms
from proxy.errors import ProxyError

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class WordFigures:
    """Ordinary words: letters only, personal data aside."""

    words: int = 0
    untouched: int = 0

    def add(self, text: str, personal: Iterable[Extent], found: Sequence[Extent]) -> None:
        """Count the words of one text."""
        personal = list(personal)
        for match in _WORD.finditer(text):
            if not overlaps(match.span(), personal):
                self.words += 1
                self.untouched += not overlaps(match.span(), found)

    def add_sent(self, sent: Sent, known: Iterable[KnownValue]) -> None:
        """Count the words of all messages of a request."""
        known = list(known)
        for slot, findings in zip(sent.turn.slots, sent.findings, strict=True):
            if slot.message is None:
                continue
            personal = [place for value in known for place in occurrences(slot.text, value)]
            self.add(slot.text, personal, [(found.start, found.end) for found in findings])


@dataclass(slots=True)
class KeptFigures:
    """Counts over the conversations that say what must stay."""

    values: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def add(self, conversation: Conversation, rooms: ThinkingRooms) -> None:
        """Send the last request of a conversation and count. A refused one keeps nothing."""
        if not conversation.keep:
            return
        *_, body = requests_of(conversation)
        before, after = readable(body), _outgoing(body, rooms)
        for value in dict.fromkeys(conversation.keep):
            self.values[value.type] += 1
            self.kept[value.type] += _count(after, value) >= _count(before, value)


def _outgoing(body: bytes, rooms: ThinkingRooms) -> list[str]:
    try:
        return readable(rooms.send(body).body)
    except ProxyError:
        return []


def _count(texts: Iterable[str], value: KnownValue) -> int:
    return sum(len(occurrences(text, value)) for text in texts)
