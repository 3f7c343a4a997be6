"""What became of each placeholder: the model's own words beside what the customer would read.

Strategy: whether a value came back is asked of the restored answer alone. Only where it did not, the
model's words are read to say how: the code is 30 bits that nobody guesses, so where it still stands,
in any spelling, the placeholder is there but bent; where it does not, the label tells the rest.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from proxy.model_trial.base import CallFate, Fate, Placed, Task, TaskTrial

_AROUND = 24
"""Characters shown on either side of what the model wrote."""

_ENDS = " .,;:!?"
"""Signs that detection may take along at the end of a value."""

_LEAST = 4
"""A placeholder stands for part of a wanted value from so many characters on."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """An answer: all that the model wrote, and what came out of restoring it.

    ``shown``: the words for the customer. ``calls``: each tool's name and its arguments.
    """

    raw: str = field(repr=False)
    shown: str = field(repr=False)
    calls: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def judge(task: Task, wrote: Wrote, values: Mapping[str, str]) -> TaskTrial:
    """How a task went. ``values``: this turn's placeholders and what each restores to."""
    if task.call is None:
        placed, unprotected = _placed(task.wanted, wrote.raw, wrote.shown, values)
        return TaskTrial(task.name, placed, unprotected=unprotected)
    shown = "\n".join(_plain(arguments) for _, arguments in wrote.calls)
    call = _call(task, wrote)
    if call is CallFate.NO_CALL:
        return TaskTrial(task.name, call=call)
    placed, unprotected = _placed(task.arguments.values(), wrote.raw, shown, values)
    return TaskTrial(task.name, placed, call, unprotected)


def _call(task: Task, wrote: Wrote) -> CallFate:
    assert task.call is not None
    if not wrote.calls:
        return CallFate.NO_CALL
    wanted = [arguments for name, arguments in wrote.calls if name == task.call.name]
    if not wanted:
        return CallFate.OTHER_TOOL
    try:
        read = [json.loads(arguments) for arguments in wanted]
    except ValueError:
        return CallFate.NOT_JSON
    good = any(dict(task.arguments) == arguments for arguments in read)
    return CallFate.WORKED if good else CallFate.WRONG_ARGUMENTS


def _plain(arguments: str) -> str:
    """The arguments without JSON's escapes, so that values can be looked for."""
    try:
        return json.dumps(json.loads(arguments), ensure_ascii=False)
    except ValueError:
        return arguments


def _placed(
    wanted: Iterable[str], raw: str, shown: str, values: Mapping[str, str]
) -> tuple[tuple[Placed, ...], int]:
    """The fates of the placeholders that stand for the wanted values, and how many had none."""
    placed: list[Placed] = []
    unprotected = 0
    for text in wanted:
        parts = [
            name
            for name, value in values.items()
            if len(value) >= _LEAST and value.rstrip(_ENDS) in text
        ]
        unprotected += not parts
        for name in parts:
            fate = _fate(name, values, raw, shown)
            placed.append(Placed(name, fate, _around(name, fate, raw)))
    return tuple(placed), unprotected


def _fate(placeholder: str, values: Mapping[str, str], raw: str, shown: str) -> Fate:
    label, _, code = placeholder[1:-1].rpartition("_")
    if values[placeholder] in shown:
        return Fate.EXACT if placeholder in raw else Fate.RESPELLED
    if placeholder in raw:
        return Fate.WITHHELD
    written = unicodedata.normalize("NFKC", raw).upper()
    if re.search(_spread(label + code), written):
        return Fate.RESHAPED
    if re.search(_spread(code), written):
        return Fate.RELABELLED
    if re.search(rf"{label}\W{{0,3}}_[0-9A-Z]{{0,6}}\s*\Z", written):
        return Fate.CUT_OFF
    others = {name for name in values if name != placeholder and name.startswith(f"[{label}_")}
    if any(name in written for name in others):
        return Fate.SWAPPED
    if re.search(rf"{label}\\?_(?!REMOVED)[0-9A-Z]{{4,8}}\b", written):
        return Fate.CODE_CHANGED
    if re.search(rf"[\[(<{{]{{1,2}}\s*{label}(?:[ _-]?\d{{1,2}})?\s*[\])>}}]", written):
        return Fate.CODE_DROPPED
    return Fate.MISSING


def _spread(letters: str) -> str:
    """A pattern for these letters and digits with a few signs in between, and none on either side."""
    return r"(?<![0-9A-Z])" + r"[^0-9A-Z]{0,3}".join(map(re.escape, letters)) + r"(?![0-9A-Z])"


def _around(placeholder: str, fate: Fate, raw: str) -> str:
    """The model's words where the placeholder, or what is left of it, stands; else how it begins."""
    label, _, code = placeholder[1:-1].rpartition("_")
    for clue in (code, label):
        at = raw.upper().find(clue)
        if at >= 0 and fate is not Fate.MISSING:
            words = raw[max(0, at - _AROUND) : at + len(clue) + _AROUND]
            return " ".join(words.split())
    return " ".join(raw[: 3 * _AROUND].split())
