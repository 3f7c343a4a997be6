"""Messages that are replaced or left out, and what must go with them.

A provider refuses a tool result without the call it answers, and a call without its result. So when one
of the two is cut from the outgoing history, the other goes, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from proxy.turn import Edits

_Message = Mapping[str, Any]

_KEPT = ("role", "tool_call_id")
"""What stays of a message whose words are replaced; who a name belongs to is one of its words."""

_LEGACY = "function:"
"""Calls of the legacy form have no id; their results name the function."""


def edit_history(messages: Sequence[_Message], edits: Edits) -> list[_Message]:
    """The outgoing messages: some replaced by a neutral text, some left out, none dangling."""
    pairs = list(_pairs(messages))
    without_calls = edits.remove | set(edits.replace)
    cut = edits.remove | {result for caller, result, _ in pairs if caller in without_calls}
    lost: dict[int, set[str]] = {}
    for caller, result, call in pairs:
        if result in cut:
            lost.setdefault(caller, set()).add(call)
    outgoing: list[_Message] = []
    for number, message in enumerate(messages):
        if number in cut:
            continue
        if number in edits.replace:
            outgoing.append(_replaced(message, edits.replace[number]))
            continue
        kept = _without_calls(message, lost[number]) if number in lost else message
        if kept is not None:
            outgoing.append(kept)
    return outgoing


def _replaced(message: _Message, text: str) -> _Message:
    kept = {name: message[name] for name in _KEPT if name in message}
    if message["role"] == "function" and "name" in message:
        kept["name"] = message["name"]
    return {**kept, "content": text}


def _pairs(messages: Sequence[_Message]) -> Iterator[tuple[int, int, str]]:
    """(number of the calling message, number of the result, the call), for each answered call."""
    caller, calls = -1, frozenset[str]()
    for number, message in enumerate(messages):
        if message["role"] == "assistant":
            caller, calls = number, frozenset(_calls(message))
        elif (call := _answered(message)) in calls:
            yield caller, number, call


def _calls(message: _Message) -> list[str]:
    """Names for the calls in this message: their ids, and one for the legacy form."""
    made = message.get("tool_calls")
    found = [_id(call) for call in made] if isinstance(made, list) else []
    if isinstance(message.get("function_call"), dict):
        found.append(_LEGACY + str(message["function_call"].get("name")))
    return found


def _id(call: object) -> str:
    return "id:" + str(call.get("id")) if isinstance(call, dict) else ""


def _answered(message: _Message) -> str:
    """The name of the call that this message answers; empty when it is no result."""
    match message["role"]:
        case "tool":
            return "id:" + str(message.get("tool_call_id"))
        case "function":
            return _LEGACY + str(message.get("name"))
        case _:
            return ""


def _without_calls(message: _Message, lost: set[str]) -> _Message | None:
    """The message without its calls in ``lost``; None when nothing would be left of it."""
    kept = dict(message)
    calls = [call for call in message.get("tool_calls") or () if _id(call) not in lost]
    if calls:
        kept["tool_calls"] = calls
    else:
        kept.pop("tool_calls", None)
    if any(name.startswith(_LEGACY) for name in lost):
        del kept["function_call"]
    has_words = bool(kept.get("content") or kept.get("refusal"))
    return kept if has_words or _calls(kept) else None
