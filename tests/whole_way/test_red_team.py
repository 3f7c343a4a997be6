"""Attacks that once succeeded against the running proxy, or came close; each is a promise now."""

import base64
import json
import re
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pytest

from proxy.offline import RecordingProvider, Reply, Said, ToolCall
from proxy.offline.base import RecordedRequest
from tests.running import RunningProxy

EMAIL = "zoe.quixworth@example.com"
NAME = "Zoë Quîxwörth"
CARD = "4242424242424242"
PLAIN = f"hi, my name is {NAME}, my e-mail is {EMAIL}, my card {CARD}"

JSON = {"Content-Type": "application/json"}

Message = dict[str, Any]


@pytest.fixture
def http(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False, timeout=170) as client:
        yield client


def user(content: object) -> Message:
    return {"role": "user", "content": content}


def assistant(content: str) -> Message:
    return {"role": "assistant", "content": content}


def send(http: httpx.Client, *messages: Message, **more: object) -> httpx.Response:
    body = {"model": "gpt-4o-mini", "messages": list(messages), **more}
    return http.post("/v1/chat/completions", json=body)


def sent(provider: RecordingProvider) -> str:
    """All texts that left, escapes of the outer JSON undone."""
    return json.dumps([json.loads(body) for body in provider.bodies()], ensure_ascii=False)


def calls_with_the_last_message(request: RecordedRequest) -> Reply:
    said = request.json()["messages"][-1]["content"]
    return Reply(choices=(Said(tool_calls=(ToolCall("f", said),)),))


def quoted_json(value: str) -> str:
    """As ``json.dumps`` writes a record into a prompt: ASCII only."""
    return f"Record: {json.dumps({'customer': value})}. Be kind."


def html_numbers(value: str) -> str:
    return "".join(f"&#{ord(character)};" for character in value)


def html_names(value: str) -> str:
    return value.replace("ë", "&euml;").replace("î", "&icirc;").replace("ö", "&ouml;")


def every_unit(value: str) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in value)


def percent(value: str) -> str:
    return urllib.parse.quote(value, safe="")


def twice_percent(value: str) -> str:
    return percent(percent(value))


def python_bytes(value: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in value.encode())


def in_base64(value: str) -> str:
    return base64.urlsafe_b64encode(f"user:{value}".encode()).decode()


def hexadecimal(value: str) -> str:
    return value.encode().hex()


FORMS = (
    in_base64,
    hexadecimal,
    quoted_json,
    html_numbers,
    html_names,
    every_unit,
    percent,
    twice_percent,
    urllib.parse.quote_plus,
    python_bytes,
)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_an_escaped_copy_of_a_value_does_not_leave(
    http: httpx.Client, provider: RecordingProvider, form: Callable[[str], str]
) -> None:
    """A value that is known from one message is known however another one writes it."""
    for value in (NAME, EMAIL, CARD):
        provider.forget()
        escaped = form(value)
        answer = send(
            http,
            {"role": "system", "content": f"About the customer: {escaped} (end)"},
            user(PLAIN),
            assistant("ok"),
            user(f"see {escaped} please"),
        )
        assert answer.status_code == 200, answer.text
        assert "(end)" in sent(provider)
        for message in json.loads(provider.bodies()[-1])["messages"]:
            assert escaped not in message["content"]


def cpu_clock(proxy: RunningProxy) -> int:
    """Of what the process has computed, in the words of clock_getcpuclockid(3)."""
    assert proxy.process is not None
    return ~proxy.process.pid << 3 | 2


HOSTILE: dict[str, list[Message]] = {
    "look-alikes": [user("[EMAIL_7K3M9Q] " * 40_000)],
    "values": [user(" ".join(f"zoe.{number}@example.com" for number in range(6_000)))],
    "keys": [user(json.dumps({f"key{number}": number for number in range(4_000)}))],
    "links": [user(f"see https://shop.example/?e={EMAIL} " * 6_000)],
    "brackets": [user(f"see https://shop.example/?e={EMAIL}" + ")" * 400_000)],
    "digits": [user("4" * 1_000_000)],
    "long words before many": [assistant("word " * 100_000), *[user("hi")] * 10_000],
    "cut tails": [user(f"zoe.{number}@example.com [EMAIL_7K") for number in range(2_000)],
}


@pytest.mark.parametrize("messages", HOSTILE.values(), ids=HOSTILE.keys())
def test_while_a_hostile_request_is_read_others_are_answered(
    http: httpx.Client, proxy: RunningProxy, messages: list[Message]
) -> None:
    """However it ends, it ends, and health checks do not wait for it.

    What they wait for is told by what the proxy computes meanwhile, which no other program changes.
    """
    computing = partial(time.clock_gettime, cpu_clock(proxy))
    with ThreadPoolExecutor(1) as apart, httpx.Client(trust_env=False, timeout=170) as other:

        def health() -> float:
            begun = computing()
            assert other.get(f"{proxy.url}/healthz").status_code == 200
            return computing() - begun

        begun = computing()
        assert send(http, user(PLAIN)).status_code == 200
        plain = computing() - begun
        begun = computing()
        answer = apart.submit(send, http, *messages)
        waits = [health()]
        while not answer.done():
            waits.append(health())
            time.sleep(0.005)
        whole = computing() - begun
    assert answer.result().status_code in {200, 503}
    assert max(waits) < max(whole / 4, 5 * plain)


INJURY = "the charger you sold me caught fire and burned my hand"


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"message": INJURY, "session": "a1"}),
        '{"message": "' + every_unit(INJURY) + '"}',
        [{"type": "input_text", "words": INJURY}],
        [
            {"type": "text", "text": "the charger you sold me"},
            {"type": "text", "text": INJURY[23:]},
        ],
    ],
    ids=["JSON", "escaped JSON", "new part", "parts"],
)
def test_a_sensitive_message_is_heard_in_whatever_form_the_client_wraps_it(
    http: httpx.Client, provider: RecordingProvider, content: object
) -> None:
    answer = send(http, user(content))
    assert "handoff" in answer.json()
    assert provider.requests == []


def test_a_held_message_does_not_leave_as_a_copy_in_a_prompt(
    http: httpx.Client, provider: RecordingProvider
) -> None:
    """Many chatbots send the conversation twice: as messages, and as text in the system prompt."""
    asked = "i want to talk to a human please, about the purple teapot from Tuesday"
    assert "handoff" in send(http, user(asked)).json()
    answer = send(
        http,
        {"role": "system", "content": f"Be kind. Chat so far:\nuser: {asked.upper()}\nbot: ok"},
        user(asked),
        assistant("ok"),
        {"role": "system", "content": json.dumps({"history": [asked.replace(" ", "\n")]})},
        user("what colours does the soap come in?"),
        prediction={"type": "content", "content": f"> {asked}\n\nI am sorry."},
    )
    assert "handoff" not in answer.json()
    assert "Be kind." in sent(provider)
    assert "teapot" not in sent(provider).lower()


@pytest.mark.parametrize(
    "field",
    [
        {"stop": [int(CARD)]},
        {
            "tools": [
                {"type": "function", "function": {"name": "f", "parameters": {"enum": [int(CARD)]}}}
            ]
        },
        {"user": int(CARD)},
        {"new_field": {"deep": [float(CARD)]}},
        {"new_field": -int(CARD)},
    ],
    ids=["stop", "schema", "user", "unknown float", "unknown negative"],
)
def test_a_card_number_as_a_number_does_not_leave(
    http: httpx.Client, provider: RecordingProvider, field: dict[str, object]
) -> None:
    answer = send(http, user("hello"), **field)
    assert answer.status_code < 500
    assert CARD not in sent(provider)


PHONE = 2015550123


@pytest.mark.parametrize(
    "card", ["4.242424242424242E15", "4242424242424242.0", "42424242424242420e-1"]
)
def test_a_number_does_not_leave_as_a_double(
    http: httpx.Client, provider: RecordingProvider, card: str
) -> None:
    """Programs that know no integers (Java's Gson, Lua) write a phone number as 2.015550123E9."""
    result = f'{{"contact":{{"phone":2.015550123E9}},"ref":{card},"again":2.015550123e+9,"price":3.99E1}}'
    asked = {"name": "f", "arguments": "{}"}
    call = {"id": "c1", "type": "function", "function": asked}
    tool = {"type": "function", "function": {"name": "f", "parameters": {}}}
    messages = [
        user(f"my card is {CARD}"),
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": result},
    ]
    body = (
        json.dumps({"model": "m", "messages": messages, "tools": [tool]})[:-1] + f',"seed":{card}}}'
    )
    usual = provider.script
    provider.script = calls_with_the_last_message
    answer = http.post("/v1/chat/completions", content=body, headers=JSON)
    provider.script = usual
    left = json.loads(provider.bodies()[-1])
    assert re.fullmatch(r"\[CARD_\w{6}\]", left["seed"])
    told = json.loads(left["messages"][-1]["content"])
    assert told["ref"] == left["seed"]
    assert told["contact"]["phone"] == told["again"]
    assert re.fullmatch(r"\[PHONE_\w{6}\]", told["again"])
    assert told["price"] == 39.9
    (called,) = answer.json()["choices"][0]["message"]["tool_calls"]
    given = json.loads(called["function"]["arguments"])
    assert (given["contact"]["phone"], given["again"], given["price"]) == (PHONE, PHONE, 39.9)
