"""The live routes over a world in memory, and a browser's reader of server-sent events."""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

import json
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from proxy.gateway.limits import Allowance, ClientLimits
from proxy.gateway.request_body import BodyLimits
from proxy.handoff import HeldReply
from proxy.handoff.customer import CustomerDesk
from proxy.handoff.margin import Margin
from proxy.handoff_live import LiveRooms, live_routes
from proxy.handoff_live.watch import Watch
from proxy.ids import CaseId, TenantId
from tests.handoff.memory import MemoryCaseStore
from tests.handoff.world import World

ORIGIN = "https://shop.example.com"


@dataclass
class MemoryIndex:
    """Looks into a store in memory."""

    store: MemoryCaseStore

    async def tenant_of(self, case_id: CaseId) -> TenantId | None:
        row = self.store.rows.get(case_id)
        return row.tenant if row else None

    async def versions(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, int]:
        rows = self.store.rows
        return {case_id: rows[case_id].version for case_id in case_ids if case_id in rows}


@dataclass
class LiveWorld:
    """A world of cases and the routes by which customers follow them."""

    world: World = field(default_factory=World)
    allowance: Allowance = field(default_factory=lambda: Allowance(1000, 3, 5))

    def __post_init__(self) -> None:
        assert isinstance(self.world.store, MemoryCaseStore)
        index, book = MemoryIndex(self.world.store), self.world.queue._book
        self.rooms = LiveRooms(
            index=index,
            book=book,
            desk=CustomerDesk(book, lambda: self.world.rules),
            margin=Margin(book),
            watch=Watch(index, look_seconds=0.005),
            limits=ClientLimits(self.world.clock, self.allowance),
            body=BodyLimits(1024, 30.0, frozenset({"proxy.example"})),
            clock=self.world.clock,
            origins=(ORIGIN,),
            alive_seconds=30.0,
        )
        self.app = Starlette(routes=live_routes(self.rooms))
        self.web = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url="http://proxy.example"
        )

    async def held(self, words: str = "i want a human", topic: str = "human") -> HeldReply:
        """A case of a new customer."""
        reply = await self.world.chat(f"c-{words}").send(words, topic)
        assert reply is not None
        return reply

    async def ask(
        self, held: HeldReply, what: str, method: str = "GET", **more: Any
    ) -> httpx.Response:
        """One request with the case's own token, unless headers are given."""
        more.setdefault("headers", bearer(held.token))
        return await self.web.request(method, path(held.case_id, what), **more)


def path(case_id: str, what: str) -> str:
    return f"/handoff/v1/cases/{case_id}/{what}"


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    id: str | None
    data: dict[str, Any]


def read_event(block: str) -> Event | None:
    """The event in one block of lines; None for comments and retry times."""
    fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
    if "event" not in fields:
        return None
    return Event(fields["event"], fields.get("id"), json.loads(fields["data"]))


async def read_events(stream: AsyncIterator[bytes]) -> AsyncIterator[Event]:
    """The events of a stream of our own, one by one."""
    async for data in stream:
        event = read_event(data.decode("ascii").strip())
        if event is not None:
            yield event
