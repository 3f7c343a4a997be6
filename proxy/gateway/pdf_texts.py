"""The text of PDFs, read beside the event loop (recipe, before step 1; only where the policy says so).

Strategy: one short-lived process for each PDF, with a bound on memory, processor time and wall time, none of
the proxy's secrets in its environment, and a few of them at a time. What cannot be read is the caller's to
change: each reason has a sentence, and nothing of the file stands in it.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from proxy.dialects.base import Limits
from proxy.dialects.pdf_documents import SIGN, PdfFile, find_pdfs, put_texts
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.gateway.base import Call, PdfTexts
from proxy.gateway.worker_process import INHERITED
from proxy.policy.base import Policy
from proxy.thinking import think

WORKER_COMMAND = (sys.executable, "-m", "proxy.gateway.pdf_worker")
MOST_PDFS = 8
"""PDFs of one request."""
_MOST_ANSWER = 8 * 1024 * 1024

_PROBLEMS = {
    "password": "This PDF needs a password. Send it without one.",
    "no_text": "This PDF has no text layer (it is probably a scan). Send its text, or a PDF with text.",
    "too_long": "This PDF has too many pages or too much text. Send the part that matters.",
}
_UNREADABLE = "This PDF cannot be read within the bounds of time and memory, or is damaged."


@dataclass(frozen=True, slots=True)
class PdfReaders:
    """Reads PDFs in processes of their own, ``at_once`` at a time, each within ``seconds``."""

    seconds: float = 30.0
    wait_seconds: float = 30.0
    at_once: int = 2
    command: Sequence[str] = WORKER_COMMAND
    _free: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_free", asyncio.Semaphore(self.at_once))

    async def text_of(self, pdf: bytes) -> str:
        """See PdfTexts."""
        try:
            async with asyncio.timeout(self.wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise ServiceError(
                ErrorCode.OVERLOADED,
                "Too many PDFs wait to be read; nothing was forwarded. Send the request again later.",
                retry_after=5,
            ) from None
        try:
            return _text(await self._answer(pdf))
        finally:
            self._free.release()

    async def _answer(self, pdf: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self.seconds):
                _, answer = await asyncio.gather(_give(process, pdf), _take(process))
                return answer if await process.wait() == 0 else b""
        except TimeoutError:
            return b""
        finally:
            await asyncio.shield(_end(process))


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    assert process.stdout is not None
    # Reading to the end lets the event loop close its side of the pipe; before, nothing has ended.
    while await process.stdout.read(65536):
        pass
    await process.wait()


async def _give(process: Process, pdf: bytes) -> None:
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.write(pdf)
        await process.stdin.drain()
        process.stdin.close()


async def _take(process: Process) -> bytes:
    """All it says, up to what a text can be."""
    assert process.stdout is not None
    answer = bytearray()
    while piece := await process.stdout.read(65536):
        answer += piece
        if len(answer) > _MOST_ANSWER:
            return b""
    return bytes(answer)


def _text(answer: bytes) -> str:
    """The text in a worker's answer. It read a hostile file, so nothing it says is taken on trust."""
    try:
        said = json.loads(answer)
    except ValueError:
        said = {}
    match said:
        case {"text": str(text)}:
            return text
        case {"problem": str(problem)}:
            raise _refused(_PROBLEMS.get(problem, _UNREADABLE))
        case _:
            raise _refused(_UNREADABLE)


def _refused(message: str) -> CallerError:
    return CallerError(ErrorCode.UNSUPPORTED_MEDIA, message)


async def with_pdf_texts(call: Call, policy: Policy, limits: Limits, reader: PdfTexts) -> Call:
    """The call with the text of each PDF in its place, where the policy says so.

    Raises CallerError for a PDF that cannot be read, and ServiceError; then nothing is forwarded.
    """
    if not policy.allowed.pdf_text or SIGN not in call.body:
        return call
    name = call.dialect.name

    def find() -> tuple[PdfFile, ...]:
        return find_pdfs(name, call.body, limits)

    found = await think(len(call.body), find)
    if len(found) > MOST_PDFS:
        raise _refused(f"A request may hold at most {MOST_PDFS} PDFs.")
    if not found:
        return call
    texts = {pdf.path: await reader.text_of(pdf.data) for pdf in found}
    return replace(
        call, body=await think(len(call.body), lambda: put_texts(name, call.body, limits, texts))
    )
