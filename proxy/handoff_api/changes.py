"""Changing cases: what human agents do, one function for each.

Whether it may happen is decided by the desk, the margin and the looks; each change is one
transaction with its answer, so that a request that is sent twice is done once.
"""

from datetime import timedelta

from proxy.console.recognised import mask_for_two
from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseRow
from proxy.handoff.looks import Spot
from proxy.handoff.margin import LATEST_FOLLOW_UP
from proxy.handoff_api.answers import Case
from proxy.handoff_api.base import Call
from proxy.handoff_api.bodies import (
    FollowUp,
    FollowUpOutcome,
    JudgementBody,
    LookRequestBody,
    Note,
    Reply,
    Resolution,
    ReturnToBot,
    TakeNext,
    Transfer,
)
from proxy.handoff_api.cases import case_of


async def take_next(call: Call) -> Case:
    """Claim the most urgent case that waits; when somebody is faster, the one after it."""
    chosen = call.chosen(call.sent(TakeNext).queue)
    row = await call.rooms.board.take(call.desk, call.tenant, call.agent, chosen)
    if row is None:
        raise CallerError(ErrorCode.NOT_FOUND, "Nobody waits.", status=404)
    return case_of(call, row)


async def claim(call: Call) -> Case:
    """Take a case."""
    row = await call.row()
    return case_of(call, await call.desk.claim(call.tenant, row.case_id, call.agent))


async def release(call: Call) -> Case:
    """Put it back."""
    row = await call.row()
    return case_of(
        call,
        await call.desk.release(
            call.tenant, row.case_id, call.agent, of_anybody=call.is_supervisor
        ),
    )


async def reply(call: Call) -> Case:
    """Write to the customer."""
    row, words = await call.row(), call.sent(Reply).text
    return case_of(call, await call.desk.reply(call.tenant, row.case_id, call.agent, words))


async def transfer(call: Call) -> Case:
    """Hand it to another team."""
    row, sent = await call.row(), call.sent(Transfer)
    if sent.queue not in call.policy.handoff.queues:
        raise CallerError(ErrorCode.NOT_FOUND, "There is no such queue.", status=404, param="queue")
    moved = await call.desk.transfer(
        call.tenant,
        row.case_id,
        call.agent,
        sent.queue,
        note=sent.note,
        of_anybody=call.is_supervisor,
    )
    return case_of(call, moved)


async def return_to_bot(call: Call) -> Case:
    """Give the conversation back."""
    row, words = await call.row(), call.sent(ReturnToBot).summary
    done = await call.desk.return_to_bot(call.tenant, row.case_id, call.agent, words)
    return case_of(call, done)


async def resolve(call: Call) -> Case:
    """Close a case."""
    row, words = await call.row(), call.sent(Resolution).closing
    return case_of(call, await call.desk.resolve(call.tenant, row.case_id, call.agent, words))


async def note(call: Call) -> Case:
    """Write something for colleagues."""
    row, words = await call.row(), call.sent(Note).text
    return case_of(call, await call.margin.note(call.tenant, row.case_id, call.agent, words))


async def follow_up(call: Call) -> Case:
    """Plan to contact the customer again."""
    row, sent = await call.row(), call.sent(FollowUp)
    if not timedelta() < sent.due - call.rooms.clock.now() <= LATEST_FOLLOW_UP:
        raise CallerError(
            ErrorCode.CONFLICT,
            "A follow-up lies in the future, and within a year.",
            status=409,
            param="due",
        )
    planned = await call.margin.plan_follow_up(
        call.tenant, row.case_id, call.agent, sent.text, sent.due
    )
    return case_of(call, planned)


async def followed_up(call: Call) -> Case:
    """The customer has been contacted, or need not be."""
    row, words = await call.row(), call.sent(FollowUpOutcome).text or "Done."
    done = await call.margin.finish_follow_up(call.tenant, row.case_id, call.agent, words)
    return case_of(call, done)


async def judge(call: Call) -> Case:
    """Say whether the rules were right."""
    row, sent = await call.row(), call.sent(JudgementBody)
    judged = await call.margin.judge(
        call.tenant,
        row.case_id,
        call.agent,
        sent.verdict,
        message=sent.message,
        why=sent.why,
    )
    return case_of(call, judged)


async def ask_for_look(call: Call) -> Case:
    """Ask a second person to agree to a look."""
    row, sent = await call.row(), call.sent(LookRequestBody)
    spot = Spot.read(sent.spot)
    opened = await call.desk.show(call.tenant, row.case_id, call.agent)
    mask = await mask_for_two(opened, spot, call.policy, call.rooms.inspector)
    asked = await call.looks.ask(
        call.tenant, row.case_id, call.agent, spot, entity_type=mask.entity_type, why=sent.why
    )
    return case_of(call, asked)


async def allow_look(call: Call) -> Case:
    """Agree to somebody else's look."""
    row: CaseRow = await call.row()
    number = call.request.path_params["number"]
    wish = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else -1
    return case_of(call, await call.looks.allow(call.tenant, row.case_id, call.agent, wish))
