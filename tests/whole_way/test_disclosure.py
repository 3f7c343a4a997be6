"""Who answers is told at the first turn, in every format, streamed or not; tools and JSON stay whole."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anthropic import Anthropic
from openai import OpenAI

from proxy.offline import RecordingProvider
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from tests.running import RunningProxy, serving
from tests.whole_way.test_holds_in_every_format import (
    Chat,
    Completions,
    LegacyCompletions,
    Messages,
    Responses,
)

TEXT = "You are talking to an automatic assistant, not to a person."


def policy_that_tells(folder: Path) -> Path:
    """The shipped policy with the texts that stand in it as comments."""
    source = shipped_policy("default")
    text = source.read_text().replace("\ndisclosure: null\n", "\n")
    block = re.search(r"#   disclosure:\n(#     .*\n)+", text)
    assert block
    lines = [line.removeprefix("#   ") for line in block[0].splitlines()]
    text = text.replace(block[0], "\n".join(lines) + "\n")
    folder.mkdir(exist_ok=True)
    (folder / "topics.yaml").write_text((source.parent / "topics.yaml").read_text())
    (folder / "policy.yaml").write_text(text)
    return folder / "policy.yaml"


@pytest.fixture(scope="module")
def telling(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProxy]:
    folder = tmp_path_factory.mktemp("telling")
    with serving(folder, upstream, policy=policy_that_tells(folder / "policy")) as running:
        yield running


def clients(proxy: RunningProxy) -> tuple[OpenAI, Anthropic]:
    key: Any = {"api_key": proxy.client_key, "max_retries": 0}
    return OpenAI(base_url=f"{proxy.url}/v1", **key), Anthropic(base_url=proxy.url, **key)


def test_the_texts_that_ship_are_one_for_each_language_of_the_topics(tmp_path: Path) -> None:
    policy = load_policy(policy_that_tells(tmp_path / "policy"))
    assert policy.disclosure is not None
    assert policy.disclosure.texts["en"] == TEXT
    assert set(policy.disclosure.texts) == set(policy.handoff.agent_label)


def test_every_format_tells_it_once_streamed_or_not(
    telling: RunningProxy, provider: RecordingProvider, subtests: pytest.Subtests
) -> None:
    openai, claude = clients(telling)
    with openai, claude:
        for kind, client in ((Completions, openai), (Responses, openai), (Messages, claude)):
            for streamed in (False, True):
                chat: Chat = kind(client, streamed=streamed, conversation=None)  # type: ignore[arg-type]
                with subtests.test("told once", format=kind.__name__, streamed=streamed):
                    first = chat.say("hello there")
                    assert first.startswith(f"{TEXT}\n\n[offline provider]")
                    assert TEXT not in chat.say("do you have soap?")
                    assert TEXT not in chat.say("and towels?")
        for streamed in (False, True):
            legacy = LegacyCompletions(openai, streamed=streamed, conversation=None)
            with subtests.test("each is a conversation of its own", streamed=streamed):
                assert legacy.say("hello there").startswith(TEXT)


def test_the_provider_reads_the_same_bytes_each_turn(
    telling: RunningProxy, provider: RecordingProvider
) -> None:
    openai, claude = clients(telling)
    with openai, claude:
        chat = Completions(openai, streamed=True, conversation="told-bytes")
        for text in ("hello there", "do you have soap?", "and towels?"):
            chat.say(text)
    sent = [request.json()["messages"] for request in provider.requests]
    told = [[m["content"] for m in messages if TEXT in str(m["content"])] for messages in sent]
    assert told[0] == []
    assert told[1] == told[2]
    assert len(told[1]) == 1


def test_streamed_tool_calls_and_structured_output_stay_whole(
    telling: RunningProxy, provider: RecordingProvider
) -> None:
    openai, claude = clients(telling)
    tool: Any = {
        "type": "function",
        "function": {
            "name": "find_order",
            "parameters": {"type": "object", "properties": {"order": {"type": "string"}}},
        },
    }
    messages: list[Any] = [{"role": "user", "content": "where is my order 1048576?"}]
    with openai, claude:
        with openai.chat.completions.stream(model="m", messages=messages, tools=[tool]) as stream:
            said = stream.get_final_completion().choices[0].message
        assert said.tool_calls
        assert "1048576" in said.tool_calls[0].function.arguments
        assert not said.content
        messages += [
            said.model_dump(exclude_none=True, include={"role", "tool_calls"}),
            {"role": "tool", "tool_call_id": said.tool_calls[0].id, "content": "on its way"},
        ]
        answer = openai.chat.completions.create(model="m", messages=messages, tools=[tool])
        assert (answer.choices[0].message.content or "").startswith(TEXT)
        raw = openai.chat.completions.with_raw_response.create(
            model="m",
            messages=[{"role": "user", "content": "hello there"}],
            response_format={"type": "json_object"},
        )
        json.loads(raw.parse().choices[0].message.content or "")
        assert raw.headers["x-chat-proxy-disclosure"] == TEXT


def test_a_call_that_no_customer_reads_is_left_alone(
    telling: RunningProxy, provider: RecordingProvider
) -> None:
    openai, claude = clients(telling)
    with openai, claude:
        answer = openai.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "hello there"}],
            extra_headers={"X-Chat-Proxy-Disclosure": "shown"},
        )
        assert TEXT not in (answer.choices[0].message.content or "")
