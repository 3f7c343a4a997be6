"""What is known of a request once it was read, and what does not change while it is decided."""

from dataclasses import dataclass

from proxy.errors import ServiceError
from proxy.gateway.base import Call
from proxy.gateway.continuing import Thread
from proxy.gateway.reading import TurnReading
from proxy.handoff.queue import History
from proxy.ids import ConversationId
from proxy.policy.base import Policy
from proxy.turn import Turn


@dataclass(frozen=True, slots=True)
class ReadTurn:
    """Steps 1, 2, 4 and 5 done: everything about the request that does not change any more."""

    call: Call
    turn: Turn
    policy: Policy
    thread: Thread
    history: History
    conversation: ConversationId
    reading: TurnReading
    failed: ServiceError | None
    """Why detection gave no answer. Then only a person who is there already may go on."""
