"""The console in this process, over its real stores: everything but the socket and the workers."""

# ruff: noqa: D102 - the Protocols that these satisfy say what is promised

import atexit
import secrets
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from proxy.cellar import Cellar, install, open_cellar
from proxy.console.base import ConsoleRooms, LogRoom
from proxy.console.door import SESSION_COOKIE, token
from proxy.console.live import Watch
from proxy.console.oidc import IdentityProvider
from proxy.console.passwords import Passwords
from proxy.console.sign_in import Lifetimes, SignIn
from proxy.console.site import create_console
from proxy.console.staff import NewUser
from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.trial import Bench
from proxy.handoff import Queue
from proxy.handoff.drafting import Drafting
from proxy.handoff.staffing import Staffing
from proxy.ids import TenantId
from proxy.policy.source import PolicySource
from proxy.storage.drafts import SqlDraftStore
from proxy.storage.sessions import SessionStore
from proxy.storage.staffing import SqlRoster
from tests.console.stage import PEOPLE, QUICK, policy_with_teams
from tests.handoff.holding import Holding

SHOP = TenantId("default")


@lru_cache
def policies() -> tuple[Path, PolicySource]:
    """A policy with teams, loaded once for all tests of a process."""
    file = policy_with_teams(Path(mkdtemp(prefix="console-policy-")))
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    return file, PolicySource(file)


@lru_cache
def bench() -> Bench:
    """Its detector, compiled once."""
    return Bench(policies()[1].current())


class InProcess:
    """Inspects here instead of in workers; can be told to fail."""

    def __init__(self) -> None:
        self.broken = False

    async def inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        if self.broken:
            raise ServiceError(ErrorCode.DETECTION_FAILED, "broken by a test")
        return bench().inspect(readings)


class NoCopies:
    """No place outside is configured."""

    configured = False
    overdue = True


@dataclass
class Site(Holding):
    """Pages, and what is behind them."""

    app: Starlette
    rooms: ConsoleRooms
    cellar: Cellar
    inspector: InProcess
    cookies: dict[str, str]

    def browser(self, name: str | None = None) -> "Browser":
        return Browser(self, self.cookies[name] if name else None)


class Browser:
    """What a browser does: it keeps a cookie and sends forms with the token of their page."""

    def __init__(self, site: Site, cookie: str | None) -> None:
        self.cookie = cookie
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(site.app, raise_app_exceptions=False),
            base_url="https://console.example",
            cookies={SESSION_COOKIE: cookie} if cookie else None,
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(f"/console{path}", headers=headers)

    async def post(
        self, path: str, *, headers: dict[str, str] | None = None, **form: str
    ) -> httpx.Response:
        own = {"token": token(self.cookie or "")}
        return await self.http.post(f"/console{path}", data={**own, **form}, headers=headers)


@asynccontextmanager
async def open_site(folder: Path, provider: IdentityProvider | None = None) -> AsyncIterator[Site]:
    """The console over a fresh data folder, with all of ``PEOPLE``."""
    await install(folder / "data", auditor_public=None, auditor_key_out=None, client="first")
    policy_file, source = policies()
    async with open_cellar(folder / "data") as cellar:
        passwords, inspector = Passwords(QUICK), InProcess()
        sign_in = SignIn(
            users=cellar.users,
            sessions=SessionStore(cellar.database),
            passwords=passwords,
            sealer=cellar.sealer(),
            recorder=cellar.log,
            clock=cellar.clock,
            randomness=secrets.token_bytes,
            lifetimes=Lifetimes(),
        )
        watch = Watch(cellar.cases, look_seconds=0.02)
        staffing = Staffing(SqlRoster(cellar.database), cellar.clock, remembered=0)
        rooms = ConsoleRooms(
            policies=source,
            policy_file=policy_file,
            inspector=inspector,
            desk=cellar.desk(),
            board=cellar.board(),
            margin=cellar.margin(),
            looks=cellar.looks(),
            drafting=Drafting(cellar.casebook(), SqlDraftStore(cellar.database)),
            counting=cellar.counting(),
            watch=watch,
            staffing=staffing,
            endpoints=cellar.endpoints(),
            sign_in=sign_in,
            provider=provider,
            log=LogRoom(cellar.streams, cellar.keyring, cellar.data, NoCopies()),
            recorder=cellar.log,
            clock=cellar.clock,
            randomness=secrets.token_bytes,
            allowed_hosts=frozenset({"console.example"}),
            development=True,
        )
        console = create_console(rooms, cellar.users, cellar.sealer())
        cookies = {name: await _cookie(cellar, sign_in, name) for name in PEOPLE}
        yield Site(
            app=Starlette(routes=[Mount("/console", app=console)]),
            rooms=rooms,
            cellar=cellar,
            queue=Queue(cellar.casebook(), lambda: source.current().handoff, staffing),
            inspector=inspector,
            policy=source.current(),
            cookies=cookies,
        )


async def _cookie(cellar: Cellar, sign_in: SignIn, name: str) -> str:
    roles = frozenset(PEOPLE[name])
    queues = frozenset({"general"}) if name == "Bob" else frozenset[str]()
    new = NewUser(SHOP, name, name, roles, queues, single_sign_on=True)
    welcome = await cellar.staff().add(new, by="a test")
    user = welcome.user.user_id
    await cellar.users.change(user, end_sessions=False, subject=f"{name} elsewhere")
    return (await sign_in.from_provider(welcome.user)).cookie
