"""Turns, rules and findings for the tests of the protecting half."""

from collections.abc import Sequence

from proxy.privacy.base import (
    CanonicalForm,
    DetectionRules,
    EntityRule,
    Finding,
    Operator,
    RestorationRules,
)
from proxy.privacy.placeholders import PlaceholderKeys, conversation_key, definition_key
from proxy.privacy.protect import Draft, protect
from proxy.privacy.remembered import Remembered
from proxy.privacy.restore import Restorer
from proxy.turn import Channel, Sink, SlotClass, Speaker, TextSlot, Turn

SECRET = bytes(range(32))
CONTENT = Channel(0, "content")
RULES = DetectionRules(
    entities={
        rule.entity_type: rule
        for rule in (
            EntityRule("EMAIL_ADDRESS", "EMAIL", form=CanonicalForm.EMAIL),
            EntityRule("PHONE_NUMBER", "PHONE", form=CanonicalForm.PHONE),
            EntityRule("PERSON", "PERSON", form=CanonicalForm.PERSON),
            EntityRule("ORDER_NUMBER", "ORDER", form=CanonicalForm.DIGITS),
            EntityRule("SECRET", "SECRET", in_tools=False),
            EntityRule("CREDIT_CARD", "CARD", Operator.LAST_FOUR, CanonicalForm.DIGITS),
            EntityRule("PIN", "PIN", Operator.REMOVE),
        )
    },
    predefined=(),
)
RESTORATION = RestorationRules(link_hosts=frozenset({"shop.example", "*.parcels.example"}))


def keys(conversation: str = "conversation-1", secret: bytes = SECRET) -> PlaceholderKeys:
    return PlaceholderKeys(
        conversation_key(secret, conversation=conversation, user=None, opening=""),
        definition_key(secret),
        b"identifier key",
    )


def slot(
    text: str,
    speaker: Speaker = Speaker.CUSTOMER,
    kind: SlotClass = SlotClass.TEXT,
    *,
    is_key: bool = False,
    is_number: bool = False,
    listed: bool = True,
    path: tuple[str | int, ...] = ("messages", 0, "content"),
    inner: tuple[str | int, ...] | None = None,
) -> TextSlot:
    return TextSlot(
        path=path,
        kind=kind,
        text=text,
        speaker=speaker,
        inner=inner,
        is_key=is_key,
        is_number=is_number,
        listed=listed,
    )


def turn(*slots: TextSlot, model: str = "gpt-4o-2024-08-06") -> Turn:
    return Turn(dialect="test", body={}, slots=slots, messages=(), model=model, stream=False)


def findings(text: str, values: dict[str, str]) -> list[Finding]:
    """A finding for each occurrence of each value; ``values``: value to entity type."""
    found = []
    for value, entity_type in values.items():
        start = text.find(value)
        while start >= 0:
            found.append(Finding(entity_type, start, start + len(value), 1.0, "test"))
            start = text.find(value, start + len(value))
    return found


def protected(
    slots: Sequence[TextSlot],
    values: dict[str, str],
    *,
    placeholder_keys: PlaceholderKeys | None = None,
    earlier: Sequence[Remembered] = (),
    rules: DetectionRules = RULES,
) -> tuple[Draft, list[str]]:
    """The draft of a turn with these slots, and the text that leaves in each."""
    made = turn(*slots)
    draft = protect(
        made,
        [findings(each.text, values) for each in slots],
        rules=rules,
        restoration=RESTORATION,
        keys=placeholder_keys or keys(),
        earlier=earlier,
    )
    texts = {int(index): text for index, text in draft.edits.texts.items()}
    return draft, [texts.get(index, each.text) for index, each in enumerate(slots)]


def restored(
    draft: Draft,
    text: str,
    *,
    sink: Sink = Sink.CUSTOMER_TEXT,
    json: bool = False,
    channel: Channel = CONTENT,
    rules: RestorationRules = RESTORATION,
) -> str:
    restorer = Restorer(draft.placeholders, rules)
    return restorer.restore(text, channel, sink=sink, json=json)


def in_pieces(
    draft: Draft, pieces: Sequence[str], *, sink: Sink = Sink.CUSTOMER_TEXT, json: bool = False
) -> list[str]:
    """What is released for each piece, and at the end."""
    restorer = Restorer(draft.placeholders, RESTORATION)
    released = [restorer.feed(CONTENT, piece, sink=sink, json=json) for piece in pieces]
    return [*released, restorer.flush(CONTENT)]
