"""Who has the token of a case follows that case and no other, and sees what its customer may see."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from proxy.gateway.limits import Allowance
from proxy.handoff.margin import Margin
from proxy.handoff.tokens import AFTERLIFE
from proxy.ids import CaseId
from tests.handoff.world import OTHER_SHOP, SHOP, WAIT
from tests.handoff_live.stage import ORIGIN, LiveWorld, bearer, path

VERBS = [("GET", "events"), ("GET", "thread"), ("POST", "arrived"), ("POST", "rating")]


@pytest.fixture
async def live() -> AsyncIterator[LiveWorld]:
    stage = LiveWorld()
    yield stage
    await stage.web.aclose()


async def thread(live: LiveWorld, held: Any, **query: Any) -> dict[str, Any]:
    answer = await live.ask(held, "thread", params=query)
    assert answer.status_code == 200
    whole: dict[str, Any] = answer.json()
    return whole


async def test_a_customer_sees_his_own_words_and_those_of_people_and_nothing_else(
    live: LiveWorld,
) -> None:
    chat = live.world.chat("c1")
    await chat.say("do you sell chargers?")
    held = await chat.send("i want a human", "human")
    assert held is not None
    desk, margin = live.world.queue, Margin(live.world.queue._book)
    await desk.claim(SHOP, held.case_id, "Jo")
    await margin.note(SHOP, held.case_id, "Jo", "a note for colleagues")
    await desk.reply(SHOP, held.case_id, "Jo", "Hello, <b>this</b> is Jo.\u2028How can I help?")
    seen = await thread(live, held)
    assert [(m["number"], m["from"], m["label"], m["text"]) for m in seen["messages"]] == [
        (1, "customer", None, "i want a human"),
        (2, "human_agent", "Jo from our team:", "Hello, <b>this</b> is Jo.\u2028How can I help?"),
    ]
    assert (seen["state"], seen["closed"], seen["notice"], seen["last"]) == (
        "claimed",
        False,
        None,
        2,
    )
    await desk.return_to_bot(SHOP, held.case_id, "Jo", "a summary for the bot alone")
    whole = (await live.ask(held, "thread")).text
    for hidden in ("colleagues", "summary", "chargers", '"human"', "score", "Jo wrote"):
        assert hidden not in whole
    assert "[en returned] The bot answers again." in whole


@pytest.mark.parametrize(("method", "verb"), VERBS)
async def test_no_other_token_opens_a_case(live: LiveWorld, method: str, verb: str) -> None:
    mine, other = await live.held("i want a human"), await live.held("a human please")
    foreign = await live.world.chat("c9", OTHER_SHOP).send("i want a human", "human")
    assert foreign is not None
    right = (await live.ask(mine, "thread")).status_code
    assert right == 200
    tokens = [
        other.token,
        foreign.token,
        mine.token[:-1] + ("a" if mine.token[-1] != "a" else "b"),
        mine.token.upper(),
        "live_" + "a" * 52,
        "",
    ]
    answers = [
        await live.ask(mine, verb, method, headers=bearer(token), json={"number": 1})
        for token in tokens
    ]
    answers.append(await live.ask(mine, verb, method, headers={}))
    two = [("authorization", f"Bearer {mine.token}")] * 2
    answers.append(await live.ask(mine, verb, method, headers=two))
    answers.append(await live.ask(mine, verb, method, headers={}, params={"token": mine.token}))
    nowhere = replace(mine, case_id=CaseId("case_" + "a" * 24))
    answers.append(await live.ask(nowhere, verb, method))
    answers.append(await live.ask(replace(mine, case_id=CaseId(mine.reference)), verb, method))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_a_token_ends_a_day_after_the_case_and_with_its_deletion(live: LiveWorld) -> None:
    held = await live.held()
    live.world.clock.forward(timedelta(days=3))
    assert (await thread(live, held))["state"] == "expired"
    await live.world.queue.claim(SHOP, held.case_id, "Jo")
    await live.world.queue.resolve(SHOP, held.case_id, "Jo")
    live.world.clock.forward(AFTERLIFE)
    assert (await thread(live, held))["state"] == "resolved"
    live.world.clock.forward(timedelta(seconds=1))
    assert (await live.ask(held, "thread")).status_code == 404
    other = await live.held("another human")
    live.world.store.forget(other.case_id)  # type: ignore[attr-defined]
    assert (await live.ask(other, "thread")).status_code == 404


async def test_polling_asks_for_what_comes_after_and_is_told_when_nothing_did(
    live: LiveWorld,
) -> None:
    held = await live.held()
    desk = live.world.queue
    await desk.claim(SHOP, held.case_id, "Jo")
    first = await live.ask(held, "thread")
    etag = {"if-none-match": first.headers["etag"], **bearer(held.token)}
    again = await live.ask(held, "thread", headers=etag)
    assert (again.status_code, again.content) == (304, b"")
    await desk.reply(SHOP, held.case_id, "Jo", "one")
    await desk.reply(SHOP, held.case_id, "Jo", "two")
    assert (await live.ask(held, "thread", headers=etag)).status_code == 200
    last = first.json()["last"]
    assert [m["text"] for m in (await thread(live, held, after=last))["messages"]] == ["one", "two"]
    assert (await thread(live, held, after=3))["messages"] == []
    for nonsense in ("x", "-1", "9" * 30, "\u0663"):
        assert len((await thread(live, held, after=nonsense))["messages"]) == 3


async def test_half_a_character_breaks_nothing(live: LiveWorld) -> None:
    held = await live.held("a human \ud83d please")
    assert (await thread(live, held))["messages"][0]["text"] == "a human \ud83d please"
    whole = await live.ask(held, "thread")
    assert whole.content.isascii()


async def test_time_that_has_passed_is_seen_and_told_in_the_policys_words(live: LiveWorld) -> None:
    held = await live.held()
    live.world.clock.forward(WAIT + timedelta(minutes=1))
    seen = await thread(live, held)
    assert seen["state"] == "expired"
    assert seen["notice"] == "[en expired] Nobody came. Please use help@example.com."


async def test_what_a_live_client_has_shown_is_not_said_again(live: LiveWorld) -> None:
    """And what it has not shown is: words of people are never lost."""
    chat = live.world.chat("c1")
    await chat.say("i want a human", "human")
    held = await chat.send("hello?")
    assert held is not None
    await live.world.queue.claim(SHOP, held.case_id, "Jo")
    await live.world.queue.reply(SHOP, held.case_id, "Jo", "first words")
    told = await chat.send("are you there?")
    assert told is not None
    assert "first words" in told.text
    assert "first words" not in told.notice
    assert told.messages == (3,)
    done = await live.ask(held, "arrived", "POST", json={"number": 3})
    assert (done.status_code, done.content) == (204, b"")
    await live.world.queue.reply(SHOP, held.case_id, "Jo", "second words")
    told = await chat.send("and now?")
    assert told is not None
    assert "first words" not in told.text
    assert "second words" in told.text
    assert told.messages == (5,)


@pytest.mark.parametrize("number", [0, -1, 2, 10**12])
async def test_nobody_has_shown_words_that_do_not_exist(live: LiveWorld, number: int) -> None:
    held = await live.held()
    answer = await live.ask(held, "arrived", "POST", json={"number": number})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "number")


async def test_a_rating_reaches_the_case_and_a_later_one_replaces_it(live: LiveWorld) -> None:
    held = await live.held()
    for rating in (2, 5, 5):
        answer = await live.ask(held, "rating", "POST", json={"rating": rating})
        assert answer.status_code == 204
    row = await live.world.queue.row(SHOP, held.case_id)
    assert (row.rating, row.version) == (5, 3)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"5",
        b"[5]",
        b"",
        b'{"rating": "5"}',
        b'{"rating": 5.0}',
        b'{"rating": true}',
        b'{"rating": 6}',
        b'{"rating": 5, "note": "x"}',
        b"[" * 1000,
    ],
)
async def test_anything_but_a_rating_is_refused(live: LiveWorld, body: bytes) -> None:
    held = await live.held()
    headers = {**bearer(held.token), "content-type": "application/json"}
    answer = await live.ask(held, "rating", "POST", content=body, headers=headers)
    assert answer.status_code == 400
    assert (await live.world.queue.row(SHOP, held.case_id)).rating is None


async def test_a_body_is_small_and_json(live: LiveWorld) -> None:
    held = await live.held()
    headers = {**bearer(held.token), "content-type": "application/json"}
    big = await live.ask(held, "rating", "POST", content=b" " * 2000, headers=headers)
    assert big.status_code == 413
    text = await live.ask(held, "rating", "POST", content=b'{"rating": 5}')
    assert text.status_code == 415


@pytest.mark.parametrize(("method", "verb"), VERBS)
async def test_each_route_has_its_own_method(live: LiveWorld, method: str, verb: str) -> None:
    held = await live.held()
    for other in {"GET", "POST", "PUT", "DELETE"} - {method}:
        assert (await live.ask(held, verb, other)).status_code == 405


async def test_pages_of_other_addresses_are_let_in_by_name_only(live: LiveWorld) -> None:
    held = await live.held()
    asking = {"access-control-request-method": "GET"}
    wanted = {**asking, "access-control-request-headers": "authorization,last-event-id"}
    there = path(held.case_id, "events")
    good = await live.web.options(there, headers={"origin": ORIGIN, **wanted})
    assert good.headers["access-control-allow-origin"] == ORIGIN
    assert "access-control-allow-credentials" not in good.headers
    bad = await live.web.options(there, headers={"origin": "https://evil.example", **wanted})
    assert bad.status_code == 400
    assert "access-control-allow-origin" not in bad.headers
    mine = {"origin": ORIGIN, **bearer(held.token)}
    answer = await live.ask(held, "thread", headers=mine)
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "origin" in answer.headers["vary"].lower()


async def test_another_host_is_not_served_and_nothing_is_kept_by_browsers(live: LiveWorld) -> None:
    held = await live.held()
    headers = {"host": "evil.example", **bearer(held.token)}
    assert (await live.ask(held, "thread", headers=headers)).status_code == 421
    answer = await live.ask(held, "rating", "POST", json={"rating": 5})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_one_case_cannot_ask_without_end() -> None:
    live = LiveWorld(allowance=Allowance(per_minute=3, at_work=3, all_at_work=5))
    one, other = await live.held("one human"), await live.held("other human")
    codes = [(await live.ask(one, "thread")).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert "retry-after" in (await live.ask(one, "thread")).headers
    assert (await live.ask(other, "thread")).status_code == 200
    await live.web.aclose()
