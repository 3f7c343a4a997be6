"""What people write beside a case: for people only, sealed, and never what moves it."""

from datetime import timedelta

import pytest

from proxy.audit.events import EventKind
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseState, MessageKind
from proxy.handoff.margin import Margin, Sighting, Verdict, judgements, notes, sightings
from proxy.topics.base import Severity, TopicHit
from proxy.turn import Speaker
from tests.handoff.world import AUDIT, OTHER_SHOP, SHOP, WAIT, World

HIT = TopicHit("legal", Severity.URGENT, 1.0, "phrases.en[3]")


async def held(world: World, text: str = "My lawyer will call") -> str:
    chat = world.chat("conversation-1")
    history = chat.history((Speaker.CUSTOMER, text))
    standing = await world.queue.standing(SHOP, history)
    reply = await world.queue.hold(
        SHOP,
        history,
        topic="legal",
        handling=world.rules.topics["legal"],
        standing=standing,
        language="en",
        conversation=AUDIT,
        sighting=Sighting.of(HIT, "v1"),
    )
    return reply.case_id


def margin(world: World) -> Margin:
    return Margin(world.queue._book)


async def test_a_note_is_read_by_colleagues_and_never_by_the_customer() -> None:
    world = World()
    chat = world.chat("c")
    case = (await chat.send("I want a human", "human") or pytest.fail("not held")).case_id
    await margin(world).note(SHOP, case, "Bob", "Customer of the year, be kind")
    opened = await world.queue.show(SHOP, case, "Ada")
    assert [(n.name, n.text) for n in notes(opened)] == [("Bob", "Customer of the year, be kind")]
    assert all(m.kind is not MessageKind.NOTE for m in opened.messages)
    assert "kind" not in await chat.say("hello?")


async def test_writing_in_the_margin_neither_moves_a_case_nor_keeps_it_longer() -> None:
    world = World()
    case = await held(world)
    await world.queue.claim(SHOP, case, "Ada")
    closed = await world.queue.resolve(SHOP, case, "Ada")
    world.clock.forward(timedelta(days=3))
    for row in (
        await margin(world).note(SHOP, case, "Bob", "seen"),
        await margin(world).judge(SHOP, case, "Bob", Verdict.RIGHTLY_HELD),
        await margin(world).rate(SHOP, case, 4),
    ):
        assert (row.state, row.changed_at) == (CaseState.RESOLVED, closed.changed_at)


async def test_what_the_rules_saw_stands_beside_the_message_they_saw_it_in() -> None:
    world = World()
    opened = await world.queue.show(SHOP, await held(world), "Ada")
    (message,) = opened.messages
    assert sightings(opened) == {message.number: Sighting("legal", "phrases.en[3]", 1.0, "v1")}


async def test_the_newest_verdict_counts_and_becomes_a_candidate() -> None:
    world = World()
    case = await held(world)
    await margin(world).judge(SHOP, case, "Ada", Verdict.RIGHTLY_HELD)
    await margin(world).judge(SHOP, case, "Bob", Verdict.WRONGLY_HELD, why="a costume")
    opened = await world.queue.show(SHOP, case, "Ada")
    (judgement,) = judgements(opened).values()
    assert (judgement.verdict, judgement.agent) == (Verdict.WRONGLY_HELD, "Bob")

    world.audit.events.clear()
    (candidate,) = await margin(world).candidates(SHOP, "Sam")
    assert candidate.text == "My lawyer will call"
    assert candidate.judgement.why == "a costume"
    assert candidate.sighting is not None
    assert [(e.kind, e.clear["event"]) for e in world.audit.events] == [
        (EventKind.CASE_READ, "candidate")
    ]
    assert await margin(world).candidates(OTHER_SHOP, "Sam") == ()


async def test_only_a_held_message_can_be_judged() -> None:
    world = World()
    case = await held(world)
    with pytest.raises(CallerError) as refused:
        await margin(world).judge(SHOP, case, "Ada", Verdict.RIGHTLY_HELD, message=99)
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_follow_up_lies_in_the_future_and_ends_when_it_is_done() -> None:
    world = World()
    case = await held(world)
    with pytest.raises(CallerError):
        await margin(world).plan_follow_up(SHOP, case, "Ada", "Call", world.clock.now())
    due = world.clock.now() + timedelta(days=1)
    assert (await margin(world).plan_follow_up(SHOP, case, "Ada", "Call", due)).follow_up_at == due
    done = await margin(world).finish_follow_up(SHOP, case, "Ada", "Called, all well")
    assert done.follow_up_at is None
    opened = await world.queue.show(SHOP, case, "Ada")
    assert [n.text for n in notes(opened)] == ["Call", "Called, all well"]


@pytest.mark.parametrize("stars", [0, 6, -1])
async def test_a_rating_has_one_to_five_stars(stars: int) -> None:
    world = World()
    case = await held(world)
    with pytest.raises(CallerError):
        await margin(world).rate(SHOP, case, stars)
    assert (await margin(world).rate(SHOP, case, 5)).rating == 5


async def test_the_records_of_the_margin_hold_no_words() -> None:
    world = World()
    case = await held(world)
    await margin(world).note(SHOP, case, "Bob", "secret-note")
    await margin(world).judge(SHOP, case, "Bob", Verdict.WRONGLY_HELD, why="secret-why")
    assert "secret" not in str(world.audit.events)
    stored = await world.store.messages((await world.queue.row(SHOP, case)).case_id)
    assert all(b"secret" not in message.sealed_text for message in stored)


async def test_a_note_does_not_count_as_a_persons_answer() -> None:
    """A case with nothing but a note is still unanswered when its wait runs out."""
    world = World()
    case = await held(world)
    await margin(world).note(SHOP, case, "Bob", "somebody please take this")
    world.clock.forward(WAIT * 2)
    assert (await world.queue.row(SHOP, case)).state is CaseState.EXPIRED
