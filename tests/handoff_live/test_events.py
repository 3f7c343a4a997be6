"""The stream of a case: nothing lost, nothing twice, whatever breaks in between; and it ends."""

# ruff: noqa: D102 - what the methods of a test's helper do, their names say

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.limits import Allowance
from proxy.handoff import HeldReply
from proxy.handoff.customer import CustomerView
from proxy.handoff.margin import Margin
from proxy.handoff_live.base import Visitor
from proxy.handoff_live.events import events
from tests.handoff.world import SHOP, WAIT
from tests.handoff_live.stage import Event, LiveWorld, read_events


class Following:
    """One stream of one case."""

    def __init__(self, live: LiveWorld, held: HeldReply, last: int = 0) -> None:
        self.watching = live.rooms.watch.following(held.case_id)
        follower = self.watching.__enter__()
        self.stream = events(Visitor(SHOP, held.case_id), live.rooms, follower, last)
        self.events = read_events(self.stream)

    async def next(self) -> Event:
        async with asyncio.timeout(60):
            return await anext(self.events)

    async def rest(self) -> list[Event]:
        async with asyncio.timeout(60):
            return [event async for event in self.events]

    def leave(self) -> None:
        self.watching.__exit__(None, None, None)


@pytest.fixture
async def live() -> AsyncIterator[LiveWorld]:
    stage = LiveWorld()
    yield stage
    stage.rooms.watch.close()
    await stage.web.aclose()


async def test_words_come_as_they_are_written_and_the_return_is_announced(live: LiveWorld) -> None:
    held = await live.held()
    desk = live.world.queue
    stream = Following(live, held)
    assert (await stream.next()).data["state"] == "waiting"
    own = await stream.next()
    assert (own.id, own.data["from"]) == ("1", "customer")
    await desk.claim(SHOP, held.case_id, "Jo")
    assert (await stream.next()).data["state"] == "claimed"
    await Margin(desk._book).note(SHOP, held.case_id, "Jo", "nobody outside reads this")
    await desk.reply(SHOP, held.case_id, "Jo", "Hello")
    said = await stream.next()
    assert (said.name, said.id, said.data["text"]) == ("message", "2", "Hello")
    await desk.return_to_bot(SHOP, held.case_id, "Jo", "the summary")
    ended = await stream.rest()
    assert [event.name for event in ended] == ["state", "end"]
    assert ended[0].data["notice"] == "[en returned] The bot answers again."
    stream.leave()


async def test_every_line_of_hostile_words_stays_inside_its_event(live: LiveWorld) -> None:
    held = await live.held()
    await live.world.queue.claim(SHOP, held.case_id, "Jo")
    words = "a\n\nevent: end\rdata: {}\u2028\u0085\x0b id: 99 😀 \u202e"
    await live.world.queue.reply(SHOP, held.case_id, "Jo", words)
    await live.world.queue.resolve(SHOP, held.case_id, "Jo")
    found = await Following(live, held).rest()
    assert [(event.name, event.id) for event in found] == [
        ("state", None),
        ("message", "1"),
        ("message", "2"),
        ("end", None),
    ]
    assert found[2].data["text"] == words


@settings(max_examples=40, deadline=None)
@given(
    before=st.integers(0, 5),
    cuts=st.lists(st.integers(0, 4), max_size=6),
    notes=st.lists(st.booleans(), max_size=5),
)
def test_wherever_a_stream_breaks_all_messages_arrive_once_and_in_order(
    before: int, cuts: list[int], notes: list[bool]
) -> None:
    """A client that comes back with the id it saw last misses nothing and sees nothing twice."""

    async def story() -> list[int]:
        live = LiveWorld()
        held, desk = await live.held(), live.world.queue
        await desk.claim(SHOP, held.case_id, "Jo")
        for number in range(before):
            await desk.reply(SHOP, held.case_id, "Jo", f"words {number}")
        seen: list[int] = []
        for at, cut in enumerate(cuts):
            stream = Following(live, held, seen[-1] if seen else 0)
            for _ in range(min(cut, live_count(live, held, seen))):
                event = await stream.next()
                if event.name == "message":
                    seen.append(int(event.id or 0))
            await stream.stream.aclose()  # type: ignore[attr-defined]
            stream.leave()
            if at < len(notes) and notes[at]:
                await Margin(desk._book).note(SHOP, held.case_id, "Jo", "a note between")
            await desk.reply(SHOP, held.case_id, "Jo", f"more words {at}")
        await desk.resolve(SHOP, held.case_id, "Jo", "the last words")
        last = Following(live, held, seen[-1] if seen else 0)
        seen += [int(event.id or 0) for event in await last.rest() if event.name == "message"]
        last.leave()
        await live.web.aclose()
        return seen

    seen = asyncio.run(story())
    assert seen == list(range(1, 1 + before + len(cuts) + 1 + 1))


def live_count(live: LiveWorld, held: HeldReply, seen: list[int]) -> int:
    """How many events a stream that begins now gives at once: the state, and what was not seen."""
    texts = live.world.store.texts[held.case_id]  # type: ignore[attr-defined]
    visible: int = sum(m.kind.value == "words" for m in texts)
    return 1 + visible - len(seen)


async def test_a_number_that_never_was_hides_no_later_words(live: LiveWorld) -> None:
    held = await live.held()
    stream = Following(live, held, 10**8)
    assert (await stream.next()).name == "state"
    await live.world.queue.claim(SHOP, held.case_id, "Jo")
    await stream.next()
    await live.world.queue.reply(SHOP, held.case_id, "Jo", "Hello")
    assert (await stream.next()).id == "2"
    stream.leave()


async def test_it_stays_alive_in_silence_and_notices_time_that_passed(live: LiveWorld) -> None:
    from dataclasses import replace

    held = await live.held()
    rooms = replace(live.rooms, alive_seconds=0.01)
    with rooms.watch.following(held.case_id) as follower:
        stream = events(Visitor(SHOP, held.case_id), rooms, follower, 1)
        got = [await anext(stream) for _ in range(3)]
        assert got[2] == b": alive\n\n"
        live.world.clock.forward(WAIT + timedelta(minutes=1))
        async with asyncio.timeout(60):
            while b"event: state" not in (data := await anext(stream)):
                assert data == b": alive\n\n"
        assert b'"expired"' in data


async def test_the_proxys_end_and_a_store_that_fails_end_a_stream(live: LiveWorld) -> None:
    """Without an ``end`` event: the client comes back."""
    held = await live.held()
    stream = Following(live, held)
    await stream.next()
    live.rooms.watch.close()
    assert [event.name for event in await stream.rest()] == ["message"]

    other = LiveWorld()
    held = await other.held()

    async def away(*_: object, **__: object) -> CustomerView:
        raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "away")

    stream = Following(other, held)
    other.rooms.desk.view = away  # type: ignore[method-assign]
    assert await stream.rest() == []


async def test_a_case_that_is_over_ends_at_once_and_reconnecting_is_refused(
    live: LiveWorld,
) -> None:
    held = await live.held()
    await live.world.queue.claim(SHOP, held.case_id, "Jo")
    await live.world.queue.resolve(SHOP, held.case_id, "Jo", "Bye")
    whole = await live.ask(held, "events")
    assert whole.headers["content-type"].startswith("text/event-stream")
    assert "event: end" in whole.text
    headers = {"authorization": f"Bearer {held.token}", "last-event-id": "2"}
    assert (await live.ask(held, "events", headers=headers)).status_code == 204


async def test_streams_of_a_case_and_of_all_are_limited_and_places_come_back() -> None:
    live = LiveWorld(allowance=Allowance(1000, at_work=2, all_at_work=3))
    one, other = await live.held("one human"), await live.held("other human")
    streams = [asyncio.create_task(live.ask(one, "events")) for _ in range(2)]
    streams.append(asyncio.create_task(live.ask(other, "events")))
    async with asyncio.timeout(60):
        while live.rooms.limits.at_work < 3:
            await asyncio.sleep(0.005)
    full = await live.ask(other, "thread")
    assert (full.status_code, full.json()["error"]["code"]) == (503, "overloaded")
    for case in (one, other):
        await live.world.queue.claim(SHOP, case.case_id, "Jo")
        await live.world.queue.resolve(SHOP, case.case_id, "Jo")
    async with asyncio.timeout(60):
        answers = await asyncio.gather(*streams)
    assert all("event: end" in answer.text for answer in answers)
    assert live.rooms.limits.at_work == 0
    await live.web.aclose()
