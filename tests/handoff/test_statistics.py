"""The queue in numbers: counted where it was opened, and measured against its own clock."""

from datetime import timedelta

from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.margin import Margin
from proxy.handoff.statistics import Counted, Counting, overview
from tests.handoff.world import MONDAY_NOON, SHOP, WAIT, World
from tests.storage.test_case_store import case

MINUTE = timedelta(minutes=1)


def row(**changes: object) -> CaseRow:
    return case(**{"opened_at": MONDAY_NOON, "longest_wait": WAIT, **changes})  # type: ignore[arg-type]


def test_nine_in_ten_waited_no_longer_than_it_says() -> None:
    rows = [row(claimed_at=MONDAY_NOON + MINUTE * n) for n in range(1, 11)]
    total = overview([Counted(r, "human", 1) for r in rows], MONDAY_NOON, MONDAY_NOON + WAIT).total
    assert (total.claimed.count, total.claimed.median, total.claimed.nine_in_ten) == (10, 330, 540)


def test_an_answer_is_in_time_late_or_not_decided_yet() -> None:
    now = MONDAY_NOON + 2 * WAIT
    cases = [
        row(answered_at=MONDAY_NOON + MINUTE, state=CaseState.RESOLVED),
        row(answered_at=MONDAY_NOON + WAIT + MINUTE, state=CaseState.RESOLVED),
        row(state=CaseState.EXPIRED),
        row(state=CaseState.RETURNED),  # the customer went back: nobody had to answer
        row(opened_at=now - MINUTE),
    ]
    total = overview([Counted(r, "human", 1) for r in cases], MONDAY_NOON, now).total
    assert (total.in_time, total.late) == (1, 2)


def test_nothing_counted_is_no_division_by_zero() -> None:
    nothing = overview([], MONDAY_NOON, MONDAY_NOON)
    assert (nothing.total.cases, nothing.total.rating, nothing.total.claimed.median) == (
        0,
        None,
        None,
    )
    assert nothing.by_day == {MONDAY_NOON.date(): 0}


async def test_figures_come_from_the_store_by_topic_most_held_first() -> None:
    world = World()
    talk = world.chat("a")
    await talk.say("I want a human", "human")
    await talk.say("hello?")
    reply = await world.chat("b").send("my lawyer", "legal")
    assert reply is not None
    world.clock.forward(5 * MINUTE)
    await world.queue.claim(SHOP, reply.case_id, "Ada")
    world.clock.forward(MINUTE)
    await world.queue.resolve(SHOP, reply.case_id, "Ada", "Here you are")
    await Margin(world.queue._book).rate(SHOP, reply.case_id, 4)

    found = await Counting(world.queue._book).overview(SHOP, timedelta(days=7))
    assert [(topic, f.cases, f.held_turns) for topic, f in found.by_topic.items()] == [
        ("human", 1, 2),
        ("legal", 1, 1),
    ]
    legal = found.by_topic["legal"]
    assert (legal.claimed.median, legal.answered.median) == (300, 360)
    assert (legal.outcomes, legal.rating) == ({CaseState.RESOLVED: 1}, 4)
    assert (found.waiting_now, found.claimed_now) == (1, 0)
    assert sum(found.by_day.values()) == 2
