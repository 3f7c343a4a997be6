"""``kill -9`` at every step, on both databases: nothing is lost, and what comes twice has one id."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.handoff.base import CaseState
from proxy.handoff.states import CaseEvent
from proxy.storage import Database
from proxy.webhooks.deliverer import LEASE
from tests.handoff.world import SHOP
from tests.running import run_module
from tests.webhooks.killed import DELIVERING, MOVING
from tests.webhooks.test_outbox import rows
from tests.webhooks.world import Shop, versions


@pytest.fixture(params=["sqlite", "postgres"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Shop, str]]:
    """A shop with an endpoint, and the URL of its database."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'shop.sqlite3'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres")
    database = await Database.open(url)
    shop = Shop(database)
    await shop.add_endpoint()
    yield shop, url
    await database.close()


async def killed(url: str, file: Path, point: str, case: str = "") -> None:
    """Run the process that dies there."""
    done = await asyncio.to_thread(
        run_module, "tests.webhooks.killed", url, file, point, case, check=False
    )
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("point", DELIVERING)
async def test_killed_while_delivering_everything_arrives_under_one_id(
    place: tuple[Shop, str], tmp_path: Path, point: str
) -> None:
    shop, url = place
    file, arrived = await shop.move(await shop.open(), CaseEvent.CLAIM), tmp_path / "arrived"
    await killed(url, arrived, point)
    first = arrived.read_text().splitlines() if arrived.exists() else []
    await shop.wait(seconds=LEASE.total_seconds() + 1)

    later = [sent.headers["webhook-id"] for sent in shop.wire.sent]
    ids = [f"evt_{name.removeprefix('case_')}_{v}" for name, v in versions(file, 1, 2)]
    assert first == ([] if point == "after_claim" else ids[:1])
    assert later == (ids[1:] if point == "after_mark" else ids)


@pytest.mark.parametrize("point", MOVING)
async def test_killed_while_a_case_moves_there_is_the_move_and_its_event_or_neither(
    place: tuple[Shop, str], tmp_path: Path, point: str
) -> None:
    shop, url = place
    file = await shop.open()
    await killed(url, tmp_path / "arrived", point, file.row.case_id)
    row = await shop.store.by_id(SHOP, file.row.case_id)
    assert row is not None
    happened = point == "after_move"
    assert row.state is (CaseState.CLAIMED if happened else CaseState.WAITING)
    assert await rows(shop.database) == (2 if happened else 1)
    await shop.wait(seconds=1)
    assert shop.wire.told() == versions(file, 1, 2)[: row.version]
