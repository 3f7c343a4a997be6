"""A tool that runs at the provider needs the policy's word, gets placeholders only, and is on record."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from proxy.audit.events import EventKind
from proxy.dialects.base import Allowed, ProviderTool
from proxy.dialects.openai_responses import PATH
from proxy.dialects.registry import address_of
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.base import Call, Reply
from proxy.gateway.turn import serve_turn
from proxy.ids import TurnId
from tests.gateway.stage import CALLER, MAIL, Stage, each

FUNCTION = {"type": "function", "name": "find_order", "parameters": {}}
MCP = {
    "type": "mcp",
    "server_label": "s",
    "server_url": "https://mcp.shop.example",
    "authorization": "t0k3n",
}
SEARCH = {"type": "web_search"}


def searching(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
    """An answer in which provider-side tools and a function of the caller are given the value."""
    (mail,) = set(re.findall(r"\[EMAIL_[0-9A-Z]{6}\]", json.dumps(request["input"])))
    arguments = json.dumps({"email": mail})
    part = {"type": "output_text", "text": f"I wrote to {mail}", "annotations": []}
    output = [
        {"type": "web_search_call", "id": "ws_1", "status": "completed",
         "action": {"type": "search", "query": f"who is {mail}"}},
        {"type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "find_order",
         "arguments": arguments, "output": mail},
        {"type": "function_call", "id": "fc_1", "call_id": "c", "name": "find_order",
         "arguments": arguments},
        {"type": "message", "role": "assistant", "id": "msg_1", "content": [part]},
    ]  # fmt: skip
    return 200, each(json.dumps({"id": "resp_1", "object": "response", "output": output}).encode())


async def ask(stage: Stage, given: Any, *tools: dict[str, Any]) -> Reply:
    address = address_of(PATH)
    assert address is not None
    body = json.dumps({"model": "m", "input": given, "tools": tools}).encode()
    return await serve_turn(Call(TurnId("turn_test"), CALLER, address, body), stage.rooms)


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.with_policy(allowed=Allowed(tools=frozenset({ProviderTool.WEB_SEARCH, ProviderTool.MCP})))
    made.provider.answer = searching
    return made


async def test_nothing_is_restored_into_a_tool_that_runs_at_the_provider(stage: Stage) -> None:
    reply = await ask(stage, MAIL, FUNCTION, MCP, SEARCH)
    search, call, function, message = json.loads(reply.body)["output"]
    assert MAIL not in json.dumps([search, call])
    assert json.loads(function["arguments"]) == {"email": MAIL}
    assert message["content"][0]["text"] == f"I wrote to {MAIL}"
    (opened,) = stage.records.of(EventKind.TURN_OPENED)
    assert opened.sealed["provider_tools"] == ["mcp", "web_search"]
    sent = json.loads(stage.provider.received)
    assert sent["tools"] == [FUNCTION, MCP, SEARCH]


async def test_what_such_a_tool_found_is_protected_when_it_is_sent_again(stage: Stage) -> None:
    output = json.loads((await ask(stage, MAIL, MCP, SEARCH)).body)["output"]
    found = {**output[1], "output": f"{MAIL} is a customer"}
    await ask(stage, [{"role": "user", "content": MAIL}, output[0], found], MCP, SEARCH)
    assert MAIL not in stage.provider.received


@pytest.mark.parametrize("tool", [MCP, SEARCH, {"type": "computer_use_preview"}])
async def test_a_tool_that_the_policy_does_not_name_is_refused(
    stage: Stage, tool: dict[str, Any]
) -> None:
    stage.with_policy(allowed=Allowed())
    with pytest.raises(CallerError) as failure:
        await ask(stage, MAIL, FUNCTION, tool)
    assert failure.value.code is ErrorCode.PROVIDER_STATE_NOT_ALLOWED
    assert failure.value.param == "tools[1].type"
    named = "provider_state.tools" in failure.value.message
    assert named == (tool["type"] != "computer_use_preview")
    assert stage.provider.bodies == []
