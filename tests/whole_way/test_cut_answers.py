"""An answer that stops inside a placeholder ends in a neutral word: in every format, streamed or not."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from proxy.offline import RecordingProvider, Reply, Said
from proxy.privacy.restore import NEUTRAL_WORD
from tests.running import RunningProxy

EMAIL = "crystal.minh@example.com"
HELLO = f"hi, my e-mail is {EMAIL}"
TURN = [{"role": "user", "content": HELLO}]

REQUESTS: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": TURN},
    "/v1/responses": {"input": TURN},
    "/v1/messages": {"messages": TURN, "max_tokens": 9},
    "/v1/completions": {"prompt": HELLO},
}
WHOLE: dict[str, Callable[[Any], list[str]]] = {
    "/v1/chat/completions": lambda body: [body["choices"][0]["message"]["content"]],
    "/v1/responses": lambda body: [body["output"][0]["content"][0]["text"]],
    "/v1/messages": lambda body: [body["content"][0]["text"]],
    "/v1/completions": lambda body: [body["choices"][0]["text"]],
}
"""Where the words stand in a whole answer."""


def events(text: str) -> Iterator[Any]:
    for line in text.splitlines():
        if line.startswith("data: ") and line != "data: [DONE]":
            yield json.loads(line.removeprefix("data: "))


def streamed(path: str, text: str) -> list[str]:
    """The words of a stream: the pieces together, and every repetition of the whole."""
    pieces, repeated = "", []
    for event in events(text):
        match path, event:
            case "/v1/chat/completions", {"choices": [{"delta": delta}]}:
                pieces += delta.get("content") or ""
            case "/v1/completions", {"choices": [{"text": str(piece)}]}:
                pieces += piece
            case "/v1/messages", {"delta": {"text": str(piece)}}:
                pieces += piece
            case "/v1/responses", {"type": "response.output_text.delta", "delta": str(piece)}:
                pieces += piece
            case "/v1/responses", {"type": "response.output_text.done", "text": str(whole)}:
                repeated.append(whole)
            case "/v1/responses", {"response": {"status": "incomplete"} as whole}:
                repeated += WHOLE[path](whole)
            case _:
                pass
    return [pieces, *repeated]


@pytest.mark.parametrize("path", REQUESTS)
def test_a_cut_placeholder_becomes_a_neutral_word(
    path: str, proxy: RunningProxy, provider: RecordingProvider
) -> None:
    headers = {"Authorization": f"Bearer {proxy.client_key}", "X-Conversation-Id": "cut-answers"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as client:
        client.post(path, json={"model": "m", **REQUESTS[path]})
        (placeholder,) = set(re.findall(r"\[EMAIL_\w{6}\]", provider.everything().decode()))
        for kept, expected in ((-3, NEUTRAL_WORD), (-7, NEUTRAL_WORD), (-1, EMAIL)):
            said = Said(f"It is {placeholder[:kept]}", finish_reason="length")
            for stream in (False, True):
                provider.answer_next(Reply(choices=(said,), delta=2, cuts=(5,)))
                request = {"model": "m", "stream": stream, **REQUESTS[path]}
                answer = client.post(path, json=request)
                read = streamed if stream else (lambda path, text: WHOLE[path](json.loads(text)))
                texts = read(path, answer.text)
                assert set(texts) == {f"It is {expected}"}, (stream, kept, answer.text)
                assert len(texts) == (3 if stream and path == "/v1/responses" else 1)
