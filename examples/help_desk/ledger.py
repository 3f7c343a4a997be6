"""What the mirror has done and what it is about to do, in one SQLite file.

Each thing is noted as *begun* before it is sent and as *done* afterwards. After a crash everything that
was begun and not done is looked at again: never simply sent again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS places (
    case_id TEXT PRIMARY KEY, contact INTEGER NOT NULL, conversation INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS writes (
    mark TEXT PRIMARY KEY, conversation INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS answers (
    message INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, name TEXT NOT NULL, text TEXT,
    begun_at INTEGER, done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS closings (conversation INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True)
class Place:
    """Where a case stands in the desk."""

    case_id: str
    contact: int
    conversation: int
    version: int
    """The newest version of the case of which the desk shows everything."""


@dataclass(frozen=True)
class DeskAnswer:
    """What an agent wrote in the desk."""

    message: int
    conversation: int
    name: str
    text: str = field(repr=False)
    begun_at: int | None


class Ledger:
    """See the file. Every method is durable when it returns."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._open() as database:
            database.executescript(_TABLES)

    def place(self, case_id: str) -> Place | None:
        """Where the case stands."""
        return self._place("case_id", case_id)

    def place_of(self, conversation: int) -> Place | None:
        """Which case this conversation of the desk shows."""
        return self._place("conversation", conversation)

    def put(self, case_id: str, contact: int, conversation: int) -> None:
        """The case stands there from now on."""
        self._do(
            "INSERT OR REPLACE INTO places (case_id, contact, conversation) VALUES (?, ?, ?)",
            case_id,
            contact,
            conversation,
        )

    def shown(self, case_id: str, version: int) -> None:
        """The desk shows everything of this version."""
        self._do("UPDATE places SET version = ? WHERE case_id = ?", version, case_id)

    def drop(self, place: Place) -> None:
        """The case is gone, and all that was noted about it."""
        self._do("DELETE FROM places WHERE case_id = ?", place.case_id)
        for table in ("writes", "answers", "closings"):
            self._do(
                f"DELETE FROM {table} WHERE conversation = ?",  # noqa: S608 - fixed names
                place.conversation,
            )

    def begin(self, mark: str, conversation: int) -> bool | None:
        """About to write this to the desk. None: new; False: begun before; True: done before."""
        with self._open() as database:
            row = database.execute("SELECT done FROM writes WHERE mark = ?", (mark,)).fetchone()
            if row is None:
                database.execute(
                    "INSERT INTO writes (mark, conversation) VALUES (?, ?)", (mark, conversation)
                )
        return None if row is None else bool(row[0])

    def wrote(self, mark: str) -> None:
        """It stands in the desk."""
        self._do("UPDATE writes SET done = 1 WHERE mark = ?", mark)

    def add_person(self, name: str) -> None:
        """Somebody answers through the desk under this name."""
        self._do("INSERT OR IGNORE INTO people VALUES (?)", name)

    def people(self) -> frozenset[str]:
        """Who answers through the desk."""
        with self._open() as database:
            return frozenset(row[0] for row in database.execute("SELECT name FROM people"))

    def take_answer(self, message: int, conversation: int, name: str, text: str) -> None:
        """An agent wrote this; known ones are left as they are."""
        self._do(
            "INSERT OR IGNORE INTO answers (message, conversation, name, text) VALUES (?, ?, ?, ?)",
            message,
            conversation,
            name,
            text,
        )

    def answers(self) -> list[DeskAnswer]:
        """What is still to be brought to customers, in order."""
        with self._open() as database:
            rows = database.execute(
                "SELECT message, conversation, name, text, begun_at FROM answers "
                "WHERE done = 0 ORDER BY message"
            ).fetchall()
        return [DeskAnswer(*row) for row in rows]

    def begin_answer(self, message: int, now: float) -> None:
        """About to send it, perhaps not for the first time."""
        self._do(
            "UPDATE answers SET begun_at = coalesce(begun_at, ?) WHERE message = ?",
            int(now),
            message,
        )

    def answered(self, message: int) -> None:
        """Sent, or refused for good; the words need not be kept."""
        self._do("UPDATE answers SET done = 1, text = NULL WHERE message = ?", message)

    def forget_answer(self, message: int) -> None:
        """As if it had never been heard of."""
        self._do("DELETE FROM answers WHERE message = ?", message)

    def want_closed(self, conversation: int) -> None:
        """An agent closed it in the desk."""
        self._do("INSERT OR IGNORE INTO closings VALUES (?)", conversation)

    def closings(self) -> list[int]:
        """Conversations whose cases are still to be closed."""
        with self._open() as database:
            return [row[0] for row in database.execute("SELECT conversation FROM closings")]

    def closed(self, conversation: int) -> None:
        """Dealt with."""
        self._do("DELETE FROM closings WHERE conversation = ?", conversation)

    def _place(self, column: str, value: str | int) -> Place | None:
        query = f"SELECT case_id, contact, conversation, version FROM places WHERE {column} = ?"  # noqa: S608 - fixed names
        with self._open() as database:
            row = database.execute(query, (value,)).fetchone()
        return Place(*row) if row is not None else None

    def _do(self, statement: str, *values: object) -> None:
        with self._open() as database:
            database.execute(statement, values)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._file, isolation_level=None, timeout=30)
        try:
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA secure_delete = ON")
            database.execute("BEGIN IMMEDIATE")
            yield database
            if database.in_transaction:
                database.execute("COMMIT")
        finally:
            database.close()
