"""A shop assistant by simple rules, so that the first contact shows what the proxy does.

It repeats the placeholders it sees, so that restoring becomes visible to the customer; it calls a
declared tool with them, so that restoring in arguments does, too; and it says in each answer who it is.
It understands nothing else.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from proxy.offline import messages_wire, responses_wire, texts_wire
from proxy.offline.base import RecordedRequest, Reply, Said, ToolCall

SIGN = "[offline provider]"
"""Begins each answer, so that nobody takes it for a model's."""

_PLACEHOLDER = re.compile(r"\[([A-Z]{2,12})_[0-9A-HJKMNP-TV-Z]{6}\]")
"""The grammar of placeholders; a provider would only see that they look like names."""

_SHOP_MATTER = re.compile(
    r"\b(?:order|parcel|package|delivery|return|refund|account)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{3,}")

_ANSWERS = (
    (r"\b(?:hi|hello|hey|good (?:morning|evening))\b", "Hello! How can I help you today?"),
    (r"\breturn|\brefund", "You can send it back within 30 days. Which order is it about?"),
    (r"\bdeliver|\bship|\bparcel|\bpackage", "Delivery takes two to four days. What is the order number?"),
    (r"\border", "I can look that up. What is the order number, and the e-mail address it is under?"),
    (r"\bsize|\bfit\b", "It fits true to size."),
    (r"\bthank", "You are welcome!"),
)  # fmt: skip

_Json = dict[str, Any]


def shop_assistant(request: RecordedRequest) -> Reply:
    """A friendly answer. A pure function of the request."""
    document = request.json()
    match request.path.partition("?")[0].rpartition("/")[2]:
        case "messages":
            document = messages_wire.as_chat(document)
        case "responses":
            document = responses_wire.as_chat(document)
        case "completions" if "prompt" in document:
            document = texts_wire.as_chat(document)
    messages = _objects(document.get("messages"))
    results = _results(messages)
    if results:
        return _say(f"The shop's system says: {' / '.join(results)}", document)
    newest = _text(messages[-1]) if messages else ""
    tool = _tool_to_call(document, newest)
    if tool is not None:
        return Reply(choices=(Said(tool_calls=(_call(tool, newest, request.number),)),))
    return _say(_answer(newest), document)


def _say(words: str, document: _Json) -> Reply:
    text = f"{SIGN} {words}"
    match document.get("response_format"):
        case {"type": "json_object"}:
            text = json.dumps({"reply": text}, ensure_ascii=False)
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            text = json.dumps(_value(schema, text), ensure_ascii=False)
    return Reply(choices=(Said(text),))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[_Json]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _object(value: object) -> _Json:
    return value if isinstance(value, dict) else {}


def _text(message: _Json) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    return " ".join(str(part.get("text", "")) for part in _objects(content))


def _results(messages: Sequence[_Json]) -> list[str]:
    """The tool results with which the conversation ends."""
    found: list[str] = []
    for message in reversed(messages):
        if message.get("role") not in {"tool", "function"}:
            break
        found.insert(0, _text(message))
    return found


def _answer(newest: str) -> str:
    seen = list(dict.fromkeys(match.group() for match in _PLACEHOLDER.finditer(newest)))
    if seen:
        people = [one for one in seen if one.startswith("[PERSON_")]
        others = [one for one in seen if one not in people]
        thanks = f"Thanks {people[0]}" if people else "Thanks"
        noted = [*people[1:], *others]
        return f"{thanks}, I have noted {_listed(noted)}." if noted else f"{thanks}!"
    for pattern, answer in _ANSWERS:
        if re.search(pattern, newest, re.IGNORECASE):
            return answer
    return "I only know a few sentences. Tell me your name or an order number and see what I see."


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


# Tools.


def _tool_to_call(document: _Json, newest: str) -> _Json | None:
    """The tool that the caller forces, or the first one when the customer speaks of shop matters."""
    tools = _objects(document.get("tools"))
    choice = document.get("tool_choice", "auto")
    if not tools or choice == "none":
        return None
    if isinstance(choice, dict):
        forced = _inside(choice).get("name")
        return next((tool for tool in tools if _inside(tool).get("name") == forced), None)
    wanted = choice == "required" or _PLACEHOLDER.search(newest) or _SHOP_MATTER.search(newest)
    return tools[0] if wanted else None


def _inside(tool: _Json) -> _Json:
    """``{"type": "function", "function": …}`` → what stands in ``function``."""
    return _object(tool.get(str(tool.get("type"))))


def _call(tool: _Json, newest: str, number: int) -> ToolCall:
    inside, call_id = _inside(tool), f"call_offline_{number}"
    if tool.get("type") == "custom":
        return ToolCall(str(inside.get("name", "")), newest, call_id, custom=True)
    arguments = json.dumps(
        _arguments(_object(inside.get("parameters")), newest), ensure_ascii=False
    )
    return ToolCall(str(inside.get("name", "")), arguments, call_id)


def _arguments(schema: _Json, newest: str) -> _Json:
    """Values for the properties: a placeholder whose label fits the name, else what is at hand."""
    seen = {match[1]: match.group() for match in _PLACEHOLDER.finditer(newest)}
    number = _NUMBER.search(newest)
    spare = next(iter(seen.values()), number.group() if number else newest)
    required = _list(schema.get("required"))
    arguments: _Json = {}
    for name, kind in _object(schema.get("properties")).items():
        fitting = _fitting(name, seen.items())
        if fitting is not None:
            arguments[name] = fitting
        elif name in required:
            arguments[name] = _value(_object(kind), spare)
    return arguments


def _fitting(name: str, seen: Iterable[tuple[str, str]]) -> str | None:
    plain = name.upper().replace("_", "").replace("NAME", "PERSON")
    return next((word for label, word in seen if label in plain), None)


def _value(schema: _Json, text: str) -> Any:
    """The simplest value that a JSON Schema allows; strings say ``text``."""
    for allowed in _list(schema.get("enum")):
        return allowed
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    match next(iter(kinds), None) if isinstance(kinds, list) else kinds:
        case "object":
            properties = _object(schema.get("properties"))
            return {name: _value(_object(kind), text) for name, kind in properties.items()}
        case "array":
            return []
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return text
