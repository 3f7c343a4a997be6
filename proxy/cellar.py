"""A data folder, open: its keys, its store and its audit log.

The smaller half of the composition root: what every verb of the command line needs. It loads no
detector and no server, so that a human agent's or an auditor's command answers at once; the larger
half, a proxy that serves, is ``wiring``.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Unpack

from proxy import __version__
from proxy.audit.base import SYSTEM_TENANT, StreamStore
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.audit.log import AuditLog
from proxy.clock import Clock, SystemClock
from proxy.console.passwords import Passwords
from proxy.console.staff import Staff
from proxy.errors import AdministratorError, CallerError, ErrorCode
from proxy.handoff.board import Board
from proxy.handoff.casebook import Casebook
from proxy.handoff.desk import Desk
from proxy.handoff.looks import Looks
from proxy.handoff.margin import Margin
from proxy.handoff.statistics import Counting
from proxy.ids import CaseId, ClientId, TenantId, new_client_id
from proxy.keeping import Keeping, open_keeping
from proxy.keys.auditor import AuditorPublic, new_auditor_pair, read_auditor_public
from proxy.keys.base import CaseKey
from proxy.keys.keyring import Change
from proxy.keys.local_file import LocalKeyring, write_private
from proxy.keys.sealed import open_case, seal_case
from proxy.private_files import fault_within
from proxy.retention import Sweepable
from proxy.sensitive import Sensitive
from proxy.storage.case_board import SqlCaseBoard
from proxy.storage.cases import SqlCaseStore
from proxy.storage.client_keys import new_client_key
from proxy.storage.clients import Client, ClientStore, Grants, Role
from proxy.storage.database import Database
from proxy.storage.look_counts import SqlLookCount
from proxy.storage.maps import SqlMapStore
from proxy.storage.outbox import SqlOutbox
from proxy.storage.place import used_place, write_place
from proxy.storage.postgres_streams import PostgresStreamStore
from proxy.storage.streams import FILES, SqliteStreamStore
from proxy.storage.users import UserStore
from proxy.storage.webhook_endpoints import SqlEndpointStore
from proxy.webhooks import Endpoints

DEFAULT_TENANT = TenantId("default")
SOFTWARE = f"chat-proxy {__version__}"

PASSPHRASE = "CHAT_PROXY_KEYRING_PASSPHRASE"  # noqa: S105 - the name of a variable
PASSPHRASE_FILE = "CHAT_PROXY_KEYRING_PASSPHRASE_FILE"  # noqa: S105 - the same

_KEYS, _AUDIT = "keys", "audit"


@dataclass(frozen=True, slots=True)
class CaseSealer:
    """Cases sealed with the keyring's case key. Satisfies ``handoff.base.Sealer``."""

    key: Callable[[], CaseKey]
    """Asked each time, so that a key that was changed while the proxy runs is used at once."""

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt; the same ``context`` is needed to open."""
        return seal_case(self.key(), CaseId(context.hex()), plain)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """The plain bytes. Raises AdministratorError when they do not belong together."""
        return open_case(self.key(), CaseId(context.hex()), sealed)


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
    maps: SqlMapStore
    streams: StreamStore
    log: AuditLog
    clock: Clock
    keeping: Keeping

    @property
    def development(self) -> bool:
        """The auditor's key was made on this machine."""
        return self.keyring.development

    def sealer(self) -> CaseSealer:
        """Seals what the proxy itself must read again; each thing for its own context alone."""
        return CaseSealer(self.keyring.case_key)

    @property
    def users(self) -> UserStore:
        """The people of the console."""
        return UserStore(self.database)

    def staff(self) -> Staff:
        """Administration of those people."""
        return Staff(self.users, self.log, Passwords(), self.clock, secrets.token_bytes)

    def casebook(self) -> Casebook:
        """What the human queue works with."""
        return Casebook(
            store=self.cases,
            sealer=self.sealer(),
            digest_key=lambda tenant: self.keyring.derive("handoff", tenant),
            clock=self.clock,
            randomness=secrets.token_bytes,
            audit=self.log,
        )

    def desk(self) -> Desk:
        """The queue as human agents see it."""
        return Desk(self.casebook())

    def board(self) -> Board:
        """The queue as a list."""
        return Board(self.casebook(), SqlCaseBoard(self.database))

    def margin(self) -> Margin:
        """What people write beside cases."""
        return Margin(self.casebook())

    def looks(self) -> Looks:
        """Seeing single values of cases."""
        return Looks(self.casebook(), SqlLookCount(self.database))

    @property
    def outbox(self) -> SqlOutbox:
        """What webhooks are still to be told."""
        return SqlOutbox(self.database)

    def endpoints(self) -> Endpoints:
        """Where webhooks go."""
        return Endpoints(
            SqlEndpointStore(self.database),
            self.outbox,
            self.sealer(),
            self.log,
            self.clock,
            secrets.token_bytes,
            development=self.development,
        )

    def counting(self) -> Counting:
        """The queue in numbers."""
        return Counting(self.casebook())

    def sweepables(self) -> tuple[Sweepable, ...]:
        """Everything that has a time to live."""
        return self.keeping.sweepables()

    async def record(
        self, kind: EventKind, clear: Mapping[str, Scalar], tenant: TenantId = DEFAULT_TENANT
    ) -> None:
        """Put an administrator's action on record, before it is done."""
        await self.log.record(AuditEvent(kind, tenant, clear=clear))

    async def add_client(
        self, name: str, tenant: TenantId, role: Role, **grants: Unpack[Grants]
    ) -> NewClient:
        """Make a client and its key; recorded first. Raises CallerError(CONFLICT) for a taken name."""
        taken = await self.clients.find(tenant, name)
        if taken is not None and taken.revoked_at is None:
            raise CallerError(
                ErrorCode.CONFLICT, "There is already a client of this name.", status=409
            )
        key, record = new_client_key(secrets.token_bytes)
        client = Client(new_client_id(), tenant, name, role, record, self.clock.now(), **grants)
        await self.record(
            EventKind.CLIENT_ADDED, {"client": client.client_id, "role": role.value}, tenant
        )
        await self.clients.add(client)
        return NewClient(client.client_id, key)

    async def change_keys(
        self, change: Change, clear: Mapping[str, Scalar], tenant: TenantId = SYSTEM_TENANT
    ) -> LocalKeyring:
        """Change the keyring; recorded first (``key_changed``). Gives it as it is then.

        A serving proxy takes the change over within seconds. Raises AdministratorError.
        """
        after = change(self.keyring.document)
        known = {key.kid for key in self.keyring.document.keys}
        new = [key.kid for key in after.keys if key.kid not in known]
        await self.record(EventKind.KEY_CHANGED, {**clear, "new": new[0] if new else None}, tenant)
        return await asyncio.to_thread(self.keyring.replaced, after)

    async def take_over_keys(self) -> bool:
        """Go on with the keys that are on the disk now; whether they are others than before.

        Where a new stream could not be begun it is tried again with the next call.
        """
        await asyncio.to_thread(self.keyring.refresh)
        if not self.log.stale:
            return False
        await self.log.renew()
        return True

    async def revoke_client(self, client: ClientId) -> None:
        """Revoke a client's key; recorded first. Raises CallerError(NOT_FOUND)."""
        found = [one for one in await self.clients.list() if one.client_id == client]
        if not found:
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no client with this id; see `clients list`."
            )
        await self.record(EventKind.CLIENT_REVOKED, {"client": client}, found[0].tenant)
        await self.clients.revoke(client, self.clock.now())


def keyring_passphrase(environment: Mapping[str, str]) -> Sensitive | None:
    """The passphrase of the keyring: the first line of a file that is named, or the variable itself.

    Raises AdministratorError(INVALID_SETTINGS) when the file cannot be read.
    """
    file = environment.get(PASSPHRASE_FILE)
    if not file:
        text = environment.get(PASSPHRASE)
        return Sensitive(text) if text else None
    try:
        return Sensitive(Path(file).read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r"))
    except (OSError, UnicodeDecodeError):
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS, f"The file that {PASSPHRASE_FILE} names cannot be read."
        ) from None


def open_keyring(data: Path) -> LocalKeyring:
    """The keyring of a data folder. Raises AdministratorError if there is none."""
    if not (data / _KEYS).exists():
        raise AdministratorError(
            ErrorCode.NOT_INITIALISED,
            f"{data} is not a data folder of this proxy. Make one: chat-proxy init --data {data}",
        )
    return LocalKeyring.open(data / _KEYS, passphrase=keyring_passphrase(os.environ))


@asynccontextmanager
async def open_cellar(
    data: Path, *, policy: str = "", clock: Clock | None = None, footer_seconds: float = 60.0
) -> AsyncIterator[Cellar]:
    """Open a data folder. Raises AdministratorError(NOT_INITIALISED) if there is none."""
    clock = clock or SystemClock()
    keyring = open_keyring(data)
    async with AsyncExitStack() as stack:
        place = stack.enter_context(used_place(data))
        database = await Database.open(place) if place else await Database.for_data_folder(data)
        stack.push_async_callback(database.close)
        streams = stack.enter_context(_streams(data, place))
        log = await asyncio.to_thread(
            AuditLog.open,
            streams,
            keyring,
            software=SOFTWARE,
            policy=policy,
            clock=clock,
            idle_seconds=footer_seconds,
        )
        stack.push_async_callback(log.close)
        cases, maps = SqlCaseStore(database, clock), SqlMapStore(database)
        yield Cellar(
            data=data,
            keyring=keyring,
            database=database,
            clients=ClientStore(database),
            cases=cases,
            maps=maps,
            streams=streams,
            log=log,
            clock=clock,
            keeping=open_keeping(
                data,
                database=database,
                cases=cases,
                maps=maps,
                streams=streams,
                log=log,
                keyring=keyring,
                clock=clock,
            ),
        )


def _check_audit_folder(folder: Path) -> None:
    """Refuse a log that others could have reached, as the keyring does with its file."""
    try:
        fault = fault_within(folder, FILES)
    except OSError as error:
        fault = f"{folder} cannot be looked through: {error.strerror}"
    if fault is not None:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"The audit log must be reached by the proxy's user alone: {fault} "
            f"(owner, mode and links of everything in {folder} are checked at each start).",
        )


@contextmanager
def _streams(data: Path, place: str | None) -> Iterator[StreamStore]:
    """Audit streams stand where the tables stand: on more hosts than one, not on a host's disk."""
    if place is None:
        _check_audit_folder(data / _AUDIT)
        yield SqliteStreamStore(data / _AUDIT)
        return
    streams = PostgresStreamStore(place)
    try:
        yield streams
    finally:
        streams.close()


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
    data: Path,
    *,
    auditor_public: Path | None,
    auditor_key_out: Path | None,
    client: str,
    database: str | None = None,
) -> Installed:
    """Make a data folder: keys, store, audit log, first client.

    ``database``: URL of a PostgreSQL database that keeps what several proxies share; None keeps
    everything in the folder. Raises AdministratorError when the folder is initialised already, when
    the auditor's private key would come to lie inside it, or when the database cannot be used; then
    nothing was made.
    """
    if (data / _KEYS).exists():
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"{data} is initialised already; nothing was changed. "
            "Another client key: chat-proxy clients add NAME",
        )
    if database is not None:
        await (await Database.open(database)).close()
    public, secret_file = _auditor(data, auditor_public, auditor_key_out)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if database is not None:
        write_place(data, database)
    passphrase = keyring_passphrase(os.environ)
    keyring = LocalKeyring.create(
        data / _KEYS, public, now=SystemClock().now(), passphrase=passphrase
    )
    async with open_cellar(data) as cellar:
        kid, here = keyring.auditors()[0].kid, secret_file is not None
        await cellar.record(EventKind.KEY_CREATED, {"auditor": kid, "development": here})
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
