"""The one writer of one stream: seals what it is given, commits in groups, signs each commit.

Strategy: any thread or event loop may ``submit``; a lock gives numbers in the order of the queue.
One thread of its own takes whatever waits, lets the store make it durable together with a footer,
and only then releases those who wait: the more wait, the larger the group. The tree lives in this
process's memory and is never read back from disk. Every few minutes a footer names the key that signs
the next ones, and the old one is dropped: who takes over the process later cannot sign what was.

A failure is final. After a commit that may or may not have reached the disk there is nothing to
retry: everybody who waits, and everybody who comes later, gets the error, and the log goes on with
a new stream. However the thread ends, it ends through ``_let_go``, so nobody waits for ever.
"""

import asyncio
import os
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from proxy.audit.base import (
    SYSTEM_TENANT,
    Batch,
    FooterKind,
    Head,
    SealedRecord,
    StreamId,
    StreamStore,
    StreamStoreError,
    StreamWriter,
    new_name,
)
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.audit.footer import FooterClaims, footer_hash, write_footer, write_statement
from proxy.audit.record import Sealer
from proxy.audit.tree import Tree, leaf_hash
from proxy.clock import Clock, iso
from proxy.errors import ErrorCode, ServiceError
from proxy.ids import Randomness
from proxy.keys.base import Keyring
from proxy.keys.signatures import Ed25519Signer

LARGEST_BATCH: Final = 512
"""Records of one commit: bounds the size of a footer (67 bytes a record) and the wait."""
MOST_WAITING: Final = 10_000
MOST_WAITING_BYTES: Final = 64 << 20
"""Beyond either, recording fails at once instead of filling memory."""


@dataclass(frozen=True, slots=True)
class About:
    """What a stream says of the process that writes it (``stream_opened``)."""

    software: str
    policy: str
    previous_failed: bool = False
    """The stream before it, of the same process, ended because a commit failed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a footer is signed when nothing happens, and how long one key signs, in seconds."""

    idle_seconds: float
    key_seconds: float


@dataclass(frozen=True, slots=True)
class _Waiting:
    record: SealedRecord
    loop: asyncio.AbstractEventLoop = field(repr=False)
    released: "asyncio.Future[None]" = field(repr=False)


def keys_of(keyring: Keyring) -> frozenset[tuple[str, str]]:
    """Which keys there are, and their states: whether a stream is under the newest ones."""
    return frozenset((key.kid, key.state.value) for key in keyring.status())


def unavailable(why: str) -> ServiceError:
    """The one error of recording."""
    return ServiceError(ErrorCode.AUDIT_UNAVAILABLE, f"the audit log cannot be written: {why}")


class StreamThread:
    """One stream from its first record to its last. ``start`` it once."""

    def __init__(
        self,
        store: StreamStore,
        keyring: Keyring,
        *,
        about: About,
        clock: Clock,
        randomness: Randomness,
        pace: Pace,
    ) -> None:
        self.stream = StreamId(new_name("stream_", randomness))
        self.keys = keys_of(keyring)
        """The keys that were in the keyring when this stream was begun."""
        self.opened = threading.Event()
        """Set when the first commit is durable, or when it has failed."""
        self._store, self._keyring, self._about = store, keyring, about
        self._clock, self._pace, self._randomness = clock, pace, randomness
        self._signer = Ed25519Signer(randomness(32))
        self._signer_since = clock.monotonic()
        self._process = os.getpid()
        self._sealer = Sealer(self.stream, keyring.auditors, randomness=randomness)
        self._tree = Tree()
        self._footers = 0
        self._previous: str | None = None
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._next = 1  # number 0 is stream_opened, sealed by the thread itself
        self._waiting = self._waiting_bytes = 0
        self._taken: Sequence[_Waiting] = ()
        self._why_not: str | None = None
        self._busy_since: float | None = clock.monotonic()
        self._thread = threading.Thread(target=self._run, name=self.stream, daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    @property
    def over(self) -> str | None:
        """Why nothing more can be recorded here; None while it can."""
        return self._why_not

    def busy_for(self) -> float:
        """Seconds for which the commit that runs now has been running."""
        since = self._busy_since
        return 0.0 if since is None else self._clock.monotonic() - since

    def forget_keys(self) -> None:
        """From the next record on, use new data keys."""
        with self._lock:
            self._sealer.forget_keys()

    def submit(self, event: AuditEvent) -> "asyncio.Future[None]":
        """Queue an event; the future ends when it is durable. Call it in a running event loop.

        Raises ServiceError(AUDIT_UNAVAILABLE), as the future does.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._why_not is not None:
                raise unavailable(self._why_not)
            if os.getpid() != self._process:
                raise unavailable("this is a copy of the process that opened it")
            if self._waiting >= MOST_WAITING or self._waiting_bytes >= MOST_WAITING_BYTES:
                raise unavailable("too many records wait")
            record = self._sealer.seal(event, seq=self._next, now=self._clock.now())
            self._next += 1
            self._waiting += 1
            self._waiting_bytes += len(record.content)
            waiting = _Waiting(record, loop, loop.create_future())
            self._queue.put(waiting)
        return waiting.released

    def stop(self, seconds: float) -> bool:
        """Write what waits and a closing footer. False when that took longer than ``seconds``."""
        with self._lock:
            if self._why_not is None:
                self._why_not = "it is closed"
                self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            writer = self._create()
            try:
                while self._turn(writer):
                    pass
            finally:
                writer.close()
        except (StreamStoreError, OSError) as error:
            self._let_go(f"a commit failed ({type(error).__name__})")
        finally:
            self._let_go("its writer ended")

    def _create(self) -> StreamWriter:
        """The new stream with ``stream_opened`` durable in it."""
        try:
            before = self._store.latest()
        except StreamStoreError:
            before = None
        statement = write_statement(
            self.stream,
            self._signer.public,
            log_id=self._keyring.log_id,
            at=iso(self._clock.now()),
            enrolment=self._keyring.enrolment_signer(),
        )
        writer = self._store.create(self.stream, statement)
        try:
            self._commit(writer, [self._own(EventKind.STREAM_OPENED, self._opening(before), 0)])
        except (StreamStoreError, OSError):
            writer.close()
            with suppress(StreamStoreError, OSError):
                self._store.discard(self.stream)
            raise
        self.opened.set()
        return writer

    def _opening(self, before: Head | None) -> dict[str, Scalar]:
        return {
            "software": self._about.software,
            "policy": self._about.policy,
            "development": self._keyring.development,
            "previous_stream": before.stream if before else None,
            "previous_footer": before.footer.number if before else None,
            "previous_hash": footer_hash(before.footer.body) if before else None,
            "previous_failed": self._about.previous_failed,
        }

    def _own(self, kind: EventKind, clear: dict[str, Scalar], seq: int) -> SealedRecord:
        event = AuditEvent(kind, SYSTEM_TENANT, clear=clear)
        with self._lock:
            return self._sealer.seal(event, seq=seq, now=self._clock.now())

    def _turn(self, writer: StreamWriter) -> bool:
        """One commit. False after the last one."""
        self._taken, last = self._take()
        records = [waiting.record for waiting in self._taken]
        kind = FooterKind.COMMIT if records else FooterKind.IDLE
        if last:
            kind = FooterKind.CLOSE
            closed = {"records": self._next}
            records.append(self._own(EventKind.STREAM_CLOSED, dict(closed), self._next))
        self._commit(writer, records, kind)
        done, self._taken = self._taken, ()
        with self._lock:
            self._waiting -= len(done)
            self._waiting_bytes -= sum(len(w.record.content) for w in done)
        _release(done, None)
        return not last

    def _take(self) -> tuple[list[_Waiting], bool]:
        """What waits, in order (nothing after a quiet while), and whether it is the last."""
        taken: list[_Waiting] = []
        try:
            first = self._queue.get(timeout=self._pace.idle_seconds)
            while first is not None:
                taken.append(first)
                if len(taken) == LARGEST_BATCH:
                    return taken, False
                first = self._queue.get_nowait()
        except queue.Empty:
            return taken, False
        return taken, True

    def _commit(
        self,
        writer: StreamWriter,
        records: Sequence[SealedRecord],
        kind: FooterKind = FooterKind.COMMIT,
    ) -> None:
        """Durable together: these records and the footer over everything so far."""
        leaves = tuple(leaf_hash(record.header) for record in records)
        for leaf in leaves:
            self._tree.add(leaf)
        following = self._next_signer(kind)
        claims = FooterClaims(
            self.stream,
            self._footers,
            kind,
            self._previous,
            leaves,
            self._tree.size,
            self._tree.root(),
            iso(self._clock.now()),
            self._signer.public,
            None if following is None else following.public,
        )
        footer = write_footer(claims, self._signer)
        self._busy_since = self._clock.monotonic()
        writer.append(Batch(tuple(records), footer))
        self._busy_since = None
        self._footers += 1
        self._previous = footer_hash(footer.body)
        if following is not None:
            self._signer, self._signer_since = following, self._clock.monotonic()

    def _next_signer(self, kind: FooterKind) -> Ed25519Signer | None:
        """A fresh key when the one in use is old enough."""
        age = self._clock.monotonic() - self._signer_since
        if kind is FooterKind.CLOSE or age < self._pace.key_seconds:
            return None
        return Ed25519Signer(self._randomness(32))

    def _let_go(self, why: str) -> None:
        """Nobody may wait for a writer that has ended. Harmless when nobody waits."""
        left: list[_Waiting] = list(self._taken)
        self._taken = ()
        with self._lock:
            self._why_not = self._why_not or why
            with suppress(queue.Empty):
                while True:
                    waiting = self._queue.get_nowait()
                    if waiting is not None:
                        left.append(waiting)
        self.opened.set()
        _release(left, unavailable(why))


def _release(done: Sequence[_Waiting], error: ServiceError | None) -> None:
    """End the futures, each on its own event loop, with one wake-up per loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for waiting in done:
        by_loop.setdefault(waiting.loop, []).append(waiting.released)
    for loop, futures in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_end, futures, error)


def _end(futures: Sequence["asyncio.Future[None]"], error: ServiceError | None) -> None:
    for future in futures:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
