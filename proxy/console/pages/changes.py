"""What can be done on the page of a case: a verb of its address → a function.

Each reads its form, asks the desk, and says where to go on. Whether it may happen is decided there.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from starlette.responses import Response

from proxy.console.base import Visit
from proxy.console.door import go_to
from proxy.errors import CallerError, ErrorCode, ProxyError
from proxy.handoff.base import CaseRow
from proxy.handoff.drafts import DraftField
from proxy.handoff.margin import Verdict
from proxy.storage.users import UserRole

Change = Callable[[Visit, CaseRow], Awaitable[Response]]

FOLLOW_UPS: Final = {
    "2h": timedelta(hours=2),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
}
"""Choices for a follow-up, for those who do not want to type a date."""


async def _claim(visit: Visit, row: CaseRow) -> Response:
    await visit.rooms.desk.claim(visit.tenant, row.case_id, visit.agent)
    return _stay(row, "#newest")


async def _release(visit: Visit, row: CaseRow) -> Response:
    of_anybody = visit.has(UserRole.SUPERVISOR)
    await visit.rooms.desk.release(visit.tenant, row.case_id, visit.agent, of_anybody=of_anybody)
    return go_to("/queue?done=released")


async def _reply(visit: Visit, row: CaseRow) -> Response:
    desk = visit.rooms.desk.asked(sends=DraftField.REPLY)
    await desk.reply(visit.tenant, row.case_id, visit.agent, visit.text("text"))
    return _stay(row, "#end")


async def _note(visit: Visit, row: CaseRow) -> Response:
    margin = visit.rooms.margin.asked(sends=DraftField.NOTE)
    await margin.note(visit.tenant, row.case_id, visit.agent, visit.text("note"))
    return _stay(row, "#notes")


async def _transfer(visit: Visit, row: CaseRow) -> Response:
    queue = visit.text("queue")
    if queue not in visit.rooms.policies.current().handoff.queues:
        raise CallerError(ErrorCode.INVALID_REQUEST, "There is no such queue.", param="queue")
    await visit.rooms.desk.transfer(
        visit.tenant,
        row.case_id,
        visit.agent,
        queue,
        note=visit.text("transfer_note").strip() or None,
        of_anybody=visit.has(UserRole.SUPERVISOR),
    )
    return go_to("/queue?done=transferred")


async def _return(visit: Visit, row: CaseRow) -> Response:
    await visit.rooms.desk.return_to_bot(
        visit.tenant,
        row.case_id,
        visit.agent,
        visit.text("summary"),
        seen_words=_seen_words(visit),
    )
    return await _onward(visit, "returned")


async def _resolve(visit: Visit, row: CaseRow) -> Response:
    await visit.rooms.desk.resolve(
        visit.tenant,
        row.case_id,
        visit.agent,
        visit.text("closing").strip() or None,
        seen_words=_seen_words(visit),
    )
    return await _onward(visit, "resolved")


async def _onward(visit: Visit, done: str) -> Response:
    """After the end of a case: to the queue, or with the next case that waits, which is ours then.

    Not offered with putting back and transferring: the next one could be the very same.
    """
    if visit.text("then") != "next":
        return go_to(f"/queue?done={done}")
    rooms = visit.rooms
    try:
        row = await rooms.board.take(rooms.desk, visit.tenant, visit.agent, visit.queues)
    except ProxyError:
        return go_to(f"/queue?done={done}")  # what was asked for first is done all the same
    return go_to(
        f"/cases/{row.case_id}?done={done}_next#newest" if row else f"/queue?done={done}_last"
    )


async def _follow_up(visit: Visit, row: CaseRow) -> Response:
    await visit.rooms.margin.plan_follow_up(
        visit.tenant, row.case_id, visit.agent, visit.text("follow_up"), _due(visit)
    )
    return _stay(row, "#notes")


async def _followed(visit: Visit, row: CaseRow) -> Response:
    words = visit.text("outcome").strip() or "Done."
    await visit.rooms.margin.finish_follow_up(visit.tenant, row.case_id, visit.agent, words)
    return _stay(row, "#notes", "followed")


async def _judge(visit: Visit, row: CaseRow) -> Response:
    try:
        verdict = Verdict(visit.text("verdict"))
        message = int(visit.text("message")) if visit.text("message") else None
    except ValueError:
        raise CallerError(ErrorCode.INVALID_REQUEST, "There is no such verdict.") from None
    await visit.rooms.margin.judge(
        visit.tenant,
        row.case_id,
        visit.agent,
        verdict,
        message=message,
        why=visit.text("why"),
    )
    return _stay(row, "#rules", "verdict")


async def _allow(visit: Visit, row: CaseRow) -> Response:
    number = visit.text("wish")
    wish = int(number) if number.isascii() and number.isdigit() else -1
    await visit.rooms.looks.allow(visit.tenant, row.case_id, visit.agent, wish)
    return _stay(row)


def _seen_words(visit: Visit) -> int | None:
    """The last message on the page that was sent: nobody closes over an unread one."""
    number = visit.text("words")
    return int(number) if number.isascii() and number.isdigit() else None


def _due(visit: Visit) -> datetime:
    chosen = visit.text("due")
    if chosen in FOLLOW_UPS:
        return visit.rooms.clock.now() + FOLLOW_UPS[chosen]
    try:
        moment = datetime.fromisoformat(chosen)
    except ValueError:
        raise CallerError(ErrorCode.INVALID_REQUEST, "Say when.", param="due") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _stay(row: CaseRow, place: str = "", done: str = "") -> Response:
    said = f"?done={done}" if done else ""
    return go_to(f"/cases/{row.case_id}{said}{place}")


CHANGES: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "claim": _claim,
        "release": _release,
        "reply": _reply,
        "note": _note,
        "transfer": _transfer,
        "return": _return,
        "resolve": _resolve,
        "follow-up": _follow_up,
        "followed": _followed,
        "judge": _judge,
        "allow": _allow,
    }
)
