"""A case as its customer may see it: his own held words, those of people, and how the case stands.

Nothing else is opened here: no notes, no topics, no scores, no summary for the bot. Messages are
numbered 1, 2, 3 … among what the customer may see, so that a gap always means a lost message and
never a note of a colleague. Messages are only ever appended, so a number never changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from proxy.errors import CallerError, ErrorCode
from proxy.handoff import replies
from proxy.handoff.base import Author, CaseMessageRow, CaseRow, CaseState, MessageKind, Notice
from proxy.handoff.casebook import Casebook, once_arrived
from proxy.handoff.casefile import CaseFile
from proxy.handoff.states import DEALT_WITH, CaseEvent
from proxy.handoff.verbs import Verbs
from proxy.ids import CaseId, TenantId
from proxy.policy.base import HandoffRules

_TOLD = {
    CaseState.EXPIRED: Notice.EXPIRED,
    CaseState.RETURNED: Notice.RETURNED,
    CaseState.RESOLVED: Notice.RETURNED,
    CaseState.ABANDONED: Notice.RETURNED,
}
"""States that a customer is told of in the policy's words."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that the customer may see."""

    number: int
    author: Author
    label: str | None
    """How a person's words are introduced, such as "Jo (customer service):"."""
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CustomerView:
    """How a case stands, and what was said after the number that was asked for."""

    case_id: CaseId
    reference: str
    state: CaseState
    version: int
    closed: bool
    """The bot has the conversation again; no person will write in this case."""
    notice: str | None = field(repr=False)
    """The policy's words on the state; None while a person is awaited or there."""
    last: int
    """The number of the newest message."""
    messages: tuple[Said, ...]


class CustomerDesk(Verbs):
    """What a customer can see and do in his own case. Who asks has been proved by the caller."""

    def __init__(self, book: Casebook, rules: Callable[[], HandoffRules]) -> None:
        super().__init__(book)
        self._rules = rules

    async def view(self, tenant: TenantId, case_id: CaseId, *, after: int = 0) -> CustomerView:
        """The case as it stands now. Raises CallerError(NOT_FOUND) if it is gone."""
        file = await self._find(tenant, case_id)
        row, seen = file.row, visible(file)
        return CustomerView(
            case_id=row.case_id,
            reference=row.reference,
            state=row.state,
            version=row.version,
            closed=row.state in DEALT_WITH,
            notice=self._notice(row),
            last=len(seen),
            messages=tuple(
                self._said(row, number, message)
                for number, message in enumerate(seen, 1)
                if number > after
            ),
        )

    async def arrived(self, tenant: TenantId, case_id: CaseId, number: int) -> CaseRow:
        """The customer's client has shown all messages up to this one: they are not given again.

        Raises CallerError(INVALID_REQUEST) if the case has no such message.
        """

        async def move(file: CaseFile) -> CaseFile:
            seen = visible(file)
            if not 1 <= number <= len(seen):
                raise CallerError(
                    ErrorCode.INVALID_REQUEST, "The case has no such message.", param="number"
                )
            shown = seen[number - 1].number
            if shown <= file.row.delivered:
                return file
            changes = once_arrived(self._book.clock.now(), file, shown)
            return await self._book.move(file, CaseEvent.DELIVER, **changes)

        return await self._change(tenant, case_id, "customer", move)

    def _said(self, row: CaseRow, number: int, message: CaseMessageRow) -> Said:
        by_person = message.author is Author.HUMAN_AGENT
        labels = self._rules().agent_label
        return Said(
            number=number,
            author=message.author,
            label=replies.label(labels, [row.language], message.name or "") if by_person else None,
            at=message.at,
            text=self._book.text(row, message),
        )

    def _notice(self, row: CaseRow) -> str | None:
        told = _TOLD.get(row.state)
        handling = self._rules().topics.get(self._book.topic(row))
        if told is None or handling is None:
            return None
        text = replies.text_of(replies.texts_in(handling, row.language), told)
        return replies.filled(text, reference=row.reference, contact=handling.contact)


def visible(file: CaseFile) -> Sequence[CaseMessageRow]:
    """The messages that the customer may see, in order; number 1 is the first of them."""
    return [message for message in file.messages if _is_visible(message)]


def numbers_of(file: CaseFile, messages: Sequence[CaseMessageRow]) -> tuple[int, ...]:
    """The customer's numbers of these messages of the case."""
    wanted = {message.number for message in messages}
    return tuple(n for n, message in enumerate(visible(file), 1) if message.number in wanted)


def _is_visible(message: CaseMessageRow) -> bool:
    if message.kind is not MessageKind.WORDS:
        return False
    held = message.author is Author.CUSTOMER and message.digest is not None
    return held or message.author is Author.HUMAN_AGENT
