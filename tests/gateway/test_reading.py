"""Which texts are read, how often, and which messages are the newest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import Allowed, Limits
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.detection import Inspected
from proxy.gateway.reading import (
    TurnReading,
    gather_facts,
    newest_messages,
    nothing_known,
    plan_readings,
    refuse_unmistakable,
    sensitive_messages,
    understand,
)
from proxy.privacy.base import Asked, Finding
from proxy.turn import Message, SlotClass, Speaker, TextSlot, Turn
from tests.gateway.stage import DIALECT, HUMAN, LEGAL, call

C, A, T, S = Speaker.CUSTOMER, Speaker.ASSISTANT, Speaker.TOOL, Speaker.SHOP


def turn_of(*messages: dict[str, Any] | str, **fields: Any) -> Turn:
    body = call(*messages, **fields).body
    return DIALECT.read_turn(body, limits=Limits(), allowed=Allowed())


def assistant(text: str | None, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **more}


# The newest message.


@pytest.mark.parametrize(
    ("said", "newest"),
    [
        ([], set()),
        ([(C, "hi")], {0}),
        ([(S, "You are a bot."), (C, "hi")], {1}),
        ([(C, "hi"), (A, "hello"), (C, "help")], {2}),
        # Several in a row are one.
        ([(C, "hi"), (A, "hello"), (C, "help"), (C, "please")], {2, 3}),
        # A tool round between does not count as speaking.
        ([(C, "where is it"), (A, ""), (T, "{}")], {0}),
        ([(C, "hi"), (A, "hello"), (C, "where"), (A, " \n"), (T, "{}"), (C, "now")], {2, 5}),
        # Nor do system messages.
        ([(C, "hi"), (S, "Be kind."), (C, "help")], {0, 2}),
        # What was said before the assistant's last words, when nothing came after.
        ([(C, "hi"), (A, "hello")], {0}),
        ([(C, "one"), (A, "two"), (C, "three"), (A, "four")], {2}),
        ([(A, "Welcome!")], set()),
    ],
)
def test_the_newest_message_is_all_since_the_assistant_last_spoke_words(
    said: list[tuple[Speaker, str]], newest: set[int]
) -> None:
    messages = [Message(at, speaker, (), text) for at, (speaker, text) in enumerate(said)]
    assert newest_messages(messages) == newest


said = st.lists(st.tuples(st.sampled_from(list(Speaker)), st.sampled_from(["", " ", "words"])))


@given(said)
def test_the_newest_messages_are_customers_and_include_the_last_one(
    pairs: list[tuple[Speaker, str]],
) -> None:
    messages = [Message(at, speaker, (), text) for at, (speaker, text) in enumerate(pairs)]
    customers = [m.index for m in messages if m.speaker is C]
    newest = newest_messages(messages)
    assert newest <= set(customers)
    assert bool(newest) == bool(customers)
    assert set(customers[-1:]) <= newest


# What is read.


def test_a_message_of_one_slot_is_read_once_for_data_and_topic() -> None:
    turn = turn_of("my lawyer is Crystal Minh")
    plan = plan_readings(turn)
    (reading,) = [r for r in plan.readings if r.text.startswith("my lawyer")]
    assert (reading.classify, reading.from_customer) == (True, True)
    assert plan.messages[0] in plan.slots.values()


def test_a_message_of_several_parts_is_also_read_as_a_whole_for_its_topic() -> None:
    parts = [{"type": "text", "text": "i want a"}, {"type": "text", "text": "human"}]
    plan = plan_readings(turn_of({"role": "user", "content": parts}))
    texts = [(r.text, r.classify) for r in plan.readings if "human" in r.text]
    assert ("human", False) in texts
    whole = plan.readings[plan.messages[0]]
    assert (whole.text, whole.classify) == ("i want a\nhuman", True)


def test_only_customers_messages_are_classified() -> None:
    turn = turn_of({"role": "system", "content": "S"}, "hi", assistant("my lawyer"), "bye")
    plan = plan_readings(turn)
    assert sorted(r.text for r in plan.readings if r.classify) == ["bye", "hi"]
    assert set(plan.messages) == {1, 3}


def test_what_the_assistant_asked_for_goes_with_the_answer_to_it() -> None:
    plan = plan_readings(turn_of("hi", assistant("May I have your full name?"), "crystal minh"))
    asked = {r.text: r.asked for r in plan.readings}
    assert Asked.NAME in asked["crystal minh"]
    assert asked["hi"] == frozenset()


@pytest.mark.parametrize("kind", [SlotClass.IDENTIFIER, SlotClass.MEDIA, SlotClass.POINTER])
def test_what_is_replaced_whole_or_refused_is_not_read(kind: SlotClass) -> None:
    slot = TextSlot(("x",), kind, "crystal@example.com")
    turn = Turn("openai_chat", {}, (slot,), (), "m", stream=False)
    plan = plan_readings(turn)
    assert plan.readings == ()
    assert understand(turn, plan, []).found == ((),)


def test_an_empty_text_is_not_read() -> None:
    assert all(reading.text for reading in plan_readings(turn_of("", "hi")).readings)


# What the answers mean.


def answers_for(turn: Turn, table: dict[str, Inspected]) -> TurnReading:
    plan = plan_readings(turn)
    return understand(turn, plan, [table.get(r.text, Inspected()) for r in plan.readings])


def test_findings_and_topics_come_back_to_their_places() -> None:
    turn = turn_of("hi", assistant("hello"), "my lawyer")
    finding = Finding("PERSON", 3, 9, 0.9, "table")
    reading = answers_for(turn, {"my lawyer": Inspected((finding,), (LEGAL,), "en")})
    assert len(reading.found) == len(turn.slots)
    at = next(i for i, slot in enumerate(turn.slots) if slot.text == "my lawyer")
    assert [i for i, found in enumerate(reading.found) if found] == [at]
    assert reading.topics[2] == (LEGAL,)
    assert sensitive_messages(reading) == {2}


@pytest.mark.parametrize(
    ("entity_type", "score", "counts"),
    [
        ("EMAIL_ADDRESS", 1.0, True),
        ("CREDIT_CARD", 0.95, True),
        ("IBAN_CODE", 0.9, True),
        ("EMAIL_ADDRESS", 0.89, False),
        ("PHONE_NUMBER", 1.0, False),
        ("PERSON", 1.0, False),
    ],
)
def test_in_a_field_that_cannot_be_edited_only_the_unmistakable_counts(
    entity_type: str, score: float, counts: bool
) -> None:
    slot = TextSlot(("id",), SlotClass.OPAQUE, "call_4155550123")
    turn = Turn("openai_chat", {}, (slot,), (), "m", stream=False)
    found = Inspected((Finding(entity_type, 5, 15, score, "table"),))
    reading = understand(turn, plan_readings(turn), [found])
    assert bool(reading.found[0]) is counts


@pytest.mark.parametrize(
    ("languages", "known"),
    [(("en", "de"), "de"), (("en", "und"), "en"), (("und", "und"), "und")],
)
def test_the_language_is_that_of_the_newest_message_that_tells_it(
    languages: tuple[str, str], known: str
) -> None:
    first, second = (Inspected(language=language) for language in languages)
    turn = turn_of("good morning", assistant("hello"), "ok")
    assert answers_for(turn, {"good morning": first, "ok": second}).language == known


# The facts.


def facts_of(turn: Turn, table: dict[str, Inspected], explained: frozenset[int]) -> Any:
    return gather_facts(
        turn,
        answers_for(turn, table),
        owns=False,
        locks=False,
        explained=explained,
        wants_bot_back=False,
    )


def test_topics_are_told_apart_into_newest_older_and_explained() -> None:
    turn = turn_of("my lawyer", assistant("hello"), "a human", assistant("hm"), "a human please")
    table = {
        "my lawyer": Inspected(topics=(LEGAL,)),
        "a human": Inspected(topics=(HUMAN,)),
        "a human please": Inspected(topics=(HUMAN,)),
    }
    facts = facts_of(turn, table, frozenset())
    assert (facts.newest, facts.older_unexplained) == ((HUMAN,), (LEGAL, HUMAN))
    facts = facts_of(turn, table, frozenset({0}))
    assert (facts.newest, facts.older_unexplained) == ((HUMAN,), (HUMAN,))
    facts = facts_of(turn, table, frozenset({0, 2, 4}))
    assert (facts.newest, facts.older_unexplained) == ((), ())


def test_when_detection_failed_nothing_is_known_of_any_slot() -> None:
    turn = turn_of("my lawyer", assistant("hello"))
    reading = nothing_known(turn)
    assert reading == TurnReading(((),) * len(turn.slots), {}, "und")
    facts = gather_facts(
        turn,
        reading,
        owns=True,
        locks=False,
        explained=frozenset(),
        wants_bot_back=False,
        detection_failed=True,
    )
    assert (facts.detection_failed, facts.case_owns, facts.newest) == (True, True, ())


def test_a_value_in_a_field_that_must_stay_as_it_is_refuses_without_repeating_it() -> None:
    slot = TextSlot(("model",), SlotClass.OPAQUE, "crystal@example.com")
    turn = Turn("openai_chat", {}, (slot,), (), "m", stream=False)
    found = (Finding("EMAIL_ADDRESS", 0, 19, 1.0, "table"),)
    with pytest.raises(CallerError) as refused:
        refuse_unmistakable(turn, TurnReading((found,), {}, "und"))
    assert refused.value.code is ErrorCode.PERSONAL_DATA_IN_OPAQUE_FIELD
    assert "crystal" not in refused.value.message
    refuse_unmistakable(turn, TurnReading(((),), {}, "und"))
