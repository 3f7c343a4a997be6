"""The types say what is promised, and never show customer text by accident."""

from proxy.dialects.base import (
    AnswerSlot,
    Dialect,
    ErrorText,
    Fragment,
    HeldAnswer,
    StreamEvent,
    StreamReader,
)
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.turn import Channel, Sink
from tests.dialects.requests import chat, read, user

dialect: Dialect = OpenAIChat()
reader: StreamReader = OpenAIChat().stream_reader(read(chat()))


def test_no_repr_shows_text() -> None:
    channel = Channel(0, "content")
    values = [
        Fragment(channel, (), "Lopez", Sink.CUSTOMER_TEXT, json=False),
        AnswerSlot(channel, (), "Lopez", Sink.CUSTOMER_TEXT, json=False),
        StreamEvent({"a": "Lopez"}),
        HeldAnswer("Lopez", 0, "id", {}),
        ErrorText("Lopez", "t", None, None),
        read(chat(user("Lopez"), user="Lopez")),
    ]

    assert not any("Lopez" in repr(value) for value in values)
