"""Commands as forks of one process that has loaded everything: a start without seconds of imports.

Strategy: a proxy and its detection worker need five seconds of computing to load, each time the same.
So the first command of a test process starts another process (tests/preloaded_process.py), which
loads them once, has a single thread and no event loop, and forks a child for whoever asks. The child
is what it would be otherwise: a process with its own number, environment and files, which a test may
kill. The command as people start it stays with those tests that are about starting it
(tests/cli/test_commands.py, the demos).

Asking: one message with five descriptors (standard input, output and error, where to report, and
this channel itself, so that a proxy can ask for its workers). The report: a line with the child's
number, a line with how it ended.
"""

import array
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


def ask(channel: socket.socket, order: Mapping[str, object], files: Sequence[int]) -> socket.socket:
    """Order a fork; gives the end of the report. ``files``: its input, output and errors."""
    report, theirs = socket.socketpair()
    given = array.array("i", [*files, theirs.fileno(), channel.fileno()])
    channel.sendmsg([json.dumps(order).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)])
    theirs.close()
    return report


class Forked:
    """A child seen from the test: as much of ``Popen`` as tests need."""

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self._lines = report.makefile("r")
        self.pid = int(self._lines.readline())
        self._ended: int | None = None

    def send_signal(self, number: signal.Signals) -> None:
        """Nothing, if it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self, timeout: float) -> int:
        """Its exit code; of a signal, the negative number. ``TimeoutError`` if it does not end."""
        if self._ended is None:
            self._report.settimeout(timeout)
            self._ended = int(self._lines.readline())
            self._lines.close()
            self._report.close()
        return self._ended


class Preloaded:
    """The process that has loaded everything; it ends when nobody can ask it any more."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.preloaded_process", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )

    def start(
        self,
        module: str,
        words: Sequence[str],
        files: tuple[int, int, int],
        env: Mapping[str, str] | None = None,
    ) -> Forked:
        """``python -m module words``, in this working directory."""
        order = {
            "module": module,
            "words": list(words),
            "env": dict(os.environ if env is None else env),
            "cwd": str(Path.cwd()),
        }
        return Forked(ask(self._channel, order, files))

    def close(self) -> None:
        """Let it end; its children end as they would."""
        self._channel.close()


@cache
def preloaded() -> Preloaded:
    """The one of this process."""
    made = Preloaded()
    atexit.register(made.close)
    return made
