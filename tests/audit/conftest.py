"""Places and bundles that several test files share."""

import asyncio
from pathlib import Path

import pytest

from tests.audit.made import Place, event, place, write


@pytest.fixture
def here(tmp_path: Path) -> Place:
    """A fresh data folder."""
    return place(tmp_path)


async def _two_streams(at: Place) -> Path:
    """Stream 1: single commits, then a group of five. Stream 2: names stream 1 when it opens."""
    for _ in range(2):
        log = at.open()
        await write(log, 6)
        await asyncio.gather(*(log.record(event(20 + number)) for number in range(5)))
        await log.close()
    return at.export()


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untouched bundle of two closed streams; tests change copies of it."""
    return asyncio.run(_two_streams(place(tmp_path_factory.mktemp("audit"))))


async def _one_record(at: Place) -> Path:
    log = at.open()
    await write(log, 1)
    await log.close()
    return at.export()


@pytest.fixture(scope="session")
def small_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untouched bundle of one stream with one turn, for tests that try every byte."""
    return asyncio.run(_one_record(place(tmp_path_factory.mktemp("small"))))
