"""The inside of a detection worker: read a batch, inspect each text, answer; for ever.

Strategy: the process is disposable and trusts only its parent. It lowers its own priority (the event
loop next door must stay smooth), never dumps core, ignores the terminal's signals, leaves when its
stdin ends, and has an alarm set before each batch that ends it even inside C code, so that no
orphan spins for ever. Its stdout belongs to frames alone: whatever a library prints goes nowhere.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from proxy.errors import LastStop
from proxy.gateway.detection_frames import (
    HEADER_BYTES,
    BatchReply,
    Greeting,
    Inspected,
    Reading,
    Refused,
    decode_batch,
    decode_setup,
    encode_greeting,
    encode_reply,
    frame,
    payload_length,
)
from proxy.privacy.base import DetectionRules
from proxy.topics.base import TopicRules

NICENESS = 10
"""Measured: a worker at this niceness leaves the gap between streamed chunks where it was."""

_ORPHAN_FACTOR = 2.0
"""The parent kills at the time limit; the alarm is for a worker without a parent."""


class TextInspector(Protocol):
    """Inspects one text; made once per worker, from the rules."""

    def inspect(self, reading: Reading) -> Inspected:
        """What is in the text. Raises if it cannot tell."""
        ...


def run_worker(build: Callable[[DetectionRules, TopicRules], TextInspector]) -> int:
    """Serve batches from stdin until it ends; gives the process's exit code."""
    requests, replies = _take_pipes()
    _settle_in()
    payload = _read_frame(requests)
    if payload is None:
        return 0
    setup = decode_setup(payload)
    boundary = LastStop()
    inspector: TextInspector | None = None
    with boundary:
        inspector = build(setup.rules, setup.topic_rules)
    if inspector is None:
        _write(replies, encode_greeting(Greeting(0, boundary.problem)))
        return 1
    _write(replies, encode_greeting(Greeting(_resident_bytes())))
    while (payload := _read_frame(requests)) is not None:
        signal.setitimer(signal.ITIMER_REAL, setup.time_limit * _ORPHAN_FACTOR)
        number, readings = decode_batch(payload)
        items = tuple(_inspect(inspector, reading) for reading in readings)
        reply = encode_reply(number, BatchReply(items, _resident_bytes()))
        signal.setitimer(signal.ITIMER_REAL, 0)
        _write(replies, reply)
    return 0


def _inspect(inspector: TextInspector, reading: Reading) -> Inspected | Refused:
    """One text. Whatever goes wrong is told by the name of its class and nothing else."""
    boundary = LastStop()
    with boundary:
        return inspector.inspect(reading)
    return Refused(boundary.kind)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes, for frames alone; in the old places of stdin, stdout and stderr stands the null device."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return requests, replies


def _settle_in() -> None:
    os.nice(NICENESS)
    # A core dump would hold customer text.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A service manager signals the whole group; the parent still needs us to finish its turns.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload; None when the parent has closed the pipe or died."""
    header = stream.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES:
        return None
    length = payload_length(header)
    payload = stream.read(length)
    return payload if len(payload) == length else None


def _write(stream: BinaryIO, payload: bytes) -> None:
    stream.write(frame(payload))
    stream.flush()


def _resident_bytes() -> int:
    """Resident memory now; where the kernel does not say, the highest so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return pages * resource.getpagesize()
