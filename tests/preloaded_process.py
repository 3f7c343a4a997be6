"""The process that tests/preloaded.py starts: loads everything once and forks a child for each order.

Between the two stands a keeper, a fork that does nothing but wait for the child and report how it
ended, so that this process never waits. ``python -m tests.preloaded_process DESCRIPTOR``.
"""

import array
import asyncio
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import proxy.cli
from tests.preloaded import ask

FORKED = ("proxy.cli", "proxy.gateway.detection_worker")
"""What is loaded; what else a proxy starts is started as ever."""

_LONGEST_ORDER = 1 << 18
_FILES = 5


def main(channel: socket.socket) -> None:
    """Fork until nobody asks any more. In a child this returns too, with its work done."""
    while order := _next(channel):
        wanted, files = order
        if os.fork() == 0:
            channel.close()
            _keep(files)
            _become(wanted, files)
            return
        for descriptor in files:
            os.close(descriptor)
        _collect_keepers()


def _next(channel: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    message, given, _, _ = channel.recvmsg(_LONGEST_ORDER, socket.CMSG_SPACE(_FILES * 4))
    files = array.array("i")
    for _, _, data in given:
        files.frombytes(data)
    return (json.loads(message), list(files)) if message else None


def _collect_keepers() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _keep(files: Sequence[int]) -> None:
    """Fork the child; this returns there alone, and the keeper reports and ends."""
    report = files[3]
    child = os.fork()
    if child == 0:
        os.close(report)
        return
    # Whoever waits for the end of a pipe waits for all who hold it.
    for descriptor in (0, 1, 2, *files[:3], files[4]):
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.write(report, b"%d\n" % child)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(report, b"%d\n" % ended)
    os._exit(0)


def _become(order: Mapping[str, Any], files: Sequence[int]) -> None:
    """Do what ``python -m`` does, in what was ordered."""
    for number, descriptor in enumerate(files[:3]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    channel = socket.socket(fileno=files[4])
    if order.get("session"):
        os.setsid()
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    asyncio.create_subprocess_exec = _executing(channel)
    sys.argv = [order["module"], *order["words"]]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


def _executing(channel: socket.socket) -> Any:
    """``asyncio.create_subprocess_exec`` which forks what is loaded."""
    execute = asyncio.create_subprocess_exec

    async def fork_or_execute(*command: str, **how: Any) -> Any:
        if command[:2] == (sys.executable, "-m") and command[2] in FORKED:
            return await _Worker.start(channel, command[2], command[3:], how)
        return await execute(*command, **how)

    return fork_or_execute


class _Worker:
    """A forked worker seen from the proxy: as much of ``asyncio``'s ``Process`` as it uses."""

    def __init__(
        self, pid: int, stdin: StreamWriter, stdout: StreamReader, report: StreamReader
    ) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None
        self._ending = asyncio.create_task(self._end(report))
        self.open: list[StreamWriter] = [stdin]

    @classmethod
    async def start(
        cls, channel: socket.socket, module: str, words: Sequence[str], how: Mapping[str, Any]
    ) -> "_Worker":
        into, theirs_in = socket.socketpair()
        out, theirs_out = socket.socketpair()
        order = {
            "module": module,
            "words": list(words),
            "env": how["env"],
            "cwd": str(Path.cwd()),
            "session": how["start_new_session"],
        }
        with theirs_in, theirs_out, Path(os.devnull).open("r+b") as nowhere:
            files = (theirs_in.fileno(), theirs_out.fileno(), nowhere.fileno())
            report, report_end = await asyncio.open_connection(sock=ask(channel, order, files))
        _, stdin = await asyncio.open_connection(sock=into)
        stdout, stdout_end = await asyncio.open_connection(sock=out)
        worker = cls(int(await report.readline()), stdin, stdout, report)
        worker.open += [stdout_end, report_end]
        return worker

    async def _end(self, report: StreamReader) -> int:
        self.returncode = int(await report.readline())
        return self.returncode

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code. Whoever wants all that it wrote has read it before."""
        code = await asyncio.shield(self._ending)
        for stream in self.open:
            stream.close()
        return code


def _load() -> None:
    for module in pkgutil.iter_modules(proxy.cli.__path__, "proxy.cli."):
        if module.name != "proxy.cli.__main__":
            importlib.import_module(module.name)
    for name in FORKED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def run() -> None:
    """Serve the channel named on the command line."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    _load()
    main(channel)


if __name__ == "__main__":
    run()
