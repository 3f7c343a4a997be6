"""The queue's API in this process, over its real stores: everything but the socket and the workers."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from proxy.cellar import Cellar, install, open_cellar
from proxy.clock import Clock
from proxy.console.base import LogRoom
from proxy.console.benches import Benches
from proxy.gateway.limits import ClientLimits
from proxy.handoff import Queue
from proxy.handoff.staffing import Staffing
from proxy.handoff_api import ApiRooms, create_api, mounted
from proxy.ids import TenantId
from proxy.storage.answers import SqlAnswers
from proxy.storage.clients import Role
from proxy.storage.staffing import SqlRoster
from tests.console.site import InProcess, NoCopies, policies
from tests.handoff.holding import Holding

SHOP = TenantId("default")
OTHER_SHOP = TenantId("other")
HOSTS = frozenset({"queue.example"})
PEOPLE: Mapping[str, Role] = {
    "Ada": Role.HUMAN_AGENT,
    "Bob": Role.HUMAN_AGENT,
    "Eve": Role.SUPERVISOR,
    "Sam": Role.SECURITY,
    "Ann": Role.AUDITOR,
}
"""Bob sees the queue `general` alone."""


@dataclass
class Api(Holding):
    """The API, and what is behind it."""

    app: Starlette
    rooms: ApiRooms
    cellar: Cellar
    inspector: InProcess
    keys: dict[str, str] = field(repr=False)

    def caller(self, name: str | None) -> "Caller":
        """A program with the key of this name; None: without one."""
        return Caller(self.app, self.keys[name] if name else None)


class Caller:
    """What a program does: it sends its key, and JSON."""

    def __init__(self, app: Starlette, key: str | None) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="https://queue.example/handoff/v1",
            headers={"authorization": f"Bearer {key}"} if key else {},
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Read."""
        return await self.http.get(path, headers=_named(headers))

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Do."""
        return await self.http.post(path, json=body, headers=_named(headers))


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@asynccontextmanager
async def open_api(
    folder: Path,
    *,
    database: str | None = None,
    clock: Clock | None = None,
    hosts: frozenset[str] | None = HOSTS,
    free_failures: int = 20,
) -> AsyncIterator[Api]:
    """The API over a fresh data folder, with a key for each of ``PEOPLE``."""
    data = folder / "data"
    await install(
        data, auditor_public=None, auditor_key_out=None, client="first", database=database
    )
    async with opened(data, clock=clock, hosts=hosts, free_failures=free_failures) as api:
        for name, role in PEOPLE.items():
            queues = frozenset({"general"}) if name == "Bob" else frozenset[str]()
            made = await api.cellar.add_client(name, SHOP, role, queues=queues)
            api.keys[name] = made.key
        desk = await api.cellar.add_client("Desk", SHOP, Role.HUMAN_AGENT, acts_for_others=True)
        other = await api.cellar.add_client("Ada", OTHER_SHOP, Role.SUPERVISOR)
        bot = await api.cellar.add_client("bot", SHOP, Role.CLIENT)
        api.keys |= {"Desk": desk.key, "Other": other.key, "bot": bot.key}
        yield api


@asynccontextmanager
async def opened(
    data: Path,
    *,
    clock: Clock | None = None,
    hosts: frozenset[str] | None = HOSTS,
    free_failures: int = 20,
) -> AsyncIterator[Api]:
    """The API over a data folder that is there already, as a further process sees it."""
    policy_file, source = policies()
    async with open_cellar(data, clock=clock) as cellar:
        inspector = InProcess()
        staffing = Staffing(SqlRoster(cellar.database), cellar.clock)
        rooms = ApiRooms(
            policies=source,
            benches=Benches(source, policy_file),
            inspector=inspector,
            desk=cellar.desk(),
            board=cellar.board(),
            margin=cellar.margin(),
            looks=cellar.looks(),
            counting=cellar.counting(),
            pulse=cellar.cases,
            staffing=staffing,
            endpoints=cellar.endpoints(),
            log=LogRoom(cellar.streams, cellar.keyring, cellar.data, NoCopies()),
            recorder=cellar.log,
            keys=cellar.clients,
            users=cellar.users,
            answers=SqlAnswers(cellar.database),
            sealer=cellar.sealer(),
            digests=cellar.casebook().digests,
            limits=ClientLimits(cellar.clock),
            clock=cellar.clock,
            randomness=secrets.token_bytes,
            body_seconds=20,
            allowed_hosts=hosts,
            free_failures=free_failures,
        )
        yield Api(
            app=Starlette(routes=[mounted(create_api(rooms))]),
            rooms=rooms,
            cellar=cellar,
            queue=Queue(cellar.casebook(), lambda: source.current().handoff, staffing),
            inspector=inspector,
            policy=source.current(),
            keys={},
        )
