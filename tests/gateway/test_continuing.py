"""A conversation that the provider keeps: what a turn knows of the ones that it does not resend."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from proxy.audit.events import EventKind
from proxy.dialects.base import Allowed
from proxy.dialects.openai_responses import PATH
from proxy.dialects.registry import address_of
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.gateway import headers
from proxy.gateway.base import Call, Caller, Reply
from proxy.gateway.turn import serve_turn
from proxy.ids import ClientId, TurnId
from proxy.policy.base import RetentionClass
from proxy.privacy.base import Asked
from tests.gateway.stage import CALLER, CARD, CODE, MAIL, NAME, Stage, each
from tests.handoff.world import SHOP

STRANGER = Caller(ClientId("client_stranger"), SHOP)
HELP = "i want a human please"
WEEK = timedelta(days=7)


class KeepingStage(Stage):
    """A stage whose provider keeps answers: it says what ``says`` says, by default what it heard."""

    def __init__(self) -> None:
        super().__init__()
        self.with_policy(
            allowed=Allowed(previous_response_id=True),
            retention={RetentionClass.SEALED_MAP: WEEK},
        )
        self.says: list[str] = []
        self.turns = 0
        self.provider.answer = self._answer

    def _answer(self, request: dict[str, Any]) -> tuple[int, AsyncIterator[bytes]]:
        text = self.says.pop(0) if self.says else f"You said: {request['input']}"
        part = {"type": "output_text", "text": text, "annotations": []}
        item = {"type": "message", "role": "assistant", "id": "msg_1", "content": [part]}
        whole: dict[str, Any] = {
            "id": f"resp_{len(self.provider.bodies)}",
            "object": "response",
            "status": "completed",
            "output": [item],
        }
        if not request.get("stream"):
            return 200, each(json.dumps(whole).encode())
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        events: list[dict[str, Any]] = [
            {"type": "response.created", "response": {**whole, "output": []}},
            {"type": "response.output_text.delta", **place, "delta": text},
            {"type": "response.output_text.done", **place, "text": text},
            {"type": "response.completed", "response": whole},
        ]
        return 200, each(
            *(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)
        )

    async def turn(
        self, text: str, previous: str | None = None, *, caller: Caller = CALLER, **more: Any
    ) -> Reply:
        """A turn of the customer."""
        self.turns += 1
        conversation, key = more.pop("conversation", None), more.pop("idempotency", None)
        body: dict[str, Any] = {"model": "m", "input": text, **more}
        if previous is not None:
            body["previous_response_id"] = previous
        address = address_of(PATH)
        assert address is not None
        number = TurnId(f"turn_{self.turns}")
        call = Call(number, caller, address, json.dumps(body).encode(), conversation, key)
        reply = await serve_turn(call, self.rooms)
        if reply.chunks is not None:
            chunks = b"".join([chunk async for chunk in reply.chunks])
            last = chunks.decode().rpartition("data: ")[2]
            return Reply(
                reply.status, reply.headers, json.dumps(json.loads(last)["response"]).encode()
            )
        return reply

    def sent(self, at: int = -1) -> dict[str, Any]:
        """The body of a request that left."""
        sent = json.loads(self.provider.bodies[at])
        assert isinstance(sent, dict)
        return sent


@pytest.fixture
def stage() -> KeepingStage:
    return KeepingStage()


def words(reply: Reply) -> str:
    text = json.loads(reply.body)["output"][0]["content"][0]["text"]
    assert isinstance(text, str)
    return text


def name(reply: Reply) -> str:
    answer_id = json.loads(reply.body)["id"]
    assert isinstance(answer_id, str)
    return answer_id


# What is known again.


@pytest.mark.parametrize("stream", [False, True])
async def test_what_the_model_repeats_of_an_earlier_turn_is_restored(
    stage: KeepingStage, stream: bool
) -> None:
    first = await stage.turn(f"I am {NAME}, {MAIL}, card {CARD}", stream=stream)
    said = stage.sent()["input"]
    stage.says = ["Anything else?", f"So: {said}"]
    second = await stage.turn("thanks", name(first), stream=stream)
    third = await stage.turn("repeat it", name(second), stream=stream)
    assert words(third) == f"So: I am {NAME}, {MAIL}, card •••• 4242"
    assert [json.loads(body)["store"] for body in stage.provider.bodies] == [True] * 3
    assert stage.sent()["previous_response_id"] == name(second)


async def test_a_value_has_one_placeholder_in_all_turns_of_a_conversation(
    stage: KeepingStage,
) -> None:
    first = await stage.turn(f"I am {NAME}, {MAIL}")
    await stage.turn(f"I am {NAME}, {MAIL}", name(first))
    await stage.turn(f"I am {NAME}, {MAIL}", conversation="c-2")
    one, again, other = (json.loads(body)["input"] for body in stage.provider.bodies)
    assert one == again != other


async def test_a_known_value_that_no_detector_finds_in_the_next_turn_does_not_leave(
    stage: KeepingStage,
) -> None:
    first = await stage.turn(f"I am {NAME}")
    await stage.turn("is CRYSTAL  MINH a customer of yours?", name(first))
    assert " minh" not in stage.provider.received.lower()


async def test_what_the_answer_asked_for_is_known_when_the_bare_answer_comes(
    stage: KeepingStage,
) -> None:
    stage.says = ["What is your zip code, please?", "Just a moment."]
    first = await stage.turn("hello")
    await stage.turn("7315", name(first))
    asked = {reading.text: reading.asked for reading in stage.inspector.readings}
    assert asked["hello"] == frozenset()
    assert asked["7315"] == {Asked.POSTAL_CODE}


async def test_an_answer_may_be_gone_on_from_more_than_once(stage: KeepingStage) -> None:
    first = await stage.turn(f"I am {NAME}")
    for _ in range(2):
        stage.says = [f"Dear {stage.sent(0)['input'].removeprefix('I am ')}"]
        assert words(await stage.turn("who am i?", name(first))) == f"Dear {NAME}"


# Whose it is.


async def refused(stage: KeepingStage, *args: Any, **more: Any) -> CallerError:
    with pytest.raises(CallerError) as failure:
        await stage.turn(*args, **more)
    return failure.value


async def test_nobody_goes_on_from_an_answer_that_is_not_his(stage: KeepingStage) -> None:
    first = await stage.turn(f"I am {NAME}")
    named = await stage.turn(f"I am {NAME}", conversation="c-1")
    sent = len(stage.provider.bodies)
    for error in (
        await refused(stage, "who am i?", name(first), caller=STRANGER),
        await refused(stage, "who am i?", "resp_unknown"),
        await refused(stage, "who am i?", name(first), conversation="c-1"),
        await refused(stage, "who am i?", name(named)),
        await refused(stage, "who am i?", name(named), conversation="c-2"),
        await refused(stage, "who am i?", name(named), metadata={"conversation_id": "c-2"}),
    ):
        assert error.code is ErrorCode.PREVIOUS_RESPONSE_NOT_FOUND
    assert len(stage.provider.bodies) == sent
    await stage.turn("who am i?", name(named), conversation="c-1")


async def test_an_answer_past_its_time_cannot_be_gone_on_from(stage: KeepingStage) -> None:
    first = await stage.turn("hello")
    stage.later(days=6)
    second = await stage.turn("still there?", name(first))
    stage.later(days=2)
    assert (await refused(stage, "hello?", name(first))).code is (
        ErrorCode.PREVIOUS_RESPONSE_NOT_FOUND
    )
    await stage.turn("hello?", name(second))


async def test_nothing_is_kept_where_the_client_wants_nothing_stored(stage: KeepingStage) -> None:
    first = await stage.turn("hello", store=False)
    assert stage.sent()["store"] is False
    assert stage.maps.rows == {}
    await refused(stage, "hello?", name(first))


async def test_a_policy_that_no_longer_allows_it_refuses_with_its_key(stage: KeepingStage) -> None:
    first = await stage.turn("hello")
    stage.with_policy(allowed=Allowed())
    error = await refused(stage, "hello?", name(first))
    assert error.code is ErrorCode.PROVIDER_STATE_NOT_ALLOWED
    assert "provider_state.previous_response_id" in error.message
    await stage.turn("hello")
    assert stage.sent()["store"] is False


async def test_no_value_stands_in_what_is_stored_and_codes_not_even_sealed(
    stage: KeepingStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain: list[bytes] = []

    def see(secret: bytes, digest: bytes, bound: str, text: bytes) -> bytes:
        plain.append(text)
        return text

    monkeypatch.setattr("proxy.maps.keeper.seal_map", see)
    await stage.turn(f"{NAME}, {CARD}, {CODE}")
    assert NAME.encode() in plain[0]
    assert CARD.encode() not in plain[0]
    assert CODE.encode() not in plain[0]


async def test_an_answer_whose_map_cannot_be_kept_is_not_complete(
    stage: KeepingStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(row: object) -> None:
        raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "The disk is full.")

    monkeypatch.setattr(stage.maps, "put", full)
    with pytest.raises(ServiceError):
        await stage.turn("hello")
    assert stage.records.outcomes == [ErrorCode.QUEUE_UNAVAILABLE.value]


# People.


async def test_a_held_turn_stays_out_and_the_conversation_goes_on_around_it(
    stage: KeepingStage,
) -> None:
    first = await stage.turn(f"I am {NAME}")
    held = await stage.turn(HELP, name(first))
    assert held.headers[headers.DECISION] == "held"
    waiting = await stage.turn("hello?", name(held))
    assert waiting.headers[headers.DECISION] == "held"
    assert len(await stage.rooms.queue.list(SHOP)) == 1
    (row,) = stage.world.store.rows.values()  # type: ignore[attr-defined]
    await stage.rooms.queue.claim(SHOP, row.reference, "Jo")
    await stage.rooms.queue.return_to_bot(
        SHOP, row.reference, "Jo", f"Jo promised {MAIL} a charger"
    )
    back = await stage.turn("and the charger?", name(waiting))
    assert back.headers[headers.DECISION] == "forwarded"
    assert words(back).startswith("[en returned]")
    assert stage.sent()["previous_response_id"] == name(first)
    assert "promised [EMAIL_" in stage.sent()["instructions"]
    assert HELP not in stage.provider.received
    stage.says = [stage.sent(0)["input"]]
    assert words(await stage.turn("who am i?", name(back))) == f"I am {NAME}"


async def test_a_conversation_whose_first_turn_was_held_begins_at_the_provider_later(
    stage: KeepingStage,
) -> None:
    held = await stage.turn(HELP)
    back = await stage.turn("bot", name(held))
    assert back.headers[headers.DECISION] == "forwarded"
    assert "previous_response_id" not in stage.sent()


async def test_the_words_of_a_person_are_told_once(stage: KeepingStage) -> None:
    held = await stage.turn(HELP)
    (row,) = stage.world.store.rows.values()  # type: ignore[attr-defined]
    await stage.rooms.queue.claim(SHOP, row.reference, "Jo")
    await stage.rooms.queue.reply(SHOP, row.reference, "Jo", "I am looking into it.")
    told = await stage.turn("hello?", name(held))
    assert "I am looking into it." in words(told)
    assert "I am looking into it." not in words(await stage.turn("and?", name(told)))


async def test_a_held_turn_that_is_sent_again_opens_no_second_case(stage: KeepingStage) -> None:
    await stage.turn(HELP, idempotency="key-1")
    held = await stage.turn(HELP, idempotency="key-1")
    waiting = await stage.turn("hello?", name(held))
    assert waiting.headers[headers.DECISION] == "held"
    assert len(await stage.rooms.queue.list(SHOP)) == 1


async def test_all_turns_of_a_conversation_are_one_in_the_audit_log(stage: KeepingStage) -> None:
    first = await stage.turn("hello")
    await stage.turn("hello?", name(first))
    await stage.turn("hello")
    one, again, other = stage.records.of(EventKind.TURN_OPENED)
    assert one.conversation == again.conversation != other.conversation
    assert not again.sealed["explicit_conversation"]
    assert (one.sealed.get("continues"), again.sealed.get("continues")) == (None, True)
    assert one.sealed["stored"] is True
