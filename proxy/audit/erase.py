"""Erasing content: a durable intent, the deletion, a durable receipt (specification, section 8).

The headers stay, so the tree still verifies, and a verifier can tell an erasure from a theft. A
run that was interrupted leaves an intent without a receipt; the next run deletes what was left, and
its receipt covers both. Whole streams are dropped only when no stream remains that was opened
before they ended, because their records may explain what was erased there.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from proxy.audit.base import (
    SYSTEM_TENANT,
    Deleted,
    Head,
    Held,
    Scope,
    StreamId,
    StreamStore,
    StreamStoreError,
    new_name,
)
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.audit.footer import footer_hash, read_footer, read_statement
from proxy.audit.log import AuditLog
from proxy.audit.record import read_header
from proxy.audit.writer import unavailable
from proxy.clock import Clock, SystemClock, iso
from proxy.errors import VerificationError
from proxy.ids import ConversationId, Randomness

SETTLING: Final = timedelta(seconds=10)
"""Younger records are left alone: another process may still be committing them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is erased, and who asked; sealed in the intent."""

    why: str
    by: str


@dataclass(frozen=True, slots=True)
class StreamLife:
    """From when to when a stream was written."""

    head: Head
    opened: str
    ended: str


HeldNow = Callable[[], Awaitable[Held]]
"""What legal holds keep, asked when nobody else can erase any more."""
Progress = Callable[[int, int], None]
"""Told after each stream: how many are done, of how many."""


async def nothing_held() -> Held:
    """For a log without legal holds."""
    return Held()


def silently(done: int, of: int) -> None:
    """Nobody looks on."""


async def erase_content(
    store: StreamStore,
    scope: datetime | ConversationId,
    *,
    log: AuditLog,
    reason: Reason,
    held: HeldNow = nothing_held,
    progress: Progress = silently,
    clock: Clock | None = None,
    randomness: Randomness = secrets.token_bytes,
) -> Deleted:
    """Really delete the content of all records older than a moment, or of one conversation.

    The last ten seconds and what is held are never touched. Raises ServiceError(AUDIT_UNAVAILABLE); run it again
    then, it goes on where it stopped.
    """
    settled = (clock or SystemClock()).now() - SETTLING
    one = None if isinstance(scope, datetime) else scope
    before = iso(min(scope, settled)) if isinstance(scope, datetime) else iso(settled)
    clear: dict[str, Scalar] = {
        "erasure": new_name("erasure_", randomness),
        "scope": "content",
        "before": before,
        "erased_conversation": one,
    }
    deleted = Deleted()
    async with _alone(store):
        await log.record(_intent(clear, reason))
        log.forget_keys()
        meant = Scope(before, one, await held())
        streams = await asyncio.to_thread(store.streams)
        for number, stream in enumerate(streams, 1):
            deleted += await asyncio.to_thread(store.erase, stream, meant)
            progress(number, len(streams))
        await asyncio.to_thread(store.settle, meant)
        await log.record(_receipt(clear, deleted))
    return deleted


async def drop_streams(
    store: StreamStore,
    older_than: datetime,
    *,
    log: AuditLog,
    reason: Reason,
    held: HeldNow = nothing_held,
    randomness: Randomness = secrets.token_bytes,
) -> Sequence[StreamId]:
    """Really delete whole streams, headers included, whose last footer is older than a moment.

    A stream with a record that is held stays, and so do those that may explain it. Raises ServiceError(AUDIT_UNAVAILABLE), as ``erase_content`` does.
    """
    dropped: list[StreamId] = []
    async with _alone(store):
        kept = await held()
        lives = await asyncio.to_thread(stream_lives, store)
        going = await asyncio.to_thread(droppable, store, lives, iso(older_than), kept)
        for life in going:
            clear: dict[str, Scalar] = {
                "erasure": new_name("erasure_", randomness),
                "scope": "stream",
                "erased_stream": life.head.stream,
                "last_footer": life.head.footer.number,
                "last_hash": footer_hash(life.head.footer.body),
            }
            await log.record(_intent(clear, reason))
            await asyncio.to_thread(store.drop, life.head.stream)
            await asyncio.to_thread(store.settle, Scope(iso(older_than)))
            await log.record(_receipt(clear, Deleted()))
            dropped.append(life.head.stream)
    return dropped


@asynccontextmanager
async def _alone(store: StreamStore) -> AsyncIterator[None]:
    """While nobody exports; the store's errors become the log's."""
    held = store.erasing()
    try:
        await asyncio.to_thread(held.__enter__)
        try:
            yield
        finally:
            held.__exit__(None, None, None)
    except StreamStoreError as error:
        raise unavailable(str(error)) from None


def _intent(clear: Mapping[str, Scalar], reason: Reason) -> AuditEvent:
    sealed = {"reason": reason.why, "by": reason.by}
    return AuditEvent(EventKind.ERASURE_INTENT, SYSTEM_TENANT, clear=clear, sealed=sealed)


def _receipt(clear: Mapping[str, Scalar], deleted: Deleted) -> AuditEvent:
    counts = {"contents": deleted.contents, "keys": deleted.keys}
    return AuditEvent(EventKind.ERASURE_DONE, SYSTEM_TENANT, clear={**clear, **counts})


def stream_lives(store: StreamStore) -> list[StreamLife]:
    """The life of every stream that can be read."""
    found: list[StreamLife] = []
    for head in (store.head(stream) for stream in store.streams()):
        if head is None:
            continue
        try:
            opened = read_statement(store.statement(head.stream).body).at
            ended = read_footer(head.footer.body).at
        except VerificationError:
            continue  # what was tampered with is kept, for the verifier to see
        found.append(StreamLife(head, opened, ended))
    return found


def _is_held(store: StreamStore, life: StreamLife, held: Held) -> bool:
    """Whether a legal hold is on a record of the stream. Reads its headers; few streams are old."""
    if any(start <= life.ended and life.opened < end for start, end in held.periods):
        return True
    if not held.conversations:
        return False
    for entry in store.entries(life.head.stream, life.head.footer.number):
        if isinstance(entry, bytes):
            with suppress(VerificationError):
                if read_header(entry).conversation in held.conversations:
                    return True
    return False


def droppable(
    store: StreamStore, lives: Sequence[StreamLife], before: str, held: Held
) -> list[StreamLife]:
    """The streams that ended before, less held ones and what may explain erasures in the rest."""
    going = [life for life in lives if life.ended < before and not _is_held(store, life, held)]
    while True:
        oldest_kept = min((life.opened for life in lives if life not in going), default="~")
        kept = [life for life in going if life.ended < oldest_kept]
        if len(kept) == len(going):
            return going
        going = kept
