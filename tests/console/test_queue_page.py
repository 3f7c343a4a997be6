"""The queue a page at a time: what it costs does not grow with what waits, and nothing gets lost in it."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import event, insert
from starlette.requests import Request

from proxy.console.base import Visit
from proxy.console.live import ALIVE, CHANGED
from proxy.console.pages.queue import PAGE, of_case
from proxy.handoff.base import CaseState
from proxy.ids import CaseId
from proxy.storage.case_rows import case_values
from proxy.storage.tables import cases
from tests.console.site import SHOP, Site, open_site


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as made:
        yield made


async def many(site: Site, count: int, **changes: object) -> None:
    """So many further cases, as if their customers had written to us."""
    (model, *_) = await site.cellar.cases.list(None, frozenset({CaseState.WAITING}))
    digests = (number.to_bytes(32, "big") for number in range(count))
    rows = [
        replace(
            model,
            case_id=CaseId(f"case_{digest.hex()[-6:]}"),
            reference=f"R-{digest.hex()[-6:]}",
            conversation_digest=digest,
            **changes,  # type: ignore[arg-type]
        )
        for digest in digests
    ]
    # The topic is sealed for its own case.
    book = site.cellar.casebook()
    sealed = [
        replace(row, sealed_topic=book.seal_topic(row.tenant, row.case_id, "human")) for row in rows
    ]
    async with site.cellar.database.write() as connection:
        await connection.execute(insert(cases), [case_values(row) for row in sealed])


def listed(page: str) -> list[str]:
    return re.findall(r'data-case="([^"]+)"', page)


async def test_every_case_stands_on_one_of_the_pages(site: Site) -> None:
    await site.held("a person please")
    await many(site, 2 * PAGE)
    browser = site.browser("Ada")
    pages = [listed((await browser.get(f"/queue?page={at}")).text) for at in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE, PAGE, 1]
    assert len({case for page in pages for case in page}) == 2 * PAGE + 1
    first = (await browser.get("/queue")).text
    assert listed(first) == pages[0]
    assert f'data-count="{2 * PAGE + 1}"' in first
    assert 'class="pager' in first
    assert 'class="pager' not in (await browser.get("/queue?queue=legal")).text
    for strange in ("0", "-1", "x", "9" * 40, "４"):
        assert listed((await browser.get(f"/queue?page={strange}")).text) == pages[0]


async def test_the_page_asks_the_store_as_often_for_many_cases_as_for_few(site: Site) -> None:
    await site.held("a person please")
    statements: list[str] = []

    def noted(*words: object) -> None:
        statements.append(str(words[2]))

    engine = site.cellar.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", noted)
    await site.browser("Ada").get("/queue")
    few = len(statements)
    await many(site, 3 * PAGE)
    statements.clear()
    await site.browser("Ada").get("/queue")
    assert len(statements) == few


async def test_people_see_the_cases_of_their_teams_alone(site: Site) -> None:
    general = await site.held("a person please")
    await site.held("the kettle burned me", topic="product_injury")
    bob = site.browser("Bob")
    page = (await bob.get("/queue")).text
    assert listed(page) == [general]
    assert "Product safety" not in page
    assert listed((await bob.get("/queue?queue=safety")).text) == []
    assert (await bob.post("/queue/next", queue="safety")).headers["location"].endswith("nothing")
    assert (await bob.post("/queue/next")).headers["location"].endswith(f"{general}#newest")
    assert (await bob.post("/queue/next")).headers["location"].endswith("nothing")


async def test_of_all_who_take_the_next_case_at_once_each_gets_another(site: Site) -> None:
    names = ("Ada", "Eve", "Max")
    held = [await site.held(f"a person please, {number}") for number in range(2)]
    answers = await asyncio.gather(*(site.browser(name).post("/queue/next") for name in names))
    places = sorted(answer.headers["location"].rpartition("/")[2] for answer in answers)
    assert places == sorted([*(f"{case}#newest" for case in held), "queue?done=nothing"])


async def test_a_reference_that_a_caller_reads_out_leads_to_the_case(site: Site) -> None:
    case = await site.held("the kettle burned me", topic="product_injury")
    row = await site.rooms.desk.row(SHOP, case)
    read_out = row.reference.lower().replace("-", " ")
    ada, bob = site.browser("Ada"), site.browser("Bob")
    found = await ada.get(f"/queue/find?case={quote(read_out)}")
    assert found.headers["location"].endswith(f"/cases/{case}#newest")
    assert (await bob.get(f"/queue/find?case={quote(read_out)}")).status_code == 404
    assert (await ada.get("/queue/find?case=R-nothing")).status_code == 404


async def test_the_page_of_a_case_hears_of_its_own_case_alone(site: Site) -> None:
    """Each refresh of it is a look: what happens to others must not be one."""
    mine, other = await site.held("one please"), await site.held("two please")
    visit = Visit(
        Request({"type": "http", "path": "/", "query_string": b"", "headers": []}),
        site.rooms,
        {},
        "secret",
        user=await site.cellar.users.by_name("ada"),
    )
    shown = str((await site.rooms.desk.row(SHOP, mine)).version)

    async def heard() -> AsyncIterator[bytes]:
        yield b"event: hello\n\n"
        await site.rooms.desk.claim(SHOP, other, "Bob")
        yield CHANGED
        await site.rooms.desk.claim(SHOP, mine, "Ada")
        yield CHANGED
        yield CHANGED

    hello = b"event: hello\n\n"
    told = [event async for event in of_case(visit, mine, shown, heard())]
    assert told == [hello, ALIVE, CHANGED, ALIVE]
    # What happened after the page was made and before it was greeted is told with the greeting.
    late = [event async for event in of_case(visit, mine, shown, heard_later())]
    assert late == [hello, CHANGED, ALIVE]


async def heard_later() -> AsyncIterator[bytes]:
    yield b"event: hello\n\n"
    yield ALIVE
