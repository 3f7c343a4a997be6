"""Administration of endpoints and their secrets. Each change is on record before it is made.

Addresses and secrets are sealed with the case key, each for its own endpoint: a copy of the database
alone signs nothing. A secret is shown once, to whoever made it.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from proxy.audit.events import AuditEvent, EventKind
from proxy.clock import Clock
from proxy.errors import AdministratorError, CallerError, ErrorCode
from proxy.ids import CaseId, Randomness, TenantId
from proxy.sensitive import Sensitive
from proxy.webhooks.base import (
    Answer,
    Arrivals,
    AuditRecorder,
    Backlog,
    Delivery,
    Endpoint,
    EndpointId,
    EndpointStore,
    Outbox,
    Post,
    Sealer,
    SecretId,
    StoredSecret,
)
from proxy.webhooks.message import ping

MOST_SECRETS: Final = 5
"""At once, per endpoint: rotation needs two."""

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

_PREFIX: Final = "whsec_"
_LONGEST_URL: Final = 2000
_SECRET_BYTES: Final = range(24, 65)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret that was just made; it is shown once."""

    endpoint: Endpoint
    secret_id: SecretId
    secret: Sensitive = field(repr=False)


@dataclass(frozen=True, slots=True)
class Faring:
    """An endpoint, what it has before it, and what became of what it was told."""

    endpoint: Endpoint
    backlog: Backlog
    arrivals: Arrivals

    @property
    def in_trouble(self) -> bool:
        """Somebody should look: it is off, it fails, or events for it were given up."""
        return bool(
            self.endpoint.off_since is not None
            or self.arrivals.failing_since is not None
            or self.backlog.undelivered
        )


class Endpoints:
    """The endpoints of all tenants. ``by`` is who asks, for the record."""

    def __init__(
        self,
        store: EndpointStore,
        outbox: Outbox,
        sealer: Sealer,
        audit: AuditRecorder,
        clock: Clock,
        randomness: Randomness,
        *,
        development: bool,
    ) -> None:
        """``development``: plain http to this very machine is allowed."""
        self._store, self._outbox, self._sealer = store, outbox, sealer
        self._audit, self._clock, self._randomness = audit, clock, randomness
        self._development = development

    async def add(
        self,
        tenant: TenantId,
        url: str,
        *,
        by: str,
        private: bool = False,
        secret: Sensitive | None = None,
    ) -> NewSecret:
        """Tell a tenant's events to this address from now on. Raises AdministratorError."""
        parts = _checked(url, development=self._development)
        endpoint_id = EndpointId(f"hook_{self._name()}")
        endpoint = Endpoint(
            endpoint_id=endpoint_id,
            tenant=tenant,
            host=f"{parts.scheme}://{parts.netloc.lower()}",
            sealed_url=self._sealer.seal(url.encode(), _context(endpoint_id, "url")),
            private=private,
            created_at=self._clock.now(),
        )
        made = self._secret(endpoint, secret)
        await self._record(endpoint, "added", by)
        await self._store.add(endpoint, self._sealed(made))
        return made

    async def list(self) -> Sequence[tuple[Endpoint, Backlog]]:
        """All endpoints, with what each has before it."""
        backlogs = await self._outbox.backlogs()
        return [
            (each, backlogs.get(each.endpoint_id, Backlog())) for each in await self._store.all()
        ]

    async def fared(self, tenant: TenantId) -> Sequence[Faring]:
        """How a tenant's endpoints fare, oldest first."""
        arrivals = await self._outbox.arrivals()
        return [
            Faring(each, backlog, arrivals.get(each.endpoint_id, Arrivals()))
            for each, backlog in await self.list()
            if each.tenant == tenant
        ]

    async def undelivered(self, endpoint_id: EndpointId, limit: int = 100) -> Sequence[Delivery]:
        """Events that were given up, oldest first."""
        return await self._outbox.undelivered(endpoint_id, limit)

    async def remove(self, endpoint_id: EndpointId, *, by: str) -> Endpoint:
        """Tell it nothing more; what it was not told yet is dropped."""
        endpoint = await self.find(endpoint_id)
        await self._record(endpoint, "removed", by)
        await self._store.remove(endpoint_id)
        return endpoint

    async def switch_off(self, endpoint_id: EndpointId, *, by: str) -> Endpoint:
        """Keep its events, and send none."""
        endpoint = await self.find(endpoint_id)
        await self._record(endpoint, "off", by)
        now = self._clock.now()
        await self._store.switch(endpoint_id, off_since=now, why="switched_off")
        return endpoint

    async def switch_on(self, endpoint_id: EndpointId, *, by: str) -> Endpoint:
        """Send again, what waited first."""
        endpoint = await self.find(endpoint_id)
        await self._record(endpoint, "on", by)
        await self._outbox.refresh(endpoint_id, self._clock.now())
        await self._store.switch(endpoint_id, off_since=None)
        return endpoint

    async def resend(self, endpoint_id: EndpointId, *, by: str, case: CaseId | None = None) -> int:
        """Send again what was given up; gives how many events that are."""
        endpoint = await self.find(endpoint_id)
        await self._record(endpoint, "resend", by)
        return await self._outbox.resend(endpoint_id, case, self._clock.now())

    async def secrets(self, endpoint_id: EndpointId) -> Sequence[StoredSecret]:
        """Its secrets, newest first; not the secrets themselves."""
        await self.find(endpoint_id)
        return await self._store.secrets(endpoint_id)

    async def add_secret(
        self, endpoint_id: EndpointId, *, by: str, secret: Sensitive | None = None
    ) -> NewSecret:
        """Sign with one more secret, made here or given. Raises CallerError, AdministratorError."""
        endpoint = await self.find(endpoint_id)
        if len(await self._store.secrets(endpoint_id)) >= MOST_SECRETS:
            raise CallerError(
                ErrorCode.CONFLICT, "The endpoint has five secrets; revoke one first.", status=409
            )
        made = self._secret(endpoint, secret)
        await self._record(endpoint, "secret_added", by, made.secret_id)
        await self._store.add_secret(self._sealed(made))
        return made

    async def revoke_secret(self, endpoint_id: EndpointId, secret_id: SecretId, *, by: str) -> None:
        """Sign with it no more. The last one stays: nothing is sent unsigned."""
        endpoint = await self.find(endpoint_id)
        known = [each.secret_id for each in await self._store.secrets(endpoint_id)]
        if secret_id not in known:
            raise CallerError(
                ErrorCode.NOT_FOUND, "The endpoint has no secret with this id.", status=404
            )
        if len(known) == 1:
            raise CallerError(
                ErrorCode.CONFLICT,
                "This is the endpoint's only secret; add another one first.",
                status=409,
            )
        await self._record(endpoint, "secret_revoked", by, secret_id)
        await self._store.remove_secret(secret_id)

    async def test(self, endpoint_id: EndpointId, post: Post) -> Answer:
        """Send a ping, which tells nothing. Raises NotSentError when nothing came back."""
        endpoint = await self.find(endpoint_id)
        now = self._clock.now()
        message = ping(f"ping_{self._name()}", now)
        return await post(
            self.url(endpoint),
            message.headers(await self.signing(endpoint_id), now),
            message.body.encode(),
            private=endpoint.private,
        )

    # What delivering needs.

    async def find(self, endpoint_id: EndpointId) -> Endpoint:
        """The endpoint with this id. Raises CallerError(NOT_FOUND)."""
        found = await self.known(endpoint_id)
        if found is None:
            raise CallerError(
                ErrorCode.NOT_FOUND,
                "There is no endpoint with this id; see `webhooks list`.",
                status=404,
            )
        return found

    async def known(self, endpoint_id: EndpointId) -> Endpoint | None:
        """The endpoint with this id, if there is one."""
        return await self._store.find(endpoint_id)

    def url(self, endpoint: Endpoint) -> str:
        """Its whole address, opened."""
        context = _context(endpoint.endpoint_id, "url")
        return self._sealer.open(endpoint.sealed_url, context).decode()

    async def signing(self, endpoint_id: EndpointId) -> Sequence[Sensitive]:
        """The secrets to sign with, newest first, opened."""
        context = _context(endpoint_id, "secret")
        return [
            Sensitive(self._sealer.open(each.sealed, context).decode())
            for each in await self._store.secrets(endpoint_id)
        ]

    async def gone(self, endpoint: Endpoint) -> None:
        """It answered 410: switch it off until somebody switches it on."""
        await self._record(endpoint, "gone", "endpoint")
        await self._store.switch(endpoint.endpoint_id, off_since=self._clock.now(), why="gone")

    def _name(self) -> str:
        return base64.b32encode(self._randomness(10)).decode().lower()

    def _secret(self, endpoint: Endpoint, given: Sensitive | None) -> NewSecret:
        if given is None:
            given = Sensitive(_PREFIX + base64.b64encode(self._randomness(32)).decode())
        _check_secret(given)
        return NewSecret(endpoint, SecretId(f"secret_{self._name()}"), given)

    def _sealed(self, made: NewSecret) -> StoredSecret:
        endpoint_id = made.endpoint.endpoint_id
        sealed = self._sealer.seal(made.secret.reveal().encode(), _context(endpoint_id, "secret"))
        return StoredSecret(made.secret_id, endpoint_id, sealed, self._clock.now())

    async def _record(
        self, endpoint: Endpoint, event: str, by: str, secret: SecretId | None = None
    ) -> None:
        clear = {
            "endpoint": endpoint.endpoint_id,
            "host": endpoint.host,
            "event": event,
            "secret": secret,
            "by": by,
        }
        await self._audit.record(
            AuditEvent(EventKind.WEBHOOK_CHANGED, endpoint.tenant, clear=clear)
        )


def _context(endpoint_id: EndpointId, what: str) -> bytes:
    return b"\x00".join([b"chat-proxy/webhook/1", endpoint_id.encode(), what.encode()])


def _checked(url: str, *, development: bool) -> SplitResult:
    if not (url.isascii() and url.isprintable() and " " not in url and len(url) <= _LONGEST_URL):
        raise _unusable("its address must be plain ASCII of at most 2000 characters")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _unusable("its address is not an address") from None
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise _unusable("its address needs a host, and no user name or fragment")
    plain = development and parts.scheme == "http" and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not plain:
        raise _unusable(
            "its address must begin with https:// (http:// only to this machine, with a "
            "development key)"
        )
    return parts


def _check_secret(secret: Sensitive) -> None:
    text = secret.reveal()
    try:
        raw = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not text.startswith(_PREFIX) or len(raw) not in _SECRET_BYTES:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "A webhook's secret is whsec_ and the base64 of 24 to 64 random bytes.",
        )


def _unusable(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_SETTINGS, f"The webhook cannot be used: {why}.")
