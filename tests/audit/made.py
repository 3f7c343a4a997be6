"""Making logs and bundles for the tests, and taking bundles apart to change them."""

import base64
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from proxy.audit import AuditEvent, AuditLog, EventKind, export_bundle
from proxy.audit.container import ContainerWriter
from proxy.audit.verify import Report, verify_bundle
from proxy.clock import Clock, SetClock
from proxy.ids import ConversationId, Randomness, TenantId
from proxy.keys import LocalKeyring, new_auditor_pair, read_auditor_public, read_auditor_secret
from proxy.storage.streams import SqliteStreamStore

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SHOP = TenantId("shop")


def seeded(seed: int) -> Randomness:
    """Randomness that is the same each time."""
    return random.Random(seed).randbytes


AUDITOR_TEXT, AUDITOR_PUBLIC = new_auditor_pair(now=NOW, randomness=seeded(0))
SEED = read_auditor_secret(AUDITOR_TEXT).seed


@dataclass
class Place:
    """A data folder with a keyring and an audit store."""

    folder: Path
    keyring: LocalKeyring
    store: SqliteStreamStore

    def open(self, *, clock: Clock | None = None, **options: object) -> AuditLog:
        """A new log, on its own stream. Its deadline is for tests of it: a busy disk is slow."""
        options.setdefault("deadline_seconds", 120.0)
        return AuditLog.open(
            self.store,
            self.keyring,
            software="chat-proxy/0.1.0",
            policy="p" * 64,
            clock=clock or SetClock(NOW),
            **options,  # type: ignore[arg-type]
        )

    def export(self, name: str = "bundle.zip", *, clock: Clock | None = None) -> Path:
        """Everything on record, in a new file."""
        export_bundle(self.store, self.keyring, self.folder / name, clock=clock or SetClock(NOW))
        return self.folder / name


def place(folder: Path, *, randomness: Randomness | None = None) -> Place:
    """A fresh place."""
    keyring = LocalKeyring.create(
        folder / "keys",
        read_auditor_public(AUDITOR_PUBLIC),
        now=NOW,
        randomness=randomness or seeded(1),
    )
    return Place(folder, keyring, SqliteStreamStore(folder / "audit"))


def event(number: int, conversation: str | None = "conv_a", **sealed: object) -> AuditEvent:
    """A turn."""
    return AuditEvent(
        EventKind.TURN_OPENED,
        SHOP,
        None if conversation is None else ConversationId(conversation),
        {"turn": f"turn_{number}", "decision": "forwarded", "protected": number},
        {"sent": f"words of turn {number}"} | sealed,
    )


async def write(
    log: AuditLog, count: int, *, start: int = 0, clock: SetClock | None = None
) -> None:
    """Records one after the other, so that each is a commit of its own; two conversations."""
    for number in range(start, start + count):
        await log.record(event(number, f"conv_{'ab'[number % 2]}"))
        if clock is not None:
            clock.forward(timedelta(seconds=1))


def members(bundle: Path) -> dict[str, bytes]:
    """All members of a bundle."""
    with ZipFile(bundle) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def rebuilt(bundle: Path, changed: Mapping[str, bytes], name: str = "changed.zip") -> Path:
    """A bundle with these members, in the container form of the specification."""
    path = bundle.with_name(name)
    with path.open("w+b") as file:
        container = ContainerWriter(file)
        for member, data in changed.items():
            container.add(member, [data])
        container.finish()
    return path


def altered(bundle: Path, change: Callable[[dict[str, bytes]], None]) -> Report:
    """The report on a bundle whose members were changed."""
    parts = members(bundle)
    change(parts)
    return verify_bundle(rebuilt(bundle, parts))


def lines(data: bytes) -> list[bytes]:
    """The lines of a log."""
    return data.removesuffix(b"\n").split(b"\n")


def joined(parts: list[bytes]) -> bytes:
    """The log of these lines."""
    return b"".join(line + b"\n" for line in parts)


def frames(data: bytes) -> list[tuple[int, bytes]]:
    """The contents of a stream."""
    found, offset = [], 0
    while offset < len(data):
        size = int.from_bytes(data[offset + 8 : offset + 12], "big")
        seq = int.from_bytes(data[offset : offset + 8], "big")
        found.append((seq, data[offset + 12 : offset + 12 + size]))
        offset += 12 + size
    return found


def framed(contents: list[tuple[int, bytes]]) -> bytes:
    """The member of these contents."""
    return b"".join(
        seq.to_bytes(8, "big") + len(data).to_bytes(4, "big") + data for seq, data in contents
    )


def b64(data: bytes) -> bytes:
    """Base64, as in a log."""
    return base64.b64encode(data)
