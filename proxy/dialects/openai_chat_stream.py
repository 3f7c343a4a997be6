"""A streamed chat completion: bytes → events; an event and new texts → bytes.

Strategy: a channel closes with its choice's ``finish_reason``. Two things are remembered from chunk to
chunk: which function each tool call is for (only the first piece says), and what a chunk of this stream
looks like (for the tail that is held back until the end).
"""

from collections.abc import Mapping
from typing import Any

from proxy.dialects.answer_texts import read_object, read_texts, values_of
from proxy.dialects.base import StreamEvent
from proxy.dialects.event_reader import Interpreted, Interpreter, fragments_of
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_chat import TABLE
from proxy.dialects.openai_chat_answer import (
    check_choices,
    choice_index,
    parts,
    remember_names,
    slot_maker,
)
from proxy.dialects.slots import Changes, Rows, rewrite
from proxy.dialects.sse import ServerSentEvent
from proxy.errors import ErrorCode, ServiceError
from proxy.turn import Channel, Turn

DONE = b"data: [DONE]\n\n"

_DONE_MARK = "[DONE]"
_ENVELOPE = ("id", "object", "created", "model")


class ChatChunks:
    """What the events of one stream mean."""

    may_end_unmarked = True

    def __init__(self, turn: Turn, rows: Rows = TABLE.stream) -> None:
        self._turn = turn
        self._rows = rows
        self._names: dict[Channel, str] = {}
        self._envelope: Mapping[str, Any] | None = None

    def ends(self, sent: ServerSentEvent) -> bool:
        """``data: [DONE]``."""
        return sent.data.strip() == _DONE_MARK

    def interpret(self, sent: ServerSentEvent) -> Interpreted:
        """A chunk, or the end mark, which closes all channels."""
        if self.ends(sent):
            done = StreamEvent(None, done=True, envelope=self._envelope)
            return Interpreted(done, lambda _: True)
        document = read_object(sent.data.encode())
        check_choices(document)
        for choice, delta in parts(document, "delta"):
            remember_names(delta, choice, self._names)
        slot_of = slot_maker(document, self._turn, self._names)
        kept, texts = read_texts(document, self._rows, slot_of)
        if document.get("choices"):
            self._envelope = {name: kept[name] for name in _ENVELOPE if name in kept}
        failed = document.get("error") is not None
        finished = _finished(document)
        event = StreamEvent(kept, fragments_of(texts), error=failed, envelope=self._envelope)
        return Interpreted(event, lambda channel: failed or channel.choice in finished)


def _finished(document: Mapping[str, Any]) -> set[int]:
    return {
        choice_index(document, number)
        for number, choice in enumerate(document.get("choices") or ())
        if choice.get("finish_reason") is not None
    }


def interpreter(turn: Turn) -> Interpreter:
    """What the events of one stream mean."""
    return ChatChunks(turn)


def event_bytes(document: Mapping[str, Any]) -> bytes:
    """One event with this document as its data."""
    return b"data: " + write_json(document) + b"\n\n"


def write_event(event: StreamEvent, texts: Mapping[int, str], added: int) -> bytes:
    """The event's bytes; ``texts``: index into ``event.fragments`` → new text."""
    del added  # Events have no numbers here.
    if event.done:
        return DONE
    values = values_of(event.fragments, texts)
    return event_bytes(rewrite(event.data or {}, Changes(values)))


def tail_event(like: StreamEvent, channel: Channel, text: str, added: int) -> bytes:
    """One more chunk with this text. Raises ServiceError for a channel that has no deltas."""
    del added
    seen = like.envelope or like.data or {}
    envelope = {
        "id": seen.get("id", ""),
        "object": "chat.completion.chunk",
        "created": seen.get("created", 0),
        "model": seen.get("model", ""),
    }
    choice = {"index": channel.choice, "delta": _delta(channel, text), "finish_reason": None}
    return event_bytes({**envelope, "choices": [choice]})


def _delta(channel: Channel, text: str) -> dict[str, Any]:
    match channel.place:
        case "content" | "refusal" | "reasoning" | "reasoning_content":
            return {channel.place: text}
        case "content_part":
            return {"content": [{"type": "text", "index": channel.part, "text": text}]}
        case "tool":
            return {"tool_calls": [{"index": channel.part, "function": {"arguments": text}}]}
        case "custom_tool":
            return {"tool_calls": [{"index": channel.part, "custom": {"input": text}}]}
        case "function_call":
            return {"function_call": {"arguments": text}}
        case "transcript":
            return {"audio": {"transcript": text}}
        case _:
            raise ServiceError(
                ErrorCode.INTERNAL_ERROR, f"The channel {channel.place} takes no further text."
            )
