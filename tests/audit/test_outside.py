"""Checkpoints go outside on a schedule; a place that fails is told, and never in the way."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from proxy.audit import AuditEvent, make_checkpoint
from proxy.audit.note import open_checkpoint
from proxy.audit.outside import OutsideCopies, OutsideCopyError
from proxy.clock import SetClock
from tests.audit.made import NOW, Place, write


@dataclass
class Shelf:
    """A place that keeps notes, or refuses them."""

    name: str
    broken: bool = False
    notes: list[str] = field(default_factory=list)

    async def put(self, log_id: str, note: str, at: datetime) -> None:
        """Keep it."""
        if self.broken:
            raise OutsideCopyError(self.name, "it is on fire")
        self.notes.append(note)


@dataclass
class Recorded:
    """Remembers what was put on record."""

    events: list[AuditEvent] = field(default_factory=list)

    async def record(self, event: AuditEvent) -> None:
        """Remember."""
        self.events.append(event)


def copies(
    here: Place, clock: SetClock, *shelves: Shelf, allowed: timedelta | None = timedelta(hours=1)
) -> tuple[OutsideCopies, Recorded]:
    recorded = Recorded()
    made = OutsideCopies(
        shelves,
        lambda: make_checkpoint(here.store, here.keyring, clock=clock),
        log_id=here.keyring.log_id,
        audit=recorded,
        clock=clock,
        allowed_age=lambda: allowed,
    )
    return made, recorded


async def test_every_place_gets_the_same_signed_note_and_it_is_on_record(here: Place) -> None:
    log = here.open()
    await write(log, 2)
    await log.close()
    one, other = Shelf("one"), Shelf("other")
    made, recorded = copies(here, SetClock(NOW), one, other)
    await made.copy()

    assert one.notes == other.notes
    keys = {here.keyring.enrolment_signer().kid: here.keyring.enrolment_signer().public}
    assert open_checkpoint(one.notes[0], keys)[0].streams[0].size == 4
    (event,) = recorded.events
    assert (event.clear["copied"], event.clear["failed"]) == (2, 0)


async def test_the_oldest_last_copy_counts_and_is_overdue_when_the_policy_says_so(
    here: Place,
) -> None:
    clock, one, other = SetClock(NOW), Shelf("one"), Shelf("other")
    made, _ = copies(here, clock, one, other)
    assert (made.age(), made.overdue) == (None, False), "nothing was tried yet"
    await made.copy()
    other.broken = True
    clock.forward(timedelta(minutes=59))
    await made.copy()
    assert (made.age(), made.overdue) == (timedelta(minutes=59), False)
    clock.forward(timedelta(minutes=2))
    assert made.overdue
    other.broken = False
    await made.copy()
    assert (made.age(), made.overdue) == (timedelta(0), False)


async def test_a_place_that_never_took_one_is_overdue_at_once_and_logged_without_its_content(
    here: Place, caplog: pytest.LogCaptureFixture
) -> None:
    one, broken = Shelf("one"), Shelf("broken", broken=True)
    made, recorded = copies(here, SetClock(NOW), one, broken)
    with caplog.at_level(logging.ERROR):
        await made.copy()

    assert (len(one.notes), made.overdue) == (1, True)
    assert [r.message for r in caplog.records] == ["checkpoint_not_copied", "checkpoint_overdue"]
    assert recorded.events[0].clear["failed"] == 1


async def test_without_a_word_of_the_policy_nothing_is_overdue_and_with_one_a_place_is_needed(
    here: Place,
) -> None:
    silent, _ = copies(here, SetClock(NOW), Shelf("x", broken=True), allowed=None)
    await silent.copy()
    assert not silent.overdue
    nowhere, recorded = copies(here, SetClock(NOW))
    await nowhere.copy()
    assert nowhere.overdue
    assert recorded.events == []
