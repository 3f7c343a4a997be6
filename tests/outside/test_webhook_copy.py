"""Notes to an HTTPS address: signed, over TLS to the address that was checked, no redirect followed."""

import asyncio
import base64
import ipaddress
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks import Webhook

from proxy.audit.outside import OutsideCopyError
from proxy.errors import AdministratorError
from proxy.outside import PlaceSettings, places_from
from proxy.outside.webhook_copy import WebhookCopy
from proxy.sensitive import Sensitive

NOW = datetime.now(UTC)
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
HOST = "hooks.example.com"


@dataclass
class Receiver:
    """A real TLS server on this machine that keeps what it gets."""

    port: int = 0
    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        original = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(headers["content-length"]))
        self.requests.append(({k.lower(): v for k, v in original.items()}, body))
        writer.write(self.answer)
        await writer.drain()
        writer.close()


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def here(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


@asynccontextmanager
async def receiving(folder: Path) -> AsyncIterator[tuple[Receiver, WebhookCopy]]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=_certificate(folder))
    receiver.port = server.sockets[0].getsockname()[1]
    trust = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    url = f"https://{HOST}:{receiver.port}/hook?shop=1"
    place = WebhookCopy(url, Sensitive(SECRET), private=True, resolver=here, trust=trust)
    async with server:
        yield receiver, place


async def test_a_note_arrives_signed_over_tls(tmp_path: Path) -> None:
    """At the hour of the test: the receiver takes nothing older than five minutes."""
    async with receiving(tmp_path) as (receiver, place):
        await place.put("log_x", "note\n", datetime.now(UTC))

    ((headers, body),) = receiver.requests
    told = Webhook(SECRET).verify(body, headers)
    assert told["data"] == {"log": "log_x", "note": "note\n"}
    assert headers["host"] == f"{HOST}:{receiver.port}"
    assert json.loads(body)["type"] == "audit.checkpoint"


@pytest.mark.parametrize(
    "status", ["302 Found\r\nlocation: https://127.0.0.1/", "500 No", "404 No"]
)
async def test_any_answer_but_yes_is_a_failure_and_no_redirect_is_followed(
    tmp_path: Path, status: str
) -> None:
    async with receiving(tmp_path) as (receiver, place):
        receiver.answer = f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode()
        with pytest.raises(OutsideCopyError, match=f"answered {status[:3]}"):
            await place.put("log_x", "note\n", NOW)
    assert len(receiver.requests) == 1


async def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    async with receiving(tmp_path) as (receiver, _):
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        other = WebhookCopy(
            f"https://other.example.com:{receiver.port}/",
            Sensitive(SECRET),
            private=True,
            resolver=here,
            trust=trust,
        )
        with pytest.raises(OutsideCopyError) as error:
            await other.put("log_x", "note\n", NOW)
    assert receiver.requests == []
    assert SECRET not in error.value.message


async def test_this_machine_is_reached_only_where_it_is_said() -> None:
    place = WebhookCopy(f"https://{HOST}/", Sensitive(SECRET), resolver=here)
    with pytest.raises(OutsideCopyError, match="must not be reached"):
        await place.put("log_x", "note\n", NOW)
    assert ipaddress.ip_address("127.0.0.1").is_loopback


@pytest.mark.parametrize(
    "address",
    ["http://h.example/", "https://u:p@h.example/", "https:///x", "ftp://h", "file:x", "s3:/b"],
)
def test_what_is_no_place_is_refused_at_the_start(address: str) -> None:
    settings = PlaceSettings(timedelta(days=1), webhook_secret=Sensitive(SECRET))
    with pytest.raises(AdministratorError):
        places_from([address], settings)


def test_each_address_makes_its_place(tmp_path: Path) -> None:
    settings = PlaceSettings(
        timedelta(days=1), s3_endpoint="https://s3.example.com", webhook_secret=Sensitive(SECRET)
    )
    addresses = [f"file:{tmp_path}", "https://h.example/x?token=1"]
    names = [place.name for place in places_from(addresses, settings)]

    assert names == [f"file:{tmp_path}", "https://h.example:443"]
    with pytest.raises(AdministratorError, match="WEBHOOK_SECRET"):
        places_from(addresses, PlaceSettings(timedelta(days=1)))
    with pytest.raises(AdministratorError, match="whsec_"):
        WebhookCopy("https://h.example/", Sensitive("not base64 ü"))
