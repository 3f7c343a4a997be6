"""The database: opening it safely, bringing it up to date, reading and writing.

Embedded it is one SQLite file that nobody else on the machine may read. Chosen for it, and why:
``synchronous=FULL`` with WAL: what a write returned from survives a power cut; ``secure_delete``
and ``checkpoint()``: what was deleted is overwritten, in the main file and in the log beside it;
``BEGIN IMMEDIATE`` for writes: two writers wait for each other instead of failing half-way;
parameters never stand in an error message.
"""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from enum import Enum
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.storage.migrate import upgrade

FILE_NAME: Final = "proxy.sqlite3"
"""The embedded database in a data folder."""

_MODE: Final = "chat_proxy_mode"
_BUSY_MILLISECONDS: Final = 10_000
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)


class _Mode(Enum):
    READ = "read"
    WRITE = "write"
    BARE = "bare"


class Database:
    """One open database. Use ``read`` and ``write``; close it at the end."""

    def __init__(self, engine: AsyncEngine, *, embedded: bool) -> None:
        self._engine = engine
        self._embedded = embedded
        # SQLite has one writer; waiting here costs nothing, waiting inside SQLite is polling.
        self._writer = asyncio.Lock() if embedded else nullcontext()

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True) -> Self:
        """Open the database at an SQLAlchemy URL, and make or update its tables.

        ``sqlite+aiosqlite:///path`` makes the file, readable by its owner alone. Raises
        AdministratorError if the URL is wrong, the file cannot be used, or its tables were made by
        a newer version of this software.
        """
        engine, embedded = _engine(url)
        database = cls(engine, embedded=embedded)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(engine.dispose)
            try:
                async with database._connection(_Mode.WRITE) as connection:
                    if migrate:
                        await connection.run_sync(upgrade)
            except SQLAlchemyError:
                raise _unusable() from None
            undo.pop_all()
        return database

    @classmethod
    async def for_data_folder(cls, folder: Path, *, migrate: bool = True) -> Self:
        """Open the embedded database of a data folder; the folder must exist."""
        return await cls.open(f"sqlite+aiosqlite:///{folder / FILE_NAME}", migrate=migrate)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading, on one consistent state. Raises ServiceError (503)."""
        try:
            async with self._connection(_Mode.READ) as connection:
                yield connection
        except SQLAlchemyError:
            raise _unavailable() from None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: durable when the block has ended, undone if it raises.

        IntegrityError passes, for those who expect one; other trouble is ServiceError (503).
        """
        try:
            async with self._connection(_Mode.WRITE) as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError:
            raise _unavailable() from None

    async def checkpoint(self, *, patience: float = 5.0) -> bool:
        """Make deletions final on disk: copy SQLite's log into the file and empty it.

        Waits at most ``patience`` seconds for readers. False if they kept it from being emptied; then call again later. On PostgreSQL nothing
        is done here: dead rows go with its VACUUM, and its log with its own retention.
        """
        if not self._embedded:
            return True
        try:
            async with self._connection(_Mode.BARE) as connection:
                await connection.exec_driver_sql(f"PRAGMA busy_timeout={int(patience * 1000)}")
                try:
                    done = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    return int(done.one()[0]) == 0
                finally:
                    await connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        except SQLAlchemyError:
            raise _unavailable() from None

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _connection(self, mode: _Mode) -> AsyncIterator[AsyncConnection]:
        turn = nullcontext() if mode is _Mode.READ else self._writer
        async with turn, self._engine.connect() as connection:
            await connection.execution_options(**{_MODE: mode})
            async with connection.begin():
                yield connection


def _engine(url: str) -> tuple[AsyncEngine, bool]:
    try:
        parsed = make_url(url)
        embedded = parsed.get_backend_name() == "sqlite"
        if embedded:
            _make_private(parsed.database)
        engine = create_async_engine(parsed, hide_parameters=True)
    except (ArgumentError, ImportError):
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "The database URL is not usable: write sqlite+aiosqlite:///PATH, or "
            "postgresql+asyncpg://… with asyncpg installed.",
        ) from None
    if embedded:
        event.listen(engine.sync_engine, "connect", _set_up)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine, embedded


def _make_private(path: str | None) -> None:
    """Make the file with mode 0600 before SQLite does; the log beside it inherits the mode."""
    if not path or path == ":memory:":
        raise ArgumentError("an embedded database is a file")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        mode = Path(path).stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            Path(path).chmod(0o600)
    except OSError as error:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"The database file {path} cannot be used: {error.strerror}.",
        ) from None


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    match connection.get_execution_options().get(_MODE):
        case _Mode.WRITE:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        case _Mode.BARE:
            pass  # a checkpoint cannot run inside a transaction
        case _:
            connection.exec_driver_sql("BEGIN")


def _unusable() -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_SETTINGS,
        "The database cannot be opened: it is not reachable, not ours, or damaged.",
    )


def _unavailable() -> ServiceError:
    return ServiceError(
        ErrorCode.QUEUE_UNAVAILABLE, "The store cannot be reached; nothing was done."
    )
