"""Copies of a held message elsewhere in the request: a history in the system prompt, a quotation.

Strategy: chatbots often send the conversation twice, as messages and as text in a prompt. Cutting a
held message from the one and forwarding the other would forward it. So its words are looked for in
all other texts, in any case and spacing, and the neutral line takes their place. Only a message long
enough to be nobody else's words counts: "i want a human" stands in many a prompt.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from proxy.turn import SlotClass, SlotIndex, TextSlot, Turn

_SHORTEST = 32
"""Characters of a held text that is looked for."""
_MOST = 32
"""So many held texts are looked for, the newest first."""
_TEXTS = frozenset(
    {SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.DEFINITION},
)


def without_copies(
    turn: Turn, texts: Mapping[SlotIndex, str], held: AbstractSet[int], neutral: str
) -> dict[SlotIndex, str]:
    """``texts`` with the neutral line in place of each copy of a held message.

    ``texts``: the new texts of edited slots, as in ``Edits``; copies are compared after protection.
    ``held``: indexes of the messages that are cut.
    """
    edited = dict(texts)
    sought = _pattern(turn, texts, held)
    if sought is None:
        return edited
    for number, slot in enumerate(turn.slots):
        if slot.message in held or not _is_text(slot):
            continue
        index = SlotIndex(number)
        text = edited.get(index, slot.text)
        if len(text) >= _SHORTEST:
            without, copies = sought.subn(lambda _: neutral, text)
            if copies:
                edited[index] = without
    return edited


def _pattern(
    turn: Turn, texts: Mapping[SlotIndex, str], held: AbstractSet[int]
) -> re.Pattern[str] | None:
    """What finds every held text, longer ones first; None when there is none to look for."""
    wanted = list(dict.fromkeys(_held_texts(turn, texts, held)))[:_MOST]
    wanted.sort(key=len, reverse=True)
    forms = (r"\s+".join(map(re.escape, words.split())) for words in wanted)
    return re.compile("|".join(forms), re.IGNORECASE) if wanted else None


def _held_texts(
    turn: Turn, texts: Mapping[SlotIndex, str], held: AbstractSet[int]
) -> Iterator[str]:
    for message in reversed(turn.messages):
        if message.index not in held:
            continue
        for index in message.slots:
            text = texts.get(index, turn.slots[index].text).strip()
            if len(text) >= _SHORTEST and _is_text(turn.slots[index]):
                yield text


def _is_text(slot: TextSlot) -> bool:
    return slot.kind in _TEXTS and not (slot.is_key or slot.is_number)
