"""What makes a day at the queue bearable: drafts that stay, a straight way on, a page that opens right."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.console.pages.case_view import newest_unanswered
from proxy.errors import CallerError, ErrorCode, ServiceError
from proxy.handoff.base import CaseState
from proxy.handoff.look_limit import LOOKS
from proxy.handoff.looks import Spot
from proxy.ids import CaseId, TenantId
from tests.console.site import SHOP, Browser, Site, open_site

MARKED = "zebrafinch words that nobody has sent"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


async def keep(
    browser: Browser, case: str, words: str, field: str = "text", after: str = "0"
) -> str | None:
    answer = await browser.post(f"/cases/{case}/keep", field=field, words=words, after=after)
    assert answer.status_code == 200
    found: str | None = answer.json()["kept"]
    return found


async def claimed(site: Site, *said: str) -> tuple[str, Browser]:
    case, ada = await site.held(*said or ("a person please",)), site.browser("Ada")
    await ada.post(f"/cases/{case}/claim")
    return case, ada


def area(html: str, name: str) -> str:
    found = re.search(rf'<textarea id="{name}"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert found, name
    return found[1]


async def test_a_draft_is_there_when_the_page_opens_again(site: Site) -> None:
    case, ada = await claimed(site)
    version = (await site.rooms.desk.row(SHOP, case)).version
    for name in ("text", "note", "summary", "closing"):
        assert await keep(ada, case, f"<{name}>\nof mine", name)
    html = (await ada.get(f"/cases/{case}")).text
    for name in ("text", "note", "summary", "closing"):
        assert area(html, name) == f"&lt;{name}&gt;\nof mine"
    assert html.count("Draft kept, <time") == 4
    assert html.count("<details open>") == 2, "what is written is not folded away"
    assert (await site.rooms.desk.row(SHOP, case)).version == version, "nobody's page grew old"
    assert await keep(ada, case, " ") is None
    assert area((await ada.get(f"/cases/{case}")).text, "text") == ""


async def test_a_draft_is_its_writers_alone(site: Site) -> None:
    case, ada = await claimed(site)
    await keep(ada, case, MARKED)
    eve = site.browser("Eve")
    assert await keep(eve, case, "mine now") is None
    assert MARKED not in (await eve.get(f"/cases/{case}")).text
    foreign = await site.held("hello", tenant=TenantId("other"))
    assert await keep(ada, foreign, "words") is None
    assert await keep(ada, "case_none", "words") is None
    await eve.post(f"/cases/{case}/release")
    await ada.post(f"/cases/{case}/claim")
    assert area((await ada.get(f"/cases/{case}")).text, "text") == "", "it went with the case"


async def test_what_is_sent_is_a_draft_no_more(site: Site) -> None:
    case, ada = await claimed(site)
    await keep(ada, case, "half a")
    await keep(ada, case, "remember", "note")
    await ada.post(f"/cases/{case}/reply", text="half an answer")
    html = (await ada.get(f"/cases/{case}")).text
    assert area(html, "text") == ""
    assert area(html, "note") == "remember"
    assert await keep(ada, case, "half an answ") is None, (
        "it was on its way when the reply was sent"
    )
    after = re.search(r'<textarea id="text"[^>]* data-after="(\d+)"', html)
    assert after
    assert await keep(ada, case, "and one thing more", after=after[1])
    await ada.post(f"/cases/{case}/note", note="remember it")
    html = (await ada.get(f"/cases/{case}")).text
    assert area(html, "note") == ""
    assert area(html, "text") == "and one thing more"


async def test_a_refused_reply_comes_back_as_typed_and_not_as_kept(site: Site) -> None:
    case, ada = await claimed(site)
    await keep(ada, case, "an older state")
    await keep(ada, case, "a note", "note")
    answer = await ada.post(f"/cases/{case}/reply", text="x" * 20_001)
    assert area(answer.text, "text") == "x" * 20_001
    assert area(answer.text, "note") == "a note"
    assert answer.text.count("Draft kept") == 1
    long = await ada.post(f"/cases/{case}/keep", field="text", words="x" * 20_001, after="0")
    assert long.status_code == 400
    for wrong in ({"field": "topic", "after": "0"}, {"field": "text", "after": "-1"}):
        answer = await ada.post(f"/cases/{case}/keep", words="x", headers=None, **wrong)
        assert answer.status_code == 400


async def test_a_draft_is_kept_by_a_form_of_ours_or_not_at_all(site: Site) -> None:
    case, ada = await claimed(site)
    form = {"field": "text", "words": "forged", "after": "0"}
    assert (
        await ada.post(f"/cases/{case}/keep", headers=None, token="made up", **form)
    ).status_code == 403
    away = {"origin": "https://evil.example"}
    assert (await ada.post(f"/cases/{case}/keep", headers=away, **form)).status_code == 403
    assert (
        await site.browser("Sam").post(f"/cases/{case}/keep", headers=None, **form)
    ).status_code == 403
    assert area((await ada.get(f"/cases/{case}")).text, "text") == ""


async def test_a_draft_is_readable_nowhere_but_on_its_page(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    case, ada = await claimed(site)
    with caplog.at_level(logging.DEBUG):
        await keep(ada, case, MARKED)
    assert MARKED in (await ada.get(f"/cases/{case}")).text
    assert "zebrafinch" not in caplog.text
    files = [file for file in site.cellar.data.rglob("*") if file.is_file()]
    assert files
    assert not any(b"zebrafinch" in file.read_bytes() for file in files)


async def test_erasing_a_case_leaves_no_byte_of_its_drafts(site: Site) -> None:
    case, ada = await claimed(site)
    await keep(ada, case, MARKED)
    (row,) = await site.rooms.drafting._store.of_case(CaseId(case), "Ada")
    found = (site.cellar.data / "proxy.sqlite3", site.cellar.data / "proxy.sqlite3-wal")
    assert any(row.sealed_words in file.read_bytes() for file in found)
    await site.cellar.keeping.eraser().conversations(
        SHOP, [(await site.rooms.desk.row(SHOP, case)).conversation], why="asked", by="Ann"
    )
    assert await site.cellar.cases.settle()
    assert not any(row.sealed_words in file.read_bytes() for file in found if file.exists())


@pytest.mark.parametrize(
    ("verb", "words"), [("resolve", {"closing": "bye"}), ("return", {"summary": "settled"})]
)
async def test_from_the_end_of_a_case_straight_to_the_next(
    site: Site, verb: str, words: dict[str, str]
) -> None:
    case, ada = await claimed(site)
    following = await site.held("me too please")
    done = {"resolve": "resolved", "return": "returned"}[verb]
    answer = await ada.post(f"/cases/{case}/{verb}", headers=None, then="next", **words)
    assert answer.headers["location"] == f"/console/cases/{following}?done={done}_next#newest"
    assert (await site.rooms.desk.row(SHOP, following)).owner == "Ada"
    page = (await ada.get(f"/cases/{following}?done={done}_next")).text
    assert "and it is yours." in page
    answer = await ada.post(f"/cases/{following}/{verb}", headers=None, then="next", **words)
    assert answer.headers["location"] == f"/console/queue?done={done}_last"
    assert "Nobody else is waiting" in (await ada.get(f"/queue?done={done}_last")).text


async def test_of_two_who_go_on_at_once_each_gets_another_case(site: Site) -> None:
    people = {name: site.browser(name) for name in ("Ada", "Eve")}
    for name, browser in people.items():
        await browser.post(f"/cases/{await site.held(f'{name} first')}/claim")
    rows = await site.cellar.cases.list(SHOP, frozenset({CaseState.CLAIMED}))
    waiting = {await site.held(f"number {number}") for number in range(2)}
    closing = [
        people[str(row.owner)].post(f"/cases/{row.case_id}/resolve", then="next") for row in rows
    ]
    places = [answer.headers["location"] for answer in await asyncio.gather(*closing)]
    assert {place.split("/")[-1].split("?")[0] for place in places} == waiting


async def test_what_was_closed_is_closed_even_if_the_next_cannot_be_had(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, ada = await claimed(site)

    async def away(*_: object) -> None:
        raise ServiceError(ErrorCode.QUEUE_UNAVAILABLE, "away")

    monkeypatch.setattr(type(site.rooms.board), "take", away)
    answer = await ada.post(f"/cases/{case}/resolve", then="next")
    assert answer.headers["location"] == "/console/queue?done=resolved"
    assert (await site.rooms.desk.row(SHOP, case)).state is CaseState.RESOLVED


async def test_canned_answers_have_numbers_and_need_no_script(site: Site) -> None:
    case, ada = await claimed(site)
    html = (await ada.get(f"/cases/{case}")).text
    ready = re.findall(r'value="(\d+)" data-canned="([^"]+)" data-number="(\d)"', html)
    assert [(number, key) for number, _, key in ready] == [
        (str(at), str(at)) for at in range(1, len(ready) + 1)
    ]
    assert "<kbd>a 1</kbd>" in html
    first = ready[0][1]
    answer = await ada.post(f"/cases/{case}/canned", canned="1", text="Dear Crystal,\r\n")
    assert area(answer.text, "text") == f"Dear Crystal,\n{first}"
    assert area((await ada.post(f"/cases/{case}/canned", canned="1")).text, "text") == first
    for wrong in ("0", "99", "x"):
        assert (await ada.post(f"/cases/{case}/canned", canned=wrong)).status_code == 404
    assert "a person" not in [m.text for m in (await site.rooms.desk.show(SHOP, case, "Ada")).messages][1:]  # fmt: skip


async def test_a_case_opens_at_the_first_words_without_an_answer(site: Site) -> None:
    said = ("hello", "bot:what is it?", "a person please")
    case, ada = await claimed(site, *said)
    page = (await ada.get(f"/cases/{case}")).text
    assert len(re.findall('id="newest"', page)) == 1
    assert re.search(r'<li id="m3"[^>]*>\s*<p class="by" id="newest" tabindex="-1">', page)
    for path in ("/queue", "/queue/closed"):
        links = re.findall(r'href="(/console/cases/[^"]*)"', (await ada.get(path)).text)
        assert all(link.endswith("#newest") for link in links)
    await ada.post(f"/cases/{case}/reply", text="on it")
    opened = await site.rooms.desk.show(SHOP, case, "Ada")
    assert newest_unanswered(opened) == opened.messages[-1].number, "all is answered: the end"


async def test_the_queue_says_since_when_in_words_that_are_right(site: Site) -> None:
    await site.held("a person please")
    html = (await site.browser("Ada").get("/queue")).text
    assert re.search(
        r'<time [^>]*data-form="since">since \d{4}-\d\d-\d\d \d\d:\d\d UTC</time>', html
    )
    assert "since <time" not in html


async def test_both_doors_and_every_proxy_share_one_count_of_looks(site: Site) -> None:
    """The console's looks, and those of another process over the same store."""
    case, ada = await claimed(site, "I am Crystal Minh")
    html = (await ada.get(f"/cases/{case}")).text
    spot = re.findall(r'name="spot" value="([^"]+)"', html)[0]
    elsewhere = site.cellar.looks()

    async def look() -> None:
        where = Spot.read(spot)
        await elsewhere.see(SHOP, case, "Ada", where, entity_type="PERSON", second_person=False)

    for _ in range(LOOKS - 1):
        await look()
    assert (await ada.post(f"/cases/{case}/see", spot=spot)).status_code == 200
    refused = await ada.post(f"/cases/{case}/see", spot=spot)
    assert (refused.status_code, "retry-after" in refused.headers) == (429, True)
    with pytest.raises(CallerError):
        await look()
