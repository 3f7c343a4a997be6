"""New texts for slots, as changes to the document they came from."""

from typing import Any

from proxy.dialects.json_leaves import rewrite as rewrite_text
from proxy.dialects.slots import Changes
from proxy.turn import Edits, JsonPath, SlotIndex, Turn


def changes_of(turn: Turn, edits: Edits) -> Changes:
    """The edited strings and keys. Strings that hold JSON are written anew from their leaves."""
    values: dict[JsonPath, str] = {}
    keys: dict[JsonPath, str] = {}
    opened: set[JsonPath] = set()
    for index, text in edits.texts.items():
        slot = turn.slots[index]
        if slot.inner is not None:
            opened.add(slot.path)
        elif slot.is_key:
            keys[slot.path] = text
        else:
            values[slot.path] = text
    values.update(_opened_texts(turn, edits, opened))
    return Changes(values, keys)


def _opened_texts(turn: Turn, edits: Edits, opened: set[JsonPath]) -> dict[JsonPath, str]:
    """The new strings at these paths, whose JSON was opened into slots in the order of its leaves."""
    new: dict[JsonPath, dict[int, str]] = {path: {} for path in opened}
    seen = dict.fromkeys(opened, 0)
    for index, slot in enumerate(turn.slots):
        if slot.inner is None or slot.path not in opened:
            continue
        text = edits.texts.get(SlotIndex(index))
        if text is not None:
            new[slot.path][seen[slot.path]] = text
        seen[slot.path] += 1
    return {path: rewrite_text(_at(turn.body, path), new[path]) for path in opened}


def _at(document: Any, path: JsonPath) -> str:
    for step in path:
        document = document[step]
    return str(document)
