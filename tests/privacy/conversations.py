"""Conversations for the tests of finding: who said what, and what may not leave.

Values stand in ``{{...}}``: every letter and digit of them must be found. What stands in ``<<...>>``
must not be touched. ``A:`` is the assistant, ``C:`` the customer, ``T:`` a tool's result, ``S:`` the shop.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.gateway.detection import Inspected
from proxy.gateway.reading import plan_readings, understand
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import DetectionRules, Finding, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.link import link
from proxy.turn import Turn

_MARK = re.compile(r"\{\{|\}\}|<<|>>")
Found = tuple[tuple[Finding, ...], ...]
"""Findings of each slot."""

_MODEL = "NameModelRecognizer"
_ROLES = {"A": "assistant", "C": "user", "S": "system"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and where they stood."""

    text: str
    values: tuple[tuple[int, int], ...]
    kept: tuple[tuple[int, int], ...]


def marked(text: str) -> Marked:
    """Read the marks of a text."""
    pieces: list[str] = []
    values: list[tuple[int, int]] = []
    kept: list[tuple[int, int]] = []
    position = size = start = 0
    for match in _MARK.finditer(text):
        pieces.append(text[position : match.start()])
        size += match.start() - position
        position = match.end()
        if match[0] in {"{{", "<<"}:
            start = size
        else:
            (values if match[0] == "}}" else kept).append((start, size))
    pieces.append(text[position:])
    return Marked("".join(pieces), tuple(values), tuple(kept))


@lru_cache(maxsize=1)
def shipped_rules() -> DetectionRules:
    """The rules of the shipped default policy, without the trained model: what the rest finds alone."""
    rules = load_policy(shipped_policy("default")).detection
    return replace(rules, predefined=tuple(n for n in rules.predefined if n != _MODEL))


@lru_cache(maxsize=1)
def _detector() -> Detector:
    return Detector(shipped_rules())


def read(
    said: list[tuple[str, str]], rules: DetectionRules | None = None
) -> tuple[Turn, tuple[tuple[Finding, ...], ...]]:
    """Find in a request of these messages, as the proxy does."""
    dialect = fallback_dialect()
    body = json.dumps({"model": "test", "messages": list(_messages(said))}).encode()
    turn = dialect.read_turn(body, limits=Limits(), allowed=Allowed())
    plan = plan_readings(turn)
    inspected = [
        Inspected(_detector().detect(TextToRead(r.text, r.asked, from_customer=r.from_customer)))
        for r in plan.readings
    ]
    return turn, link(turn, understand(turn, plan, inspected).found, rules or shipped_rules())


def _messages(said: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for number, (who, text) in enumerate(said):
        if who != "T":
            yield {"role": _ROLES[who], "content": text}
            continue
        call = {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": "look_up", "arguments": "{}"},
        }
        yield {"role": "assistant", "content": None, "tool_calls": [call]}
        yield {"role": "tool", "tool_call_id": f"call_{number}", "content": text}


def problems(*lines: str) -> list[str]:
    """What left although it may not, and what was taken although it must stay; empty when all is well."""
    said = [(line[0], marked(line[2:].strip())) for line in lines]
    turn, found = read([(who, each.text) for who, each in said])
    wrong: list[str] = []
    for _, each in said:
        for start, end in each.values:
            wrong += _left(turn, found, each.text, start, end)
        for start, end in each.kept:
            wrong += _taken(turn, found, each.text, start, end)
    return wrong


def _places(turn: Turn, text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Where a marked piece stands: in the slot that is the text, else in any leaf of its JSON."""
    whole = [index for index, slot in enumerate(turn.slots) if slot.text == text]
    if whole:
        return [(index, start, end) for index in whole]
    value = text[start:end]
    places = [
        (index, match.start(), match.end())
        for index, slot in enumerate(turn.slots)
        if not slot.is_key
        for match in re.finditer(re.escape(value), slot.text)
    ]
    assert places, f"{value!r} stands in no slot"
    return places


def _left(turn: Turn, found: Found, text: str, start: int, end: int) -> list[str]:
    wrong = []
    for index, low, high in _places(turn, text, start, end):
        slot = turn.slots[index].text
        open_ = [
            slot[at]
            for at in range(low, high)
            if slot[at].isalnum() and not any(f.start <= at < f.end for f in found[index])
        ]
        if open_:
            wrong.append(f"left: {''.join(open_)!r} of {slot[low:high]!r}")
    return wrong


def _taken(turn: Turn, found: Found, text: str, start: int, end: int) -> list[str]:
    return [
        f"taken: {f.entity_type} {slot[f.start : f.end]!r} by {f.rule}"
        for index, low, high in _places(turn, text, start, end)
        for slot in (turn.slots[index].text,)
        for f in found[index]
        if any(c.isalnum() for c in slot[max(f.start, low) : min(f.end, high)])
    ]
