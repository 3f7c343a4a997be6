"""Pictures of the example shop for the documentation; taken by tests/console/screenshots.py."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.console.browser import window
from tests.running import RunningProxy
from tests.whole_way.test_holds import handoff
from tests.widget.stage import ChatBox


def take(browser: Browser, shop: str, proxy: RunningProxy, folder: Path) -> None:
    """The chat box: held, answered live, given back; danger; out of hours; on a phone."""
    with window(browser, shop) as street:
        box = ChatBox(street)
        box.say("hello, do you have chargers?")
        box.say("The kettle you sold me burned my hand")
        _shoot(box.page, folder / "shop-held.png")
        reference = box.reference
        handoff(proxy, "claim", reference)
        handoff(proxy, "reply", reference, "I am very sorry. Has a doctor looked at your hand?")
        expect(box.lines.locator(".person")).to_have_count(1)
        box.say("It is only red, thank you", answered=False)
        handoff(proxy, "reply", reference, "Good. A new kettle is on its way to you.")
        expect(box.lines.locator(".person")).to_have_count(2)
        _shoot(box.page, folder / "shop-answered.png")
        handoff(proxy, "return", reference, "A new kettle is on its way; nothing is open.")
        expect(box.page.get_by_role("button", name="5 of 5, very good")).to_be_visible()
        box.say("do you also have soap?")
        _shoot(box.page, folder / "shop-returned.png")
    for name, words in (
        ("shop-danger", "i want to kill myself"),
        ("shop-out-of-hours", "my lawyer will write to you about this invoice"),
    ):
        with window(browser, shop) as street:
            box = ChatBox(street)
            box.say(words)
            _shoot(box.page, folder / f"{name}.png")
    with window(
        browser, shop, width=390, height=844, device_scale_factor=2, has_touch=True
    ) as street:
        box = ChatBox(street)
        box.say("can i talk to a real person please")
        _shoot(box.page, folder / "phone-shop.png")


def _shoot(page: Page, file: Path) -> None:
    page.evaluate("document.activeElement && document.activeElement.blur()")
    page.screenshot(path=file, animations="disabled")
