"""A background task that fails goes on, ever more slowly, and tells the log nothing it should not."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from proxy.cli.log_lines import IdentifierLines
from proxy.errors import ErrorCode, ServiceError
from proxy.gateway.background import every

SECRET = "Crystal Minh"


class OverError(BaseException):
    """Ends the endless."""


async def run(seconds: float, *results: Exception | None) -> list[float]:
    """Run work that ends in these ways, one after the other; the pauses between, which take no time."""
    numbers = count()
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def work() -> None:
        number = next(numbers)
        if number >= len(results):
            raise OverError
        result = results[number]
        if result is not None:
            raise result

    with pytest.raises(OverError):
        await every(seconds, "retention", work, sleep=sleep)
    return pauses


async def test_work_that_succeeds_is_done_again_after_its_time() -> None:
    assert await run(3600, None, None) == [3600, 3600]


async def test_pauses_grow_while_it_fails_and_never_beyond_its_time_or_five_minutes() -> None:
    pauses = await run(3600, *[RuntimeError()] * 11)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert await run(5, *[RuntimeError()] * 5) == [1, 2, 4, 5, 5]


async def test_a_success_makes_the_next_pause_short_again() -> None:
    pauses = await run(3600, RuntimeError(), RuntimeError(), None, RuntimeError())
    assert pauses == [1, 2, 3600, 1]


async def test_neither_text_nor_traceback_of_a_failure_reaches_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await run(3600, ValueError(SECRET), ServiceError(ErrorCode.AUDIT_UNAVAILABLE, SECRET))
    lines = [IdentifierLines().format(record) for record in caplog.records]
    assert len(lines) == 2
    assert '"error": "ValueError"' in lines[0]
    assert '"code": "audit_unavailable"' in lines[1]
    assert all('"task": "retention"' in line for line in lines)
    assert SECRET not in caplog.text
    assert all(record.exc_info is None for record in caplog.records)


async def test_it_ends_when_it_is_cancelled() -> None:
    async def work() -> None:
        return None

    forever: Callable[[], Awaitable[None]] = lambda: every(3600, "retention", work)  # noqa: E731
    task = asyncio.ensure_future(forever())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
