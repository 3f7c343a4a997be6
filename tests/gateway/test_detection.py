"""Promises of the pool of detection workers."""

import asyncio
import contextlib
import itertools
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
import uvloop
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.detection import DetectionPool, Inspected, Reading, WorkerCare
from proxy.gateway.detection_frames import Setup, encode_setup
from proxy.gateway.worker_process import Ending, WorkerProcess
from proxy.privacy.base import Asked, DetectionRules
from proxy.topics.base import TopicRules
from tests.gateway.fake_worker import fake_inspect

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
CARE = WorkerCare(start_seconds=120, first_pause=0.01, longest_pause=0.1)


def rules(version: str = "v1") -> DetectionRules:
    return DetectionRules(entities={}, predefined=(), version=version)


def make_pool(
    *,
    workers: int = 1,
    version: str = "v1",
    time_limit: float = 120.0,
    wait_limit: float = 120.0,
    queue_limit: int = 64,
    cache_size: int = 10_000,
    command: Sequence[str] = FAKE,
    care: WorkerCare = CARE,
) -> DetectionPool:
    return DetectionPool(
        rules(version),
        TopicRules(topics=(), version="t1"),
        workers=workers,
        time_limit=time_limit,
        wait_limit=wait_limit,
        queue_limit=queue_limit,
        cache_size=cache_size,
        worker_command=command,
        care=care,
    )


@contextlib.asynccontextmanager
async def running(pool: DetectionPool) -> AsyncIterator[DetectionPool]:
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


def fresh(count: int, prefix: str = "text") -> list[Reading]:
    return [Reading(f"{prefix} number {n}", from_customer=True) for n in range(count)]


async def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


def at_work(pool: DetectionPool) -> bool:
    """Everything that was asked is with a worker, nothing waits; asked before anything is answered."""
    return pool.state.requests_waiting == 0 and pool.state.cache_misses > 0


async def pid_of(pool: DetectionPool, nonce: str) -> int:
    (answer,) = await pool.inspect([Reading(f"pid {nonce}")])
    return int(answer.findings[0].entity_type.removeprefix("PID_"))


async def test_answers_come_in_the_order_of_the_readings() -> None:
    readings = [*fresh(200), Reading("no digits"), *fresh(3)]
    async with running(make_pool(workers=2)) as pool:
        assert pool.ready
        assert await pool.inspect(readings) == [fake_inspect(r) for r in readings]
        assert await pool.inspect([]) == []


async def test_what_was_asked_and_who_spoke_belong_to_the_question() -> None:
    """The same words after another question, or from another speaker, are another reading."""
    text = "call 12345"
    variants = [
        Reading(text),
        Reading(text, asked=frozenset({Asked.PHONE})),
        Reading(text, asked=frozenset({Asked.PHONE, Asked.NAME})),
        Reading(text, from_customer=True),
        Reading(text, from_customer=True, classify=True),
    ]
    async with running(make_pool()) as pool:
        for _ in range(2):
            assert await pool.inspect(variants) == [fake_inspect(r) for r in variants]


_READINGS = st.lists(
    st.builds(
        Reading,
        # Few texts, so that lists repeat them; lone surrogates and separators included.
        text=st.text(alphabet="a1\x00\ud800é ", max_size=3),
        asked=st.frozensets(st.sampled_from([Asked.PIN, Asked.NAME]), max_size=2),
        from_customer=st.booleans(),
        classify=st.booleans(),
    ),
    max_size=8,
)


def test_cached_equals_uncached() -> None:
    """Whatever was asked before, in whatever order, the answers are those of a fresh worker."""
    with asyncio.Runner() as runner:
        pool = make_pool(workers=2, cache_size=12)
        runner.run(pool.start())

        @settings(max_examples=150, deadline=None)
        @given(st.lists(_READINGS, min_size=1, max_size=4))
        def law(requests: list[list[Reading]]) -> None:
            async def ask() -> list[list[Inspected]]:
                return await asyncio.gather(*(pool.inspect(request) for request in requests))

            expected = [[fake_inspect(r) for r in request] for request in requests]
            assert runner.run(ask()) == expected

        law()
        assert pool.state.cache_hits > 0
        runner.run(pool.stop())


async def test_a_text_is_inspected_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    async with running(make_pool(workers=2)) as pool:
        reading = Reading(f"note {notes}")
        await asyncio.gather(*(pool.inspect([reading, reading]) for _ in range(20)))
        await pool.inspect([reading])
    assert notes.read_text() == "inspected\n"


async def test_a_crashed_worker_is_replaced_alone_and_only_its_request_fails(
    tmp_path: Path,
) -> None:
    gate = tmp_path / "gate"
    async with running(make_pool(workers=2)) as pool:
        survived = Reading(f"until {gate}")
        survivor = asyncio.create_task(pool.inspect([survived]))
        await eventually(lambda: at_work(pool))
        with pytest.raises(ServiceError) as failure:
            await pool.inspect([Reading("crash now")])
        assert failure.value.code is ErrorCode.DETECTION_FAILED
        assert failure.value.status == 503
        assert pool.ready
        gate.touch()
        assert (await survivor)[0] == fake_inspect(survived)
        assert pool.state.endings[Ending.CRASHED] == 1
        await eventually(lambda: pool.state.workers_running == 2)
        assert await pool.inspect(fresh(3)) == [fake_inspect(r) for r in fresh(3)]


async def test_a_hanging_worker_is_killed_at_the_time_limit() -> None:
    async with running(make_pool(time_limit=4)) as pool:
        pid = await pid_of(pool, "before")
        with pytest.raises(ServiceError) as failure:
            await pool.inspect([Reading("hang for ever")])
        assert failure.value.code is ErrorCode.DETECTION_FAILED
        assert pool.state.endings[Ending.HUNG] == 1
        assert await pid_of(pool, "after") != pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_offsets_outside_the_text_are_garbage_not_findings() -> None:
    async with running(make_pool()) as pool:
        with pytest.raises(ServiceError):
            await pool.inspect([Reading("outside")])
        assert pool.state.endings[Ending.GARBAGE] == 1
        assert await pool.inspect(fresh(1)) == [fake_inspect(r) for r in fresh(1)]


async def test_an_exception_in_the_worker_fails_the_request_without_costing_the_worker() -> None:
    """The class name is told, the text never; the neighbours' answers are kept."""
    async with running(make_pool()) as pool:
        pid = await pid_of(pool, "before")
        with pytest.raises(ServiceError) as failure:
            await pool.inspect([Reading("raise Crystal 555-0100"), *fresh(2)])
        assert "ValueError" in failure.value.message
        assert "Crystal" not in str(failure.value)
        assert await pid_of(pool, "after") == pid
        hits = pool.state.cache_hits
        await pool.inspect(fresh(2))
        assert pool.state.cache_hits == hits + 2


async def test_a_library_that_prints_cannot_break_the_frames(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with running(make_pool()) as pool:
        reading = Reading("print my card 4242")
        assert await pool.inspect([reading]) == [fake_inspect(reading)]
    seen = capfd.readouterr()
    assert "4242" not in seen.out + seen.err


async def test_a_text_that_killed_its_worker_beside_another_text_does_not_take_joiners_along(
    tmp_path: Path,
) -> None:
    """Someone who waits for a text in a stranger's batch gets an answer although the batch died."""
    async with running(make_pool(workers=1)) as pool:
        blocker = asyncio.create_task(pool.inspect([Reading(f"until {tmp_path / 'gate'}")]))
        await eventually(lambda: at_work(pool))
        shared = Reading("the shop's prompt 1")
        doomed = asyncio.create_task(pool.inspect([shared, Reading("crash it")]))
        await eventually(lambda: pool.state.requests_waiting == 1)
        joiner = asyncio.create_task(pool.inspect([shared]))
        await asyncio.sleep(0)
        (tmp_path / "gate").touch()
        await blocker
        assert await joiner == [fake_inspect(shared)]
        with pytest.raises(ServiceError):
            await doomed


async def test_a_caller_who_leaves_does_not_disturb_the_others(tmp_path: Path) -> None:
    """Cancelled while its text is with the worker, or waiting, or shared: frames stay in step."""
    async with running(make_pool()) as pool:
        busy = asyncio.create_task(pool.inspect([Reading(f"until {tmp_path / 'gate'}")]))
        await eventually(lambda: at_work(pool))
        shared = Reading("shared 77")
        queued = asyncio.create_task(pool.inspect([shared, Reading("hang unless dropped")]))
        alone = asyncio.create_task(pool.inspect([Reading("hang unless dropped too")]))
        await eventually(lambda: pool.state.requests_waiting == 2)
        for task in (busy, alone):
            task.cancel()
        await asyncio.gather(busy, alone, return_exceptions=True)
        assert pool.state.requests_waiting == 1
        queued.cancel()
        await asyncio.gather(queued, return_exceptions=True)
        assert pool.state.requests_waiting == 0
        (tmp_path / "gate").touch()
        readings = [shared, *fresh(5)]
        assert await pool.inspect(readings) == [fake_inspect(r) for r in readings]
        assert pool.state.endings[Ending.HUNG] == 0


async def test_random_leaving_never_mixes_answers() -> None:
    async with running(make_pool(workers=2)) as pool:

        async def ask(n: int) -> None:
            readings = [Reading(f"slow 0.00{n % 4} {n} {m}") for m in range(n % 5 + 1)]
            assert await pool.inspect(readings) == [fake_inspect(r) for r in readings]

        tasks = [asyncio.create_task(ask(n)) for n in range(60)]
        for n, task in enumerate(tasks):
            if n % 3 == 0:
                await asyncio.sleep(0.003)
                task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        problems = [o for o in outcomes if isinstance(o, Exception)]
        assert problems == []


async def test_a_long_history_does_not_make_a_short_message_wait_for_all_of_it(
    tmp_path: Path,
) -> None:
    """It waits for at most two of its batches, each of one long text."""
    async with running(make_pool()) as pool:
        gates = [tmp_path / f"gate{number}" for number in range(20)]
        slow = [Reading(f"until {gate} " + "x" * 16_000) for gate in gates]
        history = asyncio.create_task(pool.inspect(slow))
        message = asyncio.create_task(pool.inspect([Reading("hello 5")]))
        await asyncio.sleep(0)
        for gate in gates[:2]:
            gate.touch()
        await asyncio.wait_for(message, 60)
        assert not history.done()
        for gate in gates[2:]:
            gate.touch()
        await history


async def test_a_full_queue_refuses_instead_of_piling_up(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    async with running(make_pool(queue_limit=2)) as pool:
        tasks = [asyncio.create_task(pool.inspect([Reading(f"until {gate}")]))]
        await eventually(lambda: at_work(pool))
        tasks += [asyncio.create_task(pool.inspect([each])) for each in fresh(2)]
        await eventually(lambda: pool.state.requests_waiting == 2)
        with pytest.raises(ServiceError) as failure:
            await pool.inspect([Reading("one too many")])
        assert failure.value.code is ErrorCode.OVERLOADED
        assert failure.value.retry_after is not None
        gate.touch()
        await asyncio.gather(*tasks)


async def test_an_outage_is_overloaded_not_a_failed_text(tmp_path: Path) -> None:
    """When no worker can be started any more, callers are sent away after the wait limit."""
    version = f"starts once:{tmp_path / 'marker'}"
    async with running(make_pool(version=version, wait_limit=0.5)) as pool:
        with pytest.raises(ServiceError) as crash:
            await pool.inspect([Reading("crash")])
        assert crash.value.code is ErrorCode.DETECTION_FAILED
        with pytest.raises(ServiceError) as outage:
            await pool.inspect(fresh(1))
        assert outage.value.code is ErrorCode.OVERLOADED
        assert not pool.ready
        assert pool.state.requests_waiting == 0
        await eventually(lambda: pool.state.endings[Ending.NOT_STARTED] >= 1)
        (tmp_path / "marker").unlink()
        await eventually(lambda: pool.ready)
        assert await pool.inspect(fresh(1)) == [fake_inspect(r) for r in fresh(1)]


@pytest.mark.parametrize(
    ("version", "told"),
    [("cannot start", "unknown recogniser"), ("breaks at start", "KeyError")],
)
async def test_start_says_why_no_worker_runs(version: str, told: str) -> None:
    pool = make_pool(version=version, workers=2)
    with pytest.raises(ServiceError, match=told):
        await pool.start()
    assert not pool.ready


async def test_a_start_that_is_given_up_leaves_no_process() -> None:
    """Shutting down while the workers still load."""
    slow = (sys.executable, "-c", "import time; time.sleep(600)")
    pool = make_pool(workers=2, command=slow)
    starting = asyncio.create_task(pool.start())
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    await eventually(lambda: sum(_is_sleeper(int(pid)) for pid in mine.read_text().split()) == 2)
    children = mine.read_text().split()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await eventually(lambda: not any(_is_sleeper(int(pid)) for pid in children))


@pytest.mark.parametrize("steps", range(6))
async def test_a_launch_that_is_given_up_at_any_moment_collects_its_process(steps: int) -> None:
    """However often: half started, a process could be killed and never collected."""
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = set(mine.read_text().split())
    slow = (sys.executable, "-c", "import time; time.sleep(600)")
    launching = asyncio.create_task(WorkerProcess.launch(slow, b"", start_seconds=120))
    for _ in range(steps):
        await asyncio.sleep(0)
    for _ in range(3):
        launching.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await launching
    assert set(mine.read_text().split()) <= before


async def test_ending_a_worker_is_finished_however_often_it_is_cancelled() -> None:
    setup = encode_setup(Setup(rules(), TopicRules(topics=()), 5.0))
    worker = await WorkerProcess.launch(FAKE, setup, start_seconds=120)
    ending = asyncio.create_task(worker.end())
    for _ in range(3):
        await asyncio.sleep(0)
        ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert not _alive(worker.pid)


def _is_sleeper(pid: int) -> bool:
    try:
        return b"time.sleep(600)" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return False


async def test_start_fails_for_a_command_that_is_not_there() -> None:
    with pytest.raises(ServiceError, match="FileNotFoundError"):
        await make_pool(command=("/no/such/interpreter",)).start()


async def test_a_worn_worker_is_replaced_without_a_gap() -> None:
    care = WorkerCare(start_seconds=120, texts=3)
    async with running(make_pool(care=care)) as pool:
        first = await pid_of(pool, "0")
        await use_until_replaced(pool)
        assert await pid_of(pool, "last") != first
        assert pool.state.endings[Ending.CRASHED] == 0


async def test_a_worker_that_grows_is_replaced() -> None:
    care = WorkerCare(start_seconds=120, growth_bytes=48 * 1024 * 1024)
    async with running(make_pool(care=care)) as pool:
        for n in range(6):
            await pool.inspect([Reading(f"grow {n}")])
        await use_until_replaced(pool)


async def use_until_replaced(pool: DetectionPool) -> None:
    """Ask steadily until a worker was replaced for being worn; it is never missing meanwhile."""
    end = time.monotonic() + 120
    for n in itertools.count():
        await pool.inspect([Reading(f"steady {n}")])
        assert pool.ready
        if pool.state.endings[Ending.WORN]:
            return
        assert time.monotonic() < end, "the worker was never replaced"
        await asyncio.sleep(0.02)


async def test_the_worker_is_nice_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-for-workers")
    async with running(make_pool()) as pool:
        answers = await pool.inspect([Reading("environment"), Reading("niceness")])
        assert "OPENAI_API_KEY" not in answers[0].findings[0].entity_type
        assert "PATH" in answers[0].findings[0].entity_type
        assert int(answers[1].findings[0].entity_type) >= 10


async def test_signals_to_the_group_do_not_end_a_worker() -> None:
    async with running(make_pool()) as pool:
        pid = await pid_of(pool, "before")
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
        assert await pid_of(pool, "after") == pid


async def test_stopping_answers_everybody_and_leaves_no_process() -> None:
    pool = make_pool(workers=2)
    await pool.start()
    pids = {await pid_of(pool, str(n)) for n in range(6)}
    waiting = [asyncio.create_task(pool.inspect([Reading(f"hang {n}")])) for n in range(4)]
    await eventually(lambda: pool.state.requests_waiting == 2)
    await pool.stop()
    for task in waiting:
        with pytest.raises(ServiceError) as failure:
            await task
        assert failure.value.code is ErrorCode.SHUTTING_DOWN
    with pytest.raises(ServiceError):
        await pool.inspect(fresh(1))
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_workers_leave_when_the_proxy_dies(tmp_path: Path) -> None:
    """A proxy that is killed takes its workers along, even one busy with a text."""
    script = tmp_path / "proxy_to_kill.py"
    script.write_text(
        "import asyncio, sys\n"
        "from tests.gateway.test_detection import make_pool, pid_of, Reading\n"
        "async def main():\n"
        "    pool = make_pool(workers=2, time_limit=3.0)\n"
        "    await pool.start()\n"
        "    pids = {await pid_of(pool, str(n)) for n in range(20)}\n"
        "    busy = asyncio.create_task(pool.inspect([Reading('hang')]))\n"
        "    await asyncio.sleep(0.2)\n"
        "    print(*pids, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    root = str(Path(__file__).parents[2])
    proxy = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert proxy.stdout is not None
    pids = [int(pid) for pid in (await proxy.stdout.readline()).split()]
    proxy.kill()
    await proxy.wait()
    assert pids
    await eventually(lambda: not any(_alive(pid) for pid in pids))


def _alive(pid: int) -> bool:
    """Running, and not merely waiting to be collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_the_pool_works_on_uvloop() -> None:
    async def serve() -> None:
        async with running(make_pool(workers=2)) as pool:
            readings = fresh(100)
            assert await pool.inspect(readings) == [fake_inspect(r) for r in readings]
            with pytest.raises(ServiceError):
                await pool.inspect([Reading("crash")])
            await eventually(lambda: pool.state.workers_running == 2)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())
