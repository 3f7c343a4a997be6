"""The database: opening it safely, bringing it up to date, reading and writing.

On PostgreSQL (``postgres.py``) the server keeps the promises, and several proxies share one database.
Embedded it is one SQLite file that nobody else on the machine may read. Chosen for it, and why:
``synchronous=FULL`` with WAL: what a write returned from survives a power cut; ``secure_delete``
and ``checkpoint()``: what was deleted is overwritten, in the main file and in the log beside it;
``BEGIN IMMEDIATE`` for writes: two writers wait for each other instead of failing half-way;
parameters never stand in an error message.
"""

import asyncio
import os
import secrets
import stat
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from enum import Enum
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, delete, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.storage.migrate import upgrade
from proxy.storage.postgres import CONNECT_SECONDS, UNREACHABLE, check_server, connect, is_postgres
from proxy.storage.tables import meta, metadata

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


_CONNECTIONS: Final = 10
"""Of one process to PostgreSQL; beyond them requests wait for their turn."""
_UNSETTLED: Final = "deleted_and_not_rewritten"
MOVING: Final = "moving"
"""In ``meta``: a move into this database is not at its end (``move.py``)."""
_REWRITE_LOCK: Final = "1s"
"""So long a rewrite may wait for its turn, and so long may turns wait behind it."""


class _Mode(Enum):
    READ = "read"
    WRITE = "write"
    BARE = "bare"


class _UnreachableError(SQLAlchemyError):
    """Connecting failed before SQLAlchemy could give the trouble a name."""


class Database:
    """One open database. Use ``read`` and ``write``; close it at the end."""

    def __init__(self, engine: AsyncEngine, *, server: str | None) -> None:
        """Use ``open``. ``server``: the URL of a PostgreSQL server, None for an embedded file."""
        self._engine, self._server = engine, server
        self._embedded = embedded = server is None
        # SQLite has one writer; waiting here costs nothing, waiting inside SQLite is polling.
        self._writer: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if embedded else nullcontext()
        )

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True, moving: bool = False) -> Self:
        """Open the database at a URL, and make or update its tables.

        ``postgresql://…`` as libpq writes it; ``sqlite+aiosqlite:///path`` makes the file, readable
        by its owner alone. Raises AdministratorError if the URL is wrong, the database cannot be
        used or cannot keep what we promise, its tables were made by a newer version of this
        software, or a move into it is not at its end (only ``moving`` may open it then).
        """
        server = url if is_postgres(url) else None
        engine = _file_engine(url) if server is None else _server_engine(server)
        database = cls(engine, server=server)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(engine.dispose)
            try:
                async with database._connection(_Mode.WRITE) as connection:
                    if server is not None:
                        raw = await connection.get_raw_connection()
                        await check_server(raw.driver_connection)
                    if migrate:
                        await connection.run_sync(upgrade)
                    if migrate and server is not None and not moving:
                        await _check_moved(connection)
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

    async def note_deletion(self, connection: AsyncConnection) -> None:
        """Say, in the transaction that deletes, that ``settle`` has work to do afterwards."""
        if not self._embedded:
            await connection.execute(delete(meta).where(meta.c.name == _UNSETTLED))
            note = secrets.token_hex(8)
            await connection.execute(insert(meta).values(name=_UNSETTLED, value=note))

    async def settle(self, *, patience: float = 5.0) -> bool:
        """Make deletions final: no byte of them is left in the database's files.

        SQLite: its log is copied into the file and emptied, after at most ``patience`` seconds of
        waiting for readers. PostgreSQL: where something was deleted, the tables are written anew
        (``VACUUM FULL``); its own log and backups have their own ends. False if others kept us from
        it; then call again later.
        """
        return await (self._checkpoint(patience) if self._embedded else self._rewrite())

    async def _checkpoint(self, patience: float) -> bool:
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

    async def _rewrite(self) -> bool:
        """Only after a deletion: nothing may be read from a table while it is written anew."""
        async with self.read() as connection:
            query = select(meta.c.value).where(meta.c.name == _UNSETTLED)
            note = (await connection.execute(query)).scalar_one_or_none()
        if note is None:
            return True
        try:
            await self._vacuum()
        except UNREACHABLE:
            return False
        async with self.write() as connection:  # unless somebody deleted meanwhile
            done = delete(meta).where(meta.c.name == _UNSETTLED, meta.c.value == note)
            await connection.execute(done)
        return True

    async def _vacuum(self) -> None:
        assert self._server is not None
        rewriter = await connect(self._server, command_seconds=None)
        try:
            await rewriter.execute(f"SET lock_timeout = '{_REWRITE_LOCK}'")
            for table in metadata.sorted_tables:
                await rewriter.execute(f"VACUUM (FULL) {table.name}")
        finally:
            await rewriter.close(timeout=CONNECT_SECONDS)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _connection(self, mode: _Mode) -> AsyncIterator[AsyncConnection]:
        turn = nullcontext() if mode is _Mode.READ else self._writer
        async with turn, AsyncExitStack() as stack:
            connection = await self._connected(stack)
            if self._embedded:
                await connection.execution_options(**{_MODE: mode})
            elif mode is _Mode.READ:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            async with connection.begin():
                yield connection

    async def _connected(self, stack: AsyncExitStack) -> AsyncConnection:
        try:
            return await stack.enter_async_context(self._engine.connect())
        except UNREACHABLE:
            raise _UnreachableError from None


def _file_engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            raise ArgumentError
        _make_private(parsed.database)
        engine = create_async_engine(parsed, hide_parameters=True)
    except (ArgumentError, ImportError):
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "The database URL is not usable: write postgresql://USER@HOST/NAME, or "
            "sqlite+aiosqlite:///PATH.",
        ) from None
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _server_engine(url: str) -> AsyncEngine:
    async def connected() -> Any:
        return await connect(url)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connected,
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_BUSY_MILLISECONDS / 1000,
        pool_pre_ping=True,  # a restarted server costs one round trip, not a failed turn
    )


async def _check_moved(connection: AsyncConnection) -> None:
    query = select(meta.c.name).where(meta.c.name == MOVING)
    if (await connection.execute(query)).first() is not None:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "A move into this database was cut off, and it is not used before it is done again: "
            "chat-proxy storage move --data DIR --to URL, with the folder it came from.",
        )


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
