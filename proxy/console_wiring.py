"""Settings and an open data folder become the console: the part of the composition root about people."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from starlette.types import ASGIApp

from proxy.cellar import Cellar
from proxy.console.base import ConsoleRooms, Copies, LogRoom
from proxy.console.live import Watch
from proxy.console.oidc import IdentityProvider
from proxy.console.passwords import Passwords
from proxy.console.sign_in import Lifetimes, SignIn
from proxy.console.site import create_console
from proxy.errors import AdministratorError, ErrorCode
from proxy.gateway.base import Inspector
from proxy.handoff.drafting import Drafting
from proxy.handoff.staffing import Staffing
from proxy.policy.source import PolicySource, shipped_policy
from proxy.sensitive import Sensitive
from proxy.settings import Settings
from proxy.storage.drafts import SqlDraftStore
from proxy.storage.sessions import SessionStore


@dataclass(frozen=True, slots=True)
class Console:
    """The console's pages, and the watch that must be closed before the server stops."""

    app: ASGIApp
    watch: Watch


def open_console(
    settings: Settings,
    cellar: Cellar,
    policies: PolicySource,
    inspector: Inspector,
    copies: Copies,
    staffing: Staffing,
) -> Console:
    """The console of a proxy that serves."""
    hosts = frozenset(host.lower() for host in settings.allowed_hosts)
    watch = Watch(cellar.cases)
    users, sealer = cellar.users, cellar.sealer()
    rooms = ConsoleRooms(
        policies=policies,
        policy_file=settings.policy or shipped_policy("default"),
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
        sign_in=SignIn(
            users=users,
            sessions=SessionStore(cellar.database),
            passwords=Passwords(),
            sealer=sealer,
            recorder=cellar.log,
            clock=cellar.clock,
            randomness=secrets.token_bytes,
            lifetimes=Lifetimes(
                idle=timedelta(minutes=settings.console_idle_minutes),
                whole=timedelta(hours=settings.console_hours),
            ),
        ),
        provider=_single_sign_on(settings, cellar),
        log=LogRoom(cellar.streams, cellar.keyring, cellar.data, copies),
        recorder=cellar.log,
        clock=cellar.clock,
        randomness=secrets.token_bytes,
        allowed_hosts=hosts or None,
        development=cellar.development,
    )
    return Console(create_console(rooms, users, sealer), watch)


def _single_sign_on(settings: Settings, cellar: Cellar) -> IdentityProvider | None:
    if settings.oidc_issuer is None:
        return None
    if not settings.console_url or not settings.oidc_client_id:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "Single sign-on needs CHAT_PROXY_CONSOLE_URL and CHAT_PROXY_OIDC_CLIENT_ID too.",
        )
    try:
        from proxy.console.oidc_client import (  # noqa: PLC0415 - an extra, loaded where it is used
            OidcClient,
            Registration,
        )
    except ImportError:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "Single sign-on needs the extra `oidc`: pip install 'chat-proxy[oidc]'.",
        ) from None
    registration = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=Sensitive(settings.oidc_client_secret.get_secret_value()),
        redirect_uri=f"{settings.console_url.rstrip('/')}/console/sign-in/arrived",
    )
    return OidcClient(registration, cellar.clock)
