"""Sessions of the console, and the count of failed attempts to begin one.

A session is found by the SHA-256 of its cookie: a copy of the table lets nobody in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, or_, select, update

from proxy.storage.database import Database
from proxy.storage.moments import read_moment, stored_moment
from proxy.storage.tables import attempts, sessions
from proxy.storage.users import UserId


class Stage(StrEnum):
    """How far somebody has come with signing in."""

    PASSWORD = "password"  # noqa: S105 - the first factor, not a secret
    """The password was right; the second factor is missing."""
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Session:
    """A session, as stored."""

    digest: bytes = field(repr=False)
    user_id: UserId
    stage: Stage
    created_at: datetime
    seen_at: datetime
    sealed_pending: bytes | None = field(repr=False, default=None)
    """A second factor that is being set up and was not confirmed yet."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed attempts in a row, and the newest one."""

    failures: int
    last_at: datetime


class SessionStore:
    """Sessions of all users, and failed attempts by what they are counted for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, session: Session, *, instead_of: bytes | None, older: datetime) -> None:
        """Store a session, end another, and forget sessions and attempts from before ``older``."""
        before = stored_moment(older)
        async with self._database.write() as connection:
            ended = [sessions.c.created_at < before]
            if instead_of is not None:
                ended.append(sessions.c.digest == instead_of)
            await connection.execute(delete(sessions).where(or_(*ended)))
            await connection.execute(delete(attempts).where(attempts.c.last_at < before))
            await connection.execute(
                insert(sessions).values(
                    digest=session.digest,
                    user_id=session.user_id,
                    stage=session.stage.value,
                    created_at=stored_moment(session.created_at),
                    seen_at=stored_moment(session.seen_at),
                    sealed_pending=session.sealed_pending,
                )
            )

    async def find(self, digest: bytes) -> Session | None:
        """The session with this digest."""
        async with self._database.read() as connection:
            query = select(sessions).where(sessions.c.digest == digest)
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        pending = row["sealed_pending"]
        return Session(
            digest=bytes(row["digest"]),
            user_id=UserId(row["user_id"]),
            stage=Stage(row["stage"]),
            created_at=read_moment(row["created_at"]),
            seen_at=read_moment(row["seen_at"]),
            sealed_pending=bytes(pending) if pending is not None else None,
        )

    async def seen(self, digest: bytes, moment: datetime) -> None:
        """Somebody used the session."""
        async with self._database.write() as connection:
            await connection.execute(
                update(sessions)
                .where(sessions.c.digest == digest)
                .values(seen_at=stored_moment(moment))
            )

    async def keep_pending(self, digest: bytes, sealed: bytes) -> None:
        """Keep a second factor that is being set up."""
        async with self._database.write() as connection:
            await connection.execute(
                update(sessions).where(sessions.c.digest == digest).values(sealed_pending=sealed)
            )

    async def end(self, digest: bytes) -> None:
        """The session is over."""
        async with self._database.write() as connection:
            await connection.execute(delete(sessions).where(sessions.c.digest == digest))

    async def attempts(self, key: bytes) -> Attempts | None:
        """Failed attempts in a row for this key."""
        async with self._database.read() as connection:
            query = select(attempts.c.failures, attempts.c.last_at).where(attempts.c.key == key)
            row = (await connection.execute(query)).one_or_none()
        return Attempts(row.failures, read_moment(row.last_at)) if row is not None else None

    async def failed(self, key: bytes, moment: datetime, *, forget: datetime) -> None:
        """One more failed attempt; those before ``forget`` do not count any more."""
        at = stored_moment(moment)
        async with self._database.write() as connection:
            await connection.execute(
                delete(attempts).where(
                    attempts.c.key == key, attempts.c.last_at < stored_moment(forget)
                )
            )
            again = (
                update(attempts)
                .where(attempts.c.key == key)
                .values(failures=attempts.c.failures + 1, last_at=at)
            )
            if (await connection.execute(again)).rowcount == 0:
                await connection.execute(insert(attempts).values(key=key, failures=1, last_at=at))

    async def succeeded(self, key: bytes) -> None:
        """The row of failures has ended."""
        async with self._database.write() as connection:
            await connection.execute(delete(attempts).where(attempts.c.key == key))
