"""Moving what a data folder keeps in files into a PostgreSQL database: rows, and audit streams.

Strategy: one transaction on the server takes everything, so a killed move leaves an empty database and
whole files. A mark (in ``meta``) goes in with it; while it stands, ``Database.open`` refuses the database,
so nobody serves from a copy that the folder does not name yet. The mark names the log it came from: a move
that was cut off is made again from the beginning, into that database alone. Nothing is translated: headers,
footers, contents and wrapped keys are the same bytes, so the log verifies with the same trees.
"""

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Any, Final

import asyncpg
from sqlalchemy import Table, select

from proxy.audit.base import Head, StreamId, StreamStore, StreamStoreError
from proxy.audit.footer import read_footer
from proxy.errors import AdministratorError, ErrorCode
from proxy.storage.database import MOVING, Database
from proxy.storage.postgres import UNREACHABLE, connect
from proxy.storage.postgres_streams import PostgresStreamStore
from proxy.storage.stream_tables import stream_metadata
from proxy.storage.streams import SqliteStreamStore
from proxy.storage.tables import metadata

OnRecords = Callable[[int], None]

_TABLES: Final = (*metadata.sorted_tables, *stream_metadata.sorted_tables)
"""In the order in which rows refer to each other."""
_STREAM_ROWS: Final = {
    "audit_streams": (
        ("stream", "body", "signature"),
        "SELECT :stream, body, signature FROM statement",
    ),
    "audit_records": (
        ("stream", "seq", "header"),
        "SELECT :stream, seq, header FROM records ORDER BY seq",
    ),
    "audit_footers": (
        ("stream", "number", "size", "body", "signature"),
        "SELECT :stream, number, size, body, signature FROM footers ORDER BY number",
    ),
    # There a key lies with its conversation, which here only the header of its first record names.
    "audit_data_keys": (
        ("stream", "first", "kid", "wrapped", "conversation"),
        (
            "SELECT :stream, first, kid, wrapped,"
            " coalesce(json_extract(CAST(header AS TEXT), '$.conv'), '')"
            " FROM data_keys JOIN records ON seq = first ORDER BY first"
        ),
    ),
    "audit_contents": (
        ("stream", "seq", "at", "conversation", "kid", "content"),
        (
            "SELECT :stream, seq, at, coalesce(conversation, ''), kid, content"
            " FROM contents ORDER BY seq"
        ),
    ),
}
"""Table there → its columns, and the query that gives them of a stream's file here."""


async def copy_all(
    source: Database, streams: SqliteStreamStore, url: str, *, log_id: str, on_records: OnRecords
) -> None:
    """Copy everything into the database at ``url``, whose tables exist, and leave the mark there.

    Raises AdministratorError when it has rows that are not a move of this log that was cut off, or when
    something cannot be read or written: then nothing is there.
    """
    try:
        connection = await connect(url, command_seconds=None)
        try:
            async with connection.transaction():
                await _make_room(connection, log_id)
                await _copy_tables(connection, source)
                for head in _by_time(streams):
                    await _copy_stream(connection, streams, head.stream)
                    on_records(head.footer.size)
                mark = "INSERT INTO meta (name, value) VALUES ($1, $2)"
                await connection.execute(mark, MOVING, log_id)
        finally:
            connection.terminate()
    except (StreamStoreError, *UNREACHABLE) as error:
        state = getattr(error, "sqlstate", None) or type(error).__name__
        raise _refused(f"it failed ({state})") from None


async def _make_room(connection: asyncpg.Connection, log_id: str) -> None:
    """Empty what an earlier move of this log left there; refuse any other row."""
    mark = await connection.fetchval("SELECT value FROM meta WHERE name = $1", MOVING)
    if mark == log_id:
        await connection.execute(f"TRUNCATE {', '.join(table.name for table in _TABLES)}")
    for table in _TABLES:
        if await connection.fetchval(f"SELECT EXISTS (SELECT 1 FROM {table.name})"):  # noqa: S608 - our own names
            raise _refused("that database is not empty; name an empty one")


def _refused(why: str) -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_SETTINGS,
        f"Nothing was moved: {why}. The data folder is as it was, and can be served from.",
    )


async def _copy_tables(connection: asyncpg.Connection, source: Database) -> None:
    for table in metadata.sorted_tables:
        columns = [column.name for column in table.columns]
        await connection.copy_records_to_table(
            table.name, records=_rows(source, table), columns=columns
        )
        counter = table.autoincrement_column
        if counter is not None:
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence($1, $2), max({counter.name}))"  # noqa: S608
                f" FROM {table.name} HAVING max({counter.name}) IS NOT NULL",
                table.name,
                counter.name,
            )


async def _rows(database: Database, table: Table) -> AsyncIterator[tuple[Any, ...]]:
    async with database.read() as connection:
        async for row in await connection.stream(select(table)):
            yield tuple(row)


def _by_time(streams: StreamStore) -> list[Head]:
    """Heads by the time of their last footer: the one that was written last comes last there, too."""
    heads = [head for stream in streams.streams() if (head := streams.head(stream)) is not None]
    return sorted(heads, key=lambda head: read_footer(head.footer.body).at)


async def _copy_stream(
    connection: asyncpg.Connection, streams: SqliteStreamStore, stream: StreamId
) -> None:
    with streams.reader(stream) as file:
        for table, (columns, query) in _STREAM_ROWS.items():
            rows: sqlite3.Cursor = file.execute(query, {"stream": stream})
            await connection.copy_records_to_table(table, records=rows, columns=columns)


async def check_copy(
    source: Database, target: Database, streams: StreamStore, copied: StreamStore
) -> None:
    """Everything that is here is there, the same; raises AdministratorError otherwise."""
    for table in metadata.sorted_tables:
        if await _fingerprint(source, table) != await _fingerprint(target, table):
            raise _refused(f"{table.name} does not come back from that database as it was")
    if [*streams.streams()] != [*copied.streams()]:
        raise _refused("the audit log does not come back from that database as it was")
    for stream in streams.streams():
        if not all(one == other for one, other in zip_longest(*_whole(stream, streams, copied))):
            raise _refused(f"{stream} does not come back from that database as it was")


def _whole(stream: StreamId, *stores: StreamStore) -> Iterator[Iterable[object]]:
    """All that each store has of a stream."""
    for store in stores:
        head = store.head(stream)
        assert head is not None
        yield _everything(store, stream, head)


def _everything(store: StreamStore, stream: StreamId, head: Head) -> Iterator[object]:
    yield store.statement(stream)
    yield from store.entries(stream, head.footer.number)
    yield from store.contents(stream, head.footer.size)
    yield from store.data_keys(stream, head.footer.size)


async def _fingerprint(database: Database, table: Table) -> tuple[int, int]:
    """How many rows, and a sum of their digests: the same in whatever order they come."""
    count, total = 0, 0
    async for row in _rows(database, table):
        if row[0] != MOVING:
            count += 1
            total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")
    return count, total % 2**256


def has_all_of(copied: PostgresStreamStore, streams: SqliteStreamStore) -> bool:
    """Whether every stream of the files stands in the database, at least as far."""
    return all(
        any(entry == head.footer for entry in copied.entries(head.stream, head.footer.number))
        for head in _by_time(streams)
    )
