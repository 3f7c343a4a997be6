"""What human agents do: one owner at a time, nothing lost, every look on record."""

import asyncio
from datetime import timedelta

import pytest

from proxy.audit.events import EventKind
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.handoff.base import Author, CaseState, MessageKind
from proxy.handoff.margin import Margin
from tests.handoff.world import OTHER_SHOP, SHOP, WAIT, World


async def opened(world: World, text: str = "I want a human", topic: str = "human") -> str:
    reply = await world.chat().send(text, topic)
    assert reply is not None
    return reply.case_id


async def test_of_two_who_claim_at_once_one_gets_the_case_and_the_other_is_told() -> None:
    world = World()
    case = await opened(world)
    results = await asyncio.gather(
        *(world.queue.claim(SHOP, case, name) for name in ("Ada", "Bob")), return_exceptions=True
    )
    won = [row for row in results if not isinstance(row, BaseException)]
    lost = [error for error in results if isinstance(error, CallerError)]
    assert len(won) == len(lost) == 1
    assert lost[0].code is ErrorCode.CONFLICT
    assert lost[0].status == 409
    (row,) = await world.queue.list(SHOP)
    assert row.owner == won[0].owner
    assert world.audit.moves().count("not_taken") == 1


async def test_claiming_ones_own_case_again_changes_nothing() -> None:
    world = World()
    case = await opened(world)
    first = await world.queue.claim(SHOP, case, "Ada")
    assert await world.queue.claim(SHOP, case, "Ada") == first


@pytest.mark.parametrize("verb", ["reply", "return_to_bot", "resolve", "release"])
async def test_only_the_owner_writes_and_closes(verb: str) -> None:
    world = World()
    case = await opened(world)

    async def act(agent: str) -> object:
        match verb:
            case "reply":
                return await world.queue.reply(SHOP, case, agent, "Hello")
            case "return_to_bot":
                return await world.queue.return_to_bot(SHOP, case, agent, "done")
            case "resolve":
                return await world.queue.resolve(SHOP, case, agent)
            case _:
                return await world.queue.release(SHOP, case, agent)

    with pytest.raises(CallerError) as unclaimed:
        await act("Ada")
    assert unclaimed.value.code is ErrorCode.CONFLICT
    await world.queue.claim(SHOP, case, "Ada")
    with pytest.raises(CallerError) as foreign:
        await act("Bob")
    assert foreign.value.code is ErrorCode.FORBIDDEN
    assert foreign.value.status == 403
    await act("Ada")


async def test_a_released_case_waits_for_the_next() -> None:
    world = World()
    case = await opened(world)
    await world.queue.claim(SHOP, case, "Ada")
    row = await world.queue.release(SHOP, case, "Ada")
    assert (row.state, row.owner) == (CaseState.WAITING, None)
    assert (await world.queue.claim(SHOP, case, "Bob")).owner == "Bob"


async def test_a_case_is_found_by_the_reference_as_a_customer_reads_it_out() -> None:
    world = World()
    reply = await world.chat().send("I want a human", "human")
    assert reply is not None
    spoken = reply.reference.lower().replace("-", " ").replace("0", "o").replace("1", "i")
    assert (await world.queue.claim(SHOP, f" {spoken} ", "Ada")).case_id == reply.case_id


async def test_no_such_case_is_said_for_another_tenants_case_as_for_none() -> None:
    world = World()
    case = await opened(world)
    errors = []
    for tenant, name in ((OTHER_SHOP, case), (SHOP, "case_nothing"), (SHOP, "R-XXXXX")):
        with pytest.raises(CallerError) as missing:
            await world.queue.show(tenant, name, "Ada")
        errors.append((missing.value.code, missing.value.status, missing.value.message))
    assert len(set(errors)) == 1
    assert errors[0][:2] == (ErrorCode.NOT_FOUND, 404)


async def test_a_look_is_on_record_before_anything_is_opened() -> None:
    world = World()
    case = await opened(world)
    await world.queue.show(SHOP, case, "Zoë")
    look = world.audit.events[-1]
    assert look.kind is EventKind.CASE_READ
    assert look.clear["agent"] == "Zo\\xeb"
    assert look.sealed["agent"] == "Zoë"
    world.audit.broken = True
    with pytest.raises(ServiceError):
        await world.queue.show(SHOP, case, "Ada")


async def test_a_list_opens_no_text_and_puts_the_most_urgent_first() -> None:
    world = World()
    calm = await opened(world)
    world.clock.forward(timedelta(minutes=1))
    later = await opened(world)
    urgent = await opened(world, "I want to end it all", "danger")
    legal = await opened(world, "my lawyer", "legal")
    seen = len(world.audit.events)
    assert [row.case_id for row in await world.queue.list(SHOP)] == [urgent, legal, calm, later]
    assert len(world.audit.events) == seen
    assert await world.queue.list(OTHER_SHOP) == ()
    assert len(await world.queue.list(None)) == 4


async def test_a_list_shows_what_has_expired_while_nobody_looked() -> None:
    world = World()
    await opened(world)
    world.clock.forward(WAIT)
    (row,) = await world.queue.list(SHOP)
    assert row.state is CaseState.EXPIRED
    assert await world.queue.list(SHOP, frozenset({CaseState.WAITING})) == ()


async def test_what_a_person_writes_is_stored_before_the_verb_returns() -> None:
    world = World()
    case = await opened(world)
    await world.queue.claim(SHOP, case, "Ada")
    await world.queue.reply(SHOP, case, "Ada", "  Hello there.\n")
    await world.queue.resolve(SHOP, case, "Ada", "Goodbye.")
    messages = (await world.queue.show(SHOP, case, "Ada")).messages
    said = [(m.author, m.name, m.text) for m in messages]
    assert said == [
        (Author.CUSTOMER, None, "I want a human"),
        (Author.HUMAN_AGENT, "Ada", "Hello there."),
        (Author.HUMAN_AGENT, "Ada", "Goodbye."),
    ]


async def test_replies_and_customer_messages_at_the_same_time_are_all_kept() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    (row,) = await world.queue.list(SHOP)
    await world.queue.claim(SHOP, row.case_id, "Ada")
    await asyncio.gather(
        *(world.queue.reply(SHOP, row.case_id, "Ada", f"reply {n}") for n in range(4)),
        *(chat.send(f"question {n}") for n in range(4)),
    )
    texts = [m.text for m in (await world.queue.show(SHOP, row.case_id, "Ada")).messages]
    assert sorted(texts[1:]) == sorted(
        [f"reply {n}" for n in range(4)] + [f"question {n}" for n in range(4)]
    )


async def test_closing_on_an_outdated_view_is_refused() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    (row,) = await world.queue.list(SHOP)
    seen = await world.queue.claim(SHOP, row.case_id, "Ada")
    await chat.say("one more thing")
    with pytest.raises(CallerError, match="look at it again"):
        await world.queue.return_to_bot(SHOP, row.case_id, "Ada", "done", seen_version=seen.version)
    with pytest.raises(CallerError, match="look at it again"):
        await world.queue.resolve(SHOP, row.case_id, "Ada", seen_version=seen.version)
    (now,) = await world.queue.list(SHOP)
    await world.queue.resolve(SHOP, row.case_id, "Ada", seen_version=now.version)


async def test_closing_over_unread_words_is_refused_and_over_a_colleagues_note_is_not() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    (row,) = await world.queue.list(SHOP)
    await world.queue.claim(SHOP, row.case_id, "Ada")
    read = (await world.queue.show(SHOP, row.case_id, "Ada")).messages[-1].number
    await chat.say("one more thing")
    with pytest.raises(CallerError, match="look at it again"):
        await world.queue.return_to_bot(SHOP, row.case_id, "Ada", "done", seen_words=read)
    with pytest.raises(CallerError, match="look at it again"):
        await world.queue.resolve(SHOP, row.case_id, "Ada", seen_words=read)
    read = (await world.queue.show(SHOP, row.case_id, "Ada")).messages[-1].number
    await world.queue.reply(SHOP, row.case_id, "Ada", "hello")
    await Margin(world.queue._book).note(SHOP, row.case_id, "Bob", "well done")
    done = await world.queue.return_to_bot(SHOP, row.case_id, "Ada", "done", seen_words=read)
    assert done.state is CaseState.RETURNED


async def test_the_summary_is_for_the_bot_and_never_for_the_customer() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    (row,) = await world.queue.list(SHOP)
    await world.queue.claim(SHOP, row.case_id, "Ada")
    await world.queue.reply(SHOP, row.case_id, "Ada", "Goodbye.")
    await world.queue.return_to_bot(SHOP, row.case_id, "Ada", "INTERNAL")
    answer = await chat.say("thanks")
    assert "Goodbye." in answer
    assert "INTERNAL" not in answer
    shown = await world.queue.show(SHOP, row.case_id, "Ada")
    assert [m.text for m in shown.messages if m.kind is MessageKind.SUMMARY] == ["INTERNAL"]


@pytest.mark.parametrize("agent", ["", "  ", "A\nB", "x" * 101])
async def test_a_person_works_under_a_printable_name(agent: str) -> None:
    world = World()
    case = await opened(world)
    with pytest.raises(CallerError) as refused:
        await world.queue.claim(SHOP, case, agent)
    assert refused.value.param == "agent"


async def test_empty_words_are_refused() -> None:
    world = World()
    case = await opened(world)
    await world.queue.claim(SHOP, case, "Ada")
    with pytest.raises(CallerError):
        await world.queue.reply(SHOP, case, "Ada", " \n")
    with pytest.raises(CallerError):
        await world.queue.return_to_bot(SHOP, case, "Ada", "")
    with pytest.raises(CallerError):
        await world.queue.resolve(SHOP, case, "Ada", " ")


async def test_nothing_moves_that_cannot_be_recorded() -> None:
    world = World()
    case = await opened(world)
    world.audit.broken = True
    with pytest.raises(ServiceError):
        await world.queue.claim(SHOP, case, "Ada")
    world.audit.broken = False
    (row,) = await world.queue.list(SHOP)
    assert row.state is CaseState.WAITING


async def test_a_transferred_case_waits_for_the_other_team_with_its_clock_running_on() -> None:
    world = World()
    case = await opened(world)
    claimed = await world.queue.claim(SHOP, case, "Ada")
    with pytest.raises(CallerError):
        await world.queue.transfer(SHOP, case, "Bob", "legal")
    moved = await world.queue.transfer(SHOP, case, "Ada", "legal", note="they know more")
    assert (moved.state, moved.owner, moved.queue) == (CaseState.WAITING, None, "legal")
    assert moved.expires_at == claimed.expires_at
    record = world.audit.events[-1]
    assert record.sealed["queue"] == "legal"
    assert "legal" not in str(record.clear)
    with pytest.raises(CallerError, match="already"):
        await world.queue.transfer(SHOP, case, "Bob", "legal")


async def test_a_supervisor_frees_a_case_whose_owner_went_home() -> None:
    world = World()
    case = await opened(world)
    await world.queue.claim(SHOP, case, "Ada")
    with pytest.raises(CallerError):
        await world.queue.release(SHOP, case, "Eve")
    assert (await world.queue.release(SHOP, case, "Eve", of_anybody=True)).owner is None


async def test_the_first_claim_and_the_first_answer_are_remembered() -> None:
    world = World()
    case = await opened(world)
    start = world.clock.now()
    world.clock.forward(timedelta(minutes=1))
    await world.queue.claim(SHOP, case, "Ada")
    await world.queue.release(SHOP, case, "Ada")
    world.clock.forward(timedelta(minutes=1))
    await world.queue.claim(SHOP, case, "Bob")
    await world.queue.reply(SHOP, case, "Bob", "one")
    world.clock.forward(timedelta(minutes=1))
    row = await world.queue.reply(SHOP, case, "Bob", "two")
    assert row.claimed_at == start + timedelta(minutes=1)
    assert row.answered_at == start + timedelta(minutes=2)


async def test_a_reply_to_an_outdated_view_can_be_refused() -> None:
    world = World()
    chat = world.chat("c")
    case = (await chat.send("I want a human", "human") or pytest.fail("not held")).case_id
    seen = (await world.queue.claim(SHOP, case, "Ada")).version
    await chat.send("and another thing")
    with pytest.raises(CallerError, match="changed"):
        await world.queue.reply(SHOP, case, "Ada", "hello", seen_version=seen)
