"""An Anthropic message: bytes → ``Answer``; its stream: bytes → events, and events → bytes.

Strategy: each content block is a channel, by its index. A text block ends with ``content_block_stop``: what is
held back for it goes out as one more delta before that. Citations, and blocks that come whole, are complete
in the event that carries them. Arguments are restored only for a ``tool_use`` block whose tool the caller
declared; what a tool of the provider is given stays protected.
"""

from collections.abc import Mapping
from typing import Any

from proxy.dialects.answer_texts import SlotMaker, broken, read_object, read_texts, values_of
from proxy.dialects.anthropic_messages import TABLE
from proxy.dialects.base import Answer, AnswerSlot, StreamEvent
from proxy.dialects.event_reader import Interpreted, Interpreter, fragments_of
from proxy.dialects.slots import Changes, Leaf, Row, rewrite
from proxy.dialects.sse import ServerSentEvent, typed_event
from proxy.errors import ErrorCode, ServiceError
from proxy.turn import Channel, JsonPath, Sink, Turn

_STOP = {"type": "message_stop"}
_IN_PIECES = frozenset({"content", "tool"})
"""Places whose text comes in deltas; all others are complete in one event."""

_TOOL_PLACES = frozenset({"tool", "input"})


def read_answer(body: bytes, turn: Turn) -> Answer:
    """A whole answer. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
    document = read_object(body)
    if not isinstance(document.get("content"), list):
        raise broken("has no content")
    names: dict[int, str] = {}
    for index, block in enumerate(document["content"]):
        _remember(block, index, names)
    kept, slots = read_texts(document, TABLE.answer, _slot_maker(document, turn, names))
    return Answer(kept, tuple(slots))


def _remember(block: object, index: int, names: dict[int, str]) -> None:
    """Note which tool of the caller a block is for."""
    match block:
        case {"type": "tool_use", "name": str(name)}:
            names[index] = name


def _slot_maker(document: Mapping[str, Any], turn: Turn, names: Mapping[int, str]) -> SlotMaker:
    def slot_of(leaf: Leaf, row: Row) -> AnswerSlot:
        place, sink, index = row.place or "", row.sink, _block_index(document, leaf.path)
        tool = None
        if place in _TOOL_PLACES:
            name = names.get(index)
            tool = name if name in turn.tools else None
            sink = Sink.PROTECTED if tool is None else sink
        json = place == "tool" or (place == "content" and turn.wants_json)
        channel = Channel(0, place, index, tool)
        return AnswerSlot(channel, leaf.path, str(leaf.value), sink, json)

    return slot_of


def _block_index(document: Mapping[str, Any], path: JsonPath) -> int:
    """The place of the content block that a path leads into."""
    if "content" in path[:2]:
        at = path[path.index("content") + 1 :]
        return at[0] if at and isinstance(at[0], int) else 0
    index = document.get("index")
    return index if type(index) is int else 0


class MessageEvents:
    """What the events of one stream mean."""

    may_end_unmarked = False

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._names: dict[int, str] = {}

    def ends(self, sent: ServerSentEvent) -> bool:
        """``message_stop``; only a whole one: it is JSON like all others."""
        return sent.complete and sent.event == _STOP["type"]

    def interpret(self, sent: ServerSentEvent) -> Interpreted:
        """The event that its data says it is."""
        document = read_object(sent.data.encode())
        kind = document.get("type")
        index = document.get("index", 0)
        if type(index) is not int:
            raise broken("has a block whose index is no number")
        if kind == "content_block_start":
            _remember(document.get("content_block"), index, self._names)
        kept, texts = read_texts(
            document, TABLE.stream, _slot_maker(document, self._turn, self._names)
        )
        event = StreamEvent(
            kept, fragments_of(texts), done=kind == _STOP["type"], error=kind == "error"
        )
        everything = event.done or event.error

        def closing(channel: Channel) -> bool:
            stops = kind == "content_block_stop" and channel.part == index
            return everything or stops or channel.place not in _IN_PIECES

        return Interpreted(event, closing)


def interpreter(turn: Turn) -> Interpreter:
    """What the events of one stream mean."""
    return MessageEvents(turn)


def write_event(event: StreamEvent, texts: Mapping[int, str], added: int) -> bytes:
    """The event's bytes; ``texts``: index into ``event.fragments`` → new text."""
    del added  # Events have no numbers here.
    values = values_of(event.fragments, texts)
    return typed_event(rewrite(event.data or _STOP, Changes(values)))


def tail_event(like: StreamEvent, channel: Channel, text: str, added: int) -> bytes:
    """One more delta with this text. Raises ServiceError for a channel that has no deltas."""
    del like, added
    match channel.place:
        case "content":
            delta = {"type": "text_delta", "text": text}
        case "tool":
            delta = {"type": "input_json_delta", "partial_json": text}
        case _:
            raise ServiceError(
                ErrorCode.INTERNAL_ERROR, f"The channel {channel.place} takes no further text."
            )
    return typed_event({"type": "content_block_delta", "index": channel.part, "delta": delta})
