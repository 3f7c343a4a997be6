"""Where what binds an answer or a tool's arguments stands in a request."""

import json
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Dialect, Limits
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.dialects.openai_responses_dialect import OpenAIResponses
from proxy.turn import Schema

PATTERN = "ORD-[0-9]{7}"


def schemas(dialect: Dialect, **body: Any) -> tuple[Schema, ...]:
    raw = json.dumps({"model": "m", **body}).encode()
    return dialect.read_turn(raw, limits=Limits(), allowed=Allowed()).schemas


def in_chat(grammar: dict[str, str]) -> tuple[Schema, ...]:
    tool = {"name": "look_up", "format": {"type": "grammar", "grammar": grammar}}
    hello = [{"role": "user", "content": "hi"}]
    return schemas(OpenAIChat(), messages=hello, tools=[{"type": "custom", "custom": tool}])


def in_responses(grammar: dict[str, str]) -> tuple[Schema, ...]:
    tool = {"type": "custom", "name": "look_up", "format": {"type": "grammar", **grammar}}
    return schemas(OpenAIResponses(), input="hi", tools=[tool])


@pytest.mark.parametrize("read", [in_chat, in_responses])
def test_a_custom_tool_s_regular_expression_is_a_pattern_of_its_input(read: Any) -> None:
    (found,) = read({"syntax": "regex", "definition": PATTERN})
    assert (found.tree, found.tool, found.path[-1]) == (PATTERN, "look_up", "definition")


@pytest.mark.parametrize("read", [in_chat, in_responses])
def test_other_grammars_stay_as_they_are(read: Any) -> None:
    assert read({"syntax": "lark", "definition": 'start: "yes" | "no"'}) == ()
