"""The queue: what waits, how urgent, for how long still; and taking the next case."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import JSONResponse, Response, StreamingResponse

from proxy.clock import iso
from proxy.console.base import Visit
from proxy.console.cover import empty_teams
from proxy.console.door import go_to
from proxy.console.live import ALIVE, CHANGED
from proxy.console.render import Renderer
from proxy.errors import CallerError, ErrorCode, ProxyError
from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.board import Tally, Wanted
from proxy.handoff.desk import ACTIVE

PAGE: Final = 50
"""Cases of one kind on a page: what a page costs does not grow with how many wait."""
_RECENT: Final = timedelta(days=7)
_WAITING: Final = frozenset({CaseState.WAITING, CaseState.EXPIRED})
_CLAIMED: Final = frozenset({CaseState.CLAIMED})


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
        """What waits, most urgent first, a page at a time."""
        board, agent = visit.rooms.board, visit.agent
        await board.let_clocks_run(visit.tenant)
        queue, page = visit.text("queue"), _page(visit)
        chosen = _chosen(visit, queue)

        async def part(wanted: Wanted, skip: int = 0) -> list[Line]:
            rows = await board.most_urgent(visit.tenant, wanted, skip=skip, limit=PAGE)
            return _lines(visit, rows)

        tally = await board.tally(visit.tenant, ACTIVE)
        seen = {key: one for key, one in tally.items() if _is_in(key[0], visit.queues)}
        here = {key: one for key, one in seen.items() if _is_in(key[0], chosen)}
        waits = [one for (_, state), one in here.items() if state in _WAITING]
        waiting = await part(Wanted(_WAITING, chosen), (page - 1) * PAGE)
        titles = visit.rooms.policies.current().handoff.queues
        return self._render.page(
            visit,
            "queue.html",
            waiting=waiting,
            waiting_count=sum(one.count for one in waits),
            newest=iso(max(one.newest for one in waits)) if waits else "",
            mine=await part(Wanted(_CLAIMED, chosen, owner=agent)),
            others=await part(Wanted(_CLAIMED, chosen, not_owner=agent)),
            follow_ups=await self._follow_ups(visit),
            queue=queue,
            queues=_tabs(visit, titles, seen),
            titles=titles,
            empty_teams=await empty_teams(visit),
            total=sum(one.count for one in seen.values()),
            number=page,
            size=PAGE,
        )

    async def _follow_ups(self, visit: Visit) -> list[Line]:
        rows = await visit.rooms.margin.follow_ups(visit.tenant)
        return _lines(visit, [row for row in rows if visit.may_see(row)][:PAGE])

    async def closed(self, visit: Visit) -> Response:
        """What was closed lately: to look something up, to judge the rules."""
        since = visit.rooms.clock.now() - _RECENT
        wanted = Wanted(frozenset(CaseState) - ACTIVE, visit.queues)
        rows = await visit.rooms.board.changed_since(visit.tenant, wanted, since, limit=200)
        titles = visit.rooms.policies.current().handoff.queues
        return self._render.page(visit, "closed.html", lines=_lines(visit, rows), titles=titles)

    async def take_next(self, visit: Visit) -> Response:
        """Claim the most urgent case that waits; when somebody is faster, the one after it."""
        board, desk = visit.rooms.board, visit.rooms.desk
        chosen = _chosen(visit, visit.text("queue"))
        row = await board.take(desk, visit.tenant, visit.agent, chosen)
        return go_to(f"/cases/{row.case_id}#newest" if row else "/queue?done=nothing")

    async def events(self, visit: Visit) -> Response:
        """Server-sent events: something has changed; with ``case``, something about that case."""
        cookie = visit.secret

        async def may_go_on() -> bool:
            return await visit.rooms.sign_in.resume(cookie) is not None

        events = visit.rooms.watch.events(may_go_on)
        if visit.text("case"):
            events = of_case(visit, visit.text("case"), visit.text("version"), events)
        return StreamingResponse(events, media_type="text/event-stream")

    async def find(self, visit: Visit) -> Response:
        """Go to the case whose reference a customer reads out."""
        row = await visit.rooms.desk.row(visit.tenant, visit.text("case"))
        if not visit.may_see(row):
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no case with this id or reference.", status=404
            )
        return go_to(f"/cases/{row.case_id}#newest")

    async def alive(self, visit: Visit) -> Response:
        """Somebody is typing: the session is in use (the door has noted it)."""
        del visit
        return JSONResponse({})


async def of_case(
    visit: Visit, case: str, shown: str, events: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """Only what is about this case: each refresh of its page is a look, and on record as one.

    ``shown``: the version that the page shows. What changed between the page and its first event is told, too.
    """
    greeted = False
    async for event in events:
        version = await _version(visit, case)
        if not greeted:
            yield event
        if version != shown:
            yield CHANGED
        elif greeted:
            yield ALIVE
        greeted, shown = True, version


async def _version(visit: Visit, case: str) -> str:
    """The case's version now; empty: it is gone, or the store is away, as its page will say."""
    try:
        return str((await visit.rooms.desk.row(visit.tenant, case)).version)
    except ProxyError:
        return ""


def _page(visit: Visit) -> int:
    """The page that was asked for, from 1."""
    written = visit.text("page")
    return (
        max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 6 else 1
    )


def _is_in(queue: str, queues: frozenset[str] | None) -> bool:
    return queues is None or queue in queues


def _chosen(visit: Visit, queue: str) -> frozenset[str] | None:
    """The queues that are shown: one of this person's, or all of them."""
    if not queue:
        return visit.queues
    return frozenset({queue} if _is_in(queue, visit.queues) else ())


def _tabs(
    visit: Visit, titles: Mapping[str, str], tally: Mapping[tuple[str, CaseState], Tally]
) -> list[tuple[str, str, int]]:
    """Each queue that this person has: name, title, how many cases are in it."""
    counts: Counter[str] = Counter()
    for (queue, _), one in tally.items():
        counts[queue] += one.count
    own = visit.who.queues
    return [
        (name, titles.get(name, name), counts[name])
        for name in sorted({*counts, *titles})
        if not own or name in own
    ]


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
