"""The console in a real browser: the whole story of a case, two people at once, a phone, axe."""

import asyncio
import re
from base64 import b32decode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from proxy.console.second_factor import code_at
from proxy.offline import RecordingProvider, serve_in_thread
from tests.console.browser import chromium, window
from tests.console.stage import (
    PASSWORD,
    Person,
    customer,
    policy_with_teams,
    reference_in,
    run,
    switched_off_endpoint,
)
from tests.running import RunningProxy, chat_proxy, installed


class House:
    """One running proxy, its people, and one browser."""

    def __init__(self, proxy: RunningProxy, people: dict[str, Person], browser: Browser) -> None:
        self.proxy, self.people, self.browser = proxy, people, browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("console")
    with serve_in_thread(RecordingProvider().app) as upstream:
        policy = policy_with_teams(folder / "policy")
        proxy = installed(folder, upstream, policy=policy)
        people = run(["Ada", "Bob", "Eve", "Max"], proxy.data)
        asyncio.run(switched_off_endpoint(proxy.data))
        proxy.start()
        try:
            # Last: while it is open, this thread runs Playwright's loop and can run no other.
            with chromium() as browser:
                yield House(proxy, people, browser)
        finally:
            proxy.stop()
    assert "error" not in proxy.output


def opened(context: BrowserContext, path: str) -> Page:
    """A page that reports every complaint of the browser as a failure."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.goto(path)
    return page


def in_order(page: Page) -> None:
    """No complaint of axe."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def test_a_case_from_the_customers_message_to_the_bots_return(house: House) -> None:
    """First sign-in with everything to set up, claim, answer, reading, return."""
    made = chat_proxy(
        "users", "add", "zoe@shop.example", "--shown-as", "Zoe", "--role", "human_agent",
        "--data", house.proxy.data,
    ).stdout  # fmt: skip
    once = re.search(r"one-time password: (\S+)", made)
    assert once
    talk = customer(house.proxy).bot("Hello! How can I help you?")
    reference = reference_in(talk.say("My lawyer will write to you. I am Crystal Minh"))

    with window(house.browser, house.proxy.url) as context:
        page = opened(context, "/console/queue")
        in_order(page)
        page.get_by_label("Name").fill("Zoe@shop.example")
        page.get_by_label("Password").fill(once[1])
        page.keyboard.press("Enter")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_label("Repeat it").fill(PASSWORD)
        in_order(page)
        page.get_by_role("button", name="Save the password").click()
        page.get_by_text("The picture cannot be scanned").click()
        secret = page.locator("code.secret").inner_text()
        in_order(page)
        used = _code(secret)
        page.get_by_role("textbox", name="Code").fill(used)
        page.get_by_role("button", name="Finish").click()

        expect(page).to_have_title(re.compile("Queue"))
        page.get_by_role("button", name=f"Claim {reference}").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Legal threat")
        expect(page.locator(".thread")).not_to_contain_text("Crystal")
        page.get_by_role("button", name="Person").click()
        expect(page.locator(".thread")).to_contain_text("Crystal")
        page.keyboard.press("r")
        page.keyboard.type("I am sorry. What happened?")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.agent")).to_contain_text("I am sorry. What happened?")

        assert "Zoe (customer service):\nI am sorry. What happened?" in talk.say(
            "The parcel is lost"
        )
        expect(page.locator(".message.customer").last).to_contain_text("The parcel is lost")
        talk.say("hello?")
        expect(page.locator(".arrived").last).to_contain_text("The customer has read this")
        page.get_by_text("Return to the bot").first.click()
        page.get_by_label("Summary for the bot").fill("A new parcel is on its way.")
        page.get_by_role("button", name="Return to the bot").click()
        expect(page.get_by_role("status").first).to_contain_text("back with the bot")
        assert "[offline provider]" in talk.say("thank you")

        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Name").fill("zoe@shop.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="Code").fill(used)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("used before")


def _code(secret: str) -> str:
    return code_at(b32decode(secret.replace(" ", "")), datetime.now(UTC))


def test_of_two_people_who_claim_at_once_one_answers_and_the_other_sees_who(house: House) -> None:
    talk = customer(house.proxy)
    reference = reference_in(talk.say("I want to talk to a real person"))
    with (
        window(house.browser, house.proxy.url, house.people["Ada"]) as one,
        window(house.browser, house.proxy.url, house.people["Bob"]) as two,
    ):
        first, second = opened(one, "/console/queue"), opened(two, "/console/queue")
        link = first.get_by_role("link", name=reference).first.get_attribute("href") or ""
        case = link.partition("#")[0]
        first.goto(case)
        second.goto(case)
        first.keyboard.press("c")
        expect(first.get_by_label("Reply to the customer")).to_be_visible()
        # What the other sees changes by itself; and pressing a stale button does nothing.
        expect(second.locator("#title-actions")).to_contain_text("Claimed")
        expect(second.locator("#not-mine")).to_contain_text("Ada")
        second.evaluate(
            """address => { const form = document.querySelector('form[action$="/note"]');
                form.action = address + '/claim'; form.querySelector('textarea').required = false;
                form.requestSubmit(); }""",
            case,
        )
        expect(second.get_by_role("alert")).to_contain_text("Another human agent has claimed")
        first.get_by_label("Reply to the customer").fill("This is Ada")
        first.get_by_role("button", name="Send").click()
        expect(first.locator(".message.agent")).to_contain_text("This is")
        assert "Ada (customer service):\nThis is Ada" in talk.say("are you there?")


def test_a_new_case_appears_by_itself_and_is_seen_in_the_title(house: House) -> None:
    with window(house.browser, house.proxy.url, house.people["Eve"]) as context:
        page = opened(context, "/console/queue")
        page.wait_for_function("performance.getEntriesByType('resource').length > 0")
        other = context.new_page()
        other.goto("/console/account")
        other.bring_to_front()
        page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
        reference = reference_in(customer(house.proxy).say("The kettle you sold me burned my hand"))
        expect(page.get_by_role("link", name=reference).first).to_be_visible()
        expect(page).to_have_title(re.compile(r"^\(1\) Queue"))
        page.bring_to_front()
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator(".case.at")).to_have_count(1)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()


def test_a_press_counts_although_a_new_case_arrives_before_the_button_is_let_go(
    house: House,
) -> None:
    """The list renews itself; what is under the finger stays until the finger is gone."""
    reference = reference_in(customer(house.proxy).say("I want to talk to a real person"))
    with window(house.browser, house.proxy.url, house.people["Ada"]) as context:
        page = opened(context, "/console/queue")
        page.get_by_role("button", name=f"Claim {reference}").hover()
        page.mouse.down()
        with page.expect_response(lambda answer: answer.request.resource_type == "xhr"):
            customer(house.proxy).say("The kettle you sold me burned my hand")
        page.mouse.up()
        expect(page.get_by_label("Reply to the customer")).to_be_visible()
        expect(page.locator("main")).to_contain_text(reference)


def test_a_value_that_was_asked_for_stays_for_its_minute_and_no_longer(house: House) -> None:
    """Also when the customer writes meanwhile, so that the page renews itself."""
    talk = customer(house.proxy)
    reference = reference_in(talk.say("I want to talk to a human. I am Crystal Minh"))
    with window(house.browser, house.proxy.url, house.people["Ada"]) as context:
        context.clock.install()
        page = opened(context, "/console/queue")
        page.get_by_role("button", name=f"Claim {reference}").click()
        page.get_by_role("button", name="Person").click()
        expect(page.locator("mark.seen")).to_have_text("Crystal Minh")
        talk.say("hello again")
        expect(page.locator(".message.customer").last).to_contain_text("hello again")
        expect(page.locator("mark.seen")).to_have_text("Crystal Minh")
        expect(page.get_by_role("button", name="Person")).to_be_hidden()
        page.clock.fast_forward(60_000)
        expect(page.get_by_role("button", name="Person")).to_be_visible()
        expect(page.locator(".thread")).not_to_contain_text("Crystal")


def test_a_draft_outlives_its_page_and_keys_lead_from_case_to_case(house: House) -> None:
    reference = reference_in(customer(house.proxy).say("I want to talk to a human"))
    customer(house.proxy).say("I want to talk to a real person")
    with window(house.browser, house.proxy.url, house.people["Ada"]) as context:
        page = opened(context, "/console/queue")
        page.get_by_role("button", name=f"Claim {reference}").click()
        expect(page.locator("#newest")).to_be_focused()
        case = page.url
        for key in ("r", "A", "Home", "Shift+End", "Escape", "a", "1"):
            page.keyboard.press(key)
        ready = page.locator("[data-number='1']").get_attribute("data-canned") or ""
        reply = page.get_by_label("Reply to the customer")
        expect(reply).to_have_value(f"A\n{ready}")  # what was selected is still there
        expect(reply).to_be_focused()
        page.keyboard.press("Control+z")
        expect(reply).to_have_value("A")
        page.keyboard.type("Dear customer")
        expect(page.locator("#text-kept")).to_contain_text(re.compile(r"Draft kept, \d+:\d\d"))
        page.close()  # as in a crash: nothing is asked, and the rest of the words is not sent

        page = opened(context, case)
        expect(page.get_by_label("Reply to the customer")).to_have_value(re.compile("Dear cust"))
        expect(page.locator("#text-kept")).to_contain_text("Draft kept")
        page.keyboard.press("e")
        page.keyboard.type("Goodbye")
        page.keyboard.press("Control+Shift+Enter")
        expect(page.get_by_role("status").first).to_contain_text("This is the next one")
        expect(page.get_by_label("Reply to the customer")).to_have_value("")
        expect(page.get_by_role("heading", level=1)).not_to_contain_text(reference)


def test_hostile_words_do_nothing_in_a_browser(house: House) -> None:
    talk = customer(house.proxy)
    reference = reference_in(
        talk.say(
            "speak to a human <img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe"
        )
    )
    talk.say("<svg onload=alert(3)> " + "x" * 300_000)
    with window(house.browser, house.proxy.url, house.people["Max"]) as context:
        page = opened(context, "/console/queue")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("link", name=reference).first.click()
        expect(page.locator(".thread")).to_contain_text("<script>alert(2)</script>")
        expect(page.locator(".trick").first).to_contain_text("right-to-left override")
        expect(page.locator(".thread")).to_contain_text("more characters are not shown")
        assert page.locator(".thread script, .thread img, .thread svg").count() == 0
        hostile = "</textarea><img src=https://evil.example/x.png onerror=alert(4)>"
        page.get_by_label("New note").fill(hostile)
        page.get_by_role("button", name="Add the note").click()
        expect(page.locator("#note-list")).to_contain_text(hostile)
        page.get_by_role("link", name="Show all").click()
        expect(page.get_by_role("link", name="Show all")).to_have_count(0)
        expect(page.locator(".message").last).to_contain_text(
            "… 50\u202f022 more characters are not shown."
        )
        length = page.locator(".thread .words").last.evaluate("words => words.textContent.length")
        assert length == 250_000
        page.keyboard.press("c")
        expect(page.get_by_label("Reply to the customer")).to_be_visible()
        assert asked
        assert all(url.startswith(house.proxy.url) for url in asked)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [(1280, 860), (390, 844)], ids=["desk", "phone"])
def test_every_page_is_in_order_for_axe_and_fits_its_window(
    house: House, size: tuple[int, int]
) -> None:
    """In both themes by turns; a phone scrolls down, never sideways."""
    reference = reference_in(
        customer(house.proxy).say("Somebody used my card 4111 1111 1111 1111 without permission")
    )
    width, height = size
    scheme: Literal["dark", "light"] = "dark" if width < 500 else "light"
    with window(
        house.browser, house.proxy.url, house.people["Max"], scheme=scheme, width=width, height=height
    ) as context:  # fmt: skip
        page = opened(context, "/console/queue")
        case = page.get_by_role("link", name=reference).first.get_attribute("href") or ""
        pages = [
            "queue",
            "queue/closed",
            "overview",
            "webhooks",
            "playground",
            "candidates",
            "audit",
            "account",
        ]
        for path in (case, *(f"/console/{name}" for name in pages)):
            page.goto(path)
            in_order(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        page.goto(case)
        page.get_by_role("button", name="Claim").click()
        page.get_by_role("button", name="Credit card").click()
        in_order(page)
        page.get_by_label("Why do you need it?").fill("the bank calls")
        page.get_by_role("button", name="Ask a colleague").click()
        expect(page.locator("#wishes")).to_contain_text("A colleague has to agree")
        page.goto("/console/playground")
        page.get_by_label("The customer’s message").fill("I am Crystal Minh")
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_text("NameRecognizer")).to_be_visible()
        in_order(page)


def test_the_whole_way_works_without_script(house: House) -> None:
    talk = customer(house.proxy)
    reference = reference_in(talk.say("let me talk to a human, I am Crystal Minh"))
    with window(
        house.browser, house.proxy.url, house.people["Ada"], java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto("/console/queue")
        page.get_by_role("button", name=f"Claim {reference}").click()
        page.get_by_role("button", name="Person").click()
        expect(page.locator(".thread")).to_contain_text("Crystal Minh")
        page.get_by_label("Reply to the customer").fill("Hello without script")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".message.agent")).to_contain_text("Hello without script")
        page.get_by_text("Close the case").first.click()
        page.get_by_role("button", name="Close the case").click()
        expect(page.get_by_role("status").first).to_contain_text("The case is closed")
