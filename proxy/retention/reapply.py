"""After a backup was restored: what was erased since then is erased again, before anybody is served.

Strategy: the ledger (and its copy in the database, for the other hosts) says of which conversations
nothing from before a moment may be there. We do not ask whether a backup was restored; we look. Most
of the time nothing is there, and looking costs one query for each stream and table. Erasures that are
older than every time to live are passed over: what they erased would be deleted as overdue.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from proxy.audit.base import StreamStore, StreamStoreError
from proxy.clock import iso
from proxy.errors import ErrorCode, ServiceError
from proxy.ids import ConversationId
from proxy.retention.base import CaseEraser, ConversationEraser, Erased
from proxy.retention.erase import Eraser

WHY = "it was erased before and had come back, as from a backup"
BY = "the proxy, at its start"


async def reapply(
    eraser: Eraser, streams: StreamStore, *, oldest: datetime
) -> Sequence[ConversationId]:
    """Erase again what the ledger names and is there; gives the conversations.

    ``oldest``: erasures from before this moment are passed over. Brings the ledger and its copy in
    the database to the same state. Raises ServiceError or AdministratorError: then do not serve.
    """
    newest = await _known(eraser, oldest)
    back = await asyncio.to_thread(_present, streams, list(newest.values()))
    stores: list[CaseEraser | ConversationEraser] = [eraser.cases, *eraser.others]
    for one in newest.values():
        for store in stores:
            if await store.has_older(one.tenant, one.conversation, one.before):
                back |= {one.conversation}
    for name in sorted(back):
        await eraser.conversations(newest[name].tenant, [name], why=WHY, by=BY)
    return sorted(back)


async def _known(eraser: Eraser, oldest: datetime) -> Mapping[ConversationId, Erased]:
    """Ledger and database together; what only one of them has is given to the other."""
    await eraser.erasures.forget_before(oldest)
    ledger = _newest(await eraser.ledger.read(), oldest)
    copy = _newest(await eraser.erasures.all(), oldest)
    lost = [one for one in copy.values() if one.before > _time_of(ledger, one)]
    if lost:
        await eraser.ledger.append(lost)
    await eraser.erasures.add(one for one in ledger.values() if one.before > _time_of(copy, one))
    return _newest([*ledger.values(), *copy.values()], oldest)


def _newest(erased: Sequence[Erased], oldest: datetime) -> dict[ConversationId, Erased]:
    by_time = sorted(erased, key=lambda one: one.before)
    return {one.conversation: one for one in by_time if one.before >= oldest}


def _time_of(known: Mapping[ConversationId, Erased], erased: Erased) -> datetime:
    there = known.get(erased.conversation)
    return there.before if there else datetime.min.replace(tzinfo=UTC)


def _present(streams: StreamStore, erased: Sequence[Erased]) -> frozenset[ConversationId]:
    before = {one.conversation: iso(one.before) for one in erased}
    if not before:
        return frozenset()
    try:
        found = [streams.present(stream, before) for stream in streams.streams()]
    except StreamStoreError as error:
        raise ServiceError(ErrorCode.AUDIT_UNAVAILABLE, f"the audit log: {error}") from None
    return frozenset().union(*found)
