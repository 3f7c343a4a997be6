"""Erasing really deletes, leaves a receipt, and never breaks the tree."""

import asyncio
import base64
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from proxy.audit import (
    AuditEvent,
    EventKind,
    FindingKind,
    Reason,
    drop_streams,
    erase_content,
    open_bundle,
    verify_bundle,
)
from proxy.audit.base import SYSTEM_TENANT, Deleted, Scope, StreamId, StreamStoreError
from proxy.audit.events import Scalar
from proxy.clock import SetClock, iso
from proxy.errors import ServiceError
from proxy.ids import ConversationId
from tests.audit.made import NOW, SEED, Place, event, frames, members, rebuilt, write

REASON = Reason("by policy", "retention")
HOUR = timedelta(hours=1)
K = FindingKind


def states(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in open_bundle(path, SEED):
        found.setdefault(str(record["conversation"]), []).append(str(record["state"]))
    return found


async def test_old_content_is_gone_the_rest_is_there_and_the_tree_verifies(here: Place) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 6)
    clock.forward(24 * HOUR)
    await write(log, 4, start=6)
    deleted = await erase_content(here.store, NOW + HOUR, log=log, reason=REASON, clock=clock)
    await log.close()
    path = here.export(clock=clock)
    report = verify_bundle(path)

    assert deleted == Deleted(contents=7, keys=3)
    assert report.errors == ()
    assert (report.erased, report.contents) == (7, 7)
    assert states(path)["conv_a"] == ["erased"] * 3 + ["opened"] * 2
    kinds = [r["kind"] for r in open_bundle(path, SEED)]
    assert kinds[-3:] == ["erasure_intent", "erasure_done", "stream_closed"]


async def test_one_conversation_is_erased_and_nobody_else(here: Place) -> None:
    clock = SetClock(NOW)
    logs = [here.open(clock=clock), here.open(clock=clock)]
    for log in logs:
        await write(log, 6)
    clock.forward(HOUR)
    deleted = await erase_content(
        here.store, ConversationId("conv_a"), log=logs[0], reason=REASON, clock=clock
    )
    await write(logs[0], 2)
    for log in logs:
        await log.close()
    path = here.export(clock=clock)

    assert deleted == Deleted(contents=6, keys=2)
    assert verify_bundle(path).errors == ()
    assert states(path)["conv_a"] == ["erased"] * 3 + ["opened"] + ["erased"] * 3 or (
        states(path)["conv_a"] == ["erased"] * 6 + ["opened"]
    )
    assert set(states(path)["conv_b"]) == {"opened"}


async def test_the_reason_is_for_the_auditor_and_the_scope_for_everybody(here: Place) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 2)
    clock.forward(HOUR)
    await erase_content(here.store, ConversationId("conv_a"), log=log, reason=REASON, clock=clock)
    await log.close()

    records = {r["kind"]: r for r in open_bundle(here.export(clock=clock), SEED)}
    intent, done = records["erasure_intent"], records["erasure_done"]
    assert intent["content"] == {"reason": "by policy", "by": "retention"}
    assert intent["clear"]["erased_conversation"] == "conv_a"
    assert done["clear"] == intent["clear"] | {"contents": 1, "keys": 1}


async def test_no_byte_of_what_was_erased_is_left_in_any_file(here: Place) -> None:
    """Ciphertexts of all sizes and wrapped keys; database, WAL and shared memory; log open."""
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    for number in range(30):
        await log.record(event(number, f"conv_{'ab'[number % 2]}", padding="x" * 700 * number))
    before = members(here.export("before.zip", clock=clock))
    clock.forward(HOUR)
    await erase_content(here.store, ConversationId("conv_a"), log=log, reason=REASON, clock=clock)
    kept = b"".join(p.read_bytes() for p in (here.folder / "audit").iterdir())
    await log.record(event(99, "conv_b"))
    await log.close()
    after = b"".join(p.read_bytes() for p in (here.folder / "audit").iterdir())

    name = next(n for n in before if n.endswith("/contents"))
    log_lines = before[name.replace("contents", "log")].split(b"\n")
    headers = [json.loads(line[7:]) for line in log_lines if line.startswith(b"record")]
    contents = dict(frames(before[name]))
    erased = [contents[h["seq"]] for h in headers if h["conv"] == "conv_a"]
    others = [contents[h["seq"]] for h in headers if h["conv"] == "conv_b"]
    assert len(erased) == 15
    for content in erased:
        for piece in (content[:24], content[len(content) // 2 :][:24], content[-24:]):
            assert piece not in kept
            assert piece not in after
    for content in others:
        assert content[:24] in kept
    kids = {h["kid"] for h in headers if h["conv"] == "conv_a"}
    rows = [line.split(b" ") for line in before[name.replace("contents", "keys")].splitlines()]
    wrapped = [base64.b64decode(text) for kid, text in rows if kid.decode() in kids]
    assert len(wrapped) == 1
    assert all(key[100:140] not in kept + after for key in wrapped)


async def test_an_interrupted_erasure_is_a_notice_and_the_next_run_finishes_it(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 6)
    second = here.open(clock=clock)
    await write(second, 6)
    clock.forward(HOUR)
    real, calls = here.store.erase, 0

    def breaks(stream: StreamId, scope: Scope) -> Deleted:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise StreamStoreError("the machine fell over")
        return real(stream, scope)

    monkeypatch.setattr(here.store, "erase", breaks)
    with pytest.raises(ServiceError):
        await erase_content(here.store, NOW + HOUR, log=log, reason=REASON, clock=clock)
    report = verify_bundle(here.export("half.zip", clock=clock))
    assert report.errors == ()
    assert K.ERASURE_UNFINISHED in {f.kind for f in report.notices}
    assert report.erased == 7

    monkeypatch.undo()
    clock.forward(HOUR)
    await erase_content(here.store, NOW + HOUR, log=log, reason=REASON, clock=clock)
    await log.close()
    await second.close()
    report = verify_bundle(here.export("whole.zip", clock=clock))
    assert report.errors == ()
    assert K.ERASURE_UNFINISHED not in {f.kind for f in report.notices}
    assert report.erased == 14


async def test_an_erasure_without_an_intent_does_not_happen(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = here.open()
    await write(log, 4)
    await log.close()
    with pytest.raises(ServiceError):
        await erase_content(here.store, NOW + HOUR, log=log, reason=REASON, clock=SetClock(NOW))

    report = verify_bundle(here.export())
    assert (report.errors, report.contents) == ((), 6)


async def test_content_that_is_there_in_spite_of_its_receipt_is_found(here: Place) -> None:
    """Somebody put a backup back, or lied in the receipt."""
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 4)
    before = members(here.export("before.zip", clock=clock))
    clock.forward(HOUR)
    await erase_content(here.store, ConversationId("conv_a"), log=log, reason=REASON, clock=clock)
    await log.close()
    path = here.export(clock=clock)
    parts = members(path)
    name = next(n for n in parts if n.endswith("/contents"))
    restored = dict(frames(parts[name])) | {1: dict(frames(before[name]))[1]}
    data = b"".join(
        seq.to_bytes(8, "big") + len(content).to_bytes(4, "big") + content
        for seq, content in sorted(restored.items())
    )
    report = verify_bundle(rebuilt(path, parts | {name: data}))
    assert {(f.kind, f.record) for f in report.errors} == {(K.PRESENT_AFTER_ERASURE, 1)}

    keys = name.replace("contents", "keys")
    report = verify_bundle(rebuilt(path, parts | {keys: before[keys] + parts[keys]}))
    assert K.PRESENT_AFTER_ERASURE in {f.kind for f in report.errors}


async def test_the_last_seconds_are_left_alone(here: Place) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 4)
    clock.forward(timedelta(seconds=5))
    for scope in (NOW + HOUR, ConversationId("conv_a")):
        deleted = await erase_content(here.store, scope, log=log, reason=REASON, clock=clock)
        assert deleted == Deleted()
    await log.close()
    assert verify_bundle(here.export(clock=clock)).errors == ()


async def test_an_erasure_while_records_come_in_loses_none_and_verifies(here: Place) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 40)
    clock.forward(HOUR)

    async def busy(name: int) -> None:
        for number in range(40):
            await log.record(event(number, f"conv_{'ab'[name % 2]}"))

    scopes: list[datetime | ConversationId] = [NOW + HOUR, ConversationId("conv_a")]
    await asyncio.gather(
        *(busy(name) for name in range(6)),
        *(erase_content(here.store, s, log=log, reason=REASON, clock=clock) for s in scopes),
    )
    await log.close()
    path = here.export(clock=clock)
    report = verify_bundle(path)

    assert report.errors == ()
    assert report.contents == 6 * 40 + 4 + 1
    assert sum(s.count("opened") for s in states(path).values()) == report.contents


async def test_after_an_erasure_a_conversation_goes_on_under_a_new_data_key(here: Place) -> None:
    """Copies of what was erased cannot be opened with a key that is still there."""
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 1)
    clock.forward(HOUR)
    await erase_content(here.store, ConversationId("conv_a"), log=log, reason=REASON, clock=clock)
    await write(log, 1)
    await log.close()
    parts = members(here.export(clock=clock))
    name = next(n for n in parts if n.endswith("/log"))
    kids = [
        json.loads(line[7:])["kid"]
        for line in parts[name].split(b"\n")
        if line.startswith(b"record") and b'"conv":"conv_a"' in line
    ]

    assert len(set(kids)) == 2
    assert kids[0].encode() not in parts[name.replace("/log", "/keys")]


async def test_while_something_is_erased_nothing_is_exported(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proxy.storage.streams._LOCK_SECONDS", 0.1)
    with here.store.erasing(), pytest.raises(ServiceError, match="running"):
        here.export()
    here.export()


async def test_export_and_erasure_wait_for_each_other(here: Place) -> None:
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    await write(log, 2)
    clock.forward(HOUR)
    with here.store.reading():
        task = asyncio.create_task(
            erase_content(here.store, NOW + HOUR, log=log, reason=REASON, clock=clock)
        )
        await asyncio.sleep(0.3)
        assert not task.done()
    assert (await task).contents == 3
    await log.close()


# Whole streams.


async def test_old_streams_are_dropped_with_a_receipt_and_the_rest_verifies(here: Place) -> None:
    clock = SetClock(NOW)
    first = here.open(clock=clock)
    await write(first, 3)
    await first.close()
    clock.forward(HOUR)
    second = here.open(clock=clock)
    kept = members(here.export("early.zip", clock=clock))["checkpoint"].decode()
    dropped = await drop_streams(here.store, NOW + HOUR / 2, log=second, reason=REASON)
    await second.close()
    path = here.export(clock=clock)

    assert dropped == [first.stream]
    assert not list((here.folder / "audit").glob(f"{first.stream}*"))
    assert verify_bundle(path).errors == ()
    assert verify_bundle(path, checkpoints=[kept]).errors == ()
    done = [r["clear"] for r in open_bundle(path, SEED) if r["kind"] == "erasure_done"]
    assert [(c["scope"], c["erased_stream"], c["last_footer"]) for c in done] == [
        ("stream", first.stream, 4)
    ]


async def test_a_stream_stays_while_an_older_one_may_need_its_receipts(here: Place) -> None:
    """The long one was opened before the short one ended, whose receipt explains its gaps."""
    clock = SetClock(NOW)
    long = here.open(clock=clock)
    await write(long, 2)
    clock.forward(HOUR)
    short = here.open(clock=clock)
    await erase_content(here.store, NOW + HOUR, log=short, reason=REASON, clock=clock)
    await short.close()
    clock.forward(HOUR)
    await write(long, 2)

    assert await drop_streams(here.store, clock.now() - HOUR / 2, log=long, reason=REASON) == []
    await long.close()
    assert verify_bundle(here.export(clock=clock)).errors == ()
    clock.forward(HOUR)
    last = here.open(clock=clock)
    dropped = await drop_streams(here.store, clock.now() - HOUR / 2, log=last, reason=REASON)
    await last.close()
    assert set(dropped) == {long.stream, short.stream}
    assert verify_bundle(here.export("last.zip", clock=clock)).errors == ()


async def test_a_forged_receipt_outside_of_the_tree_explains_nothing(here: Place) -> None:
    log = here.open()
    await write(log, 3)
    await log.close()
    path = here.export()
    parts = members(path)
    name = next(n for n in parts if n.endswith("/log"))
    lines = parts[name].split(b"\n")
    header = json.loads(next(line for line in lines if line.startswith(b"record"))[7:])
    forged = header | {
        "t": "erasure_done",
        "clear": {"erasure": "x", "scope": "content", "before": iso(NOW + HOUR)},
        "seq": 5,
    }
    text = json.dumps(forged, sort_keys=True, separators=(",", ":")).encode()
    contents = name.replace("log", "contents")
    report = verify_bundle(
        rebuilt(path, parts | {name: parts[name] + b"record " + text + b"\n", contents: b""})
    )

    assert {f.kind for f in report.errors} == {K.MISSING_CONTENT}


@pytest.mark.parametrize("scope", ["case", "stream"])
async def test_an_erasure_of_something_else_needs_its_own_receipt(here: Place, scope: str) -> None:
    """Cases and streams: a receipt for content says nothing about them."""
    clock = SetClock(NOW)
    log = here.open(clock=clock)
    clear: dict[str, Scalar] = {"erasure": "erasure_x", "scope": scope}
    await log.record(AuditEvent(EventKind.ERASURE_INTENT, SYSTEM_TENANT, clear=clear))
    clock.forward(HOUR)
    await erase_content(here.store, NOW + HOUR, log=log, reason=REASON, clock=clock)
    report = verify_bundle(here.export("intent.zip", clock=clock))
    assert [f.record for f in report.notices if f.kind is K.ERASURE_UNFINISHED] == [1]

    await log.record(AuditEvent(EventKind.ERASURE_DONE, SYSTEM_TENANT, clear=clear))
    await log.close()
    report = verify_bundle(here.export("receipt.zip", clock=clock))
    assert K.ERASURE_UNFINISHED not in {f.kind for f in report.notices}
    assert report.errors == ()
