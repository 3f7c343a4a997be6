"""What the audit log costs: turns without it, with SQLite and with PostgreSQL, in one run; and reading it.

``make bench-audit``. The whole recipe of a turn runs in this process against the offline provider in
another one; only the recorder changes between rounds, which take turns so that a busy machine is busy
for all. "no log" is a recorder that keeps nothing: it exists here alone. CPU is this process's, its
writer threads included; what the PostgreSQL server uses is not in it. Findings are warm, because what
detection costs is measured elsewhere (``make bench-detection``).
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from benchmarks.turn import percentile, started
from proxy.audit import AuditEvent, AuditLog, EventKind, export_bundle, open_bundle, verify_bundle
from proxy.audit.base import StreamStore
from proxy.cellar import install
from proxy.dialects.registry import Address, address_of
from proxy.gateway.base import Call, Caller, Recorder, Rooms
from proxy.gateway.turn import serve_turn
from proxy.ids import ClientId, ConversationId, TenantId, new_conversation_id, new_turn_id
from proxy.keys import LocalKeyring, read_auditor_secret
from proxy.settings import Settings
from proxy.storage import Database
from proxy.storage.postgres_streams import PostgresStreamStore
from proxy.storage.streams import SqliteStreamStore
from proxy.wiring import open_house

CLIENTS: Final = (1, 16, 64)
TURNS: Final = 128
ROUNDS: Final = 5
TALKS: Final = 48
RECORDS: Final = 20_000
SHOP: Final = TenantId("default")
WORDS: Final = (
    "i ordered a linen shirt in size M last week and would like to know where my parcel is now "
)


class NoLog:
    """Keeps nothing. No proxy can be made with it."""

    async def record(self, event: AuditEvent) -> None:
        """Forget the event."""


@dataclass
class Variant:
    """One way to record, and what its rounds took."""

    name: str
    recorder: Recorder
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Seconds of CPU a turn, one number a round."""


@dataclass(frozen=True, slots=True)
class Made:
    """An installed data folder."""

    data: Path
    auditor_key: Path
    keyring: LocalKeyring


def _body(number: int) -> bytes:
    text = f"my name is Crystal Minh, shopper{number}@example.com. {WORDS * 3}"
    message = {"role": "user", "content": text}
    return json.dumps({"model": "gpt-4o-mini", "messages": [message]}).encode()


def _address() -> Address:
    address = address_of("/v1/chat/completions")
    assert address is not None
    return address


async def _turns(rooms: Rooms, clients: int) -> list[float]:
    """Seconds of each turn, whole answer included, with so many clients at once."""
    numbers, took, address = iter(range(TURNS)), list[float](), _address()

    async def client() -> None:
        for number in numbers:
            talk = f"talk {number % TALKS}"
            began = time.perf_counter()
            call = Call(
                new_turn_id(),
                Caller(ClientId("client_bench"), SHOP),
                address,
                _body(number % TALKS),
                talk,
            )
            reply = await serve_turn(call, rooms)
            if reply.chunks is not None:
                async for _ in reply.chunks:
                    pass
            if reply.status != 200:
                raise SystemExit(f"status {reply.status}")
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(client() for _ in range(clients)))
    return took


async def _compare(rooms: Rooms, variants: Sequence[Variant]) -> None:
    print(
        f"{'a turn':12}{'clients':>8}{'p50':>9}{'p99':>9}{'added p50':>11}{'CPU':>9}{'added CPU':>11}"
    )
    await _turns(rooms, 16)  # warms findings and connections
    for clients in CLIENTS:
        for variant in variants:
            variant.seconds.clear()
            variant.cpu.clear()
        for _ in range(ROUNDS):
            for variant in variants:
                began = time.process_time()
                variant.seconds += await _turns(replace(rooms, recorder=variant.recorder), clients)
                variant.cpu.append((time.process_time() - began) / TURNS)
        _print_rows(clients, variants)


def _print_rows(clients: int, variants: Sequence[Variant]) -> None:
    plain = variants[0]
    base, base_cpu = statistics.median(plain.seconds), statistics.median(plain.cpu)
    for variant in variants:
        middle, cpu = statistics.median(variant.seconds), statistics.median(variant.cpu)
        print(
            f"{variant.name:12}{clients:>8}{middle * 1000:>7.1f}ms"
            f"{percentile(variant.seconds, 0.99):>7.1f}ms{(middle - base) * 1000:>9.1f}ms"
            f"{cpu * 1000:>7.2f}ms{(cpu - base_cpu) * 1000:>7.2f}ms {cpu / base_cpu:.2f}x"
        )


async def _turn_costs(made: Made, up: str, stores: dict[str, StreamStore]) -> None:
    settings = Settings(data=made.data, upstream=up, detection_workers=1, port=0)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_house(settings))
        variants = [Variant("no log", NoLog())]
        for name, store in stores.items():
            log = await asyncio.to_thread(
                AuditLog.open, store, made.keyring, software="bench", policy="bench"
            )
            stack.push_async_callback(log.close)
            variants.append(Variant(name, log))
        await _compare(house.door.rooms, variants)


async def _fill(log: AuditLog) -> float:
    """Records a second that a log takes from 64 writers."""
    numbers = iter(range(RECORDS))
    talks = [ConversationId(new_conversation_id()) for _ in range(RECORDS // 10)]

    async def writer() -> None:
        for number in numbers:
            sealed = {"sent": WORDS * 8}
            clear = {"turn": f"turn_{number}", "decision": "forwarded"}
            talk = talks[number % len(talks)]
            await log.record(AuditEvent(EventKind.TURN_OPENED, SHOP, talk, dict(clear), sealed))

    began = time.perf_counter()
    await asyncio.gather(*(writer() for _ in range(64)))
    return RECORDS / (time.perf_counter() - began)


async def _reading_costs(made: Made, stores: dict[str, StreamStore], folder: Path) -> None:
    print(f"\n{'records/s':12}{'written':>10}{'exported':>10}{'verified':>10}{'opened':>10}")
    seed = read_auditor_secret(made.auditor_key.read_text()).seed
    for name, store in stores.items():
        log = await asyncio.to_thread(
            AuditLog.open, store, made.keyring, software="bench", policy="bench"
        )
        written = await _fill(log)
        await log.close()
        file = folder / f"{name}.bundle"
        began = time.perf_counter()
        records = export_bundle(store, made.keyring, file).records
        exported = time.perf_counter()
        if not verify_bundle(file).ok:
            raise SystemExit(f"{name}: the bundle does not verify")
        verified = time.perf_counter()
        opened = sum(1 for _ in open_bundle(file, seed))
        ended = time.perf_counter()
        speeds = (
            written,
            records / (exported - began),
            records / (verified - exported),
            opened / (ended - verified),
        )
        print(f"{name:12}" + "".join(f"{speed:>10,.0f}" for speed in speeds))


@contextmanager
def _database(server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database that is dropped afterwards."""
    name = f"chat_proxy_bench_{time.time_ns()}"

    async def say(url: str, statement: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def tables(url: str) -> None:
        await (await Database.open(url)).close()

    asyncio.run(say(server, f"CREATE DATABASE {name}"))
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        asyncio.run(tables(url))
        yield url
    finally:
        asyncio.run(say(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _installed(folder: Path) -> Made:
    key = folder / "auditor.key"
    made = await install(folder / "data", auditor_public=None, auditor_key_out=key, client="bench")
    return Made(made.data, key, LocalKeyring.open(made.data / "keys"))


def main() -> None:
    """Start everything, compare, stop everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--postgres",
        default="postgresql://postgres@127.0.0.1:5432/postgres",
        help="a server on which a database may be made",
    )
    server = parser.parse_args().postgres
    with (
        tempfile.TemporaryDirectory() as name,
        started(["benchmarks.provider"], r"http\S+") as up,
        _database(server) as url,
    ):
        folder = Path(name)
        made = asyncio.run(_installed(folder))
        postgres = PostgresStreamStore(url)
        stores: dict[str, StreamStore] = {
            "SQLite": SqliteStreamStore(folder / "streams"),
            "PostgreSQL": postgres,
        }
        try:
            asyncio.run(_turn_costs(made, up, stores))
            asyncio.run(_reading_costs(made, stores, folder))
        finally:
            postgres.close()


if __name__ == "__main__":
    main()
