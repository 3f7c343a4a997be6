"""The pages: who may open which, what a form must carry, what hostile words do (nothing)."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from proxy.audit.verify import verify_bundle
from proxy.console.shield import HEADERS
from proxy.handoff.base import CaseState
from proxy.ids import TenantId
from proxy.storage.clients import Role
from proxy.storage.users import UserRole
from tests.console.site import SHOP, Site, open_site

PAGES = {
    "/queue": {UserRole.HUMAN_AGENT, UserRole.SUPERVISOR},
    "/queue/closed": {UserRole.HUMAN_AGENT, UserRole.SUPERVISOR},
    "/events": {UserRole.HUMAN_AGENT, UserRole.SUPERVISOR},
    "/overview": set(UserRole),
    "/webhooks": {UserRole.SUPERVISOR, UserRole.SECURITY},
    "/playground": {UserRole.SECURITY},
    "/candidates": {UserRole.SECURITY},
    "/audit": {UserRole.AUDITOR},
    "/account": set(UserRole),
}
ONE_ROLE = {
    "Ada": UserRole.HUMAN_AGENT,
    "Eve": UserRole.SUPERVISOR,
    "Sam": UserRole.SECURITY,
    "Ann": UserRole.AUDITOR,
}
MINE = "I am Crystal Minh and my e-mail is crystal@example.com"

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<form action=//evil.example><input name=token>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    "<!-- --><![CDATA[ x ]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<tpircs>\u2066 hidden \u200b\u200d\u00ad",
    "[x](javascript:alert(1)) ![](https://evil.example/x.png)",
    "A" * 1_000_000,
    "R-00000-00000-00000-00000/7",
    "\ud800 \udfff",
    "\x00\x1b[31m",
]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as opened:
        yield opened


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append((tag, dict(attrs)))

    def shape(self) -> list[str]:
        """The tags, and the names of their attributes."""
        return [f"{tag} {' '.join(sorted(attributes))}" for tag, attributes in self.tags]


async def test_strangers_come_as_far_as_the_sign_in_page(site: Site) -> None:
    stranger = site.browser()
    for page in [*PAGES, "/", "/cases/case_x"]:
        answer = await stranger.get(page)
        assert answer.status_code == 303, page
        assert answer.headers["location"].startswith("/console/sign-in"), page
    for page in ("/queue/next", "/cases/case_x/claim", "/audit/export", "/candidates/download"):
        assert (await stranger.post(page)).status_code in {303, 403}


async def test_each_page_is_for_its_roles_alone(site: Site) -> None:
    for name, role in ONE_ROLE.items():
        person = site.browser(name)
        for page, roles in PAGES.items():
            if page == "/events" and role in roles:
                continue  # a stream without an end
            wanted = 200 if role in roles else 403
            assert (await person.get(page)).status_code == wanted, (name, page)
    case = await site.held(MINE)
    for name in ("Sam", "Ann"):
        answer = await site.browser(name).get(f"/cases/{case}")
        assert answer.status_code == 403
        assert "Crystal" not in answer.text


async def test_every_answer_forbids_what_no_page_needs(site: Site) -> None:
    paths = ["/sign-in", "/queue", "/nothing", "/static/console.js", "/static/../door.py"]
    for path in paths:
        answer = await site.browser("Max").get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert (await site.browser("Max").get("/queue")).headers["cache-control"] == "no-store"


async def test_a_change_comes_from_a_form_of_ours_or_not_at_all(site: Site) -> None:
    case, ada = await site.held(MINE), site.browser("Ada")
    claim = f"/cases/{case}/claim"
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert (await ada.post(claim, headers=headers)).status_code == 403
    assert (await ada.post(claim, token="made up")).status_code == 403
    other = site.browser("Bob")
    assert (await ada.post(claim, token=(await _token(other)))).status_code == 403
    answer = await ada.http.post(f"/console{claim}", json={"token": "x"})
    assert answer.status_code == 415
    assert (await ada.post(claim, text="x" * 300_000)).status_code == 413
    assert (await site.queue.row(SHOP, case)).state is CaseState.WAITING
    assert (await ada.post(claim, headers={"origin": "https://console.example"})).status_code == 303


async def _token(browser: object) -> str:
    html = (await browser.get("/queue")).text  # type: ignore[attr-defined]
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found
    return found[1]


async def test_another_host_is_not_served(site: Site) -> None:
    answer = await site.browser("Ada").get("/queue", host="rebound.example")
    assert answer.status_code == 421


async def test_cookies_stay_with_this_host_and_out_of_scripts(site: Site) -> None:
    stranger = site.browser()
    given = (await stranger.get("/sign-in")).headers["set-cookie"]
    assert given.startswith("__Host-form=")
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word in given


async def test_cases_of_other_teams_and_tenants_are_not_there(site: Site) -> None:
    foreign = await site.held(MINE, tenant=TenantId("other"))
    legal = await site.held("my lawyer", topic="legal_threat")
    bob, eve = site.browser("Bob"), site.browser("Eve")
    for case in (foreign, legal):
        assert (await bob.get(f"/cases/{case}")).status_code == 404
        assert (await bob.post(f"/cases/{case}/claim")).status_code == 404
        assert case not in (await bob.get("/queue")).text
    assert (await eve.get(f"/cases/{legal}")).status_code == 200
    assert (await eve.get(f"/cases/{foreign}")).status_code == 404
    taken = await bob.post("/queue/next")
    assert taken.headers["location"] == "/console/queue?done=nothing"


async def test_hostile_words_change_nothing_about_a_page(site: Site) -> None:
    """Whatever a customer writes, the tags of the page are those of a harmless message."""
    harmless = await site.held("hello")
    max_ = site.browser("Max")
    shape = Tags((await max_.get(f"/cases/{harmless}")).text).shape()
    for text in HOSTILE:
        case = await site.held(text)
        html = (await max_.get(f"/cases/{case}")).text
        assert len(html) < 200_000
        extra = [tag for tag in Tags(html).shape() if tag not in shape]
        assert set(extra) <= {"span class title", "p class", "form action class method", "button class title", "span aria-hidden class", "span class"}, text  # fmt: skip
        for tag, attributes in Tags(html).tags:
            assert not any(name.startswith("on") for name in attributes), text
            assert (tag == "script") == ("defer" in attributes), text
            for name in ("href", "src", "action"):
                assert (attributes.get(name) or "/").startswith(("/", "#")), text
    queue = (await max_.get("/queue")).text
    assert "alert(1)" not in queue


async def test_what_people_write_is_as_harmless(site: Site) -> None:
    case, ada = await site.held("hello"), site.browser("Ada")
    await ada.post(f"/cases/{case}/claim")
    before = Tags((await ada.get(f"/cases/{case}")).text).tags
    for text in HOSTILE[:12]:
        await ada.post(f"/cases/{case}/note", note=text)
        await ada.post(f"/cases/{case}/judge", verdict="wrongly_held", why=text)
    html = (await ada.get(f"/cases/{case}")).text
    assert {tag for tag, _ in Tags(html).tags} <= {tag for tag, _ in before}
    found = (await site.browser("Sam").get("/candidates")).text
    assert not any(name.startswith("on") for _, a in Tags(found).tags for name in a)


async def test_values_are_not_in_the_page_until_they_are_asked_for(site: Site) -> None:
    case, ada = await site.held("bot:May I have your name?", MINE), site.browser("Ada")
    html = (await ada.get(f"/cases/{case}")).text
    assert "crystal@example.com" not in html
    assert "Crystal" not in html
    spots = re.findall(r'name="spot" value="([^"]+)"', html)
    answer = await ada.post(
        f"/cases/{case}/see", spot=spots[-1], headers={"accept": "application/json"}
    )
    assert answer.json() == {"value": "crystal@example.com"}
    plain = await ada.post(f"/cases/{case}/see", spot=spots[-1])
    assert "crystal@example.com" in plain.text
    assert "Crystal" not in plain.text
    asked = await ada.post(f"/cases/{case}/ask", spot=spots[-1], why="to write")
    assert asked.status_code == 409  # needs nobody else
    assert "needs no second person" in asked.text
    for wrong in ("2:0:3", "9:0:1", "nonsense"):
        assert (await ada.post(f"/cases/{case}/see", spot=wrong)).status_code == 404


async def test_a_value_for_two_and_a_value_for_nobody(site: Site) -> None:
    said = "My card is 4111 1111 1111 1111 and the PIN is 4821"
    case = await site.held(said, topic="payment_fraud")
    ada, eve = site.browser("Ada"), site.browser("Eve")
    html = (await ada.get(f"/cases/{case}")).text
    assert "4111" not in html
    assert "4821" not in html
    (spot,) = set(re.findall(r'name="spot" value="([^"]+)"', html))
    assert (await ada.post(f"/cases/{case}/see", spot=spot)).status_code == 403
    await ada.post(f"/cases/{case}/ask", spot=spot, why="the bank is on the line")
    wish = re.search(r'name="wish" value="(\d+)"', (await eve.get(f"/cases/{case}")).text)
    assert wish
    assert (await ada.post(f"/cases/{case}/allow", wish=wish[1])).status_code == 403
    await eve.post(f"/cases/{case}/allow", wish=wish[1])
    shown = await ada.post(f"/cases/{case}/see", spot=spot, headers={"accept": "application/json"})
    assert shown.json() == {"value": "4111 1111 1111 1111"}
    assert (await eve.post(f"/cases/{case}/see", spot=spot)).status_code == 403
    assert "shown to nobody" in html
    pin = said.index("4821")
    for person in (ada, eve):  # no page offers it; somebody may ask all the same
        answer = await person.post(f"/cases/{case}/see", spot=f"1:{pin}:{pin + 4}")
        assert answer.status_code == 403
        assert "4821" not in answer.text


async def test_where_detection_fails_whole_messages_are_hidden(site: Site) -> None:
    case, ada, eve = await site.held(MINE), site.browser("Ada"), site.browser("Eve")
    site.inspector.broken = True
    html = (await ada.get(f"/cases/{case}")).text
    assert "Crystal" not in html
    assert "whole messages are hidden" in html
    spot = re.search(r'name="spot" value="([^"]+)"', html)
    assert spot
    see = f"/cases/{case}/see"
    answer = await ada.post(see, spot=spot[1], headers={"accept": "application/json"})
    assert answer.status_code == 403  # it may hold what needs two people
    await ada.post(f"/cases/{case}/ask", spot=spot[1], why="nothing else can be read")
    html = (await eve.get(f"/cases/{case}")).text
    number = re.search(r'name="wish" value="([0-9]+)"', html)
    assert number
    await eve.post(f"/cases/{case}/allow", wish=number[1])
    answer = await ada.post(see, spot=spot[1], headers={"accept": "application/json"})
    assert answer.json() == {"value": MINE}


async def test_words_that_could_not_be_sent_are_still_there(site: Site) -> None:
    case, ada, eve = await site.held("hello"), site.browser("Ada"), site.browser("Eve")
    await ada.post(f"/cases/{case}/claim")
    await eve.post(f"/cases/{case}/release")
    await eve.post(f"/cases/{case}/claim")
    answer = await ada.post(f"/cases/{case}/reply", text="a long and careful answer")
    assert answer.status_code == 403
    assert "Another human agent has claimed this case" in answer.text
    await eve.post(f"/cases/{case}/release")
    await ada.post(f"/cases/{case}/claim")
    answer = await ada.post(f"/cases/{case}/return", summary="careful words", words="0")
    assert answer.status_code == 409
    assert "careful words" in answer.text


async def test_every_verb_of_a_case(site: Site) -> None:
    case, ada = await site.held("hello", topic="product_injury"), site.browser("Ada")
    here = f"/cases/{case}"
    await ada.post(f"{here}/claim")
    await ada.post(f"{here}/reply", text="on it")
    await ada.post(f"{here}/note", note="remember")
    await ada.post(f"{here}/follow-up", follow_up="call", due="1d")
    assert "To follow up" in (await ada.get("/queue")).text
    await ada.post(f"{here}/followed", outcome="called")
    await ada.post(f"{here}/judge", verdict="rightly_held")
    assert (await ada.post(f"{here}/transfer", queue="nowhere")).status_code == 400
    await ada.post(f"{here}/transfer", queue="legal", transfer_note="yours")
    assert (await site.queue.row(SHOP, case)).queue == "legal"
    await ada.post(f"{here}/claim")
    await ada.post(f"{here}/release")
    await ada.post(f"{here}/claim")
    done = await ada.post(f"{here}/resolve", closing="goodbye")
    assert done.headers["location"] == "/console/queue?done=resolved"
    assert (await site.queue.row(SHOP, case)).state is CaseState.RESOLVED
    assert case in (await ada.get("/queue/closed")).text
    assert (await ada.post(f"{here}/steal")).status_code == 404


async def test_candidates_leave_as_a_policy_without_anybodys_values(site: Site) -> None:
    ada, sam = site.browser("Ada"), site.browser("Sam")
    for text, verdict in (
        ("I'll sue you, write to crystal@example.com", "rightly_held"),
        ("do you sell lawyer costumes", "wrongly_held"),
        ("they poisoned me: # not a comment", "something_missed"),
    ):
        case = await site.held(text, topic="legal_threat")
        await ada.post(f"/cases/{case}/judge", verdict=verdict, why="# because")
    assert "crystal@example.com" not in (await sam.get("/candidates")).text
    written = (await sam.post("/candidates/download")).text
    assert "crystal@example.com" not in written
    change = yaml.safe_load(written)["change"]["legal_threat"]
    assert change == {
        "examples": {"en": ["I'll sue you, write to [EMAIL]"]},
        "counter_examples": {"en": ["do you sell lawyer costumes"]},
    }
    assert '#   "they poisoned me: # not a comment"' in written


async def test_the_playground_says_what_a_policy_does_and_why(site: Site) -> None:
    sam = site.browser("Sam")
    answer = await sam.post(
        "/playground",
        policy="in force",
        question="your e-mail?",
        text="crystal@example.com <b>",
        answer="Thank you, [EMAIL]",
    )
    assert "EmailRecognizer" in answer.text
    assert "Thank you, crystal@example.com" in answer.text
    assert "<b>" not in answer.text
    held = await sam.post("/playground", policy="pci-strict (shipped)", text="I will sue you")
    assert "Held for a person" in held.text
    assert (await sam.post("/playground", policy="../../etc/passwd", text="x")).status_code == 404
    broken = site.rooms.policy_file.with_name("mine.yaml")
    broken.write_text(site.rooms.policy_file.read_text().replace("case: 30 days", "case: ages"))
    answer = await sam.post("/playground", policy="mine.yaml (beside it)", text="x")
    broken.unlink()
    assert "This policy does not load" in answer.text


async def test_an_auditor_browses_verifies_and_exports(site: Site, tmp_path: Path) -> None:
    case, ann = await site.held(MINE, topic="legal_threat"), site.browser("Ann")
    html = (await ann.get("/audit?hours=1&kind=case_opened")).text
    assert case in html
    assert "legal_threat" not in html
    assert "Crystal" not in html
    assert "none in the period" in html
    assert "older than the policy allows" in html
    assert "Verified: no record was changed" in (await ann.post("/audit/verify")).text
    assert "none in the period" in (await ann.get("/audit")).text
    bundle = tmp_path / "bundle"
    bundle.write_bytes((await ann.post("/audit/export")).content)
    assert verify_bundle(bundle).ok
    assert "with an export" in (await ann.get("/audit")).text
    assert list(site.cellar.data.glob("export-*")) == []


async def test_the_overview_counts_and_shows_no_text(site: Site) -> None:
    await site.held(MINE, topic="legal_threat")
    html = (await site.browser("Ann").get("/overview?days=30")).text
    assert "Legal threat" in html
    assert "Crystal" not in html
    assert (await site.browser("Ann").get("/overview?days=x")).status_code == 200


async def test_queue_and_overview_say_where_nobody_could_answer(site: Site) -> None:
    ann = site.browser("Ann")
    staff = site.cellar.staff()
    everybody = (await ann.get("/overview")).text
    assert "Nobody could answer" not in everybody
    for name in ("ada", "max"):
        await staff.disable(name, by="a test")
    await staff.disable("eve", by="a test")  # Bob has the queue `general` alone.
    for page in (await site.browser("Bob").get("/queue"), await ann.get("/overview")):
        assert "Nobody could answer in Legal desk, Product safety." in page.text
        assert "Nobody could answer in Customer service" not in page.text
    await site.cellar.add_client("Desk", SHOP, Role.SUPERVISOR)
    assert "Nobody could answer" not in (await ann.get("/overview")).text


async def test_the_overview_marks_queues_that_are_nobodys_but_the_supervisors(site: Site) -> None:
    await site.cellar.staff().disable("ada", by="a test")
    html = (await site.browser("Ann").get("/overview")).text
    assert html.count("nobody but supervisors") == 2
    assert "Nobody could answer" not in html


async def test_webhooks_are_shown_with_numbers_and_names_of_events_alone(site: Site) -> None:
    eve, sam, ada = (site.browser(name) for name in ("Eve", "Sam", "Ada"))
    assert "No other system is told" in (await sam.get("/webhooks")).text
    endpoints = site.cellar.endpoints()
    url = "https://desk.example.com/hooks?key=path-token"
    made = await endpoints.add(SHOP, url, by="a test")
    await endpoints.add(TenantId("other"), "https://elsewhere.example.com/", by="a test")
    assert "in order" in (await eve.get("/webhooks")).text
    assert "need" not in (await eve.get("/overview")).text
    await site.held(MINE, topic="legal_threat")
    await endpoints.switch_off(made.endpoint.endpoint_id, by="a test")
    html = (await sam.get("/webhooks")).text
    assert "https://desk.example.com" in html
    assert "somebody switched it off" in html
    assert "1 × <code>case.opened</code>" in html
    for secret in ("path-token", "elsewhere", "Crystal", "legal", made.secret.reveal()):
        assert secret not in html
    for browser in (eve, sam):
        assert "1 endpoint needs a look" in (await browser.get("/overview")).text
    assert "desk.example.com" not in (await ada.get("/overview")).text
    assert "Webhooks" not in (await ada.get("/queue")).text


async def test_an_address_puts_no_words_and_no_place_of_others_on_a_page(site: Site) -> None:
    stranger = site.browser()
    for path in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        html = (await stranger.get(f"/sign-in?next={path}")).text
        assert "evil" not in html
        assert "javascript:" not in html
    assert "<x>" not in (await site.browser("Ada").get("/queue?done=<x>&queue=<x>")).text


async def test_an_unforeseen_error_is_one_sentence(site: Site) -> None:
    async def fail(*_: object) -> None:
        raise ValueError(MINE)

    object.__setattr__(site.rooms, "counting", type("Broken", (), {"overview": fail})())
    answer = await site.browser("Ann").get("/overview")
    assert answer.status_code == 500
    assert "Crystal" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]


def test_templates_have_no_inline_script_style_or_handler_and_nothing_foreign() -> None:
    folder = Path(__file__).parents[2] / "proxy" / "console" / "templates"
    for file in folder.iterdir():
        text = file.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|https?://|\|\s*safe", text), file.name
        for script in re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL):
            assert script == ""


def test_what_is_sent_to_browsers_fits_in_a_moment() -> None:
    folder = Path(__file__).parents[2] / "proxy" / "console" / "static"
    assert sum(file.stat().st_size for file in folder.iterdir()) < 60_000
