"""One case: the conversation as the customer sees it, what was seen in it, and everything to do.

Each showing of the page is a look at the case and on record before a word is opened; values stand
masked in it until somebody asks for them, which is on record again. What somebody typed is never
lost: when a change is refused the page comes back with the words still in their field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from starlette.responses import JSONResponse, Response

from proxy.clock import iso
from proxy.console.base import Visit
from proxy.console.door import go_to
from proxy.console.pages.case_view import Shown, rule_words, thread
from proxy.console.pages.changes import CHANGES
from proxy.console.recognised import WHOLE_MESSAGE, mask_at, mask_for_two, recognise
from proxy.console.render import Renderer
from proxy.console.segments import LONGEST, Showing, visible
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseRow, CaseState
from proxy.handoff.canned import ready_answers
from proxy.handoff.drafting import Draft, last_sent
from proxy.handoff.drafts import DraftField
from proxy.handoff.looks import Spot, wishes
from proxy.handoff.margin import judgements, notes, sightings
from proxy.handoff.replies import is_open
from proxy.handoff.states import OPEN
from proxy.ids import CaseId
from proxy.storage.users import UserRole

FIELDS: Final[Mapping[str, DraftField]] = MappingProxyType(
    {
        "text": DraftField.REPLY,
        "note": DraftField.NOTE,
        "summary": DraftField.SUMMARY,
        "closing": DraftField.CLOSING,
    }
)
"""The fields whose words are kept while they are written."""


@dataclass(frozen=True, slots=True)
class Again:
    """Why the page is shown once more instead of going on."""

    problem: str | None = None
    status: int = 200
    typed: Mapping[str, str] = field(repr=False, default_factory=dict)
    shown: frozenset[Spot] = frozenset()
    """Values that were asked for with this request."""


class CasePages:
    """The page of a case, and what is done on it."""

    def __init__(self, renderer: Renderer) -> None:
        self._render = renderer

    async def case(self, visit: Visit) -> Response:
        """Look at a case."""
        return await self._page(visit, await self._row(visit), Again())

    async def change(self, visit: Visit) -> Response:
        """Do something with a case: one of ``CHANGES``."""
        row = await self._row(visit)
        change = CHANGES.get(visit.request.path_params["verb"])
        if change is None:
            raise CallerError(ErrorCode.NOT_FOUND, "There is no such page.", status=404)
        try:
            return await change(visit, row)
        except CallerError as error:
            if error.status in {401, 404}:
                raise
            again = Again(error.message, error.status, dict(visit.form))
            return await self._page(visit, await self._row(visit), again)

    async def see(self, visit: Visit) -> Response:
        """Show one value: as JSON to the script, else on the page."""
        row = await self._row(visit)
        spot = Spot.read(visit.text("spot"))
        opened = await visit.rooms.desk.show(visit.tenant, row.case_id, visit.agent)
        shown = await mask_at(opened, spot, visit.rooms.policies.current(), visit.rooms.inspector)
        value = await visit.rooms.looks.see(
            visit.tenant,
            row.case_id,
            visit.agent,
            spot,
            entity_type=shown.entity_type,
            second_person=shown.showing is Showing.BY_TWO,
        )
        if "application/json" in visit.request.headers.get("accept", ""):
            return JSONResponse({"value": visible(value)})
        return await self._page(visit, row, Again(shown=frozenset({spot})))

    async def keep(self, visit: Visit) -> Response:
        """Keep what is being written, for the script: when it was kept, or null."""
        name, after = visit.text("field"), _number(visit.text("after"))
        if name not in FIELDS or after is None:
            raise CallerError(ErrorCode.INVALID_REQUEST, "There is no such field.", param="field")
        case = CaseId(visit.request.path_params["case"])
        kept = await visit.rooms.drafting.keep(
            visit.tenant, case, visit.agent, FIELDS[name], visit.text("words"), after
        )
        return JSONResponse({"kept": iso(kept) if kept else None})

    async def canned(self, visit: Visit) -> Response:
        """The page again with a canned answer behind what is written; the script does it without."""
        row = await self._row(visit)
        topic = visit.rooms.desk.topic(row)
        ready = ready_answers(visit.rooms.policies.current().handoff, row, topic)
        number = _number(visit.text("canned")) or 0
        if not 1 <= number <= len(ready):
            raise CallerError(ErrorCode.NOT_FOUND, "There is no such canned answer.", status=404)
        written = visit.text("text").rstrip()
        words = "\n".join([*([written] if written else []), ready[number - 1].text])
        return await self._page(visit, row, Again(typed={"text": words}))

    async def ask(self, visit: Visit) -> Response:
        """Ask a second person to agree to a look."""
        row = await self._row(visit)
        spot = Spot.read(visit.text("spot"))
        opened = await visit.rooms.desk.show(visit.tenant, row.case_id, visit.agent)
        wanted = await mask_for_two(
            opened, spot, visit.rooms.policies.current(), visit.rooms.inspector
        )
        await visit.rooms.looks.ask(
            visit.tenant,
            row.case_id,
            visit.agent,
            spot,
            entity_type=wanted.entity_type,
            why=visit.text("why"),
        )
        return go_to(f"/cases/{row.case_id}")

    async def _row(self, visit: Visit) -> CaseRow:
        row = await visit.rooms.desk.row(visit.tenant, visit.request.path_params["case"])
        if not visit.may_see(row):
            raise CallerError(
                ErrorCode.NOT_FOUND, "There is no case with this id or reference.", status=404
            )
        return row

    async def _page(self, visit: Visit, row: CaseRow, again: Again) -> Response:
        rooms, policy = visit.rooms, visit.rooms.policies.current()
        opened = await rooms.desk.show(visit.tenant, row.case_id, visit.agent)
        row = opened.row
        far = (spot.message for spot in again.shown if spot.end > LONGEST)
        whole = _number(visit.text("whole")) or next(far, None)
        found = await recognise(opened.messages, policy, rooms.inspector, whole=whole)
        handling = policy.handoff.topics.get(opened.topic)
        seen = sightings(opened)
        drafts = await rooms.drafting.of(row, visit.agent)
        return self._render.page(
            visit,
            "case.html",
            status=again.status,
            problem=again.problem,
            typed={**_words(drafts), **again.typed},
            kept=_kept(drafts, again.typed),
            sent=last_sent(opened, visit.agent),
            fields=FIELDS,
            case=row,
            topic=opened.topic,
            thread=thread(opened, found, again.shown, delivered=row.delivered, whole=whole),
            last=max((message.number for message in opened.messages), default=0),
            unread=found.unread,
            whole_message=WHOLE_MESSAGE,
            sightings=[
                Shown(number, seen[number], rule_words(policy, seen[number])) for number in seen
            ],
            judgements=judgements(opened),
            notes=notes(opened),
            wishes=[wish for wish in wishes(opened) if wish.allowed_by is None],
            ready=ready_answers(policy.handoff, row, opened.topic),
            queues=policy.handoff.queues,
            mine=row.state is CaseState.CLAIMED and row.owner == visit.agent,
            claimable=row.state in {CaseState.WAITING, CaseState.EXPIRED},
            is_open=row.state in OPEN or row.state is CaseState.EXPIRED,
            supervisor=visit.has(UserRole.SUPERVISOR),
            left=row.expires_at - rooms.clock.now(),
            open_now=handling is None or is_open(handling.hours, rooms.clock.now()),
            contact=handling.contact if handling else "",
        )


def _words(drafts: Mapping[DraftField, Draft]) -> Mapping[str, str]:
    return {name: drafts[what].words for name, what in FIELDS.items() if what in drafts}


def _kept(drafts: Mapping[DraftField, Draft], typed: Mapping[str, str]) -> Mapping[str, datetime]:
    """When the words in a field were kept, where they are what was kept."""
    return {
        name: drafts[what].at
        for name, what in FIELDS.items()
        if what in drafts and name not in typed
    }


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
