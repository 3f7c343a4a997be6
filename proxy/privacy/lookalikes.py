"""Texts that arrive and could be read as a placeholder (docs/spec/placeholder.md, 5).

Nobody may plant one: a customer who types another's placeholder, or a page that carries one, would
otherwise see it restored. Such a text becomes a placeholder of its own that restores to its literal
characters. That adds codes to this turn's map, which further texts could meet; so the search is
repeated until nothing new is found.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from proxy.privacy.placeholders import LOOK_ALIKE, Register
from proxy.privacy.spellings import Spellings, any_spellings, spellings_for
from proxy.turn import SlotClass, Speaker, TextSlot


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    placeholder: str | None
    """The placeholder that takes its place; None: it is a new look-alike."""


class LookAlikes:
    """Finds and replaces look-alikes of one turn."""

    def __init__(self, register: Register, key: bytes) -> None:
        self._register = register
        self._key = key

    def settle(self, slots: Sequence[TextSlot], gaps: Sequence[Sequence[str]]) -> None:
        """Give every look-alike its placeholder. ``gaps``: the texts of each slot between values."""
        marked = [
            (slot, text, position == len(texts) - 1)
            for slot, texts in zip(slots, gaps, strict=True)
            for position, text in enumerate(texts)
            if _MARKS.intersection(text)
        ]
        known = -1
        while known != len(self._register.entries):
            known = len(self._register.entries)
            for slot, text, ends in marked:
                for found in self._find(slot, text, ends=ends):
                    if found.placeholder is None:
                        literal = text[found.start : found.end]
                        self._register.assign(literal, LOOK_ALIKE, self._key)

    def write(self, slot: TextSlot, text: str, *, ends: bool) -> str:
        """The text with its look-alikes replaced; ``ends``: it is the end of the slot."""
        if not _MARKS.intersection(text):
            return text
        pieces: list[str] = []
        position = 0
        for found in self._find(slot, text, ends=ends):
            literal = text[found.start : found.end]
            placeholder = found.placeholder or self._register.assign(literal, LOOK_ALIKE, self._key)
            pieces += (text[position : found.start], placeholder)
            position = found.end
        return "".join((*pieces, text[position:]))

    def _find(self, slot: TextSlot, text: str, *, ends: bool) -> Iterator[_Found]:
        """From left to right, without overlaps."""
        position = 0
        for found in sorted(self._candidates(slot, text, ends=ends), key=_order):
            if found.start >= position:
                yield found
                position = found.end

    def _candidates(self, slot: TextSlot, text: str, *, ends: bool) -> Iterator[_Found]:
        entries = self._register.entries
        spellings = self._spellings()
        readable = self._register.readable
        for match in _READABLE.finditer(text) if readable else ():
            if match[1] in readable:
                yield _Found(match.start(1), match.end(1), readable[match[1]])
        for spelled in spellings.all(text):
            if spelled.placeholder in entries and not (spelled.exact and _is_assistant(slot)):
                yield _Found(spelled.start, spelled.end, None)
        if slot.kind is not SlotClass.DEFINITION and slot.speaker is not Speaker.SHOP:
            for spelled in any_spellings().all(text):
                kept = spelled.exact and _is_assistant(slot) and spelled.placeholder in entries
                if not kept:
                    yield _Found(spelled.start, spelled.end, None)
        cut = spellings.cut(text) if ends else None
        if cut is not None and self._register.begin_with(cut.known):
            yield _Found(cut.start, cut.end, None)

    def _spellings(self) -> Spellings:
        return spellings_for(self._register.labels, json=False)


_READABLE = re.compile(r"(?=(•••• .{4}))", re.DOTALL)
"""What ``readable_last_four`` gives where it gives digits."""

_MARKS = frozenset("_＿&•")
"""A spelling has an underscore in one of its forms; a readable card number has bullets."""


def _order(found: _Found) -> tuple[int, int]:
    return found.start, -found.end


def _is_assistant(slot: TextSlot) -> bool:
    return slot.speaker is Speaker.ASSISTANT
