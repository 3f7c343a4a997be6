"""The audit log of one process: ``record`` returns when the event is durable, or raises.

It owns one stream at a time. When a stream has failed, the next record opens a new one, so the log
heals by itself as soon as the disk does; until then every call fails and nothing may be forwarded.
Sealing happens on the caller's event loop (about 50 microseconds), commits in the stream's thread.
"""

import asyncio
import secrets
from dataclasses import replace
from typing import Final

from proxy.audit.base import StreamId, StreamStore
from proxy.audit.events import AuditEvent
from proxy.audit.writer import About, Pace, StreamThread, keys_of, unavailable
from proxy.clock import Clock, SystemClock
from proxy.ids import Randomness
from proxy.keys.base import Keyring

IDLE_SECONDS: Final = 60.0
"""After so long without a record a footer is signed all the same."""
KEY_SECONDS: Final = 600.0
"""So long does one key sign footers; what it signed cannot be signed again afterwards."""
DEADLINE_SECONDS: Final = 5.0
"""So long may a record take to become durable before its turn is refused."""


class AuditLog:
    """The one way to put something on record. Make it with ``open``."""

    def __init__(
        self,
        store: StreamStore,
        keyring: Keyring,
        *,
        about: About,
        clock: Clock,
        randomness: Randomness,
        pace: Pace,
        deadline_seconds: float,
    ) -> None:
        """Use ``open``, which also waits until the first record is durable."""
        self._store, self._keyring, self._about = store, keyring, about
        self._clock, self._randomness = clock, randomness
        self._pace, self._deadline = pace, deadline_seconds
        self._closed = False
        self._stream = self._started(about)

    @classmethod
    def open(
        cls,
        store: StreamStore,
        keyring: Keyring,
        *,
        software: str,
        policy: str,
        clock: Clock | None = None,
        randomness: Randomness = secrets.token_bytes,
        idle_seconds: float = IDLE_SECONDS,
        key_seconds: float = KEY_SECONDS,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> "AuditLog":
        """Open a new stream and wait (blocking, some milliseconds) until it stands on the disk.

        ``software``: name and version; ``policy``: version of the policy in force. Raises
        ServiceError(AUDIT_UNAVAILABLE).
        """
        log = cls(
            store,
            keyring,
            about=About(software, policy),
            clock=clock or SystemClock(),
            randomness=randomness,
            pace=Pace(idle_seconds, key_seconds),
            deadline_seconds=deadline_seconds,
        )
        in_time = log._stream.opened.wait(deadline_seconds)
        why_not = log._stream.over if in_time else "its store does not answer in time"
        if why_not is not None:
            log._closed = True
            log._stream.stop(0)
            raise unavailable(why_not)
        return log

    @property
    def stream(self) -> StreamId:
        """The stream that is written now."""
        return self._stream.stream

    @property
    def healthy(self) -> bool:
        """Whether records are being accepted: for readiness checks, never instead of ``record``."""
        return self._stream.over is None and self._stream.busy_for() < self._deadline

    @property
    def stale(self) -> bool:
        """The keyring has other keys than when the stream was begun: ``renew`` is due."""
        return self._stream.keys != keys_of(self._keyring)

    async def record(self, event: AuditEvent) -> None:
        """Put an event on record; it is durable when this returns.

        Raises ServiceError(AUDIT_UNAVAILABLE): then nothing may be done that the record was for.
        After a time-out the record may still become durable: it then tells of something that was
        not done.
        """
        released = self._stream_in_use().submit(event)
        try:
            async with asyncio.timeout(self._deadline):
                await released
        except TimeoutError:
            raise unavailable("its store does not answer in time") from None

    def forget_keys(self) -> None:
        """Use new data keys from now on, so that the old ones can be erased for good."""
        self._stream.forget_keys()

    async def renew(self) -> None:
        """Go on with a new stream, under the keys that the keyring has now; nobody waits for it.

        Raises ServiceError(AUDIT_UNAVAILABLE) when the new one cannot be begun; the old one goes on.
        """
        fresh, before = self._started(self._about), self._stream
        in_time = await asyncio.to_thread(fresh.opened.wait, self._deadline)
        why_not = fresh.over if in_time else "its store does not answer in time"
        if why_not is not None:
            fresh.stop(0)
            raise unavailable(why_not)
        self._stream = fresh
        await asyncio.to_thread(before.stop, self._deadline)

    async def close(self) -> None:
        """Write what waits, a closing record and a closing footer. Never raises; twice is once."""
        self._closed = True
        await asyncio.to_thread(self._stream.stop, self._deadline)

    def _stream_in_use(self) -> StreamThread:
        """The stream, or a new one when it failed.

        Not awaited: the new one queues until it is there, and everybody who comes meanwhile waits
        for the same one.
        """
        if self._closed:
            raise unavailable("it is closed")
        if self._stream.over is not None:
            self._stream = self._started(replace(self._about, previous_failed=True))
        return self._stream

    def _started(self, about: About) -> StreamThread:
        stream = StreamThread(
            self._store,
            self._keyring,
            about=about,
            clock=self._clock,
            randomness=self._randomness,
            pace=self._pace,
        )
        stream.start()
        return stream
