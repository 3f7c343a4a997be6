"""The outbox in SQL: events are written where cases change, and leased by whoever delivers them.

``announce`` runs in the transaction of the change itself. A lease is a compare-and-set: who holds it
is named by a random word, and only that word may say what came of a try. On PostgreSQL rows that
another proxy is just taking are skipped, not waited for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    RowMapping,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from proxy.handoff.base import CaseRow, HandoffEvent
from proxy.ids import CaseId, TenantId
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import cases, webhook_deliveries, webhook_endpoints
from proxy.webhooks.base import Arrivals, Backlog, Delivery, DeliveryStatus, EndpointId

DELETED: Final = "case.deleted"
"""Retention or an erasure deleted the case: copies elsewhere must go, too."""

_rows = webhook_deliveries
_COLUMNS: Final = (
    "endpoint_id",
    "case_id",
    "version",
    "type",
    "tenant",
    "state",
    "queue",
    "at",
    "opened_at",
    "expires_at",
    "status",
    "tries",
    "since",
    "due_at",
)


async def announce(connection: AsyncConnection, case: CaseRow, event: HandoffEvent) -> None:
    """Write an event for each endpoint of the tenant, in the transaction that makes the change."""
    at = stored_moment(event.at)
    facts = select(
        webhook_endpoints.c.endpoint_id,
        literal(case.case_id),
        literal(case.version, Integer),
        literal(event.type),
        webhook_endpoints.c.tenant,
        literal(case.state.value),
        literal(case.queue),
        *_moments(at, stored_moment(case.opened_at), stored_moment(case.expires_at)),
        literal(DeliveryStatus.WAITING.value),
        literal(0, Integer),
        *_moments(at, at),
    ).where(webhook_endpoints.c.tenant == case.tenant)
    await connection.execute(insert(_rows).from_select(_COLUMNS, facts))


async def announce_deletion(
    connection: AsyncConnection, ids: Sequence[CaseId], now: datetime
) -> None:
    """The cases are about to be deleted: their events go, and one that says so comes instead."""
    at = stored_moment(now)
    await connection.execute(delete(_rows).where(_rows.c.case_id.in_(ids)))
    facts = (
        select(
            webhook_endpoints.c.endpoint_id,
            cases.c.case_id,
            cases.c.version + 1,
            literal(DELETED),
            cases.c.tenant,
            cases.c.state,
            cases.c.queue,
            *_moments(at),
            cases.c.opened_at,
            cases.c.expires_at,
            literal(DeliveryStatus.WAITING.value),
            literal(0, Integer),
            *_moments(at, at),
        )
        .join_from(cases, webhook_endpoints, cases.c.tenant == webhook_endpoints.c.tenant)
        .where(cases.c.case_id.in_(ids))
    )
    await connection.execute(insert(_rows).from_select(_COLUMNS, facts))


def _moments(*moments: int) -> tuple[ColumnElement[int], ...]:
    return tuple(literal(moment, _rows.c.at.type) for moment in moments)


class SqlOutbox:
    """Events of all tenants. Satisfies ``webhooks.base.Outbox``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def endpoints_due(self, now: datetime) -> Sequence[EndpointId]:
        """Endpoints that are on and have something due."""
        query = (
            select(_rows.c.endpoint_id)
            .distinct()
            .join(webhook_endpoints, webhook_endpoints.c.endpoint_id == _rows.c.endpoint_id)
            .where(webhook_endpoints.c.off_since.is_(None), _free(now), _is_first())
        )
        async with self._database.read() as connection:
            return [EndpointId(row.endpoint_id) for row in await connection.execute(query)]

    async def claim(
        self, endpoint_id: EndpointId, lease: str, *, now: datetime, until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """Lease what is due: of each case only its first waiting event, and nothing leased already."""
        is_on = select(webhook_endpoints.c.endpoint_id).where(
            webhook_endpoints.c.endpoint_id == endpoint_id, webhook_endpoints.c.off_since.is_(None)
        )
        query = (
            select(_rows)
            .where(_rows.c.endpoint_id == endpoint_id, _free(now), _is_first(), is_on.exists())
            .order_by(_rows.c.due_at, _rows.c.case_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._database.write() as connection:
            found = [_delivery(row) for row in (await connection.execute(query)).mappings()]
            for each in found:
                await connection.execute(
                    update(_rows)
                    .where(_this(each))
                    .values(lease=lease, leased_until=stored_moment(until))
                )
        return found

    async def delivered(self, delivery: Delivery, lease: str, now: datetime) -> bool:
        """It arrived. False: the lease was lost meanwhile."""
        return await self._note(
            delivery,
            lease,
            status=DeliveryStatus.DELIVERED.value,
            tries=delivery.tries + 1,
            done_at=stored_moment(now),
            problem=None,
        )

    async def failed(self, delivery: Delivery, lease: str, problem: str, due_at: datetime) -> bool:
        """It did not; it is due again then. False: the lease was lost meanwhile."""
        return await self._note(
            delivery,
            lease,
            tries=delivery.tries + 1,
            due_at=stored_moment(due_at),
            problem=problem,
        )

    async def given_up(self, delivery: Delivery, lease: str, problem: str, now: datetime) -> bool:
        """It did not, and will not be tried again. False: the lease was lost meanwhile."""
        return await self._note(
            delivery,
            lease,
            status=DeliveryStatus.UNDELIVERED.value,
            tries=delivery.tries + 1,
            done_at=stored_moment(now),
            problem=problem,
        )

    async def let_go(self, delivery: Delivery, lease: str) -> bool:
        """Nobody tries it now; as it was before the lease."""
        return await self._note(delivery, lease)

    async def backlogs(self) -> Mapping[EndpointId, Backlog]:
        """What each endpoint has before it; endpoints without anything are left out."""
        status, waiting = _rows.c.status, DeliveryStatus.WAITING.value
        query = (
            select(
                _rows.c.endpoint_id,
                func.count().filter(status == waiting).label("waiting"),
                func.count().filter(status != waiting).label("undelivered"),
                func.min(_rows.c.at).filter(status == waiting).label("oldest"),
                func.max(_rows.c.problem).label("problem"),
            )
            .where(status != DeliveryStatus.DELIVERED.value)
            .group_by(_rows.c.endpoint_id)
        )
        async with self._database.read() as connection:
            return {
                EndpointId(row.endpoint_id): Backlog(
                    waiting=row.waiting,
                    undelivered=row.undelivered,
                    oldest=read_moment(row.oldest) if row.oldest is not None else None,
                    problem=row.problem,
                )
                for row in await connection.execute(query)
            }

    async def arrivals(self) -> Mapping[EndpointId, Arrivals]:
        """How endpoints have fared; those that were never told anything are left out."""
        counted = select(
            _rows.c.endpoint_id,
            _rows.c.type,
            _rows.c.status,
            func.count().label("how_many"),
            func.max(_rows.c.done_at).label("newest"),
        ).group_by(_rows.c.endpoint_id, _rows.c.type, _rows.c.status)
        is_waiting = _rows.c.status == DeliveryStatus.WAITING.value
        tried = (
            select(_rows.c.endpoint_id, func.min(_rows.c.since).label("moment"))
            .where(is_waiting, _rows.c.tries > 0)
            .group_by(_rows.c.endpoint_id)
        )
        due = (
            select(_rows.c.endpoint_id, func.min(_rows.c.due_at).label("moment"))
            .where(is_waiting, _is_first())
            .group_by(_rows.c.endpoint_id)
        )
        async with self._database.read() as connection:
            counts = (await connection.execute(counted)).mappings().all()
            failing = _by_endpoint((await connection.execute(tried)).mappings())
            next_try = _by_endpoint((await connection.execute(due)).mappings())
        ids = {EndpointId(row["endpoint_id"]) for row in counts}
        return {
            each: _arrivals(
                [row for row in counts if row["endpoint_id"] == each],
                failing.get(each),
                next_try.get(each),
            )
            for each in ids
        }

    async def undelivered(self, endpoint_id: EndpointId, limit: int) -> Sequence[Delivery]:
        """Events that were given up, oldest first."""
        query = (
            select(_rows)
            .where(_given_up(endpoint_id))
            .order_by(_rows.c.at, _rows.c.case_id, _rows.c.version)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [_delivery(row) for row in (await connection.execute(query)).mappings()]

    async def resend(self, endpoint_id: EndpointId, case: CaseId | None, now: datetime) -> int:
        """Try all that was given up again (of one case); gives how many there were."""
        where = _given_up(endpoint_id)
        if case is not None:
            where = and_(where, _rows.c.case_id == case)
        again = update(_rows).where(where).values(status=DeliveryStatus.WAITING.value, **_anew(now))
        async with self._database.write() as connection:
            return (await connection.execute(again)).rowcount

    async def refresh(self, endpoint_id: EndpointId, now: datetime) -> None:
        """Everything that waits is due now, with new patience."""
        where = and_(
            _rows.c.endpoint_id == endpoint_id, _rows.c.status == DeliveryStatus.WAITING.value
        )
        async with self._database.write() as connection:
            await connection.execute(update(_rows).where(where).values(**_anew(now)))

    async def forget(self, *, delivered: datetime, deletions: datetime) -> int:
        """Delete what was delivered before a moment, and what told of deletions before another."""
        old = and_(
            _rows.c.status == DeliveryStatus.DELIVERED.value,
            _rows.c.done_at < stored_moment(delivered),
        )
        gone = and_(_rows.c.type == DELETED, _rows.c.at < stored_moment(deletions))
        async with self._database.write() as connection:
            return (await connection.execute(delete(_rows).where(or_(old, gone)))).rowcount

    async def _note(self, delivery: Delivery, lease: str, **values: Any) -> bool:
        mine = and_(
            _this(delivery),
            _rows.c.lease == lease,
            _rows.c.status == DeliveryStatus.WAITING.value,
        )
        noted = update(_rows).where(mine).values(lease=None, leased_until=None, **values)
        async with self._database.write() as connection:
            return (await connection.execute(noted)).rowcount == 1


def _by_endpoint(rows: Iterable[RowMapping]) -> Mapping[EndpointId, datetime]:
    return {EndpointId(row["endpoint_id"]): read_moment(row["moment"]) for row in rows}


def _arrivals(
    rows: Sequence[RowMapping], failing_since: datetime | None, next_try: datetime | None
) -> Arrivals:
    def counted(status: DeliveryStatus) -> dict[str, int]:
        return {row["type"]: row["how_many"] for row in rows if row["status"] == status.value}

    arrived = [row for row in rows if row["status"] == DeliveryStatus.DELIVERED.value]
    newest = max(arrived, key=lambda row: (row["newest"], row["type"]), default=None)
    return Arrivals(
        last=(newest["type"], read_moment(newest["newest"])) if newest is not None else None,
        waiting=counted(DeliveryStatus.WAITING),
        undelivered=counted(DeliveryStatus.UNDELIVERED),
        failing_since=failing_since,
        next_try=next_try,
    )


def _anew(now: datetime) -> dict[str, int]:
    moment = stored_moment(now)
    return {"tries": 0, "since": moment, "due_at": moment}


def _given_up(endpoint_id: EndpointId) -> ColumnElement[bool]:
    return and_(
        _rows.c.endpoint_id == endpoint_id,
        _rows.c.status == DeliveryStatus.UNDELIVERED.value,
    )


def _free(now: datetime) -> ColumnElement[bool]:
    """Due, and on its way from nobody."""
    moment = stored_moment(now)
    return and_(
        _rows.c.status == DeliveryStatus.WAITING.value,
        _rows.c.due_at <= moment,
        or_(_rows.c.leased_until.is_(None), _rows.c.leased_until < moment),
    )


def _is_first() -> ColumnElement[bool]:
    """No earlier event of the same case waits for the same endpoint."""
    earlier = _rows.alias("earlier")
    return ~(
        select(earlier.c.version)
        .where(
            earlier.c.endpoint_id == _rows.c.endpoint_id,
            earlier.c.case_id == _rows.c.case_id,
            earlier.c.version < _rows.c.version,
            earlier.c.status == DeliveryStatus.WAITING.value,
        )
        .exists()
    )


def _this(delivery: Delivery) -> ColumnElement[bool]:
    return and_(
        _rows.c.endpoint_id == delivery.endpoint_id,
        _rows.c.case_id == delivery.case_id,
        _rows.c.version == delivery.version,
    )


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        endpoint_id=EndpointId(row["endpoint_id"]),
        case_id=CaseId(row["case_id"]),
        version=row["version"],
        type=row["type"],
        tenant=TenantId(row["tenant"]),
        state=row["state"],
        queue=row["queue"],
        at=read_moment(row["at"]),
        opened_at=read_moment(row["opened_at"]),
        expires_at=read_moment(row["expires_at"]),
        tries=row["tries"],
        since=read_moment(row["since"]),
    )
