"""How many known values of whole conversations ever stand in what would leave.

Strategy: replay each conversation request by request. A value *leaked whole* if it stands in the
outgoing bytes of any request; it *leaked in part* if, wherever it stood, some of its letters or
digits were not covered. One leak in one of twenty requests counts: what a provider has read once it
has read. With a witness (a running proxy and its provider) the bytes are those that arrived there.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from evaluation.kept import WordFigures
from evaluation.labelled import Conversation, KnownValue
from evaluation.names import MarkedPlaces, NameFigures
from evaluation.occurrences import Extent, is_covered, occurrences, readable, stands_in
from evaluation.requests import requests_of
from evaluation.rooms import Sent, ThinkingRooms
from evaluation.running import same_but_for_keys
from proxy.errors import ProxyError


class Witness(Protocol):
    """Somebody who sees what reaches a provider."""

    def forward(self, body: bytes, conversation: str) -> bytes | None:
        """The bytes that arrived; None if none did."""
        ...


@dataclass(slots=True)
class WitnessFigures:
    """Requests that arrived, with how many bytes other than ours, and those that never did.

    What never arrived was held or refused by the running proxy; it is judged by the bytes that
    would have left.
    """

    arrived: int = 0
    different: int = 0
    not_arrived: int = 0

    def judge(self, expected: bytes, arrived: bytes | None) -> bytes:
        """The bytes to search for leaks."""
        if arrived is None:
            self.not_arrived += 1
            return expected
        self.arrived += 1
        self.different += not same_but_for_keys(expected, arrived)
        return arrived


@dataclass(slots=True)
class LeakFigures:
    """Counts over the conversations of one set that hold known values.

    ``values``, ``whole`` and ``part`` count, by label, each known value once a conversation:
    how many stood in a request as the customer's side wrote it, and how many of those leaked.
    ``refused``: requests of which nothing would have left. ``kinds`` and ``leaking_kinds`` count
    conversations by kind.
    """

    conversations: int = 0
    leaking: int = 0
    requests: int = 0
    refused: int = 0
    values: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    part: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    leaking_kinds: Counter[str] = field(default_factory=Counter)
    words: WordFigures = field(default_factory=WordFigures)
    witness: WitnessFigures = field(default_factory=WitnessFigures)
    names: NameFigures = field(default_factory=NameFigures)

    def add(
        self,
        conversation: Conversation,
        rooms: ThinkingRooms,
        witness: Witness | None = None,
        marked: MarkedPlaces = lambda _turn: (),
    ) -> None:
        """Replay one conversation and count. ``marked``: names beside the known ones, by a person's word."""
        if not conversation.pii:
            return
        known = dict.fromkeys(conversation.pii)
        sent: set[KnownValue] = set()
        whole: set[KnownValue] = set()
        part: set[KnownValue] = set()
        coverage = _Coverage()
        last: Sent | None = None
        for body in requests_of(conversation):
            self.requests += 1
            try:
                last = request = rooms.send(body)
            except ProxyError:
                self.refused += 1
                continue
            outgoing = request.body
            if witness is not None:
                arrived = witness.forward(body, f"evaluation-{id(conversation)}")
                outgoing = self.witness.judge(outgoing, arrived)
            texts = readable(outgoing)
            for value in known:
                stood, open_ = coverage.look(request, value)
                sent.update([value] * stood)
                part.update([value] * open_)
                whole.update([value] * (value not in whole and stands_in(texts, value)))
        if last is not None:
            self.words.add_sent(last, known)
            self.names.add(conversation, last, marked)
        self.conversations += 1
        self.leaking += bool(whole | part)
        self.kinds[conversation.kind] += 1
        self.leaking_kinds[conversation.kind] += bool(whole | part)
        self.values.update(value.type for value in sent | whole)
        self.whole.update(value.type for value in whole)
        self.part.update(value.type for value in part - whole)


class _Coverage:
    """Looks for values in the slots of growing requests; equal slots are looked at once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, tuple[Extent, ...], KnownValue], tuple[bool, bool]] = {}

    def look(self, request: Sent, value: KnownValue) -> tuple[bool, bool]:
        """Whether a value stands in the request, and whether it is open somewhere."""
        stood = open_ = False
        for slot, findings in zip(request.turn.slots, request.findings, strict=True):
            found = tuple((finding.start, finding.end) for finding in findings)
            key = (slot.text, found, value)
            if key not in self._seen:
                self._seen[key] = _look(slot.text, found, value)
            stands, uncovered = self._seen[key]
            stood, open_ = stood or stands, open_ or uncovered
        return stood, open_


def _look(text: str, found: Iterable[Extent], value: KnownValue) -> tuple[bool, bool]:
    places = occurrences(text, value)
    return bool(places), any(not is_covered(text, place, found) for place in places)
