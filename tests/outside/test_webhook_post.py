"""A webhook leaves for the address that was checked, in bounded time, and reads no answer."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.outside.webhook_post import WebhookPost
from proxy.webhooks import Answer, NotSentError
from tests.outside.test_webhook_copy import HOST, _certificate, here

DONE = b"HTTP/1.1 204 No Content\r\n\r\n"
Writing = Callable[[asyncio.StreamWriter], object]


@dataclass
class Server:
    """Takes requests and answers as it is told; counts what it could send."""

    port: int = 0
    answer: bytes = DONE
    forever: bool = False
    """Goes on sending as long as somebody takes it."""
    silent: bool = False
    heads: list[str] = field(default_factory=list)
    sent: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            length = next(x for x in head.lower().split("\r\n") if x.startswith("content-length"))
            await reader.readexactly(int(length.split(": ")[1]))
            if self.silent:
                await reader.read()
                return
            writer.write(self.answer)
            await writer.drain()
            while self.forever:
                writer.write(b"x" * 65536)
                await writer.drain()
                self.sent += 65536
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.gone.set()
            writer.close()


@asynccontextmanager
async def serving(folder: Path, **more: object) -> AsyncIterator[tuple[Server, WebhookPost, str]]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=_certificate(folder))
    server.port = listening.sockets[0].getsockname()[1]
    trust = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    post = WebhookPost(resolver=here, trust=trust, **more)  # type: ignore[arg-type]
    async with listening:
        yield server, post, f"https://{HOST}:{server.port}/in?token=1"


async def test_headers_and_body_arrive_under_the_hosts_own_name(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, post, url):
        answer = await post(url, {"webhook-id": "evt_1"}, b"{}", private=True)
    assert answer == Answer(204)
    (head,) = server.heads
    assert head.startswith("POST /in?token=1 HTTP/1.1\r\n")
    assert f"host: {HOST}:{server.port}\r\n" in head.lower()
    assert "webhook-id: evt_1\r\n" in head


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "::1",
        "fd00::1",
        "169.254.169.254",
        "fe80::1%2",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "100.100.100.200",
        "224.0.0.1",
    ],
)
async def test_addresses_inside_are_not_reached(tmp_path: Path, address: str) -> None:
    """Private, loopback, link-local, clouds' metadata, mapped and translated ones."""

    async def inside(host: str, port: int) -> list[str]:
        return [address]

    post = WebhookPost(resolver=inside)
    with pytest.raises(NotSentError) as error:
        await post(f"https://{HOST}/", {}, b"{}", private=False)
    assert error.value.why == "forbidden_address"


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1%2", "::ffff:169.254.169.254"])
async def test_link_local_addresses_are_reached_never(address: str) -> None:
    async def metadata(host: str, port: int) -> list[str]:
        return [address]

    with pytest.raises(NotSentError, match="forbidden_address"):
        await WebhookPost(resolver=metadata)(f"https://{HOST}/", {}, b"{}", private=True)


async def test_one_bad_address_among_good_ones_is_enough(tmp_path: Path) -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["203.0.113.7", "10.0.0.1"]

    with pytest.raises(NotSentError, match="forbidden_address"):
        await WebhookPost(resolver=mixed)(f"https://{HOST}/", {}, b"{}", private=False)


async def test_a_name_that_changes_its_address_cannot_redirect_the_call(tmp_path: Path) -> None:
    """DNS rebinding: it is asked once, and the connection goes to what it said then."""
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    async with serving(tmp_path) as (server, _, url):
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        post = WebhookPost(resolver=rebinding, trust=trust)
        assert await post(url, {}, b"{}", private=True) == Answer(204)
        with pytest.raises(NotSentError, match="forbidden_address"):
            await post(url, {}, b"{}", private=True)
    assert (len(asked), len(server.heads)) == (2, 1)


async def test_plain_http_reaches_this_machine_alone() -> None:
    async def elsewhere(host: str, port: int) -> list[str]:
        return ["10.0.0.1"]

    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        url = f"http://localhost:{port}/"
        assert await WebhookPost(resolver=here)(url, {}, b"{}", private=False) == Answer(204)
        with pytest.raises(NotSentError, match="forbidden_address"):
            await WebhookPost(resolver=elsewhere)(url, {}, b"{}", private=True)


async def test_a_redirect_is_an_answer_and_is_not_followed(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, post, url):
        server.answer = (
            f"HTTP/1.1 307 No\r\nlocation: {url}\r\ncontent-length: 0\r\n\r\n"
        ).encode()
        assert await post(url, {}, b"{}", private=True) == Answer(307)
    assert len(server.heads) == 1


async def test_an_answer_without_end_is_not_read(tmp_path: Path) -> None:
    """The other side can fill the buffers on the way, and no more."""
    async with serving(tmp_path) as (server, post, url):
        server.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"
        server.forever = True
        assert await post(url, {}, b"{}", private=True) == Answer(200)
        async with asyncio.timeout(60):
            await server.gone.wait()
    assert server.sent < 64 * 2**20


async def test_endless_headers_are_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, post, url):
        server.answer = b"HTTP/1.1 200 OK\r\nx: "
        server.forever = True
        with pytest.raises(NotSentError, match="broken_connection"):
            await post(url, {}, b"{}", private=True)
    assert server.sent < 64 * 2**20


async def test_an_endpoint_that_says_nothing_does_not_hold_us(tmp_path: Path) -> None:
    async with serving(tmp_path, seconds=0.2) as (server, post, url):
        server.silent = True
        with pytest.raises(NotSentError, match="timeout"):
            await post(url, {}, b"{}", private=True)


async def test_a_name_that_never_resolves_does_not_hold_us() -> None:
    async def hanging(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(NotSentError, match="timeout"):
        await WebhookPost(resolver=hanging, seconds=0.2)(f"https://{HOST}/", {}, b"", private=True)


async def test_nobody_there_is_said_in_one_word(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, post, url):
        pass
    with pytest.raises(NotSentError, match="no_connection"):
        await post(url, {}, b"{}", private=True)


async def test_a_certificate_of_another_name_is_no_connection(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, post, url):
        with pytest.raises(NotSentError, match="no_connection"):
            await post(url.replace(HOST, "other.example.com"), {}, b"{}", private=True)
    assert server.heads == []


@pytest.mark.parametrize(
    ("header", "wish"),
    [
        ("retry-after: 120", 120),
        ("retry-after: Fri, 31 Dec 1999 23:59:59 GMT", None),
        ("retry-after: 9999999999", None),
        ("retry-after: -5", None),
    ],
)
async def test_how_long_it_wants_to_be_left_alone_is_read_as_seconds(
    tmp_path: Path, header: str, wish: int | None
) -> None:
    async with serving(tmp_path) as (server, post, url):
        server.answer = f"HTTP/1.1 503 No\r\n{header}\r\ncontent-length: 0\r\n\r\n".encode()
        assert await post(url, {}, b"{}", private=True) == Answer(503, wish)
