"""The overview: the queue in numbers. It opens no text and names no customer."""

import asyncio
from datetime import timedelta
from typing import Final

from starlette.responses import Response

from proxy.clock import iso
from proxy.console.base import Visit
from proxy.console.charts import HEIGHT, WIDTH, columns, shares
from proxy.console.cover import teams
from proxy.console.looks_digest import looks_since
from proxy.console.pages.webhooks import troubled
from proxy.console.render import Renderer
from proxy.handoff.base import CaseState
from proxy.storage.users import UserRole

_PERIODS: Final = {"1": "Today", "7": "7 days", "30": "30 days", "90": "90 days"}
_OUTCOMES: Final = (
    (CaseState.RESOLVED, "answered and closed"),
    (CaseState.RETURNED, "back with the bot"),
    (CaseState.ABANDONED, "customer left"),
    (CaseState.EXPIRED, "nobody came in time"),
    (CaseState.CLAIMED, "being answered"),
    (CaseState.WAITING, "waiting"),
)


class FigurePages:
    """Charts and tables of numbers."""

    def __init__(self, renderer: Renderer) -> None:
        self._render = renderer

    async def overview(self, visit: Visit) -> Response:
        """The figures of a period."""
        days = visit.text("days") if visit.text("days") in _PERIODS else "7"
        found = await visit.rooms.counting.overview(visit.tenant, timedelta(days=int(days)))
        total = found.total
        since = iso(visit.rooms.clock.now() - timedelta(days=int(days)))
        looks = None
        if visit.has(UserRole.SUPERVISOR):
            streams = visit.rooms.log.streams
            looks = await asyncio.to_thread(looks_since, streams, visit.tenant, since)
        most = max((each.held_turns for each in found.by_topic.values()), default=1)
        return self._render.page(
            visit,
            "overview.html",
            figures=found,
            looks=looks,
            teams=await teams(visit),
            troubled=await troubled(visit),
            days=days,
            periods=_PERIODS,
            columns=columns(found.by_day),
            width=WIDTH,
            height=HEIGHT,
            most=max(most, 1),
            outcomes=[
                (state.value, words, total.outcomes.get(state, 0)) for state, words in _OUTCOMES
            ],
            parts=shares([(state.value, total.outcomes.get(state, 0)) for state, _ in _OUTCOMES]),
            stars=[(stars, total.ratings.get(stars, 0)) for stars in range(5, 0, -1)],
        )
