"""The audit log's content and headers, swept on the real log."""

from datetime import timedelta
from pathlib import Path

from proxy.audit import verify_bundle
from proxy.clock import SetClock
from proxy.ids import ConversationId
from proxy.policy.base import RetentionClass
from proxy.retention import AuditContents, AuditHeaders, sweep
from tests.audit.made import NOW, place, write

DAY = timedelta(days=1)


async def test_old_content_is_deleted_the_new_stays_and_the_log_verifies(tmp_path: Path) -> None:
    here, clock = place(tmp_path), SetClock(NOW - 10 * DAY)
    first = here.open(clock=clock)
    await write(first, 6)
    await first.close()
    clock.forward(10 * DAY)
    log = here.open(clock=clock)
    await write(log, 4)
    clock.forward(timedelta(minutes=1))
    contents = AuditContents(here.store, log, clock)
    moments = {RetentionClass.AUDIT_CONTENT: clock.now() - 5 * DAY}
    before = await contents.holdings(moments[RetentionClass.AUDIT_CONTENT])
    assert before.overdue >= 6
    assert before.oldest == NOW - 10 * DAY
    report = await sweep([contents], moments, audit=log)
    after = await contents.holdings(moments[RetentionClass.AUDIT_CONTENT])
    assert report.deleted[RetentionClass.AUDIT_CONTENT] == before.overdue
    assert after.overdue == 0
    assert after.count > 4
    headers = await AuditHeaders(here.store, log).holdings(NOW - 5 * DAY)
    assert headers.count > before.count
    assert headers.overdue == before.overdue
    await log.close()
    assert verify_bundle(here.export(clock=clock)).ok


async def test_one_conversations_content_is_erased_alone(tmp_path: Path) -> None:
    here, clock = place(tmp_path), SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 6)
    clock.forward(timedelta(minutes=1))
    contents = AuditContents(here.store, log, clock)
    count = await contents.erase_conversation(ConversationId("conv_a"), why="asked", by="Ada")
    assert count == 3
    await log.close()
    report = verify_bundle(here.export(clock=clock))
    assert report.ok
    assert report.erased == 3


async def test_headers_go_with_their_whole_stream_once_all_of_it_is_due(tmp_path: Path) -> None:
    here, clock = place(tmp_path), SetClock(NOW - 500 * DAY)
    old = here.open(clock=clock)
    await write(old, 3)
    await old.close()
    clock.forward(500 * DAY)
    log = here.open(clock=clock)
    await write(log, 2)
    headers = AuditHeaders(here.store, log)
    moment = clock.now() - 400 * DAY
    assert (await headers.holdings(moment)).overdue >= 3
    done = await headers.delete_older(moment, 10)
    assert done.count == 1
    assert (await headers.holdings(moment)).overdue == 0
    await log.close()
