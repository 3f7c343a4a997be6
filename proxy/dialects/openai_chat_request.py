"""A chat completions request: bytes → ``Turn``, and ``Turn`` and ``Edits`` → bytes.

Reading, in order: (1) strict JSON, (2) the few shapes without which nothing can be said (messages,
roles, model), (3) the walk, (4) refusal of media and of state kept at the provider, (5) slots, where a
string that is JSON is opened, (6) messages.

Writing, in order: (1) edited strings and keys in place, (2) messages that are replaced or left out, and
what would dangle without them, (3) the hint as first message, (4) ``metadata`` out and ``store`` off,
(5) bytes. The order of keys and of messages is kept, so that the bytes of a resent history stay the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from proxy.dialects import model_servers
from proxy.dialects.base import Allowed, Limits, ProviderTool
from proxy.dialects.files import look_into
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_chat import NAME, ROLES, TABLE
from proxy.dialects.openai_chat_history import edit_history
from proxy.dialects.openai_chat_slots import SPEAKERS, message_number, saying
from proxy.dialects.request_changes import changes_of
from proxy.dialects.request_schemas import (
    answer_patterns,
    answer_schemas,
    tool_patterns,
    tool_schemas,
)
from proxy.dialects.request_shape import (
    first_text,
    invalid,
    objects,
    read_call,
    slots_by_message,
)
from proxy.dialects.request_slots import slots_of
from proxy.dialects.slots import Leaf
from proxy.dialects.slots import rewrite as rewrite_document
from proxy.dialects.unreadable import tool_refused
from proxy.turn import (
    Edits,
    Message,
    Schema,
    SlotClass,
    TextSlot,
    Turn,
)

_MOST_ANSWERS = 128
"""OpenAI's own limit for ``n``."""

_ANSWER_SCHEMAS = (("response_format", "json_schema", "schema"), *model_servers.ANSWER_SCHEMAS)
_SEARCH = ProviderTool.WEB_SEARCH

_WORDS = frozenset(
    {SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.DEFINITION},
)


def read_turn(body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None) -> Turn:
    """The request as a turn. Raises CallerError with the code of what must change."""
    document = read_call(body, limits, model)
    messages = _check_shape(document)
    _refuse_provider_tools(document, allowed)
    leaves = TABLE.request.walk(document)
    files = look_into(document, leaves, allowed, _place)
    slots = slots_of(leaves, saying(messages), limits, files)
    return Turn(
        dialect=NAME,
        body=document,
        slots=slots,
        messages=_messages(messages, slots),
        model=document["model"],
        stream=document.get("stream") is True,
        conversation=_conversation(document),
        user=first_text(document.get("user"), document.get("safety_identifier")),
        tools=_tools(document),
        schemas=tuple(_schemas(document)),
        wants_json=_wants_json(document),
        forces_tool=_forces_tool(document),
        answers=document.get("n") or 1,
        provider_tools=frozenset({_SEARCH.value} if _searches(document) else ()),
    )


# Reading 2: shape.


def _check_shape(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    answers = document.get("n")
    if answers is not None and (type(answers) is not int or not 1 <= answers <= _MOST_ANSWERS):
        raise invalid(f"n must be a number from 1 to {_MOST_ANSWERS}.", "n")
    messages = document.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid("messages must be an array with at least one message.", "messages")
    for number, message in enumerate(messages):
        if not isinstance(message, dict):
            raise invalid("Each message must be an object.", f"messages[{number}]")
        role = message.get("role")
        if not isinstance(role, str) or role not in ROLES:
            raise invalid(
                f"The role must be one of {', '.join(sorted(ROLES))}.", f"messages[{number}].role"
            )
    return messages


def _refuse_provider_tools(document: Mapping[str, Any], allowed: Allowed) -> None:
    """What runs at the provider brings texts into the conversation that nobody protects."""
    if _searches(document) and _SEARCH not in allowed.tools:
        raise tool_refused(_SEARCH, "web_search_options")
    for number, tool in enumerate(objects(document.get("tools"))):
        kind = tool.get("type")
        if isinstance(kind, str) and kind not in ("function", "custom"):
            raise tool_refused(None, f"tools[{number}].type")


def _searches(document: Mapping[str, Any]) -> bool:
    return document.get("web_search_options") is not None


def _place(leaf: Leaf) -> str | None:
    """The place for an error: the table's own words and numbers, never a key the client chose."""
    number = message_number(leaf.path)
    if leaf.row is None:
        return None if number is None else f"messages[{number}]"
    return leaf.row.path.replace("messages[]", f"messages[{number}]", 1)


# Reading 6: messages and what the call asks for.


def _messages(
    messages: Sequence[Mapping[str, Any]], slots: Sequence[TextSlot]
) -> tuple[Message, ...]:
    by_message = slots_by_message(slots)
    return tuple(
        Message(
            index=number,
            speaker=SPEAKERS[message["role"]],
            slots=by_message.get(number, ()),
            text="\n".join(
                _told([slots[index] for index in by_message.get(number, ())])
                if message["role"] == "user"
                else _words(message)
            ),
        )
        for number, message in enumerate(messages)
    )


def _words(message: Mapping[str, Any]) -> Iterable[str]:
    """The words of a message: content, text and refusal parts, and the refusal beside them."""
    content = message.get("content")
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            yield from (
                part[name] for name in ("text", "refusal") if isinstance(part.get(name), str)
            )
    if isinstance(message.get("refusal"), str):
        yield message["refusal"]


def _told(slots: Sequence[TextSlot]) -> Iterable[str]:
    """The customer's words: content, where that is JSON the texts in it, and what no row names.

    Words are what topics are heard in, so none may stand beside them: not behind an escape, not in
    a kind of part that is new. A text without a blank in a field that nobody knows is an id.
    """
    for slot in slots:
        if slot.is_key or slot.is_number or slot.kind not in _WORDS:
            continue
        if slot.path[2] in {"content", "refusal"} or (
            not slot.listed and any(map(str.isspace, slot.text))
        ):
            yield slot.text


def _conversation(document: Mapping[str, Any]) -> str | None:
    metadata = document.get("metadata")
    return first_text(metadata.get("conversation_id")) if isinstance(metadata, dict) else None


def _tools(document: Mapping[str, Any]) -> frozenset[str]:
    """Tools that the caller declares and runs: functions, custom tools and the legacy list."""
    declared = [
        tool.get(tool["type"])
        for tool in objects(document.get("tools"))
        if tool.get("type") in ("function", "custom")
    ]
    names = [
        tool.get("name")
        for tool in (*declared, *objects(document.get("functions")))
        if isinstance(tool, dict)
    ]
    return frozenset(name for name in names if isinstance(name, str))


def _schemas(document: Mapping[str, Any]) -> Iterable[Schema]:
    yield from tool_schemas(document, "tools", ("function",), "parameters")
    yield from tool_schemas(document, "functions", (), "parameters")
    yield from tool_patterns(document, ("custom",), ("format", "grammar"))
    yield from answer_schemas(document, *_ANSWER_SCHEMAS)
    yield from answer_patterns(document, *model_servers.ANSWER_PATTERNS)


def _wants_json(document: Mapping[str, Any]) -> bool:
    match document.get("response_format"):
        case {"type": "json_object" | "json_schema"}:
            return True
        case _:
            return any(answer_schemas(document, *_ANSWER_SCHEMAS))


def _forces_tool(document: Mapping[str, Any]) -> bool:
    match document.get("tool_choice"):
        case "required" | {"type": "function" | "custom"}:
            return True
        case {"type": "allowed_tools", "allowed_tools": {"mode": "required"}}:
            return True
        case _:
            return isinstance(document.get("function_call"), dict)


# Writing.


def write_request(turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
    """The outgoing bytes. Raises ServiceError(PROTECTION_FAILED) when the edits do not fit."""
    document = dict(rewrite_document(turn.body, changes_of(turn, edits)))  # 1
    messages = edit_history(document["messages"], edits)  # 2
    if hint is not None:  # 3
        messages.insert(0, {"role": _hint_role(messages), "content": hint})
    document["messages"] = [_without_holes(message) for message in messages]
    document.pop("metadata", None)  # 4
    document["store"] = False
    return write_json(document)  # 5


def _without_holes(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message without the parts of its reasoning that were taken out."""
    details = message.get("reasoning_details")
    if not isinstance(details, list) or None not in details:
        return message
    kept = [detail for detail in details if detail is not None]
    others = {name: value for name, value in message.items() if name != "reasoning_details"}
    return {**others, "reasoning_details": kept} if kept else others


def _hint_role(messages: Sequence[Mapping[str, Any]]) -> str:
    """Models that take developer messages refuse a mixture with system messages."""
    return "developer" if any(message["role"] == "developer" for message in messages) else "system"
