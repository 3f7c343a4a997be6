"""A process that dies, as by ``kill -9``, at the point that it is told: see test_kill.py.

Words: database URL, file of the endpoint, point, id of the case to move (for the points of a move).
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from proxy.handoff.states import CaseEvent
from proxy.ids import CaseId
from proxy.storage import Database, cases, outbox
from proxy.webhooks import Answer
from tests.handoff.world import SHOP
from tests.webhooks.world import Shop

DELIVERING = ("after_claim", "after_post", "after_mark")
MOVING = ("before_event", "after_event", "after_move")


def die() -> None:
    """At once, with nothing cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Endpoint:
    """Notes what arrives in a file, durably."""

    def __init__(self, file: Path, point: str) -> None:
        self._file, self._point = file, point

    async def __call__(
        self, url: str, headers: Mapping[str, str], body: bytes, *, private: bool
    ) -> Answer:
        """One POST."""
        if self._point == "after_claim":
            die()
        with self._file.open("a") as opened:
            opened.write(headers["webhook-id"] + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        if self._point == "after_post":
            die()
        return Answer(200)


async def deliver(shop: Shop, file: Path, point: str) -> None:
    """Deliver until the point."""
    real = shop.outbox.delivered

    async def delivered(*words: Any) -> bool:
        await real(*words)
        if point == "after_mark":
            die()
        return True

    shop.outbox.delivered = delivered  # type: ignore[method-assign, assignment]
    await shop.another(Endpoint(file, point)).deliver()


async def move(shop: Shop, case: CaseId, point: str) -> None:
    """Move a case until the point."""

    async def announce(*words: Any) -> None:
        if point == "before_event":
            die()
        await outbox.announce(*words)
        if point == "after_event":
            die()

    setattr(cases, "announce", announce)  # noqa: B010 - the module's own name for it
    row = await shop.store.by_id(SHOP, case)
    assert row is not None
    await shop.move(await shop.book.file(row), CaseEvent.CLAIM)
    die()


async def main(url: str, file: str, point: str, case: str) -> None:
    """Do it."""
    shop = Shop(await Database.open(url))
    if point in MOVING:
        await move(shop, CaseId(case), point)
    else:
        await deliver(shop, Path(file), point)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
