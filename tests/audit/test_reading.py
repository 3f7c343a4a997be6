"""Reading an export: finding, counting and reporting, with the auditor's key and without."""

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from proxy.audit import (
    AuditEvent,
    EventKind,
    Reason,
    data_keys,
    erase_content,
    open_bundle,
    verify_bundle,
)
from proxy.audit import record as record_module
from proxy.audit.events import Scalar
from proxy.audit.figures import Figures, Period, count
from proxy.audit.report import Made, report_html, report_json
from proxy.audit.search import Query, search
from proxy.clock import SetClock
from proxy.errors import VerificationError
from proxy.ids import ConversationId, TenantId
from tests.audit.made import NOW, SEED, SHOP, event, place, seeded


@dataclass(frozen=True)
class Shop:
    """A bundle of two streams over three days, and the time at its end."""

    path: Path


def _turn(number: int, conversation: str, decision: str, **sealed: object) -> AuditEvent:
    turn = f"turn_{number}"
    clear: dict[str, Scalar] = {"turn": turn, "decision": decision, "protected": 2, "policy": "p1"}
    return AuditEvent(EventKind.TURN_OPENED, SHOP, ConversationId(conversation), clear, sealed)


async def _filled(folder: Path) -> Path:
    clock = SetClock(NOW)
    at = place(folder, randomness=seeded(5))
    log = at.open(clock=clock)
    await log.record(
        AuditEvent(EventKind.POLICY_LOADED, TenantId("system"), clear={"policy": "p1"})
    )
    sent = json.dumps({"messages": [{"content": "Is Grüner Tee in?"}]})
    for number in range(4):
        clock.forward(timedelta(hours=12))
        counts = {"PERSON": 1, "EMAIL_ADDRESS": 1}
        opened = _turn(number, f"conv_{number % 2}", "forwarded", counts=counts, sent=sent)
        await log.record(opened)
        if number != 3:
            end = {"turn": f"turn_{number}", "outcome": "completed"}
            await log.record(AuditEvent(EventKind.TURN_CLOSED, SHOP, opened.conversation, end))
    held = _turn(9, "conv_h", "held", topic={"name": "injury", "rule": "r"}, words="<script>")
    await log.record(held)
    await log.close()
    clock.forward(timedelta(hours=3))
    second = at.open(clock=clock)
    await erase_content(
        at.store,
        ConversationId("conv_0"),
        log=second,
        reason=Reason("asked", "desk"),
        clock=clock,
    )
    await second.close()
    return at.export(clock=clock)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(_filled(tmp_path_factory.mktemp("shop")))


def test_records_come_by_time_over_all_streams_or_stream_by_stream(path: Path) -> None:
    together = [r["at"] for r in open_bundle(path, SEED, by_time=True)]
    apart = list(open_bundle(path, SEED))

    assert together == sorted(together)
    assert sorted(r["at"] for r in apart) == together
    assert {r["state"] for r in open_bundle(path, None)} == {"sealed"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), 15),
        (Query(kinds=frozenset({"turn_opened"})), 5),
        (Query(tenant="shop", conversation="conv_1"), 3),
        (Query(clear=(("decision", "held"),)), 1),
        (Query(clear=(("protected", "2"),), until="2026-03-02T12:30"), 2),
        (Query(since="2026-03-03"), 9),
        (Query(since="2027"), 0),
        (Query(words="grüner tee"), 2),
        (Query(words="INJURY"), 1),
        (Query(words="nobody said this"), 0),
    ],
)
def test_what_fits_is_found(path: Path, query: Query, found: int) -> None:
    """Words are found in JSON within strings too, and not in what was erased."""
    assert len(list(search(path, query, seed=SEED))) == found


def test_without_the_key_the_clear_part_is_still_searched(path: Path) -> None:
    held = list(search(path, Query(clear=(("decision", "held"),))))

    assert [(r["state"], r["content"]) for r in held] == [("sealed", None)]


def test_everything_clear_is_counted_without_a_key(path: Path) -> None:
    figures = count(path)

    assert figures.records == 15
    assert figures.decisions == {"forwarded": 4, "held": 1}
    assert figures.outcomes == {"completed": 3}
    assert figures.unclosed_turns == 1
    assert (figures.contents, figures.erased) == (11, 4)
    assert figures.policies == {"p1": 5}
    assert sum(day.protected for day in figures.days.values()) == 10
    assert (figures.entity_types, figures.topics) == (None, None)
    assert [act.kind for act in figures.acts] == ["policy_loaded", "erasure_intent", "erasure_done"]


def test_what_is_sealed_is_counted_with_the_key(path: Path) -> None:
    figures = count(path, seed=SEED)

    assert figures.entity_types == {"PERSON": 2, "EMAIL_ADDRESS": 2}, "two of four were erased"
    assert figures.topics == {"injury": 1}


def test_silence_within_a_stream_and_between_streams_is_a_gap(path: Path) -> None:
    gaps = count(path).gaps

    assert [gap.seconds for gap in gaps if gap.stream] == [43200] * 4
    assert [gap.seconds for gap in gaps if gap.stream is None] == [10800]


def test_a_period_counts_what_lies_in_it(path: Path) -> None:
    day = count(path, Period("2026-03-02", "2026-03-03"))

    assert set(day.days) == {"2026-03-02"}
    assert day.decisions == {"forwarded": 2}
    assert count(path, Period("2030")).records == 0


def _made(path: Path, figures: Figures) -> Made:
    return Made(path.name, Period(), figures, verify_bundle(path), "2026-03-04T00:00:00.000Z")


def test_the_page_loads_nothing_runs_nothing_and_escapes_everything(path: Path) -> None:
    figures = count(path, seed=SEED)
    figures.decisions["<img src=x onerror=alert(1)>"] += 1
    figures.topics = type(figures.decisions)({"</svg><script>alert(1)</script>": 3})
    page = report_html(_made(path, figures))

    assert "<script" not in page
    assert "<img" not in page
    assert not re.findall(r"<[^>]*(?:src|href)=|url\(|@import|<link|<iframe", page)
    assert set(re.findall(r"https?://[^\"]*", page)) == {"http://www.w3.org/2000/svg"}
    assert page.count("<svg") == page.count("</svg>") >= 4
    for heading in ("in order?", "Turns by day", "Decisions", "Gaps", "still there", "not prove"):
        assert heading in page


def test_the_data_are_the_same_as_on_the_page(path: Path) -> None:
    data = json.loads(json.dumps(report_json(_made(path, count(path, seed=SEED)))))

    assert data["verified"]["ok"] is True
    assert data["figures"]["decisions"] == {"forwarded": 4, "held": 1}
    assert len(data["not_proven"]) == 5


def test_a_log_with_nothing_in_the_period_still_gives_a_page(path: Path) -> None:
    page = report_html(_made(path, count(path, Period("2030"))))

    assert "0 turns" in page


def test_what_is_no_bundle_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x")
    with pytest.raises(VerificationError, match="verify it first"):
        count(tmp_path / "x")


async def test_only_the_last_data_keys_are_remembered_however_many_conversations_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verify and open let go of keys that are done; none is missed for it."""
    monkeypatch.setattr(data_keys, "_REMEMBERED", 8)
    monkeypatch.setattr(data_keys, "_AHEAD", 4)
    monkeypatch.setattr(record_module, "_KEYS_IN_MEMORY", 4)
    most = 0
    find = data_keys.KeyReader.find

    def watched(reader: data_keys.KeyReader[object], kid: str) -> object:
        nonlocal most
        found = find(reader, kid)
        most = max(most, len(reader._known) + len(reader._ahead))
        return found

    monkeypatch.setattr(data_keys.KeyReader, "find", watched)
    at = place(tmp_path, randomness=seeded(6))
    log = at.open()
    await asyncio.gather(*(log.record(event(n, f"conv_{n // 2}")) for n in range(100)))
    await log.close()
    path = at.export()

    assert verify_bundle(path).errors == ()
    assert {r["state"] for r in open_bundle(path, SEED)} == {"opened"}
    assert 8 < most <= 12
