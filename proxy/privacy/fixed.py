"""Fields that may not be edited, and what becomes of one that holds a value all the same.

Three kinds. A word or an id that must stay as it is (``OPAQUE``) refuses the turn. An id that pairs a tool
call with its result (``CALL_ID``) becomes an HMAC in both: the pair stays a pair, and conversations
of shops whose call ids hold order numbers go on. What the provider signed (``SIGNED``) can be neither
edited nor sent: it is left out with its block. A block that was signed before a value in it was recognised
would otherwise end its conversation for good, since clients resend it with each turn.
"""

from collections.abc import Sequence

from proxy.errors import CallerError, ErrorCode
from proxy.privacy.base import Finding
from proxy.privacy.distinctive import is_everyday
from proxy.privacy.known import KnownValues
from proxy.privacy.patterns import pattern
from proxy.turn import JsonPath, SlotClass, TextSlot, Turn

_FIELD = pattern(r"[a-z]+(?:_[a-z]+)*")
"""A key that may be named in an error: words joined by underscores, like a wire format's own."""

Findings = Sequence[Sequence[Finding]]
"""Aligned with the turn's slots."""


def refuse_opaque(turn: Turn, findings: Findings, known: KnownValues) -> None:
    """Raise CallerError(PERSONAL_DATA_IN_OPAQUE_FIELD) for an opaque field that holds a value.

    Ids and words of a format have no blanks; something that has is no id and could be anything.
    The model's name is the shop's own word: a customer may be called like a part of it, or be
    born on its date.
    """
    for slot, found in zip(turn.slots, findings, strict=True):
        if slot.kind not in {SlotClass.OPAQUE, SlotClass.POINTER} or slot.is_number:
            continue
        if _has_blank(slot.text):
            raise CallerError(
                ErrorCode.PERSONAL_DATA_IN_OPAQUE_FIELD,
                "a field that must reach the provider unchanged takes an id without blanks",
                param=place_of(slot),
            )
        if slot.text == turn.model:
            continue
        if _holds_value(slot, found, known):
            raise CallerError(
                ErrorCode.PERSONAL_DATA_IN_OPAQUE_FIELD,
                "a field that must reach the provider unchanged holds personal data",
                param=place_of(slot),
            )


def telling_call_ids(turn: Turn, findings: Findings, known: KnownValues) -> frozenset[str]:
    """Ids of tool calls that hold a value, or could hold anything.

    Judged by the text, wherever it stands: a call and its result have the same id, and stay a pair.
    """
    return frozenset(
        slot.text
        for slot, found in zip(turn.slots, findings, strict=True)
        if slot.kind is SlotClass.CALL_ID
        and (_has_blank(slot.text) or _holds_value(slot, found, known))
    )


def signed_in_vain(turn: Turn, findings: Findings, known: KnownValues) -> frozenset[JsonPath]:
    """Paths of the blocks whose signed words hold a value: they are left out."""
    return frozenset(
        _block_of(slot.path)
        for slot, found in zip(turn.slots, findings, strict=True)
        if slot.kind is SlotClass.SIGNED and _holds_value(slot, found, known)
    )


def _holds_value(slot: TextSlot, found: Sequence[Finding], known: KnownValues) -> bool:
    return bool(found) or bool(known and known.find(slot.text))


def _has_blank(text: str) -> bool:
    return any(map(str.isspace, text))


def _block_of(path: JsonPath) -> JsonPath:
    """The nearest item of an array above a leaf."""
    items = [at for at, step in enumerate(path) if isinstance(step, int)]
    return path[: items[-1] + 1] if items else path


def place_of(slot: TextSlot) -> str:
    """A field path for an error: indexes and everyday names; any other key is ``*``."""
    place = ""
    for step in (*slot.path, *(slot.inner or ())):
        if isinstance(step, int):
            place += f"[{step}]"
            continue
        plain = _FIELD.fullmatch(step) is not None and all(map(is_everyday, step.split("_")))
        name = step if plain else "*"
        place += f".{name}" if place else name
    return place
