"""OpenAI's legacy completions: a prompt (or several) that the model goes on writing.

The whole prompt counts as the customer's words, unless the policy says where in it those stand. A held
answer is a normal completion with our text. Choices and chunks are those of chat completions, with ``text``
where those have a message.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from proxy.dialects import model_servers, openai_chat_own
from proxy.dialects.base import ErrorText, HeldAnswer, StreamEvent
from proxy.dialects.door import Door
from proxy.dialects.json_writer import write_json
from proxy.dialects.openai_chat_answer import ChatAnswers
from proxy.dialects.openai_chat_stream import DONE, ChatChunks, event_bytes, write_event
from proxy.dialects.plain_texts import PlainTexts
from proxy.dialects.rows import Table, setting, word
from proxy.dialects.slots import Drop, Row, Rows
from proxy.errors import ErrorCode, ProxyError, ServiceError
from proxy.turn import Channel, Sink, SlotClass, Turn

NAME = "openai_completions"
PATH = "/v1/completions"

_ANSWER = (
    word("id"),
    word("object", "text_completion"),
    word("model"),
    word("system_fingerprint"),
    setting("created"),
    Row("usage.**", None),
    setting("choices[].index"),
    word("choices[].finish_reason", "stop length content_filter"),
    Row("choices[].text", SlotClass.TEXT, place="content", sink=Sink.CUSTOMER_TEXT),
    Row("choices[].logprobs.**", None, drop=Drop.SET_NULL),
    Row("choices[].prompt_logprobs.**", None, drop=Drop.SET_NULL),
    Row("choices[].stop_reason", SlotClass.TEXT, place="stop", sink=Sink.CUSTOMER_TEXT),
)

TABLE = Table(
    name=NAME,
    request=Rows(
        (
            Row("prompt", SlotClass.TEXT),
            Row("prompt[]", SlotClass.TEXT),
            Row("suffix", SlotClass.TEXT),
            word("model"),
            Row("user", SlotClass.IDENTIFIER),
            Row("stop", SlotClass.TEXT),
            Row("stop[]", SlotClass.TEXT),
            Row("logit_bias.*", None, keys=SlotClass.OPAQUE),
            Row("metadata.**", SlotClass.TREE),
            Row("metadata.conversation_id", SlotClass.IDENTIFIER),
            *map(setting, ["best_of", "echo", "logprobs", *model_servers.STEERING]),
            *model_servers.ROWS,
        )
    ),
    answer=Rows(_ANSWER),
    stream=Rows(
        (*_ANSWER, Row("error.message", SlotClass.TEXT, place="error", sink=Sink.CUSTOMER_TEXT))
    ),
)


class _Streams:
    """Chunks of text."""

    def interpreter(self, turn: Turn) -> ChatChunks:
        """See Dialect."""
        return ChatChunks(turn, TABLE.stream)

    def write_event(self, event: StreamEvent, texts: Mapping[int, str], added: int) -> bytes:
        """See Dialect."""
        return write_event(event, texts, added)

    def tail_event(self, like: StreamEvent, channel: Channel, text: str, added: int) -> bytes:
        """See Dialect. Raises ServiceError for a channel that has no pieces."""
        del added
        if channel.place != "content":
            raise ServiceError(
                ErrorCode.INTERNAL_ERROR, f"The channel {channel.place} takes no further text."
            )
        envelope = like.envelope or {"object": "text_completion"}
        return event_bytes({**envelope, "choices": [_choice(channel.choice, text, None)]})


class _OwnWords:
    """Held answers; errors are those of chat completions."""

    def held_answer(self, turn: Turn, held: HeldAnswer) -> bytes:
        """See Dialect."""
        choices = [_choice(index, held.text, "stop") for index in range(turn.answers)]
        return write_json({**_envelope(turn, held), "choices": choices, **_handoff(held)})

    def held_stream(self, turn: Turn, held: HeldAnswer) -> Sequence[bytes]:
        """See Dialect."""
        envelope, chunks = _envelope(turn, held), []
        for index in range(turn.answers):
            chunks.append({**envelope, "choices": [_choice(index, held.text, None)]})
            end = _choice(index, "", "stop")
            chunks.append({**envelope, "choices": [end], **_handoff(held)})
        return (*map(event_bytes, chunks), DONE)

    def error_body(self, error: ProxyError) -> bytes:
        """See Dialect."""
        return openai_chat_own.error_body(error)

    def error_event(self, error: ProxyError) -> bytes:
        """See Dialect."""
        return openai_chat_own.error_event(error)

    def write_error(self, error: ErrorText) -> bytes:
        """See Dialect."""
        return openai_chat_own.write_error(error)


def _choice(index: int, text: str, reason: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "logprobs": None, "finish_reason": reason}


def _envelope(turn: Turn, held: HeldAnswer) -> dict[str, Any]:
    kind = "text_completion"
    return {
        "id": f"cmpl-{held.answer_id}",
        "object": kind,
        "created": held.created,
        "model": turn.model,
    }


def _handoff(held: HeldAnswer) -> dict[str, Any]:
    return {"handoff": dict(held.handoff)}


class OpenAICompletions(Door):
    """See ``Door``."""

    name = NAME
    table = TABLE

    def __init__(self) -> None:
        requests = PlainTexts(NAME, TABLE, "prompt", more="suffix")
        super().__init__(requests, ChatAnswers(TABLE.answer), _Streams(), _OwnWords())
