"""Legal holds keep what they cover from every deletion, on record, until two people release them."""

from datetime import timedelta
from pathlib import Path

import pytest

from proxy.audit import open_bundle
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.ids import CaseId, ConversationId
from proxy.policy.base import RetentionClass
from proxy.retention.base import HoldId
from proxy.retention.holds import Holds
from proxy.storage.holds import SqlHoldStore
from tests.audit.made import SEED
from tests.handoff.world import RecorderOfEvents
from tests.retention.world import kept
from tests.storage.test_case_store import NOON, SHOP

A = ConversationId("conv_a")
YEAR = timedelta(days=365)


async def test_a_held_conversation_outlives_its_time_until_it_is_released(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
        await at.turn("conv_b")
        await at.case("case_a", "conv_a")
        await at.case("case_b", "conv_b")
        hold = await at.keeping.holds.on_conversation(SHOP, A, why="a dispute", by="Ada")
        at.clock.forward(YEAR)
        await at.sweep(days=30)
        assert at.states()["conv_a"] == {"opened"}
        assert at.states()["conv_b"] == {"erased"}
        assert await at.keeping.cases.by_id(SHOP, CaseId("case_a")) is not None
        assert await at.keeping.cases.by_id(SHOP, CaseId("case_b")) is None
        for store in (at.keeping.sweepables()[0], at.keeping.sweepables()[2]):
            found = await store.holdings(at.clock.now() - timedelta(days=30))
            assert (found.overdue, found.held) == (0, 1)

        assert not await at.keeping.holds.release(hold.hold_id, why="settled", by="Ada")
        at.clock.forward(timedelta(minutes=1))
        assert await at.keeping.holds.release(hold.hold_id, why="settled", by="Bo")
        at.clock.forward(timedelta(minutes=1))
        await at.sweep(days=30)
        assert at.states()["conv_a"] == {"erased"}
        assert await at.keeping.cases.by_id(SHOP, CaseId("case_a")) is None


async def test_a_hold_on_a_customer_covers_what_he_says_later(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a", customer="customer-4711")
        hold = await at.keeping.holds.on_customer(SHOP, "customer-4711", why="x", by="Ada")
        assert hold.conversations == {A}
        at.clock.forward(timedelta(days=40))  # another month: another digest of the same id
        await at.turn("conv_later", customer="customer-4711")
        await at.turn("conv_other", customer="customer-4712")
        at.clock.forward(YEAR)
        await at.sweep(days=30)
        states = at.states()
        assert states["conv_a"] == states["conv_later"] == {"opened"}
        assert states["conv_other"] == {"erased"}
        assert await at.keeping.customers.conversations(SHOP, "customer-4711") == {
            A, ConversationId("conv_later"),
        }  # fmt: skip
        assert await at.keeping.customers.conversations(SHOP, "customer-4712") == set()
        assert b"customer-4711" not in at.raw()


async def test_a_held_period_is_kept_whole_and_the_time_around_it_is_not(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_before")
        start = at.clock.now()
        await at.turn("conv_in")
        end = at.clock.now()
        await at.turn("conv_after")
        await at.keeping.holds.on_period(start, end, why="x", by="Ada")
        at.clock.forward(YEAR)
        await at.sweep(days=30)
        states = at.states()
    assert states["conv_in"] == {"opened"}
    assert states["conv_before"] == states["conv_after"] == {"erased"}


async def test_a_stream_with_a_held_record_is_not_dropped(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        await at.turn("conv_a")
    async with kept(tmp_path / "data", start=NOON + YEAR, fresh=False) as at:
        headers = at.keeping.sweepables()[3]
        moment = at.clock.now() - timedelta(days=30)
        hold = await at.keeping.holds.on_conversation(SHOP, A, why="x", by="Ada")
        found = await headers.holdings(moment)
        assert (found.overdue, found.held > 0) == (0, True)
        assert (await headers.delete_older(moment, 9)).count == 0
        await at.keeping.holds.release(hold.hold_id, why="x", by="Ada")
        await at.keeping.holds.release(hold.hold_id, why="x", by="Bo")
        assert (await headers.delete_older(moment, 9)).count == 1


async def test_releasing_needs_a_second_person_and_both_are_on_record(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        holds = at.keeping.holds
        hold = await holds.on_conversation(SHOP, A, why="a dispute", by="Ada")
        assert not await holds.release(hold.hold_id, why="settled", by="Ada")
        for same in ("Ada", " ada "):
            with pytest.raises(CallerError, match="second person"):
                await holds.release(hold.hold_id, why="settled", by=same)
        (there,) = await holds.in_force()
        assert there.release_asked_by == "Ada"
        assert await holds.release(hold.hold_id, why="settled", by="Bo")
        assert await holds.in_force() == ()
        with pytest.raises(CallerError) as unknown:
            await holds.release(hold.hold_id, why="settled", by="Bo")
        assert unknown.value.code is ErrorCode.NOT_FOUND
        records = [
            r for r in open_bundle(at.place.export(clock=at.clock), SEED) if "hold" in r["clear"]
        ]
    assert [(r["kind"], r["content"]["by"]) for r in records] == [
        ("hold_placed", "Ada"),
        ("hold_release_asked", "Ada"),
        ("hold_released", "Bo"),
    ]
    assert records[0]["clear"]["held_conversation"] == "conv_a"
    assert "dispute" not in str(records[0]["clear"])


async def test_a_hold_that_cannot_be_recorded_is_none(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        store = SqlHoldStore(at.database)
        broken = Holds(store, at.keeping.customers, RecorderOfEvents(broken=True), at.clock)
        with pytest.raises(ServiceError):
            await broken.on_conversation(SHOP, A, why="x", by="Ada")
        assert await store.all() == ()


async def test_names_and_periods_that_say_nothing_are_refused(tmp_path: Path) -> None:
    async with kept(tmp_path / "data") as at:
        for name in ("", "  ", "x" * 201):
            with pytest.raises(CallerError):
                await at.keeping.holds.on_conversation(SHOP, A, why="x", by=name)
        with pytest.raises(CallerError):
            await at.keeping.holds.on_period(NOON, NOON, why="x", by="Ada")
        with pytest.raises(CallerError):
            await at.keeping.holds.release(HoldId("hold_none"), why="x", by="Ada")
        assert (await at.sweep(days=1))[RetentionClass.CASE] == 0
