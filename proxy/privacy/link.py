"""From the findings of single texts to the findings of a request: the second, pure half of detection.

Strategy, in this order:
 1. keep findings whose type the policy protects and whose score reaches its threshold;
 2. a value whose key says it is no personal data (a price, a product name) keeps only firm findings;
 3. a value whose key says what it is (``last_name``) is a finding as a whole;
 4. public values of the shop go, by the strict rule below;
 5. what a customer sent in pieces is put together;
 6. overlaps are settled; what is left is the memory, and every slot is searched for it;
 7. public values and overlaps once more.

A public value frees only itself: the whole phrase must stand there. Cards, e-mail addresses, phone
numbers and answers to our own questions are freed by an exact entry only, letter for letter.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from proxy.privacy.base import DetectionRules, Finding
from proxy.privacy.memory import Memory
from proxy.privacy.overlaps import settle
from proxy.privacy.phrases import PhraseIndex, runs
from proxy.privacy.pieces import in_pieces
from proxy.privacy.record import Verdict, joined, says_nothing, verdict
from proxy.privacy.words import word_set
from proxy.turn import SlotClass, TextSlot, Turn

_KEYED = 0.9
"""Score of a finding that a key makes."""
_FIRM = 0.8
"""Findings below this do not stand against a key that says otherwise."""
_RECORDS = frozenset({SlotClass.JSON_TEXT, SlotClass.TREE})
_EXACT_ONLY = word_set(
    "CREDIT_CARD EMAIL_ADDRESS PHONE_NUMBER IBAN_CODE BANK_ACCOUNT US_SSN NATIONAL_ID CARD_CODE SECRET PASSWORD "
    "PIN VERIFICATION_CODE SECURITY_ANSWER GIFT_CARD DATE_OF_BIRTH"
)
_ASKED_RULE = "AskedAnswerRecognizer"


def link(
    turn: Turn, found: Sequence[Sequence[Finding]], rules: DetectionRules
) -> tuple[tuple[Finding, ...], ...]:
    """Findings of the whole request, aligned with ``turn.slots``; per slot sorted, not overlapping.

    ``found``: what the detector found in each slot, in the same order. Slots that must stay as they
    are (``OPAQUE``) get findings too: whoever protects refuses on them. Raises ``ValueError`` when
    ``found`` is not aligned with the slots.
    """
    if len(found) != len(turn.slots):
        raise ValueError("findings and slots are not aligned")
    siblings = _siblings(turn.slots)
    public = _Public(rules)
    settled: list[tuple[Finding, ...]] = []
    pieces = in_pieces(turn)
    for index, slot in enumerate(turn.slots):
        kept = _protected(found[index], rules)
        kept = _with_key(slot, kept, siblings.get(_record_of(slot), frozenset()))
        kept += pieces.get(index, ())
        kept = [finding for finding in kept if finding.entity_type in rules.entities]
        settled.append(settle(public.without(slot, kept), slot.text))
    memory = Memory(turn.slots, settled, rules.entities)
    linked = []
    for slot, kept_here in zip(turn.slots, settled, strict=True):
        recalled = memory.recall(slot)
        if not recalled:
            linked.append(kept_here)
            continue
        linked.append(settle([*kept_here, *public.without(slot, recalled)], slot.text))
    return tuple(linked)


def _protected(found: Iterable[Finding], rules: DetectionRules) -> list[Finding]:
    """Findings of types that the policy protects, at or above its threshold."""
    return [
        finding
        for finding in found
        if (rule := rules.entities.get(finding.entity_type)) is not None
        and finding.score >= rule.threshold
    ]


_Record = tuple[object, ...]


def _record_of(slot: TextSlot) -> _Record:
    """The object in which a leaf stands."""
    if slot.inner is not None:
        return (*slot.path, "//", *slot.inner[:-1])
    return slot.path[:-1]


def _siblings(slots: Sequence[TextSlot]) -> dict[_Record, frozenset[str]]:
    """The keys of each object of the request, joined once for all its leaves."""
    keys: defaultdict[_Record, set[str]] = defaultdict(set)
    for slot in slots:
        if slot.key is not None and not slot.is_key and (slot.kind in _RECORDS or not slot.listed):
            keys[_record_of(slot)].add(slot.key)
    return {record: joined(beside) for record, beside in keys.items()}


def _with_key(slot: TextSlot, kept: list[Finding], siblings: frozenset[str]) -> list[Finding]:
    """The findings of a slot after its key has had its say."""
    said = _said(slot, siblings)
    if said.against:
        return [finding for finding in kept if finding.score >= _FIRM]
    if said.entity_type is None or says_nothing(slot.text):
        return kept
    start = len(slot.text) - len(slot.text.lstrip())
    end = len(slot.text.rstrip())
    return [*kept, Finding(said.entity_type, start, end, _KEYED, f"key:{said.entity_type}")]


def _said(slot: TextSlot, siblings: frozenset[str]) -> Verdict:
    if slot.is_key or slot.key is None or not (slot.kind in _RECORDS or not slot.listed):
        return Verdict()
    keys = slot.keys if slot.keys and slot.keys[-1] == slot.key else (*slot.keys, slot.key)
    return verdict(keys, siblings)


class _Public:
    """The shop's own values: what is nobody's personal data."""

    def __init__(self, rules: DetectionRules) -> None:
        self._exact = rules.exact_public_values
        self._phrases = _public_index(rules.public_values - rules.exact_public_values)

    def without(self, slot: TextSlot, findings: list[Finding]) -> list[Finding]:
        """The findings that a public value does not free."""
        if not findings or not (self._phrases or self._exact):
            return findings
        exact = _Places(place for value in self._exact for place in _literal(value, slot.text))
        phrases = _Places(
            (place.start, place.end) for place in self._phrases.occurrences(slot.text)
        )
        return [f for f in findings if not (exact.hold(f) or self._frees(f, phrases))]

    @staticmethod
    def _frees(finding: Finding, phrases: "_Places") -> bool:
        if finding.entity_type in _EXACT_ONLY or finding.rule == _ASKED_RULE:
            return False
        return phrases.hold(finding)


class _Places:
    """Spans of a text, asked whether one of them holds a finding whole."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))
        """How far the spans up to this one reach."""

    def hold(self, finding: Finding) -> bool:
        """True when a span begins at or before the finding and ends at or after it."""
        before = bisect_right(self._starts, finding.start)
        return before > 0 and self._reach[before - 1] >= finding.end


def _literal(value: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a value stands letter for letter, not inside a longer word or number."""
    start = text.find(value) if value else -1
    while start >= 0:
        end = start + len(value)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start, end
        start = text.find(value, end)


@lru_cache(maxsize=8)
def _public_index(values: frozenset[str]) -> PhraseIndex:
    return PhraseIndex("".join(runs(value)) for value in values)
