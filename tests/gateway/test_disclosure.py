"""The customer is told once who answers, in his language; what has no place for it only puts it off."""

import json
from dataclasses import replace
from typing import Any

import pytest

from proxy.audit.events import EventKind
from proxy.errors import CallerError
from proxy.gateway import headers
from proxy.gateway.base import Call, Reply
from proxy.gateway.headers import disclosed
from proxy.gateway.turn import serve_turn
from proxy.policy.base import Disclosure
from tests.gateway.stage import Stage, call, each, words

TEXT = "You are talking to an automatic assistant."
GERMAN = "Sie sprechen mit einem automatischen Assistenten – ehrlich."
SHOWN = Disclosure({"en": TEXT, "de": GERMAN})
ATTESTED = Disclosure(attested="The chat window says so.")


def stage(disclosure: Disclosure | None = SHOWN) -> Stage:
    made = Stage()
    made.with_policy(disclosure=disclosure)
    return made


def sealed(made: Stage, kind: EventKind) -> dict[str, Any]:
    return dict(made.records.of(kind)[-1].sealed)


def calling_a_tool(request: dict[str, Any]) -> tuple[int, Any]:
    tool = {"id": "t", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    message = {"role": "assistant", "content": None, "tool_calls": [tool]}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return 200, each(json.dumps(body).encode())


async def test_the_first_answer_begins_with_the_text_and_the_next_does_not() -> None:
    made = stage()
    first = words(await serve_turn(call("hello"), made.rooms))
    assert first == f"{TEXT}\n\nYou said: hello"
    assert sealed(made, EventKind.TURN_OPENED)["disclosure"] == {
        "how": "text",
        "language": "en",
        "text": TEXT,
    }
    assert sealed(made, EventKind.TURN_CLOSED)["disclosed"] is True
    assert TEXT not in str(sealed(made, EventKind.TURN_CLOSED).get("answer"))
    said = {"role": "assistant", "content": first}
    reply = await serve_turn(call("hello", said, "and soap?"), made.rooms)
    assert words(reply) == "You said: and soap?"
    assert headers.DISCLOSURE not in reply.headers
    assert "disclosure" not in sealed(made, EventKind.TURN_OPENED)
    assert "disclosed" not in sealed(made, EventKind.TURN_CLOSED)


async def test_it_is_given_in_the_customers_language_or_in_english() -> None:
    made = stage()
    for language, text in (("de", GERMAN), ("fi", TEXT)):
        made.inspector.language = language
        assert words(await serve_turn(call("moi"), made.rooms)).startswith(f"{text}\n\n")
    said = {"role": "assistant", "content": f"{GERMAN}\n \nHallo"}
    assert TEXT not in words(await serve_turn(call("hallo", said, "in english?"), made.rooms))


async def test_a_tool_call_puts_it_off_and_stays_as_it_was() -> None:
    made = stage()
    plain = made.provider.answer
    made.provider.answer = calling_a_tool
    reply = await serve_turn(call("where is it?"), made.rooms)
    message = json.loads(reply.body)["choices"][0]["message"]
    assert message["content"] is None
    assert reply.headers[headers.DISCLOSURE] == TEXT
    assert "disclosed" not in sealed(made, EventKind.TURN_CLOSED)
    made.provider.answer = plain
    result = {"role": "tool", "tool_call_id": "t", "content": "it is on its way"}
    reply = await serve_turn(call("where is it?", message, result), made.rooms)
    assert words(reply).startswith(f"{TEXT}\n\n")


async def test_structured_output_stays_structured_and_carries_it_in_a_header() -> None:
    made = stage()
    made.inspector.language = "de"
    shape: dict[str, Any] = {"response_format": {"type": "json_object"}}
    made.provider.answer = lambda request: (
        200,
        each(
            b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,'
            b'"finish_reason":"stop","message":{"role":"assistant","content":"{\\"a\\": 1}"}}]}'
        ),
    )
    reply = await serve_turn(call("gib mir json", **shape), made.rooms)
    assert json.loads(words(reply)) == {"a": 1}
    assert reply.headers[headers.DISCLOSURE].isascii()
    from urllib.parse import unquote

    assert unquote(reply.headers[headers.DISCLOSURE]) == GERMAN


async def test_a_held_turn_is_no_answer_of_an_assistant() -> None:
    made = stage()
    reply = await serve_turn(call("i want a human please"), made.rooms)
    assert TEXT not in words(reply)


@pytest.mark.parametrize(
    ("rules", "shown", "how"),
    [
        (ATTESTED, False, "attested"),
        (None, False, "not"),
        (SHOWN, True, "client"),
        (None, True, "client"),
    ],
)
async def test_where_nothing_is_shown_the_first_turn_says_why_in_the_log(
    rules: Disclosure | None, shown: bool, how: str
) -> None:
    made = stage(rules)
    asked: Call = replace(call("hello"), disclosed=shown)
    reply: Reply = await serve_turn(asked, made.rooms)
    assert words(reply) == "You said: hello"
    assert headers.DISCLOSURE not in reply.headers
    assert sealed(made, EventKind.TURN_OPENED)["disclosure"] == {"how": how}
    greeting = {"role": "assistant", "content": "Hello!"}
    await serve_turn(replace(call(greeting, "hello"), disclosed=shown), made.rooms)
    assert sealed(made, EventKind.TURN_OPENED)["disclosure"] == {"how": how}
    later = replace(call("hello", greeting, "soap?"), disclosed=shown)
    await serve_turn(later, made.rooms)
    assert "disclosure" not in sealed(made, EventKind.TURN_OPENED)


def test_the_chatbots_word_is_one_word() -> None:
    assert disclosed({headers.DISCLOSURE: ["shown"]})
    assert not disclosed({})
    for wrong in (["yes"], ["shown", "shown"], ["off"]):
        with pytest.raises(CallerError):
            disclosed({headers.DISCLOSURE: wrong})
