"""The whole story in a browser: the shop's page, the console, and the model that never sees it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.browser import chromium, window
from tests.console.test_browser import in_order
from tests.widget.stage import ChatBox, House, open_house, sign_in

BURNED = "the kettle you sold me burned my hand"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("widget"), ["Ada", "Bob", "Max"]) as opened:
        yield opened
    assert "error" not in opened.proxy.output


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    # While it is open, this thread runs Playwright's loop and can run no other.
    with chromium() as opened:
        yield opened


def claim(page: Page, reference: str) -> None:
    page.goto("/console/queue")
    page.get_by_role("button", name=f"Claim {reference}").click()
    expect(page.get_by_label("Reply to the customer")).to_be_visible()


def reply(page: Page, text: str) -> None:
    page.get_by_label("Reply to the customer").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message.agent").last).to_contain_text(text)


def give_back(page: Page, summary: str) -> None:
    page.get_by_text("Return to the bot").first.click()
    page.get_by_label("Summary for the bot").fill(summary)
    page.get_by_role("button", name="Return to the bot").click()
    expect(page.get_by_role("status").first).to_contain_text("back with the bot")


def test_the_story_from_a_burned_hand_to_the_bots_next_answer(
    house: House, browser: Browser
) -> None:
    """Held, signed in with a second factor, claimed, answered, read, returned, rated; the bot goes on."""
    house.provider.forget()
    with (
        window(browser, house.shop) as street,
        window(browser, house.proxy.url) as office,
    ):
        box = ChatBox(street)
        assert "[offline provider]" in box.say("hello, do you have chargers?")
        told = box.say(BURNED)
        assert "passed your message on to a person" in told
        assert box.reference in told
        expect(box.status).to_have_text(f"Your reference · {box.reference}")

        agent = office.new_page()
        sign_in(agent, house.people["Max"])
        claim(agent, box.reference)
        expect(box.status).to_have_text(f"One of our people is here · {box.reference}")
        reply(agent, "I am very sorry. Has a doctor looked at it? <b>Max</b>")
        words = box.lines.locator(".person").last
        expect(words.locator("strong")).to_have_text("Max (customer service):")
        expect(words.locator("p")).to_have_text(
            "I am very sorry. Has a doctor looked at it? <b>Max</b>"
        )
        expect(agent.locator(".arrived").last).to_contain_text("The customer has read this")

        box.say("yes, it is only red", answered=False)
        expect(agent.locator(".message.customer").last).to_contain_text("it is only red")
        reply(agent, "Good. You get a new kettle tomorrow.")
        expect(box.lines.locator(".person")).to_have_count(2)
        expect(box.lines.locator(".assistant")).to_have_count(3)
        give_back(agent, "A new kettle is on its way; nothing is open.")
        expect(box.status).to_contain_text("automatic assistant again")
        box.page.get_by_role("button", name="4 of 5, good").click()
        expect(box.lines.locator(".notice").last).to_have_text("Thank you for telling us.")

        again = box.say("do you also have soap?")
        assert "automatic assistant again" in again
        assert "[offline provider]" in again
        assert "kettle tomorrow" not in again
        agent.goto("/console/overview")
        expect(agent.locator("main")).to_contain_text(re.compile(r"4(\.0)?"))
    received = house.provider.everything().decode()
    assert "A new kettle is on its way" in received
    for held in ("burned", "only red", "doctor", "kettle tomorrow"):
        assert held not in received


def test_an_unmodified_widget_tells_the_same_story_turn_by_turn(
    house: House, browser: Browser
) -> None:
    with (
        window(browser, house.shop) as street,
        window(browser, house.proxy.url, house.people["Ada"]) as office,
    ):
        box = ChatBox(street, "/plain")
        assert "reference" in box.say("let me talk to a human please")
        agent = office.new_page()
        claim(agent, box.reference)
        reply(agent, "What can I do for you?")
        assert "Ada (customer service):\nWhat can I do for you?" in box.say("are you there?")
        expect(box.lines.locator(".person")).to_have_count(0)
        assert "What can I do for you?" not in box.say("thank you, all is well")
        expect(agent.locator(".message.customer").last).to_contain_text("thank you")
        give_back(agent, "All is well.")
        assert "automatic assistant again" in box.say("do you have soap?")


def test_out_of_hours_the_customer_reads_so_and_how_else_to_reach_somebody(
    house: House, browser: Browser
) -> None:
    with window(browser, house.shop) as street:
        told = ChatBox(street).say("my lawyer will write to you about this invoice")
    assert "legal@shop.example" in told
    assert "Nobody from our team is here right now." in told


def test_danger_gets_help_lines_at_once_and_no_promise(house: House, browser: Browser) -> None:
    house.provider.forget()
    with window(browser, house.shop) as street:
        told = ChatBox(street).say("i want to kill myself")
    assert "988" in told
    assert "112" in told
    assert not re.search(r"a person will|somebody will|we will", told, re.IGNORECASE), told
    assert house.provider.requests == []


def test_of_two_people_who_race_for_a_case_one_answers_and_the_customer_reads_one(
    house: House, browser: Browser
) -> None:
    with (
        window(browser, house.shop) as street,
        window(browser, house.proxy.url, house.people["Ada"]) as one,
        window(browser, house.proxy.url, house.people["Bob"]) as two,
    ):
        box = ChatBox(street)
        box.say("can i speak to a real person")
        pages = {"Ada": one.new_page(), "Bob": two.new_page()}
        for page in pages.values():
            page.goto("/console/queue")
        label = f"Claim {box.reference}"
        for page in pages.values():
            expect(page.get_by_role("button", name=label)).to_be_visible()
        # Who is so late that the case is gone from the page has lost the race without a word.
        for page in pages.values():
            page.evaluate(
                """label => { const button = document.querySelector(`[aria-label="${label}"]`);
                    button?.form.requestSubmit(button); }""",
                label,
            )
        expect(box.status).to_contain_text("One of our people is here")
        owners = {}
        for name, page in pages.items():
            page.wait_for_load_state()
            expect(page.locator("main")).to_contain_text(
                re.compile(
                    r"Another human agent has claimed|Reply to the customer|claimed", re.IGNORECASE
                )
            )
            owners[name] = page.get_by_label("Reply to the customer").count() == 1
        assert sorted(owners.values()) == [False, True]
        (owner,) = [name for name, owns in owners.items() if owns]
        reply(pages[owner], "What can I do for you?")
        expect(box.lines.locator(".person")).to_have_count(1)
        expect(box.lines.locator(".person strong")).to_have_text(f"{owner} (customer service):")


def test_words_written_while_the_customer_is_away_come_once(house: House, browser: Browser) -> None:
    """A lost connection, a page that is loaded again."""
    with (
        window(browser, house.shop) as street,
        window(browser, house.proxy.url, house.people["Ada"]) as office,
    ):
        box = ChatBox(street)
        box.say("i want a human")
        agent = office.new_page()
        claim(agent, box.reference)
        reply(agent, "First words.")
        expect(box.lines.locator(".person")).to_have_count(1)
        street.set_offline(True)
        reply(agent, "Second words.")
        street.set_offline(False)
        expect(box.lines.locator(".person")).to_have_text(
            [re.compile("First words"), re.compile("Second words")]
        )
        box.page.reload()
        expect(box.lines.locator(".person")).to_have_text(
            [re.compile("First words"), re.compile("Second words")]
        )
        reply(agent, "Third words.")
        expect(box.lines.locator(".person")).to_have_count(3)


@pytest.mark.parametrize("size", [(1280, 860), (390, 844)], ids=["desk", "phone"])
def test_the_chat_box_is_in_order_for_axe_and_fits_its_window(
    house: House, browser: Browser, size: tuple[int, int]
) -> None:
    width, height = size
    with window(browser, house.shop, width=width, height=height) as street:
        box = ChatBox(street)
        in_order(box.page)
        box.say("i want to talk to a human " + "very " * 30 + "x" * 300)
        in_order(box.page)
        assert box.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        expect(box.page.get_by_role("button", name="Send")).to_be_in_viewport()
