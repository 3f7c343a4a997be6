"""Pictures of each page for the documentation: ``python -m tests.console.screenshots [FOLDER]``."""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.widget.shop import Shop
from proxy.offline import RecordingProvider, serve_in_thread
from tests.console.browser import chromium, window
from tests.console.history import live_through
from tests.console.stage import (
    PASSWORD,
    PEOPLE,
    Person,
    customer,
    run,
)
from tests.running import RunningProxy, chat_proxy, installed
from tests.widget import pictures as widget
from tests.widget.stage import policy_closed_today

PICTURES = Path(__file__).parents[2] / "docs" / "console"


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        serve_in_thread(RecordingProvider().app) as upstream,
        serve_in_thread(Starlette(routes=[Route("/hooks", _heard, methods=["POST"])])) as desk,
    ):
        policy = policy_closed_today(Path(place) / "policy")
        proxy = installed(Path(place), upstream, policy=policy)
        people = run(list(PEOPLE), proxy.data)
        chat_proxy("webhooks", "add", f"{desk}/hooks", "--private", "--data", proxy.data)
        asyncio.run(live_through(proxy.data, policy))
        proxy.start()
        try:
            _customers_write(proxy)
            with (
                serve_in_thread(Shop(proxy.url, proxy.client_key).app) as shop,
                chromium() as browser,
            ):
                _pictures(browser, proxy, people, folder)
                widget.take(browser, shop, proxy, folder)
        finally:
            proxy.stop()


async def _heard(_: Request) -> Response:
    """A help desk that says yes."""
    return Response(status_code=204)


def _customers_write(proxy: RunningProxy) -> None:
    """What waits in the pictures."""
    injured = customer(proxy).bot("Hello! How can I help you today?")
    injured.say("The charger you sent me caught fire and burned my hand")
    injured.say("I'm Crystal Minh, order ORD-1048576, you can call me on 201-555-0123")
    legal = customer(proxy).bot("Your order is on its way.")
    legal.say("This is the third time. My lawyer will contact you about the refund.")
    german = customer(proxy)
    german.say("Ich möchte bitte mit einem Menschen sprechen")
    card = customer(proxy).bot("Which card did you pay with?")
    card.say("Somebody used my card without my permission, the number is 4111 1111 1111 1111")
    customer(proxy).say("I want to talk to a real person please")


def _pictures(
    browser: Browser, proxy: RunningProxy, people: dict[str, Person], folder: Path
) -> None:
    with window(browser, proxy.url, height=720) as context:
        _sign_in(context, people["Ada"], folder)
    with window(browser, proxy.url, height=720) as context:
        _set_up(context, proxy, folder)
    for scheme in ("light", "dark"):
        with window(browser, proxy.url, people["Max"], scheme=scheme) as context:
            page = context.new_page()
            _answering(page, folder, scheme)
            _numbers(page, folder, scheme)
    with window(
        browser,
        proxy.url,
        people["Max"],
        width=390,
        height=844,
        device_scale_factor=2,
        has_touch=True,
    ) as context:
        page = context.new_page()
        page.goto("/console/queue")
        _shoot(page, folder / "phone-queue.png", whole=False)
        page.get_by_role("link", name="Go on").first.click()
        _shoot(page, folder / "phone-case.png", whole=False)


def _sign_in(context: BrowserContext, person: Person, folder: Path) -> None:
    page = context.new_page()
    page.goto("/console/")
    _shoot(page, folder / "sign-in.png", whole=False)
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    _shoot(page, folder / "second-factor.png", whole=False)


def _set_up(context: BrowserContext, proxy: RunningProxy, folder: Path) -> None:
    """What somebody new sees: the own password, then the second factor."""
    words = ["users", "add", "zoe@shop.example", "--shown-as", "Zoe", "--role", "human_agent"]
    once = re.search(r"one-time password: (\S+)", chat_proxy(*words, "--data", proxy.data).stdout)
    assert once
    page = context.new_page()
    page.goto("/console/")
    page.get_by_label("Name").fill("zoe@shop.example")
    page.get_by_label("Password").fill(once[1])
    page.keyboard.press("Enter")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Repeat it").fill(PASSWORD)
    _shoot(page, folder / "password.png", whole=False)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_text("The picture cannot be scanned").wait_for()
    _shoot(page, folder / "set-up.png", whole=False)


def _answering(page: Page, folder: Path, scheme: str) -> None:
    page.goto("/console/queue")
    _shoot(page, folder / f"queue-{scheme}.png")
    page.get_by_role("link", name="Product injury").first.click()
    page.get_by_role("heading", name="What the rules saw").wait_for()
    claim = page.get_by_role("button", name="Claim")
    if claim.count():
        claim.click()
        page.get_by_label("New note").fill("Asked the safety team for the batch of this charger.")
        page.get_by_role("button", name="Add the note").click()
        page.get_by_label("Reply to the customer").fill(
            "I am very sorry. Please unplug the charger and do not use it any more. "
            "Has a doctor looked at your hand?"
        )
        page.get_by_role("button", name="Send").click()
        page.locator(".message.agent").wait_for()
        page.get_by_label("Reply to the customer").fill("The customer service of the maker")
        page.get_by_text("Draft kept").wait_for()
    page.get_by_text("Close the case").first.click()
    _shoot(page, folder / f"case-{scheme}.png")


def _numbers(page: Page, folder: Path, scheme: str) -> None:
    page.goto("/console/overview?days=7")
    _shoot(page, folder / f"overview-{scheme}.png")
    page.goto("/console/webhooks")
    page.get_by_text("in order").wait_for()
    _shoot(page, folder / f"webhooks-{scheme}.png")
    if scheme == "dark":
        return
    page.goto("/console/playground")
    page.get_by_label("What the bot asked before").fill("May I have your full name and e-mail?")
    page.get_by_label("The customer’s message").fill(
        "crystal minh, crystal.minh@example.com, and my card is 4111 1111 1111 1111"
    )
    page.get_by_label("An answer of the provider").fill("Thank you [PERSON], I wrote to [EMAIL].")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("heading", name="What happens").wait_for()
    _shoot(page, folder / f"playground-{scheme}.png")
    page.goto("/console/queue/closed")
    _shoot(page, folder / f"closed-{scheme}.png")
    page.goto("/console/account")
    _shoot(page, folder / f"account-{scheme}.png", whole=False)
    page.goto("/console/candidates")
    _shoot(page, folder / f"candidates-{scheme}.png")
    page.goto("/console/audit")
    page.get_by_role("button", name="Verify now").click()
    page.get_by_role("status", name="Verification").wait_for()
    _shoot(page, folder / f"audit-{scheme}.png", whole=False)


def _shoot(page: Page, file: Path, *, whole: bool = True) -> None:
    page.wait_for_load_state("load")
    page.evaluate("document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0)")
    page.screenshot(path=file, full_page=whole, animations="disabled")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
