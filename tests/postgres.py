"""A real PostgreSQL for tests: fresh databases on the server that ``CHAT_PROXY_TEST_POSTGRES`` names.

Tests that need one fail with a sentence that says what to do where there is none; whoever cannot
have one says so with ``CHAT_PROXY_TEST_POSTGRES=none``, and they are skipped, visibly. Most tests
share one database per test process, emptied for each.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from proxy.storage import Database
from proxy.storage.stream_tables import stream_metadata
from proxy.storage.tables import metadata

T = TypeVar("T")

SERVER = os.environ.get("CHAT_PROXY_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
_HELP = (
    "These tests need a PostgreSQL server on which they may make databases of their own. None "
    "answers at the address in CHAT_PROXY_TEST_POSTGRES (default: "
    "postgresql://postgres@127.0.0.1:5432/postgres). Start one, for example: docker run --rm -p "
    "127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:17. Or say that you have none, "
    "and they are skipped: CHAT_PROXY_TEST_POSTGRES=none."
)
_PREFIX = "chat_proxy_test_"
_REFUSED = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError)


def run_sql(url: str, *statements: str) -> list[Any]:
    """Rows of the last statement, each run outside of a transaction."""

    async def run() -> list[Any]:
        connection = await asyncpg.connect(url, timeout=60)
        try:
            rows: list[Any] = []
            for statement in statements:
                rows = await connection.fetch(statement)
            return rows
        finally:
            await connection.close()

    return _apart(run())


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: tests that call this may have a running loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def url_of(name: str) -> str:
    """The URL of a database on the server."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def need_server() -> None:
    """Skip where somebody said that there is none; fail where one should be and is not."""
    if SERVER == "none":
        pytest.skip("CHAT_PROXY_TEST_POSTGRES=none")
    try:
        run_sql(SERVER, "SELECT 1")
    except _REFUSED as error:
        pytest.fail(f"{_HELP} ({type(error).__name__})", pytrace=False)


@contextmanager
def fresh_database(*, tables: bool = True) -> Iterator[str]:
    """The URL of a database that exists only here, with all tables or with none."""
    need_server()
    _drop_left_overs()
    name = f"{_PREFIX}{int(time.time())}_{secrets.token_hex(8)}"
    run_sql(SERVER, f"CREATE DATABASE {name}")
    try:
        if tables:
            _apart(_make_tables(url_of(name)))
        yield url_of(name)
    finally:
        with suppress(*_REFUSED):
            run_sql(SERVER, f"DROP DATABASE {name} WITH (FORCE)")


def _drop_left_overs() -> None:
    """Databases of test runs that were killed, a day ago or longer."""
    listed = f"SELECT datname FROM pg_database WHERE datname LIKE '{_PREFIX}%'"
    for row in run_sql(SERVER, listed):
        made = row["datname"].removeprefix(_PREFIX).partition("_")[0]
        if made.isdecimal() and int(made) < time.time() - 86_400:
            with suppress(*_REFUSED):
                run_sql(SERVER, f"DROP DATABASE IF EXISTS {row['datname']}")


async def _make_tables(url: str) -> None:
    await (await Database.open(url)).close()


def emptied(url: str) -> str:
    """The same database without a row in it; making a new one takes seconds."""
    # In the order in which tables refer to each other, so that no row loses what it refers to.
    tables = (*reversed(metadata.sorted_tables), *reversed(stream_metadata.sorted_tables))
    run_sql(url, *(f"DELETE FROM {table.name}" for table in tables))
    return url
