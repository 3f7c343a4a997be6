"""Unique values are planted in a long run; afterwards every sink is searched for them."""

import json
import os
import re
from pathlib import Path

import httpx
import openai
from openai import OpenAI

from proxy.offline import RecordingProvider, Reply, Said, ToolCall, serve_in_thread
from tests.running import RunningProxy, chat_proxy, installed

EMAIL = "zebulon.quixworth@example.com"
NAME = "Zebulon Quixworth"
CARD = "4000056655665556"
PHONE = "+1 202-555-0147"
STREET = "4711 Wobblethorpe Lane"
HELD = "flibbertigibbet charger"
CANARIES = ("zebulon", "quixworth", CARD, "555-0147", "5550147", "wobblethorpe", "flibbertigibbet")
HELLO = f"hi, my name is {NAME}, my e-mail is {EMAIL}, my card {CARD}, call me on {PHONE}"
TOOL = {
    "type": "function",
    "function": {"name": "find_order", "parameters": {"type": "object", "properties": {}}},
}
RECORD = {"customer": {"last_name": "Quixworth", "email": EMAIL, "street": STREET}, "price": 39.9}


def talk(client: OpenAI, provider: RecordingProvider) -> None:
    """Whole answers, streams, tools, provider errors, broken streams, refusals, holds."""
    messages: list[dict[str, object]] = [{"role": "user", "content": HELLO}]

    def ask(**more: object) -> None:
        try:
            answer = client.chat.completions.create(  # type: ignore[call-overload]
                model="gpt-4o-mini",
                messages=messages,
                extra_headers={"X-Conversation-Id": f"sweep-{EMAIL}"},
                **more,
            )
            if more.get("stream"):
                for _ in answer:
                    pass
        except openai.APIError:
            return

    ask()
    ask(stream=True, user=EMAIL, metadata={"email": EMAIL})
    (email,) = set(re.findall(r"\[EMAIL_[0-9A-Z]{6}\]", provider.everything().decode()))
    call = ToolCall("find_order", json.dumps({"email": email}))
    provider.answer_next(Reply(choices=(Said(tool_calls=(call,)),)))
    ask(tools=[TOOL], stream=True)
    asked = {"name": "find_order", "arguments": json.dumps({"email": EMAIL})}
    messages.append(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": asked}],
        }
    )
    messages.append({"role": "tool", "tool_call_id": "call_1", "content": json.dumps(RECORD)})
    ask(tools=[TOOL])
    provider.answer_next(Reply(status=400, error=f"bad {email}"), Reply(body=b"no json"))
    ask()
    ask()
    provider.answer_next(Reply(choices=(Said(f"Dear {email} " * 20),), drop_after=900))
    ask(stream=True)
    messages.append({"role": "user", "content": f"i will sue you, the {HELD} caught fire, {NAME}"})
    ask()
    ask(stream=True)


def break_in(proxy: RunningProxy) -> str:
    """Requests that are refused, with values in every place; gives all that was answered."""
    answers = []
    with httpx.Client(trust_env=False, base_url=proxy.url) as plain:
        for key in (proxy.client_key, f"sk-{EMAIL}"):
            headers = {"Authorization": f"Bearer {key}", "X-Conversation-Id": EMAIL}
            for path in ("/v1/chat/completions", f"/v1/{EMAIL}", f"/v1/models?q={EMAIL}"):
                for body in (f'{{"{EMAIL}": "{EMAIL}', f'{{"model": "{EMAIL}", "x": 1, "x": 2}}'):
                    sent = {**headers, "Content-Type": "application/json"}
                    answers.append(plain.post(path, content=body, headers=sent).text)
        answers.extend(plain.get(path).text for path in ("/metrics", "/healthz", "/readyz"))
    return "\n".join(answers)


def files_with(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Files below a folder that hold one of the words in their raw bytes, in any case."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes().lower()
            found += [f"{path.name}: {word}" for word in words if word.lower().encode() in data]
    return found


def test_no_planted_value_is_found_in_any_sink(tmp_path: Path) -> None:
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as upstream:
        proxy = installed(tmp_path, upstream)
        proxy.start()
        with OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.client_key, max_retries=0) as client:
            talk(client, provider)
            refusals = break_in(proxy)
            strangers = client.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": "hello, who am i?"}]
            ).model_dump_json()
        proxy.kill()
        proxy.start()
        with OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.client_key, max_retries=0) as client:
            talk(client, provider)
        proxy.stop()
    listed = chat_proxy("handoff", "list", "--data", proxy.data).stdout
    status = chat_proxy("retention", "status", "--data", proxy.data).stdout
    sinks = {
        "provider": provider.everything().decode(),
        "output": proxy.output,
        "refusals": refusals,
        "another conversation": strangers,
        "queue list": listed + status,
    }
    found = [f"{name}: {w}" for name, text in sinks.items() for w in CANARIES if w in text.lower()]
    found += files_with(proxy.data, CANARIES)
    assert len(provider.requests) > 5
    assert os.listdir(proxy.data / "audit")  # noqa: PTH208 - names only
    assert found == []
