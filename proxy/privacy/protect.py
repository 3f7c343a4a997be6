"""Placeholders in place of values, in every slot of a request.

Recipe:
1. what may not be edited and holds a value is refused, or left out (``fixed.py``); so are numbers on
   unknown paths;
2. findings become spans (``spans.py``); each text takes the strictest rule that claims it;
3. every value gets its placeholder, definitions first: from here on this turn's map is known;
4. look-alikes, texts that could be read as a placeholder, get one of their own (``lookalikes.py``);
5. the new texts are written down as edits; keys that would become one are refused.

Specification: docs/spec/placeholder.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proxy.errors import CallerError, ErrorCode
from proxy.privacy.base import (
    CanonicalForm,
    DetectionRules,
    EntityRule,
    Finding,
    Operator,
    RestorationRules,
)
from proxy.privacy.fixed import place_of, refuse_opaque, signed_in_vain, telling_call_ids
from proxy.privacy.forms import canonical_form
from proxy.privacy.known import KnownValues
from proxy.privacy.lookalikes import LookAlikes
from proxy.privacy.placeholders import (
    LINK,
    PlaceholderKeys,
    Placeholders,
    Register,
    identifier,
    key_for_definition,
)
from proxy.privacy.remembered import Remembered, recall
from proxy.privacy.schemas import is_datum, widen
from proxy.privacy.spans import Span, known_links, rule_of, spans_of, strictest, widen_to_urls
from proxy.turn import Edits, JsonPath, SlotClass, SlotIndex, Speaker, TextSlot, Turn

_FREE_JSON = frozenset({SlotClass.TREE, SlotClass.JSON_TEXT})
_UNTOUCHED = frozenset({SlotClass.OPAQUE, SlotClass.SIGNED, SlotClass.POINTER, SlotClass.MEDIA})


@dataclass(frozen=True, slots=True)
class Draft:
    """A protected request before the last look: what to change, and what must not be found again."""

    edits: Edits
    placeholders: Placeholders
    counts: Mapping[str, int]
    """Distinct values by entity type."""
    register: Register = field(repr=False)
    known: KnownValues
    key: bytes = field(repr=False)
    untouched: frozenset[str] = field(repr=False, default=frozenset())
    """Strings that passed as they are (ids, model, media): the guard leaves them alone."""
    numbers: frozenset[str] = field(repr=False, default=frozenset())
    """The same for the numbers of known numeric fields."""


def protect(
    turn: Turn,
    findings: Sequence[Sequence[Finding]],
    *,
    rules: DetectionRules,
    restoration: RestorationRules,
    keys: PlaceholderKeys,
    earlier: Sequence[Remembered] = (),
) -> Draft:
    """Protect a turn. ``findings`` are aligned with ``turn.slots``; ``earlier``: of earlier turns.

    Raises ``CallerError``: PERSONAL_DATA_IN_OPAQUE_FIELD, PERSONAL_DATA_IN_NUMBER, DUPLICATE_KEY.
    """
    _refuse_numbers(turn, findings)
    spans = _spans(turn, findings, rules, restoration)
    register = Register(rules.phone_regions)
    recall(register, earlier, rules.entities)
    _assign(turn, spans, register, keys)
    known = KnownValues(register.known)
    refuse_opaque(turn, findings, known)
    unpaired = telling_call_ids(turn, findings, known)
    look_alikes = LookAlikes(register, keys.conversation)
    gaps = [_gaps(slot, slot_spans) for slot, slot_spans in zip(turn.slots, spans, strict=True)]
    look_alikes.settle(turn.slots, gaps)
    texts: dict[SlotIndex, str] = {}
    for index, slot in enumerate(turn.slots):
        if slot.kind is SlotClass.CALL_ID:
            text = identifier(keys.identifier, slot.text) if slot.text in unpaired else slot.text
        else:
            text = _write(slot, spans[index], register, look_alikes, keys)
        if text != slot.text or (slot.is_number and spans[index]):
            texts[SlotIndex(index)] = text
    _refuse_joined_keys(turn, texts)
    edited = [turn.slots[index].path for index in texts]
    register.numbers = _numbers(turn, spans, earlier)
    return Draft(
        edits=Edits(
            texts=texts,
            keywords=widen(turn.schemas, edited),
            left_out=signed_in_vain(turn, findings, known),
        ),
        placeholders=register.freeze(),
        counts=_counts(turn, findings, rules),
        register=register,
        known=known,
        key=keys.conversation,
        untouched=frozenset(
            slot.text
            for slot in turn.slots
            if (slot.kind in _UNTOUCHED or slot.kind is SlotClass.CALL_ID) and not slot.is_number
        )
        | {turn.model, turn.previous or turn.model},
        numbers=frozenset(
            slot.text for slot in turn.slots if slot.is_number and not _is_written(slot)
        ),
    )


def _spans(
    turn: Turn,
    findings: Sequence[Sequence[Finding]],
    rules: DetectionRules,
    restoration: RestorationRules,
) -> list[list[Span]]:
    """Step 2: what is cut out of each slot, with one rule for one text."""
    spans: list[list[Span]] = []
    for slot, found in zip(turn.slots, findings, strict=True):
        cut: list[Span] = []
        if _is_written(slot) and slot.kind is not SlotClass.IDENTIFIER:
            cut = spans_of(slot.text, found, rules)
        if cut and (slot.is_number or slot.kind is SlotClass.URL):
            rule = LINK if slot.kind is SlotClass.URL else strictest(span.rule for span in cut)
            cut = [Span(0, len(slot.text), rule)]
        elif slot.speaker is not Speaker.ASSISTANT and not slot.is_key:
            cut = widen_to_urls(slot.text, cut, restoration.link_hosts)
        spans.append(cut)
    claims = _claims(turn, spans)
    links = {text: rule for text, rule in claims.items() if rule.label == LINK.label}
    return [
        [
            Span(span.start, span.end, claims[slot.text[span.start : span.end]])
            for span in (
                known_links(slot.text, cut, links.get)
                if links and slot.speaker is Speaker.ASSISTANT and _is_written(slot)
                else cut
            )
        ]
        for slot, cut in zip(turn.slots, spans, strict=True)
    ]


def _claims(turn: Turn, spans: Sequence[Sequence[Span]]) -> dict[str, EntityRule]:
    """The strictest rule for each text. A number that is lossy once is lossy however it is spaced."""
    claims: dict[str, EntityRule] = {}
    lossy: dict[str, EntityRule] = {}
    for slot, cut in zip(turn.slots, spans, strict=True):
        for span in cut:
            text = slot.text[span.start : span.end]
            rule = claims[text] = strictest((claims.get(text, span.rule), span.rule))
            if rule.operator is not Operator.PLACEHOLDER:
                digits = canonical_form(text, CanonicalForm.DIGITS)
                lossy[digits] = strictest((lossy.get(digits, rule), rule))
    if lossy:
        for text, rule in claims.items():
            other = lossy.get(canonical_form(text, CanonicalForm.DIGITS))
            if other is not None:
                claims[text] = strictest((rule, other))
    return claims


def _assign(
    turn: Turn, spans: Sequence[Sequence[Span]], register: Register, keys: PlaceholderKeys
) -> None:
    """Step 3: definitions first, their placeholders win; then the slots in order."""
    pairs = list(zip(turn.slots, spans, strict=True))
    pairs.sort(key=lambda pair: pair[0].kind is not SlotClass.DEFINITION)
    definitions = _definitions(turn)
    definition_keys: dict[JsonPath, bytes] = {}
    for slot, cut in pairs:
        if not cut:
            continue
        key: bytes = keys.conversation
        if slot.kind is SlotClass.DEFINITION:
            whole = slot.path[:2]
            if whole not in definition_keys:
                definition_keys[whole] = key_for_definition(keys.definition, definitions[whole])
            key = definition_keys[whole]
        for span in cut:
            register.assign(slot.text[span.start : span.end], span.rule, key, exact=slot.is_key)


def _definitions(turn: Turn) -> dict[JsonPath, list[str]]:
    """The texts of each definition as a whole: one message, one tool."""
    texts: dict[JsonPath, list[str]] = {}
    for slot in turn.slots:
        if slot.kind is SlotClass.DEFINITION:
            texts.setdefault(slot.path[:2], []).append(slot.text)
    return texts


def _write(
    slot: TextSlot,
    spans: Sequence[Span],
    register: Register,
    look_alikes: LookAlikes,
    keys: PlaceholderKeys,
) -> str:
    """Step 5: the text that leaves in this slot."""
    if slot.kind is SlotClass.IDENTIFIER:
        return identifier(keys.identifier, slot.text) if slot.text else slot.text
    if not _is_written(slot) or (slot.is_number and not spans):
        return slot.text
    pieces = []
    position = 0
    for span in spans:
        pieces.append(look_alikes.write(slot, slot.text[position : span.start], ends=False))
        value = slot.text[span.start : span.end]
        pieces.append(register.assign(value, span.rule, keys.conversation, exact=slot.is_key))
        position = span.end
    pieces.append(look_alikes.write(slot, slot.text[position:], ends=True))
    return "".join(pieces)


def _is_written(slot: TextSlot) -> bool:
    """False for what must reach the provider unchanged; a number is one outside free JSON."""
    if slot.kind is SlotClass.CALL_ID or slot.kind in _UNTOUCHED:
        return False
    return not slot.is_number or slot.kind in _FREE_JSON or _is_value(slot)


def _is_value(slot: TextSlot) -> bool:
    return slot.kind is SlotClass.DEFINITION and is_datum(slot.path)


def _numbers(
    turn: Turn, spans: Sequence[Sequence[Span]], earlier: Sequence[Remembered]
) -> frozenset[str]:
    """Values that were numbers wherever they stood in JSON."""
    texts: dict[bool, set[str]] = {
        True: {one.restores for one in earlier if one.number},
        False: set(),
    }
    for slot, cut in zip(turn.slots, spans, strict=True):
        if slot.kind in _FREE_JSON:
            texts[slot.is_number].update(slot.text[span.start : span.end] for span in cut)
    return frozenset(texts[True] - texts[False])


def _gaps(slot: TextSlot, spans: Sequence[Span]) -> list[str]:
    """The text between the spans; nothing where a slot is not written."""
    if not _is_written(slot) or slot.kind is SlotClass.IDENTIFIER or slot.is_number:
        return []
    starts = [0, *(span.end for span in spans)]
    ends = [*(span.start for span in spans), len(slot.text)]
    return [slot.text[start:end] for start, end in zip(starts, ends, strict=True)]


def _refuse_numbers(turn: Turn, findings: Sequence[Sequence[Finding]]) -> None:
    """Step 1: a number becomes a string only in free JSON; where a text belongs that is a guess.

    In a definition it is a limit of a schema, unless it can be nothing but a card.
    """
    for slot, found in zip(turn.slots, findings, strict=True):
        if not found or not slot.is_number or slot.kind in _FREE_JSON or _is_value(slot):
            continue
        is_card = any(finding.entity_type == "CREDIT_CARD" for finding in found)
        if not slot.listed or slot.kind is SlotClass.TEXT or is_card:
            raise CallerError(
                ErrorCode.PERSONAL_DATA_IN_NUMBER,
                "a number holds personal data where a number cannot be replaced; "
                "send it as a string",
                param=place_of(slot),
            )


def _refuse_joined_keys(turn: Turn, texts: Mapping[SlotIndex, str]) -> None:
    """Step 5: two keys of one object must stay two."""
    seen: set[tuple[object, ...]] = set()
    for index, slot in enumerate(turn.slots):
        if not slot.is_key:
            continue
        inner = slot.inner
        parent = (slot.path[:-1], None) if inner is None else (slot.path, inner[:-1])
        name = (*parent, texts.get(SlotIndex(index), slot.text))
        if name in seen:
            raise CallerError(
                ErrorCode.DUPLICATE_KEY,
                "two keys of one object would become the same",
                param=place_of(slot),
            )
        seen.add(name)


def _counts(
    turn: Turn, findings: Sequence[Sequence[Finding]], rules: DetectionRules
) -> dict[str, int]:
    values = {
        (rule_of(finding, rules).entity_type, slot.text[finding.start : finding.end])
        for slot, found in zip(turn.slots, findings, strict=True)
        if _is_written(slot)
        for finding in found
    }
    return dict(Counter(entity_type for entity_type, _ in sorted(values)))
