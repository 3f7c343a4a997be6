"""A process that is killed while it hands a checkpoint outside: the next one publishes, and nothing forks."""

import asyncio
import os
import sys
from itertools import combinations
from pathlib import Path

from proxy.audit import AuditLog, make_checkpoint, verify_bundle
from proxy.audit import outside as outside_module
from proxy.audit.note import open_checkpoint
from proxy.audit.outside import OutsideCopies
from proxy.clock import SystemClock
from proxy.keys import LocalKeyring
from proxy.outside import file_copy as file_module
from proxy.outside.file_copy import FileCopy
from proxy.storage.streams import SqliteStreamStore, SqliteStreamWriter
from tests.audit.made import event, place
from tests.forks import Point, arm, forked
from tests.running import run_module

POINTS: dict[str, Point] = {
    "before the note is signed": (outside_module.OutsideCopies, "copy", False, 1),
    "before it goes to its place": (FileCopy, "put", False, 1),
    "before it is written": (file_module, "_write", False, 1),
    "before a byte of it is written": (file_module, "_write_whole", False, 1),
    "before it is synced": (os, "fsync", False, 1),
    "before it has its name": (file_module, "_write_whole", True, 1),
    "after it has its name": (Path, "rename", True, 1),
    "before its name is synced": (os, "fsync", False, 2),
    "after all is synced": (file_module, "_write", True, 1),
    "before it is on record": (SqliteStreamWriter, "append", False, 3),
    "after it was put on record": (SqliteStreamWriter, "append", True, 3),
}


async def _publish(folder: Path, number: int, point: Point | None) -> None:
    """A start of the proxy: something is on record, then a checkpoint goes outside."""
    keyring, clock = LocalKeyring.open(folder / "keys"), SystemClock()
    store = SqliteStreamStore(folder / "audit")
    log = AuditLog.open(store, keyring, software="dying", policy="p")
    if point is not None:
        arm(point)
    copies = OutsideCopies(
        [FileCopy(folder / "outside")],
        lambda: make_checkpoint(store, keyring, clock=clock),
        log_id=keyring.log_id,
        audit=log,
        clock=clock,
        allowed_age=lambda: None,
    )
    await log.record(event(number))
    await copies.copy()
    await log.close()


def main(folder: Path) -> None:
    """A start that is killed at each point, and one after it that is not."""
    for number, (name, point) in enumerate(POINTS.items()):
        for dies in (point, None):
            child = forked(lambda n=number, p=dies: asyncio.run(_publish(folder, n, p)))  # type: ignore[misc]
            _, status = os.waitpid(child, 0)
            notes = len([*(folder / "outside").rglob("*.note")])
            ended = "killed" if os.WIFSIGNALED(status) else "ended"
            sys.stdout.write(f"{name}\t{ended}\t{notes}\n")


def _told(folder: Path) -> list[str]:
    """What ``main`` says, in a process that nothing else runs in."""
    return run_module("tests.outside.test_dying", folder).stdout.splitlines()


def test_killed_while_it_publishes_a_log_is_published_by_the_next_start(tmp_path: Path) -> None:
    at = place(tmp_path)
    (tmp_path / "outside").mkdir()
    told = [line.split("\t") for line in _told(tmp_path)]

    assert [name for name, _, _ in told] == [name for name in POINTS for _ in range(2)]
    assert [ended for _, ended, _ in told] == ["killed", "ended"] * len(POINTS)
    counts = [int(count) for _, _, count in told]
    assert all(after == before + 1 for before, after in zip(counts[::2], counts[1::2], strict=True))

    notes = [path.read_text() for path in (tmp_path / "outside").rglob("*.note")]
    report = verify_bundle(at.export(clock=SystemClock()), checkpoints=notes)
    assert report.errors == ()
    assert len(report.continues) == len(notes), "every note is whole, and the log goes on from it"
    _no_two_say_different_things(at.keyring, notes)


def _no_two_say_different_things(keyring: LocalKeyring, notes: list[str]) -> None:
    """Of one size of one stream, all notes name the same footer."""
    signer = keyring.enrolment_signer()
    read = [open_checkpoint(note, {signer.kid: signer.public})[0] for note in notes]
    for one, other in combinations(read, 2):
        named = {line.stream: line for line in one.streams}
        for line in other.streams:
            if line.stream in named and named[line.stream].number == line.number:
                assert named[line.stream] == line


if __name__ == "__main__":
    main(Path(sys.argv[1]))
