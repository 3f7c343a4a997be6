"""Audit streams in SQLite: one file per stream, plain ``sqlite3``, one writer thread each.

Strategy: WAL with synchronous=FULL makes one fsync per commit, and a batch and its footer are one
transaction, so a crash leaves both or neither. One file per stream means that processes never wait
for each other. Erasing really erases: ``secure_delete`` overwrites freed pages in the file, and a
truncating checkpoint empties the WAL, in which old pages would otherwise stay. Satisfies
``proxy.audit.base.StreamStore``.
"""

import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Final

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
from proxy.private_files import sync_folder

_SUFFIX: Final = ".sqlite"
_SIDE_FILES: Final = ("", "-wal", "-shm", "-journal")
_LOCK: Final = "lock"
FILES: Final = (f"stream_*{_SUFFIX}*", _LOCK)
"""Patterns of all names in the folder that are ours."""
_BUSY_SECONDS: Final = 5.0
_LOCK_SECONDS: Final = 30.0
_ROWS_AT_ONCE: Final = 200
"""Deleted in one transaction, so that the stream's own writer waits for milliseconds only."""
_SCHEMA: Final = """
CREATE TABLE statement (body BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TABLE records (seq INTEGER PRIMARY KEY, header BLOB NOT NULL) STRICT;
CREATE TABLE footers (
  number INTEGER PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL
) STRICT;
CREATE TABLE data_keys (
  first INTEGER PRIMARY KEY, kid TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE contents (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, conversation TEXT, kid TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
"""


_HOLDINGS: Final = """
SELECT count(*), min(at), coalesce(sum(at < :before), 0), coalesce(sum(at < :before AND (
  coalesce(conversation, '') IN (SELECT value FROM json_each(:held))
  OR EXISTS (SELECT 1 FROM json_each(:periods) WHERE at >= value ->> 0 AND at < value ->> 1)
)), 0) FROM contents
"""
_DELETE_CONTENTS: Final = """
DELETE FROM contents WHERE seq IN (SELECT seq FROM contents
  WHERE at < :before AND (:conv IS NULL OR conversation = :conv)
  AND coalesce(conversation, '') NOT IN (SELECT value FROM json_each(:held))
  AND NOT EXISTS (SELECT 1 FROM json_each(:periods) WHERE at >= value ->> 0 AND at < value ->> 1)
  LIMIT :most)
"""


def _held_values(held: Held) -> dict[str, str]:
    return {"held": json.dumps(sorted(held.conversations)), "periods": json.dumps(held.periods)}


@contextmanager
def _translated(what: str) -> Iterator[None]:
    """SQLite's and the system's errors in the words of the audit room, without their text."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        raise StreamStoreError(f"{what} failed: {name}") from None


def _connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA trusted_schema=OFF")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class SqliteStreamWriter:
    """The writer of one stream. Satisfies ``StreamWriter``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def append(self, batch: Batch) -> None:
        """Store a batch whole or not at all; it is on the disk when the call returns."""
        with _translated("a commit"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._insert(batch)
                self._connection.execute("COMMIT")
            except sqlite3.Error:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _insert(self, batch: Batch) -> None:
        run = self._connection.executemany
        records, footer = batch.records, batch.footer
        run("INSERT INTO records VALUES (?, ?)", [(r.seq, r.header) for r in records])
        # A data key that was erased while its conversation went on is stored again.
        run(
            "INSERT OR IGNORE INTO data_keys VALUES (?, ?, ?)",
            [(r.seq, r.kid, r.wrapped) for r in records],
        )
        run(
            "INSERT INTO contents VALUES (?, ?, ?, ?, ?)",
            [(r.seq, r.at, r.conversation, r.kid, r.content) for r in records],
        )
        row = (footer.number, footer.size, footer.body, footer.signature)
        run("INSERT INTO footers VALUES (?, ?, ?, ?)", [row])

    def close(self) -> None:
        """Give up the handle."""
        with suppress(sqlite3.Error):
            self._connection.close()


class SqliteStreamStore:
    """All streams of one data folder. Satisfies ``StreamStore``."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder (0700) if needed. Raises StreamStoreError when that fails."""
        self._folder = folder
        with _translated("making the audit folder"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _path(self, stream: StreamId) -> Path:
        if not STREAM_NAME.fullmatch(stream):
            raise StreamStoreError("this is no stream id")
        return self._folder / f"{stream}{_SUFFIX}"

    @contextmanager
    def reader(self, stream: StreamId) -> Iterator[sqlite3.Connection]:
        """Its file, for reading alone. Raises StreamStoreError, also from within."""
        with _translated(f"reading {stream}"), closing(_connect(self._path(stream))) as connection:
            connection.execute("PRAGMA query_only=ON")
            yield connection

    def create(self, stream: StreamId, statement: Statement) -> SqliteStreamWriter:
        """Make the file (0600, it must not exist) with the statement in it."""
        path = self._path(stream)
        with _translated("making a stream"):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_NOFOLLOW, 0o600))
            connection = _connect(path)
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("BEGIN IMMEDIATE")
                for table in _SCHEMA.split(";\n"):
                    connection.execute(table)
                connection.execute(
                    "INSERT INTO statement VALUES (?, ?)", (statement.body, statement.signature)
                )
                connection.execute("COMMIT")
                self._sync_folder()
            except (sqlite3.Error, OSError):
                connection.close()
                self._remove(path)
                raise
        return SqliteStreamWriter(connection)

    def _sync_folder(self) -> None:
        sync_folder(self._folder)

    def _remove(self, path: Path) -> None:
        for suffix in _SIDE_FILES:
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).unlink()

    def discard(self, stream: StreamId) -> None:
        """Remove a stream that has no footer."""
        if self.head(stream) is None:
            with _translated("removing an empty stream"):
                self._remove(self._path(stream))

    def _names(self) -> list[StreamId]:
        with _translated("listing streams"):
            found = (path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}"))
            return sorted(StreamId(name) for name in found if STREAM_NAME.fullmatch(name))

    def streams(self) -> Sequence[StreamId]:
        """Streams that have a footer, sorted by id."""
        return [stream for stream in self._names() if self.head(stream) is not None]

    def head(self, stream: StreamId) -> Head | None:
        """The newest footer; None before the first, also when its table was never made."""
        with self.reader(stream) as connection:
            made = connection.execute("SELECT 1 FROM sqlite_schema WHERE name='footers'")
            if made.fetchone() is None:
                return None
            row = connection.execute(
                "SELECT number, size, body, signature FROM footers ORDER BY number DESC LIMIT 1"
            ).fetchone()
        return None if row is None else Head(stream, Footer(*row))

    def latest(self) -> Head | None:
        """The head of the stream that was written to last; unreadable files are passed over."""
        times: list[tuple[int, StreamId]] = []
        for stream in self._names():
            path = self._path(stream)
            changed = [0]
            for side in ("", "-wal"):
                with suppress(OSError):
                    changed.append(path.with_name(path.name + side).stat().st_mtime_ns)
            times.append((max(changed), stream))
        for _, stream in sorted(times, reverse=True):
            with suppress(StreamStoreError):
                head = self.head(stream)
                if head is not None:
                    return head
        return None

    def statement(self, stream: StreamId) -> Statement:
        """The statement with which the stream was made."""
        with self.reader(stream) as connection:
            row = connection.execute("SELECT body, signature FROM statement").fetchone()
        if row is None:
            raise StreamStoreError("a stream has no statement")
        return Statement(*row)

    def entries(self, stream: StreamId, number: int) -> Iterator[bytes | Footer]:
        """Headers and footers in order, up to and including footer ``number``."""
        with self.reader(stream) as connection:
            headers = connection.execute("SELECT seq, header FROM records ORDER BY seq")
            footers = connection.execute(
                "SELECT number, size, body, signature FROM footers WHERE number <= ?"
                " ORDER BY number",
                (number,),
            )
            waiting = next(headers, None)
            for row in footers:
                footer = Footer(*row)
                while waiting is not None and waiting[0] < footer.size:
                    yield waiting[1]
                    waiting = next(headers, None)
                yield footer

    def contents(self, stream: StreamId, size: int) -> Iterator[tuple[int, bytes]]:
        """Contents that still exist, of the first ``size`` records."""
        with self.reader(stream) as connection:
            yield from connection.execute(
                "SELECT seq, content FROM contents WHERE seq < ? ORDER BY seq", (size,)
            )

    def data_keys(self, stream: StreamId, size: int) -> Iterator[tuple[str, bytes]]:
        """Wrapped data keys that still exist and were used among the first ``size`` records."""
        with self.reader(stream) as connection:
            yield from connection.execute(
                "SELECT kid, wrapped FROM data_keys WHERE first < ? ORDER BY first", (size,)
            )

    def holdings(self, stream: StreamId, before: str, held: Held) -> ContentHoldings:
        """How much content there is, and what of it is older than ``before``."""
        with self.reader(stream) as connection:
            row = connection.execute(
                _HOLDINGS,
                {"before": before, **_held_values(held)},
            ).fetchone()
        return ContentHoldings(*row)

    def present(
        self, stream: StreamId, before: Mapping[ConversationId, str]
    ) -> frozenset[ConversationId]:
        """Which of these conversations have content that is older than the time beside them."""
        with self.reader(stream) as connection:
            rows = connection.execute(
                "SELECT DISTINCT conversation FROM contents JOIN json_each(:before)"
                " ON conversation = key WHERE at < value",
                {"before": json.dumps(before)},
            )
            return frozenset(ConversationId(row[0]) for row in rows)

    def erase(self, stream: StreamId, scope: Scope) -> Deleted:
        """Really delete what the scope covers: rows, freed pages and the WAL's copies."""
        with _translated("erasing"), closing(_connect(self._path(stream))) as connection:
            deleted = Deleted(
                contents=_delete(
                    connection,
                    _DELETE_CONTENTS,
                    {
                        "before": scope.before,
                        "conv": scope.conversation,
                        "most": _ROWS_AT_ONCE,
                        **_held_values(scope.held),
                    },
                ),
                keys=_delete(
                    connection,
                    "DELETE FROM data_keys WHERE kid IN (SELECT kid FROM data_keys"
                    " WHERE kid NOT IN (SELECT kid FROM contents) LIMIT :most)",
                    {"most": _ROWS_AT_ONCE},
                ),
            )
            _empty_wal(connection)
        return deleted

    def settle(self, scope: Scope) -> None:
        """Nothing is left to do: ``erase`` overwrites."""

    def drop(self, stream: StreamId) -> None:
        """Really delete a whole stream: overwrite through ``erase``, then remove its files."""
        self.erase(stream, Scope(before="9999"))
        with _translated("dropping a stream"):
            self._remove(self._path(stream))
            self._sync_folder()

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """An advisory lock on a file of the folder; it ends with the process at the latest."""
        with _translated("locking the audit folder"):
            descriptor = os.open(
                self._folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600
            )
        try:
            _wait_for_lock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def reading(self) -> AbstractContextManager[None]:
        """While it is held, nothing is erased."""
        return self._locked(fcntl.LOCK_SH)

    def erasing(self) -> AbstractContextManager[None]:
        """While it is held, nobody reads an export and nobody else erases."""
        return self._locked(fcntl.LOCK_EX)


def _wait_for_lock(descriptor: int, how: int) -> None:
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StreamStoreError("an export or an erasure is running") from None
            time.sleep(0.05)
        else:
            return


def _delete(connection: sqlite3.Connection, statement: str, values: dict[str, object]) -> int:
    """Run a limited deletion until it finds nothing more; gives the number of rows."""
    total = 0
    while True:
        count = connection.execute(statement, values).rowcount
        total += count
        if count == 0:
            return total


def _empty_wal(connection: sqlite3.Connection) -> None:
    """Copy the WAL into the file and truncate it; a busy reader is waited for, then it fails."""
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            return
        if time.monotonic() > until:
            raise StreamStoreError("the write-ahead log could not be emptied: a reader holds it")
        time.sleep(0.05)
