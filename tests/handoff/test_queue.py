"""A turn and the queue: finding a case, holding, retries, words that arrive, going back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from proxy.audit.events import EventKind
from proxy.errors import CallerError, ServiceError
from proxy.handoff.base import CaseState
from proxy.handoff.casebook import UNSEEN
from proxy.handoff.casefile import RETRY_WINDOW
from proxy.handoff.customer import CustomerDesk
from proxy.handoff.staffing import Answerer, Means, Roster
from proxy.ids import CaseId
from proxy.topics.base import Severity
from proxy.turn import Speaker
from tests.handoff.memory import MemoryCaseStore
from tests.handoff.world import OTHER_SHOP, SHOP, WAIT, World

SECRET = "my cousin's charger caught fire"


def rows(world: World) -> list[str]:
    assert isinstance(world.store, MemoryCaseStore)
    return list(world.store.rows)


async def only_case(world: World) -> str:
    (row,) = await world.queue.list(SHOP, frozenset(CaseState))
    return row.case_id


async def claimed(world: World, agent: str = "Ada") -> str:
    case = await only_case(world)
    await world.queue.claim(SHOP, case, agent)
    return case


async def test_an_ordinary_conversation_has_no_case_and_costs_no_look_up() -> None:
    world = World(store=None)  # type: ignore[arg-type]
    standing = await world.chat().standing("do you have this in red?")
    assert not standing.owns
    assert standing.case is None
    assert standing.held == standing.answers == frozenset()


async def test_the_first_answer_carries_reference_and_the_way_back() -> None:
    world = World()
    reply = await world.chat().send("I want a human", "human")
    assert reply is not None
    assert reply.text.startswith("[en first]")
    assert reply.reference in reply.text
    assert "[en how]" in reply.text
    assert reply.state is CaseState.WAITING


async def test_a_topic_that_locks_tells_no_way_back() -> None:
    reply = await World().chat().send("you will hear from my lawyer", "legal")
    assert reply is not None
    assert "[en how]" not in reply.text


@pytest.mark.parametrize("conversation", ["conv-1", None])
async def test_while_a_person_owns_it_every_turn_goes_to_the_person(
    conversation: str | None,
) -> None:
    world = World()
    chat = world.chat(conversation)
    await chat.say("hello there")
    await chat.say(SECRET, "legal")
    answer = await chat.say("and my order?")
    assert answer.startswith("[en waiting]")
    shown = await world.queue.show(SHOP, await only_case(world), "Ada")
    assert [m.text for m in shown.messages] == ["hello there", "bot: 0", SECRET, "and my order?"]
    assert [m.held for m in shown.messages] == [False, False, True, True]
    assert shown.topic == "legal"


@pytest.mark.parametrize("conversation", ["conv-1", None])
async def test_a_persons_words_arrive_once_under_the_persons_name(conversation: str | None) -> None:
    world = World()
    chat = world.chat(conversation)
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "What may I do for you?")
    answer = await chat.say("hello?")
    assert answer.startswith("Ada from our team:\nWhat may I do for you?")
    assert "waiting" not in answer
    assert (await chat.say("my parcel is late")).startswith("[en waiting]")


async def test_words_whose_answer_got_lost_come_again() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "What may I do for you?")
    await chat.send("hello?")  # the client never got this answer
    answer = await chat.say("still there?")
    assert "What may I do for you?" in answer


async def test_a_client_that_keeps_no_answers_gets_words_again_but_not_for_ever() -> None:
    """Five times, so that its customers can return to the bot after a case was closed."""
    world = World()
    chat = world.chat("conv-1")
    chat.keeps = lambda said: []
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.resolve(SHOP, case, "Ada", "All settled.")
    answers = [await chat.say(f"question {number}") for number in range(7)]
    assert ["All settled." in answer for answer in answers] == [True] * 5 + [False] * 2
    assert answers[-1].startswith("bot:")


async def test_the_same_words_of_a_person_said_twice_are_both_delivered() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "Yes.")
    assert "Yes." in await chat.say("really?")
    await world.queue.reply(SHOP, case, "Ada", "Yes.")
    assert "Yes." in await chat.say("are you sure?")


async def test_words_that_arrived_stay_delivered_when_the_history_is_trimmed() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "What may I do for you?")
    await chat.say("hello?")
    await chat.say("my parcel")
    chat.keeps = lambda said: said[-1:]
    assert "What may I do for you?" not in await chat.say("is late")


async def test_last_words_reach_the_customer_before_the_bot_does() -> None:
    """Words written just before a case is closed are told in the next turn, which is held."""
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.resolve(SHOP, case, "Ada", "Your refund is on its way.")
    standing = await chat.standing("any news?")
    assert standing.owns
    assert standing.locks
    answer = await chat.say("any news?")
    assert "Your refund is on its way." in answer
    assert "[en returned]" in answer
    assert (await chat.say("do you have socks?")).startswith("bot:")


async def test_last_words_of_an_earlier_case_are_told_while_a_new_case_waits() -> None:
    """Also when the answer that opened the new case got lost."""
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.resolve(SHOP, case, "Ada", "Your refund is on its way.")
    lost = await chat.send("now I call my lawyer", "legal")
    assert lost is not None
    assert "Your refund" in lost.text
    assert "[en first]" in lost.text
    assert "Your refund" in await chat.say("hello?")
    assert "Your refund" not in await chat.say("hello again?")


async def test_words_in_the_language_of_the_turn() -> None:
    world = World()
    chat = world.chat("conv-1")
    chat.language = "de"
    assert (await chat.say("Ich will einen Menschen", "human")).startswith("[de first]")
    chat.language = "und"
    assert (await chat.say("ok")).startswith("[de waiting]")
    chat.language = "fr"
    assert "[de" in await chat.say("oui")


async def test_a_case_is_spoken_in_another_language_once_the_customer_plainly_speaks_it() -> None:
    """Also what is said later, and when his words are too few to tell."""
    world = World()
    chat = world.chat("conv-1")
    chat.language = "de"
    await chat.say("Ich will einen Menschen", "human")
    chat.language, chat.plainly = "en", True
    assert "[en waiting]" in await chat.say("I would rather speak English, please.")
    chat.language, chat.plainly = "und", False
    assert "[en waiting]" in await chat.say("ok")
    (row,) = await world.queue.list(SHOP)
    assert row.language == "en"
    world.clock.forward(WAIT)
    assert "[en expired]" in await chat.say("ok")


@pytest.mark.parametrize("topic", ["human", "office", "danger"])
async def test_later_texts_keep_the_language_of_the_case_where_words_are_too_few(
    topic: str,
) -> None:
    world = World()
    chat = world.chat("conv-1")
    chat.language = "de"
    assert "[de " in await chat.say("Ich will einen Menschen", topic)
    for few in ("und", "en"):
        chat.language = few
        assert "[de waiting]" in await chat.say("ok")
    world.clock.forward(WAIT)
    assert "[de expired]" in await chat.say("ok")


async def test_out_of_hours_is_said_in_the_language_of_the_case() -> None:
    world = World()
    chat = world.chat("conv-1")
    chat.language = "de"
    world.clock.forward(timedelta(hours=8))  # Monday, 21:00 in Berlin
    assert "[de closed]" in await chat.say("Ich will einen Menschen", "office")
    chat.language = "und"
    assert "[de closed]" in await chat.say("ok")


async def test_a_returned_case_says_so_in_its_own_language() -> None:
    world = World()
    chat = world.chat("conv-1")
    chat.language = "de"
    await chat.say("Ich will einen Menschen", "human")
    case = await claimed(world)
    await world.queue.return_to_bot(SHOP, case, "Ada", "All done.")
    chat.language = "und"
    history = chat.history((Speaker.CUSTOMER, "ok"))
    standing = await world.queue.standing(SHOP, history)
    assert "[de returned]" in (world.queue.announcement(standing, history) or "")


async def test_a_case_that_was_opened_without_words_learns_its_language() -> None:
    world = World()
    chat = world.chat("conv-1")
    chat.language = "und"
    assert (await chat.say("!!!", "human")).startswith("[en first]")
    chat.language = "de"
    assert "[de waiting]" in await chat.say("Hallo ihr")
    chat.language = "und"
    assert "[de waiting]" in await chat.say("ok")


async def test_out_of_hours_is_said_and_danger_is_answered_at_any_hour() -> None:
    world = World()
    world.clock.forward(timedelta(hours=8))  # Monday, 21:00 in Berlin
    assert (await world.chat().say("question", "office")).startswith("[en closed]")
    assert (await world.chat().say("I want to end it all", "danger")).startswith("[en first]")


async def test_nobody_could_answer_is_said_until_somebody_could_and_again_when_the_last_one_left() -> (
    None
):
    world = World()
    somebody, world.staffing.roster = world.staffing.roster, Roster()
    chat = world.chat("conv-1")
    assert (await chat.say("I want a human", "human")).startswith("[en nobody]")
    assert (await chat.say("hello?")).startswith("[en nobody]")
    (row,) = await world.queue.list(SHOP)  # It is kept, and shown.
    assert row.state is CaseState.WAITING
    world.staffing.roster = somebody
    assert (await chat.say("hello?")).startswith("[en waiting]")
    await world.queue.claim(SHOP, row.case_id, "Ada")
    world.staffing.roster = Roster()
    assert (await chat.say("still there?")).startswith("[en nobody]")
    assert len(rows(world)) == 1


async def test_it_is_the_queue_of_the_case_that_counts() -> None:
    """A case that was passed on waits where it is now, not where its topic goes."""
    world = World()
    world.staffing.roster = Roster((Answerer(SHOP, Means.PERSON, frozenset({"general"})),))
    chat = world.chat("conv-1")
    assert (await chat.say("I want a human", "human")).startswith("[en first]")
    case = await claimed(world)
    await world.queue.transfer(SHOP, case, "Ada", "legal")
    assert (await chat.say("hello?")).startswith("[en nobody]")


async def test_danger_keeps_its_text_where_nobody_could_answer() -> None:
    world = World()
    world.staffing.roster = Roster()
    answer = await world.chat().say("I want to end it all", "danger")
    assert answer.startswith("[en first]")


async def test_if_it_cannot_be_told_who_could_answer_nothing_happens() -> None:
    world = World()
    world.staffing.away = True
    with pytest.raises(ServiceError):
        await world.chat("conv-1").say("I want a human", "human")
    assert rows(world) == []


async def test_danger_in_an_owned_conversation_gets_its_fixed_text_at_once_and_locks_it() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "One moment.")
    answer = await chat.say("I want to end it all", "danger")
    assert answer.index("[en first]") < answer.index("One moment.")
    (row,) = await world.queue.list(SHOP)
    assert row.severity is Severity.DANGER
    assert row.locks
    assert (await world.queue.show(SHOP, case, "Ada")).topic == "danger"
    assert len(rows(world)) == 1


async def test_a_graver_topic_in_a_waiting_conversation_gets_its_first_text_and_its_team() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    assert await chat.send("My lawyer will write to you", "legal")
    again = await chat.say("My lawyer will write to you", "legal")
    assert again.startswith("[en first]")  # also where the first answer got lost
    (row,) = await world.queue.list(SHOP)
    assert (row.severity, row.queue, row.locks) == (Severity.URGENT, "legal", True)
    assert (await chat.say("My lawyer is serious", "legal")).startswith("[en waiting]")
    assert (await chat.say("Give me a human", "human")).startswith("[en waiting]")


async def test_a_graver_topic_in_a_claimed_case_stays_with_its_owner() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "One moment.")
    answer = await chat.say("My lawyer will write to you", "legal")
    assert answer.index("[en first]") < answer.index("One moment.")
    (row,) = await world.queue.list(SHOP)
    assert (row.owner, row.queue) == ("Ada", "general")


async def test_a_policy_that_lost_the_topic_still_answers() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say(SECRET, "legal")
    topics = {name: h for name, h in world.rules.topics.items() if name != "legal"}
    world.rules = replace(world.rules, topics=topics, agent_label={})
    assert "[en waiting]" in await chat.say("hello?")


# Going back, and what the provider sees of it.


async def bring_back(world: World, how: str) -> None:
    case = await claimed(world)
    if how == "return":
        await world.queue.return_to_bot(SHOP, case, "Ada", "SUMMARY: settled")
    else:
        await world.queue.resolve(SHOP, case, "Ada")


@pytest.mark.parametrize("how", ["return", "resolve"])
@pytest.mark.parametrize("conversation", ["conv-1", None])
@pytest.mark.parametrize("topic", ["legal", "human"])
async def test_the_provider_never_sees_what_was_held(
    conversation: str | None, how: str, topic: str
) -> None:
    world = World()
    chat = world.chat(conversation)
    await chat.say("hello there")
    await chat.say(SECRET, topic)
    await chat.say("and it burnt my hand")
    await bring_back(world, how)
    await chat.say("do you have socks?")
    await chat.say("in blue?")
    seen = "\n".join(chat.provider_saw)
    assert "hello there" in seen
    assert "do you have socks?" in seen
    for secret in (SECRET, "burnt my hand", "Reference", "[en"):
        assert secret not in seen
    assert ("SUMMARY" in seen) == (how == "return")


async def test_the_provider_never_sees_what_was_held_when_our_answers_are_trimmed_away() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("hello there")
    await chat.say(SECRET, "legal")
    await chat.say("and it burnt my hand")
    await bring_back(world, "return")
    chat.keeps = lambda said: [turn for turn in said if "[en" not in turn[1]]
    await chat.say("do you have socks?")
    await chat.say("in blue?")
    seen = "\n".join(chat.provider_saw)
    assert SECRET not in seen
    assert "burnt my hand" not in seen
    assert "do you have socks?" in seen


async def test_the_provider_never_sees_what_was_held_after_its_case_was_deleted() -> None:
    world = World()
    chat = world.chat()
    await chat.say(SECRET, "human")
    await bring_back(world, "return")
    assert isinstance(world.store, MemoryCaseStore)
    world.store.forget(await only_case(world))  # type: ignore[arg-type]
    standing = await chat.standing("do you have socks?")
    assert standing.held == {0}
    assert standing.answers == {1}
    assert standing.explained == frozenset()


async def test_a_held_message_whose_answer_got_lost_is_cut_later() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.send(SECRET, "legal")
    chat.said.append((Speaker.CUSTOMER, SECRET))  # the client keeps the question alone
    await bring_back(world, "return")
    await chat.say("do you have socks?")
    assert SECRET not in "\n".join(chat.provider_saw)


async def test_a_held_turn_sent_again_after_its_return_is_still_not_forwarded() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("hello there")
    await chat.send(SECRET, "human")
    await bring_back(world, "return")
    standing = await chat.standing(SECRET)
    assert standing.owns
    assert standing.locks
    reply = await chat.send(SECRET)
    assert reply is not None
    assert len(rows(world)) == 1
    assert "[en returned]" in reply.text


async def test_a_first_message_sent_again_soon_after_its_return_is_not_forwarded() -> None:
    """Nothing stands before it by which a retry could be told from new words; time must do."""
    world = World()
    chat = world.chat("conv-1")
    await chat.send(SECRET, "human")
    await bring_back(world, "return")
    world.clock.forward(RETRY_WINDOW)
    assert (await chat.standing(SECRET)).owns
    world.clock.forward(timedelta(seconds=1))
    assert not (await chat.standing(SECRET)).owns


async def test_the_same_words_said_anew_after_a_return_go_to_the_bot() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("yes", "human")
    await bring_back(world, "return")
    assert (await chat.say("do you have socks?")).startswith("bot:")
    assert (await chat.say("yes")).startswith("bot:")


async def test_the_summary_stands_once_in_place_of_the_first_held_message() -> None:
    world = World()
    chat = world.chat()
    await chat.say("hello there")
    await chat.say(SECRET, "legal")
    await chat.say("more")
    await bring_back(world, "return")
    standing = await chat.standing("socks?")
    assert standing.summary == "SUMMARY: settled"
    assert standing.summary_at == 2
    assert standing.held == {2, 4}
    assert standing.answers == {3, 5}
    assert standing.explained == {0, 2, 4}


async def test_a_case_that_nobody_has_dealt_with_explains_nothing() -> None:
    world = World()
    chat = world.chat()
    await chat.say(SECRET, "legal")
    world.clock.forward(WAIT)
    standing = await chat.standing("hello?")
    assert standing.explained == frozenset()


async def test_the_bots_return_is_announced_until_the_bot_has_answered() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    await bring_back(world, "return")
    standing = await chat.standing("socks?")
    history = chat.history((Speaker.CUSTOMER, "socks?"))
    assert world.queue.announcement(standing, history) == "[en returned] The bot answers again."
    await chat.say("socks?")
    standing = await chat.standing("in blue?")
    history = chat.history((Speaker.CUSTOMER, "in blue?"))
    assert world.queue.announcement(standing, history) is None


async def test_a_return_that_was_told_is_not_announced_again() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.resolve(SHOP, case, "Ada", "Goodbye.")
    assert "[en returned]" in await chat.say("thanks")
    standing = await chat.standing("socks?")
    history = chat.history((Speaker.CUSTOMER, "socks?"))
    assert not standing.owns
    assert world.queue.announcement(standing, history) is None


async def test_a_customer_goes_back_to_the_bot() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    standing = await chat.standing("bot")
    assert await world.queue.give_back(SHOP, standing) == "[en returned] The bot answers again."
    assert (await chat.say("bot")).startswith("bot:")
    assert chat.provider_saw == ["bot"]


async def test_a_customer_who_goes_back_reads_a_persons_pending_words_first() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "Here I am.")
    await world.queue.give_back(SHOP, await chat.standing("bot"))
    standing = await chat.standing("bot")
    assert standing.owns
    assert standing.locks
    assert "Here I am." in await chat.say("bot")
    assert (await chat.say("socks?")).startswith("bot:")


async def test_nobody_goes_back_from_a_topic_that_locks() -> None:
    world = World()
    chat = world.chat()
    await chat.say(SECRET, "legal")
    with pytest.raises(CallerError) as refused:
        await world.queue.give_back(SHOP, await chat.standing("bot"))
    assert refused.value.status == 409


# Waiting too long.


async def test_a_customer_who_waited_too_long_is_told_once_and_has_the_bot_again() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    world.clock.forward(WAIT)
    answer = await chat.say("hello?")
    assert answer.startswith("[en expired]")
    assert "help@example.com" in answer
    assert (await chat.say("socks?")).startswith("bot:")


async def test_a_topic_that_locks_stays_held_when_it_has_expired() -> None:
    world = World()
    chat = world.chat()
    await chat.say(SECRET, "legal")
    world.clock.forward(WAIT)
    assert (await chat.say("hello?")).startswith("[en expired]")
    assert (await chat.say("socks?")).startswith("[en expired]")


async def test_an_expired_case_can_be_claimed_and_then_owns_again() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    world.clock.forward(WAIT)
    await chat.say("hello?")
    await claimed(world)
    assert (await chat.say("socks?")).startswith("[en waiting]")


async def test_an_expired_case_cannot_be_claimed_beside_a_newer_open_one() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say(SECRET, "legal")
    old = await only_case(world)
    world.clock.forward(WAIT)
    await chat.say("hello?")
    await chat.say("I want to end it all", "danger")
    with pytest.raises(CallerError, match="newer case"):
        await world.queue.claim(SHOP, old, "Ada")


async def test_a_new_sensitive_message_after_expiry_opens_a_new_case() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say(SECRET, "legal")
    world.clock.forward(WAIT)
    await chat.say("hello?")
    answer = await chat.say("I want to end it all", "danger")
    assert answer.startswith("[en first]")
    assert len(rows(world)) == 2
    assert (await chat.standing("x")).case.severity is Severity.DANGER  # type: ignore[union-attr]


async def test_a_persons_words_that_nobody_has_seen_keep_the_case_for_a_day() -> None:
    """Who was told to come back later, and does so, finds the person there and not the bot.

    A plain widget shows a person's words with the customer's next message only.
    """
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "Which order is it?")
    world.clock.forward(timedelta(hours=23))
    assert "Which order is it?" in await chat.say("any news?")
    assert "[en waiting]" in await chat.say("the one of May")
    row = (await world.queue.list(SHOP))[0]
    assert (row.state, row.owner) == (CaseState.CLAIMED, "Ada")


async def test_a_customer_who_stays_away_for_a_day_has_left_and_still_gets_the_words() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "Hello!")
    world.clock.forward(UNSEEN)
    assert (await world.queue.list(SHOP, frozenset(CaseState)))[0].state is CaseState.ABANDONED
    answer = await chat.say("sorry, I was away")
    assert "Hello!" in answer
    assert answer.index("[en returned]") < answer.index("[en unread]")


async def test_who_has_read_a_persons_words_and_says_nothing_has_left_after_the_longest_wait() -> (
    None
):
    world = World()
    chat = world.chat("conv-1")
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "Hello!")
    customer, mine = CustomerDesk(world.queue._book, lambda: world.rules), CaseId(case)
    await customer.arrived(SHOP, mine, (await customer.view(SHOP, mine)).last)
    world.clock.forward(WAIT * 0.9)
    assert (await world.queue.list(SHOP))[0].state is CaseState.CLAIMED
    world.clock.forward(WAIT * 0.2)
    assert (await world.queue.list(SHOP, frozenset(CaseState)))[0].state is CaseState.ABANDONED


async def test_what_is_written_to_a_closed_case_is_asked_for_again_and_then_reaches_the_bot() -> (
    None
):
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "It is on its way.")
    await world.queue.return_to_bot(SHOP, case, "Ada", "Asked for the parcel.")
    chat.language, chat.plainly = "de", True
    answer = await chat.say("Haben Sie auch blaue Lampen, und was kosten sie?")
    assert "It is on its way." in answer
    assert answer.index("[de returned]") < answer.index("[de unread]")
    assert "bot:" in await chat.say("Haben Sie auch blaue Lampen, und was kosten sie?")
    assert chat.provider_saw[-1].startswith("Haben Sie")


async def test_a_client_that_resends_nothing_is_not_asked_to_write_again_in_vain() -> None:
    """It gets the person's words with each turn, for a while: nothing shows that they have arrived."""
    world = World()
    chat = world.chat("conv-1")
    chat.keeps = lambda said: []
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "It is on its way.")
    await world.queue.return_to_bot(SHOP, case, "Ada", "Asked for the parcel.")
    answer = await chat.say("thank you")
    assert "[en returned]" in answer
    assert "[en unread]" not in answer


async def test_a_turn_sent_again_after_its_case_was_closed_was_read_and_is_not_asked_for() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    await chat.send("It is about my parcel.")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "It is on its way.")
    await world.queue.return_to_bot(SHOP, case, "Ada", "Asked for the parcel.")
    again = await chat.send("It is about my parcel.")
    assert again is not None
    assert "[en returned]" in again.text
    assert "[en unread]" not in again.text


async def test_writing_again_does_not_prolong_an_unanswered_wait() -> None:
    world = World()
    chat = world.chat()
    await chat.say("I want a human", "human")
    world.clock.forward(WAIT * 0.9)
    await chat.say("hello?")
    world.clock.forward(WAIT * 0.2)
    assert (await chat.say("anybody?")).startswith("[en expired]")


# The same turn again.


async def test_a_retry_with_an_id_opens_no_second_case_and_gets_the_same_text() -> None:
    world = World()
    chat = world.chat("conv-1")
    first = await chat.send(SECRET, "legal")
    again = await chat.send(SECRET, "legal")
    assert first == again
    assert len(rows(world)) == 1
    assert len((await world.queue.show(SHOP, await only_case(world), "Ada")).messages) == 1


async def test_a_retry_with_a_key_opens_no_second_case_and_gets_the_same_text() -> None:
    world = World()
    chat = world.chat()
    first = await chat.send(SECRET, "legal", key="k-1")
    assert await chat.send(SECRET, "legal", key="k-1") == first
    assert len(rows(world)) == 1
    await chat.send(SECRET, "legal", key="k-2")
    assert len(rows(world)) == 2


async def test_a_retry_of_a_later_turn_is_stored_once() -> None:
    world = World()
    chat = world.chat()
    await chat.say(SECRET, "legal")
    first = await chat.send("are you there?")
    assert await chat.send("are you there?") == first
    assert len((await world.queue.show(SHOP, await only_case(world), "Ada")).messages) == 2


async def test_a_customer_may_say_the_same_twice() -> None:
    world = World()
    chat = world.chat()
    await chat.say("hello?", "human")
    await chat.say("hello?")
    await chat.say("hello?")
    assert len((await world.queue.show(SHOP, await only_case(world), "Ada")).messages) == 3


async def test_the_same_answer_to_two_questions_is_stored_twice_without_any_history() -> None:
    world = World()
    chat = world.chat("conv-1")
    chat.keeps = lambda said: []
    await chat.say("I want a human", "human")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "Is it red?")
    await chat.say("yes")
    await world.queue.reply(SHOP, case, "Ada", "Is it broken?")
    await chat.say("yes")
    said = [m.text for m in (await world.queue.show(SHOP, case, "Ada")).messages]
    assert said.count("yes") == 2


async def test_parallel_calls_of_one_customer_turn_open_one_case() -> None:
    world = World()
    chat = world.chat("conv-1")
    replies = await asyncio.gather(*(chat.send(SECRET, "legal") for _ in range(8)))
    assert len({reply.case_id for reply in replies if reply}) == 1
    assert len(rows(world)) == 1
    assert len((await world.queue.show(SHOP, await only_case(world), "Ada")).messages) == 1


async def test_one_key_sent_for_two_customers_by_mistake_does_not_make_them_meet() -> None:
    world = World()
    one = await world.chat().send("my parcel is gone", "human", key="constant")
    two = await world.chat().send("I want a human", "human", key="constant")
    assert one is not None
    assert two is not None
    assert one.case_id != two.case_id


# Whose case it is.


@pytest.mark.parametrize("ids", [("conv-1", "conv-2"), (None, None)])
async def test_two_customers_with_identical_first_messages_never_meet(
    ids: tuple[str | None, str | None],
) -> None:
    world = World()
    one, two = world.chat(ids[0]), world.chat(ids[1])
    first, second = await one.send(SECRET, "legal"), await two.send(SECRET, "legal")
    assert first is not None
    assert second is not None
    assert first.case_id != second.case_id
    await world.queue.claim(SHOP, first.case_id, "Ada")
    await world.queue.reply(SHOP, first.case_id, "Ada", "FOR ONE ONLY")
    assert "FOR ONE ONLY" not in await two.say("hello?", "human")


async def test_another_customers_reference_with_the_wrong_message_finds_nothing() -> None:
    world = World()
    victim, thief = world.chat(), world.chat()
    reply = await victim.send(SECRET, "legal")
    assert reply is not None
    await world.queue.claim(SHOP, reply.case_id, "Ada")
    await world.queue.reply(SHOP, reply.case_id, "Ada", "PRIVATE")
    thief.said = [(Speaker.CUSTOMER, "guess"), (Speaker.ASSISTANT, reply.text)]
    standing = await thief.standing("hello?")
    assert standing.case is None
    assert not standing.owns
    assert standing.explained == frozenset()
    unknown = world.chat()
    unknown.said = thief.said
    assert isinstance(world.store, MemoryCaseStore)
    world.store.forget(reply.case_id)
    assert await unknown.standing("hello?") == standing


async def test_a_reference_that_the_customer_types_finds_nothing() -> None:
    world = World()
    reply = await world.chat().send(SECRET, "legal")
    assert reply is not None
    thief = world.chat()
    thief.said = [(Speaker.CUSTOMER, SECRET), (Speaker.CUSTOMER, reply.text)]
    assert (await thief.standing("hello?")).case is None


async def test_a_made_up_reference_is_nothing_at_all() -> None:
    chat = World().chat()
    chat.said = [
        (Speaker.CUSTOMER, SECRET),
        (Speaker.ASSISTANT, "Reference R-ABCDE-12345-ABCDE-12345."),
    ]
    standing = await chat.standing("hello?")
    assert standing.held == standing.answers == frozenset()


async def test_another_tenants_reference_is_nothing_at_all() -> None:
    world = World()
    theirs = world.chat(tenant=OTHER_SHOP)
    await theirs.say(SECRET, "legal")
    ours = world.chat()
    ours.said = theirs.said
    standing = await ours.standing("hello?")
    assert standing.case is None
    assert standing.answers == frozenset()


async def test_another_tenants_conversation_id_finds_nothing() -> None:
    world = World()
    await world.chat("conv-1", OTHER_SHOP).say(SECRET, "legal")
    assert (await world.chat("conv-1").standing("hello?")).case is None


async def test_a_history_copied_into_another_conversation_id_finds_nothing() -> None:
    world = World()
    one = world.chat("conv-1")
    await one.say(SECRET, "legal")
    two = world.chat("conv-2")
    two.said = one.said
    assert (await two.standing("hello?")).case is None


async def test_a_client_that_stops_naming_its_conversation_still_finds_its_case() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say(SECRET, "legal")
    chat.conversation = None
    assert (await chat.standing("hello?")).owns


async def test_an_answer_that_was_reformatted_on_the_way_is_known_again() -> None:
    world = World()
    chat = world.chat()
    await chat.say(SECRET, "legal")
    speaker, text = chat.said[-1]
    chat.said[-1] = (speaker, text.lower().replace("-", "\u2011").replace("\n", " "))
    assert (await chat.standing("hello?")).owns


# Keeping faith with the record.


async def test_nothing_is_stored_that_could_not_be_recorded() -> None:
    world = World()
    world.audit.broken = True
    with pytest.raises(ServiceError):
        await world.chat("conv-1").send(SECRET, "legal")
    assert rows(world) == []


async def test_records_hold_no_words_and_the_clear_part_no_topic() -> None:
    world = World()
    chat = world.chat("conv-1")
    await chat.say(SECRET, "legal")
    case = await claimed(world)
    await world.queue.reply(SHOP, case, "Ada", "PRIVATE WORDS")
    await chat.say("hello?")
    await world.queue.show(SHOP, case, "Ada")
    await bring_back(world, "return")
    everything = repr([(e.kind, e.clear, dict(e.sealed)) for e in world.audit.events])
    for secret in (SECRET, "PRIVATE WORDS", "SUMMARY", "hello?"):
        assert secret not in everything
    assert "legal" not in repr([e.clear for e in world.audit.events])
    assert world.audit.moves() == ["open", "claim", "reply", "write", "show", "return"]
    assert {e.kind for e in world.audit.events} == {
        EventKind.CASE_OPENED,
        EventKind.CASE_CHANGED,
        EventKind.CASE_READ,
    }


async def test_moved_tells_that_a_case_came_changed_or_went() -> None:
    world = World()
    chat = world.chat("conv-1")
    history = chat.history((Speaker.CUSTOMER, "hello"))
    before = await world.queue.standing(SHOP, history)
    assert not await world.queue.moved(SHOP, before, history)
    await chat.send(SECRET, "legal")
    assert await world.queue.moved(SHOP, before, history)
    standing = await world.queue.standing(SHOP, history)
    assert not await world.queue.moved(SHOP, standing, history)
    await claimed(world)
    assert await world.queue.moved(SHOP, standing, history)


async def test_stored_bytes_are_sealed() -> None:
    world = World()
    await world.chat("conv-1").send(SECRET, "legal")
    assert isinstance(world.store, MemoryCaseStore)
    assert SECRET.encode() not in repr(world.store.__dict__).encode()
    stored = [m.sealed_text for texts in world.store.texts.values() for m in texts]
    assert all(SECRET.encode() not in text for text in stored)
