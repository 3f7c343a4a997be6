"""The queue: what waits, how urgent, for how long still; and taking the next case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import JSONResponse, Response, StreamingResponse

from proxy.console.base import Visit
from proxy.console.door import go_to
from proxy.console.render import Renderer
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.desk import ACTIVE

_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list."""

    row: CaseRow
    topic: str
    mine: bool
    left: timedelta
    """Until its clock runs out; negative afterwards."""
    share: int
    """Percent of the wait that is over, 0 to 100."""
    pressing: bool
    """Less than a quarter of the wait is left, and nobody has it."""


class QueuePages:
    """The list of cases."""

    def __init__(self, renderer: Renderer) -> None:
        self._render = renderer

    async def queue(self, visit: Visit) -> Response:
        """What waits, most urgent first."""
        policy = visit.rooms.policies.current().handoff
        wanted = visit.text("queue")
        rows = [row for row in await visit.rooms.desk.list(visit.tenant) if visit.may_see(row)]
        chosen = [row for row in rows if not wanted or row.queue == wanted]
        lines = _lines(visit, chosen)
        queues = {row.queue for row in rows} | set(policy.queues)
        own = visit.who.queues
        return self._render.page(
            visit,
            "queue.html",
            waiting=[line for line in lines if line.row.state is not CaseState.CLAIMED],
            mine=[line for line in lines if line.mine],
            others=[
                line for line in lines if line.row.state is CaseState.CLAIMED and not line.mine
            ],
            follow_ups=await self._follow_ups(visit),
            queue=wanted,
            queues=[
                (name, policy.queues.get(name, name), sum(row.queue == name for row in rows))
                for name in sorted(queues)
                if not own or name in own
            ],
            titles=policy.queues,
            total=len(rows),
        )

    async def _follow_ups(self, visit: Visit) -> list[Line]:
        rows = await visit.rooms.margin.follow_ups(visit.tenant)
        return _lines(visit, [row for row in rows if visit.may_see(row)])

    async def closed(self, visit: Visit) -> Response:
        """What was closed lately: to look something up, to judge the rules."""
        states = frozenset(CaseState) - ACTIVE
        since = visit.rooms.clock.now() - _RECENT
        rows = [
            row
            for row in await visit.rooms.desk.list(visit.tenant, states)
            if row.changed_at >= since and visit.may_see(row)
        ]
        rows.sort(key=lambda row: row.changed_at, reverse=True)
        titles = visit.rooms.policies.current().handoff.queues
        return self._render.page(
            visit, "closed.html", lines=_lines(visit, rows[:200]), titles=titles
        )

    async def take_next(self, visit: Visit) -> Response:
        """Claim the most urgent case that waits; when somebody is faster, the one after it."""
        wanted = visit.text("queue")
        for row in await visit.rooms.desk.list(visit.tenant):
            if row.state is CaseState.CLAIMED or not visit.may_see(row):
                continue
            if wanted and row.queue != wanted:
                continue
            try:
                await visit.rooms.desk.claim(visit.tenant, row.case_id, visit.agent)
            except CallerError as error:
                if error.code is not ErrorCode.CONFLICT:
                    raise
                continue
            return go_to(f"/cases/{row.case_id}")
        return go_to("/queue?done=nothing")

    async def events(self, visit: Visit) -> Response:
        """Server-sent events: something has changed."""
        cookie = visit.secret

        async def may_go_on() -> bool:
            return await visit.rooms.sign_in.resume(cookie) is not None

        events = visit.rooms.watch.events(may_go_on)
        return StreamingResponse(events, media_type="text/event-stream")

    async def alive(self, visit: Visit) -> Response:
        """Somebody is typing: the session is in use (the door has noted it)."""
        del visit
        return JSONResponse({})


def _lines(visit: Visit, rows: Sequence[CaseRow]) -> list[Line]:
    now = visit.rooms.clock.now()
    return [_line(visit, row, now) for row in rows]


def _line(visit: Visit, row: CaseRow, now: datetime) -> Line:
    left = row.expires_at - now
    share = round(100 * (1 - left / row.longest_wait)) if row.longest_wait else 100
    return Line(
        row=row,
        topic=visit.rooms.desk.topic(row),
        mine=row.state is CaseState.CLAIMED and row.owner == visit.agent,
        left=left,
        share=min(100, max(0, share)),
        pressing=row.state is CaseState.WAITING and left < row.longest_wait / 4,
    )
