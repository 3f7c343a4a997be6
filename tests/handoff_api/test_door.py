"""The door: whose key it is, what else it refuses, and that no refusal tells anything private."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from proxy.clock import SetClock, SystemClock
from proxy.console.staff import NewUser
from proxy.storage.client_keys import new_client_key
from proxy.storage.clients import Role
from proxy.storage.users import UserRole
from tests.handoff_api.site import OTHER_SHOP, SHOP, Api, Caller, open_api

MINE = "I am Crystal Minh and my e-mail is crystal@example.com"


def code_of(answer: httpx.Response) -> str:
    """The code of an error, whose shape is checked on the way."""
    error = answer.json()["error"]
    assert {"message", "type", "param", "code"} <= set(error)
    return str(error["code"])


async def test_without_an_agent_key_nothing_but_the_description_is_served(api: Api) -> None:
    stranger = api.caller(None)
    assert (await stranger.get("/openapi.json")).json()["openapi"] == "3.1.0"
    for key in (None, "sk-proxy-x", f"{api.keys['Ada']}x", new_client_key(bytes)[0]):
        caller = Caller(api.app, key)
        answer = await caller.get("/queue")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert code_of(answer) == "invalid_agent_key"
    answer = await api.caller("bot").get("/queue")
    assert (answer.status_code, code_of(answer)) == (403, "forbidden")


async def test_a_key_stops_when_it_is_revoked_and_when_its_time_is_over(tmp_path: Path) -> None:
    clock = SetClock(SystemClock().now())
    async with open_api(tmp_path, clock=clock) as api:
        tomorrow = clock.now() + timedelta(days=1)
        made = await api.cellar.add_client("Tim", SHOP, Role.HUMAN_AGENT, expires_at=tomorrow)
        tim = Caller(api.app, made.key)
        assert (await tim.get("/me")).json()["expires_at"] is not None
        clock.forward(timedelta(days=1))
        assert (await tim.get("/me")).status_code == 401
        ada = api.caller("Ada")
        assert (await ada.get("/me")).status_code == 200
        (client,) = [c for c in await api.cellar.clients.list(SHOP) if c.name == "Ada"]
        await api.cellar.revoke_client(client.client_id)
        clock.forward(timedelta(seconds=1))
        assert (await ada.get("/me")).status_code == 401


async def test_who_guesses_is_slowed_down_and_who_knows_goes_on(tmp_path: Path) -> None:
    clock = SetClock(SystemClock().now())
    async with open_api(tmp_path, clock=clock, free_failures=5) as api:
        ada, eve, stranger = api.caller("Ada"), api.caller("Eve"), Caller(api.app, "sk-proxy-x")
        assert (await ada.get("/me")).status_code == 200
        statuses = [(await stranger.get("/me")).status_code for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        slowed = await stranger.get("/me")
        assert (code_of(slowed), int(slowed.headers["retry-after"])) == ("rate_limited", 720)
        assert (await ada.get("/me")).status_code == 200
        assert (await eve.get("/me")).status_code == 429  # not known to be a good one yet
        clock.forward(timedelta(seconds=720))
        assert (await eve.get("/me")).status_code == 200
        assert (await stranger.get("/me")).status_code == 401
        assert (await stranger.get("/me")).status_code == 429


async def test_of_guesses_at_once_no_more_are_looked_up_than_may_fail(tmp_path: Path) -> None:
    clock = SetClock(SystemClock().now())
    async with open_api(tmp_path, clock=clock, free_failures=5) as api:
        strangers = [Caller(api.app, f"sk-proxy-{number}") for number in range(12)]
        answers = await asyncio.gather(*(one.get("/me") for one in strangers))
        assert sorted(one.status_code for one in answers) == [401] * 5 + [429] * 7


async def test_many_right_keys_at_once_are_no_guesses(tmp_path: Path) -> None:
    async with open_api(tmp_path, free_failures=2) as api:
        people = [api.caller(name) for name in ("Ada", "Bob", "Eve", "Sam") for _ in range(3)]
        answers = await asyncio.gather(*(one.get("/me") for one in people))
        assert {one.status_code for one in answers} == {200}


async def test_tenant_and_name_come_from_the_key(api: Api) -> None:
    me = (await api.caller("Other").get("/me", x_tenant="default")).json()
    assert (me["tenant"], me["name"], me["role"]) == (OTHER_SHOP, "Ada", "supervisor")
    case = await api.held(MINE)
    refused = await api.caller("Ada").post(f"/cases/{case}/claim", On_Behalf_Of="Zoe")
    assert (refused.status_code, refused.json()["error"]["param"]) == (403, "on-behalf-of")


@pytest.mark.parametrize(
    "name", ["Ada", "ada", " ADA ", "Eve", "Console%20Carol", "%EF%BC%A1da", "A%E2%80%8Bda"]
)
async def test_nobody_borrows_the_name_of_somebody_else_here(api: Api, name: str) -> None:
    new = NewUser(SHOP, "carol", "Console Carol", frozenset({UserRole.HUMAN_AGENT}))
    await api.cellar.staff().add(new, by="a test")
    case = await api.held(MINE)
    refused = await api.caller("Desk").post(f"/cases/{case}/claim", On_Behalf_Of=name)
    assert refused.status_code in {400, 403}
    assert (await api.caller("Ada").get(f"/cases/{case}")).json()["state"] == "waiting"


@pytest.mark.parametrize("name", ["", "%20", "%00", "%FF", "x" * 101, "%E2%80%AE"])
async def test_a_name_is_printable(api: Api, name: str) -> None:
    case = await api.held(MINE)
    refused = await api.caller("Desk").post(f"/cases/{case}/claim", On_Behalf_Of=name)
    assert (refused.status_code, code_of(refused)) == (400, "invalid_request")


async def test_another_host_is_not_served(api: Api) -> None:
    answer = await api.caller("Ada").get("/me", host="rebound.example")
    assert answer.status_code == 421


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ("", 400, "invalid_json"),
        ("{", 400, "invalid_json"),
        ('{"text": "a", "text": "b"}', 400, "duplicate_key"),
        ('{"text": "\\ud800"}', 400, "invalid_encoding"),
        ('{"text": NaN}', 400, "invalid_json"),
        ('{"text": 5}', 400, "invalid_request"),
        ('{"text": ""}', 400, "invalid_request"),
        ('{"text": " "}', 400, "invalid_request"),
        ('{"text": "a", "crystal@example.com": 1}', 400, "invalid_request"),
        ('["crystal@example.com"]', 400, "invalid_request"),
        ('{"text": "' + "a" * 20_001 + '"}', 400, "invalid_request"),
        ('{"text": "' + "a" * 300_000 + '"}', 413, "body_too_large"),
        ("[" * 100_000, 400, "json_too_deep"),
    ],
)
async def test_a_wrong_body_is_refused_without_repeating_it(
    api: Api, content: str, status: int, code: str
) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    await ada.post(f"/cases/{case}/claim")
    path, json_ = f"/cases/{case}/reply", {"content-type": "application/json"}
    answer = await ada.http.post(path, content=content, headers=json_)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert "crystal" not in answer.text
    assert "aaa" not in answer.text
    plain = await ada.http.post(path, content=content, headers={"content-type": "text/plain"})
    assert plain.status_code in {413, 415}


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "limit=1&limit=2", "state=closed", "cursor=x", "nope=1"],
)
async def test_a_wrong_query_is_refused(api: Api, query: str) -> None:
    answer = await api.caller("Ada").get(f"/cases?{query}")
    assert (answer.status_code, code_of(answer)) == (400, "invalid_request")


@pytest.mark.parametrize("key", ["", "ä", "a b", "x" * 201])
async def test_a_wrong_idempotency_key_is_refused(api: Api, key: str) -> None:
    case = await api.held(MINE)
    ada: Any = api.caller("Ada").http
    headers = {"idempotency-key": key.encode("latin-1")}
    answer = await ada.post(f"/cases/{case}/claim", headers=headers)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "idempotency-key")


async def test_every_answer_forbids_keeping_and_sniffing_it(api: Api) -> None:
    for path in ("/me", "/nothing", "/openapi.json", "/cases/x%0Ay"):
        answer = await api.caller("Ada").get(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "application/json"


async def test_another_method_is_told_which_one(api: Api) -> None:
    answer = await api.caller("Ada").http.delete("/me")
    assert (answer.status_code, code_of(answer)) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


async def test_a_fault_of_ours_is_one_sentence(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError(MINE)

    monkeypatch.setattr(type(api.rooms.board), "most_urgent", broken)
    answer = await api.caller("Ada").get("/queue")
    assert (answer.status_code, code_of(answer)) == (500, "internal_error")
    assert "Crystal" not in answer.text


async def test_no_key_stands_in_the_store(api: Api) -> None:
    await api.caller("Ada").get("/me")
    for file in api.cellar.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for key in api.keys.values():
                assert key.encode() not in content
                assert key.rpartition("-")[2].encode() not in content
