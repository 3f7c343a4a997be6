"""What ``record`` has returned for is on the disk, whatever happens next."""

import asyncio
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proxy.audit import AuditEvent, AuditLog, EventKind, FindingKind, open_bundle, verify_bundle
from proxy.audit import writer as writer_module
from proxy.audit.base import Batch, Statement, StreamId, StreamStoreError, StreamWriter
from proxy.clock import SetClock, SystemClock
from proxy.errors import ErrorCode, ServiceError
from proxy.storage.streams import SqliteStreamStore
from tests.audit.made import NOW, SEED, SHOP, Place, event, members, place, write

ROOT = Path(__file__).parents[2]


def recorded(path: Path) -> list[dict[str, object]]:
    return list(open_bundle(path, SEED))


async def test_what_was_recorded_is_in_the_log_in_order(here: Place) -> None:
    log = here.open()
    await write(log, 10)
    await log.close()

    found = recorded(here.export())
    assert [r["kind"] for r in found] == ["stream_opened", *["turn_opened"] * 10, "stream_closed"]
    assert [r["clear"]["protected"] for r in found[1:-1]] == list(range(10))  # type: ignore[index]
    assert [r["content"] for r in found[1:-1]] == [event(n).sealed for n in range(10)]


async def test_a_record_is_durable_before_the_call_returns(here: Place) -> None:
    """Read back by another connection, while the log is open."""
    log = here.open()
    for number in range(5):
        await log.record(event(number))
        head = here.store.head(log.stream)
        assert head is not None
        assert head.footer.size == number + 2
    await log.close()


async def test_sixty_four_tasks_record_together_and_nothing_is_lost_or_doubled(
    here: Place,
) -> None:
    log = here.open()

    async def task(name: int) -> None:
        for number in range(20):
            await log.record(event(name * 100 + number, f"conv_{name}"))

    await asyncio.gather(*(task(name) for name in range(64)))
    await log.close()

    path = here.export()
    assert verify_bundle(path).errors == ()
    turns = [r["clear"]["protected"] for r in recorded(path)[1:-1]]  # type: ignore[index]
    assert sorted(turns) == sorted(n * 100 + k for n in range(64) for k in range(20))
    for name in range(64):
        own = [turn for turn in turns if turn // 100 == name]
        assert own == sorted(own)
    assert verify_bundle(path).footers < 1000, "commits were not grouped"


async def test_threads_with_loops_of_their_own_may_record_too(here: Place) -> None:
    log = here.open()
    threads = [
        threading.Thread(target=lambda start=start: asyncio.run(write(log, 20, start=start)))
        for start in (100, 200, 300)
    ]
    for thread in threads:
        thread.start()
    await write(log, 20)
    for thread in threads:
        await asyncio.to_thread(thread.join)
    await log.close()

    report = verify_bundle(here.export())
    assert (report.errors, report.records) == ((), 82)


async def test_an_idle_log_signs_that_nothing_happened(here: Place) -> None:
    log = here.open(idle_seconds=0.02)
    await log.record(event(1))
    while (head := here.store.head(log.stream)) is None or head.footer.number < 4:
        await asyncio.sleep(0.01)
    await log.close()

    log_name = next(n for n in members(here.export()) if n.endswith("/log"))
    footers = [
        json.loads(line.split(b" ")[2])
        for line in members(here.folder / "bundle.zip")[log_name].split(b"\n")
        if line.startswith(b"footer")
    ]
    assert footers[-1]["kind"] == "close"
    assert {f["kind"] for f in footers[2:-1]} == {"idle"}
    assert all(f["size"] == 2 for f in footers[2:-1])


async def test_a_new_stream_names_the_newest_footer_of_the_one_before(here: Place) -> None:
    first = here.open()
    await write(first, 2)
    await first.close()
    second = here.open()
    await second.close()

    opening = next(r for r in recorded(here.export()) if r["stream"] == second.stream)
    clear = opening["clear"]
    assert isinstance(clear, dict)
    assert (clear["previous_stream"], clear["previous_footer"]) == (first.stream, 3)
    assert (clear["software"], clear["policy"]) == ("chat-proxy/0.1.0", "p" * 64)
    assert (clear["development"], clear["previous_failed"]) == (False, False)


async def test_a_closed_log_records_nothing_and_says_so(here: Place) -> None:
    log = here.open()
    await log.close()
    await log.close()

    with pytest.raises(ServiceError) as refused:
        await log.record(event(1))
    assert refused.value.code is ErrorCode.AUDIT_UNAVAILABLE
    assert not log.healthy


async def test_a_caller_who_goes_away_leaves_a_whole_record(here: Place) -> None:
    log = here.open()
    task = asyncio.create_task(log.record(event(1)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await write(log, 1, start=2)
    await log.close()

    report = verify_bundle(here.export())
    assert (report.errors, report.records) == ((), 4)


async def test_an_event_that_cannot_be_written_does_not_hurt_the_others(here: Place) -> None:
    log = here.open()
    wrong = AuditEvent(EventKind.TURN_OPENED, SHOP, clear={"text": "é"})
    results = await asyncio.gather(
        log.record(event(1)), log.record(wrong), log.record(event(2)), return_exceptions=True
    )
    await log.close()

    assert isinstance(results[1], ServiceError)
    assert (results[0], results[2]) == (None, None)
    assert verify_bundle(here.export()).errors == ()


# Stores that fail.


class BrokenStore(SqliteStreamStore):
    """A store whose commits fail, hang, or whose streams cannot be made, while told so."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.fails: Exception | None = None
        self.cannot_create = False
        self.commits = 0
        """Begun."""
        self.hang = threading.Event()
        self.hang.set()

    async def began_commit(self, number: int) -> None:
        """Wait until so many commits were begun."""
        async with asyncio.timeout(60):
            while self.commits < number:
                await asyncio.sleep(0.005)

    def create(self, stream: StreamId, statement: Statement) -> StreamWriter:  # type: ignore[override]
        """A stream whose writer obeys the store's switches."""
        if self.cannot_create:
            raise StreamStoreError("no")
        real, store = super().create(stream, statement), self

        class Writer:
            def append(self, batch: Batch) -> None:
                store.commits += 1
                store.hang.wait(300)
                if store.fails is not None:
                    raise store.fails
                real.append(batch)

            def close(self) -> None:
                real.close()

        return Writer()


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[tuple[Place, BrokenStore]]:
    at = place(tmp_path)
    store = BrokenStore(tmp_path / "audit")
    at.store = store
    yield at, store
    store.hang.set()


def is_healthy(log: AuditLog) -> bool:
    return log.healthy


async def refusals(log: AuditLog, count: int) -> int:
    results = await asyncio.gather(
        *(log.record(event(900 + number)) for number in range(count)), return_exceptions=True
    )
    assert all(
        result is None
        or (isinstance(result, ServiceError) and result.code is ErrorCode.AUDIT_UNAVAILABLE)
        for result in results
    )
    return sum(result is not None for result in results)


@pytest.mark.parametrize("error", [StreamStoreError("full"), OSError(28, "No space left")])
async def test_a_failed_commit_refuses_everybody_and_the_log_heals_on_a_new_stream(
    broken: tuple[Place, BrokenStore], error: Exception
) -> None:
    at, store = broken
    log = at.open()
    await write(log, 3)
    first = log.stream
    store.fails = error
    assert await refusals(log, 20) == 20
    assert is_healthy(log) is False
    assert await refusals(log, 20) == 20
    store.fails = None
    await write(log, 3, start=3)
    assert is_healthy(log) is True
    assert log.stream != first
    await log.close()

    path = at.export()
    report = verify_bundle(path)
    assert report.errors == ()
    found = recorded(path)
    turns = [r["clear"]["protected"] for r in found if r["kind"] == "turn_opened"]  # type: ignore[index]
    assert sorted(turns) == list(range(6)), "nothing that was refused is on record"
    opening = next(r for r in found if r["stream"] == log.stream)
    assert opening["clear"]["previous_failed"] is True  # type: ignore[index]
    assert opening["clear"]["previous_stream"] == first  # type: ignore[index]


async def test_streams_that_could_not_be_begun_leave_no_files(
    broken: tuple[Place, BrokenStore],
) -> None:
    at, store = broken
    log = at.open()
    store.fails = StreamStoreError("full")
    for _ in range(5):
        assert await refusals(log, 3) == 3
    assert len(list((at.folder / "audit").glob("*.sqlite"))) == 1
    store.fails, store.cannot_create = None, True
    assert await refusals(log, 3) == 3
    store.cannot_create = False
    assert await refusals(log, 3) == 0
    await log.close()
    assert verify_bundle(at.export()).errors == ()


async def test_a_log_that_cannot_be_opened_says_so(broken: tuple[Place, BrokenStore]) -> None:
    at, store = broken
    store.cannot_create = True
    with pytest.raises(ServiceError) as refused:
        at.open()
    assert refused.value.code is ErrorCode.AUDIT_UNAVAILABLE
    store.cannot_create = False
    store.hang.clear()
    with pytest.raises(ServiceError, match="in time"):
        at.open(deadline_seconds=0.1)
    store.hang.set()


async def test_a_commit_that_hangs_is_refused_at_the_deadline_and_is_not_healthy(
    broken: tuple[Place, BrokenStore],
) -> None:
    at, store = broken
    log = at.open(deadline_seconds=2, clock=SystemClock())
    store.hang.clear()
    assert await refusals(log, 5) == 5
    async with asyncio.timeout(60):
        while is_healthy(log):
            await asyncio.sleep(0.01)
    store.hang.set()
    async with asyncio.timeout(60):
        while await refusals(log, 1):
            await asyncio.sleep(0.01)
    assert is_healthy(log) is True
    await log.close()
    assert verify_bundle(at.export()).errors == ()


async def test_too_many_waiting_records_are_refused_at_once(
    broken: tuple[Place, BrokenStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "MOST_WAITING", 8)
    at, store = broken
    log = at.open()
    store.hang.clear()
    tasks = [asyncio.create_task(log.record(event(number))) for number in range(20)]
    async with asyncio.timeout(60):
        while len(refused := [task for task in tasks if task.done()]) < 11:
            await asyncio.sleep(0.01)
    assert all(isinstance(task.exception(), ServiceError) for task in refused)
    store.hang.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    await log.close()
    assert verify_bundle(at.export()).errors == ()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_an_error_nobody_thought_of_still_lets_nobody_wait(
    broken: tuple[Place, BrokenStore],
) -> None:
    at, store = broken
    log = at.open()
    store.fails = RuntimeError("unthought of")
    assert await refusals(log, 4) == 4
    store.fails = None
    assert await refusals(log, 4) == 0
    await log.close()


# Real kills, real full disks.


WORKER = """
import asyncio, sys
from pathlib import Path
from proxy.audit import AuditLog
from proxy.keys import LocalKeyring
from proxy.storage.streams import SqliteStreamStore
from tests.audit.made import event

async def main(folder: Path) -> None:
    log = AuditLog.open(
        SqliteStreamStore(folder / "audit"),
        LocalKeyring.open(folder / "keys"),
        software="chat-proxy/0.1.0",
        policy="p",
    )

    async def task(name: int) -> None:
        number = 0
        while True:
            await log.record(event(name * 1_000_000 + number, f"conv_{name}"))
            sys.stdout.write(f"{log.stream} {name * 1_000_000 + number}\\n")
            sys.stdout.flush()
            number += 1

    await asyncio.gather(*(task(name) for name in range(8)))

asyncio.run(main(Path(sys.argv[1])))
"""


def test_after_kill_9_every_acknowledged_record_is_there_and_the_log_verifies(
    tmp_path: Path,
) -> None:
    """Five rounds in the same folder, killed at random moments, also while starting up."""
    at = place(tmp_path)
    acknowledged: set[tuple[str, int]] = set()
    moments = random.Random(7)
    for round_number in range(5):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert worker.stdout is not None
        first = worker.stdout.readline() if round_number else ""
        time.sleep(moments.uniform(0.02, 0.3))
        worker.send_signal(signal.SIGKILL)
        rest = worker.stdout.read()
        worker.wait()
        worker.stdout.close()
        whole = [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
        acknowledged |= {(line.split()[0], int(line.split()[1])) for line in whole}

    path = at.export(clock=SystemClock())
    report = verify_bundle(path)
    found = {
        (r["stream"], r["clear"]["protected"])  # type: ignore[index]
        for r in recorded(path)
        if r["kind"] == "turn_opened"
    }
    assert report.errors == ()
    assert len(acknowledged) > 100
    assert acknowledged <= found
    assert {f.kind for f in report.notices} <= {
        FindingKind.KEY_NOT_PINNED,
        FindingKind.NOT_CLOSED,
        FindingKind.TORN_TAIL,
    }
    assert FindingKind.NOT_CLOSED in {f.kind for f in report.notices}


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from proxy.audit import AuditLog
from proxy.errors import ServiceError
from proxy.keys import LocalKeyring
from proxy.storage.streams import SqliteStreamStore
from tests.audit.made import event

async def main(folder: Path) -> None:
    log = AuditLog.open(
        SqliteStreamStore(folder / "audit"),
        LocalKeyring.open(folder / "keys"),
        software="chat-proxy/0.1.0",
        policy="p",
    )
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
    refused = 0
    for number in range(120):
        try:
            await log.record(event(number, padding="x" * 2000))
        except ServiceError as error:
            assert error.code == "audit_unavailable", error.code
            refused += 1
        else:
            print(number)
    assert refused > 0, "the disk never filled"
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    await log.record(event(1000))
    print(1000)
    await log.close()

asyncio.run(main(Path(sys.argv[1])))
"""


def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_there_and_space_heals_it(
    tmp_path: Path,
) -> None:
    """Files may not grow beyond 120 kB, which for SQLite is a full disk (EFBIG)."""
    at = place(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    acknowledged = {int(line) for line in done.stdout.split()}
    path = at.export(clock=SystemClock())

    assert verify_bundle(path).errors == ()
    found = {r["clear"]["protected"] for r in recorded(path) if r["kind"] == "turn_opened"}  # type: ignore[index]
    assert 1000 in acknowledged
    assert acknowledged == found


async def test_tasks_share_the_commit_that_follows_the_one_at_work(
    broken: tuple[Place, BrokenStore],
) -> None:
    """So a slow disk makes each commit larger, not the queue longer."""
    at, store = broken
    log = at.open()
    before = store.commits
    for round_number in range(1, 4):
        store.hang.clear()
        first = asyncio.create_task(log.record(event(0)))
        await store.began_commit(before + 2 * round_number - 1)
        others = [asyncio.create_task(log.record(event(number))) for number in range(1, 32)]
        await asyncio.sleep(0)
        store.hang.set()
        await asyncio.gather(first, *others)
        assert store.commits == before + 2 * round_number
    await log.close()


def test_clock_steps_do_not_disturb_the_order(tmp_path: Path) -> None:
    async def run() -> None:
        clock = SetClock(NOW)
        at = place(tmp_path)
        log = at.open(clock=clock)
        for step in (3600, -7200, 86_400, -86_400):
            await log.record(event(step))
            clock.forward(timedelta(seconds=step))
        await log.close()
        assert verify_bundle(at.export()).errors == ()

    asyncio.run(run())


def test_limits_of_this_process_are_untouched() -> None:
    """The full-disk test sets a limit in its own process only."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    assert os.getpid() > 0
