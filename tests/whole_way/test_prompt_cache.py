"""What a provider may have cached stays the same bytes from turn to turn, in every format.

Cached are beginnings: what stands before the first changed byte is not paid for again.
"""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from proxy.offline import RecordingProvider
from tests.running import RunningProxy

SHOP = (
    "You are the assistant of Wick & Lantern. Our phone number is +1 201-555-0148, our e-mail "
    "address is care@wickandlantern.example, our shop is at 14 Harbour Street. Be brief."
)
TOOL = {
    "name": "find_order",
    "description": "Ask Priya Raman (priya.raman@example.com) when it fails.",
    "parameters": {"type": "object", "properties": {"email": {"type": "string"}}},
}
RECORD = json.dumps({"last_name": "Minh", "phone": "+1 201-555-0123", "items": 2})

Line = tuple[str, str]
"""Who said what: customer, bot, or the result of a tool call."""

GROWING: list[Line] = [
    ("customer", "hi, i am Crystal Minh and i have a question"),
    ("bot", "Hello Crystal! What is your e-mail address?"),
    ("customer", "crystal.minh@example.com"),
    ("tool", RECORD),
    ("bot", "Thank you. I found two items, sent to Crystal Minh."),
    ("customer", "call me at +1 201-555-0123 when they are there, please"),
    ("bot", "We will call +1 201-555-0123."),
    ("customer", "and when is that?"),
    ("bot", "On Monday."),
    ("customer", "thanks"),
]
LATE: list[Line] = [
    ("customer", "hi, which sizes of shirts are there?"),
    ("bot", "S to XXL."),
    ("customer", "and do you sell the wexcombe lamp?"),
    ("bot", "Yes, we do. Who is asking?"),
    ("customer", "my name is Tilda Wexcombe"),
    ("bot", "Hello!"),
    ("customer", "when is it delivered?"),
    ("bot", "Tomorrow."),
    ("customer", "thanks"),
]


def chat(lines: list[Line]) -> dict[str, Any]:
    messages: list[Any] = [{"role": "system", "content": SHOP}]
    for at, (who, text) in enumerate(lines):
        if who == "tool":
            function = {"name": "find_order", "arguments": "{}"}
            call = {"id": f"call_{at}", "type": "function", "function": function}
            messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
            messages.append({"role": "tool", "tool_call_id": f"call_{at}", "content": text})
        else:
            role = {"customer": "user", "bot": "assistant"}[who]
            messages.append({"role": role, "content": text})
    return {"tools": [{"type": "function", "function": TOOL}], "messages": messages}


def responses(lines: list[Line]) -> dict[str, Any]:
    items: list[Any] = []
    for at, (who, text) in enumerate(lines):
        if who == "tool":
            call = {"type": "function_call", "call_id": f"call_{at}", "name": "find_order"}
            items.append({**call, "arguments": "{}"})
            items.append({"type": "function_call_output", "call_id": f"call_{at}", "output": text})
        else:
            role = {"customer": "user", "bot": "assistant"}[who]
            items.append({"role": role, "content": text})
    tool = {"type": "function", **TOOL, "strict": False}
    return {"instructions": SHOP, "tools": [tool], "input": items}


def messages(lines: list[Line]) -> dict[str, Any]:
    said: list[Any] = []
    for at, (who, text) in enumerate(lines):
        if who == "tool":
            call = {"type": "tool_use", "id": f"call_{at}", "name": "find_order", "input": {}}
            result = {"type": "tool_result", "tool_use_id": f"call_{at}", "content": text}
            said.append({"role": "assistant", "content": [call]})
            said.append({"role": "user", "content": [result]})
        else:
            said.append(
                {"role": {"customer": "user", "bot": "assistant"}[who], "content": text},
            )
    tool = {"name": TOOL["name"], "description": TOOL["description"]}
    system = [{"type": "text", "text": SHOP, "cache_control": {"type": "ephemeral"}}]
    return {
        "max_tokens": 9,
        "tools": [{**tool, "input_schema": TOOL["parameters"]}],
        "system": system,
        "messages": said,
    }


Writes = Callable[[list[Line]], dict[str, Any]]
FORMATS: dict[str, Writes] = {
    "/v1/chat/completions": chat,
    "/v1/responses": responses,
    "/v1/messages": messages,
}


@pytest.fixture
def http(proxy: RunningProxy) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as client:
        yield client


def sent(
    http: httpx.Client, provider: RecordingProvider, path: str, lines: list[Line], **headers: str
) -> list[bytes]:
    """What reaches the provider, turn by turn, of a conversation that grows line by line."""
    provider.forget()
    for end, (who, _) in enumerate(lines, start=1):
        if who in {"customer", "tool"}:
            body = {"model": "m", **FORMATS[path](lines[:end])}
            assert http.post(path, json=body, headers=headers).status_code == 200
    return provider.bodies(path)


def said(body: bytes) -> bytes:
    """A body up to the end of its last message: what a longer conversation could share."""
    return body[: body.rindex(b"]")]


@pytest.mark.parametrize("path", FORMATS)
@pytest.mark.parametrize("headers", [{}, {"X-Conversation-Id": "growing"}], ids=["", "named"])
def test_each_request_begins_with_the_bytes_of_the_one_before(
    http: httpx.Client, provider: RecordingProvider, path: str, headers: dict[str, str]
) -> None:
    bodies = sent(http, provider, path, GROWING, **headers)
    assert len(bodies) == 6
    for earlier, later in pairwise(bodies):
        assert later.startswith(said(earlier))
    assert b"Crystal" not in bodies[-1]
    assert bodies[-1].count(b"[PERSON_") >= 4


@pytest.mark.parametrize("path", FORMATS)
def test_a_value_that_is_recognised_late_changes_the_bytes_once_from_its_first_place(
    http: httpx.Client, provider: RecordingProvider, path: str
) -> None:
    first, second, third, *rest = sent(http, provider, path, LATE)
    assert b"wexcombe lamp" in second
    assert second.startswith(said(first))
    changed = second.index(b"wexcombe lamp")
    assert third.startswith(second[:changed] + b"[PERSON_")
    for earlier, later in pairwise([third, *rest]):
        assert later.startswith(said(earlier))


@pytest.mark.parametrize("path", FORMATS)
def test_a_shared_system_prompt_is_the_same_bytes_for_every_customer(
    http: httpx.Client, provider: RecordingProvider, path: str
) -> None:
    """With the shop's phone number, its address and a colleague's name in it, and in a tool."""
    bodies = []
    for number, customer in enumerate(("Crystal Minh", "Helena Novak", "Priya Raman")):
        lines = [("customer", f"hi, my name is {customer}, tel +1 201-555-0148")]
        named = {"X-Conversation-Id": f"shared-{number}"} if number else {}
        bodies += sent(http, provider, path, lines, **named)
    place = b"hi, my name is [PERSON_"
    assert len({body[: body.index(place)] for body in bodies}) == 1
    assert all(b"[PHONE_" in body[: body.index(place)] for body in bodies)
    assert b"555-0148" not in b"".join(bodies)
