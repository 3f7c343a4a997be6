"""Audit streams in PostgreSQL, for proxies on more than one host (a pod's disk dies with it).

Strategy: a commit is one statement, so it is one round trip and whole or not at all; sessions ask
for ``synchronous_commit=on``, so it is on disk (and on the synchronous standbys) when it returns.
Writers have streams of their own and share no lock. Erasing deletes in small transactions; then
``settle`` rewrites the pages that held wrapped data keys, because PostgreSQL's ``DELETE`` and
``VACUUM`` leave the bytes where they were. Ciphertexts whose only key is gone are left to
``VACUUM``; the server's own log and backups have their own ends (docs/storage.md). Satisfies
``proxy.audit.base.StreamStore``.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final

import asyncpg

from proxy.audit.base import (
    STREAM_NAME,
    Batch,
    ContentHoldings,
    Deleted,
    Footer,
    Head,
    Held,
    Scope,
    Statement,
    StreamId,
    StreamStoreError,
)
from proxy.ids import ConversationId
from proxy.storage.postgres_bridge import PostgresBridge, translated
from proxy.storage.postgres_statements import (
    APPEND,
    DELETE_CONTENTS,
    DELETE_KEYS,
    DISCARD,
    DROP,
    HEAD,
    HOLDINGS,
    LATEST,
    PARTS,
    PRESENT,
    STREAMS,
)
from proxy.storage.stream_tables import KEY_PARTS, key_part

_PAGE: Final = 500
"""Rows that a reader takes at once: bounds its memory."""
_ROWS_AT_ONCE: Final = 500
"""Rows deleted in one transaction."""
_LOCK_SECONDS: Final = 30.0
_READERS_AND_ERASERS: Final = 0x6175646974  # "audit": an advisory lock that only this software uses
_RIVALS: Final = 3
_REWRITE_LOCK: Final = "1s"
"""So long a rewrite may wait for its turn, and so long may commits wait behind it."""


class PostgresStreamWriter:
    """The writer of one stream, on a connection of its own. Satisfies ``StreamWriter``."""

    def __init__(self, bridge: PostgresBridge, stream: StreamId, connection: Any) -> None:
        self._bridge, self._stream, self._connection = bridge, stream, connection

    def append(self, batch: Batch) -> None:
        """Store a batch whole or not at all; it is durable when the call returns."""
        with translated("a commit"):
            self._bridge.wait(_steadily(self._connection, APPEND, *_values(self._stream, batch)))

    def close(self) -> None:
        """Give up the connection."""
        self._bridge.end(self._connection)


async def _steadily(connection: Any, statement: str, *values: object) -> str:
    """Run a statement again when another proxy erased, or used, a data key at the same moment.

    The foreign key refused it whole, so nothing is done twice.
    """
    for _ in range(_RIVALS):
        with suppress(asyncpg.ForeignKeyViolationError):
            return str(await connection.execute(statement, *values))
    return str(await connection.execute(statement, *values))


def _values(stream: StreamId, batch: Batch) -> list[object]:
    records, footer = batch.records, batch.footer
    keys = {record.kid: record for record in reversed(records)}
    return [
        stream,
        [record.seq for record in records],
        [record.header for record in records],
        [record.seq for record in keys.values()],
        [record.conversation or "" for record in keys.values()],
        list(keys),
        [record.wrapped for record in keys.values()],
        footer.number,
        footer.size,
        footer.body,
        footer.signature,
        [record.at for record in records],
        [record.conversation or "" for record in records],
        [record.kid for record in records],
        [record.content for record in records],
    ]


class PostgresStreamStore:
    """All streams of one database. Close it at the end."""

    def __init__(self, url: str) -> None:
        """Connects when it is first used; the tables are ``Database.open``'s to make."""
        self._bridge = PostgresBridge(url)

    def close(self) -> None:
        """Give up all connections."""
        self._bridge.close()

    def _rows(self, what: str, query: str, *values: object) -> list[Any]:
        return list(self._bridge.using(what, lambda on: on.fetch(query, *values)))

    def create(self, stream: StreamId, statement: Statement) -> PostgresStreamWriter:
        """Make the stream with its statement; the name must be new."""
        if not STREAM_NAME.fullmatch(stream):
            raise StreamStoreError("this is no stream id")
        connection = self._bridge.own("making a stream")
        try:
            with translated("making a stream"):
                self._bridge.wait(
                    connection.execute(
                        "INSERT INTO audit_streams VALUES ($1, $2, $3)",
                        stream,
                        statement.body,
                        statement.signature,
                    )
                )
        except StreamStoreError:
            self._bridge.end(connection)
            raise
        return PostgresStreamWriter(self._bridge, stream, connection)

    def discard(self, stream: StreamId) -> None:
        """Remove a stream that has no footer."""
        self._bridge.using("removing an empty stream", lambda on: on.execute(DISCARD, stream))

    def streams(self) -> Sequence[StreamId]:
        """Streams that have a footer, sorted by id."""
        # The server may sort by the rules of a language; the specification sorts bytes.
        return sorted(StreamId(row["stream"]) for row in self._rows("listing streams", STREAMS))

    def head(self, stream: StreamId) -> Head | None:
        """The newest footer."""
        return _head(self._rows(f"reading {stream}", HEAD, stream))

    def latest(self) -> Head | None:
        """The head of the stream that was written to last."""
        return _head(self._rows("reading the newest footer", LATEST))

    def statement(self, stream: StreamId) -> Statement:
        """The statement with which the stream was made."""
        query = "SELECT body, signature FROM audit_streams WHERE stream = $1"
        rows = self._rows(f"reading {stream}", query, stream)
        if not rows:
            raise StreamStoreError("a stream has no statement")
        return Statement(*rows[0])

    def _pages(self, stream: StreamId, query: str) -> Iterator[Any]:
        """Rows whose first column rises, in pages. Rows do not change, so pages fit together."""
        after = -1
        while True:
            rows = self._rows(f"reading {stream}", query, stream, after, _PAGE)
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def entries(self, stream: StreamId, number: int) -> Iterator[bytes | Footer]:
        """Headers and footers in order, up to and including footer ``number``."""
        headers = self._pages(
            stream,
            "SELECT seq, header FROM audit_records WHERE stream = $1 AND seq > $2"
            " ORDER BY seq LIMIT $3",
        )
        footers = self._pages(
            stream,
            "SELECT number, size, body, signature FROM audit_footers WHERE stream = $1"
            " AND number > $2 ORDER BY number LIMIT $3",
        )
        waiting = next(headers, None)
        for row in footers:
            footer = Footer(*row)
            if footer.number > number:
                return
            while waiting is not None and waiting["seq"] < footer.size:
                yield waiting["header"]
                waiting = next(headers, None)
            yield footer

    def contents(self, stream: StreamId, size: int) -> Iterator[tuple[int, bytes]]:
        """Contents that still exist, of the first ``size`` records."""
        rows = self._pages(
            stream,
            "SELECT seq, content FROM audit_contents WHERE stream = $1 AND seq > $2"
            " ORDER BY seq LIMIT $3",
        )
        for seq, content in rows:
            if seq >= size:
                return
            yield seq, content

    def data_keys(self, stream: StreamId, size: int) -> Iterator[tuple[str, bytes]]:
        """Wrapped data keys that still exist and were used among the first ``size`` records."""
        rows = self._pages(
            stream,
            "SELECT first, kid, wrapped FROM audit_data_keys WHERE stream = $1 AND first > $2"
            " ORDER BY first LIMIT $3",
        )
        for first, kid, wrapped in rows:
            if first >= size:
                return
            yield kid, wrapped

    def holdings(self, stream: StreamId, before: str, held: Held) -> ContentHoldings:
        """How much content there is, and what of it is older than ``before``."""
        (row,) = self._rows("counting", HOLDINGS, stream, before, *_held_values(held))
        return ContentHoldings(*row)

    def present(
        self, stream: StreamId, before: Mapping[ConversationId, str]
    ) -> frozenset[ConversationId]:
        """Which of these conversations have content that is older than the time beside them."""
        rows = self._rows("looking", PRESENT, stream, list(before), list(before.values()))
        return frozenset(ConversationId(row["conversation"]) for row in rows)

    def erase(self, stream: StreamId, scope: Scope) -> Deleted:
        """Delete what the scope covers, and keys without content. ``settle`` makes it final."""
        return Deleted(
            contents=self._delete(
                DELETE_CONTENTS,
                stream,
                scope.before,
                scope.conversation,
                *_held_values(scope.held),
                _ROWS_AT_ONCE,
            ),
            keys=self._delete(DELETE_KEYS, stream, _ROWS_AT_ONCE),
        )

    def _delete(self, query: str, *values: object) -> int:
        total = 0
        while True:
            done = self._bridge.using("erasing", lambda on: _steadily(on, query, *values))
            count = int(done.rpartition(" ")[2])
            total += count
            if count == 0:
                return total

    def settle(self, scope: Scope) -> None:
        """Make deletions of this scope final: rewrite the pages where wrapped keys stood.

        Commits of conversations in the partition at hand wait meanwhile; a partition is small.
        """
        rewriter = self._bridge.own("rewriting", command_seconds=None)
        try:
            with translated("rewriting pages"):
                self._bridge.wait(_rewrite(rewriter, scope))
        finally:
            self._bridge.end(rewriter)

    def drop(self, stream: StreamId) -> None:
        """Delete a whole stream; ``settle`` makes it final."""
        self.erase(stream, Scope(before="~"))

        async def drop(connection: Any) -> None:
            async with connection.transaction():
                for statement in DROP:
                    await connection.execute(statement, stream)

        self._bridge.using("dropping a stream", drop)

    @contextmanager
    def _locked(self, lock: str) -> Iterator[None]:
        """An advisory lock of a session of its own; it ends with the session at the latest."""
        session = self._bridge.own("locking the audit log")
        try:
            until = time.monotonic() + _LOCK_SECONDS
            while not self._locks(session, lock):
                if time.monotonic() > until:
                    raise StreamStoreError("an export or an erasure is running")
                time.sleep(0.05)
            yield
        finally:
            self._bridge.end(session)

    def _locks(self, session: Any, lock: str) -> bool:
        with translated("locking the audit log"):
            return bool(
                self._bridge.wait(session.fetchval(f"SELECT {lock}($1)", _READERS_AND_ERASERS))
            )

    def reading(self) -> AbstractContextManager[None]:
        """While it is held, nothing is erased, by whichever proxy."""
        return self._locked("pg_try_advisory_lock_shared")

    def erasing(self) -> AbstractContextManager[None]:
        """While it is held, nobody reads an export and nobody else erases."""
        return self._locked("pg_try_advisory_lock")


def _held_values(held: Held) -> tuple[list[str], list[str], list[str]]:
    starts, ends = [start for start, _ in held.periods], [end for _, end in held.periods]
    return [*held.conversations], starts, ends


def _head(rows: Sequence[Any]) -> Head | None:
    for stream, *footer in rows:
        return Head(StreamId(stream), Footer(*footer))
    return None


async def _rewrite(connection: Any, scope: Scope) -> None:
    """``VACUUM FULL`` copies what is alive into a new file and removes the old one."""
    await connection.execute(f"SET lock_timeout = '{_REWRITE_LOCK}'")
    for number in await _parts(connection, scope):
        await connection.execute(f"VACUUM (FULL) {key_part(number)}")
    await connection.execute("VACUUM (SKIP_LOCKED) audit_contents")


async def _parts(connection: Any, scope: Scope) -> Sequence[int]:
    """The partitions in which keys of the scope may have stood: never one without a page."""
    rows = await connection.fetch(PARTS, KEY_PARTS, scope.conversation)
    return [row["n"] for row in rows]
