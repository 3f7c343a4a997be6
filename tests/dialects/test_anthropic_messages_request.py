"""Reading and writing of Anthropic Messages requests."""

import json
from typing import Any

import pytest

from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Allowed, Limits
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, SlotIndex, Speaker, Turn

DIALECT = AnthropicMessages()
CALL = {"type": "tool_use", "id": "toolu_1", "name": "find_order", "input": {"name": "Ann"}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": '{"last_name": "Minh"}'}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def user(content: object) -> dict[str, Any]:
    return {"role": "user", "content": content}


def assistant(content: object) -> dict[str, Any]:
    return {"role": "assistant", "content": content}


def request(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    said = list(messages) or [user("hello")]
    return {"model": "claude-test", "max_tokens": 10, "messages": said, **fields}


def read(document: object, allowed: Allowed | None = None) -> Turn:
    body = json.dumps(document).encode()
    return DIALECT.read_turn(body, limits=Limits(), allowed=allowed or Allowed())


def write(turn: Turn, edits: Edits | None = None, hint: str | None = None) -> dict[str, Any]:
    document = json.loads(DIALECT.write_request(turn, edits or Edits(), hint=hint))
    assert isinstance(document, dict)
    return document


def test_without_edits_the_request_goes_out_as_it_came() -> None:
    document = request(
        user("hi"), assistant([text("one moment"), CALL]), user([RESULT]), system="Be kind."
    )
    assert write(read(document)) == document


def test_what_a_tool_said_and_what_the_customer_said_are_two_messages() -> None:
    turn = read(request(user("hi"), assistant([CALL]), user([RESULT, text("and?")]), system="Be."))
    assert [(m.speaker, m.text) for m in turn.messages] == [
        (Speaker.SHOP, "Be."),
        (Speaker.CUSTOMER, "hi"),
        (Speaker.ASSISTANT, ""),
        (Speaker.TOOL, "Minh"),
        (Speaker.CUSTOMER, "and?"),
    ]


def test_results_that_are_json_are_opened_and_keep_their_keys() -> None:
    turn = read(request(user([RESULT])))
    (slot,) = [slot for slot in turn.slots if slot.text == "Minh"]
    assert (slot.speaker, slot.key, slot.inner) == (Speaker.TOOL, "last_name", ("last_name",))
    edited = write(turn, Edits({SlotIndex(turn.slots.index(slot)): "[PERSON_1]"}))
    assert edited["messages"][0]["content"][0]["content"] == '{"last_name": "[PERSON_1]"}'


def test_a_part_is_replaced_and_the_results_beside_it_stay() -> None:
    turn = read(request(user([RESULT, text("I am hurt"), text("badly")])))
    (customer,) = [m.index for m in turn.messages if m.speaker is Speaker.CUSTOMER]
    edited = write(turn, Edits(replace={customer: "(neutral)"}))
    assert edited["messages"] == [user([RESULT, text("(neutral)")])]


def test_a_message_that_is_left_out_leaves_its_calls() -> None:
    turn = read(request(user("a"), assistant([text("held"), CALL]), user([RESULT]), assistant("x")))
    edited = write(turn, Edits(remove=frozenset({1, 3})))
    assert edited["messages"] == [user("a"), assistant([CALL]), user([RESULT])]


def test_an_empty_message_can_be_replaced() -> None:
    turn = read(request(user("a"), user([])))
    edited = write(turn, Edits(replace={1: "(neutral)"}))
    assert edited["messages"] == [user("a"), user([text("(neutral)")])]


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (None, "HINT"),
        ("Be kind.", "HINT\n\nBe kind."),
        ([text("Be kind.")], [text("HINT"), text("Be kind.")]),
    ],
)
def test_the_hint_stands_before_the_system_prompt(system: object, expected: object) -> None:
    document = request() if system is None else request(system=system)
    assert write(read(document), hint="HINT")["system"] == expected


def test_of_the_metadata_only_the_user_goes_on() -> None:
    turn = read(request(metadata={"user_id": "u-1", "conversation_id": "c-1", "note": "x"}))
    assert (turn.user, turn.conversation) == ("u-1", "c-1")
    assert write(turn)["metadata"] == {"user_id": "u-1"}


def test_what_the_call_asks_for_is_read() -> None:
    turn = read(
        request(
            tools=[{"name": "find_order", "input_schema": {"type": "object"}}],
            tool_choice={"type": "any"},
            output_config={"format": {"type": "json_schema", "schema": {}}},
            stream=True,
        )
    )
    assert turn.tools == {"find_order"}
    assert (turn.forces_tool, turn.wants_json, turn.stream) == (True, True, True)


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({"messages": []}, ErrorCode.INVALID_REQUEST, "messages"),
        ({"messages": ["x"]}, ErrorCode.INVALID_REQUEST, "messages[0]"),
        ({"messages": [{"role": "tool"}]}, ErrorCode.INVALID_REQUEST, "messages[0].role"),
        ({"messages": [user(None)]}, ErrorCode.INVALID_REQUEST, "messages[0].content"),
        ({"messages": [user(["x"])]}, ErrorCode.INVALID_REQUEST, "messages[0].content"),
        ({"model": ""}, ErrorCode.INVALID_REQUEST, "model"),
        ({"stream": "yes"}, ErrorCode.INVALID_REQUEST, "stream"),
        ({"system": 1}, ErrorCode.INVALID_REQUEST, "system"),
        ({"container": "c_1"}, ErrorCode.PROVIDER_STATE_NOT_ALLOWED, "container"),
        (
            {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
            ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
            "tools[0].type",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_with_its_place(
    fields: dict[str, Any], code: ErrorCode, param: str
) -> None:
    with pytest.raises(CallerError) as refused:
        read(request(**fields))
    assert (refused.value.code, refused.value.param) == (code, param)


def test_media_pass_only_where_the_policy_lets_them() -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aa"}}
    with pytest.raises(CallerError) as refused:
        read(request(user([image])))
    assert refused.value.code is ErrorCode.UNSUPPORTED_MEDIA
    assert write(read(request(user([image])), Allowed(images=True)))["messages"] == [user([image])]


def test_thinking_goes_back_byte_for_byte() -> None:
    thinking = {"type": "thinking", "thinking": "The name is Ann.", "signature": "c2ln"}
    document = request(user("a"), assistant([thinking, text("b")]), user("c"))
    assert write(read(document))["messages"][1]["content"][0] == thinking
