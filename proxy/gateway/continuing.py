"""Going on from an answer that the provider keeps (recipe, steps 3, 7 and 11).

Strategy: what a resent history would have said is in the sealed map of the answer: the conversation's
name and key, its values and placeholders, and what was asked last. So a turn begins by opening that map,
and ends, before its answer is complete for the client, by keeping one of its own. A map is made for each
answer that the provider stores, and for each of our own in its place; so a client may go on from any.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field, replace

from proxy.errors import CallerError, ErrorCode
from proxy.gateway.base import Call, Rooms
from proxy.handoff.queue import History
from proxy.ids import ConversationId
from proxy.maps.carried import Carried
from proxy.maps.keeper import MOST_VALUES, not_continued
from proxy.policy.base import Policy, RetentionClass
from proxy.privacy.base import Asked
from proxy.privacy.dialogue import asked_after
from proxy.privacy.guard import Protected
from proxy.privacy.placeholders import ConversationKey
from proxy.privacy.remembered import Remembered, remember
from proxy.turn import Message, Speaker, Turn

_BEFORE = -1
"""Index of a message that the request does not hold: our own words, to which the customer answers."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Which conversation a turn belongs to, and what earlier turns of it hand on.

    ``explicit``: the id that the client named. ``fresh``: the random name of a conversation that begins
    here and may be gone on with; None where a client names it, or resends it.
    """

    explicit: str | None = field(repr=False)
    carried: Carried | None = None
    fresh: str | None = field(repr=False, default=None)

    @property
    def known(self) -> str | None:
        """The name under which the human queue may know this conversation already."""
        return self.carried.thread if self.carried else self.explicit

    @property
    def name(self) -> str | None:
        """The name under which it is known from now on."""
        return self.known or self.fresh

    @property
    def values(self) -> tuple[Remembered, ...]:
        """Values of earlier turns."""
        return self.carried.values if self.carried else ()

    @property
    def asked(self) -> frozenset[Asked]:
        """What the answer before this turn asked for."""
        return self.carried.asked if self.carried else frozenset()

    def history(self, call: Call, said: tuple[Message, ...]) -> History:
        """What the request says about its conversation. Words of ours that it answers come first."""
        if self.carried is not None and self.carried.said is not None:
            said = (Message(_BEFORE, Speaker.ASSISTANT, (), self.carried.said), *said)
        return History(
            self.known,
            call.idempotency,
            said,
            opens=self.fresh,
            continued=self.carried is not None,
        )


async def thread_of(call: Call, turn: Turn, policy: Policy, rooms: Rooms) -> Thread:
    """The conversation of a turn. Raises CallerError for an answer that cannot be gone on from."""
    explicit = call.conversation or turn.conversation
    if turn.previous is not None:
        carried = await rooms.maps.open(
            call.caller.tenant,
            call.caller.client,
            turn.previous,
            keep=policy.retention[RetentionClass.SEALED_MAP],
        )
        check_conversation(carried, explicit)
        return Thread(explicit, carried)
    if turn.stored and explicit is None:
        return Thread(None, fresh=_new_name(call, rooms))
    return Thread(explicit)


def check_conversation(carried: Carried, named: str | None) -> None:
    """Raise CallerError unless the request names the conversation as the answer's turn did."""
    if named != (carried.thread if carried.named else None):
        raise not_continued()


def _new_name(call: Call, rooms: Rooms) -> str:
    """Random; but the same for a request that is sent again, so that its case is found by either."""
    if call.idempotency is None:
        name = rooms.randomness(32)
    else:
        told = f"{call.caller.client}\0{call.idempotency}".encode()
        key = rooms.secrets.derive("thread", call.caller.tenant)
        name = hmac.digest(key, told + b"\0" + call.body, hashlib.sha256)
    return "thread_" + base64.b32encode(name).decode().rstrip("=").lower()


def went_on(turn: Turn, thread: Thread) -> Turn:
    """The turn as it goes out: it names the answer that the provider knows."""
    return turn if thread.carried is None else replace(turn, previous=thread.carried.continues)


@dataclass(frozen=True, slots=True)
class HandOn:
    """What a turn hands on to the one that goes on from its answer, once that has a name."""

    call: Call
    turn: Turn
    thread: Thread
    conversation: ConversationId
    key: ConversationKey = field(repr=False)
    values: tuple[Remembered, ...] = field(repr=False, default=())

    async def keep(self, rooms: Rooms, answer_id: str | None, answer: str) -> None:
        """Keep it for the provider's answer. Durable when it returns. Raises ServiceError."""
        if answer_id is not None:
            asked = asked_after(self.turn, answer, self.thread.asked)
            carried = self._carried(answer_id, asked=asked, values=self.values)
            await self._keep(rooms, answer_id, carried)

    async def keep_own(self, rooms: Rooms, said: str) -> None:
        """Keep it for an answer of our own: the provider has seen neither that nor the held turn."""
        answer_id = self.call.dialect.own_answer_id(self.call.turn)
        before = self.thread.carried
        if answer_id is not None:
            continues = before.continues if before else None
            carried = self._carried(continues, said=said, values=self.thread.values)
            await self._keep(rooms, answer_id, carried)

    def _carried(
        self,
        continues: str | None,
        *,
        values: tuple[Remembered, ...],
        said: str | None = None,
        asked: frozenset[Asked] = frozenset(),
    ) -> Carried:
        name, named = self.thread.name or "", self.thread.explicit is not None
        return Carried(name, named, self.key, continues, said, asked, values)

    async def _keep(self, rooms: Rooms, answer_id: str, carried: Carried) -> None:
        caller = self.call.caller
        await rooms.maps.keep(caller.tenant, caller.client, self.conversation, answer_id, carried)


def hand_on(
    call: Call,
    turn: Turn,
    thread: Thread,
    conversation: ConversationId,
    key: ConversationKey,
    protected: Protected | None = None,
) -> HandOn | None:
    """What this turn hands on; None where the provider does not keep its answer.

    Raises CallerError for a conversation with more values than a map holds.
    """
    if not turn.stored:
        return None
    values = remember(protected.register) if protected is not None else ()
    if len(values) > MOST_VALUES:
        raise CallerError(
            ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
            f"A conversation that the provider keeps may have at most {MOST_VALUES} values. Begin a "
            "new one, or send it whole with store: false.",
            param="store",
        )
    return HandOn(call, turn, thread, conversation, key, values)
