"""From the findings of single texts to the findings of a request: the second, pure half of detection.

Strategy, in this order:
 1. keep findings whose type the policy protects and whose score reaches its threshold;
 2. a value whose key says it is no personal data (a price, a product name) keeps only firm findings,
    unless the value is a sentence: a "summary" speaks of people, whatever its key is;
 3. a value whose key says what it is (``last_name``) is a finding as a whole;
 4. public values of the shop go, by the strict rule below;
 5. what a customer sent in pieces is put together;
 6. overlaps are settled; what is left is the memory, and every slot is searched for it;
 7. public values and overlaps once more.

A public value frees only itself: the whole phrase must stand there. Cards, e-mail addresses, phone
numbers and answers to our own questions are freed by an exact entry only, letter for letter; so is a
name that a key or its owner says (``public``).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from proxy.privacy.base import DetectionRules, Finding
from proxy.privacy.memory import Memory
from proxy.privacy.overlaps import settle
from proxy.privacy.patterns import pattern
from proxy.privacy.pieces import in_pieces
from proxy.privacy.public import PublicValues
from proxy.privacy.record import Verdict, is_known_key, is_prose, joined, says_nothing, verdict
from proxy.privacy.remembered import Remembered
from proxy.turn import SlotClass, Speaker, TextSlot, Turn

_KEYED = 0.9
"""Score of a finding that a key makes."""
_FIRM = 0.8
"""Findings below this do not stand against a key that says otherwise."""
_LIKE_THINGS = frozenset({"PERSON", "STREET_ADDRESS", "LOCATION", "POSTAL_CODE"})
"""Types that the words of a title or a description are taken for; a phone number in one is a phone number."""
_PLACEHOLDER = pattern(r"\[[A-Z]{2,12}_(?:[0-9A-HJKMNP-TV-Z]{6}|REMOVED)\]")
_RECORDS = frozenset({SlotClass.JSON_TEXT, SlotClass.TREE})


def link(
    turn: Turn,
    found: Sequence[Sequence[Finding]],
    rules: DetectionRules,
    earlier: Sequence[Remembered] = (),
) -> tuple[tuple[Finding, ...], ...]:
    """Findings of the whole request, aligned with ``turn.slots``; per slot sorted, not overlapping.

    ``found``: what the detector found in each slot, in the same order. ``earlier``: values of earlier
    turns that are not resent; they are looked for like those of this turn. Slots that must stay as they
    are (``OPAQUE``) get findings too: whoever protects refuses on them. Raises ``ValueError`` when
    ``found`` is not aligned with the slots.
    """
    if len(found) != len(turn.slots):
        raise ValueError("findings and slots are not aligned")
    siblings = _siblings(turn.slots)
    public = PublicValues(rules)
    settled: list[tuple[Finding, ...]] = []
    pieces = in_pieces(turn)
    for index, slot in enumerate(turn.slots):
        kept = _protected(found[index], rules)
        kept = _with_key(slot, kept, siblings.get(_record_of(slot), frozenset()))
        kept += pieces.get(index, ())
        kept = [finding for finding in kept if finding.entity_type in rules.entities]
        kept = _outside_of_placeholders(slot, kept)
        settled.append(settle(public.without(slot, kept), slot.text))
    values = [(one.entity_type, text) for one in earlier for text in one.spellings]
    memory = Memory(turn.slots, settled, rules.entities, values)
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
    if slot.is_key:
        return [each for each in kept if each.score >= _FIRM] if is_known_key(slot.text) else kept
    said = _said(slot, siblings)
    if said.against:
        if not kept or is_prose(slot.text):
            return kept
        return [
            finding
            for finding in kept
            if finding.score >= _FIRM
            or (said.free_text and finding.entity_type not in _LIKE_THINGS)
        ]
    if said.entity_type is None or says_nothing(slot.text) or not said.fits(slot.text):
        return kept
    start = len(slot.text) - len(slot.text.lstrip())
    end = len(slot.text.rstrip())
    return [*kept, Finding(said.entity_type, start, end, _KEYED, f"key:{said.entity_type}")]


def _outside_of_placeholders(slot: TextSlot, kept: list[Finding]) -> list[Finding]:
    """Without findings in a placeholder that the assistant was not given the value of.

    A call comes back with what was not restored in it: ``{"email": "[EMAIL_7F3K2M]"}`` holds no
    e-mail. One of this turn's map stays as it is; any other becomes a look-alike, so nothing leaves.
    """
    if not kept or slot.speaker is not Speaker.ASSISTANT or "[" not in slot.text:
        return kept
    ours = [(match.start(), match.end()) for match in _PLACEHOLDER.finditer(slot.text)]
    return [
        finding
        for finding in kept
        if not any(start <= finding.start and finding.end <= end for start, end in ours)
    ]


def _said(slot: TextSlot, siblings: frozenset[str]) -> Verdict:
    if slot.is_key or slot.key is None or not (slot.kind in _RECORDS or not slot.listed):
        return Verdict()
    keys = slot.keys if slot.keys and slot.keys[-1] == slot.key else (*slot.keys, slot.key)
    return verdict(keys, siblings)
