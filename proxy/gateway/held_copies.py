"""Copies of a held message elsewhere in the request: a history in the system prompt, a quotation.

Strategy: chatbots often send the conversation twice, as messages and as text in a prompt. Cutting a
held message from the one and forwarding the other would forward it. So its words are looked for in
all other texts, keys too, in any case, with anything but letters and digits between them (a quoted
mail has a sign at the start of each line), escapes undone; the neutral line takes their place. Only a
message long enough to be nobody else's words counts: "i want a human" stands in many a prompt.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from proxy.text import canonical
from proxy.turn import SlotClass, SlotIndex, TextSlot, Turn

_SHORTEST = 32
"""Characters of a held text that is looked for."""
_MOST = 32
"""So many held texts are looked for, the newest first."""
_WORD = re.compile(r"[^\W_]+")
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
    sought = list(dict.fromkeys(_held_texts(turn, texts, held)))[:_MOST]
    if not sought:
        return edited
    sought.sort(key=len, reverse=True)
    keys = 0
    for number, slot in enumerate(turn.slots):
        if slot.message in held or not _is_text(slot):
            continue
        index = SlotIndex(number)
        text = edited.get(index, slot.text)
        without = _without(text, sought, neutral) if len(text) >= _SHORTEST else text
        if without == text:
            continue
        if slot.is_key:
            # Two keys of one object must stay two.
            keys += 1
            without = f"{without} ({keys})"
        edited[index] = without
    return edited


def _without(text: str, sought: Sequence[str], neutral: str) -> str:
    """The text with ``neutral`` in place of each copy."""
    copies = _from_left(_Words(text).copies(sought))
    pieces: list[str] = []
    position = 0
    for start, end in copies:
        pieces += (text[position:start], neutral)
        position = end
    return "".join((*pieces, text[position:]))


class _Words:
    """The words of a text in small letters, a blank after each, and the way back to the text."""

    def __init__(self, text: str) -> None:
        self._canonical = canonical(text)
        self._words = list(_WORD.finditer(self._canonical.text))
        self._starts: list[int] = []
        """Where each word begins in ``read``."""
        words = [_folded(word[0]) for word in self._words]
        at = 0
        for word in words:
            self._starts.append(at)
            at += len(word) + 1
        self.read = " ".join(words)

    def copies(self, sought: Iterable[str]) -> Iterator[tuple[int, int]]:
        """[start, end) in the text of every copy."""
        for words in sought:
            start = self.read.find(words)
            while start >= 0:
                end = start + len(words)
                first, last = self._place(start), self._place(end - 1)
                yield self._canonical.original_span(first, last + 1)
                start = self.read.find(words, end)

    def _place(self, at: int) -> int:
        word = bisect_right(self._starts, at) - 1
        return self._words[word].start() + at - self._starts[word]


def _folded(word: str) -> str:
    """Small letters, character for character: one whose small form is longer stays."""
    lowered = word.lower()
    if len(lowered) == len(word):
        return lowered
    return "".join(low if len(low := each.lower()) == 1 else each for each in word)


def _from_left(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without overlaps, the longer of two that begin together."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end > kept[-1][1]:
            kept[-1] = (kept[-1][0], end)
    return kept


def _held_texts(
    turn: Turn, texts: Mapping[SlotIndex, str], held: AbstractSet[int]
) -> Iterator[str]:
    """The words of every held text, as ``_Words`` reads them, newest first."""
    for message in reversed(turn.messages):
        if message.index not in held:
            continue
        for index in message.slots:
            text = texts.get(index, turn.slots[index].text).strip()
            words = _Words(text).read if _is_text(turn.slots[index]) else ""
            if len(words) >= _SHORTEST:
                yield words


def _is_text(slot: TextSlot) -> bool:
    return slot.kind in _TEXTS and not slot.is_number
