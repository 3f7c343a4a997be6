"""Plain curl: no SDK that could smooth anything over."""

import json
import re
import subprocess
from typing import Any

import pytest

from proxy.offline import RecordingProvider
from tests.clients.shop import EMAIL, HELLO, INJURY, NAME, PHONE, RECORD, assert_not_received
from tests.running import RunningProxy

TOOL: Any = {
    "type": "function",
    "function": {
        "name": "find_order",
        "parameters": {"type": "object", "properties": {"email": {"type": "string"}}},
    },
}


def curl(proxy: RunningProxy, document: dict[str, Any], key: str | None = None) -> tuple[int, str]:
    """Status and body of a chat completions request, its body piped in."""
    words = ["curl", "-sSN", f"{proxy.url}/v1/chat/completions", "--data-binary", "@-"]
    words += ["-H", f"Authorization: Bearer {key or proxy.client_key}"]
    words += ["-H", "Content-Type: application/json", "-w", "\n%{http_code}"]
    body = json.dumps({"model": "gpt-4o-mini", **document})
    done = subprocess.run(words, input=body, capture_output=True, text=True, timeout=60, check=True)
    answer, _, status = done.stdout.rpartition("\n")
    return int(status), answer


def streamed(answer: str) -> list[dict[str, Any]]:
    """The deltas of a stream, read line by line as the specification says."""
    lines = [line for line in answer.splitlines() if line]
    assert lines[-1] == "data: [DONE]"
    assert all(line.startswith("data: ") for line in lines)
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]
    return [choice["delta"] for chunk in chunks for choice in chunk["choices"]]


def test_whole_and_streamed_answers_come_with_the_real_values(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    messages = [{"role": "user", "content": HELLO}]
    status, answer = curl(proxy, {"messages": messages})
    text = json.loads(answer)["choices"][0]["message"]["content"]
    assert status == 200
    assert NAME in text
    assert EMAIL in text
    status, answer = curl(proxy, {"messages": messages, "stream": True})
    assert status == 200
    assert "".join(delta.get("content") or "" for delta in streamed(answer)) == text
    assert_not_received(provider)


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_gets_the_real_value_and_its_result_is_protected(
    proxy: RunningProxy, provider: RecordingProvider, stream: bool
) -> None:
    asked: dict[str, Any] = {"messages": [{"role": "user", "content": HELLO}], "tools": [TOOL]}
    status, answer = curl(proxy, {**asked, "stream": stream})
    assert status == 200
    if stream:
        calls = [call for delta in streamed(answer) for call in delta.get("tool_calls", ())]
        call = calls[0]
        call["function"]["arguments"] = "".join(c["function"]["arguments"] for c in calls)
    else:
        (call,) = json.loads(answer)["choices"][0]["message"]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {"email": EMAIL}
    asked["messages"] += [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": RECORD},
    ]
    status, answer = curl(proxy, asked)
    assert status == 200
    assert PHONE in json.loads(answer)["choices"][0]["message"]["content"]
    assert_not_received(provider)


def test_a_sensitive_message_is_answered_by_us(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    messages = [{"role": "user", "content": INJURY}]
    status, answer = curl(proxy, {"messages": messages})
    assert status == 200
    assert re.search(r"R-\w", json.loads(answer)["choices"][0]["message"]["content"])
    status, answer = curl(proxy, {"messages": messages, "stream": True})
    assert status == 200
    assert "R-" in "".join(delta.get("content") or "" for delta in streamed(answer))
    assert provider.requests == []


def test_errors_are_json_that_says_what_to_change(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aaaa"}}
    status, answer = curl(proxy, {"messages": [{"role": "user", "content": [image]}]})
    assert status == 400
    assert "media.images" in json.loads(answer)["error"]["message"]
    status, answer = curl(proxy, {"messages": []}, key="sk-wrong")
    assert status == 401
    assert json.loads(answer)["error"]["code"] == "invalid_client_key"
    assert provider.requests == []
