"""A provider made of one script per connection: raw bytes in, raw bytes out, everything recorded."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Script = Callable[["Seen", Reader, Writer], Awaitable[None]]


@dataclass
class Seen:
    """What arrived, in order; ``gone`` is set when the other side has closed its connection."""

    port: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base(self) -> str:
        """The provider's base URL, by name: cookies are kept for names, not for addresses."""
        return f"http://localhost:{self.port}"


async def read_request(seen: Seen, reader: Reader) -> bool:
    """Read one whole request into ``seen``; False when the connection has ended."""
    head = await read_head(reader)
    if head is None:
        return False
    line, headers = head
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    seen.requests.append((line, headers, body))
    return True


async def read_head(reader: Reader) -> tuple[str, dict[str, str]] | None:
    """The request line and headers, names in lower case."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    line, *rest = raw.decode("latin-1").strip().split("\r\n")
    pairs = (header.split(": ", 1) for header in rest)
    return line, {name.lower(): value for name, value in pairs}


def answer(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def always(*answers: bytes) -> Script:
    """One answer per request on the same connection, the last one for ever."""

    async def script(seen: Seen, reader: Reader, writer: Writer) -> None:
        while await read_request(seen, reader):
            number = min(len(seen.requests), len(answers)) - 1
            writer.write(answers[number])
            await writer.drain()

    return script


def once_then_close(data: bytes) -> Script:
    """Answer one request with these bytes and close."""

    async def script(seen: Seen, reader: Reader, writer: Writer) -> None:
        if await read_request(seen, reader):
            writer.write(data)
            await writer.drain()

    return script


@contextlib.asynccontextmanager
async def provider(script: Script) -> AsyncIterator[Seen]:
    """A listening provider. Its connections end with it."""
    seen = Seen()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        seen.connections += 1
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await script(seen, reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "localhost", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def until_gone(seen: Seen, reader: Reader) -> None:
    """Wait until the other side closes its connection."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(65536):
            pass
    seen.gone.set()
