"""An OpenAI Responses request: bytes → ``Turn``, and ``Turn`` and ``Edits`` → bytes.

The conversation is ``instructions`` (the shop's word, its first message here) and ``input``: one text of
the customer, or items. Every item is a message of the conversation: what was said, a call, a result.
What would stay or run at the provider needs the policy's word (``openai_responses_state``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.files import look_into
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_responses import NAME, TABLE
from proxy.dialects.openai_responses_state import refuse_state, tools_there
from proxy.dialects.request_changes import changes_of
from proxy.dialects.request_schemas import answer_schemas, tool_patterns, tool_schemas
from proxy.dialects.request_shape import (
    first_text,
    invalid,
    objects,
    read_call,
    slots_by_message,
)
from proxy.dialects.request_slots import Saying, slots_of
from proxy.dialects.slots import Leaf, rewrite
from proxy.turn import Edits, JsonPath, Message, SlotClass, Speaker, TextSlot, Turn

_ROLES = {
    "user": Speaker.CUSTOMER,
    "assistant": Speaker.ASSISTANT,
    "system": Speaker.SHOP,
    "developer": Speaker.SHOP,
}
_SHOP_FIELDS = frozenset({"tools", "tool_choice", "text", "prompt"})
_WORDS = frozenset({SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.DEFINITION})


def read_turn(body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None) -> Turn:
    """The request as a turn. Raises CallerError with the code of what must change."""
    document = read_call(body, limits, model)
    _check_shape(document)
    refuse_state(document, allowed)
    leaves = TABLE.request.walk(document)
    files = look_into(document, leaves, allowed, _place)
    speakers = _speakers(document)
    slots = slots_of(leaves, _saying(document), limits, files)
    metadata = document.get("metadata")
    named = metadata if isinstance(metadata, dict) else {}
    return Turn(
        dialect=NAME,
        body=document,
        slots=slots,
        messages=_messages(speakers, slots),
        model=document["model"],
        stream=document.get("stream") is True,
        conversation=first_text(named.get("conversation_id")),
        user=first_text(document.get("user"), document.get("safety_identifier")),
        tools=_tools(document),
        schemas=(
            *tool_schemas(document, "tools", (), "parameters"),
            *tool_patterns(document, (), ("format",)),
            *answer_schemas(document, ("text", "format", "schema")),
        ),
        wants_json=_wants_json(document),
        forces_tool=_forces_tool(document),
        previous=first_text(document.get("previous_response_id")),
        stored=allowed.previous_response_id and document.get("store") is not False,
        provider_tools=tools_there(document),
    )


# Shape.


def _check_shape(document: Mapping[str, Any]) -> None:
    if not isinstance(document.get("instructions"), str | None):
        raise invalid("instructions must be a string.", "instructions")
    given = document.get("input")
    if isinstance(given, str):
        return
    if not isinstance(given, list) or not given:
        raise invalid("input must be a string or an array with at least one item.", "input")
    for number, item in enumerate(given):
        _check_item(item, f"input[{number}]")


def _check_item(item: object, place: str) -> None:
    if not isinstance(item, dict):
        raise invalid("Each item must be an object.", place)
    kind = item.get("type", "message")
    if not isinstance(kind, str):
        raise invalid("An item's type must be a string.", f"{place}.type")
    if kind == "message" and item.get("role") not in _ROLES:
        raise invalid(f"The role must be one of {', '.join(sorted(_ROLES))}.", f"{place}.role")


def _place(leaf: Leaf) -> str | None:
    """The place for an error: the table's own words and numbers, never a key the client chose."""
    number = leaf.path[1] if leaf.path[0] == "input" and len(leaf.path) > 1 else None
    if leaf.row is None:
        return None if number is None else f"input[{number}]"
    return leaf.row.path.replace("input[]", f"input[{number}]", 1)


# Messages. The index of ``instructions`` is 0 where they are given; the items follow.


def _speakers(document: Mapping[str, Any]) -> tuple[Speaker, ...]:
    given = document["input"]
    items = [Speaker.CUSTOMER] if isinstance(given, str) else [_speaker(item) for item in given]
    return (*_first(document), *items)


def _first(document: Mapping[str, Any]) -> tuple[Speaker, ...]:
    return () if document.get("instructions") is None else (Speaker.SHOP,)


def _speaker(item: Mapping[str, Any]) -> Speaker:
    kind = item.get("type", "message")
    if kind == "message":
        return _ROLES[item["role"]]
    return Speaker.TOOL if kind.endswith("_output") else Speaker.ASSISTANT


def _saying(document: Mapping[str, Any]) -> Saying:
    speakers, shift = _speakers(document), len(_first(document))

    def said_by(path: JsonPath) -> tuple[int | None, Speaker]:
        if path[0] == "instructions":
            return 0, Speaker.SHOP
        if path[0] == "input":
            item = path[1] if len(path) > 1 else 0
            if isinstance(item, int):
                return item + shift, speakers[item + shift]
        return None, Speaker.SHOP if path[0] in _SHOP_FIELDS else Speaker.NOBODY

    return said_by


def _messages(speakers: Sequence[Speaker], slots: Sequence[TextSlot]) -> tuple[Message, ...]:
    by_message = slots_by_message(slots)
    return tuple(
        Message(
            index=number,
            speaker=speaker,
            slots=by_message.get(number, ()),
            text="\n".join(_words(speaker, [slots[i] for i in by_message.get(number, ())])),
        )
        for number, speaker in enumerate(speakers)
    )


def _words(speaker: Speaker, slots: Sequence[TextSlot]) -> Iterable[str]:
    """The words of a message. Of a customer's all that may hold words, so that none stand beside them."""
    for slot in slots:
        if slot.is_key or slot.is_number or slot.kind not in _WORDS:
            continue
        plain = slot.path[-1] in ("text", "refusal", "content", "input", "instructions")
        said = slot.listed or any(map(str.isspace, slot.text))
        of_item = len(slot.path) < 3 or slot.path[2] != "summary"
        if said and of_item and (speaker is Speaker.CUSTOMER or plain):
            yield slot.text


# What the call asks for.


def _tools(document: Mapping[str, Any]) -> frozenset[str]:
    names = [tool.get("name") for tool in objects(document.get("tools"))]
    return frozenset(name for name in names if isinstance(name, str))


def _wants_json(document: Mapping[str, Any]) -> bool:
    match document.get("text"):
        case {"format": {"type": "json_object" | "json_schema"}}:
            return True
        case _:
            return False


def _forces_tool(document: Mapping[str, Any]) -> bool:
    match document.get("tool_choice"):
        case "required" | {"type": "function" | "custom"}:
            return True
        case {"type": "allowed_tools", "mode": "required"}:
            return True
        case _:
            return False


# Writing.


def write_request(turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
    """The outgoing bytes. Raises ServiceError(PROTECTION_FAILED) when the edits do not fit."""
    document = dict(rewrite(turn.body, changes_of(turn, edits)))
    document["input"] = _edit_items(document["input"], len(_first(turn.body)), edits)
    if hint is not None:
        own = document.get("instructions")
        document["instructions"] = f"{hint}\n\n{own}" if own else hint
    document.pop("metadata", None)
    document["store"] = turn.stored
    document.pop("previous_response_id", None)
    if turn.previous is not None:
        document["previous_response_id"] = turn.previous
    return write_json(document)


def _edit_items(given: Any, first: int, edits: Edits) -> Any:
    """The outgoing items. Calls and their results are items of their own: none is torn apart."""
    if isinstance(given, str):
        return edits.replace.get(first, given)
    return [
        {"role": item.get("role", "user"), "content": edits.replace[number]}
        if number in edits.replace
        else item
        for number, item in enumerate(given, first)
        if number not in edits.remove and item is not None
    ]
