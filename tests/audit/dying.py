"""Processes that die: at a named point of the program, or whenever somebody kills them.

``python -m tests.audit.dying points FOLDER``: for each point of ``POINTS`` a process that ends there by
SIGKILL. ``python -m tests.audit.dying hammer FOLDER PROCESSES SECONDS SEED``: many processes that record
and "send" turns, killed at random moments and started again; prints what the provider received, one
digest a line.
"""

import asyncio
import hashlib
import os
import random
import secrets
import signal
import sys
import time
from pathlib import Path

from proxy.audit import AuditEvent, AuditLog, EventKind
from proxy.audit import writer as writer_module
from proxy.clock import SystemClock
from proxy.ids import ConversationId
from proxy.keys import LocalKeyring
from proxy.storage.streams import SqliteStreamStore, SqliteStreamWriter
from tests.audit.made import SHOP, event
from tests.forks import Point, arm, forked

STORE, WRITER, THREAD = SqliteStreamStore, SqliteStreamWriter, writer_module.StreamThread
POINTS: dict[str, Point] = {
    "before the stream is made": (STORE, "create", False, 1),
    "before the folder is synced": (STORE, "_sync_folder", False, 1),
    "after the folder is synced": (STORE, "_sync_folder", True, 1),
    "after the stream is made": (STORE, "create", True, 1),
    "before the first commit": (WRITER, "append", False, 1),
    "within the first commit": (WRITER, "_insert", True, 1),
    "after the first commit": (WRITER, "append", True, 1),
    "before a footer is signed": (writer_module, "write_footer", False, 3),
    "after a footer is signed": (writer_module, "write_footer", True, 3),
    "before a commit": (WRITER, "append", False, 3),
    "within a commit, before its rows": (WRITER, "_insert", False, 3),
    "within a commit, after its rows": (WRITER, "_insert", True, 3),
    "after a commit, before anybody is told": (WRITER, "append", True, 3),
    "before those who wait are released": (writer_module, "_release", False, 3),
    "after those who wait are released": (writer_module, "_release", True, 3),
    "while a key changes": (THREAD, "_next_signer", True, 4),
    "before the closing commit": (THREAD, "stop", False, 1),
    "after the closing commit": (THREAD, "stop", True, 1),
    "while the handle is closed": (WRITER, "close", False, 1),
}


def _open(folder: Path) -> AuditLog:
    return AuditLog.open(
        SqliteStreamStore(folder / "audit"),
        LocalKeyring.open(folder / "keys"),
        software="dying",
        policy="p",
        key_seconds=0.01,
    )


async def _record(folder: Path, tell: int, mark: int) -> None:
    log = _open(folder)
    for number in range(4):
        await log.record(event(mark + number))
        os.write(tell, f"{mark + number}\n".encode())
    await log.close()


async def _turns(folder: Path, provider: int, name: str) -> None:
    """Turns as the proxy does them: on record, sent, on record again. Several at a time."""
    log = _open(folder)

    async def one(place: int) -> None:
        while True:
            body = secrets.token_bytes(64)
            digest = hashlib.sha256(body).hexdigest()
            conversation = ConversationId(f"conv_{name}_{place}")
            clear = {"turn": digest[:32], "decision": "forwarded"}
            opened = AuditEvent(
                EventKind.TURN_OPENED, SHOP, conversation, dict(clear), {"sent_sha256": digest}
            )
            await log.record(opened)
            os.write(provider, f"{digest}\n".encode())
            end = AuditEvent(EventKind.TURN_CLOSED, SHOP, conversation, {"turn": digest[:32]})
            await log.record(end)

    await asyncio.gather(*(one(place) for place in range(4)))


def points(folder: Path) -> None:
    """One process for each point; prints ``point<TAB>how it ended<TAB>what it was told, by blanks``."""
    for place, (name, point) in enumerate(POINTS.items()):
        heard, tell = os.pipe()

        def work(point: Point = point, tell: int = tell, mark: int = place * 100) -> None:
            arm(point)
            asyncio.run(_record(folder, tell, mark))

        child = forked(work)
        os.close(tell)
        _, status = os.waitpid(child, 0)
        with os.fdopen(heard) as told:
            said = " ".join(told.read().split())
        ended = "killed" if os.WIFSIGNALED(status) else "ended"
        sys.stdout.write(f"{name}\t{ended}\t{said}\n")


def hammer(folder: Path, processes: int, seconds: float, seed: int) -> None:
    """Kill and start again until the time is over; prints what the provider received."""
    chance = random.Random(seed)
    heard, provider = os.pipe()
    received = folder / "received"
    reader = forked(lambda: _keep(heard, provider, received))
    os.close(heard)

    def start(number: int) -> int:
        return forked(lambda: asyncio.run(_turns(folder, provider, str(number))))

    running = [start(number) for number in range(processes)]
    until = SystemClock().monotonic() + seconds
    while SystemClock().monotonic() < until:
        time.sleep(chance.uniform(0.02, 0.15))
        number = chance.randrange(processes)
        os.kill(running[number], signal.SIGKILL)
        os.waitpid(running[number], 0)
        running[number] = start(number)
    for child in running:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.close(provider)
    os.waitpid(reader, 0)
    sys.stdout.write(received.read_text())


def _keep(heard: int, provider: int, received: Path) -> None:
    """The provider: keeps what it receives until nobody can send any more."""
    os.close(provider)
    with os.fdopen(heard, "rb") as pipe, received.open("wb") as file:
        for line in pipe:
            file.write(line)


def main() -> None:
    """As the words of the command line say."""
    verb, folder, *more = sys.argv[1:]
    if verb == "points":
        points(Path(folder))
    else:
        processes, seconds, seed = more
        hammer(Path(folder), int(processes), float(seconds), int(seed))


if __name__ == "__main__":
    main()
