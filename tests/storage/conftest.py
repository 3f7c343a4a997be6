"""Both databases, for the contracts that stores keep on either."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.storage import Database


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with all tables and no rows: a file, and PostgreSQL."""
    if request.param == "sqlite":
        opened = await Database.for_data_folder(tmp_path)
    else:
        opened = await Database.open(request.getfixturevalue("postgres"))
    yield opened
    await opened.close()
