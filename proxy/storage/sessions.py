"""Sessions of the console, and the count of attempts to begin one that were not right.

A session is found by the SHA-256 of its cookie: a copy of the table lets nobody in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

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


OneMore = Callable[[bytes, Attempts], Attempts]
"""What stands for a key with one attempt more; it may refuse by raising."""


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

    async def count(
        self, keys: Sequence[bytes], now: datetime, one_more: OneMore
    ) -> Mapping[bytes, Attempts]:
        """Count an attempt for each key, for all or for none, and give what stood there before.

        Of several at once, in several processes too, each sees those that were counted before it.
        Raises what ``one_more`` raises; then nothing was counted.
        """
        before: dict[bytes, Attempts] = {}
        async with self._database.write() as connection:
            for key in keys:
                before[key] = await _locked(connection, key, now)
                after = one_more(key, before[key])
                await connection.execute(
                    update(attempts)
                    .where(attempts.c.key == key)
                    .values(failures=after.failures, last_at=stored_moment(after.last_at))
                )
        return before

    async def take_back(self, key: bytes, before: Attempts, at: datetime) -> None:
        """The attempt of ``at`` does not count, and if it was the newest one, nobody waits for it."""
        last = case(
            (attempts.c.last_at == stored_moment(at), stored_moment(before.last_at)),
            else_=attempts.c.last_at,
        )
        async with self._database.write() as connection:
            await connection.execute(
                update(attempts)
                .where(attempts.c.key == key, attempts.c.failures > 0)
                .values(failures=attempts.c.failures - 1, last_at=last)
            )

    async def succeeded(self, key: bytes) -> None:
        """The row of failures has ended."""
        async with self._database.write() as connection:
            await connection.execute(delete(attempts).where(attempts.c.key == key))


async def _locked(connection: AsyncConnection, key: bytes, now: datetime) -> Attempts:
    """The row of a key, made if there is none, and ours until the transaction ends."""
    postgres = connection.dialect.name == "postgresql"
    new_row = postgres_insert if postgres else sqlite_insert
    row = new_row(attempts).values(key=key, failures=0, last_at=stored_moment(now))
    found = await connection.execute(
        row.on_conflict_do_update(
            index_elements=[attempts.c.key], set_={"failures": attempts.c.failures}
        ).returning(attempts.c.failures, attempts.c.last_at)
    )
    stored = found.one()
    return Attempts(stored.failures, read_moment(stored.last_at))
