"""Both databases, with a shop's cases, an endpoint, and somebody who listens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.storage import Database
from tests.webhooks.world import Shop


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with all tables and no rows: a file, and PostgreSQL."""
    if request.param == "sqlite":
        opened = await Database.for_data_folder(tmp_path)
    else:
        opened = await Database.open(request.getfixturevalue("postgres"))
    yield opened
    await opened.close()


@pytest.fixture
async def shop(database: Database) -> Shop:
    """A shop with one endpoint."""
    shop = Shop(database)
    await shop.add_endpoint()
    return shop
