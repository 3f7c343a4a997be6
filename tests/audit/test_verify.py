"""Whatever is done to a bundle, the verifier names it; an untouched one has no error."""

import asyncio
import json
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proxy.audit import FindingKind, Report, verify_bundle
from proxy.audit.container import ContainerWriter, Member
from proxy.audit.findings import Findings
from proxy.audit.note import open_checkpoint, sign_checkpoint
from proxy.clock import SetClock
from proxy.errors import VerificationError
from proxy.keys.base import KeyPurpose
from tests.audit.made import (
    NOW,
    Place,
    altered,
    b64,
    framed,
    frames,
    joined,
    lines,
    members,
    place,
    rebuilt,
    seeded,
    write,
)

Parts = dict[str, bytes]
K = FindingKind


def log_name(parts: Parts, number: int = 0) -> str:
    """The log of the first or second stream *in order of opening*."""
    logs = [name for name in parts if name.endswith("/log")]
    first = next(n for n in logs if b'"previous_stream":null' in parts[n])
    return first if number == 0 else next(n for n in logs if n != first)


def stream_of(name: str) -> str:
    return name.split("/")[1]


def record_line(parts: Parts, seq: int, number: int = 0) -> int:
    """Where the record stands among the lines of the log."""
    found = [
        place
        for place, line in enumerate(lines(parts[log_name(parts, number)]))
        if line.startswith(b"record ") and json.loads(line[7:])["seq"] == seq
    ]
    return found[0]


def footer_line(parts: Parts, footer: int, number: int = 0) -> int:
    found = [
        place
        for place, line in enumerate(lines(parts[log_name(parts, number)]))
        if line.startswith(b"footer ") and json.loads(line.split(b" ")[2])["n"] == footer
    ]
    return found[0]


def on_lines(change: Callable[[Parts, list[bytes]], object]) -> Callable[[Parts], None]:
    """A change of the first stream's log, as a change of the bundle's parts."""

    def apply(parts: Parts) -> None:
        name = log_name(parts)
        log = lines(parts[name])
        change(parts, log)
        parts[name] = joined(log)

    return apply


def kinds(report: Report) -> set[FindingKind]:
    return {finding.kind for finding in report.errors}


def places(report: Report, kind: FindingKind) -> set[int | None]:
    return {f.record if f.record is not None else f.footer for f in report.errors if f.kind is kind}


def test_an_untouched_bundle_has_no_error_and_is_counted(bundle: Path) -> None:
    report = verify_bundle(bundle)

    assert report.errors == ()
    assert {f.kind for f in report.notices} == {K.KEY_NOT_PINNED}
    assert (report.streams, report.records, report.contents, report.erased) == (2, 26, 26, 0)
    report.check()


def test_the_pinned_key_is_asked_for(bundle: Path) -> None:
    kid = verify_bundle(bundle).enrolment[0]

    assert verify_bundle(bundle, pinned={kid}).findings == ()
    stranger = verify_bundle(bundle, pinned={"0" * 32})
    assert kinds(stranger) == {K.UNKNOWN_KEY}
    with pytest.raises(VerificationError, match=kid):
        stranger.check()


# One changed byte.


@pytest.mark.parametrize("member", ["checkpoint", "keys.json", "log", "keys", "contents"])
def test_one_changed_byte_of_any_member_is_found_and_its_place_named(
    bundle: Path, member: str
) -> None:
    """About 150 bytes of each member, evenly spread."""
    parts = members(bundle)
    name = next(n for n in parts if n.split("/")[-1] == member)
    stream = stream_of(name) if "/" in name else None
    step = max(1, len(parts[name]) // 150)
    for position in range(0, len(parts[name]), step):
        broken = bytearray(parts[name])
        broken[position] ^= (0x01, 0x20)[position // step % 2]
        report = verify_bundle(rebuilt(bundle, parts | {name: bytes(broken)}))
        assert report.errors, (name, position)
        named = {f.stream or f.file for f in report.errors}
        assert named & {stream, name}, (name, position, report.errors)


def test_one_changed_byte_of_a_header_names_exactly_that_record(bundle: Path) -> None:
    parts = members(bundle)
    name, place_of_5 = log_name(parts), record_line(parts, 5)
    log = lines(parts[name])
    for position in range(len(b"record "), len(log[place_of_5]), 7):
        broken = bytearray(log[place_of_5])
        broken[position] ^= 1
        changed = [*log[:place_of_5], bytes(broken), *log[place_of_5 + 1 :]]
        report = verify_bundle(rebuilt(bundle, parts | {name: joined(changed)}))
        assert {(f.kind, f.stream, f.record) for f in report.errors} == {
            (K.CHANGED_HEADER, stream_of(name), 5)
        }, position


def test_one_changed_byte_of_a_content_names_exactly_that_record(bundle: Path) -> None:
    """Frame and data alike: number, length, ciphertext, tag."""
    parts = members(bundle)
    name = log_name(parts).replace("/log", "/contents")
    start = sum(12 + len(data) for seq, data in frames(parts[name]) if seq < 5)
    size = next(len(data) for seq, data in frames(parts[name]) if seq == 5)
    for position in [*range(start, start + 12), *range(start + 12, start + 12 + size, 13)]:
        broken = bytearray(parts[name])
        broken[position] ^= 1
        report = verify_bundle(rebuilt(bundle, parts | {name: bytes(broken)}))
        assert (K.CHANGED_CIPHERTEXT, 5) in {(f.kind, f.record) for f in report.errors}, position
        assert {f.record for f in report.errors} == {5}, position


def test_one_changed_byte_of_a_footer_names_exactly_that_footer(bundle: Path) -> None:
    parts = members(bundle)
    name, place_of_3 = log_name(parts), footer_line(parts, 3)
    log = lines(parts[name])
    for position in range(0, len(log[place_of_3]), 11):
        broken = bytearray(log[place_of_3])
        broken[position] ^= 1
        changed = [*log[:place_of_3], bytes(broken), *log[place_of_3 + 1 :]]
        report = verify_bundle(rebuilt(bundle, parts | {name: joined(changed)}))
        assert {(f.kind, f.footer) for f in report.errors} == {(K.BAD_SIGNATURE, 3)}, position


def test_one_changed_byte_anywhere_in_the_file_is_found(small_bundle: Path) -> None:
    """Zip headers, directory and end records included; every byte of those, data sampled."""
    whole = small_bundle.read_bytes()
    directory = whole.index(b"PK\x01\x02")
    heads = [i for i in range(directory) if whole[i : i + 4] == b"PK\x03\x04"]
    positions = {*range(0, directory, 211), *range(directory, len(whole))}
    positions |= {head + offset for head in heads for offset in range(30)}
    target = small_bundle.with_name("flipped.zip")
    for position in sorted(positions):
        broken = bytearray(whole)
        broken[position] ^= 0x04
        target.write_bytes(broken)
        assert verify_bundle(target).errors, position


@pytest.mark.parametrize("change", [b"", b"\0", b"PK\x05\x06" + b"\0" * 18])
def test_bytes_added_before_or_behind_the_zip_file_are_found(bundle: Path, change: bytes) -> None:
    target = bundle.with_name("added.zip")
    for data in (bundle.read_bytes() + change + b"x", b"x" + change + bundle.read_bytes()):
        target.write_bytes(data)
        assert verify_bundle(target).errors


def test_a_bundle_packed_again_by_another_tool_is_named_as_such(bundle: Path) -> None:
    target = bundle.with_name("repacked.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members(bundle).items():
            archive.writestr(name, data)

    assert kinds(verify_bundle(target)) == {K.CHANGED_CONTAINER}


# Records dropped, moved, repeated, foreign. In stream 1 the records 1 to 6 are commits of their
# own and 7 to 11 are one commit.


@pytest.mark.parametrize("seq", [0, 1, 5, 7, 9, 11, 12])
def test_a_dropped_record_is_named(bundle: Path, seq: int) -> None:
    report = altered(bundle, on_lines(lambda p, log: log.pop(record_line(p, seq))))

    assert {(f.kind, f.record) for f in report.errors} == {(K.MISSING_RECORD, seq)}


def test_two_dropped_records_are_both_named(bundle: Path) -> None:
    def drop(parts: Parts, log: list[bytes]) -> None:
        for seq in (9, 2):
            log.pop(record_line(parts, seq))

    report = altered(bundle, on_lines(drop))

    assert places(report, K.MISSING_RECORD) == {2, 9}


def swap(first: int, second: int) -> Callable[[Parts], None]:
    def apply(parts: Parts, log: list[bytes]) -> None:
        a, b = record_line(parts, first), record_line(parts, second)
        log[a], log[b] = log[b], log[a]

    return on_lines(apply)


def test_records_swapped_within_a_commit_are_named(bundle: Path) -> None:
    report = altered(bundle, swap(8, 10))

    assert kinds(report) == {K.REORDERED}
    assert places(report, K.REORDERED) <= {8, 9, 10}


@pytest.mark.parametrize(("first", "second"), [(2, 5), (3, 9), (0, 12)])
def test_records_swapped_between_commits_are_both_named(
    bundle: Path, first: int, second: int
) -> None:
    report = altered(bundle, swap(first, second))

    assert kinds(report) == {K.REORDERED}
    assert places(report, K.REORDERED) == {first, second}


def test_a_record_moved_to_another_commit_is_named(bundle: Path) -> None:
    def move(parts: Parts, log: list[bytes]) -> None:
        log.insert(record_line(parts, 9), log.pop(record_line(parts, 2)))

    report = altered(bundle, on_lines(move))

    assert {(f.kind, f.record) for f in report.errors} == {(K.REORDERED, 2)}


@pytest.mark.parametrize(("seq", "before"), [(4, 5), (8, 9), (8, 10), (2, 9), (9, 2)])
def test_a_repeated_record_is_named(bundle: Path, seq: int, before: int) -> None:
    def repeat(parts: Parts, log: list[bytes]) -> None:
        log.insert(record_line(parts, before), log[record_line(parts, seq)])

    report = altered(bundle, on_lines(repeat))

    assert (K.DUPLICATE_RECORD, seq) in {(f.kind, f.record) for f in report.errors}
    assert kinds(report) <= {K.DUPLICATE_RECORD, K.REORDERED}


@pytest.mark.parametrize("seq", [1, 4, 8])
def test_a_record_of_another_stream_is_named(bundle: Path, seq: int) -> None:
    def insert(parts: Parts, log: list[bytes]) -> None:
        other = lines(parts[log_name(parts, 1)])
        log.insert(record_line(parts, seq), other[record_line(parts, 3, 1)])

    report = altered(bundle, on_lines(insert))

    assert {(f.kind, f.record) for f in report.errors} == {(K.FOREIGN_RECORD, seq)}


@pytest.mark.parametrize("seq", [3, 9])
def test_a_record_replaced_by_one_of_another_stream_is_named_with_the_missing_one(
    bundle: Path, seq: int
) -> None:
    def put(parts: Parts, log: list[bytes]) -> None:
        other = lines(parts[log_name(parts, 1)])
        log[record_line(parts, seq)] = other[record_line(parts, seq, 1)]

    report = altered(bundle, on_lines(put))

    assert kinds(report) == {K.FOREIGN_RECORD, K.MISSING_RECORD}
    assert places(report, K.MISSING_RECORD) == {seq}


def test_an_invented_record_is_named(bundle: Path) -> None:
    def invent(parts: Parts, log: list[bytes]) -> None:
        header = json.loads(log[record_line(parts, 3)][7:]) | {"seq": 99}
        text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
        log.insert(record_line(parts, 9), b"record " + text)

    report = altered(bundle, on_lines(invent))

    assert kinds(report) == {K.FOREIGN_RECORD}


def test_a_header_written_otherwise_with_the_same_meaning_is_a_changed_header(
    bundle: Path,
) -> None:
    def loosen(parts: Parts, log: list[bytes]) -> None:
        place_of_3 = record_line(parts, 3)
        log[place_of_3] = b"record " + json.dumps(json.loads(log[place_of_3][7:])).encode()

    report = altered(bundle, on_lines(loosen))

    assert {(f.kind, f.record) for f in report.errors} == {(K.CHANGED_HEADER, 3)}


# Footers.


@pytest.mark.parametrize("footer", [0, 1, 4, 7, 8])
def test_a_removed_footer_is_named_the_last_one_too(bundle: Path, footer: int) -> None:
    """The checkpoint names the last one; the others are numbered and chained."""
    parts = members(bundle)
    last = json.loads(lines(parts[log_name(parts)])[-1].split(b" ")[2])["n"]
    footer = min(footer, last)
    report = altered(bundle, on_lines(lambda p, log: log.pop(footer_line(p, footer))))

    assert {(f.kind, f.footer) for f in report.errors} == {(K.MISSING_FOOTER, footer)}


def test_a_tail_that_was_cut_is_named_by_checkpoint_and_by_the_next_stream(bundle: Path) -> None:
    """Without the checkpoint, the stream that opened next still knows."""

    def cut(parts: Parts) -> None:
        name = log_name(parts)
        parts[name] = joined(lines(parts[name])[: footer_line(parts, 5) + 1])
        parts.pop("checkpoint")

    report = altered(bundle, cut)

    assert K.MISSING_FOOTER in kinds(report)
    assert any("saw it when it was opened" in f.detail for f in report.errors)


def test_a_removed_record_and_its_footer_are_both_named(bundle: Path) -> None:
    def drop(parts: Parts, log: list[bytes]) -> None:
        del log[record_line(parts, 4) : footer_line(parts, 4) + 1]

    report = altered(bundle, on_lines(drop))

    assert places(report, K.MISSING_FOOTER) == {4}
    assert places(report, K.MISSING_RECORD) == {4}


def test_a_changed_record_under_a_removed_footer_is_still_found_by_the_next_root(
    bundle: Path,
) -> None:
    def change(parts: Parts, log: list[bytes]) -> None:
        log[record_line(parts, 4)] = log[record_line(parts, 4)].replace(b"turn_3", b"turn_9")
        log.pop(footer_line(parts, 4))

    report = altered(bundle, on_lines(change))

    assert places(report, K.CHANGED_HEADER) == {4}
    assert places(report, K.MISSING_FOOTER) == {4}


@pytest.mark.parametrize("at_line", [2, 6, -1])
def test_a_repeated_footer_is_named(bundle: Path, at_line: int) -> None:
    report = altered(bundle, on_lines(lambda p, log: log.insert(at_line, log[footer_line(p, 0)])))

    assert K.MISPLACED_FOOTER in kinds(report)


def test_a_footer_of_another_stream_does_not_pass(bundle: Path) -> None:
    def put(parts: Parts, log: list[bytes]) -> None:
        other = lines(parts[log_name(parts, 1)])
        log[footer_line(parts, 3)] = other[footer_line(parts, 3, 1)]

    report = altered(bundle, on_lines(put))

    assert {(f.kind, f.footer) for f in report.errors} == {
        (K.MISPLACED_FOOTER, 3),
        (K.MISSING_FOOTER, 3),
    }


# Streams and files.


def test_a_stream_missing_from_the_bundle_is_named(bundle: Path) -> None:
    missing = ""

    def drop(parts: Parts) -> None:
        nonlocal missing
        missing = stream_of(log_name(parts))
        for part in ("log", "keys", "contents"):
            parts.pop(f"streams/{missing}/{part}")

    report = altered(bundle, drop)

    assert {(f.kind, f.stream) for f in report.errors} == {(K.MISSING_STREAM, missing)}


@pytest.mark.parametrize("part", ["log", "keys", "contents"])
def test_a_missing_file_is_named(bundle: Path, part: str) -> None:
    gone = ""

    def drop(parts: Parts) -> None:
        nonlocal gone
        gone = log_name(parts).replace("log", part)
        parts.pop(gone)

    report = altered(bundle, drop)

    assert (K.MISSING_FILE, gone) in {(f.kind, f.file) for f in report.errors}


@pytest.mark.parametrize("name", ["checkpoint", "keys.json"])
def test_a_missing_checkpoint_or_key_list_is_named(bundle: Path, name: str) -> None:
    report = altered(bundle, lambda parts: parts.__delitem__(name))

    assert (K.MISSING_FILE, name) in {(f.kind, f.file) for f in report.errors}


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "../../etc/passwd",
        "/etc/passwd",
        "streams/stream_x/log",
        "streams/stream_aaaaaaaaaaaaaaaaaaaaaaaa/more",
        "streams\\stream_aaaaaaaaaaaaaaaaaaaaaaaa\\log",
        "a" * 5000,
    ],
)
def test_a_file_that_does_not_belong_there_is_named_and_never_written(
    bundle: Path, name: str, tmp_path: Path
) -> None:
    report = altered(bundle, lambda parts: parts.__setitem__(name, b"x"))

    assert K.EXTRA_FILE in kinds(report)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_of_another_log_is_named(bundle: Path, tmp_path: Path) -> None:
    other = place(tmp_path, randomness=seeded(2))
    asyncio.run(_one_stream(other))
    theirs = {n: d for n, d in members(other.export()).items() if n.startswith("streams/")}

    report = altered(bundle, lambda parts: parts.update(theirs))

    assert {K.UNKNOWN_KEY, K.FOREIGN_STREAM} <= kinds(report)


async def _one_stream(at: Place, count: int = 3) -> None:
    log = at.open()
    await write(log, count)
    await log.close()


def test_a_stream_under_the_name_of_another_is_named(bundle: Path) -> None:
    def rename(parts: Parts) -> None:
        ours, theirs = log_name(parts), log_name(parts, 1)
        for part in ("log", "keys", "contents"):
            parts[ours.replace("log", part)] = parts[theirs.replace("log", part)]

    report = altered(bundle, rename)

    assert K.FOREIGN_STREAM in kinds(report)


# Contents and keys.


def on_part(part: str, change: Callable[[bytes], bytes]) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        name = log_name(parts).replace("/log", f"/{part}")
        parts[name] = change(parts[name])

    return apply


def test_missing_content_that_no_erasure_explains_is_named(bundle: Path) -> None:
    report = altered(
        bundle, on_part("contents", lambda d: framed([f for f in frames(d) if f[0] not in {3, 12}]))
    )

    assert {(f.kind, f.record) for f in report.errors} == {
        (K.MISSING_CONTENT, 3),
        (K.MISSING_CONTENT, 12),
    }


def test_swapped_contents_are_both_named(bundle: Path) -> None:
    def swapped(data: bytes) -> bytes:
        kept = dict(frames(data))
        kept[3], kept[5] = kept[5], kept[3]
        return framed(sorted(kept.items()))

    report = altered(bundle, on_part("contents", swapped))

    assert places(report, K.CHANGED_CIPHERTEXT) == {3, 5}


def test_content_that_no_record_names_is_found(bundle: Path) -> None:
    for place_of_extra, seq in ((5, 4), (13, 99)):

        def added(data: bytes, at: int = place_of_extra, seq: int = seq) -> bytes:
            kept = frames(data)
            kept.insert(at, (seq, b"x" * 272))
            return framed(kept)

        report = altered(bundle, on_part("contents", added))
        assert {(f.kind, f.record) for f in report.errors} == {(K.EXTRA_CONTENT, seq)}


@pytest.mark.parametrize("tail", [b"x", b"\0" * 11, b"\0" * 12 + b"x"])
def test_bytes_behind_the_last_content_are_found(bundle: Path, tail: bytes) -> None:
    assert altered(bundle, on_part("contents", lambda d: d + tail)).errors


def test_a_missing_a_changed_and_an_exchanged_data_key_are_named(bundle: Path) -> None:
    def exchanged(data: bytes) -> bytes:
        rows = [line.split(b" ") for line in lines(data)]
        rows[0][1], rows[1][1] = rows[1][1], rows[0][1]
        return joined([b" ".join(row) for row in rows])

    missing = altered(bundle, on_part("keys", lambda d: joined(lines(d)[1:])))
    assert kinds(missing) == {K.MISSING_KEY}
    assert 0 in places(missing, K.MISSING_KEY)
    assert kinds(altered(bundle, on_part("keys", exchanged))) == {K.CHANGED_KEY}
    doubled = altered(bundle, on_part("keys", lambda d: d + joined(lines(d)[:1])))
    assert kinds(doubled) == {K.EXTRA_CONTENT}
    extra = altered(bundle, on_part("keys", lambda d: d + b"key_x " + b64(b"x" * 9) + b"\n"))
    assert kinds(extra) == {K.EXTRA_CONTENT}


def test_overdue_content_is_named_when_asked_for(bundle: Path) -> None:
    day = timedelta(days=1)

    assert verify_bundle(bundle, content_max_age=day, now=NOW + day).errors == ()
    late = verify_bundle(bundle, content_max_age=day, now=NOW + day + timedelta(seconds=1))
    assert kinds(late) == {K.OVERDUE}
    assert len(late.errors) == 26


# Checkpoints and keys.


async def test_an_older_checkpoint_kept_elsewhere_catches_a_history_cut_in_the_store(
    here: Place,
) -> None:
    """The store is rolled back, then exported by the proxy itself: only the outside copy knows."""
    log = here.open()
    await write(log, 3)
    early = here.export("early.zip")
    await write(log, 3)
    kept = members(here.export("kept.zip"))["checkpoint"].decode()
    await log.close()
    path = next(here.store._folder.glob("*.sqlite"))
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM records WHERE seq > 3")
        connection.execute("DELETE FROM contents WHERE seq > 3")
        connection.execute("DELETE FROM data_keys WHERE first > 3")
        connection.execute("DELETE FROM footers WHERE number > 3")
    connection.close()
    cut = here.export("cut.zip")

    assert verify_bundle(cut).errors == ()
    assert kinds(verify_bundle(cut, checkpoints=[kept])) == {K.MISSING_FOOTER}
    assert verify_bundle(early).errors == ()


async def test_a_stream_dropped_from_the_store_is_caught_by_an_older_checkpoint(
    here: Place,
) -> None:
    await _one_stream(here)
    kept = members(here.export("kept.zip"))["checkpoint"].decode()
    for path in here.store._folder.glob("stream_*"):
        path.unlink()
    await _one_stream(here)

    report = verify_bundle(here.export("cut.zip"), checkpoints=[kept])

    assert kinds(report) == {K.MISSING_STREAM}


async def test_a_stream_that_was_rewritten_is_a_fork_for_whoever_kept_a_checkpoint(
    here: Place,
) -> None:
    """A copy of the process's memory wrote another history: the outside copy shows two."""
    await _one_stream(here)
    path = here.export()
    signer = here.keyring.enrolment_signer()
    note = members(path)["checkpoint"].decode()
    seen, _ = open_checkpoint(note, {signer.kid: signer.public})
    other = replace(seen, streams=(replace(seen.streams[0], footer=b"f" * 32),))

    assert verify_bundle(path, checkpoints=[note]).errors == ()
    forked = verify_bundle(path, checkpoints=[sign_checkpoint(other, signer)])
    assert kinds(forked) == {K.FORKED_STREAM}
    unsigned = note.replace(note.split("\n")[6].split(" ")[-1], b64(b"f" * 32).decode())
    assert kinds(verify_bundle(path, checkpoints=[unsigned])) == {K.BAD_SIGNATURE}


def test_a_checkpoint_of_another_log_or_of_nobody_is_refused(bundle: Path, tmp_path: Path) -> None:
    other = place(tmp_path, randomness=seeded(2))
    asyncio.run(_one_stream(other))
    note = members(other.export())["checkpoint"]

    report = altered(bundle, lambda parts: parts.__setitem__("checkpoint", note))
    assert (K.BAD_SIGNATURE, "checkpoint") in {(f.kind, f.file) for f in report.errors}


async def test_a_revoked_enrolment_key_is_named_and_a_retired_one_is_fine(here: Place) -> None:
    await _one_stream(here)
    old = here.keyring.enrolment_signer().kid
    here.keyring = here.keyring.changed(
        lambda d: d.rotated(KeyPurpose.ENROLMENT, now=NOW, randomness=seeded(8))
    )
    await _one_stream(here)
    assert verify_bundle(here.export("retired.zip")).errors == ()

    here.keyring = here.keyring.changed(lambda d: d.revoked(old, now=NOW))
    report = verify_bundle(here.export("revoked.zip"))
    assert kinds(report) == {K.REVOKED_KEY}
    assert "--checkpoint" in report.errors[0].detail, "what helps is said with it"
    assert len(report.errors) == 1


# Notices.


async def test_a_running_stream_and_a_clock_that_went_back_are_notices(here: Place) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 2)
    clock.forward(-timedelta(hours=1))
    await write(log, 2)
    report = verify_bundle(here.export())
    await log.close()

    assert report.errors == ()
    assert {f.kind for f in report.notices} == {K.KEY_NOT_PINNED, K.NOT_CLOSED, K.CLOCK_WENT_BACK}


def test_a_torn_tail_is_reported_and_is_no_error_of_its_own(bundle: Path) -> None:
    """Records behind the last footer were never acknowledged (another store may leave such)."""

    def tear(parts: Parts) -> None:
        name = log_name(parts)
        log = lines(parts[name])
        header = json.loads(log[record_line(parts, 12)][7:]) | {"seq": 13}
        text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
        parts[name] = joined([*log, b"record " + text])

    report = altered(bundle, tear)

    assert report.errors == ()
    assert K.TORN_TAIL in {f.kind for f in report.notices}


# Hostile bundles.


def test_what_is_no_bundle_at_all_gives_findings(tmp_path: Path) -> None:
    target = tmp_path / "hostile.zip"
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    for data in (b"", b"x", b"PK\x05\x06" + b"\0" * 18, end, end * 3, b"\0" * 100_000):
        target.write_bytes(data)
        assert verify_bundle(target).errors


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(VerificationError):
            verify_bundle(path)


def test_links_encrypted_and_compressed_members_are_refused(bundle: Path) -> None:
    target = bundle.with_name("odd.zip")
    parts = members(bundle)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert K.MALFORMED in kinds(verify_bundle(target))

    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED if name == "keys.json" else None)
        link = zipfile.ZipInfo("streams/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    found = {(f.kind, f.file) for f in verify_bundle(target).errors}
    assert {(K.MALFORMED, "keys.json"), (K.EXTRA_FILE, "streams/link")} <= found


def test_sizes_that_lie_are_refused_before_anything_is_read(small_bundle: Path) -> None:
    """Every 4- and 8-byte number of the directory, set to its largest value."""
    whole = small_bundle.read_bytes()
    directory = whole.index(b"PK\x01\x02")
    target = small_bundle.with_name("sizes.zip")
    for position in range(directory, len(whole) - 8):
        for size in (4, 8):
            huge = whole[:position] + b"\xff" * size + whole[position + size :]
            target.write_bytes(huge)
            report = verify_bundle(target)
            assert report.errors or huge == whole, position


def test_members_that_share_the_same_bytes_are_refused(bundle: Path) -> None:
    """Otherwise a small file could keep a verifier busy for ever."""
    target = bundle.with_name("shared.zip")
    shared = [
        Member(f"streams/stream_{letter * 24}/log", 0, 1000, zlib.crc32(bytes(1000)))
        for letter in "abcdefgh"
    ]
    with target.open("w+b") as file:
        container = ContainerWriter(file)
        container.add(shared[0].name, [bytes(1000)])
        container._members = shared
        container.finish()
    report = verify_bundle(target)

    assert report.errors[0].kind is K.MALFORMED
    assert report.streams == 0


def test_a_checksum_that_was_changed_wherever_it_stands_is_found(small_bundle: Path) -> None:
    parts = members(small_bundle)
    whole = small_bundle.read_bytes()
    checksum = zlib.crc32(parts["checkpoint"]).to_bytes(4, "little")
    assert whole.count(checksum) == 2
    target = small_bundle.with_name("checksum.zip")
    target.write_bytes(whole.replace(checksum, b"\1\2\3\4"))

    assert kinds(verify_bundle(target)) == {K.CHANGED_CONTAINER}


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\n",
        b"\xff" * 1000 + b"\n",
        b"record\n" * 17_000,
        b"record " + b"[" * 200_000 + b"\n",
        b"record " + b"9" * 100_000 + b"\n",
        b"x" * 1_000_000,
        b'footer AAAA {"v":"audit-footer/v1"}\n' * 100,
    ],
)
def test_junk_in_place_of_any_member_gives_findings_and_no_crash(bundle: Path, junk: bytes) -> None:
    parts = members(bundle)
    for name in parts:
        for data in (junk, parts[name][: len(parts[name]) // 2] + junk, parts[name] + junk):
            if data != parts[name]:
                assert verify_bundle(rebuilt(bundle, parts | {name: data})).errors, name


async def test_a_holder_of_a_stream_key_cannot_hang_or_crash_the_verifier(here: Place) -> None:
    """A signature is no promise of good sense: huge numbers, wrong roots, wrong types."""
    from proxy.audit.footer import write_statement
    from proxy.keys.signatures import Ed25519Signer, sign_for

    await _one_stream(here)
    path = here.export()
    parts = members(path)
    name, signer = log_name(parts), Ed25519Signer(b"e" * 32)
    statement = write_statement(
        stream_of(name),  # type: ignore[arg-type]
        signer.public,
        log_id=here.keyring.log_id,
        at="2026-03-01T12:00:00.000Z",
        enrolment=here.keyring.enrolment_signer(),
    )
    head = b"stream " + b64(statement.signature) + b" " + statement.body
    true = json.loads(lines(parts[name])[2].split(b" ")[2])
    lies: list[tuple[dict[str, object], FindingKind]] = [
        ({"n": 2**53 - 1}, K.MISSING_FOOTER),
        ({"size": 2**53 - 1}, K.FORKED_STREAM),
        ({"n": 2**53 - 1, "size": 2**53 - 1}, K.MISSING_FOOTER),
        ({"size": 0, "leaves": ["0" * 64] * 500}, K.FORKED_STREAM),
        ({"root": "0" * 64}, K.WRONG_ROOT),
        ({"prev": "0" * 64}, K.FORKED_STREAM),
        ({"stream": "stream_" + "z" * 24}, K.MISPLACED_FOOTER),
        ({"kind": []}, K.BAD_SIGNATURE),
        ({"kind": "party"}, K.BAD_SIGNATURE),
        ({"leaves": {}}, K.BAD_SIGNATURE),
        ({"leaves": [1]}, K.BAD_SIGNATURE),
        ({"n": True}, K.BAD_SIGNATURE),
        ({"n": -1}, K.BAD_SIGNATURE),
        ({"prev": 5}, K.BAD_SIGNATURE),
        ({"more": 1}, K.BAD_SIGNATURE),
        ({"next": 5}, K.BAD_SIGNATURE),
        ({"next": "0" * 64}, K.WRONG_KEY),
    ]
    for lie, kind in lies:
        own = {"key": signer.public.hex()}
        body = json.dumps(true | own | lie, sort_keys=True, separators=(",", ":")).encode()
        footer = b"footer " + b64(sign_for(signer, "audit-footer", body)) + b" " + body
        lied = joined([head, lines(parts[name])[1], footer, *lines(parts[name])[3:]])
        report = verify_bundle(rebuilt(path, parts | {name: lied}))
        assert kind in kinds(report), lie


def test_findings_are_bounded_and_say_so() -> None:
    findings = Findings()
    for number in range(5000):
        findings.add(K.MISSING_RECORD, "x", record=number)

    assert len(findings.all()) == 1001
    assert findings.all()[-1].kind is K.MORE_FINDINGS
    assert "4000" in findings.all()[-1].detail


def test_verifying_needs_no_network_and_no_key_of_the_proxy(bundle: Path) -> None:
    """In a process of its own, without sockets, with nothing but the file."""
    script = (
        "import socket, sys; from pathlib import Path\n"
        "from proxy.audit import verify_bundle\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "sys.exit(0 if verify_bundle(Path(sys.argv[1])).ok else 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(bundle)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
