"""Erasing on request."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.audit.events import EventKind
from proxy.errors import ServiceError
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.retention import erase
from tests.handoff.world import RecorderOfEvents
from tests.retention.world import case_store
from tests.storage.test_case_store import NOON, SHOP


@dataclass
class Contents:
    """The audit log's side; remembers what it was asked to erase."""

    asked: list[tuple[ConversationId, str, str]] = field(default_factory=list)

    async def erase_conversation(  # noqa: D102
        self, conversation: ConversationId, *, why: str, by: str
    ) -> int:
        self.asked.append((conversation, why, by))
        return 4


async def test_one_case_goes_with_every_byte_and_leaves_intent_and_receipt(
    tmp_path: Path,
) -> None:
    async with case_store(tmp_path, old=1, new=1) as store:
        audit, contents = RecorderOfEvents(), Contents()
        receipt = await erase(
            SHOP,
            CaseId("case_0"),
            cases=store,
            contents=contents,
            audit=audit,
            why="asked by e-mail",
            by="Ada",
        )
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"OLD" not in raw
    assert b"NEW" in raw
    assert (receipt.case_count, receipt.record_count, receipt.settled) == (1, 4, True)
    assert contents.asked == [(ConversationId("conv_a"), "asked by e-mail", "Ada")]
    intent, done = audit.events
    assert (intent.kind, done.kind) == (EventKind.ERASURE_INTENT, EventKind.ERASURE_DONE)
    assert intent.clear["erasure"] == done.clear["erasure"]
    assert intent.clear["case"] == "case_0"
    assert dict(intent.sealed) == {"reason": "asked by e-mail", "by": "Ada"}
    assert "asked" not in repr(intent.clear)


async def test_a_conversation_goes_with_all_its_cases(tmp_path: Path) -> None:
    async with case_store(tmp_path, old=2, new=1) as store:
        receipt = await erase(
            SHOP,
            ConversationId("conv_a"),
            cases=store,
            contents=None,
            audit=RecorderOfEvents(),
            why="x",
            by="Ada",
        )
        assert (await store.holdings(NOON)).count == 0
    assert (receipt.case_count, receipt.record_count) == (3, 0)


async def test_a_conversation_without_a_case_still_loses_its_audit_content(tmp_path: Path) -> None:
    async with case_store(tmp_path, old=0, new=0) as store:
        contents = Contents()
        target = ConversationId("conv_b")
        receipt = await erase(
            SHOP,
            target,
            cases=store,
            contents=contents,
            audit=RecorderOfEvents(),
            why="x",
            by="Ada",
        )
    assert (receipt.case_count, receipt.conversations) == (0, (target,))
    assert [asked[0] for asked in contents.asked] == [target]


async def test_another_tenants_case_stays(tmp_path: Path) -> None:
    async with case_store(tmp_path, old=1, new=0) as store:
        receipt = await erase(
            TenantId("other"),
            CaseId("case_0"),
            cases=store,
            contents=None,
            audit=RecorderOfEvents(),
            why="x",
            by="Ada",
        )
        assert receipt.case_count == 0
        assert await store.by_id(SHOP, CaseId("case_0")) is not None


async def test_what_cannot_be_recorded_is_not_erased(tmp_path: Path) -> None:
    async with case_store(tmp_path, old=1, new=0) as store:
        with pytest.raises(ServiceError):
            await erase(
                SHOP,
                CaseId("case_0"),
                cases=store,
                contents=None,
                audit=RecorderOfEvents(broken=True),
                why="x",
                by="Ada",
            )
        assert await store.by_id(SHOP, CaseId("case_0")) is not None
