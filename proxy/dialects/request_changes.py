"""New texts for slots, as changes to the document they came from."""

from typing import Any

from proxy.dialects.json_leaves import rewrite as rewrite_text
from proxy.dialects.slots import Changes, Drop
from proxy.errors import ErrorCode, ServiceError
from proxy.turn import Edits, JsonPath, SlotIndex, TextForm, Turn


def changes_of(turn: Turn, edits: Edits) -> Changes:
    """The edited strings and keys. Strings that hold JSON are written anew from their leaves.

    Items that are left out become null, so that the places of the others stay; who writes takes them out.
    """
    values: dict[JsonPath, str | None] = dict.fromkeys(edits.left_out)
    keys: dict[JsonPath, str] = {}
    opened: set[JsonPath] = set()
    for index, text in edits.texts.items():
        slot = turn.slots[index]
        if slot.inner is not None:
            opened.add(slot.path)
        elif slot.is_key:
            keys[slot.path] = text
        else:
            values[slot.path] = text if slot.form is None else _written(slot.form, text)
    values.update(_opened_texts(turn, edits, opened))
    drops = {path: Drop.LEAVE_OUT for path, value in edits.keywords.items() if value is None}
    new = {path: value for path, value in edits.keywords.items() if value is not None}
    return Changes({**values, **new}, keys, drops)


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
    forms = {slot.path: slot.form for slot in turn.slots if slot.path in opened}
    return {path: _rewritten(_at(turn.body, path), new[path], forms[path]) for path in opened}


def _rewritten(value: str, texts: dict[int, str], form: TextForm | None) -> str:
    if form is None:
        return rewrite_text(value, texts)
    return _written(form, rewrite_text(form.read(value), texts))


def _written(form: TextForm, text: str) -> str:
    try:
        return form.write(text)
    except ValueError:
        raise ServiceError(
            ErrorCode.PROTECTION_FAILED, "A file could not be written in its own charset."
        ) from None


def _at(document: Any, path: JsonPath) -> str:
    for step in path:
        document = document[step]
    return str(document)
