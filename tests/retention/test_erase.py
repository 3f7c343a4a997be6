"""Erasing on request: by case, by conversation, by the shop's own id of a customer."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest

from proxy.audit import open_bundle
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.ids import CaseId, ConversationId, TenantId
from tests.audit.made import SEED
from tests.handoff.world import RecorderOfEvents
from tests.retention.world import kept
from tests.storage.test_case_store import SHOP

A, B = ConversationId("conv_a"), ConversationId("conv_b")


async def test_a_customers_conversations_go_with_every_byte_and_nobody_elses(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a", customer="customer-4711")
        await at.turn("conv_b", customer="customer-4711")
        await at.turn("conv_c", customer="customer-4712")
        await at.case("case_0", "conv_a", "GONE-WORDS" * 50)
        await at.case("case_1", "conv_c", "KEPT-WORDS" * 50)
        assert b"GONE-WORDS" in at.raw()
        receipt = await at.keeping.eraser().customer(
            SHOP, "customer-4711", why="asked by e-mail", by="Ada"
        )
        raw = at.raw() + (tmp_path / "data.erasures").read_bytes()
        states = at.states()
        again = await at.keeping.eraser().customer(SHOP, "customer-4711", why="x", by="Ada")
    assert b"GONE-WORDS" not in raw
    assert b"KEPT-WORDS" in raw
    assert b"customer-4711" not in raw
    assert states["conv_a"] == states["conv_b"] == {"erased"}
    assert states["conv_c"] == {"opened"}
    counts = (receipt.case_count, receipt.record_count, receipt.other_count, receipt.settled)
    assert counts == (1, 2, 2, True)
    assert "4711" not in json.dumps(asdict(receipt), default=str)
    assert (again.conversations, again.record_count) == ((), 0)


async def test_a_case_goes_with_its_conversation_and_leaves_intents_and_receipts(
    tmp_path: Path,
) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
        await at.case("case_0", "conv_a")
        receipt = await at.keeping.eraser().case(SHOP, CaseId("case_0"), why="asked", by="Ada")
        assert await at.keeping.cases.by_id(SHOP, CaseId("case_0")) is None
        bundle = at.place.export(clock=at.clock)
    assert (receipt.case_count, receipt.record_count, receipt.conversations) == (1, 1, (A,))
    records = [r for r in open_bundle(bundle, SEED) if "erasure" in r["clear"]]
    assert [(r["kind"], r["clear"]["scope"]) for r in records] == [
        ("erasure_intent", "case"),
        ("erasure_done", "case"),
        ("erasure_intent", "content"),
        ("erasure_done", "content"),
    ]
    assert records[0]["clear"]["erasure"] == records[1]["clear"]["erasure"]
    assert records[0]["content"] == {"reason": "asked", "by": "Ada"}


async def test_another_tenants_case_stays(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.case("case_0", "conv_a")
        eraser = at.keeping.eraser()
        receipt = await eraser.case(TenantId("other"), CaseId("case_0"), why="x", by="Ada")
        other = await eraser.customer(TenantId("other"), "customer-4711", why="x", by="Ada")
        assert receipt.case_count == other.case_count == 0
        assert await at.keeping.cases.by_id(SHOP, CaseId("case_0")) is not None


async def test_a_conversation_that_goes_on_can_be_linked_and_erased_again(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        eraser = at.keeping.eraser()
        for _ in range(2):
            await at.turn("conv_a", customer="customer-4711")
            receipt = await eraser.customer(SHOP, "customer-4711", why="x", by="Ada")
            assert (receipt.record_count, receipt.other_count) == (1, 1)
        assert at.states()["conv_a"] == {"erased"}


async def test_what_is_held_is_not_erased_and_nothing_beside_it(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
        await at.turn("conv_b")
        hold = await at.keeping.holds.on_conversation(SHOP, A, why="a dispute", by="Ada")
        with pytest.raises(CallerError, match=hold.hold_id) as refused:
            await at.keeping.eraser().conversations(SHOP, [A, B], why="x", by="Bo")
        assert refused.value.code is ErrorCode.CONFLICT
        assert at.states()["conv_b"] == {"opened"}
        assert not (tmp_path / "data.erasures").exists()


async def test_what_cannot_be_recorded_is_not_erased(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.case("case_0", "conv_a")
        eraser = replace(at.keeping.eraser(), audit=RecorderOfEvents(broken=True))
        with pytest.raises(ServiceError):
            await eraser.case(SHOP, CaseId("case_0"), why="x", by="Ada")
        assert await at.keeping.cases.by_id(SHOP, CaseId("case_0")) is not None


async def test_without_a_ledger_nothing_is_erased(tmp_path: Path) -> None:
    (tmp_path / "data.erasures").mkdir()
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
        with pytest.raises(ServiceError, match="CHAT_PROXY_ERASURES"):
            await at.keeping.eraser().conversations(SHOP, [A], why="x", by="Ada")
        assert at.states()["conv_a"] == {"opened"}


class Dying:
    """A store in whose turn the process ends."""

    async def has_older(  # noqa: D102
        self, tenant: TenantId, conversation: ConversationId, moment: datetime
    ) -> bool:
        raise NotImplementedError

    async def delete_conversation(  # noqa: D102
        self, tenant: TenantId, conversation: ConversationId
    ) -> int:
        raise InterruptedError(conversation)

    async def settle(self) -> bool:  # noqa: D102
        return True


async def test_an_interrupted_erasure_is_finished_by_the_next_run(tmp_path: Path) -> None:
    """Killed between the deletion and the rest: the links still lead to the conversations."""
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a", customer="customer-4711")

        broken = replace(at.keeping.eraser(), others=(Dying(),))
        with pytest.raises(InterruptedError):
            await broken.customer(SHOP, "customer-4711", why="x", by="Ada")
        receipt = await at.keeping.eraser().customer(SHOP, "customer-4711", why="x", by="Ada")
        assert receipt.conversations == (A,)
        assert at.states()["conv_a"] == {"erased"}
