"""The people who work in the console: who they are, what they may do, how they prove themselves.

A password is kept as its argon2 hash, the second factor sealed, and neither can be read back. A
user is never deleted by disabling: the audit log speaks of the id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from proxy.errors import CallerError, ErrorCode
from proxy.ids import TenantId
from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import sessions, users

UserId = NewType("UserId", str)
"""``user_`` and 16 base-32 characters."""


class UserRole(StrEnum):
    """What a person may do in the console."""

    HUMAN_AGENT = "human_agent"
    """Answers customers, in the queues of their teams."""
    SUPERVISOR = "supervisor"
    """Does that in all queues, and frees cases of others."""
    SECURITY = "security"
    """Tries policies out and downloads test candidates; opens no case."""
    AUDITOR = "auditor"
    """Reads, verifies and exports the audit log's clear side; opens no case."""


@dataclass(frozen=True, slots=True)
class User:
    """A person, as stored."""

    user_id: UserId
    tenant: TenantId
    name: str
    """What they type when they sign in: unique, in small letters."""
    display: str
    """What customers and colleagues read, and the audit log names: unique within the tenant."""
    roles: frozenset[UserRole]
    created_at: datetime
    queues: frozenset[str] = frozenset()
    """Teams whose cases a human agent sees; empty: all."""
    password: str | None = field(repr=False, default=None)
    """The argon2 hash; None: signs in elsewhere (single sign-on)."""
    one_time_until: datetime | None = None
    """The password was given out by an administrator: it works once, and until then."""
    sealed_second_factor: bytes | None = field(repr=False, default=None)
    second_factor_step: int = 0
    """The newest time step whose code was used: none works twice."""
    single_sign_on: bool = False
    subject: str | None = field(repr=False, default=None)
    """The id at the identity provider, once the person came from there."""
    disabled_at: datetime | None = None


class UserStore:
    """The users of all tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, user: User) -> None:
        """Store a user. Raises CallerError(CONFLICT) for a name or display name that is taken."""
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(users).values(_values(user)))
        except IntegrityError:
            raise CallerError(
                ErrorCode.CONFLICT, "There is already a user of this name.", status=409
            ) from None

    async def list(self) -> Sequence[User]:
        """All users, disabled ones too, by name."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(users).order_by(users.c.name))).mappings()
            return tuple(_user(row) for row in rows)

    async def by_name(self, name: str) -> User | None:
        """The user who signs in by this name."""
        return await self._one(users.c.name == name)

    async def by_id(self, user_id: UserId) -> User | None:
        """The user with this id."""
        return await self._one(users.c.user_id == user_id)

    async def by_subject(self, subject: str) -> User | None:
        """The user whom the identity provider knows by this id."""
        return await self._one(users.c.subject == subject)

    async def change(self, user_id: UserId, *, end_sessions: bool, **values: Any) -> None:
        """Set columns of a user, and with ``end_sessions`` sign them out everywhere, at once."""
        async with self._database.write() as connection:
            await connection.execute(
                update(users).where(users.c.user_id == user_id).values(_stored(values))
            )
            if end_sessions:
                await connection.execute(delete(sessions).where(sessions.c.user_id == user_id))

    async def use_step(self, user_id: UserId, step: int) -> bool:
        """Note that the code of a time step was used. False: that or a later one was used before."""
        change = (
            update(users)
            .where(users.c.user_id == user_id, users.c.second_factor_step < step)
            .values(second_factor_step=step)
        )
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1

    async def _one(self, where: ColumnElement[bool]) -> User | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(users).where(where))).mappings().one_or_none()
        return _user(row) if row is not None else None


def _values(user: User) -> dict[str, Any]:
    return {
        "user_id": user.user_id,
        "tenant": user.tenant,
        "name": user.name,
        "display": user.display,
        "roles": _joined(user.roles),
        "queues": _joined(user.queues),
        "password": user.password,
        "sealed_second_factor": user.sealed_second_factor,
        "second_factor_step": user.second_factor_step,
        "single_sign_on": user.single_sign_on,
        "subject": user.subject,
        "created_at": stored_moment(user.created_at),
        **_stored({"one_time_until": user.one_time_until, "disabled_at": user.disabled_at}),
    }


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: stored_moment(value) if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _joined(words: frozenset[Any]) -> str:
    return " ".join(sorted(words))


def _user(row: RowMapping) -> User:
    def moment(name: str) -> datetime | None:
        return read_moment(row[name]) if row[name] is not None else None

    sealed = row["sealed_second_factor"]
    return User(
        user_id=UserId(row["user_id"]),
        tenant=TenantId(row["tenant"]),
        name=row["name"],
        display=row["display"],
        roles=frozenset(UserRole(role) for role in row["roles"].split()),
        queues=frozenset(row["queues"].split()),
        password=row["password"],
        one_time_until=moment("one_time_until"),
        sealed_second_factor=bytes(sealed) if sealed is not None else None,
        second_factor_step=row["second_factor_step"],
        single_sign_on=row["single_sign_on"],
        subject=row["subject"],
        created_at=read_moment(row["created_at"]),
        disabled_at=moment("disabled_at"),
    )
