import json

from evaluation.labelled import Conversation, Said
from evaluation.requests import one_message, requests_of
from tests.evaluation.sets import rooms_that_find


def roles(body: bytes) -> list[str]:
    return [message["role"] for message in json.loads(body)["messages"]]


def test_each_customer_message_is_one_request_with_everything_before_it() -> None:
    talk = Conversation(
        tuple(
            Said(role, role)
            for role in ("assistant", "user", "tool", "tool", "assistant", "user", "assistant")
        ),
        (),
    )
    first, second = requests_of(talk)
    assert roles(first) == ["assistant", "user", "assistant", "tool", "assistant", "tool"]
    assert roles(second) == [*roles(first), "assistant", "user"]


def test_a_tool_result_answers_a_call_of_its_own() -> None:
    (body,) = requests_of(Conversation((Said("user", "hi"), Said("tool", '{"name": "Jo"}')), ()))
    _, call, result = json.loads(body)["messages"]
    assert call["tool_calls"][0]["id"] == result["tool_call_id"]


def test_the_proxy_reads_these_requests_as_any_others() -> None:
    turn, findings = rooms_that_find("Jo").find(one_message("I am Jo"))
    assert [message.text for message in turn.messages] == ["I am Jo"]
    assert [
        len(found)
        for slot, found in zip(turn.slots, findings, strict=True)
        if slot.text == "I am Jo"
    ] == [1]
