"""Texts that are only measured: recorded like any turn, keyed by tenant, nobody asked, nothing sensitive sent."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from proxy.audit.events import EventKind
from proxy.dialects.registry import Address, address_of
from proxy.errors import ErrorCode, ServiceError
from proxy.gateway import headers
from proxy.gateway.base import Call, Reply
from proxy.gateway.turn import serve_turn
from proxy.policy.base import FailureAction, MeasuredTexts
from tests.gateway.stage import MAIL, NAME, Stage, call, each
from tests.handoff.world import SHOP

SUE = "i call my lawyer about that soap"


def found(path: str) -> Address:
    address = address_of(path)
    assert address is not None
    return address


def measured(*texts: str, conversation: str | None = None, path: str = "/v1/embeddings") -> Call:
    body = json.dumps({"model": "e", "input": list(texts)}).encode()
    return replace(call("x", conversation=conversation), address=found(path), body=body)


def vectors(request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
    return 200, each(json.dumps({"object": "list", "data": []}).encode())


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.provider.answer = vectors
    return stage


async def served(stage: Stage, one: Call) -> Reply:
    return await serve_turn(one, stage.rooms)


async def test_the_same_text_leaves_as_the_same_bytes_in_every_call(stage: Stage) -> None:
    await served(stage, measured(f"mail {MAIL}", conversation="c-1"))
    await served(stage, measured("hello", f"mail {MAIL}", conversation="c-2"))
    first, second = (json.loads(body)["input"] for body in stage.provider.bodies)
    assert first[0] == second[1]
    assert MAIL not in stage.provider.received


async def test_it_is_recorded_before_and_after_like_any_turn(stage: Stage) -> None:
    reply = await served(stage, measured(f"I am {NAME}"))
    assert stage.journal == ["inspect", "turn_opened", "send", "turn_closed"]
    (opened,) = stage.records.of(EventKind.TURN_OPENED)
    assert (opened.clear["format"], opened.clear["protected"]) == ("openai_embeddings", 1)
    assert json.loads(reply.body) == {"object": "list", "data": []}


@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/moderations"])
async def test_a_sensitive_text_stays_and_no_case_is_opened(stage: Stage, path: str) -> None:
    reply = await served(stage, measured("soap", SUE, path=path))
    sent = json.loads(stage.provider.bodies[0])["input"]
    assert sent == ["soap", stage.policies.policy.handoff.neutral_line]
    assert reply.headers[headers.CUT] == "1"
    assert await stage.world.store.list(SHOP, frozenset()) == []


async def test_a_policy_may_say_that_the_texts_are_the_shops_own(stage: Stage) -> None:
    stage.with_policy(measured_texts=MeasuredTexts.FORWARD)
    reply = await served(stage, measured(SUE))
    assert json.loads(stage.provider.bodies[0])["input"] == [SUE]
    assert headers.CUT not in reply.headers


async def test_while_a_person_owns_the_conversation_none_of_it_is_measured(stage: Stage) -> None:
    await served(stage, call(SUE, conversation="c-1"))
    stage.with_policy(measured_texts=MeasuredTexts.FORWARD)
    await served(stage, measured("is anybody there?", conversation="c-1"))
    assert "anybody" not in stage.provider.received


async def test_where_a_chat_would_be_held_for_its_language_it_is_refused(stage: Stage) -> None:
    stage.with_policy(on_uncovered_language=FailureAction.HOLD)
    stage.inspector.language = "fi"
    with pytest.raises(ServiceError) as refused:
        await served(stage, measured("terve"))
    assert refused.value.code is ErrorCode.LANGUAGE_NOT_COVERED
    assert stage.provider.bodies == []
