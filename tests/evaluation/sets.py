"""Small labelled sets and a detector that finds exactly the words it is told."""

import re

from evaluation.labelled import Conversation, KnownValue, Match, Said
from evaluation.rooms import ThinkingRooms
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import Finding, TextToRead


class KnowsWords:
    """Finds each given word wherever it stands, as an order number unless told otherwise."""

    def __init__(self, *words: str, entity_type: str = "ORDER_NUMBER") -> None:
        self.words = words
        self.entity_type = entity_type
        self.texts: list[str] = []

    def detect(self, reading: TextToRead) -> tuple[Finding, ...]:
        """Each place of each word, in the order of the words."""
        self.texts.append(reading.text)
        return tuple(
            Finding(self.entity_type, *match.span(), 0.9, "test")
            for word in self.words
            for match in re.finditer(re.escape(word), reading.text)
        )


def rooms_that_find(*words: str, entity_type: str = "ORDER_NUMBER") -> ThinkingRooms:
    detector = KnowsWords(*words, entity_type=entity_type)
    return ThinkingRooms(load_policy(shipped_policy("default")), detector)


def customer(*texts: str, pii: tuple[KnownValue, ...] = ()) -> Conversation:
    """A customer's messages with fillers between."""
    said = [turn for text in texts for turn in (Said("user", text), Said("assistant", "go on"))]
    return Conversation(tuple(said), pii)


def text_value(value: str, label: str = "NAME") -> KnownValue:
    return KnownValue(label, value, Match.TEXT)


def digits_value(value: str, label: str = "PHONE") -> KnownValue:
    return KnownValue(label, value, Match.DIGITS)
