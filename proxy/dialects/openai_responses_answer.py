"""An OpenAI response: bytes → ``Answer``; its stream: bytes → events, and events → bytes.

Strategy: a text's channel is the item and the part it stands in, wherever it is repeated: so its pieces and the
whole texts that follow are restored alike. The event that says a text is done closes its channel; what is held
back goes out as one more piece before it, and the numbers of all later events move on by one, so that they
stay without a gap.
"""

import re
from collections.abc import Mapping
from typing import Any

from proxy.dialects.answer_texts import SlotMaker, broken, read_object, read_texts, values_of
from proxy.dialects.base import Answer, AnswerSlot, StreamEvent
from proxy.dialects.event_reader import Interpreted, Interpreter, fragments_of
from proxy.dialects.openai_responses import TABLE
from proxy.dialects.slots import Changes, Leaf, Row, rewrite
from proxy.dialects.sse import ServerSentEvent, typed_event
from proxy.errors import ErrorCode, ServiceError
from proxy.turn import Channel, JsonPath, Sink, Turn

_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})
_DELTAS = {
    "content": "response.output_text.delta",
    "refusal": "response.refusal.delta",
    "reasoning": "response.reasoning_text.delta",
    "summary": "response.reasoning_summary_text.delta",
    "tool": "response.function_call_arguments.delta",
    "custom_tool": "response.custom_tool_call_input.delta",
}
_TOOL_PLACES = frozenset({"tool", "custom_tool"})
_PARTS = 1_000
"""More parts than an item has: one number names item and part."""

_NUMBER = "sequence_number"
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def read_answer(body: bytes, turn: Turn) -> Answer:
    """A whole answer. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
    document = read_object(body)
    if not isinstance(document.get("output"), list):
        raise broken("has no output")
    names: dict[int, str] = {}
    for index, item in enumerate(document["output"]):
        _remember(item, index, names)
    kept, slots = read_texts(document, TABLE.answer, _slot_maker(document, turn, names))
    return Answer(kept, tuple(slots), answer_id=_answer_id(document))


def _answer_id(response: object) -> str | None:
    """The answer's name; what does not look like one is none."""
    match response:
        case {"id": str(name)} if _ID.fullmatch(name):
            return name
        case _:
            return None


def _remember(item: object, index: int, names: dict[int, str]) -> None:
    """Note which tool of the caller an item calls."""
    match item:
        case {"type": "function_call" | "custom_tool_call", "name": str(name)}:
            names[index] = name


def _slot_maker(document: Mapping[str, Any], turn: Turn, names: Mapping[int, str]) -> SlotMaker:
    def slot_of(leaf: Leaf, row: Row) -> AnswerSlot:
        place, sink = row.place or "", row.sink
        item, part = _item_and_part(document, leaf.path)
        tool = None
        if place in _TOOL_PLACES:
            name = names.get(item)
            tool = name if name in turn.tools else None
            sink = Sink.PROTECTED if tool is None else sink
        json = place == "tool" or (place == "content" and turn.wants_json)
        channel = Channel(0, place, item * _PARTS + part, tool)
        return AnswerSlot(channel, leaf.path, str(leaf.value), sink, json, row.again)

    return slot_of


def _item_and_part(document: Mapping[str, Any], path: JsonPath) -> tuple[int, int]:
    """Which item of the output, and which part of it: from the path, else from the event."""
    item = _after("output", path)
    part = _after("content", path) if "content" in path else _after("summary", path)
    if item is None:
        item = _index(document, "output_index")
    if part is None:
        part = _index(document, "content_index") or _index(document, "summary_index")
    return item, part


def _after(name: str, path: JsonPath) -> int | None:
    at = path.index(name) + 1 if name in path else len(path)
    step = path[at] if at < len(path) else None
    return step if isinstance(step, int) else None


def _index(document: Mapping[str, Any], name: str) -> int:
    index = document.get(name)
    return index if type(index) is int else 0


class ResponseEvents:
    """What the events of one stream mean."""

    may_end_unmarked = False

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._names: dict[int, str] = {}

    def ends(self, sent: ServerSentEvent) -> bool:
        """The answer's last event; only a whole one: it is JSON like all others."""
        return sent.complete and sent.event in _ENDS

    def interpret(self, sent: ServerSentEvent) -> Interpreted:
        """The event that its data says it is."""
        document = read_object(sent.data.encode())
        kind = document.get("type")
        if kind == "response.output_item.added":
            _remember(document.get("item"), _index(document, "output_index"), self._names)
        slot_of = _slot_maker(document, self._turn, self._names)
        kept, texts = read_texts(document, TABLE.stream, slot_of)
        done = kind in _ENDS
        event = StreamEvent(
            kept,
            fragments_of(texts),
            done=done,
            error=kind == "error",
            answer_id=_answer_id(document.get("response")),
        )
        ended = {text.channel for text in texts if text.again}
        return Interpreted(event, lambda channel: done or event.error or channel in ended)


def interpreter(turn: Turn) -> Interpreter:
    """What the events of one stream mean."""
    return ResponseEvents(turn)


def write_event(event: StreamEvent, texts: Mapping[int, str], added: int) -> bytes:
    """The event's bytes; ``texts``: index into ``event.fragments`` → new text."""
    values = values_of(event.fragments, texts)
    document = rewrite(event.data or {}, Changes(values))
    return typed_event(_numbered(document, added))


def _numbered(document: Mapping[str, Any], added: int) -> Mapping[str, Any]:
    number = document.get(_NUMBER)
    return {**document, _NUMBER: number + added} if added and type(number) is int else document


def tail_event(like: StreamEvent, channel: Channel, text: str, added: int) -> bytes:
    """One more piece with this text. Raises ServiceError for a channel that has no pieces."""
    kind = _DELTAS.get(channel.place)
    if kind is None:
        raise ServiceError(
            ErrorCode.INTERNAL_ERROR, f"The channel {channel.place} takes no further text."
        )
    seen = like.data or {}
    item, part = divmod(channel.part, _PARTS)
    parts: Mapping[str, dict[str, Any]] = {
        "content": {"content_index": part, "logprobs": []},
        "refusal": {"content_index": part},
        "reasoning": {"content_index": part},
        "summary": {"summary_index": part},
    }
    document = {
        "type": kind,
        "item_id": seen.get("item_id", ""),
        "output_index": item,
        **parts.get(channel.place, {}),
        "delta": text,
        _NUMBER: seen.get(_NUMBER, 0),
    }
    return typed_event(_numbered(document, added))
