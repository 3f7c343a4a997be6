import json
from typing import Any

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from proxy.dialects.base import ErrorText, HeldAnswer
from proxy.errors import (
    AdministratorError,
    CallerError,
    ErrorCode,
    ProviderError,
    ProxyError,
    ServiceError,
)
from proxy.turn import Turn
from tests.dialects.requests import DIALECT, chat, function_tool, read

HELD = HeldAnswer("A person will answer. \u00e9", 1_760_000_000, "turn_h", {"case": "case_1"})


def whole(turn: Turn) -> dict[str, Any]:
    document = json.loads(DIALECT.held_answer(turn, HELD))
    assert isinstance(document, dict)
    return document


def chunks(turn: Turn) -> list[dict[str, Any]]:
    *events, done = DIALECT.held_stream(turn, HELD)
    assert done == b"data: [DONE]\n\n"
    return [json.loads(event.removeprefix(b"data: ")) for event in events]


def test_a_held_answer_is_a_normal_completion_with_our_text() -> None:
    answer = whole(read(chat(n=2)))
    parsed = ChatCompletion.model_validate(answer, strict=True)

    assert [c.message.content for c in parsed.choices] == [HELD.text, HELD.text]
    assert [(c.index, c.finish_reason) for c in parsed.choices] == [(0, "stop"), (1, "stop")]
    assert (parsed.id, parsed.created, parsed.model) == (
        "chatcmpl-turn_h",
        HELD.created,
        "gpt-test",
    )
    assert answer["handoff"] == {"case": "case_1"}


@pytest.mark.parametrize(
    "fields",
    [
        {"response_format": {"type": "json_object"}},
        {"tools": [function_tool()], "tool_choice": "required"},
    ],
)
def test_where_prose_would_break_a_parser_the_text_is_a_refusal(fields: dict[str, Any]) -> None:
    turn = read(chat() | fields)
    (choice,) = whole(turn)["choices"]

    assert choice["message"] == {"role": "assistant", "content": None, "refusal": HELD.text}
    assert "".join(
        c["choices"][0]["delta"].get("refusal") or "" for c in chunks(turn)
    ) == HELD.text  # fmt: skip
    assert not any(c["choices"][0]["delta"].get("content") for c in chunks(turn))


@pytest.mark.parametrize("answers", [1, 3])
def test_a_held_stream_says_the_same_in_each_choice(answers: int) -> None:
    events = chunks(read(chat(stream=True, n=answers)))
    parsed = [ChatCompletionChunk.model_validate(event, strict=True) for event in events]
    said = dict.fromkeys(range(answers), "")
    reasons: dict[int, str | None] = {}
    for piece in parsed:
        (choice,) = piece.choices
        said[choice.index] += choice.delta.content or ""
        reasons[choice.index] = choice.finish_reason

    assert set(said.values()) == {HELD.text}
    assert set(reasons.values()) == {"stop"}
    assert parsed[0].choices[0].delta.role == "assistant"
    assert events[-1]["handoff"] == {"case": "case_1"}
    assert all("usage" not in event for event in events)


def test_a_held_stream_ends_with_usage_where_it_was_asked_for() -> None:
    *events, last = chunks(read(chat(stream=True, stream_options={"include_usage": True})))

    assert all(event["usage"] is None for event in events)
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] == 0
    assert last["handoff"] == events[-1]["handoff"]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (CallerError(ErrorCode.INVALID_JSON, "m", param="messages"), "invalid_request_error"),
        (CallerError(ErrorCode.INVALID_CLIENT_KEY, "m", status=401), "authentication_error"),
        (CallerError(ErrorCode.FORBIDDEN, "m", status=403), "permission_error"),
        (CallerError(ErrorCode.NOT_FOUND, "m", status=404), "not_found_error"),
        (CallerError(ErrorCode.RATE_LIMITED, "m", status=429), "rate_limit_error"),
        (ProviderError(ErrorCode.PROVIDER_TIMEOUT, "m"), "api_error"),
        (ServiceError(ErrorCode.AUDIT_UNAVAILABLE, "m"), "server_error"),
        (AdministratorError(ErrorCode.INVALID_POLICY, "m"), "server_error"),
    ],
)
def test_our_errors_have_the_shape_of_the_format(error: ProxyError, kind: str) -> None:
    expected = {"message": "m", "type": kind, "param": error.param, "code": error.code.value}

    assert json.loads(DIALECT.error_body(error)) == {"error": expected}
    assert DIALECT.error_event(error) == b"data: " + DIALECT.error_body(error) + b"\n\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"error": {"message": "m", "type": "t", "code": "c", "param": "p[0].q"}},
         ErrorText("m", "t", "c", "p[0].q")),
        ({"error": {"message": "m", "code": 400}}, ErrorText("m", "api_error", "400", None)),
        ({"error": "m"}, ErrorText("m", "api_error", None, None)),
        ({"message": "m", "type": "t"}, ErrorText("m", "t", None, None)),
        ({"detail": "m"}, ErrorText("m", "api_error", None, None)),
        # A name that is a sentence, or a number that could be a card, is no name.
        ({"error": {"message": "m", "type": "I am Lopez", "code": 4242424242424242,
                    "param": "ann@example.com"}}, ErrorText("m", "api_error", None, None)),
    ],
)  # fmt: skip
def test_a_providers_error_is_understood_in_its_usual_shapes(
    body: object, expected: ErrorText
) -> None:
    assert DIALECT.read_error(json.dumps(body).encode()) == expected


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Lopez</html>", b"[1]", b'{"error":{"note":"Lopez"}}', b'{"error":null}',
     b"\xff", b"[" * 100_000],
)  # fmt: skip
def test_of_any_other_error_only_a_fixed_message_is_kept(body: bytes) -> None:
    error = DIALECT.read_error(body)

    assert error.message == "The provider answered with an error in a format of its own."
    assert error.type == "api_error"


def test_a_providers_error_is_written_in_the_shape_of_the_format() -> None:
    written = json.loads(DIALECT.write_error(ErrorText("m", "t", "c", None)))

    assert written == {"error": {"message": "m", "type": "t", "param": None, "code": "c"}}
