"""Processes that all do the same at once: ``python -m tests.handoff.rush FOLDER PROCESSES``.

Cases are opened whose clocks have run out by now; then every process lists the queue, and afterwards
claims each case under a name of its own, all released at the same moment. Prints who got what.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from proxy.cellar import open_cellar
from proxy.clock import SetClock
from proxy.errors import CallerError
from proxy.handoff import Queue
from proxy.handoff.base import CaseMessageRow
from proxy.ids import CaseId
from proxy.storage import SqlCaseStore
from tests.forks import forked
from tests.handoff.world import MONDAY_NOON, RULES, SHOP, SetRoster, World

CASES: Final = 12


async def _open_cases(data: Path) -> None:
    async with open_cellar(data, clock=SetClock(MONDAY_NOON)) as cellar:
        world = World(store=cellar.cases)
        world.queue = Queue(cellar.casebook(), lambda: RULES, SetRoster())
        for number in range(CASES):
            await world.chat(f"conv-{number}").say("a person please", "human")


def _hold_after_reading(gate: Callable[[], None]) -> None:
    """All have read the first case before any changes it."""
    real, passed = SqlCaseStore.messages, False

    async def messages(store: SqlCaseStore, case_id: CaseId) -> Sequence[CaseMessageRow]:
        nonlocal passed
        found = await real(store, case_id)
        if not passed:
            passed = True
            gate()
        return found

    SqlCaseStore.messages = messages  # type: ignore[assignment, method-assign]


async def _rush(data: Path, name: str, gate: Callable[[], None]) -> None:
    clock = SetClock(MONDAY_NOON + timedelta(hours=2))
    async with open_cellar(data, clock=clock) as cellar:
        desk = cellar.desk()
        _hold_after_reading(gate)
        for row in await desk.list(SHOP):
            try:
                await desk.claim(SHOP, row.case_id, name)
            except CallerError:
                continue
            sys.stdout.write(f"{row.case_id}\t{name}\n")
    sys.stdout.flush()


def _in_this_process(data: Path, name: str, gate: Callable[[], None]) -> None:
    asyncio.run(_rush(data, name, gate))


def main() -> None:
    """As the words of the command line say."""
    data, processes = Path(sys.argv[1]), int(sys.argv[2])
    os.waitpid(forked(lambda: asyncio.run(_open_cases(data))), 0)
    ready, tell = os.pipe()
    wait, release = os.pipe()

    def gate() -> None:
        os.write(tell, b".")
        os.close(release)
        os.read(wait, 1)  # ends when nobody holds the other side open any more

    children = [
        forked(partial(_in_this_process, data, f"agent {number}", gate))
        for number in range(processes)
    ]
    os.close(tell)
    for _ in children:
        os.read(ready, 1)
    os.close(release)
    codes = [os.waitpid(child, 0)[1] for child in children]
    sys.exit(any(codes))


if __name__ == "__main__":
    main()
