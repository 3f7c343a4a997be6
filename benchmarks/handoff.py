"""What the human queue costs people: ten agents, and 10, 50 or 500 waiting cases, side by side.

``make bench-handoff``. The console as a browser asks it, over its real store (SQLite, every write
durable) and audit log, without the socket. Cases of the three sizes stand in three stores that are
open together; each round asks all of them, so that what the machine does meanwhile hits all alike.
"closed" is the largest queue beside ten times as many closed cases.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert

from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.desk import ACTIVE
from proxy.ids import CaseId
from proxy.storage.case_rows import case_values
from proxy.storage.tables import cases
from tests.console.site import SHOP, Site, open_site

SIZES = (10, 50, 500)
CLOSED = 5000
ROUNDS = 15
AGENTS = 10
TOPICS = ("human", "legal_threat", "product_injury")

Work = Callable[[Site], Awaitable[object]]


async def queue_page(site: Site) -> None:
    """Ada looks at the queue."""
    answer = await site.browser("Ada").get("/queue")
    if answer.status_code != 200:
        raise SystemExit(f"the queue answers {answer.status_code}")


async def whole_case(site: Site) -> None:
    """Ada takes the next case, answers and closes it; a new customer comes for it."""
    ada = site.browser("Ada")
    taken = await ada.post("/queue/next")
    path = taken.headers["location"].removeprefix("/console").partition("#")[0]
    await ada.get(path)
    await ada.post(f"{path}/reply", text="I am looking into it.")
    await ada.post(f"{path}/resolve")
    await site.held("i want to talk to a human")


async def ten_at_once(site: Site) -> None:
    """Ten windows ask for the queue at the same moment, as after a live update."""
    await asyncio.gather(*(queue_page(site) for _ in range(AGENTS)))


async def live_look(site: Site) -> None:
    """What the live updates ask the store, once a second for everybody."""
    await site.cellar.cases.pulse(None)


WORK: Sequence[tuple[str, Work]] = (
    ("the queue's page", queue_page),
    ("... of ten agents at once", ten_at_once),
    ("take, look, answer, close", whole_case),
    ("one look of live updates", live_look),
)


async def filled(site: Site, waiting: int, closed: int = 0) -> Site:
    """A site with so many cases."""
    for number in range(waiting):
        topic = TOPICS[number % len(TOPICS)]
        await site.held("hello", "bot:what is it?", f"case {number}", topic=topic)
    (model, *_) = await site.cellar.cases.list(SHOP, ACTIVE)
    rows = [_closed(model, number) for number in range(closed)]
    async with site.cellar.database.write() as connection:
        if rows:
            await connection.execute(insert(cases), [case_values(row) for row in rows])
    return site


def _closed(model: CaseRow, number: int) -> CaseRow:
    return replace(
        model,
        case_id=CaseId(f"case_closed{number}"),
        reference=f"R-CLOSED-{number}",
        state=CaseState.RESOLVED,
        conversation_digest=number.to_bytes(32, "big"),
    )


async def cost(work: Work, site: Site) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    await work(site)
    return (time.perf_counter() - began) * 1000


async def compare(folder: Path) -> None:
    """All work on all sites, in turn."""
    async with AsyncExitStack() as stack:
        sites: dict[str, Site] = {}
        for waiting in SIZES:
            site = await stack.enter_async_context(open_site(folder / str(waiting)))
            sites[str(waiting)] = await filled(site, waiting)
        last = await stack.enter_async_context(open_site(folder / "closed"))
        sites["closed"] = await filled(last, SIZES[-1], CLOSED)
        heads = [f"{name:>10}" for name in sites]
        print(f"{'milliseconds, with cases:':28}{''.join(heads)}   500 : 10  500 : 50")
        for name, work in WORK:
            took: dict[str, list[float]] = {size: [] for size in sites}
            for at in range(ROUNDS + 1):
                for size, site in sites.items():
                    ms = await cost(work, site)
                    if at:  # the first round warms up
                        took[size].append(ms)
            medians = {size: statistics.median(values) for size, values in took.items()}
            cells = "".join(f"{value:>10.1f}" for value in medians.values())
            few, some, many = (medians[str(size)] for size in SIZES)
            print(f"{name:28}{cells}{many / few:>10.1f}x{many / some:>9.1f}x")


def main() -> None:
    """Make the sites, compare."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(compare(Path(folder)))


if __name__ == "__main__":
    main()
