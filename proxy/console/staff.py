"""Who works in the console: making, listing, disabling and resetting users.

Each change is on record before it is made. The first password is made here, works once and for
three days, and is shown once to whoever made the user; nobody but its owner ever knows the next one.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol

from proxy.audit.events import AuditEvent, EventKind
from proxy.clock import Clock
from proxy.console.passwords import Passwords, new_one_time_password
from proxy.errors import CallerError, ErrorCode
from proxy.ids import Randomness, TenantId
from proxy.storage.users import User, UserId, UserRole, UserStore

ONE_TIME: Final = timedelta(days=3)
_LONGEST_NAME: Final = 100


class Recorder(Protocol):
    """The audit log: ``record`` returns when the event is durable, or raises ServiceError."""

    async def record(self, event: AuditEvent) -> None:
        """Record an event durably."""
        ...


@dataclass(frozen=True, slots=True)
class NewUser:
    """What is decided about a user before there is one."""

    tenant: TenantId
    name: str
    display: str
    roles: frozenset[UserRole]
    queues: frozenset[str] = frozenset()
    single_sign_on: bool = False


@dataclass(frozen=True, slots=True)
class Welcome:
    """A user with the one-time password, which is shown once and kept nowhere."""

    user: User
    password: str | None = field(repr=False)
    """None for single sign-on."""


class Staff:
    """Administration of users. ``by`` is who asks, for the record."""

    def __init__(
        self,
        store: UserStore,
        recorder: Recorder,
        passwords: Passwords,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._store, self._recorder = store, recorder
        self._passwords, self._clock, self._randomness = passwords, clock, randomness

    async def add(self, new: NewUser, *, by: str) -> Welcome:
        """Make a user. Raises CallerError for a name that is taken or cannot be used."""
        name = _usable(new.name, "name").lower()
        display = _usable(new.display, "display name")
        if not new.roles:
            raise CallerError(ErrorCode.INVALID_REQUEST, "A user has at least one role.")
        everybody = await self._store.list()
        if any(user.name == name for user in everybody) or any(
            (user.tenant, user.display) == (new.tenant, display) for user in everybody
        ):
            raise CallerError(
                ErrorCode.CONFLICT, "There is already a user of this name.", status=409
            )
        user_id = base64.b32encode(self._randomness(10)).decode().lower()
        password = None if new.single_sign_on else new_one_time_password(self._randomness)
        now = self._clock.now()
        user = User(
            user_id=UserId(f"user_{user_id}"),
            tenant=new.tenant,
            name=name,
            display=display,
            roles=new.roles,
            queues=new.queues,
            password=await self._passwords.hash(password) if password else None,
            one_time_until=now + ONE_TIME if password else None,
            single_sign_on=new.single_sign_on,
            created_at=now,
        )
        await self._record(user, "added", by)
        await self._store.add(user)
        return Welcome(user, password)

    async def list(self) -> Sequence[User]:
        """All users, disabled ones too."""
        return await self._store.list()

    async def disable(self, name: str, *, by: str) -> User:
        """Nobody signs in as this user any more; running sessions end at once."""
        user = await self._named(name)
        await self._record(user, "disabled", by)
        await self._store.change(user.user_id, end_sessions=True, disabled_at=self._clock.now())
        return user

    async def reset(self, name: str, *, by: str) -> Welcome:
        """A new one-time password, and a new second factor at the next sign-in.

        It also lets a disabled user in again. Running sessions end at once.
        """
        user = await self._named(name)
        password = None if user.single_sign_on else new_one_time_password(self._randomness)
        await self._record(user, "reset", by)
        await self._store.change(
            user.user_id,
            end_sessions=True,
            disabled_at=None,
            sealed_second_factor=None,
            subject=None,
            password=await self._passwords.hash(password) if password else None,
            one_time_until=self._clock.now() + ONE_TIME if password else None,
        )
        return Welcome(user, password)

    async def _named(self, name: str) -> User:
        user = await self._store.by_name(name.strip().lower())
        if user is None:
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no user of this name; see `users list`.", status=404
            )
        return user

    async def _record(self, user: User, event: str, by: str) -> None:
        clear = {"user": user.user_id, "event": event, "by": by}
        await self._recorder.record(AuditEvent(EventKind.USER_CHANGED, user.tenant, clear=clear))


def _usable(name: str, what: str) -> str:
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise CallerError(
            ErrorCode.INVALID_REQUEST,
            f"A {what} has 1 to {_LONGEST_NAME} printable characters.",
            param="name",
        )
    return name
