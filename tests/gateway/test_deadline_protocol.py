"""Promises about slow and endless senders, with real sockets against a real server.

Seconds are those of a loop that skips them (tests/skipping.py).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from itertools import chain, cycle

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from proxy.gateway.deadline_protocol import (
    HEADER_BYTES,
    SLOWEST_READER,
    DeadlineProtocol,
    with_deadlines,
)
from tests.skipping import skipping

HEADERS = 1.0
BODY = 1.5
WRITE = 1.0
PATIENCE = 60.0
"""Seconds after which something hangs: slow senders here never stop by themselves."""
GOOD = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"
POST = b"POST /read HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n"


hung_up: list[str] = []
"""What the application was told when a client did not take its answer."""


async def _told(receive: Receive) -> None:
    while (message := await receive())["type"] == "http.request":
        pass
    hung_up.append(message["type"])


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers at once; ``/read`` reads the body first; ``/slow`` streams for a while."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/read":
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/large":
        watcher = asyncio.create_task(_told(receive))
        while not watcher.done():
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
            await asyncio.sleep(0)
        return
    if scope["path"] == "/whole":
        await send({"type": "http.response.body", "body": b"x" * 50_000_000})
        return
    if scope["path"] == "/slow":
        for _ in range(12):
            await send({"type": "http.response.body", "body": b"tick", "more_body": True})
            await asyncio.sleep(HEADERS / 5)
    await send({"type": "http.response.body", "body": b"done"})


@contextlib.asynccontextmanager
async def server(body_seconds: float = BODY) -> AsyncIterator[int]:
    protocol = with_deadlines(
        header_seconds=HEADERS, body_seconds=body_seconds, grace_seconds=0, write_seconds=WRITE
    )
    config = uvicorn.Config(
        app, port=0, http=protocol, lifespan="off", log_level="error", timeout_keep_alive=300
    )
    running = uvicorn.Server(config)
    config.load()
    running.lifespan = config.lifespan_class(config)
    await running.startup()
    port = running.servers[0].sockets[0].getsockname()[1]
    ticking = asyncio.create_task(running.main_loop())
    try:
        yield port
    finally:
        running.should_exit = True
        await ticking
        await running.shutdown()


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


class Connection:
    """A client's raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Send at once; a closed connection is no error here."""
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def drip(self, begin: bytes, then: bytes) -> None:
        """Send byte by byte, and never come to an end."""
        for byte in chain(begin, cycle(then)):
            await self.send(bytes([byte]))
            await asyncio.sleep(0.05)

    async def answer(self) -> bytes:
        """One whole chunked or empty answer, or what came before the end."""
        data = b""
        with contextlib.suppress(ConnectionError):
            while chunk := await asyncio.wait_for(self.reader.read(65536), PATIENCE):
                data += chunk
                if data.endswith(b"0\r\n\r\n"):
                    break
        return data

    async def closed(self) -> bytes:
        """Everything until the server closes."""
        data = b""
        with contextlib.suppress(ConnectionError):
            while chunk := await asyncio.wait_for(self.reader.read(65536), PATIENCE):
                data += chunk
        return data


@contextlib.asynccontextmanager
async def connection(port: int) -> AsyncIterator[Connection]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def dripping(
    client: Connection, begin: bytes = b"", then: bytes = b"x"
) -> AsyncIterator[None]:
    task = asyncio.create_task(client.drip(begin, then))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("begin", "then", "status"),
    [
        (b"GET /", b"x", b"408"),
        (b"GET / HTTP/1.1\r\nhost: a\r\nx: ", b"y", b"408"),
        (b"", b"G", b"400"),
    ],
    ids=["request line", "header", "method"],
)
@skipping
async def test_headers_byte_by_byte_end_at_the_deadline(
    begin: bytes, then: bytes, status: bytes
) -> None:
    async with server() as port, connection(port) as slow, dripping(slow, begin, then):
        assert (await slow.closed()).startswith(b"HTTP/1.1 " + status)


@skipping
async def test_others_are_served_while_slow_ones_drip() -> None:
    async with server() as port, contextlib.AsyncExitStack() as stack:
        for _ in range(30):
            slow = await stack.enter_async_context(connection(port))
            await stack.enter_async_context(dripping(slow, b"GET /"))
        async with connection(port) as quick:
            await quick.send(GOOD)
            assert b"200 OK" in await quick.answer()


@skipping
async def test_a_silent_connection_is_closed_without_a_word() -> None:
    async with server() as port, connection(port) as silent:
        assert await silent.closed() == b""


@skipping
async def test_each_next_request_on_a_connection_has_its_own_deadline() -> None:
    async with server() as port, connection(port) as client:
        for _ in range(3):
            await client.send(GOOD)
            assert b"200 OK" in await client.answer()
            await asyncio.sleep(HEADERS * 0.75)
        async with dripping(client, b"GET /"):
            assert b" 408 " in await client.closed()


@skipping
async def test_an_idle_connection_between_requests_is_left_to_keep_alive() -> None:
    async with server() as port, connection(port) as client:
        await client.send(GOOD)
        await client.answer()
        await asyncio.sleep(HEADERS * 2)
        await client.send(GOOD)
        assert b"200 OK" in await client.answer()


@skipping
async def test_empty_lines_between_requests_are_no_way_to_stay() -> None:
    """The parser skips them without beginning a request; each stops uvicorn's keep-alive clock."""
    async with server() as port, connection(port) as client:
        await client.send(GOOD)
        await client.answer()
        async with dripping(client, then=b"\r\n"):
            await client.closed()


@skipping
async def test_a_body_byte_by_byte_ends_at_its_deadline() -> None:
    long_post = POST.replace(b"length: 5", b"length: 10000")
    async with server() as port, connection(port) as slow:
        await slow.send(long_post)
        async with dripping(slow):
            await slow.closed()


@skipping
async def test_a_body_that_goes_on_after_its_answer_ends_too() -> None:
    """The answer came before the body (a refusal): the sender may not drip for ever."""
    early = POST.replace(b"/read", b"/").replace(b"length: 5", b"length: 10000")
    async with server() as port, connection(port) as slow:
        await slow.send(early)
        async with dripping(slow):
            assert b"200 OK" in await slow.closed()


@skipping
async def test_a_body_in_time_is_read() -> None:
    """However long after the deadline of its headers."""
    async with server(body_seconds=PATIENCE) as port, connection(port) as client:
        await client.send(POST)
        for byte in (b"h", b"e", b"l", b"l", b"o"):
            await client.send(byte)
            await asyncio.sleep(HEADERS)
        assert b"200 OK" in await client.answer()


@pytest.mark.parametrize("behind", [b"", b"GET /", b"\r\n"])
@skipping
async def test_a_running_answer_is_never_cut(behind: bytes) -> None:
    """Not even when the client has begun its next request and left it half-sent.

    It takes longer than each of the deadlines.
    """
    async with server() as port, connection(port) as client:
        await client.send(GOOD.replace(b"GET /", b"GET /slow") + behind)
        got = await client.answer()
        assert got.count(b"tick") == 12
        assert b"done" in got


@skipping
async def test_a_next_request_that_came_with_the_last_one_has_a_deadline_too() -> None:
    async with server() as port, connection(port) as client:
        await client.send(GOOD + b"GET /")
        assert b"200 OK" in await client.answer()
        async with dripping(client):
            assert b" 408 " in await client.closed()


class Recorded(asyncio.Transport):
    """A transport that only remembers, and whose client takes what the test says."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.untaken: Callable[[], float] = lambda: 0.0
        self.looks = 0
        self.closing = False
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nobody looks at it."""

    def get_write_buffer_size(self) -> int:
        """What the client has not taken."""
        self.looks += 1
        return int(self.untaken())

    def is_closing(self) -> bool:
        """Whether it was closed."""
        return self.closing

    def close(self) -> None:
        """Remember that."""
        self.closing = True

    def abort(self) -> None:
        """Remember that, too."""
        self.closing = self.aborted = True

    def pause_reading(self) -> None:
        """Nothing is read here anyway."""

    def resume_reading(self) -> None:
        """Nothing is read here anyway."""


@contextlib.asynccontextmanager
async def unconnected(
    header_seconds: float = 9, keep_alive: int = 5
) -> AsyncIterator[tuple[DeadlineProtocol, Recorded]]:
    config = uvicorn.Config(app, lifespan="off", log_level="error", timeout_keep_alive=keep_alive)
    config.load()
    kind = with_deadlines(header_seconds=header_seconds, body_seconds=9, write_seconds=0.1)
    protocol, transport = kind(config, ServerState(), {}), Recorded()
    protocol.connection_made(transport)
    try:
        yield protocol, transport
    finally:
        protocol.connection_lost(None)
        await asyncio.gather(*protocol.tasks, return_exceptions=True)


@pytest.mark.parametrize(
    ("speed", "dropped"),
    [(0, True), (SLOWEST_READER * 0.01, True), (SLOWEST_READER * 1.5, False)],
)
@skipping
async def test_what_counts_is_how_much_is_taken(speed: float, dropped: bool) -> None:
    """A few bytes in each interval are not enough. ``speed``: bytes per second."""
    async with unconnected() as (protocol, transport):
        begun = protocol.loop.time()
        transport.untaken = lambda: 1e9 - speed * (protocol.loop.time() - begun)
        protocol.pause_writing()
        await eventually(lambda: transport.aborted or transport.looks > 5)
        assert transport.aborted is dropped
        protocol.resume_writing()
        transport.aborted = transport.closing = False
        await asyncio.sleep(0.25)
        assert not transport.aborted


@pytest.mark.parametrize("why", ["asked to close", "idle", "silent"])
@skipping
async def test_a_closed_connection_whose_last_bytes_are_not_taken_is_dropped(why: str) -> None:
    async with unconnected(0.1 if why == "silent" else 9, keep_alive=0) as (protocol, transport):
        transport.untaken = lambda: 10.0
        if why != "silent":
            close = b"connection: close\r\n" if why == "asked to close" else b""
            protocol.data_received(GOOD.replace(b"host: a\r\n", b"host: a\r\n" + close))
            await asyncio.gather(*protocol.tasks)
        await eventually(lambda: transport.aborted)


@skipping
async def test_the_end_of_a_body_does_not_count_as_the_next_requests_headers() -> None:
    """A large last piece of a body and the first bytes of the next request, in one read."""
    async with unconnected() as (protocol, transport):
        body = b"x" * (2 * HEADER_BYTES)
        post = POST.replace(b"length: 5", b"length: %d" % len(body))
        protocol.data_received(post)
        protocol.data_received(body + b"GET / HTTP/1.1\r\nx: ")
        after_the_body = transport.is_closing()
        protocol.data_received(b"y" * HEADER_BYTES)
        protocol.data_received(b"y")
        assert (after_the_body, transport.is_closing()) == (False, True)


async def until_dropped(client: Connection) -> None:
    """Wait, without reading, until the server has dropped the connection: writing fails."""
    client.writer.transport.pause_reading()  # type: ignore[attr-defined]
    async with asyncio.timeout(PATIENCE):
        while not client.writer.is_closing():
            client.writer.write(b"\r\n")
            await asyncio.sleep(0.05)


@skipping
async def test_a_client_that_does_not_take_its_answer_is_dropped_and_its_turn_ended() -> None:
    hung_up.clear()
    async with server() as port, connection(port) as client:
        await client.send(GOOD.replace(b"GET /", b"GET /large"))
        await until_dropped(client)
        await eventually(lambda: bool(hung_up))
    assert hung_up == ["http.disconnect"]


@pytest.mark.parametrize("closing", [b"", b"connection: close\r\n"])
@skipping
async def test_an_answer_that_is_complete_but_not_taken_is_dropped(closing: bytes) -> None:
    request = GOOD.replace(b"GET /", b"GET /whole").replace(
        b"host: a\r\n", b"host: a\r\n" + closing
    )
    async with server() as port, connection(port) as client:
        await client.send(request)
        await until_dropped(client)


@skipping
async def test_a_slow_reader_that_takes_enough_gets_everything() -> None:
    """It takes several times as long as the clock, but never stops."""
    async with server() as port, connection(port) as client:
        begun = asyncio.get_running_loop().time()
        await client.send(GOOD.replace(b"GET /", b"GET /whole"))
        size = 0
        while chunk := await asyncio.wait_for(client.reader.read(2**19), PATIENCE):
            size += len(chunk)
            if size >= 50_000_000:
                break
            await asyncio.sleep(0.02)
        assert size >= 50_000_000
        assert asyncio.get_running_loop().time() > begun + WRITE * 2, "the reader was not slow"


@skipping
async def test_a_reader_of_a_few_bytes_at_a_time_is_dropped() -> None:
    hung_up.clear()
    async with server() as port, connection(port) as client:
        await client.send(GOOD.replace(b"GET /", b"GET /large"))
        with contextlib.suppress(ConnectionError):
            while not hung_up:
                await asyncio.wait_for(client.reader.read(10), PATIENCE)
                await asyncio.sleep(0.01)
    assert hung_up == ["http.disconnect"]


@skipping
async def test_headers_without_end_are_refused_by_size() -> None:
    async with server() as port, connection(port) as client:
        await client.send(b"GET / HTTP/1.1\r\nhost: a\r\nx: ")
        for _ in range(40):
            await client.send(b"y" * (HEADER_BYTES // 16))
        got = await client.closed()
        assert got == b"" or b" 431 " in got


@skipping
async def test_a_large_body_in_one_piece_is_no_large_header() -> None:
    body = b"x" * (HEADER_BYTES * 5)
    post = POST.replace(b"length: 5", b"length: %d" % len(body))
    async with server() as port, connection(port) as client:
        for _ in range(3):
            await client.send(post + body)
            assert b"200 OK" in await client.answer()


@skipping
async def test_pipelined_requests_are_all_answered() -> None:
    async with server() as port, connection(port) as client:
        await client.send(GOOD * 3)
        got = b""
        while got.count(b"200 OK") < 3:
            got += await client.answer()
        assert got.count(b"done") == 3
