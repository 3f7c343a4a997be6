"""A task as a request in each wire format, as a chatbot would send it.

Written from the client's side, apart from ``proxy.dialects``: the proxy then reads it like any other.
No sampling parameters are sent: which of them a model accepts differs, and its defaults are what the
shop will run with.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, assert_never

from proxy.model_trial.base import Bot, Customer, Format, Line, Looked, Task, Tool
from proxy.model_trial.corpus import SYSTEM

_Json = dict[str, Any]

_MOST_TOKENS = 1024
"""The Messages format demands a bound; ours is far above what a task needs, thinking included."""

PATHS: Mapping[Format, str] = MappingProxyType(
    {
        Format.CHAT: "/v1/chat/completions",
        Format.RESPONSES: "/v1/responses",
        Format.MESSAGES: "/v1/messages",
    }
)


def request_for(task: Task, model: str, form: Format) -> _Json:
    """The body of the request."""
    return {"model": model, **_BODIES[form](task), **({"stream": True} if task.stream else {})}


def _tools(task: Task) -> list[Tool]:
    looked = [line.tool for line in task.lines if isinstance(line, Looked)]
    return list({tool.name: tool for tool in [*looked, *filter(None, [task.call])]}.values())


# Chat completions.


def _chat(task: Task) -> _Json:
    lines = [message for at, line in enumerate(task.lines) for message in _chat_messages(line, at)]
    body: _Json = {"messages": [{"role": "system", "content": SYSTEM}, *lines]}
    if tools := _tools(task):
        body["tools"] = [{"type": "function", "function": _function(tool)} for tool in tools]
    return body


def _function(tool: Tool) -> _Json:
    return {"name": tool.name, "description": tool.description, "parameters": tool.schema()}


def _chat_messages(line: Line, at: int) -> Iterator[_Json]:
    match line:
        case Customer(text):
            yield {"role": "user", "content": text}
        case Bot(text):
            yield {"role": "assistant", "content": text}
        case Looked(tool, arguments, result):
            function = {"name": tool.name, "arguments": json.dumps(arguments)}
            call = {"id": f"call_{at}", "type": "function", "function": function}
            yield {"role": "assistant", "content": None, "tool_calls": [call]}
            yield {"role": "tool", "tool_call_id": f"call_{at}", "content": result}
        case _:
            assert_never(line)


# Responses.


def _responses(task: Task) -> _Json:
    items = [item for at, line in enumerate(task.lines) for item in _items(line, at)]
    body: _Json = {"instructions": SYSTEM, "input": items, "store": False}
    if tools := _tools(task):
        body["tools"] = [{"type": "function", **_function(tool), "strict": True} for tool in tools]
    return body


def _items(line: Line, at: int) -> Iterator[_Json]:
    match line:
        case Customer(text):
            yield {"role": "user", "content": text}
        case Bot(text):
            yield {"role": "assistant", "content": text}
        case Looked(tool, arguments, result):
            name = {"call_id": f"call_{at}", "name": tool.name}
            yield {"type": "function_call", **name, "arguments": json.dumps(arguments)}
            yield {"type": "function_call_output", "call_id": f"call_{at}", "output": result}
        case _:
            assert_never(line)


# Messages.


def _messages(task: Task) -> _Json:
    lines = [message for at, line in enumerate(task.lines) for message in _blocks(line, at)]
    body: _Json = {"system": SYSTEM, "max_tokens": _MOST_TOKENS, "messages": lines}
    if tools := _tools(task):
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.schema()}
            for tool in tools
        ]
    return body


def _blocks(line: Line, at: int) -> Iterator[_Json]:
    match line:
        case Customer(text):
            yield {"role": "user", "content": text}
        case Bot(text):
            yield {"role": "assistant", "content": text}
        case Looked(tool, arguments, result):
            call = {"type": "tool_use", "id": f"call_{at}", "name": tool.name}
            back = {"type": "tool_result", "tool_use_id": f"call_{at}", "content": result}
            yield {"role": "assistant", "content": [{**call, "input": dict(arguments)}]}
            yield {"role": "user", "content": [back]}
        case _:
            assert_never(line)


_BODIES: Mapping[Format, Callable[[Task], _Json]] = MappingProxyType(
    {Format.CHAT: _chat, Format.RESPONSES: _responses, Format.MESSAGES: _messages}
)
