"""What LiteLLM does as a client of the proxy: a JSON line for each scenario, in an environment of its own.

``page.py`` beside it (on the path) is the Python of docs/clients/litellm.md, aimed at the proxy of the
test: importing it runs the page's examples.
"""

import asyncio
import contextlib
import io
import json
import sys
from collections.abc import Callable
from typing import Any

import litellm

EXAMPLES = io.StringIO()
with contextlib.redirect_stdout(EXAMPLES):
    import page  # type: ignore[import-not-found] # written by the test

ASKED: dict[str, str] = json.loads(sys.argv[1])
HELLO = [{"role": "user", "content": ASKED["hello"]}]
INJURY = [{"role": "user", "content": ASKED["injury"]}]
OPENAI = {"model": "openai/gpt-4o-mini", **page.shop}
CLAUDE = {"model": "anthropic/claude-test", "max_tokens": 64, **page.claude}
AZURE = {"model": "azure/my-deployment", **page.azure}


def examples() -> str:
    """What the page's own examples printed."""
    return EXAMPLES.getvalue()


def whole(**model: Any) -> str:
    """A whole answer."""
    return str(litellm.completion(messages=HELLO, **model).choices[0].message.content)


def streamed(**model: Any) -> str:
    """A streamed answer, put together."""
    pieces = litellm.completion(messages=HELLO, stream=True, **model)
    return "".join(piece.choices[0].delta.content or "" for piece in pieces)


async def asynchronous() -> list[str]:
    """The same, awaited."""
    answer = await litellm.acompletion(messages=HELLO, **OPENAI)
    pieces = await litellm.acompletion(messages=HELLO, stream=True, **OPENAI)
    text = "".join([piece.choices[0].delta.content or "" async for piece in pieces])
    return [answer.choices[0].message.content, text]


def with_a_tool(*, stream: bool, **model: Any) -> list[str]:
    """The tool's arguments, and the answer after its result."""
    asked: dict[str, Any] = {"tools": [page.find_order], **model}
    answer = litellm.completion(messages=HELLO, stream=stream, **asked)
    if stream:
        answer = litellm.stream_chunk_builder(list(answer), messages=HELLO)
    message = answer.choices[0].message
    (call,) = message.tool_calls
    result = {"role": "tool", "tool_call_id": call.id, "content": ASKED["record"]}
    last = litellm.completion(messages=[*HELLO, message.model_dump(), result], **asked)
    return [call.function.arguments, last.choices[0].message.content]


def responses() -> list[str]:
    """The Responses format, whole and streamed."""
    answer = litellm.responses(input=HELLO, **OPENAI)
    text = ""
    for event in litellm.responses(input=HELLO, stream=True, **OPENAI):
        text += event.delta if event.type == "response.output_text.delta" else ""
    return [answer.output_text, text]


def held(**model: Any) -> list[str]:
    """A sensitive message, whole and streamed."""
    answer = litellm.completion(messages=INJURY, **model).choices[0]
    pieces = litellm.completion(messages=INJURY, stream=True, **model)
    text = "".join(piece.choices[0].delta.content or "" for piece in pieces)
    return [answer.message.content, text, answer.finish_reason]


def named() -> list[str]:
    """The same sensitive message twice in one conversation, by the proxy's own header."""
    same = {"extra_headers": {"X-Conversation-Id": "litellm-named"}}
    return [held(**OPENAI, **same)[0] for _ in range(2)]


def refused() -> list[str]:
    """Errors: a media part, and a key that is none of the proxy's."""
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aaaa"}}
    told = []
    for messages, more in (
        ([{"role": "user", "content": [image]}], {}),
        (HELLO, {"api_key": "sk-wrong"}),
    ):
        try:
            litellm.completion(messages=messages, **{**OPENAI, **more})
        except (litellm.BadRequestError, litellm.AuthenticationError) as error:
            told.append(f"{type(error).__name__}: {error}")
    return told


SCENARIOS: dict[str, Callable[[], Any]] = {
    "examples": examples,
    "whole": lambda: whole(**OPENAI),
    "streamed": lambda: streamed(**OPENAI),
    "asynchronous": lambda: asyncio.run(asynchronous()),
    "tool": lambda: with_a_tool(stream=False, **OPENAI),
    "tool, streamed": lambda: with_a_tool(stream=True, **OPENAI),
    "responses": responses,
    "anthropic, whole": lambda: whole(**CLAUDE),
    "anthropic, streamed": lambda: streamed(**CLAUDE),
    "anthropic, tool": lambda: with_a_tool(stream=False, **CLAUDE),
    "azure, whole": lambda: whole(**AZURE),
    "azure, streamed": lambda: streamed(**AZURE),
    "azure, tool": lambda: with_a_tool(stream=False, **AZURE),
    "held": lambda: held(**OPENAI),
    "anthropic, held": lambda: held(**CLAUDE),
    "named": named,
    "refused": refused,
}

for name, scenario in SCENARIOS.items():
    litellm.suppress_debug_info = True
    print(json.dumps([name, scenario()]), flush=True)
