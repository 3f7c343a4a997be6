"""asyncpg for code that blocks: an event loop in a thread of its own, and connections on it.

The audit room's store is called from plain threads (the stream's writer, an export), so that SQLite
and PostgreSQL satisfy the same Protocol. A call costs one hop between threads, some fifty
microseconds. Errors become ``StreamStoreError`` with the name of the error only: the server's
messages may repeat values.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, TypeVar

from proxy.audit.base import StreamStoreError
from proxy.storage.postgres import COMMAND_SECONDS, UNREACHABLE, connect

T = TypeVar("T")

_MOST_IDLE: Final = 2
"""Connections that are kept for the next reader."""
_GRACE_SECONDS: Final = 5.0


@contextmanager
def translated(what: str) -> Iterator[None]:
    """PostgreSQL's errors in the words of the audit room, without their text."""
    try:
        yield
    except UNREACHABLE as error:
        state = getattr(error, "sqlstate", None) or type(error).__name__
        raise StreamStoreError(f"{what} failed: {state}") from None


class PostgresBridge:
    """Runs work on connections to one database, for callers that wait. Close it at the end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="postgres_streams", daemon=True
        )
        self._thread.start()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``, which runs on the bridge's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def using(self, what: str, work: Callable[[Any], Awaitable[T]]) -> T:
        """The result of ``work`` with a connection. Raises StreamStoreError."""

        async def run() -> T:
            async with self._connection() as connection:
                return await work(connection)

        with translated(what):
            return self.wait(run())

    def own(self, what: str, *, command_seconds: float | None = COMMAND_SECONDS) -> Any:
        """A connection for the caller alone; it gives it back to ``end``. Raises StreamStoreError."""
        with translated(what):
            return self.wait(connect(self._url, command_seconds=command_seconds))

    def end(self, connection: Any) -> None:
        """Close a connection that ``own`` gave. Never raises."""

        async def close() -> None:
            try:
                await connection.close(timeout=_GRACE_SECONDS)
            except UNREACHABLE:
                connection.terminate()

        self.wait(close())

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        connection = self._idle.pop() if self._idle else await connect(self._url)
        if connection.is_closed():
            connection = await connect(self._url)
        whole = False
        try:
            yield connection
            whole = True
        finally:
            if whole and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
            else:  # after trouble nobody knows what state it is in
                connection.terminate()

    def close(self) -> None:
        """Close all idle connections and end the thread. Never raises; twice is once."""
        if self._loop.is_closed():
            return
        while self._idle:
            self.end(self._idle.pop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE_SECONDS)
        self._loop.close()
