"""What must stay as it is: brands, products, prices, sizes, quantities, dates, and ordinary words.

A value was kept if it stands in the outgoing bytes as often as in the incoming ones. An ordinary
word was kept if no finding touches it; words inside a known value are not counted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

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
    taken_for: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        text: str,
        personal: Iterable[Extent],
        found: Sequence[Extent],
        types: Sequence[str] = (),
    ) -> None:
        """Count the words of one text. ``types``, where known: the entity type of each finding."""
        personal = list(personal)
        for match in _WORD.finditer(text):
            if overlaps(match.span(), personal):
                continue
            self.words += 1
            touching = [at for at, each in enumerate(found) if overlaps(match.span(), [each])]
            self.untouched += not touching
            if touching and types:
                self.taken_for[types[touching[0]]] += 1

    def add_sent(self, sent: Sent, known: Iterable[KnownValue]) -> None:
        """Count the words of all messages of a request."""
        known = list(known)
        for slot, findings in zip(sent.turn.slots, sent.findings, strict=True):
            if slot.message is None:
                continue
            personal = [place for value in known for place in occurrences(slot.text, value)]
            places = [(found.start, found.end) for found in findings]
            self.add(slot.text, personal, places, [found.entity_type for found in findings])


class Place(StrEnum):
    """Whose words a value stands in: a customer's, or the shop's (tool results and prompts)."""

    CUSTOMER = "customer"
    SHOP = "shop"


@dataclass(slots=True)
class KeptFigures:
    """Counts over the conversations that say what must stay, by label and place ("PRICE shop")."""

    values: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def add(self, conversation: Conversation, rooms: ThinkingRooms) -> None:
        """Send the last request of a conversation and count. A refused one keeps nothing."""
        if not conversation.keep:
            return
        *_, body = requests_of(conversation)
        sent = _outgoing(body, rooms)
        for place in Place:
            before, after = _words_of(place, body), _words_of(place, sent)
            for value in dict.fromkeys(conversation.keep):
                if count := _count(before, value):
                    label = f"{value.type} {place.value}"
                    self.values[label] += 1
                    self.kept[label] += _count(after, value) >= count


def _outgoing(body: bytes, rooms: ThinkingRooms) -> bytes:
    try:
        return rooms.send(body).body
    except ProxyError:
        return b'{"messages": []}'


def _words_of(place: Place, body: bytes) -> list[str]:
    """The texts of a request's messages that are of this place."""
    messages = [
        message
        for message in json.loads(body)["messages"]
        if (message["role"] == "user") is (place is Place.CUSTOMER)
    ]
    return readable(json.dumps(messages).encode())


def _count(texts: Iterable[str], value: KnownValue) -> int:
    return sum(len(occurrences(text, value)) for text in texts)
