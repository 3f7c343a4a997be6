"""The queue in numbers: what was held, how long customers waited, what became of it. Pure.

Numbers only, never a text. A case counts where it was opened: figures of a period are those of the
cases opened in it. Waits that still run count with the time they have taken so far.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from proxy.handoff.base import CaseRow, CaseState, CaseStore
from proxy.handoff.casebook import Casebook
from proxy.handoff.states import OPEN
from proxy.ids import CaseId, TenantId


@dataclass(frozen=True, slots=True)
class Waits:
    """How long something took, in seconds, over the cases where it happened."""

    count: int
    median: float | None
    nine_in_ten: float | None
    """So long or shorter in nine of ten cases."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one topic, or of all."""

    cases: int
    held_turns: int
    claimed: Waits
    """From opening to the first claim."""
    answered: Waits
    """From opening to the first words of a person."""
    in_time: int
    """Answered before the topic's longest wait had passed."""
    late: int
    """Answered after it, or still unanswered when it passed."""
    outcomes: Mapping[CaseState, int]
    ratings: Mapping[int, int]
    """How many customers gave which rating."""

    @property
    def rating(self) -> float | None:
        """The mean rating; None while there is none."""
        count = sum(self.ratings.values())
        return sum(stars * n for stars, n in self.ratings.items()) / count if count else None


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a period."""

    since: datetime
    until: datetime
    total: Figures
    by_topic: Mapping[str, Figures]
    """Most held turns first."""
    by_day: Mapping[date, int]
    """Cases opened, for each day of the period (UTC)."""
    waiting_now: int
    claimed_now: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One case, as it is counted."""

    row: CaseRow
    topic: str
    held_turns: int


def overview(cases: Sequence[Counted], since: datetime, until: datetime) -> Overview:
    """The figures of all cases opened in a period, which the caller has selected."""
    topics: dict[str, list[Counted]] = {}
    for case in cases:
        topics.setdefault(case.topic, []).append(case)
    by_topic = {topic: _figures(found, until) for topic, found in topics.items()}
    ranked = sorted(by_topic.items(), key=lambda item: (-item[1].held_turns, item[0]))
    return Overview(
        since=since,
        until=until,
        total=_figures(cases, until),
        by_topic=dict(ranked),
        by_day=_by_day(cases, since, until),
        waiting_now=sum(case.row.state is CaseState.WAITING for case in cases),
        claimed_now=sum(case.row.state is CaseState.CLAIMED for case in cases),
    )


def _figures(cases: Sequence[Counted], now: datetime) -> Figures:
    rows = [case.row for case in cases]
    on_time = [_in_time(row, now) for row in rows]
    return Figures(
        cases=len(rows),
        held_turns=sum(case.held_turns for case in cases),
        claimed=_waits([row.claimed_at - row.opened_at for row in rows if row.claimed_at]),
        answered=_waits([row.answered_at - row.opened_at for row in rows if row.answered_at]),
        in_time=on_time.count(True),
        late=on_time.count(False),
        outcomes=Counter(row.state for row in rows),
        ratings=Counter(row.rating for row in rows if row.rating is not None),
    )


def _in_time(row: CaseRow, now: datetime) -> bool | None:
    """None: not decided yet, or nobody had to answer any more."""
    deadline = row.opened_at + row.longest_wait
    if row.answered_at is not None:
        return row.answered_at <= deadline
    if row.state is CaseState.EXPIRED or (row.state in OPEN and now > deadline):
        return False
    return None


def _waits(spans: Sequence[timedelta]) -> Waits:
    seconds = sorted(span.total_seconds() for span in spans)
    if not seconds:
        return Waits(0, None, None)
    return Waits(len(seconds), median(seconds), seconds[-(-9 * len(seconds) // 10) - 1])


def _by_day(cases: Sequence[Counted], since: datetime, until: datetime) -> Mapping[date, int]:
    counts = Counter(case.row.opened_at.date() for case in cases)
    days = (until.date() - since.date()).days
    every = (since.date() + timedelta(days=day) for day in range(days + 1))
    return {day: counts[day] for day in every}


class Counting:
    """Reads the store for ``overview``. Opens topics, and no text."""

    def __init__(self, book: Casebook) -> None:
        self._book = book

    async def overview(self, tenant: TenantId, period: timedelta) -> Overview:
        """The figures of the last ``period``, as far back as cases are kept."""
        until = self._book.clock.now()
        since = until - period
        rows = await self._store.opened_since(tenant, since)
        held: Mapping[CaseId, int] = await self._store.held_turns(tenant, since)
        cases = [Counted(row, self._book.topic(row), held.get(row.case_id, 0)) for row in rows]
        return overview(cases, since, until)

    @property
    def _store(self) -> CaseStore:
        return self._book.store
