"""Servers that are compatible with OpenAI's: their own fields pass, texts in them protected, and come back."""

import json
import re
from typing import Any

from openai import OpenAI

from proxy.offline import RecordingProvider, Reply

NAME, EMAIL = "Crystal Minh", "crystal.minh@example.com"
HELLO: Any = [{"role": "user", "content": f"my name is {NAME}, my e-mail is {EMAIL}"}]
SETTINGS: dict[str, Any] = {
    "top_k": 20,
    "min_p": 0.05,
    "repetition_penalty": 1.1,
    "stop_token_ids": [128009, 20155501],
    "allowed_token_ids": [42424242],
    "prompt_logprobs": 1,
    "chat_template_kwargs": {"enable_thinking": False, "thinking_budget": 512},
    "mm_processor_kwargs": {"num_crops": 4},
    "samplers": ["top_k", "temperature"],
    "cache_prompt": True,
    "guided_decoding_backend": "xgrammar",
    "think": "high",
    "keep_alive": "5m",
}


def test_settings_arrive_as_they_were_sent_and_texts_protected(
    client: OpenAI, provider: RecordingProvider
) -> None:
    documents = [{"title": "Order", "text": f"for {NAME}", "score": 0.5}]
    client.chat.completions.create(
        model="m", messages=HELLO, extra_body={**SETTINGS, "documents": documents}
    )
    sent = provider.requests[-1].json()
    assert {name: sent[name] for name in SETTINGS} == SETTINGS
    assert re.fullmatch(r"for \[PERSON_\w{6}\]", sent["documents"][0]["text"])
    assert sent["documents"][0]["score"] == 0.5


def test_forms_of_an_answer_let_placeholders_through(
    client: OpenAI, provider: RecordingProvider
) -> None:
    schema = {"type": "object", "properties": {"order_id": {"type": "integer"}}}
    extra = {"guided_json": schema, "guided_regex": "[0-9]{8}", "guided_choice": [NAME, "nobody"]}
    client.chat.completions.create(model="m", messages=HELLO, extra_body=extra)
    sent = provider.requests[-1].json()
    assert sent["guided_json"]["properties"]["order_id"]["type"] == ["integer", "string"]
    assert re.fullmatch(sent["guided_regex"], "[ORDER_7K3M9Q]")
    assert re.fullmatch(r"\[PERSON_\w{6}\]", sent["guided_choice"][0])
    assert sent["guided_choice"][1] == "nobody"


def chunk(**delta: str) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    event = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json.dumps({**event, "choices": [choice]}).encode() + b"\n\n"


def test_the_reasoning_of_a_stream_comes_back_too(
    client: OpenAI, provider: RecordingProvider
) -> None:
    client.chat.completions.create(model="m", messages=HELLO)
    (name,) = set(re.findall(r"\[PERSON_\w{6}\]", provider.everything().decode()))
    pieces = [("reasoning_content", f"They are {name[:9]}"), ("reasoning_content", name[9:])]
    pieces += [("reasoning", f"So {name}."), ("content", f"Hi {name}")]
    body = b"".join(chunk(**{field: text}) for field, text in pieces)
    end = chunk().replace(b'"finish_reason": null', b'"finish_reason": "stop"')
    provider.answer_next(Reply(body=body + end + b"data: [DONE]\n\n", cuts=(3,)))
    told: dict[str, str] = {}
    for each in client.chat.completions.create(model="m", messages=HELLO, stream=True):
        for field, text in each.choices[0].delta.model_dump(exclude_none=True).items():
            told[field] = told.get(field, "") + str(text)
    assert told["reasoning_content"] == f"They are {NAME}"
    assert told["reasoning"] == f"So {NAME}."
    assert told["content"] == f"Hi {NAME}"
