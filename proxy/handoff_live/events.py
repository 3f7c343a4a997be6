"""The live thread as server-sent events.

Strategy: ``message`` events carry the customer's own numbers as their ids, 1, 2, 3 … without a gap,
so that ``Last-Event-ID`` says exactly what has been shown. ``state`` events carry no id: the state is
told at the beginning and whenever it becomes another one. ``end`` follows when the bot has the
conversation again; nothing comes after it.
"""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Final

from proxy.clock import iso
from proxy.errors import CallerError, ServiceError
from proxy.handoff.customer import CustomerView, Said
from proxy.handoff_live.base import LiveRooms, Visitor
from proxy.handoff_live.watch import Follower

_RETRY: Final = b"retry: 2000\n\n"
_ALIVE: Final = b": alive\n\n"


async def events(
    visitor: Visitor, rooms: LiveRooms, follower: Follower, last: int
) -> AsyncIterator[bytes]:
    """Everything after message ``last``, then what comes, until the case ends or the proxy stops.

    A store that fails ends the stream: the client comes back with ``Last-Event-ID``.
    """
    yield _RETRY
    told: str | None = None
    while not rooms.watch.closed:
        try:
            view = await rooms.desk.view(visitor.tenant, visitor.case_id, after=last)
        except (CallerError, ServiceError):
            return
        follower.version = view.version
        last = min(last, view.last)
        if view.state != told:
            told = view.state
            yield _event("state", state_of(view))
        for said in view.messages:
            last = said.number
            yield _event("message", message_of(said), number=said.number)
        if view.closed:
            yield _event("end", {})
            return
        if not await follower.wait(rooms.alive_seconds):
            yield _ALIVE


def state_of(view: CustomerView) -> dict[str, object]:
    """How a case stands, as clients read it."""
    return {
        "case": view.case_id,
        "reference": view.reference,
        "state": view.state.value,
        "closed": view.closed,
        "notice": view.notice,
    }


def message_of(said: Said) -> dict[str, object]:
    """A message, as clients read it."""
    return {
        "number": said.number,
        "from": said.author.value,
        "label": said.label,
        "at": iso(said.at),
        "text": said.text,
    }


def _event(name: str, data: Mapping[str, object], *, number: int | None = None) -> bytes:
    identity = "" if number is None else f"id: {number}\n"
    # ASCII: what people wrote cannot be taken for a line end, whatever a reader counts as one.
    return f"{identity}event: {name}\ndata: {json.dumps(dict(data))}\n\n".encode("ascii")
