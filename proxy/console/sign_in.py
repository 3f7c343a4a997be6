"""Signing in: password, second factor, a session that ends, and patience that grows with failures.

    1  patience     too many failures for this name or address: wait. The attempt counts before
                    anything is compared, and no longer when it was right (patience.py)
    2  password     compared also when there is no such user: the same time, the same answer
    3  one-time     a password that an administrator gave out must be replaced first
    4  second       set up at the first sign-in, asked for at each one; no code works twice
    5  session      a new one at each step, so that a cookie from before is worth nothing after

Sessions end by signing out, after a time without use, and after a time in any case.
"""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import AuditEvent, EventKind
from proxy.clock import Clock
from proxy.console.passwords import Passwords, check_new_password
from proxy.console.patience import FORGET, Patience
from proxy.console.second_factor import new_secret, step_of
from proxy.console.staff import Recorder
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import Sealer
from proxy.ids import Randomness
from proxy.storage.sessions import Session, SessionStore, Stage
from proxy.storage.users import User, UserStore

_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """When sessions end: after ``idle`` without use, and after ``whole`` in any case."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun; ``cookie`` is given to the browser and kept nowhere."""

    cookie: str = field(repr=False)
    session: Session
    user: User


class SignIn:
    """Begins, resumes and ends sessions."""

    def __init__(
        self,
        *,
        users: UserStore,
        sessions: SessionStore,
        passwords: Passwords,
        sealer: Sealer,
        recorder: Recorder,
        clock: Clock,
        randomness: Randomness,
        lifetimes: Lifetimes,
    ) -> None:
        self._users, self._sessions = users, sessions
        self._passwords, self._sealer, self._recorder = passwords, sealer, recorder
        self._clock, self._randomness, self._lifetimes = clock, randomness, lifetimes
        self._patience = Patience(sessions, clock)

    async def with_password(self, name: str, password: str, address: str) -> Opened:
        """Steps 1 and 2. Raises CallerError: 429 with ``retry_after``, or 401."""
        attempt = await self._patience.attempt(name=name.strip().lower(), address=address)
        user = await self._users.by_name(name.strip().lower())
        kept = user.password if user is not None else None
        right = await self._passwords.matches(kept, password)
        if not right or user is None or not self._may_begin(user):
            await self._record("refused", user)
            raise _refused("Name or password is wrong, or the one-time password has expired.")
        await self._patience.was_right(attempt)
        return await self._begin(user, Stage.PASSWORD, instead_of=None)

    async def from_provider(self, user: User) -> Opened:
        """The identity provider has vouched for this user, second factor included."""
        if user.disabled_at is not None or not user.single_sign_on:
            await self._record("refused", user)
            raise _refused("This account cannot sign in here.")
        await self._record("signed_in", user)
        return await self._begin(user, Stage.FULL, instead_of=None)

    async def resume(self, cookie: str | None) -> tuple[Session, User] | None:
        """The session of a cookie; None if there is none, or none any more."""
        if not cookie:
            return None
        session = await self._sessions.find(_digest(cookie))
        if session is None:
            return None
        user = await self._users.by_id(session.user_id)
        now, lives = self._clock.now(), self._lifetimes
        over = now - session.seen_at > lives.idle or now - session.created_at > lives.whole
        if user is None or user.disabled_at is not None or over:
            await self._sessions.end(session.digest)
            return None
        return session, user

    async def used(self, session: Session) -> None:
        """Somebody does something with the session; written down at most once a minute."""
        now = self._clock.now()
        if now - session.seen_at > _SEEN_EVERY:
            await self._sessions.seen(session.digest, now)

    async def choose_password(self, session: Session, user: User, password: str) -> Opened:
        """Step 3, or a change later. All other sessions of the user end."""
        if session.stage is not Stage.FULL and user.one_time_until is None:
            raise _refused("Sign in with your second factor first.")
        check_new_password(password, user.name)
        if await self._passwords.matches(user.password, password):
            raise CallerError(
                ErrorCode.INVALID_REQUEST, "Choose another password than the one before."
            )
        kept = await self._passwords.hash(password)
        await self._changed(user, "password_changed")
        await self._users.change(
            user.user_id, end_sessions=True, password=kept, one_time_until=None
        )
        fresh = replace(user, password=kept, one_time_until=None)
        return await self._begin(fresh, session.stage, instead_of=session.digest)

    async def offered_secret(self, session: Session, user: User) -> bytes:
        """Step 4, the first time: the secret to be set up, the same until it is confirmed."""
        if user.sealed_second_factor is not None or user.one_time_until is not None:
            raise _refused("The second factor cannot be set up now.")
        stored = await self._sessions.find(session.digest)
        if stored is not None and stored.sealed_pending is not None:
            return self._sealer.open(stored.sealed_pending, _context(user))
        secret = new_secret(self._randomness)
        sealed = self._sealer.seal(secret, _context(user))
        await self._sessions.keep_pending(session.digest, sealed)
        return secret

    async def confirm_secret(self, session: Session, user: User, code: str) -> Opened:
        """The first code of a new second factor. Raises CallerError (401) for a wrong one."""
        secret = await self.offered_secret(session, user)
        await self._check_code(secret, user, code)
        await self._changed(user, "second_factor_set")
        sealed = self._sealer.seal(secret, _context(user))
        await self._users.change(user.user_id, end_sessions=True, sealed_second_factor=sealed)
        await self._record("signed_in", user)
        return await self._begin(user, Stage.FULL, instead_of=session.digest)

    async def with_second_factor(self, session: Session, user: User, code: str) -> Opened:
        """Step 4. Raises CallerError (401) for a wrong code, or one that was used before."""
        if user.sealed_second_factor is None or user.one_time_until is not None:
            raise _refused("Set up your account first.")
        secret = self._sealer.open(user.sealed_second_factor, _context(user))
        await self._check_code(secret, user, code)
        await self._record("signed_in", user)
        return await self._begin(user, Stage.FULL, instead_of=session.digest)

    async def end(self, session: Session, user: User) -> None:
        """Sign out."""
        await self._record("signed_out", user)
        await self._sessions.end(session.digest)

    async def _check_code(self, secret: bytes, user: User, code: str) -> None:
        attempt = await self._patience.attempt(code=user.user_id)
        step = step_of(secret, code, self._clock.now())
        if step is None or not await self._users.use_step(user.user_id, step):
            await self._record("refused", user)
            raise _refused("This code is wrong or was used before; wait for the next one.")
        await self._patience.was_right(attempt)

    def _may_begin(self, user: User) -> bool:
        expired = user.one_time_until is not None and self._clock.now() > user.one_time_until
        return user.disabled_at is None and not expired

    async def _begin(self, user: User, stage: Stage, *, instead_of: bytes | None) -> Opened:
        """Step 5."""
        cookie = base64.urlsafe_b64encode(self._randomness(32)).decode().rstrip("=")
        now = self._clock.now()
        session = Session(_digest(cookie), user.user_id, stage, created_at=now, seen_at=now)
        older = now - max(self._lifetimes.whole, FORGET)
        await self._sessions.begin(session, instead_of=instead_of, older=older)
        return Opened(cookie, session, user)

    async def _record(self, event: str, user: User | None) -> None:
        tenant = user.tenant if user is not None else SYSTEM_TENANT
        clear = {"user": user.user_id if user is not None else None, "event": event}
        await self._recorder.record(AuditEvent(EventKind.CONSOLE_SESSION, tenant, clear=clear))

    async def _changed(self, user: User, event: str) -> None:
        clear = {"user": user.user_id, "event": event, "by": "the user"}
        await self._recorder.record(AuditEvent(EventKind.USER_CHANGED, user.tenant, clear=clear))


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode(errors="surrogatepass")).digest()


def _context(user: User) -> bytes:
    return b"chat-proxy/second-factor/1\0" + user.user_id.encode()


def _refused(message: str) -> CallerError:
    return CallerError(ErrorCode.FORBIDDEN, message, status=401)
