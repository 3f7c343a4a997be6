"""Reading and changing cases: every change is recorded, then made, then real.

The one place where a case moves. Order of each move: the table allows it (states.py) → the audit
record is durable → the store compares the version and writes. If another process was faster the
record is followed by one that says so ("not_taken"), and StaleCaseError asks the caller to look
again. If the record cannot be written, nothing changes. What webhooks are told is written with the
change, by the store.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypedDict, Unpack

from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.clock import Clock
from proxy.errors import ErrorCode, ServiceError
from proxy.handoff.base import (
    CONVERSATION,
    AnsweredRequest,
    AuditRecorder,
    Author,
    CaseMessage,
    CaseMessageRow,
    CaseRow,
    CaseState,
    CaseStore,
    HandoffEvent,
    MessageKind,
    OpenCase,
    Sealer,
    StaleCaseError,
)
from proxy.handoff.casefile import CaseFile
from proxy.handoff.digests import Digests
from proxy.handoff.drafts import DraftField, DraftRow
from proxy.handoff.reading import CustomerWords
from proxy.handoff.states import EVENT_TYPES, IN_THE_MARGIN, OPEN, CaseEvent, next_state
from proxy.ids import CaseId, Randomness, TenantId
from proxy.topics.base import Severity

ATTEMPTS: Final = 16
"""How often a change is tried again after somebody else was faster."""


class Changes(TypedDict, total=False):
    """Fields of ``CaseRow`` that a move may change besides state and version."""

    owner: str | None
    language: str
    expires_at: datetime
    delivered: int
    severity: Severity
    locks: bool
    longest_wait: timedelta
    sealed_topic: bytes
    queue: str
    claimed_at: datetime | None
    answered_at: datetime | None
    follow_up_at: datetime | None
    rating: int | None


@dataclass(frozen=True, slots=True)
class Casebook:
    """Cases, their seals and their records; what the queue and the desk both work with."""

    store: CaseStore
    sealer: Sealer
    digest_key: Callable[[TenantId], bytes]
    clock: Clock
    randomness: Randomness
    audit: AuditRecorder
    through: str | None = None
    """The agent key through which a person works, for the record; None: no key."""
    answer: Callable[[CaseRow], AnsweredRequest] | None = None
    """Makes of a changed case what its requester is answered, to be stored with the change."""
    sends: DraftField | None = None
    """The draft that is sent with the change, and so is none any more."""

    def digests(self, tenant: TenantId) -> Digests:
        """The keyed digests of a tenant."""
        return Digests(self.digest_key(tenant), tenant)

    # Texts.

    def seal_topic(self, tenant: TenantId, case_id: CaseId, topic: str) -> bytes:
        """The topic, readable only with the case key and for this case."""
        return self.sealer.seal(topic.encode(), _context(tenant, case_id, "topic"))

    def topic(self, row: CaseRow) -> str:
        """The topic's name, opened."""
        return self.sealer.open(
            row.sealed_topic, _context(row.tenant, row.case_id, "topic")
        ).decode()

    def text(self, row: CaseRow, message: CaseMessageRow) -> str:
        """A message's text, opened."""
        context = _context(row.tenant, row.case_id, message.author.value)
        return self.sealer.open(message.sealed_text, context).decode(errors="surrogatepass")

    def seal_draft(self, tenant: TenantId, case_id: CaseId, what: DraftField, words: str) -> bytes:
        """A draft's words, readable only with the case key and for this case."""
        plain = words.encode(errors="surrogatepass")
        return self.sealer.seal(plain, _context(tenant, case_id, f"draft {what.value}"))

    def draft(self, row: CaseRow, draft: DraftRow) -> str:
        """A draft's words, opened."""
        context = _context(row.tenant, row.case_id, f"draft {draft.what.value}")
        return self.sealer.open(draft.sealed_words, context).decode(errors="surrogatepass")

    def message(
        self,
        tenant: TenantId,
        case_id: CaseId,
        author: Author,
        text: str,
        *,
        name: str | None = None,
        held: CustomerWords | None = None,
        kind: MessageKind = MessageKind.WORDS,
    ) -> CaseMessageRow:
        """A message to be stored; the store gives it its number."""
        context = _context(tenant, case_id, author.value)
        return CaseMessageRow(
            case_id=case_id,
            number=0,
            author=author,
            name=name,
            at=self.clock.now(),
            sealed_text=self.sealer.seal(text.encode(errors="surrogatepass"), context),
            digest=held.digest if held else None,
            turn_digest=held.turn_digest if held else None,
            kind=kind,
        )

    def opened(self, file: CaseFile) -> OpenCase:
        """All texts of a case, for a human agent. The look must be recorded first."""
        messages = [
            CaseMessage(
                number=m.number,
                author=m.author,
                name=m.name,
                at=m.at,
                kind=m.kind,
                held=m.digest is not None,
                text=self.text(file.row, m),
            )
            for m in file.messages
        ]
        return OpenCase(
            file.row,
            self.topic(file.row),
            messages=tuple(m for m in messages if m.kind in CONVERSATION),
            margin=tuple(m for m in messages if m.kind not in CONVERSATION),
        )

    # Reading.

    async def load(self, tenant: TenantId, case_id: CaseId) -> CaseFile | None:
        """A case as it stands now, after letting its clock run."""
        for _ in range(ATTEMPTS):
            row = await self.store.by_id(tenant, case_id)
            if row is None:
                return None
            try:
                return await self.let_time_pass(await self.file(row))
            except StaleCaseError:
                continue
        raise kept_changing()

    async def file(self, row: CaseRow) -> CaseFile:
        """A row with its messages."""
        return CaseFile(row, tuple(await self.store.messages(row.case_id)))

    async def let_time_pass(self, file: CaseFile) -> CaseFile:
        """The case after its longest wait ran out, if it has. Raises StaleCaseError."""
        row = file.row
        if row.state not in OPEN or self.clock.now() < row.expires_at:
            return file
        # Nobody's request: whoever happens to look must not be recorded, nor answered, with it.
        nobody = replace(self, through=None, answer=None, sends=None)
        if not file.is_unanswered():
            return await nobody.move(file, CaseEvent.ABANDON, owner=None)
        mark = self.message(row.tenant, row.case_id, Author.SYSTEM, "", kind=MessageKind.EXPIRED)
        return await nobody.move(file, CaseEvent.EXPIRE, messages=(mark,), owner=None)

    # Changing.

    async def move(
        self,
        file: CaseFile,
        event: CaseEvent,
        *,
        messages: Sequence[CaseMessageRow] = (),
        agent: str | None = None,
        sealed: Mapping[str, object] | None = None,
        **changes: Unpack[Changes],
    ) -> CaseFile:
        """Record the move, make it, and give the case as it is afterwards.

        ``changes`` are fields of ``CaseRow``; ``sealed`` is told to the auditor alone. Raises
        CallerError(CONFLICT) if the table has no such move, StaleCaseError if the case has moved,
        ServiceError if it cannot be recorded or stored.
        """
        row = file.row
        # Retention counts closed cases from their last change: notes must not prolong their life.
        keeps_age = event in IN_THE_MARGIN and row.state not in OPEN
        now = self.clock.now()
        changed = replace(
            row,
            state=next_state(row.state, event),
            version=row.version + 1,
            changed_at=row.changed_at if keeps_age else now,
            **changes,
        )
        await self._record(
            EventKind.CASE_CHANGED, changed, event.value, agent=agent, was=row.state, sealed=sealed
        )
        try:
            stored = await self.store.update(
                changed,
                seen_version=row.version,
                event=HandoffEvent(EVENT_TYPES[event], now),
                messages=messages,
                answered=self.answer(changed) if self.answer else None,
                sends=self.sends,
            )
        except StaleCaseError:
            await self._record(
                EventKind.CASE_CHANGED, changed, "not_taken", agent=agent, was=row.state
            )
            raise
        return await self.file(stored)

    async def insert(
        self, row: CaseRow, messages: Sequence[CaseMessageRow], *, topic: str
    ) -> CaseFile:
        """Record and store a new case; gives the one that was open already, if there was one."""
        sealed = {"topic": topic, "severity": row.severity.value, "reference": row.reference}
        await self._record(EventKind.CASE_OPENED, row, "open", sealed=sealed)
        stored = await self.store.insert(row, messages)
        if stored.case_id != row.case_id:
            await self._record(EventKind.CASE_CHANGED, row, "not_taken")
        return await self.file(stored)

    async def record_look(
        self,
        row: CaseRow,
        agent: str,
        event: str = "show",
        sealed: Mapping[str, object] | None = None,
    ) -> None:
        """Record that a person is about to see a case's texts, or one value (``event``)."""
        await self._record(
            EventKind.CASE_READ, row, event, agent=agent, was=row.state, sealed=sealed
        )

    async def _record(
        self,
        kind: EventKind,
        row: CaseRow,
        event: str,
        *,
        agent: str | None = None,
        was: CaseState | None = None,
        sealed: Mapping[str, object] | None = None,
    ) -> None:
        # Clear: ids, states, and who of the staff. The topic, and the severity that hints at it,
        # are about the customer: sealed, if anywhere.
        clear: dict[str, Scalar] = {
            "case": row.case_id,
            "event": event,
            "from": was.value if was else None,
            "to": row.state.value,
            "version": row.version,
            "agent": agent.encode("ascii", "backslashreplace").decode()[:200] if agent else None,
        }
        if self.through is not None:
            clear["client"] = self.through
        inside = {**({"agent": agent} if agent else {}), **(sealed or {})}
        await self.audit.record(AuditEvent(kind, row.tenant, row.conversation, clear, inside))


UNSEEN: Final = timedelta(days=1)
"""Words that have not arrived keep a case open for so long, if its topic's wait is not longer: in a plain
chat widget they come with the customer's next message, and who was told to come back later does so."""


def waits_until(now: datetime, row: CaseRow) -> datetime:
    """When the longest wait runs out, counted from now."""
    return now + row.longest_wait


def waits_for_customer(now: datetime, row: CaseRow) -> datetime:
    """When a customer who has not seen a person's words counts as gone."""
    return now + max(row.longest_wait, UNSEEN)


def once_arrived(now: datetime, file: CaseFile, delivered: int) -> Changes:
    """What changes when words up to this number have arrived.

    Who has read all of them and does not answer is gone after the longest wait.
    """
    changes = Changes(delivered=delivered)
    waited_for = file.is_open and not file.is_unanswered()
    if waited_for and all(words.number <= delivered for words in file.unseen_words()):
        changes["expires_at"] = min(file.row.expires_at, waits_until(now, file.row))
    return changes


def _context(tenant: TenantId, case_id: CaseId, what: str) -> bytes:
    return b"\x00".join([b"chat-proxy/case/1", tenant.encode(), case_id.encode(), what.encode()])


def kept_changing() -> ServiceError:
    """The case was changed by others as often as we tried; nothing was done."""
    return ServiceError(
        ErrorCode.QUEUE_UNAVAILABLE, "The case kept changing; nothing was done. Try again."
    )
