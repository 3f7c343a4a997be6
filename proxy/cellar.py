"""A data folder, open: its keys, its store and its audit log.

The smaller half of the composition root: what every verb of the command line needs. It loads no
detector and no server, so that a human agent's or an auditor's command answers at once; the larger
half, a proxy that serves, is ``wiring``.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from proxy import __version__
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.audit.log import AuditLog
from proxy.clock import Clock, SystemClock
from proxy.errors import AdministratorError, CallerError, ErrorCode
from proxy.handoff.casebook import Casebook
from proxy.handoff.desk import Desk
from proxy.ids import CaseId, ClientId, TenantId, new_client_id
from proxy.keys.auditor import AuditorPublic, new_auditor_pair, read_auditor_public
from proxy.keys.base import CaseKey
from proxy.keys.local_file import LocalKeyring, write_private
from proxy.keys.sealed import open_case, seal_case
from proxy.retention import AuditContents, AuditHeaders, Sweepable
from proxy.storage.cases import SqlCaseStore
from proxy.storage.client_keys import new_client_key
from proxy.storage.clients import Client, ClientStore, Role
from proxy.storage.database import Database
from proxy.storage.streams import SqliteStreamStore

DEFAULT_TENANT = TenantId("default")
SOFTWARE = f"chat-proxy {__version__}"

_KEYS, _AUDIT = "keys", "audit"


@dataclass(frozen=True, slots=True)
class CaseSealer:
    """Cases sealed with the keyring's case key. Satisfies ``handoff.base.Sealer``."""

    key: CaseKey

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt; the same ``context`` is needed to open."""
        return seal_case(self.key, CaseId(context.hex()), plain)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plain bytes. Raises AdministratorError when they do not belong together."""
        return open_case(self.key, CaseId(context.hex()), sealed)


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client that was just made; ``key`` is shown once and kept nowhere."""

    client: ClientId
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cellar:
    """Keys, store and audit log of a data folder, open."""

    data: Path
    keyring: LocalKeyring
    database: Database
    clients: ClientStore
    cases: SqlCaseStore
    streams: SqliteStreamStore
    log: AuditLog
    clock: Clock

    @property
    def development(self) -> bool:
        """The auditor's key was made on this machine."""
        return self.keyring.auditor().development

    def casebook(self) -> Casebook:
        """What the human queue works with."""
        return Casebook(
            store=self.cases,
            sealer=CaseSealer(self.keyring.case_key()),
            digest_key=lambda tenant: self.keyring.derive("handoff", tenant),
            clock=self.clock,
            randomness=secrets.token_bytes,
            audit=self.log,
        )

    def desk(self) -> Desk:
        """The queue as human agents see it."""
        return Desk(self.casebook())

    def sweepables(self) -> tuple[Sweepable, ...]:
        """Everything that has a time to live."""
        return (
            self.cases,
            AuditContents(self.streams, self.log, self.clock),
            AuditHeaders(self.streams, self.log),
        )

    async def record(
        self, kind: EventKind, clear: Mapping[str, Scalar], tenant: TenantId = DEFAULT_TENANT
    ) -> None:
        """Put an administrator's action on record, before it is done."""
        await self.log.record(AuditEvent(kind, tenant, clear=clear))

    async def add_client(self, name: str, tenant: TenantId, role: Role) -> NewClient:
        """Make a client and its key; recorded first. Raises CallerError(CONFLICT) for a taken name."""
        taken = await self.clients.find(tenant, name)
        if taken is not None and taken.revoked_at is None:
            raise CallerError(
                ErrorCode.CONFLICT, "There is already a client of this name.", status=409
            )
        key, record = new_client_key(secrets.token_bytes)
        client = Client(new_client_id(), tenant, name, role, record, self.clock.now())
        await self.record(
            EventKind.CLIENT_ADDED, {"client": client.client_id, "role": role.value}, tenant
        )
        await self.clients.add(client)
        return NewClient(client.client_id, key)

    async def revoke_client(self, client: ClientId) -> None:
        """Revoke a client's key; recorded first. Raises CallerError(NOT_FOUND)."""
        found = [one for one in await self.clients.list() if one.client_id == client]
        if not found:
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no client with this id; see `clients list`."
            )
        await self.record(EventKind.CLIENT_REVOKED, {"client": client}, found[0].tenant)
        await self.clients.revoke(client, self.clock.now())


@asynccontextmanager
async def open_cellar(
    data: Path, *, policy: str = "", clock: Clock | None = None, footer_seconds: float = 60.0
) -> AsyncIterator[Cellar]:
    """Open a data folder. Raises AdministratorError(NOT_INITIALISED) if there is none."""
    if not (data / _KEYS).exists():
        raise AdministratorError(
            ErrorCode.NOT_INITIALISED,
            f"{data} is not a data folder of this proxy. Make one: chat-proxy init --data {data}",
        )
    clock = clock or SystemClock()
    keyring = LocalKeyring.open(data / _KEYS)
    streams = SqliteStreamStore(data / _AUDIT)
    database = await Database.for_data_folder(data)
    try:
        log = await asyncio.to_thread(
            AuditLog.open,
            streams,
            keyring,
            software=SOFTWARE,
            policy=policy,
            clock=clock,
            idle_seconds=footer_seconds,
        )
        try:
            yield Cellar(
                data=data,
                keyring=keyring,
                database=database,
                clients=ClientStore(database),
                cases=SqlCaseStore(database),
                streams=streams,
                log=log,
                clock=clock,
            )
        finally:
            await log.close()
    finally:
        await database.close()


@dataclass(frozen=True, slots=True)
class Installed:
    """What ``install`` made. ``client_key`` is shown once and kept nowhere."""

    data: Path
    client: ClientId
    client_key: str = field(repr=False)
    auditor_kid: str
    auditor_secret: Path | None
    """Where the private part of a development pair was written."""


async def install(
    data: Path, *, auditor_public: Path | None, auditor_key_out: Path | None, client: str
) -> Installed:
    """Make a data folder: keys, store, audit log, first client.

    Raises AdministratorError when the folder is initialised already, or when the auditor's private
    key would come to lie inside it.
    """
    if (data / _KEYS).exists():
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"{data} is initialised already; nothing was changed. "
            "Another client key: chat-proxy clients add NAME",
        )
    public, secret_file = _auditor(data, auditor_public, auditor_key_out)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keyring = LocalKeyring.create(data / _KEYS, public, now=SystemClock().now())
    async with open_cellar(data) as cellar:
        kid = keyring.auditor().kid
        development = secret_file is not None
        await cellar.record(EventKind.KEY_CREATED, {"auditor": kid, "development": development})
        made = await cellar.add_client(client, DEFAULT_TENANT, Role.CLIENT)
    return Installed(data, made.client, made.key, kid, secret_file)


def _auditor(
    data: Path, public_file: Path | None, secret_out: Path | None
) -> tuple[AuditorPublic, Path | None]:
    """The auditor's public key: given, or of a development pair made here."""
    if public_file is not None:
        return read_auditor_public(public_file.read_text()), None
    inside = data.resolve()
    secret_file = (secret_out or inside.parent / f"{inside.name}.auditor-key").resolve()
    if secret_file.is_relative_to(inside):
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "The auditor's private key must not lie inside the data folder: whoever has the folder "
            "could open the log. Choose another place with --auditor-key-out.",
        )
    secret, public = new_auditor_pair(now=SystemClock().now(), development=True)
    secret_file.parent.mkdir(parents=True, exist_ok=True)
    write_private(secret_file, secret)
    return read_auditor_public(public), secret_file
