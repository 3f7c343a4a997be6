"""Every attack on a log, as a table: what is done to it, and by which finding it is named.

In the style of CloudTrail's tests: a scenario is one line. Where a single bundle cannot show the attack
(a rollback, a fork, a whole lost stream), the line says what the auditor must hold besides.
``CATALOGUE`` at the end maps a reviewer's list of tests to the tests that do them.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from proxy.audit import FindingKind, Report, verify_bundle
from proxy.audit.record import commitment_of, record_key
from proxy.clock import SetClock
from proxy.keys import new_auditor_pair, read_auditor_public
from proxy.keys.base import KeyPurpose
from proxy.keys.envelope import wrap
from tests.audit.made import (
    NOW,
    Place,
    b64,
    event,
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

K = FindingKind
Parts = dict[str, bytes]
ROOT = Path(__file__).parents[2]


@dataclass
class World:
    """A proxy's history: exports of several days, and the checkpoints that were kept elsewhere."""

    at: Place
    exports: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


async def _history(at: Place) -> World:
    """Three days: a process each day; the third one's stream changes its keys."""
    world, clock = World(at), SetClock(NOW)
    for day in range(3):
        log = at.open(clock=clock, key_seconds=100.0)
        for number in range(4):
            clock.forward(timedelta(seconds=50))
            await log.record(event(day * 10 + number, f"conv_{number % 2}"))
        await log.close()
        world.exports.append(at.export(f"day{day}.zip", clock=clock))
        world.notes.append(members(world.exports[-1])["checkpoint"].decode())
        clock.forward(timedelta(days=1))
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return asyncio.run(_history(place(tmp_path_factory.mktemp("world"))))


def _streams(parts: Parts) -> list[str]:
    """Stream folders in order of opening."""
    logs = [name for name in parts if name.endswith("/log")]
    opened = {name: json.loads(lines(parts[name])[1][7:])["ts"] for name in logs}
    return [name.removesuffix("log") for name in sorted(logs, key=lambda name: opened[name])]


def _on_log(change: Callable[[list[bytes]], object], stream: int = -1) -> Callable[[Parts], None]:
    def apply(parts: Parts) -> None:
        name = _streams(parts)[stream] + "log"
        log = lines(parts[name])
        change(log)
        parts[name] = joined(log)

    return apply


def _swap(log: list[bytes], one: int, other: int) -> None:
    log[one], log[other] = log[other], log[one]


def _flip(log: list[bytes], line: int) -> None:
    log[line] = log[line][:-3] + bytes([log[line][-3] ^ 1]) + log[line][-2:]


def _last_footer(log: list[bytes]) -> int:
    return max(at for at, line in enumerate(log) if line.startswith(b"footer "))


def _cut_last_commit(log: list[bytes]) -> None:
    del log[-2:]


def _other_stream(parts: Parts) -> None:
    one, other = _streams(parts)[:2]
    for part in ("log", "keys", "contents"):
        parts[one + part], parts[other + part] = parts[other + part], parts[one + part]


def _drop_stream(parts: Parts) -> None:
    stream = _streams(parts)[0]
    for part in ("log", "keys", "contents"):
        parts.pop(stream + part)


def _swap_payloads(parts: Parts) -> None:
    name = _streams(parts)[-1] + "contents"
    kept = dict(frames(parts[name]))
    kept[1], kept[3] = kept[3], kept[1]
    parts[name] = framed(list(kept.items()))


def _swap_wraps(parts: Parts) -> None:
    name = _streams(parts)[-1] + "keys"
    keys = [line.split(b" ") for line in lines(parts[name])]
    keys[0][1], keys[1][1] = keys[1][1], keys[0][1]
    parts[name] = joined([b" ".join(key) for key in keys])


def _wrap_to_attacker(parts: Parts) -> None:
    """The thief cannot open the data key, but wraps one of his own to himself under its id."""
    name = _streams(parts)[-1] + "keys"
    public = read_auditor_public(new_auditor_pair(now=NOW)[1]).key.public
    kid = lines(parts[name])[0].split(b" ")[0]
    forged = wrap(public, b"k" * 32, purpose="audit-data-key", context="x")
    parts[name] = joined([kid + b" " + b64(forged), *lines(parts[name])[1:]])


def _yesterday(name: str) -> Callable[[Parts, World], None]:
    def apply(parts: Parts, world: World) -> None:
        old = members(world.exports[1])
        stream = _streams(old)[-1]
        parts[stream + name] = old[stream + name][: len(old[stream + name]) // 2]

    return apply


@dataclass(frozen=True)
class Attack:
    """One line of the table."""

    change: Callable[[Parts], object]
    named: set[FindingKind]


ATTACKS: dict[str, Attack] = {
    "first record dropped": Attack(_on_log(lambda log: log.pop(1)), {K.MISSING_RECORD}),
    "middle record dropped": Attack(_on_log(lambda log: log.pop(5)), {K.MISSING_RECORD}),
    "last record dropped": Attack(_on_log(lambda log: log.pop(-2)), {K.MISSING_RECORD}),
    "last commit dropped": Attack(_on_log(_cut_last_commit), {K.MISSING_FOOTER, K.EXTRA_CONTENT}),
    "records swapped": Attack(_on_log(lambda log: _swap(log, 3, 5)), {K.REORDERED}),
    "commits swapped": Attack(
        _on_log(lambda log: log.__setitem__(slice(3, 7), [*log[5:7], *log[3:5]])),
        {K.MISSING_FOOTER, K.MISPLACED_FOOTER, K.MISSING_RECORD, K.DUPLICATE_RECORD},
    ),
    "record doubled": Attack(_on_log(lambda log: log.insert(6, log[3])), {K.DUPLICATE_RECORD}),
    "footer doubled": Attack(_on_log(lambda log: log.insert(5, log[4])), {K.MISPLACED_FOOTER}),
    "footer dropped": Attack(_on_log(lambda log: log.pop(4)), {K.MISSING_FOOTER}),
    "header changed": Attack(_on_log(lambda log: _flip(log, 3)), {K.CHANGED_HEADER}),
    "footer changed": Attack(_on_log(lambda log: _flip(log, 4)), {K.BAD_SIGNATURE}),
    "statement changed": Attack(_on_log(lambda log: _flip(log, 0)), {K.BAD_SIGNATURE}),
    "streams under each other's names": Attack(_other_stream, {K.FOREIGN_STREAM}),
    "a whole stream dropped": Attack(_drop_stream, {K.MISSING_STREAM}),
    "payloads swapped": Attack(_swap_payloads, {K.CHANGED_CIPHERTEXT}),
    "wrapped keys swapped": Attack(_swap_wraps, {K.CHANGED_KEY}),
    "key wrapped to an attacker": Attack(_wrap_to_attacker, {K.CHANGED_KEY}),
    "payloads deleted": Attack(
        lambda parts: parts.update({_streams(parts)[-1] + "contents": b""}), {K.MISSING_CONTENT}
    ),
    "wrapped keys deleted": Attack(
        lambda parts: parts.update({_streams(parts)[-1] + "keys": b""}), {K.MISSING_KEY}
    ),
    "checkpoint dropped": Attack(lambda parts: parts.pop("checkpoint"), {K.MISSING_FILE}),
    "key list dropped": Attack(lambda parts: parts.pop("keys.json"), {K.MISSING_FILE}),
    "instructions replaced": Attack(
        lambda parts: parts.update({"README.txt": b"trust me\n"}), {K.CHANGED_FILE}
    ),
    "a file that climbs": Attack(
        lambda parts: parts.update({"../../etc/cron.d/x": b"x"}), {K.EXTRA_FILE}
    ),
}


def _verified(world: World, parts: Parts, *, notes: int = 0) -> Report:
    path = rebuilt(world.exports[2], parts, "attacked.zip")
    pin = {world.at.keyring.enrolment_signer().kid}
    return verify_bundle(path, pinned=pin, checkpoints=world.notes[:notes])


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_is_named(world: World, name: str) -> None:
    parts = members(world.exports[2])
    ATTACKS[name].change(parts)

    assert {finding.kind for finding in _verified(world, parts).errors} == ATTACKS[name].named


def test_untouched_it_is_in_order_and_continues_every_checkpoint(world: World) -> None:
    report = _verified(world, members(world.exports[2]), notes=3)

    assert report.findings == ()
    assert len(report.continues) == 3


def test_yesterdays_copy_of_everything_is_named_by_who_kept_todays_checkpoint(world: World) -> None:
    """T11: the whole store restored from a backup; a bundle of it is in order by itself."""
    path = world.exports[1]

    assert verify_bundle(path).errors == ()
    assert {f.kind for f in verify_bundle(path, checkpoints=world.notes).errors} == {
        K.MISSING_STREAM
    }


def test_yesterdays_copy_of_one_stream_is_named(world: World) -> None:
    """T11: half of the newest stream, as a copy from yesterday would have it."""
    parts = members(world.exports[2])
    name = _streams(parts)[-1] + "log"
    log = lines(parts[name])
    parts[name] = joined(log[:7])

    told = {finding.kind for finding in _verified(world, parts).errors}
    assert told == {K.MISSING_FOOTER, K.EXTRA_CONTENT}


def test_two_checkpoints_that_disagree_are_a_finding(world: World, tmp_path: Path) -> None:
    """T15: one of the places outside was rolled back, or was shown another history."""
    other = asyncio.run(_forked(world, tmp_path))
    report = verify_bundle(world.exports[2], checkpoints=[world.notes[0], other])

    assert K.FORKED_STREAM in {finding.kind for finding in report.errors} or {
        finding.kind for finding in report.errors
    } == {K.MISSING_STREAM}


async def _forked(world: World, folder: Path) -> str:
    """T12: the same keyring over another store: two machines resumed from one snapshot."""
    twin = Place(folder, world.at.keyring, type(world.at.store)(folder / "audit"))
    log = twin.open(clock=SetClock(NOW))
    await write(log, 1)
    await log.close()
    return members(twin.export())["checkpoint"].decode()


async def test_two_processes_from_one_snapshot_write_streams_of_their_own(tmp_path: Path) -> None:
    """T12, T30: same keys, same disk, same second: two names, two keys, one log in order."""
    at = place(tmp_path)
    logs = [at.open(), at.open()]
    await asyncio.gather(*(write(log, 3) for log in logs))
    for log in logs:
        await log.close()

    report = verify_bundle(at.export())
    assert (report.errors, report.streams) == ((), 2)


async def test_an_auditor_replaced_in_the_middle_of_a_day_opens_what_came_after(
    tmp_path: Path,
) -> None:
    """T17: nothing old is sealed again; both keys stay known."""
    at = place(tmp_path)
    log = at.open()
    await write(log, 2)
    public = read_auditor_public(new_auditor_pair(now=NOW, randomness=seeded(50))[1])
    first = at.keyring.auditors()[0].kid
    at.keyring.changed(lambda d: d.with_auditor(public).retired(first, now=NOW))
    at.keyring.refresh()
    await log.renew()
    await write(log, 2, start=2)
    await log.close()

    path = at.export()
    assert verify_bundle(path).errors == ()
    parts = members(path)
    told = [json.loads(line[7:]) for name in parts if name.endswith("/log")
            for line in lines(parts[name]) if line.startswith(b"record ")]  # fmt: skip
    assert {record["pk"] for record in told} == {first, public.key.kid}


def test_a_second_key_for_the_same_ciphertext_is_not_the_one_that_is_committed() -> None:
    """T20: AES-GCM alone does not bind a ciphertext to one key; the header's commitment does."""
    one, other = b"a" * 32, b"b" * 32

    assert commitment_of(one) != commitment_of(other)
    assert record_key(one, "s", 1) != record_key(one, "s", 2) != record_key(one, "t", 2)


def test_a_key_list_rolled_back_is_named(world: World) -> None:
    """T11, only the key file: the checkpoint names the digest of the newest list."""
    at = world.at
    rotated = at.keyring.document.rotated(KeyPurpose.ENROLMENT, now=NOW, randomness=seeded(60))
    assert len(rotated.keys) == len(at.keyring.document.keys) + 1
    parts = members(world.exports[2])
    keys = json.loads(parts["keys.json"])
    keys["enrolment"][0]["created"] = "2020-01-01T00:00:00.000Z"
    parts["keys.json"] = json.dumps(keys, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    assert {f.kind for f in _verified(world, parts).errors} == {K.CHANGED_FILE}


# A reviewer's list, and where each of its points is tested.

V, L, P = "tests/audit/test_verify.py", "tests/audit/test_log.py", "tests/audit/test_power_loss.py"
A, E, S = (
    "tests/audit/test_attacks.py",
    "tests/audit/test_erase.py",
    "tests/audit/test_stream_keys.py",
)
X, R = "tests/audit/test_kills.py", "tests/retention/test_reapply.py"
C = "tests/audit/test_conversation.py"
CATALOGUE: dict[str, str] = {
    "T1 every byte": f"{V}::test_one_changed_byte_anywhere_in_the_file_is_found",
    "T2 dropped": f"{A}::test_every_attack_is_named",
    "T3 reordered": f"{V}::test_records_swapped_between_commits_are_both_named",
    "T4 duplicated": f"{V}::test_a_repeated_record_is_named",
    "T5 from another stream": f"{V}::test_a_record_of_another_stream_is_named",
    "T6 swapped payloads and wraps": f"{V}::test_swapped_contents_are_both_named",
    "T7 other forms": "tests/audit/test_record.py::test_text_that_is_not_canonical_is_refused",
    "T8 wrong, revoked, later keys": f"{S}::test_a_footer_signed_again_with_todays_key_is_named",
    "T9 footer that lies": f"{V}::test_a_holder_of_a_stream_key_cannot_hang_or_crash_the_verifier",
    "T10 mutated proofs": "tests/audit/test_tree.py::test_no_mutated_inclusion_proof_holds",
    "T11 rollback": f"{A}::test_yesterdays_copy_of_everything_is_named_by_who_kept_todays_checkpoint",
    "T12 fork": f"{A}::test_two_processes_from_one_snapshot_write_streams_of_their_own",
    "T13 deleted stream": f"{V}::test_a_stream_missing_from_the_bundle_is_named",
    "T14 clock": f"{L}::test_clock_steps_do_not_disturb_the_order",
    "T15 anchors disagree": f"{A}::test_two_checkpoints_that_disagree_are_a_finding",
    "T16 deleted keys": f"{V}::test_a_missing_a_changed_and_an_exchanged_data_key_are_named",
    "T17 rotated auditor": f"{A}::test_an_auditor_replaced_in_the_middle_of_a_day_opens_what_came_after",
    "T18 fork of the process": f"{S}::test_a_copy_of_the_process_records_nothing",
    "T19 wrong auditor key": "tests/audit/test_open.py::test_a_wrong_key_is_said_clearly_with_both_ids",
    "T20 key commitment": "tests/audit/test_open.py::test_a_data_key_that_the_header_does_not_commit_to_is_not_used",
    "T21 no private key here": "tests/keys/test_local_file.py::test_the_private_half_of_the_auditor_is_nowhere_in_the_folder",
    "T22 killed at every point": f"{X}::test_killed_at_any_point_of_its_life_a_log_keeps_what_it_acknowledged",
    "T23 power loss, and its mutants": f"{P}::test_a_proxy_without_its_sync_does_not_pass",
    "T24 torn write": f"{V}::test_a_torn_tail_is_reported_and_is_no_error_of_its_own",
    "T25 disk full": f"{L}::test_on_a_full_disk_nothing_is_acknowledged_that_is_not_there_and_space_heals_it",
    "T26 I/O errors": f"{P}::test_an_error_of_the_disk_refuses_the_record_and_the_log_heals",
    "T27 links, pipes, owners of keys": "tests/keys/test_local_file.py::test_a_link_is_refused_for_file_and_folder",
    "T27 of the log": "tests/test_cellar.py::test_a_log_that_others_reach_or_that_is_no_file_of_ours_is_refused",
    "T27 of the ledger": f"{R}::test_a_ledger_that_others_reach_or_that_is_no_file_stops_the_start",
    "T28 slow store": f"{L}::test_a_commit_that_hangs_is_refused_at_the_deadline_and_is_not_healthy",
    "T29 hammer": f"{X}::test_eight_processes_killed_at_random_agree_with_what_the_provider_received",
    "T30 same start": f"{A}::test_two_processes_from_one_snapshot_write_streams_of_their_own",
    "T31 left out of a conversation": f"{C}::test_whatever_is_left_out_between_records_of_a_conversation_is_named",
    "T31 between processes": f"{C}::test_a_conversation_between_two_processes_is_a_chain_in_each",
    "T32 dying exporter": "tests/audit/test_export.py::test_a_failure_leaves_no_half_file",
    "T32 dying while publishing": "tests/outside/test_dying.py::test_killed_while_it_publishes_a_log_is_published_by_the_next_start",
    "T33 erased person": f"{E}::test_no_byte_of_what_was_erased_is_left_in_any_file",
    "T34 crash while erasing": f"{E}::test_an_interrupted_erasure_is_a_notice_and_the_next_run_finishes_it",
    "T35 held, and two to release": "tests/retention/test_holds.py::test_releasing_needs_a_second_person_and_both_are_on_record",
    "T35 held while erasing": "tests/retention/test_erase.py::test_what_is_held_is_not_erased_and_nothing_beside_it",
    "T36 erased twice": "tests/cli/test_erasing.py::test_a_customer_is_erased_and_the_receipt_says_nothing_about_him",
    "T37 backup from before": f"{R}::test_what_a_backup_brought_back_is_erased_before_anybody_is_served",
    "T38 old streams dropped": f"{E}::test_old_streams_are_dropped_with_a_receipt_and_the_rest_verifies",
    "T39 offline": "tests/audit/test_verifier.py::test_it_verifies_a_bundle_and_loads_nothing_else",
    "T40 bounded memory": "tests/audit/test_reading.py::test_only_the_last_data_keys_are_remembered_however_many_conversations_there_are",
    "T41 hostile containers": f"{V}::test_sizes_that_lie_are_refused_before_anything_is_read",
    "T42 nothing in the clear": "tests/whole_way/test_canary_sweep.py",
}


def test_no_point_of_the_catalogue_is_left_out() -> None:
    assert {int(point[1:].partition(" ")[0]) for point in CATALOGUE} == set(range(1, 43))


@pytest.mark.parametrize("point", CATALOGUE)
def test_every_point_of_the_catalogue_has_its_test(point: str) -> None:
    file, _, name = CATALOGUE[point].partition("::")

    assert re.match(r"T\d+ ", point)
    assert not name or re.search(rf"def {name}\b", (ROOT / file).read_text())
    assert (ROOT / file).exists()
