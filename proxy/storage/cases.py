"""The store of cases in SQL; satisfies handoff's CaseStore and retention's Sweepable and CaseEraser.

A change states the version that it saw: ``UPDATE … WHERE version = seen`` is the whole lock. That
no conversation has two open cases is kept by partial unique indexes, so it holds between processes.
What webhooks tell of a change is written with it, in one transaction (outbox.py).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from proxy.clock import Clock, SystemClock
from proxy.errors import ErrorCode, ServiceError
from proxy.handoff.base import (
    AnsweredRequest,
    CaseMessageRow,
    CaseRow,
    CaseState,
    HandoffEvent,
    MessageKind,
    StaleCaseError,
)
from proxy.handoff.drafts import DraftField
from proxy.handoff.states import OPEN, OPENED
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.policy.base import RetentionClass
from proxy.retention.base import Batch, Holdings
from proxy.storage.answers import keep_answer
from proxy.storage.case_rows import case_values, message_values, read_case, read_message
from proxy.storage.database import Database
from proxy.storage.drafts import forget_drafts
from proxy.storage.holds import not_held
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.outbox import announce, announce_deletion
from proxy.storage.tables import case_messages, cases, drafts

_ATTEMPTS: Final = 4


class SqlCaseStore:
    """Cases of all tenants. Trouble with the database is ServiceError(QUEUE_UNAVAILABLE)."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """``clock``: when deletions are said to have been; default: the machine's."""
        self._database, self._clock = database, clock or SystemClock()

    @property
    def retention_class(self) -> RetentionClass:
        """Cases."""
        return RetentionClass.CASE

    # What the queue needs.

    async def insert(self, case: CaseRow, messages: Sequence[CaseMessageRow]) -> CaseRow:
        """Store a new case; or give the open one of its conversation or request, if there is one."""
        for _ in range(_ATTEMPTS):
            try:
                async with self._database.write() as connection:
                    await connection.execute(insert(cases).values(case_values(case)))
                    await _append(connection, case.case_id, messages)
                    await announce(connection, case, HandoffEvent(OPENED, case.opened_at))
                return case
            except IntegrityError:
                there = await self._open_like(case)
                if there is not None:
                    return there
        # Not a rival: the same id or reference twice, which random ids do not do.
        raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "The case could not be stored.")

    async def by_id(self, tenant: TenantId, case_id: CaseId) -> CaseRow | None:
        """The case with this id, if the tenant has it."""
        return await self._one(
            select(cases).where(cases.c.tenant == tenant, cases.c.case_id == case_id)
        )

    async def by_reference(self, tenant: TenantId, reference: str) -> CaseRow | None:
        """The case with exactly this reference, if the tenant has it."""
        return await self._one(
            select(cases).where(cases.c.tenant == tenant, cases.c.reference == reference)
        )

    async def by_conversation(self, tenant: TenantId, digest: bytes) -> Sequence[CaseRow]:
        """All cases of an explicit conversation id, newest first."""
        query = select(cases).where(cases.c.tenant == tenant, cases.c.conversation_digest == digest)
        return await self._all(query.order_by(cases.c.opened_at.desc(), cases.c.case_id.desc()))

    async def by_idempotency(self, tenant: TenantId, digest: bytes) -> CaseRow | None:
        """The newest case that this very request opened."""
        query = select(cases).where(cases.c.tenant == tenant, cases.c.idempotency_digest == digest)
        return await self._one(query.order_by(cases.c.opened_at.desc()).limit(1))

    async def update(
        self,
        case: CaseRow,
        *,
        seen_version: int,
        event: HandoffEvent,
        messages: Sequence[CaseMessageRow] = (),
        answered: AnsweredRequest | None = None,
        sends: DraftField | None = None,
    ) -> CaseRow:
        """Write the changed row, append messages, if the stored version is ``seen_version``."""
        change = (
            update(cases)
            .where(cases.c.case_id == case.case_id, cases.c.version == seen_version)
            .values(case_values(case))
        )
        try:
            async with self._database.write() as connection:
                if answered is not None:
                    # First: of two equal requests at once the second waits here for the first.
                    await keep_answer(connection, answered)
                if (await connection.execute(change)).rowcount != 1:
                    raise StaleCaseError
                await _append(connection, case.case_id, messages)
                await forget_drafts(connection, case, sends)
                await announce(connection, case, event)
        except IntegrityError:
            # Another case of the conversation is open: this one cannot be opened again.
            raise StaleCaseError from None
        return case

    async def messages(self, case_id: CaseId) -> Sequence[CaseMessageRow]:
        """All messages of a case, in order."""
        query = select(case_messages).where(case_messages.c.case_id == case_id)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(case_messages.c.number))
            return tuple(read_message(row) for row in rows.mappings())

    async def list(
        self, tenant: TenantId | None, states: frozenset[CaseState]
    ) -> Sequence[CaseRow]:
        """Cases in these states, oldest first."""
        query = select(cases).where(cases.c.state.in_([state.value for state in states]))
        if tenant is not None:
            query = query.where(cases.c.tenant == tenant)
        return await self._all(query.order_by(cases.c.opened_at, cases.c.case_id))

    async def page(
        self,
        tenant: TenantId,
        states: frozenset[CaseState],
        after: tuple[datetime, CaseId] | None,
        limit: int,
    ) -> Sequence[CaseRow]:
        """The first ``limit`` cases in these states opened after that one, oldest first."""
        query = select(cases).where(
            cases.c.tenant == tenant, cases.c.state.in_([state.value for state in states])
        )
        if after is not None:
            moment = stored_moment(after[0])
            same = and_(cases.c.opened_at == moment, cases.c.case_id > after[1])
            query = query.where(or_(cases.c.opened_at > moment, same))
        return await self._all(query.order_by(cases.c.opened_at, cases.c.case_id).limit(limit))

    async def opened_since(self, tenant: TenantId, moment: datetime) -> Sequence[CaseRow]:
        """Cases opened at or after ``moment``, in any state, oldest first."""
        query = select(cases).where(
            cases.c.tenant == tenant, cases.c.opened_at >= stored_moment(moment)
        )
        return await self._all(query.order_by(cases.c.opened_at, cases.c.case_id))

    async def held_turns(self, tenant: TenantId, moment: datetime) -> Mapping[CaseId, int]:
        """How many customer messages each case opened since ``moment`` holds."""
        query = (
            select(case_messages.c.case_id, func.count())
            .join(cases, cases.c.case_id == case_messages.c.case_id)
            .where(
                cases.c.tenant == tenant,
                cases.c.opened_at >= stored_moment(moment),
                case_messages.c.digest.is_not(None),
            )
            .group_by(case_messages.c.case_id)
        )
        async with self._database.read() as connection:
            return {CaseId(name): count for name, count in await connection.execute(query)}

    async def follow_ups(self, tenant: TenantId) -> Sequence[CaseRow]:
        """Cases whose customer is to be contacted again, the earliest first."""
        query = select(cases).where(cases.c.tenant == tenant, cases.c.follow_up_at.is_not(None))
        return await self._all(query.order_by(cases.c.follow_up_at, cases.c.case_id))

    async def judged(self, tenant: TenantId) -> Sequence[CaseRow]:
        """Cases in which a person has judged the rules, oldest first."""
        verdicts = select(case_messages.c.case_id).where(
            case_messages.c.kind == MessageKind.VERDICT.value
        )
        query = select(cases).where(cases.c.tenant == tenant, cases.c.case_id.in_(verdicts))
        return await self._all(query.order_by(cases.c.opened_at, cases.c.case_id))

    async def pulse(self, tenant: TenantId | None) -> int:
        """A number that is another one after any case has changed."""
        query = select(func.count(), func.coalesce(func.sum(cases.c.version), 0))
        if tenant is not None:
            query = query.where(cases.c.tenant == tenant)
        async with self._database.read() as connection:
            count, versions = (await connection.execute(query)).one()
        return hash((count, int(versions)))

    # What retention needs.

    async def delete_changed_before(self, moment: datetime, limit: int) -> Sequence[CaseId]:
        """Really delete closed cases last changed before ``moment``, and open ones opened before."""
        overdue = select(cases.c.case_id).where(_overdue(moment), _free())
        async with self._database.write() as connection:
            # Locked, so that none of them is taken up again on the way to its end.
            batch = overdue.order_by(cases.c.changed_at).limit(limit)
            rows = await connection.execute(batch.with_for_update(skip_locked=True))
            ids = [CaseId(row.case_id) for row in rows]
            await self._delete(connection, ids)
        return ids

    async def delete_older(self, moment: datetime, limit: int) -> Batch:
        """The same, counted."""
        count = len(await self.delete_changed_before(moment, limit))
        return Batch(count, more=count == limit)

    async def settle(self) -> bool:
        """Make earlier deletions final on disk. False: readers are in the way, call again."""
        return await self._database.settle()

    async def holdings(self, moment: datetime) -> Holdings:
        """What is stored; the age of a closed case is counted from its last change."""
        age = func.min(cases.c.changed_at)
        query = select(func.count(), age).select_from(cases)
        late = select(func.count()).select_from(cases).where(_overdue(moment))
        free = late.where(_free())
        async with self._database.read() as connection:
            count, oldest = (await connection.execute(query)).one()
            older = (await connection.execute(late)).scalar_one()
            overdue = (await connection.execute(free)).scalar_one()
        since = read_moment(oldest) if oldest is not None else None
        return Holdings(count, since, overdue, held=older - overdue)

    async def cases_of(
        self, tenant: TenantId, target: CaseId | ConversationId
    ) -> Mapping[CaseId, ConversationId]:
        """Cases with this id, or of this audit conversation."""
        query = select(cases.c.case_id, cases.c.conversation).where(
            cases.c.tenant == tenant,
            or_(cases.c.case_id == target, cases.c.conversation == target),
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {CaseId(row.case_id): ConversationId(row.conversation) for row in rows}

    async def has_older(
        self, tenant: TenantId, conversation: ConversationId, moment: datetime
    ) -> bool:
        """Whether there is a case of this conversation that was opened before ``moment``."""
        query = select(cases.c.case_id).where(
            cases.c.tenant == tenant,
            cases.c.conversation == conversation,
            cases.c.opened_at < stored_moment(moment),
        )
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def delete(self, tenant: TenantId, case_ids: Sequence[CaseId]) -> int:
        """Really delete cases with their messages; gives how many there were."""
        ids = list(case_ids)
        async with self._database.write() as connection:
            where = and_(cases.c.tenant == tenant, cases.c.case_id.in_(ids))
            own = await connection.execute(select(cases.c.case_id).where(where).with_for_update())
            return await self._delete(connection, [CaseId(row.case_id) for row in own])

    async def _delete(self, connection: AsyncConnection, ids: Sequence[CaseId]) -> int:
        if not ids:
            return 0
        await announce_deletion(connection, ids, self._clock.now())
        await connection.execute(delete(drafts).where(drafts.c.case_id.in_(ids)))
        await connection.execute(delete(case_messages).where(case_messages.c.case_id.in_(ids)))
        done = await connection.execute(delete(cases).where(cases.c.case_id.in_(ids)))
        await self._database.note_deletion(connection)
        return done.rowcount

    async def _open_like(self, case: CaseRow) -> CaseRow | None:
        same = [
            column == digest
            for column, digest in (
                (cases.c.conversation_digest, case.conversation_digest),
                (cases.c.idempotency_digest, case.idempotency_digest),
            )
            if digest is not None
        ]
        if not same:
            return None
        is_open = cases.c.state.in_([state.value for state in OPEN])
        query = select(cases).where(cases.c.tenant == case.tenant, is_open, or_(*same))
        return await self._one(query.order_by(cases.c.opened_at.desc()).limit(1))

    async def _one(self, query: Select[Any]) -> CaseRow | None:
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return read_case(row) if row is not None else None

    async def _all(self, query: Select[Any]) -> Sequence[CaseRow]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return tuple(read_case(row) for row in rows)


def _free() -> ColumnElement[bool]:
    return not_held(cases.c.conversation, cases.c.opened_at, cases.c.changed_at)


def _overdue(moment: datetime) -> ColumnElement[bool]:
    before = stored_moment(moment)
    is_open = cases.c.state.in_([state.value for state in OPEN])
    return or_(
        and_(is_open, cases.c.opened_at < before), and_(~is_open, cases.c.changed_at < before)
    )


async def _append(
    connection: AsyncConnection, case_id: CaseId, messages: Sequence[CaseMessageRow]
) -> None:
    if not messages:
        return
    last = select(func.coalesce(func.max(case_messages.c.number), 0)).where(
        case_messages.c.case_id == case_id
    )
    number = (await connection.execute(last)).scalar_one()
    rows = [message_values(message, case_id, number + at) for at, message in enumerate(messages, 1)]
    await connection.execute(insert(case_messages), rows)
