"""The recipe of a turn: what happens in which order, and what never happens."""

import json
from dataclasses import replace

import pytest

from proxy.audit.events import AuditEvent, EventKind
from proxy.dialects.base import Allowed
from proxy.errors import CallerError, ErrorCode, ProxyError, ServiceError
from proxy.gateway import headers
from proxy.gateway.base import Reply
from proxy.gateway.turn import serve_turn
from proxy.handoff.base import CaseState
from proxy.policy.base import FailureAction
from tests.gateway.stage import CARD, MAIL, NAME, SUMMARY, Stage, call, saying, words
from tests.handoff.world import RULES, SHOP

HELP = "i want a human please"
SUE = "my lawyer will call you"
DETECTION_DOWN = ServiceError(ErrorCode.DETECTION_FAILED, "No detector.")


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def held_case(stage: Stage, text: str = HELP, conversation: str = "c-1") -> str:
    """A turn that was held; gives the case's reference."""
    reply = await serve_turn(call(text, conversation=conversation), stage.rooms)
    assert reply.headers[headers.DECISION] == "held"
    stage.journal.clear()
    (row,) = stage.world.store.rows.values()  # type: ignore[attr-defined]
    reference = row.reference
    assert isinstance(reference, str)
    return reference


# Order.


async def test_a_turn_is_read_recorded_sent_and_closed_in_this_order(stage: Stage) -> None:
    reply = await serve_turn(call(f"I am {NAME}"), stage.rooms)
    assert stage.journal == ["inspect", "turn_opened", "send", "turn_closed"]
    assert words(reply) == f"You said: I am {NAME}"
    assert NAME not in stage.provider.received


async def test_the_policy_is_taken_once_in_a_turn(stage: Stage) -> None:
    await serve_turn(call("hello"), stage.rooms)
    assert stage.policies.taken == 1


async def test_the_answer_says_which_turn_it_was_and_how_many_values_were_protected(
    stage: Stage,
) -> None:
    reply = await serve_turn(call(f"{NAME}, {MAIL}"), stage.rooms)
    assert reply.headers[headers.TURN] == "turn_test"
    assert reply.headers[headers.DECISION] == "forwarded"
    assert reply.headers[headers.PROTECTED] == "2"
    assert reply.headers[headers.LANGUAGE] == "en"


async def test_an_uncovered_language_is_said_so_and_an_unknown_one_not_at_all(
    stage: Stage,
) -> None:
    stage.inspector.language = "de"
    reply = await serve_turn(call("Guten Tag zusammen"), stage.rooms)
    assert reply.headers[headers.LANGUAGE] == "de; uncovered"
    (opened,) = stage.records.of(EventKind.TURN_OPENED)
    assert opened.sealed["language"] == "de"
    assert opened.sealed["structured_only"] is True
    stage.inspector.language = "und"
    reply = await serve_turn(call("ok"), stage.rooms)
    assert headers.LANGUAGE not in reply.headers


async def test_the_record_holds_what_was_sent_and_not_what_was_said(stage: Stage) -> None:
    await serve_turn(call(f"I am {NAME}, card {CARD}"), stage.rooms)
    for event in stage.records.events:
        whole = json.dumps([dict(event.clear), dict(event.sealed)])
        assert NAME not in whole
        assert CARD not in whole
    (opened,) = stage.records.of(EventKind.TURN_OPENED)
    assert opened.sealed["sent"] == stage.provider.bodies[0].decode()


# Nothing leaves.


async def refused(stage: Stage, text: str = "hello") -> ProxyError:
    with pytest.raises(ProxyError) as failure:
        await serve_turn(call(text, conversation="c-1"), stage.rooms)
    assert stage.provider.bodies == []
    return failure.value


async def test_nothing_is_sent_when_the_request_cannot_be_read(stage: Stage) -> None:
    with pytest.raises(CallerError):
        await serve_turn(replace(call("hello"), body=b"{"), stage.rooms)
    assert stage.journal == []


async def test_nothing_is_sent_when_detection_fails_and_no_case_is_opened(stage: Stage) -> None:
    stage.inspector.failing = DETECTION_DOWN
    assert await refused(stage, HELP) is DETECTION_DOWN
    assert stage.journal == ["inspect", "turn_opened"]
    assert stage.records.events[0].clear["decision"] == "blocked"
    assert not await stage.rooms.queue.list(SHOP)


async def test_an_outage_opens_no_case_even_where_the_policy_holds_on_failure(stage: Stage) -> None:
    stage.with_policy(on_detection_failure=FailureAction.HOLD)
    stage.inspector.failing = DETECTION_DOWN
    await refused(stage, HELP)
    assert not await stage.rooms.queue.list(SHOP)


async def test_nothing_is_sent_when_it_cannot_be_recorded(stage: Stage) -> None:
    stage.records.refuses = frozenset({EventKind.TURN_OPENED})
    assert (await refused(stage)).code is ErrorCode.AUDIT_UNAVAILABLE


async def test_nothing_is_sent_when_the_guard_refuses(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(body: bytes, draft: object) -> None:
        raise ServiceError(ErrorCode.PROTECTION_FAILED, "A value is still there.")

    monkeypatch.setattr("proxy.gateway.outgoing.guard", refuse)
    assert (await refused(stage, NAME)).code is ErrorCode.PROTECTION_FAILED
    assert "turn_opened" not in stage.journal


async def test_a_language_that_the_policy_blocks_is_refused_on_record(stage: Stage) -> None:
    stage.with_policy(on_uncovered_language=FailureAction.BLOCK)
    stage.inspector.language = "de"
    assert (await refused(stage)).code is ErrorCode.LANGUAGE_NOT_COVERED
    assert [event.clear["decision"] for event in stage.records.events] == ["blocked"]


async def test_a_refusal_that_cannot_be_recorded_is_still_a_refusal(stage: Stage) -> None:
    stage.inspector.failing = DETECTION_DOWN
    stage.records.refuses = frozenset({EventKind.TURN_OPENED})
    assert (await refused(stage)).code is ErrorCode.AUDIT_UNAVAILABLE


# Held turns.


async def test_a_hold_is_on_record_before_the_case_and_before_the_answer(stage: Stage) -> None:
    reply = await serve_turn(call(SUE, conversation="c-1"), stage.rooms)
    assert stage.journal == ["inspect", "turn_opened", "case_opened"]
    assert stage.provider.bodies == []
    (row,) = await stage.rooms.queue.list(SHOP)
    assert row.reference in words(reply)
    assert reply.headers[headers.HANDOFF] == f"{row.reference}; state=waiting; case={row.case_id}"
    assert stage.records.events[0].sealed["topic"] == {"name": "legal", "rule": "legal:en:0"}


async def test_a_hold_that_cannot_be_recorded_opens_no_case(stage: Stage) -> None:
    stage.records.refuses = frozenset({EventKind.TURN_OPENED})
    await refused(stage, SUE)
    assert not await stage.rooms.queue.list(SHOP)


async def test_a_case_that_cannot_be_stored_sends_nothing_and_says_nothing(stage: Stage) -> None:
    stage.records.refuses = frozenset({EventKind.CASE_OPENED})
    await refused(stage, SUE)
    assert not await stage.rooms.queue.list(SHOP)


async def test_while_a_person_owns_the_conversation_every_turn_is_held(stage: Stage) -> None:
    reference = await held_case(stage)
    reply = await serve_turn(call("hello again", conversation="c-1"), stage.rooms)
    assert reply.headers[headers.DECISION] == "held"
    assert stage.provider.bodies == []
    opened = await stage.rooms.queue.show(SHOP, reference, "Jo")
    assert [message.text for message in opened.messages] == [HELP, "hello again"]


async def test_a_person_who_owns_the_conversation_gets_the_message_although_detection_fails(
    stage: Stage,
) -> None:
    reference = await held_case(stage)
    stage.inspector.failing = DETECTION_DOWN
    reply = await serve_turn(call("are you there?", conversation="c-1"), stage.rooms)
    assert reply.headers[headers.DECISION] == "held"
    opened = await stage.rooms.queue.show(SHOP, reference, "Jo")
    assert opened.messages[-1].text == "are you there?"


async def test_the_customer_goes_back_to_the_bot_in_the_same_turn(stage: Stage) -> None:
    await held_case(stage)
    reply = await serve_turn(
        call(HELP, {"role": "assistant", "content": "wait"}, "bot", conversation="c-1"), stage.rooms
    )
    assert reply.headers[headers.DECISION] == "forwarded"
    assert stage.journal == ["inspect", "case_changed", "turn_opened", "send", "turn_closed"]
    (row,) = await stage.rooms.queue.list(SHOP, frozenset(CaseState))
    assert row.state is CaseState.RETURNED


async def test_what_was_held_is_cut_from_what_is_sent_later(stage: Stage) -> None:
    await held_case(stage)
    await serve_turn(
        call(HELP, {"role": "assistant", "content": "wait"}, "bot", conversation="c-1"), stage.rooms
    )
    assert HELP not in stage.provider.received
    assert RULES.neutral_line in stage.provider.received


async def test_a_message_on_a_topic_is_cut_although_its_case_is_unknown(stage: Stage) -> None:
    """An older message that does not lock: the turn goes on without it."""
    history = [HELP, {"role": "assistant", "content": "Of course."}, "what does a charger cost?"]
    reply = await serve_turn(call(*history), stage.rooms)  # type: ignore[arg-type]
    assert reply.headers[headers.DECISION] == "forwarded"
    sent = json.loads(stage.provider.bodies[0])["messages"]
    assert [message["content"] for message in sent] == [
        RULES.neutral_line,
        "Of course.",
        "what does a charger cost?",
    ]


async def test_an_older_message_on_a_topic_that_locks_is_held_again(stage: Stage) -> None:
    history = [SUE, {"role": "assistant", "content": "Oh."}, "what does a charger cost?"]
    reply = await serve_turn(call(*history), stage.rooms)  # type: ignore[arg-type]
    assert reply.headers[headers.DECISION] == "held"
    assert stage.provider.bodies == []


# The human agent's summary.


async def returned_with_summary(stage: Stage) -> Reply:
    reference = await held_case(stage)
    held = await serve_turn(call(HELP, conversation="c-1"), stage.rooms)
    await stage.rooms.queue.claim(SHOP, reference, "Jo")
    await stage.rooms.queue.return_to_bot(SHOP, reference, "Jo", SUMMARY)
    stage.journal.clear()
    answer = {"role": "assistant", "content": words(held)}
    return await serve_turn(
        call(HELP, answer, "when does it arrive?", conversation="c-1"), stage.rooms
    )


async def test_the_summary_goes_to_the_model_protected_like_any_text(stage: Stage) -> None:
    reply = await returned_with_summary(stage)
    assert reply.headers[headers.DECISION] == "forwarded"
    sent = json.loads(stage.provider.bodies[0])["messages"]
    assert sent[0]["content"].startswith("Jo promised a new charger to [EMAIL_")
    assert MAIL not in stage.provider.received
    assert HELP not in stage.provider.received
    assert stage.journal[:3] == ["inspect", "inspect", "turn_opened"]


async def test_a_summary_that_cannot_be_inspected_sends_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = stage.inspector.inspect, []

    async def second_fails(readings):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if any(reading.text == SUMMARY for reading in readings):
            seen.append(True)
            raise DETECTION_DOWN
        return await real(readings)

    monkeypatch.setattr(stage.inspector, "inspect", second_fails)
    with pytest.raises(ServiceError):
        await returned_with_summary(stage)
    assert seen == [True]
    assert stage.provider.bodies == []


async def test_the_bot_says_that_it_answers_again(stage: Stage) -> None:
    stage.provider.answer = saying("Tomorrow.")
    assert words(await returned_with_summary(stage)) == (
        "[en returned] The bot answers again.\n\nTomorrow."
    )


# The case moves between decision and sending.


async def test_a_case_that_opens_meanwhile_makes_the_turn_be_decided_again(stage: Stage) -> None:
    """Step 8: two calls of one conversation, of which the other was held first."""
    store = stage.world.store
    rows = store.rows  # type: ignore[attr-defined]
    other = Stage(store)
    await serve_turn(call(SUE, conversation="c-1"), other.rooms)
    (row,) = list(rows.values())
    rows.clear()

    def opens(event: AuditEvent) -> None:
        if event.kind is EventKind.TURN_OPENED:
            rows[row.case_id] = row

    stage.records.then = opens
    reply = await serve_turn(call("hello", conversation="c-1"), stage.rooms)
    assert reply.headers[headers.DECISION] == "held"
    assert stage.provider.bodies == []
    assert stage.records.outcomes == ["superseded"]
    decisions = [e.clear["decision"] for e in stage.records.of(EventKind.TURN_OPENED)]
    assert decisions == ["forwarded", "held"]


async def test_a_case_that_never_rests_ends_the_turn_with_nothing_sent(stage: Stage) -> None:
    await held_case(stage)
    rows = stage.world.store.rows  # type: ignore[attr-defined]
    (case_id,) = rows
    rows[case_id] = replace(rows[case_id], state=CaseState.RETURNED)

    def moves(event: AuditEvent) -> None:
        if event.kind is EventKind.TURN_OPENED:
            rows[case_id] = replace(rows[case_id], version=rows[case_id].version + 1)

    stage.records.then = moves
    history = [HELP, {"role": "assistant", "content": "wait"}, "hello"]
    with pytest.raises(ServiceError) as failure:
        await serve_turn(call(*history, conversation="c-1"), stage.rooms)  # type: ignore[arg-type]
    assert failure.value.code is ErrorCode.CONFLICT
    assert stage.provider.bodies == []
    assert stage.records.outcomes == ["superseded"] * 4


# Keys.


async def test_the_same_value_has_one_placeholder_in_a_conversation_and_another_elsewhere(
    stage: Stage,
) -> None:
    for conversation in ("c-1", "c-1", "c-2"):
        await serve_turn(call(MAIL, conversation=conversation), stage.rooms)
    first, again, other = (json.loads(b)["messages"][0]["content"] for b in stage.provider.bodies)
    assert first == again != other


async def test_the_id_in_the_header_is_stronger_than_the_one_in_the_body(stage: Stage) -> None:
    metadata = {"conversation_id": "from the body"}
    one = call("hello", conversation="c-1", metadata=metadata)
    for turn in (one, call("hello", conversation="c-1"), call("hello", metadata=metadata)):
        await serve_turn(turn, stage.rooms)
    opened = stage.records.of(EventKind.TURN_OPENED)
    first, same, other = (event.conversation for event in opened)
    assert first == same != other
    assert all(event.sealed["explicit_conversation"] for event in opened)


async def test_media_that_passes_is_on_record_and_told_in_a_header(stage: Stage) -> None:
    stage.with_policy(allowed=Allowed(images=True))
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    stage.provider.answer = saying("A dress.")
    reply = await serve_turn(call({"role": "user", "content": [image]}), stage.rooms)
    assert reply.headers["x-chat-proxy-media"] == "images=1"
    (opened,) = stage.records.of(EventKind.TURN_OPENED)
    assert opened.sealed["media_passed"] == {"images": 1}


async def test_the_most_urgent_topic_of_several_messages_in_a_row_decides(stage: Stage) -> None:
    await serve_turn(call(HELP, SUE), stage.rooms)
    assert stage.records.events[0].sealed["topic"] == {"name": "legal", "rule": "legal:en:0"}


async def test_a_value_in_a_field_that_cannot_be_edited_refuses_the_turn(stage: Stage) -> None:
    with pytest.raises(CallerError) as failure:
        await serve_turn(
            replace(call("hello"), body=call("hello").body.replace(b"gpt-test", MAIL.encode())),
            stage.rooms,
        )
    assert failure.value.code is ErrorCode.PERSONAL_DATA_IN_OPAQUE_FIELD
    assert stage.provider.bodies == []


async def test_a_call_id_that_holds_a_value_stays_a_pair_and_the_turn_goes_on(stage: Stage) -> None:
    made = {"id": f"call_{MAIL}", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    history: list[dict[str, object]] = [
        {"role": "assistant", "content": None, "tool_calls": [made]},
        {"role": "tool", "tool_call_id": f"call_{MAIL}", "content": "sent"},
    ]
    await serve_turn(call(f"mail {MAIL}", *history, "thanks"), stage.rooms)
    assert MAIL not in stage.provider.received
    sent = json.loads(stage.provider.bodies[0])["messages"]
    assert sent[1]["tool_calls"][0]["id"] == sent[2]["tool_call_id"]


async def test_reasoning_that_holds_a_value_is_left_out_and_the_turn_goes_on(stage: Stage) -> None:
    details = [
        {"type": "reasoning.text", "text": f"They are {NAME}.", "signature": "c2ln"},
        {"type": "reasoning.text", "text": "They want soap.", "signature": "c2ln"},
    ]
    said = {"role": "assistant", "content": "Which soap?", "reasoning_details": details}
    await serve_turn(call(f"I am {NAME}", said, "green"), stage.rooms)
    sent = json.loads(stage.provider.bodies[0])["messages"]
    assert sent[1]["reasoning_details"] == details[1:]
    assert NAME not in stage.provider.received
