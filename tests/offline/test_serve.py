import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette

from proxy.offline.provider import create_offline_provider
from proxy.offline.serve import serve_in_thread


@asynccontextmanager
async def failing(_app: Starlette) -> AsyncIterator[None]:
    if _app.debug:
        yield
    raise ValueError("no database")


def status(url: str) -> int:
    with urllib.request.urlopen(f"{url}/v1/models") as response:  # noqa: S310 - our own server
        return int(response.status)


def test_several_applications_are_served_at_once_and_stop_after_the_block() -> None:
    with (
        serve_in_thread(create_offline_provider()) as one,
        serve_in_thread(create_offline_provider()) as two,
    ):
        assert one != two
        assert status(one) == status(two) == 200
    with pytest.raises(OSError, match="refused"):
        status(one)


def test_an_application_that_does_not_start_is_an_error() -> None:
    with (
        pytest.raises(RuntimeError, match="did not start"),
        serve_in_thread(Starlette(lifespan=failing)),
    ):
        raise AssertionError
