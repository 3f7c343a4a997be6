import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.offline.assistant import SIGN, shop_assistant
from proxy.offline.base import RecordedRequest, Reply, Said

PERSON, EMAIL, ORDER = "[PERSON_0A1B2C]", "[EMAIL_3D4E5F]", "[ORDER_6G7H8J]"
LOOKUP = {
    "type": "function",
    "function": {
        "name": "find_order",
        "parameters": {
            "type": "object",
            "properties": {
                "order_number": {"type": "string"},
                "email": {"type": "string"},
                "note": {"type": "string"},
            },
            "required": ["order_number"],
        },
    },
}


def reply(*messages: dict[str, Any] | str, **fields: Any) -> Reply:
    said = [{"role": "user", "content": m} if isinstance(m, str) else m for m in messages]
    body = json.dumps({"model": "m", "messages": said, **fields}).encode()
    return shop_assistant(RecordedRequest(7, "POST", "/v1/chat/completions", (), body))


def said(*messages: dict[str, Any] | str, **fields: Any) -> Said:
    (choice,) = reply(*messages, **fields).choices
    return choice


def text(*messages: dict[str, Any] | str, **fields: Any) -> str:
    answer = said(*messages, **fields).text
    assert answer is not None
    return answer


@pytest.mark.parametrize("message", ["hello", "where is my order?", "asdf", "", "thanks!"])
def test_each_answer_says_that_it_is_the_offline_provider(message: str) -> None:
    assert text(message).startswith(SIGN)


def test_placeholders_are_repeated_so_that_restoring_can_be_seen() -> None:
    answer = text(f"I am {PERSON}, {EMAIL}, {EMAIL}, order {ORDER}")

    assert answer == f"{SIGN} Thanks {PERSON}, I have noted {EMAIL} and {ORDER}."
    assert text(f"I am {PERSON}") == f"{SIGN} Thanks {PERSON}!"


def test_parts_of_a_message_are_read_like_a_string() -> None:
    assert PERSON in text({"role": "user", "content": [{"type": "text", "text": PERSON}]})


def test_a_declared_tool_is_called_with_the_placeholders_that_fit() -> None:
    (call,) = said(f"{PERSON}, {EMAIL}, about {ORDER}", tools=[LOOKUP]).tool_calls

    assert (call.name, call.call_id) == ("find_order", "call_offline_7")
    assert json.loads(call.arguments) == {"order_number": ORDER, "email": EMAIL}


def test_a_persons_name_fits_a_property_called_name() -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {
        "properties": {"customer_name": {}, "none": {}, "on": {}}}}}  # fmt: skip
    (call,) = said(f"I am {PERSON}", tools=[tool]).tool_calls

    assert json.loads(call.arguments) == {"customer_name": PERSON}


def test_a_number_serves_where_there_is_no_placeholder() -> None:
    (call,) = said("where is my order 98765?", tools=[LOOKUP]).tool_calls

    assert json.loads(call.arguments) == {"order_number": "98765"}


def test_a_custom_tool_gets_the_text() -> None:
    tool = {"type": "custom", "custom": {"name": "notes"}}
    (call,) = said(f"for {PERSON}", tools=[tool]).tool_calls

    assert (call.custom, call.name, call.arguments) == (True, "notes", f"for {PERSON}")


@pytest.mark.parametrize(
    ("choice", "called"),
    [
        ("none", None),
        ("auto", None),
        ("required", "find_order"),
        ({"type": "function", "function": {"name": "find_order"}}, "find_order"),
        ({"type": "function", "function": {"name": "unknown"}}, None),
    ],
)
def test_the_choice_of_tools_is_respected(choice: object, called: str | None) -> None:
    calls = said("hello", tools=[LOOKUP], tool_choice=choice).tool_calls

    assert [call.name for call in calls] == ([called] if called else [])


def test_a_tool_result_is_used_in_the_answer() -> None:
    results = [{"role": "tool", "tool_call_id": i, "content": f"{i} for {PERSON}"} for i in "ab"]

    answer = text("order?", {"role": "assistant", "tool_calls": []}, *results, tools=[LOOKUP])

    assert answer == f"{SIGN} The shop's system says: a for {PERSON} / b for {PERSON}"


def test_json_is_answered_where_json_was_asked_for() -> None:
    assert PERSON in json.loads(text(PERSON, response_format={"type": "json_object"}))["reply"]
    schema = {
        "properties": {
            "summary": {"type": "string"},
            "mood": {"enum": ["good", "bad"]},
            "count": {"type": "integer"},
            "ok": {"type": ["boolean", "null"]},
            "tags": {"type": "array"},
            "none": {"type": "null"},
        }
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "s", "schema": schema}}
    answer = json.loads(text(PERSON, response_format=wanted))

    assert PERSON in answer.pop("summary")
    assert answer == {"mood": "good", "count": 1, "ok": True, "tags": [], "none": None}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "function",
                    "name",
                    "parameters",
                    "properties",
                    "content",
                    "enum",
                    "required",
                    "json_schema",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
)


@given(JSON, JSON, JSON, JSON)
def test_odd_requests_are_answered_too(
    messages: object, tools: object, choice: object, wanted: object
) -> None:
    body = {"messages": messages, "tools": tools, "tool_choice": choice, "response_format": wanted}
    request = RecordedRequest(1, "POST", "/", (), json.dumps(body).encode())

    assert shop_assistant(request).choices
