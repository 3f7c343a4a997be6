"""Reading and writing of OpenAI Responses requests."""

import json
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.openai_responses_dialect import OpenAIResponses
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, SlotIndex, Speaker, Turn

DIALECT = OpenAIResponses()
CALL = {"type": "function_call", "call_id": "c1", "name": "find_order", "arguments": '{"a": "Ann"}'}
RESULT = {"type": "function_call_output", "call_id": "c1", "output": '{"last_name": "Minh"}'}


def user(content: object) -> dict[str, Any]:
    return {"role": "user", "content": content}


def said(words: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": words, "annotations": []}
    return {"type": "message", "role": "assistant", "id": "m1", "content": [part]}


def request(given: object = "hello", **fields: Any) -> dict[str, Any]:
    return {"model": "gpt-test", "input": given, **fields}


def read(document: object, allowed: Allowed | None = None) -> Turn:
    body = json.dumps(document).encode()
    return DIALECT.read_turn(body, limits=Limits(), allowed=allowed or Allowed())


def write(turn: Turn, edits: Edits | None = None, hint: str | None = None) -> dict[str, Any]:
    document = json.loads(DIALECT.write_request(turn, edits or Edits(), hint=hint))
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("given", ["hello", [user("hi"), said("yes?"), user("x"), CALL, RESULT]])
def test_without_edits_the_request_goes_out_as_it_came_but_is_not_stored(given: object) -> None:
    document = request(given, instructions="Be kind.", metadata={"a": "b"})
    assert write(read(document)) == {
        "model": "gpt-test",
        "input": given,
        "instructions": "Be kind.",
        "store": False,
    }


def test_items_are_messages_and_the_instructions_come_first() -> None:
    turn = read(request([user("hi"), said("one moment"), CALL, RESULT], instructions="Be."))
    assert [(m.speaker, m.text) for m in turn.messages] == [
        (Speaker.SHOP, "Be."),
        (Speaker.CUSTOMER, "hi"),
        (Speaker.ASSISTANT, "one moment"),
        (Speaker.ASSISTANT, ""),
        (Speaker.TOOL, ""),
    ]


def test_a_lone_text_is_the_customers_message() -> None:
    turn = read(request("hi", instructions="Be."))
    assert [(m.speaker, m.text) for m in turn.messages] == [
        (Speaker.SHOP, "Be."),
        (Speaker.CUSTOMER, "hi"),
    ]
    assert write(turn, Edits(replace={1: "(neutral)"}))["input"] == "(neutral)"


def test_results_that_are_json_are_opened_and_keep_their_keys() -> None:
    turn = read(request([RESULT]))
    (slot,) = [slot for slot in turn.slots if slot.text == "Minh"]
    assert (slot.speaker, slot.key) == (Speaker.TOOL, "last_name")
    edited = write(turn, Edits({SlotIndex(turn.slots.index(slot)): "[PERSON_1]"}))
    assert edited["input"][0]["output"] == '{"last_name": "[PERSON_1]"}'


def test_held_items_are_replaced_and_our_answers_left_out() -> None:
    turn = read(request([user("I am hurt"), said("held"), CALL, RESULT], instructions="Be."))
    edited = write(turn, Edits(replace={1: "(neutral)"}, remove=frozenset({2})))
    assert edited["input"] == [user("(neutral)"), CALL, RESULT]


@pytest.mark.parametrize(
    ("given", "expected"), [({}, "HINT"), ({"instructions": "Be."}, "HINT\n\nBe.")]
)
def test_the_hint_stands_before_the_instructions(given: dict[str, Any], expected: str) -> None:
    assert write(read(request(**given)), hint="HINT")["instructions"] == expected


def test_what_the_call_asks_for_is_read() -> None:
    turn = read(
        request(
            tools=[{"type": "function", "name": "find_order", "parameters": {}}],
            tool_choice={"type": "allowed_tools", "mode": "required", "tools": []},
            text={"format": {"type": "json_schema", "name": "n", "schema": {}}},
            stream=True,
            safety_identifier="u-1",
            metadata={"conversation_id": "c-1"},
        )
    )
    assert turn.tools == {"find_order"}
    assert (turn.forces_tool, turn.wants_json, turn.stream) == (True, True, True)
    assert (turn.user, turn.conversation) == ("u-1", "c-1")


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({"input": []}, ErrorCode.INVALID_REQUEST, "input"),
        ({"input": None}, ErrorCode.INVALID_REQUEST, "input"),
        ({"input": ["x"]}, ErrorCode.INVALID_REQUEST, "input[0]"),
        ({"input": [{"role": "tool"}]}, ErrorCode.INVALID_REQUEST, "input[0].role"),
        ({"model": ""}, ErrorCode.INVALID_REQUEST, "model"),
        ({"stream": "yes"}, ErrorCode.INVALID_REQUEST, "stream"),
        ({"instructions": ["x"]}, ErrorCode.INVALID_REQUEST, "instructions"),
        ({"background": True}, ErrorCode.PROVIDER_STATE_NOT_ALLOWED, "background"),
        (
            {"previous_response_id": "resp_1"},
            ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
            "previous_response_id",
        ),
        ({"conversation": {"id": "c"}}, ErrorCode.PROVIDER_STATE_NOT_ALLOWED, "conversation"),
        ({"prompt": {"id": "pmpt_1"}}, ErrorCode.PROVIDER_STATE_NOT_ALLOWED, "prompt.id"),
        (
            {"input": [{"type": "item_reference", "id": "x"}]},
            ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
            "input[0].type",
        ),
        (
            {"tools": [{"type": "web_search"}]},
            ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
            "tools[0].type",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_with_its_place(
    fields: dict[str, Any], code: ErrorCode, param: str
) -> None:
    with pytest.raises(CallerError) as refused:
        read({**request(), **fields})
    assert (refused.value.code, refused.value.param) == (code, param)


def test_a_refused_item_reference_says_how_to_do_without() -> None:
    with pytest.raises(CallerError, match=r"the items themselves in input, and store: false"):
        read(request([{"type": "item_reference", "id": "msg_1"}]))


@pytest.mark.parametrize(
    "part",
    [
        {"type": "input_video", "video_url": "https://example.com/v.mp4"},
        {"type": "input_video", "video": {"url": "https://example.com/v.mp4"}},
        {"type": "input_video", "data": "QUJD" * 256},
    ],
)
def test_media_in_a_form_that_nobody_knows_is_refused(part: dict[str, Any]) -> None:
    result = {"type": "function_call_output", "call_id": "c1", "output": [part]}
    everything = Allowed(images=True, audio=True, files=True)
    for given in ([user([part])], [user("hi"), CALL, result]):
        with pytest.raises(CallerError) as failure:
            read(request(given), everything)
        assert failure.value.code is ErrorCode.UNSUPPORTED_MEDIA


def test_audio_passes_only_where_the_policy_lets_it() -> None:
    spoken = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
    with pytest.raises(CallerError, match=r"media\.audio"):
        read(request([user([spoken])]))
    slots = read(request([user([spoken])]), Allowed(audio=True)).slots
    assert [slot.text for slot in slots if slot.medium == "audio"] == ["AAAA"]


def test_media_pass_only_where_the_policy_lets_them() -> None:
    given = [user([{"type": "input_image", "image_url": "data:image/png;base64,aa"}])]
    with pytest.raises(CallerError) as refused:
        read(request(given))
    assert refused.value.code is ErrorCode.UNSUPPORTED_MEDIA
    assert write(read(request(given), Allowed(images=True)))["input"] == given
