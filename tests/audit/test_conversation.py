"""Some records of a conversation tell whether one before or between them is missing."""

import asyncio
from itertools import combinations
from pathlib import Path

import pytest

from proxy.audit import FindingKind, open_bundle, verify_bundle
from proxy.audit import conversation as conversation_module
from proxy.audit.base import StreamId
from proxy.audit.conversation import ConversationOrder, told_by
from proxy.audit.proof import check_proof
from proxy.audit.prove import prove
from proxy.audit.record import Header, Sealer, read_header
from proxy.audit.words import proofs_facts, proofs_lines
from proxy.keys import read_auditor_public
from tests.audit.made import (
    AUDITOR_PUBLIC,
    NOW,
    SEED,
    Place,
    event,
    joined,
    lines,
    members,
    rebuilt,
    seeded,
    write,
)

AUDITOR = read_auditor_public(AUDITOR_PUBLIC).key


def headers(*conversations: str | None) -> list[Header]:
    """Records of one stream, of these conversations one after the other."""
    sealer = Sealer(StreamId("stream_" + "a" * 24), lambda _: [AUDITOR], randomness=seeded(3))
    return [
        read_header(sealer.seal(event(seq, name), seq=seq, now=NOW).header)
        for seq, name in enumerate(conversations)
    ]


def test_whatever_is_left_out_between_records_of_a_conversation_is_named() -> None:
    """T31: every subset of them; only what came after the last one it holds can go unseen."""
    told = [h for h in headers("a", "b", "a", None, "a", "b", "a") if h.conversation == "a"]
    numbers = [header.seq for header in told]
    for count in range(1, len(told) + 1):
        for kept in combinations(told, count):
            (found,) = told_by(kept[::-1])
            places = [numbers.index(header.seq) for header in kept]
            before = [-1, *places[:-1]]
            gaps = [numbers[p] for p, b in zip(places, before, strict=True) if p != b + 1]
            assert found.records == tuple(header.seq for header in kept)
            assert found.missing_before == tuple(gaps)


def test_where_a_writer_had_forgotten_nothing_is_claimed() -> None:
    sealer = Sealer(StreamId("stream_" + "a" * 24), lambda _: [AUDITOR], randomness=seeded(3))
    first = read_header(sealer.seal(event(1), seq=1, now=NOW).header)
    sealer._before.clear()
    second, third = (read_header(sealer.seal(event(n), seq=n, now=NOW).header) for n in (2, 3))
    (told,) = told_by([first, second, third])
    assert (told.missing_before, told.untold_before) == ((), (2,))
    (told,) = told_by([second, third])
    assert told.untold_before == (), "the first one here claims nothing of what was before"


def test_records_of_no_conversation_and_of_others_tell_nothing_of_it() -> None:
    found = told_by(headers(None, "a", "b", None, "a"))
    assert [(one.conversation, one.missing_before) for one in found] == [("a", ()), ("b", ())]


async def test_a_conversation_between_two_processes_is_a_chain_in_each(here: Place) -> None:
    """T31: no lock and no question to a store is in the way of a turn; so each stream has its own."""
    logs = [here.open(), here.open()]
    for number in range(8):
        await logs[number % 2].record(event(number))
    for log in logs:
        await log.close()
    path = here.export()
    assert verify_bundle(path).errors == ()
    for log in logs:
        proofs = [check_proof(prove(path, log.stream, seq)) for seq in (1, 2, 4)]
        (told,) = told_by([proven.header for proven in proofs])
        assert (told.records, told.missing_before) == ((1, 2, 4), (4,))
        assert proofs_facts(proofs)["conversations"] == [
            {
                "stream": log.stream,
                "conversation": "conv_a",
                "records": [1, 2, 4],
                "missing_before": [4],
                "untold_before": [],
            }
        ]
        assert (
            "MISSING here: at least one of its records just before 4." in proofs_lines(proofs)[-1]
        )
        assert "None of its records" in proofs_lines(proofs[:2])[-1]
        assert proofs_lines(proofs[:1])[-1].endswith("records 1."), "one record tells nothing"


async def _cut(here: Place, *rows: int) -> Path:
    """An export from which lines of the log were taken; nobody has verified it."""
    log = here.open()
    await write(log, 8)
    await log.close()
    path = here.export()
    parts = members(path)
    name = next(name for name in parts if name.endswith("/log"))
    left = [line for number, line in enumerate(lines(parts[name])) if number not in rows]
    return rebuilt(path, {**parts, name: joined(left)})


async def test_an_opened_view_names_where_a_record_is_missing(here: Place) -> None:
    path = await _cut(here, 7)
    gone = [r["seq"] for r in open_bundle(path, SEED) if not r["follows"]]
    assert gone == [5], "record 3 is missing, and 5 is the next of its conversation"
    assert [r["seq"] for r in open_bundle(path, None) if not r["follows"]] == [5]


async def test_a_missing_record_is_one_finding_and_not_two(here: Place) -> None:
    report = verify_bundle(await _cut(here, 7))
    assert {finding.kind for finding in report.errors} == {FindingKind.MISSING_RECORD}


async def test_a_writer_that_does_not_name_what_it_knows_is_named(here: Place) -> None:
    log = here.open()
    await write(log, 4)
    log._stream._sealer._before["shop", "conv_a"] = "0" * 64  # type: ignore[index]
    await write(log, 2, start=4)
    await log.close()
    (finding,) = verify_bundle(here.export()).errors
    assert (finding.kind, finding.record) == (FindingKind.BROKEN_CONVERSATION, 5)


def test_a_reader_remembers_few_and_a_conversation_that_comes_back_late_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation_module, "_REMEMBERED", 3)
    order = ConversationOrder()
    assert all(order.follows(header) for header in headers("a", "b", "c", "a", "b", "c", "d", "e"))
    assert len(order._last) == 3


def test_the_first_record_of_a_key_may_name_none_and_a_later_one_may_not() -> None:
    first, second = headers("a", "a")
    other = headers("a")[0]
    order = ConversationOrder()
    assert order.follows(first)
    assert order.follows(second)
    assert not order.follows(other), "the key is known, so the record before it was, too"


async def test_a_whole_bundle_with_many_conversations_is_in_order(here: Place) -> None:
    log = here.open()
    await asyncio.gather(*(log.record(event(n, f"conv_{n % 7}")) for n in range(60)))
    log.forget_keys()
    await asyncio.gather(*(log.record(event(n, f"conv_{n % 7}")) for n in range(60)))
    await log.close()
    path = here.export()
    assert verify_bundle(path).errors == ()
    assert all(record["follows"] for record in open_bundle(path, SEED))
