"""For auditors: the clear headers of the log, its verification, and its export.

The page shows what everybody who holds an export could read. Content is sealed to the auditor's own
key, which never comes here: opening it stays with `chat-proxy audit open` on the auditor's machine.
"""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import EventKind
from proxy.audit.verify import Report
from proxy.clock import iso
from proxy.console.base import Visit
from proxy.console.log_browser import VERIFYING, Filter, browse
from proxy.console.log_export import exported, record_export, verified
from proxy.console.render import Renderer

_PERIODS: Final = {"1": "Last hour", "24": "Last day", "168": "Last 7 days", "720": "Last 30 days"}
_DECISIONS: Final = ("forwarded", "held", "returned", "blocked")
_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """A verification of the log as it stands, and how long ago it was."""

    report: Report
    at: datetime


class AuditPages:
    """The clear side of the audit log."""

    def __init__(self, renderer: Renderer) -> None:
        self._render = renderer

    async def audit(self, visit: Visit) -> Response:
        """Headers, newest first."""
        return await self._page(visit, None)

    async def verify(self, visit: Visit) -> Response:
        """Export to a file nobody keeps, and check that."""
        await record_export(visit.rooms.recorder, visit.tenant, f"{VERIFYING} {visit.who.user_id}")
        report = await asyncio.to_thread(verified, visit.rooms.log, visit.rooms.clock)
        return await self._page(visit, Checked(report, visit.rooms.clock.now()))

    async def export(self, visit: Visit) -> Response:
        """The bundle, as a download. It is on record before it is written."""
        await record_export(
            visit.rooms.recorder, visit.tenant, f"console: export {visit.who.user_id}"
        )
        folder, bundle = await asyncio.to_thread(exported, visit.rooms.log, visit.rooms.clock)
        name = f"audit-{iso(visit.rooms.clock.now())[:10]}.zip"
        gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
        return FileResponse(
            bundle, media_type="application/octet-stream", filename=name, background=gone
        )

    async def _page(self, visit: Visit, checked: Checked | None) -> Response:
        hours = visit.text("hours") if visit.text("hours") in _PERIODS else "24"
        since = visit.rooms.clock.now() - timedelta(hours=int(hours))
        wanted = Filter(
            since=iso(since),
            kind=visit.text("kind") if visit.text("kind") in set(EventKind) else "",
            decision=visit.text("decision") if visit.text("decision") in _DECISIONS else "",
            policy=visit.text("policy").strip().lower()[:64],
            tenants=frozenset({visit.tenant, SYSTEM_TENANT}),
        )
        found = await asyncio.to_thread(browse, visit.rooms.log.streams, wanted, _LINES)
        return self._render.page(
            visit,
            "audit.html",
            found=found,
            hours=hours,
            periods=_PERIODS,
            kinds=sorted(kind.value for kind in EventKind),
            decisions=_DECISIONS,
            wanted=wanted,
            checked=checked,
            limit=_LINES,
            copies=visit.rooms.log.copies,
        )
