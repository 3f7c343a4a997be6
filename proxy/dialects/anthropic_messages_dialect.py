"""Anthropic Messages as a ``Dialect``: one door for the files beside it."""

from collections.abc import Mapping

from proxy.dialects import anthropic_messages_answer as answers
from proxy.dialects import anthropic_messages_own as own
from proxy.dialects import anthropic_messages_request as requests
from proxy.dialects.answer_texts import write_answer
from proxy.dialects.anthropic_messages import NAME
from proxy.dialects.base import (
    Answer,
    ErrorText,
    HeldAnswer,
    KeyHeader,
    Limits,
    MediaAllowed,
    StreamEvent,
)
from proxy.dialects.event_reader import EventReader
from proxy.dialects.provider_errors import read_error
from proxy.errors import ProxyError
from proxy.turn import Channel, Edits, Turn

_VERSION = "2023-06-01"
"""The only version of the format there is; what ``anthropic-beta`` opens no table knows."""


class AnthropicMessages:
    """Satisfies ``Dialect``; it has no state. Each promise stands there."""

    name = NAME
    key_header = KeyHeader.X_API_KEY
    provider_headers: Mapping[str, str] = {"anthropic-version": _VERSION}

    def read_turn(self, body: bytes, *, limits: Limits, media: MediaAllowed) -> Turn:
        """See Dialect."""
        return requests.read_turn(body, limits=limits, media=media)

    def write_request(self, turn: Turn, edits: Edits, *, hint: str | None = None) -> bytes:
        """See Dialect."""
        return requests.write_request(turn, edits, hint=hint)

    def read_answer(self, body: bytes, turn: Turn) -> Answer:
        """See Dialect."""
        return answers.read_answer(body, turn)

    def write_answer(self, answer: Answer, texts: Mapping[int, str]) -> bytes:
        """See Dialect."""
        return write_answer(answer, texts)

    def stream_reader(self, turn: Turn) -> EventReader:
        """See Dialect."""
        return EventReader(answers.MessageEvents(turn))

    def write_event(self, event: StreamEvent, texts: Mapping[int, str], *, added: int = 0) -> bytes:
        """See Dialect. Events have no numbers here."""
        del added
        return answers.write_event(event, texts)

    def tail_event(
        self, like: StreamEvent, channel: Channel, text: str, *, added: int = 0
    ) -> bytes:
        """See Dialect. Events have no numbers here."""
        del added
        return answers.tail_event(like, channel, text)

    def held_answer(self, turn: Turn, held: HeldAnswer) -> bytes:
        """See Dialect."""
        return own.held_answer(turn, held)

    def held_stream(self, turn: Turn, held: HeldAnswer) -> tuple[bytes, ...]:
        """See Dialect."""
        return own.held_stream(turn, held)

    def error_body(self, error: ProxyError) -> bytes:
        """See Dialect."""
        return own.error_body(error)

    def error_event(self, error: ProxyError) -> bytes:
        """See Dialect."""
        return own.error_event(error)

    def read_error(self, body: bytes) -> ErrorText:
        """See Dialect."""
        return read_error(body)

    def write_error(self, error: ErrorText) -> bytes:
        """See Dialect."""
        return own.write_error(error)
