"""One detection worker seen from the proxy: a child process, spoken to in frames.

Strategy: the child is only as good as its last reply. One batch is with it at a time; whoever
speaks out of turn, too late, too long or unreadably is killed, never reasoned with. The child gets
none of the proxy's secrets: its environment is a short list of names, its stderr goes nowhere (a
traceback may hold customer text), and it runs in its own session, so that Ctrl-C reaches the proxy
alone and running turns can finish.
"""

import asyncio
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from enum import StrEnum
from typing import Any

from proxy.gateway.detection_frames import (
    HEADER_BYTES,
    BatchReply,
    BrokenFrameError,
    Reading,
    decode_greeting,
    decode_reply,
    encode_batch,
    frame,
    payload_length,
)

INHERITED = (
    "HOME",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "TMPDIR",
    "TZ",
    "VIRTUAL_ENV",
)
"""What a worker inherits of the environment. The provider's key is not among it."""

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Numeric libraries would start a thread per core in every worker."""

_GOODBYE_SECONDS = 1.0
_FAREWELL_SECONDS = 10.0


class Ending(StrEnum):
    """Why a worker was replaced; the closed list of a metric's labels."""

    CRASHED = "crashed"
    HUNG = "hung"
    GARBAGE = "garbage"
    NOT_STARTED = "not_started"
    WORN = "worn"


class WorkerFailedError(Exception):
    """A worker that must be replaced. ``detail`` is safe to show: never text, only class names."""

    def __init__(self, ending: Ending, detail: str = "") -> None:
        super().__init__(f"{ending}: {detail}" if detail else ending.value)
        self.ending = ending
        self.detail = detail


class WorkerProcess:
    """A running worker that has greeted. Made by ``launch``; must be ended by ``end``."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._batches = 0
        self.texts = 0
        """Texts inspected since it started."""
        self.memory_at_start = 0
        self.memory = 0
        """Resident bytes, as it last said itself."""

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    @classmethod
    async def launch(
        cls, command: Sequence[str], setup: bytes, *, start_seconds: float
    ) -> "WorkerProcess":
        """Start a worker, hand it its rules, and wait until it is ready.

        Raises WorkerFailedError(NOT_STARTED). Cancelling leaves no process behind.
        """
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment | _ONE_THREAD,
                start_new_session=True,
            )
        )
        # One that is half started could be neither ended nor collected.
        cancelled = await _until_done(starting)
        try:
            worker = cls(starting.result())
        except OSError as error:
            raise WorkerFailedError(Ending.NOT_STARTED, type(error).__name__) from None
        if cancelled:
            await worker.end()
            raise asyncio.CancelledError
        async with AsyncExitStack() as unless_ready:
            unless_ready.push_async_callback(worker.end)
            await worker._greet(setup, start_seconds)
            unless_ready.pop_all()
        return worker

    async def _greet(self, setup: bytes, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                greeting = decode_greeting(await self._ask(setup))
        except WorkerFailedError as error:
            raise WorkerFailedError(Ending.NOT_STARTED, error.ending) from None
        except TimeoutError:
            raise WorkerFailedError(Ending.NOT_STARTED, "took too long") from None
        except BrokenFrameError:
            raise WorkerFailedError(Ending.NOT_STARTED, "spoke garbage") from None
        if greeting.problem is not None:
            raise WorkerFailedError(Ending.NOT_STARTED, greeting.problem)
        self.memory = self.memory_at_start = greeting.memory

    async def inspect(self, readings: Sequence[Reading], *, seconds: float) -> BatchReply:
        """The worker's answers to one batch. Raises WorkerFailedError; then it must be ended."""
        self._batches += 1
        number = self._batches
        try:
            async with asyncio.timeout(seconds):
                payload = await self._ask(encode_batch(number, readings))
            reply = decode_reply(payload, number, readings)
        except TimeoutError:
            raise WorkerFailedError(Ending.HUNG) from None
        except BrokenFrameError:
            raise WorkerFailedError(Ending.GARBAGE) from None
        self.texts += len(readings)
        self.memory = reply.memory
        return reply

    def renew_share(self) -> None:
        """Count its texts and its growth from here on: it could not be replaced."""
        self.texts = 0
        self.memory_at_start = self.memory

    async def _ask(self, payload: bytes) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(frame(payload))
            await stdin.drain()
            length = payload_length(await stdout.readexactly(HEADER_BYTES))
            return await stdout.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            raise WorkerFailedError(Ending.CRASHED) from None

    async def end(self, *, politely: bool = False) -> None:
        """End the process and collect what is left of it.

        ``politely``: closing its stdin lets an idle worker leave by itself; otherwise it is killed
        at once. A caller that is cancelled meanwhile, even twice, is so only when this is done.
        """
        ending = asyncio.ensure_future(self._end(politely=politely))
        cancelled = await _until_done(ending)
        ending.result()
        if cancelled:
            raise asyncio.CancelledError

    async def _end(self, *, politely: bool) -> None:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        if politely:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await process.wait()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        # Only a process stuck in the kernel outlives a kill; the proxy does not wait for that.
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                # Reading to the end lets the event loop close its side of the pipe.
                while await process.stdout.read(65536):
                    pass
                await process.wait()


async def _until_done(task: asyncio.Future[Any]) -> bool:
    """Wait for it however often the caller is cancelled; whether that happened."""
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            cancelled = True
    return cancelled
