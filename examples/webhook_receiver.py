"""A small receiver of handoff events: what docs/spec/handoff-events.md asks of one, and no more.

    WEBHOOK_SECRETS="whsec_…" python -m examples.webhook_receiver received.sqlite3

It verifies the signature over the bytes as they came, with each secret it has (so that secrets can
rotate), refuses what is more than five minutes old or ahead, remembers ids durably (so that an event
that comes twice, or is replayed, does nothing), and answers only when what is to be done is noted in
the same transaction. The work itself is done afterwards: look for ``To do`` below.
"""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LARGEST: Final = 64 * 1024
"""Bytes of a body; an event has less than one kilobyte."""

REMEMBERED_DAYS: Final = 60
"""Longer than an event can be sent again: it dies with its case at the latest."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS newest (case_id TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS todo (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, event TEXT NOT NULL);
"""


class ForgedError(Exception):
    """Not signed by whom we trust, or too old, or too new."""


def verified(secrets: Sequence[str], body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """The event, if one of the secrets signed it within the last five minutes. Raises ForgedError."""
    for secret in secrets:
        try:
            event = Webhook(secret).verify(body, headers)
        except (WebhookVerificationError, ValueError):
            continue  # another secret may fit; a ValueError is a header or body that is nonsense
        if isinstance(event, dict) and event.get("id") == headers.get("webhook-id"):
            return event
    raise ForgedError


@dataclass(frozen=True)
class Book:
    """What was received, in one SQLite file."""

    file: Path

    def take(self, event: dict[str, Any], now: float) -> bool:
        """Note the event and what is to be done, once. False: it was known, nothing is done."""
        with self._open() as database:
            fresh = database.execute(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)", (event["id"], int(now))
            ).rowcount
            if fresh and event["type"].startswith("case."):
                self._note(database, event)
            database.execute(
                "DELETE FROM seen WHERE at < ?", (int(now) - REMEMBERED_DAYS * 86_400,)
            )
        return bool(fresh)

    def _note(self, database: sqlite3.Connection, event: dict[str, Any]) -> None:
        """An event that is not newer than what is known already changes nothing."""
        case, version = event["data"]["case"], event["data"]["version"]
        newer = database.execute(
            "INSERT INTO newest VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE "
            "SET version = excluded.version WHERE excluded.version > newest.version",
            (case, version),
        ).rowcount
        if newer:
            database.execute(
                "INSERT INTO todo (id, event) VALUES (?, ?)", (event["id"], json.dumps(event))
            )

    def todo(self) -> list[dict[str, Any]]:
        """To do: for each of these fetch the case by the API, act on what it says, then ``done``."""
        with self._open() as database:
            rows = database.execute("SELECT event FROM todo ORDER BY number").fetchall()
        return [json.loads(row[0]) for row in rows]

    def done(self, event_id: str) -> None:
        """What this event asked for was done."""
        with self._open() as database:
            database.execute("DELETE FROM todo WHERE id = ?", (event_id,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.file, isolation_level=None, timeout=30)
        try:
            database.execute("PRAGMA synchronous = FULL")
            database.executescript(_TABLES)
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")
        finally:
            database.close()  # without a COMMIT nothing has happened


def create_receiver(secrets: Sequence[str], file: Path) -> Starlette:
    """The receiver as an ASGI application."""
    book = Book(file)

    async def receive(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                return Response(status_code=413)
        try:
            event = verified(secrets, body, dict(request.headers))
        except ForgedError:
            return Response(status_code=401)
        await run_in_threadpool(book.take, event, time.time())
        return Response(status_code=204)

    return Starlette(routes=[Route("/", receive, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        create_receiver(os.environ["WEBHOOK_SECRETS"].split(), Path(sys.argv[1])),
        host="127.0.0.1",
        port=8090,
    )
