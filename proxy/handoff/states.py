"""The life of a case, as a table. The diagram in docs/handoff.md is printed from it.

Everything that decides which move is allowed lives here; nothing here knows who asks, when, or
what is stored. A pair that is not in the table is refused.
"""

from enum import StrEnum
from typing import Final

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseState


class CaseEvent(StrEnum):
    """What can happen to a case."""

    CLAIM = "claim"
    """A human agent takes the case."""
    RELEASE = "release"
    """Its owner puts it back into the queue."""
    REPLY = "reply"
    """Its owner writes to the customer."""
    WRITE = "write"
    """The customer writes; also when words cross with the end of the case."""
    DELIVER = "deliver"
    """The customer's client showed, by resending them, that words have arrived."""
    RETURN = "return"
    """Its owner gives the conversation back to the bot."""
    GIVE_BACK = "give_back"
    """The customer goes back to the bot."""
    RESOLVE = "resolve"
    """Its owner closes the case."""
    EXPIRE = "expire"
    """The longest wait passed and a customer message is unanswered."""
    ABANDON = "abandon"
    """The longest wait passed after the last word was a person's: the customer left."""
    TRANSFER = "transfer"
    """It is put into the queue of another team."""
    NOTE = "note"
    """Somebody writes something for colleagues, in the margin."""
    FOLLOW_UP = "follow_up"
    """Contacting the customer later is planned, or done."""
    JUDGE = "judge"
    """Somebody says whether the rules were right."""
    LOOK = "look"
    """A second person is asked to agree to a look at a value, or agrees."""
    RATE = "rate"
    """The customer's rating arrives."""


_S, _E = CaseState, CaseEvent

IN_THE_MARGIN: Final = (_E.NOTE, _E.FOLLOW_UP, _E.JUDGE, _E.LOOK, _E.RATE)
"""What can be added to a case in any state, and neither moves it nor keeps a closed one longer."""

MOVES: Final[dict[tuple[CaseState, CaseEvent], CaseState]] = {
    (_S.WAITING, _E.CLAIM): _S.CLAIMED,
    (_S.WAITING, _E.WRITE): _S.WAITING,
    (_S.WAITING, _E.DELIVER): _S.WAITING,
    (_S.WAITING, _E.GIVE_BACK): _S.RETURNED,
    (_S.WAITING, _E.EXPIRE): _S.EXPIRED,
    (_S.WAITING, _E.ABANDON): _S.ABANDONED,
    (_S.CLAIMED, _E.RELEASE): _S.WAITING,
    (_S.CLAIMED, _E.REPLY): _S.CLAIMED,
    (_S.CLAIMED, _E.WRITE): _S.CLAIMED,
    (_S.CLAIMED, _E.DELIVER): _S.CLAIMED,
    (_S.CLAIMED, _E.RETURN): _S.RETURNED,
    (_S.CLAIMED, _E.RESOLVE): _S.RESOLVED,
    (_S.CLAIMED, _E.GIVE_BACK): _S.RETURNED,
    (_S.CLAIMED, _E.EXPIRE): _S.EXPIRED,
    (_S.CLAIMED, _E.ABANDON): _S.ABANDONED,
    (_S.EXPIRED, _E.CLAIM): _S.CLAIMED,
    (_S.EXPIRED, _E.WRITE): _S.EXPIRED,
    (_S.EXPIRED, _E.DELIVER): _S.EXPIRED,
    (_S.EXPIRED, _E.GIVE_BACK): _S.RETURNED,
    (_S.RETURNED, _E.WRITE): _S.RETURNED,
    (_S.RETURNED, _E.DELIVER): _S.RETURNED,
    (_S.RESOLVED, _E.WRITE): _S.RESOLVED,
    (_S.RESOLVED, _E.DELIVER): _S.RESOLVED,
    (_S.ABANDONED, _E.WRITE): _S.ABANDONED,
    (_S.ABANDONED, _E.DELIVER): _S.ABANDONED,
    (_S.WAITING, _E.TRANSFER): _S.WAITING,
    (_S.CLAIMED, _E.TRANSFER): _S.WAITING,
    (_S.EXPIRED, _E.TRANSFER): _S.EXPIRED,
    **{(state, event): state for state in CaseState for event in IN_THE_MARGIN},
}

OPENED: Final = "case.opened"
"""What webhooks are told of a new case."""

EVENT_TYPES: Final[dict[CaseEvent, str]] = {
    _E.CLAIM: "case.claimed",
    _E.RELEASE: "case.released",
    _E.REPLY: "case.replied",
    _E.WRITE: "case.customer_wrote",
    _E.DELIVER: "case.words_arrived",
    _E.RETURN: "case.returned",
    _E.GIVE_BACK: "case.taken_back",
    _E.RESOLVE: "case.resolved",
    _E.EXPIRE: "case.expired",
    _E.ABANDON: "case.abandoned",
    _E.TRANSFER: "case.transferred",
    _E.NOTE: "case.noted",
    _E.FOLLOW_UP: "case.follow_up_changed",
    _E.JUDGE: "case.judged",
    _E.LOOK: "case.looked_at",
    _E.RATE: "case.rated",
}
"""What webhooks are told of each move, those in the margin included (docs/spec/handoff-events.md)."""

OPEN: Final = frozenset({CaseState.WAITING, CaseState.CLAIMED})
"""A person owns the conversation, or is awaited."""

DEALT_WITH: Final = frozenset({CaseState.RETURNED, CaseState.RESOLVED, CaseState.ABANDONED})
"""Closed, and not because nobody came."""


def next_state(state: CaseState, event: CaseEvent) -> CaseState:
    """The state after ``event``. Raises CallerError(CONFLICT), 409, if the table has no such move."""
    to = MOVES.get((state, event))
    if to is None:
        raise CallerError(
            ErrorCode.CONFLICT,
            f"A case that is {state.value} allows no '{event.value}'.",
            status=409,
        )
    return to


def diagram() -> str:
    """The table as a Mermaid state diagram; moves that stay in their state are left out."""
    lines = ["stateDiagram-v2", f"    [*] --> {CaseState.WAITING.value}"]
    lines += [
        f"    {state.value} --> {to.value}: {event.value}"
        for (state, event), to in MOVES.items()
        if to is not state
    ]
    lines += [f"    {state.value} --> [*]" for state in CaseState if state in DEALT_WITH]
    return "\n".join(lines) + "\n"
