"""An Anthropic Messages request: bytes → ``Turn``, and ``Turn`` and ``Edits`` → bytes.

Reading and writing go the same steps as for chat completions. Two things are this format's own:

- The results of tools stand in a message of the *user*. So one message of the wire may be two of the
  conversation: what the tools said, and what the customer said. ``Part`` is one of these.
- The system prompt stands beside the messages; it is the conversation's first message here.

An edit of a part changes its blocks and leaves the others of its message where they are, so that a call
and its result are never torn apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proxy.dialects.anthropic_messages import NAME, ROLES, RUN_BY_CALLER, RUN_THERE, TABLE
from proxy.dialects.base import Allowed, Limits, ProviderTool
from proxy.dialects.files import look_into
from proxy.dialects.json_writer import write_json
from proxy.dialects.request_changes import changes_of
from proxy.dialects.request_schemas import answer_schemas, tool_schemas
from proxy.dialects.request_shape import (
    first_text,
    invalid,
    objects,
    read_call,
    slots_by_message,
)
from proxy.dialects.request_slots import Saying, slots_of
from proxy.dialects.slots import Leaf, rewrite
from proxy.dialects.unreadable import tool_refused
from proxy.turn import Edits, JsonPath, Message, SlotClass, Speaker, TextSlot, Turn

_WORDS = frozenset({SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.DEFINITION})
_SPEAKERS = {
    "user": Speaker.CUSTOMER,
    "assistant": Speaker.ASSISTANT,
    "system": Speaker.SHOP,
}
_SHOP_FIELDS = frozenset({"tools", "tool_choice", "output_config"})
_SYSTEM = -1
"""Stands for the system prompt where otherwise the number of a message stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the conversation. ``number``: of the wire's message.

    ``blocks``: the places of its blocks in that message; None: the whole content, a string.
    """

    speaker: Speaker
    number: int
    blocks: tuple[int, ...] | None


def read_turn(body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None) -> Turn:
    """The request as a turn. Raises CallerError with the code of what must change."""
    document = read_call(body, limits, model)
    _check_shape(document)
    _refuse_provider_tools(document, allowed)
    leaves = TABLE.request.walk(document)
    files = look_into(document, leaves, allowed, _place)
    parts = parts_of(document)
    slots = slots_of(leaves, _saying(parts), limits, files)
    metadata = document.get("metadata")
    named = metadata if isinstance(metadata, dict) else {}
    return Turn(
        dialect=NAME,
        body=document,
        slots=slots,
        messages=_messages(parts, slots),
        model=document["model"],
        stream=document.get("stream") is True,
        conversation=first_text(named.get("conversation_id")),
        user=first_text(named.get("user_id")),
        tools=_tools(document),
        schemas=(
            *tool_schemas(document, "tools", (), "input_schema"),
            *answer_schemas(document, ("output_config", "format", "schema")),
        ),
        wants_json=_wants_json(document),
        forces_tool=_type_of(document.get("tool_choice")) in ("any", "tool"),
        provider_tools=_provider_tools(document),
    )


# Shape.


def _check_shape(document: Mapping[str, Any]) -> None:
    messages = document.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid("messages must be an array with at least one message.", "messages")
    for number, message in enumerate(messages):
        place = f"messages[{number}]"
        if not isinstance(message, dict):
            raise invalid("Each message must be an object.", place)
        role = message.get("role")
        if not isinstance(role, str) or role not in ROLES:
            raise invalid(f"The role must be one of {', '.join(sorted(ROLES))}.", f"{place}.role")
        _check_blocks(message.get("content"), f"{place}.content")
    if document.get("system") is not None:
        _check_blocks(document["system"], "system")


def _check_blocks(content: object, place: str) -> None:
    blocks = isinstance(content, list) and all(isinstance(block, dict) for block in content)
    if not blocks and not isinstance(content, str):
        raise invalid("The content must be a string or an array of blocks.", place)


def _refuse_provider_tools(document: Mapping[str, Any], allowed: Allowed) -> None:
    """Tools that run at the provider bring texts into the conversation that nobody protects."""
    for number, tool in enumerate(objects(document.get("tools"))):
        if not _is_callers(tool.get("type")):
            kind = _provider_tool(tool.get("type"))
            if kind is None or kind not in allowed.tools:
                raise tool_refused(kind, f"tools[{number}].type")


def _is_callers(kind: object) -> bool:
    return kind is None or (isinstance(kind, str) and kind.startswith(RUN_BY_CALLER))


def _provider_tool(kind: object) -> ProviderTool | None:
    begun = (tool for beginning, tool in RUN_THERE.items() if str(kind).startswith(beginning))
    return next(begun, None)


def _place(leaf: Leaf) -> str | None:
    """The place for an error: the table's own words and numbers, never a key the client chose."""
    number = leaf.path[1] if leaf.path[0] == "messages" and len(leaf.path) > 1 else None
    if leaf.row is None:
        return None if number is None else f"messages[{number}]"
    return leaf.row.path.replace("messages[]", f"messages[{number}]", 1)


# Messages.


def parts_of(document: Mapping[str, Any]) -> tuple[Part, ...]:
    """The messages of the conversation, in order; their index is that in ``Turn.messages``."""
    parts = []
    if document.get("system") is not None:
        parts.append(Part(Speaker.SHOP, _SYSTEM, None))
    for number, message in enumerate(document["messages"]):
        speaker, content = _SPEAKERS[message["role"]], message["content"]
        if isinstance(content, str):
            parts.append(Part(speaker, number, None))
            continue
        results = tuple(at for at, block in enumerate(content) if _is_result(block))
        words = tuple(at for at in range(len(content)) if at not in results)
        if results:
            parts.append(Part(Speaker.TOOL, number, results))
        if words or not results:
            parts.append(Part(speaker, number, words))
    return tuple(parts)


def _is_result(block: Mapping[str, Any]) -> bool:
    return str(block.get("type")).endswith("tool_result")


def _saying(parts: Sequence[Part]) -> Saying:
    whole = {part.number: index for index, part in enumerate(parts)}
    blocks = {
        (part.number, at): index for index, part in enumerate(parts) for at in part.blocks or ()
    }

    def said_by(path: JsonPath) -> tuple[int | None, Speaker]:
        index: int | None = None
        if path[0] == "system":
            index = whole.get(_SYSTEM)
        elif path[0] == "messages" and len(path) > 1 and isinstance(path[1], int):
            index = whole[path[1]]
            if len(path) > 3 and path[2] == "content" and isinstance(path[3], int):
                index = blocks.get((path[1], path[3]), index)
        if index is not None:
            return index, parts[index].speaker
        return None, Speaker.SHOP if path[0] in _SHOP_FIELDS else Speaker.NOBODY

    return said_by


def _messages(parts: Sequence[Part], slots: Sequence[TextSlot]) -> tuple[Message, ...]:
    by_message = slots_by_message(slots)
    return tuple(
        Message(
            index=number,
            speaker=part.speaker,
            slots=by_message.get(number, ()),
            text="\n".join(_words(part, [slots[index] for index in by_message.get(number, ())])),
        )
        for number, part in enumerate(parts)
    )


def _words(part: Part, slots: Sequence[TextSlot]) -> Iterable[str]:
    """The words of a message. Of a customer's all that may hold words, so that none stand beside them."""
    for slot in slots:
        if slot.is_key or slot.is_number or slot.kind not in _WORDS:
            continue
        said = slot.listed or any(map(str.isspace, slot.text))
        plain = slot.path[-1] in ("text", "content", "system") or isinstance(slot.path[-1], int)
        if said and (part.speaker is Speaker.CUSTOMER or plain):
            yield slot.text


# What the call asks for.


def _tools(document: Mapping[str, Any]) -> frozenset[str]:
    """Tools that the caller declares and runs."""
    names = [
        tool.get("name") for tool in objects(document.get("tools")) if _is_callers(tool.get("type"))
    ]
    return frozenset(name for name in names if isinstance(name, str))


def _provider_tools(document: Mapping[str, Any]) -> frozenset[str]:
    kinds = (_provider_tool(tool.get("type")) for tool in objects(document.get("tools")))
    return frozenset(kind.value for kind in kinds if kind is not None)


def _wants_json(document: Mapping[str, Any]) -> bool:
    wanted = document.get("output_config")
    return isinstance(wanted, dict) and _type_of(wanted.get("format")) == "json_schema"


def _type_of(value: object) -> object:
    return value.get("type") if isinstance(value, dict) else None


# Writing.


def write_request(turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
    """The outgoing bytes. Raises ServiceError(PROTECTION_FAILED) when the edits do not fit."""
    document = dict(rewrite(turn.body, changes_of(turn, edits)))
    document["messages"] = _edit_messages(document["messages"], parts_of(turn.body), edits)
    _keep_user_only(document)
    if hint is not None:
        document["system"] = _with_hint(document.get("system"), hint)
    return write_json(document)


def _keep_user_only(document: dict[str, Any]) -> None:
    metadata = document.pop("metadata", None)
    if isinstance(metadata, dict) and isinstance(metadata.get("user_id"), str):
        document["metadata"] = {"user_id": metadata["user_id"]}


def _with_hint(system: object, hint: str) -> object:
    if isinstance(system, list):
        return [{"type": "text", "text": hint}, *system]
    return f"{hint}\n\n{system}" if isinstance(system, str) and system else hint


def _edit_messages(
    messages: Sequence[Mapping[str, Any]], parts: Sequence[Part], edits: Edits
) -> list[Mapping[str, Any]]:
    """The outgoing messages: parts replaced by a neutral text, parts left out, calls kept."""
    outgoing: dict[int, Mapping[str, Any] | None] = dict(enumerate(messages))
    for index, part in enumerate(parts):
        message = outgoing.get(part.number)
        if message is None or (index not in edits.replace and index not in edits.remove):
            continue
        outgoing[part.number] = _edited(message, part, edits.replace.get(index))
    kept = (message and _without_holes(message) for message in outgoing.values())
    return [message for message in kept if message]


def _edited(message: Mapping[str, Any], part: Part, text: str | None) -> Mapping[str, Any] | None:
    """The message with this part replaced by ``text``, or (None) without it."""
    if part.blocks is None:
        return None if text is None else {"role": message["role"], "content": text}
    blocks: list[Any] = list(message["content"])
    holes = [at for at in part.blocks if blocks[at] is None or not _is_call(blocks[at])]
    for at in holes:
        blocks[at] = None
    if text is not None:
        neutral = {"type": "text", "text": text}
        if holes:
            blocks[holes[0]] = neutral
        else:
            blocks.append(neutral)  # Behind all others: their places stay.
    return {"role": message["role"], "content": blocks}


def _is_call(block: Mapping[str, Any]) -> bool:
    return block.get("type") in ("tool_use", "server_tool_use")


def _without_holes(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The message without the blocks that were taken out; None when none is left."""
    content = message.get("content")
    if not isinstance(content, list) or None not in content:
        return message
    blocks = [block for block in content if block is not None]
    return {**message, "content": blocks} if blocks else None
