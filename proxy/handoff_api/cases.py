"""Reading: the queue, cases, their conversations, and single values of them."""

from collections import Counter
from collections.abc import Iterable

from proxy.console.pages.case_view import rule_words
from proxy.console.recognised import mask_at, recognise
from proxy.console.segments import Showing, visible
from proxy.handoff.base import CaseRow
from proxy.handoff.board import Wanted
from proxy.handoff.canned import ready_answers
from proxy.handoff.desk import ACTIVE
from proxy.handoff.looks import Spot
from proxy.handoff.margin import sightings
from proxy.handoff_api.answers import (
    CannedAnswer,
    CannedAnswers,
    Case,
    CaseList,
    CasePage,
    Conversation,
    Me,
    PulseAnswer,
    QueueTitle,
    QueueView,
    Seen,
    conversation_of,
    cursor_of,
)
from proxy.handoff_api.base import Call
from proxy.handoff_api.bodies import MAX_PAGE, CaseQuery, Look, QueueQuery
from proxy.ids import CaseId
from proxy.storage.moments import read_moment


async def me(call: Call) -> Me:
    """The key that was sent."""
    return Me.of(call.client)


async def queue(call: Call) -> QueueView:
    """What waits, most urgent first."""
    asked, titles = call.asked(QueueQuery), call.policy.handoff.queues
    board, chosen = call.rooms.board, call.chosen(asked.queue)
    await board.let_clocks_run(call.tenant)
    rows = await board.most_urgent(call.tenant, Wanted(ACTIVE, chosen), limit=asked.limit)
    counts: Counter[str] = Counter()
    for (name, _), tally in (await board.tally(call.tenant, ACTIVE)).items():
        counts[name] += tally.count
    return QueueView(
        cases=_cases(call, rows),
        total=sum(n for name, n in counts.items() if chosen is None or name in chosen),
        queues=[
            QueueTitle(name=name, title=titles.get(name, name), open=counts[name])
            for name in sorted({*titles, *counts})
            if call.queues is None or name in call.queues
        ],
    )


async def pulse(call: Call) -> PulseAnswer:
    """Whether any case has changed since the last time."""
    number = await call.rooms.pulse.pulse(call.tenant)
    return PulseAnswer(pulse=f"{number & 0xFFFF_FFFF_FFFF_FFFF:016x}")


async def cases(call: Call) -> CasePage:
    """One page of cases, oldest first."""
    asked = call.asked(CaseQuery)

    def wanted(row: CaseRow) -> bool:
        return (
            call.may_see(row)
            and asked.queue in {None, row.queue}
            and asked.owner in {None, row.owner}
            and asked.topic in {None, call.desk.topic(row)}
        )

    after = None
    if asked.cursor is not None:
        moment, _, case = asked.cursor.partition("-")
        after = read_moment(int(moment)), CaseId(case)
    states = frozenset(asked.state) or ACTIVE
    rows = await call.desk.page(call.tenant, states, wanted, after=after, limit=asked.limit + 1)
    shown = rows[: asked.limit]
    more = len(rows) > len(shown)
    return CasePage(cases=_cases(call, shown), next=cursor_of(shown[-1]) if more else None)


async def follow_ups(call: Call) -> CaseList:
    """Cases whose customer is to be contacted again."""
    rows = [row for row in await call.margin.follow_ups(call.tenant) if call.may_see(row)]
    return CaseList(cases=_cases(call, rows[:MAX_PAGE]))


async def case(call: Call) -> Case:
    """One case without its texts."""
    return case_of(call, await call.row())


async def conversation(call: Call) -> Conversation:
    """A case with its texts; the look is on record before a word is opened."""
    row = await call.row()
    opened = await call.desk.show(call.tenant, row.case_id, call.agent)
    policy = call.policy
    found = await recognise(opened.messages, policy, call.rooms.inspector)
    rules = {number: rule_words(policy, one) for number, one in sightings(opened).items()}
    return conversation_of(opened, found, rules)


async def canned_answers(call: Call) -> CannedAnswers:
    """The policy's words for such a case."""
    row = await call.row()
    ready = ready_answers(call.policy.handoff, row, call.desk.topic(row))
    return CannedAnswers(
        canned_answers=[
            CannedAnswer(name=one.name, language=one.language, text=one.text) for one in ready
        ]
    )


async def see(call: Call) -> Seen:
    """One value; the look is on record before it is opened."""
    row, spot = await call.row(), Spot.read(call.sent(Look).spot)
    opened = await call.desk.show(call.tenant, row.case_id, call.agent)
    mask = await mask_at(opened, spot, call.policy, call.rooms.inspector)
    value = await call.looks.see(
        call.tenant,
        row.case_id,
        call.agent,
        spot,
        entity_type=mask.entity_type,
        second_person=mask.showing is Showing.BY_TWO,
    )
    return Seen(spot=spot.written(), type=mask.entity_type, value=visible(value))


def case_of(call: Call, row: CaseRow) -> Case:
    """A row as it is answered."""
    return Case.of(row, call.desk.topic(row))


def _cases(call: Call, rows: Iterable[CaseRow]) -> list[Case]:
    return [case_of(call, row) for row in rows]
