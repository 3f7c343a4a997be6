"""A supervisor sees who looked at how much; nobody else does, and no case is named."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.audit import EventKind
from proxy.clock import iso
from proxy.console.looks_digest import LooksOf, looks_since
from proxy.handoff.looks import Spot
from proxy.ids import TenantId
from tests.console.site import SHOP, Site, open_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as made:
        yield made


async def test_looks_are_counted_by_person_from_the_record(site: Site) -> None:
    one, two = await site.held("I am Crystal Minh"), await site.held("hello")
    foreign = await site.held("hello", tenant=TenantId("other-shop"))
    desk, looks = site.rooms.desk, site.rooms.looks
    since = iso(site.cellar.clock.now())
    for case in (one, one, two):
        await desk.show(SHOP, case, "Ada")
    await desk.show(SHOP, one, "Bob")
    await desk.show(TenantId("other-shop"), foreign, "Zoe")
    await looks.see(SHOP, one, "Bob", Spot(1, 5, 12), entity_type="PERSON", second_person=False)
    await site.cellar.record(EventKind.POLICY_LOADED, {"policy": "p"})  # its commit is the last
    found = looks_since(site.cellar.streams, SHOP, since)
    assert found == [LooksOf("Bob", 1, 1, 1), LooksOf("Ada", 3, 2, 0)]
    assert looks_since(site.cellar.streams, SHOP, "9999") == []

    page = (await site.browser("Eve").get("/overview")).text
    assert "Who looked at how much" in page
    assert '<th scope="row">Bob</th><td class="num">1</td>' in page
    assert one not in page
    assert "Who looked" not in (await site.browser("Ada").get("/overview")).text
