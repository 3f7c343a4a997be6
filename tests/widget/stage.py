"""The example shop before a running proxy, and what a customer does in its chat box."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from examples.widget.shop import Shop
from proxy.offline import RecordingProvider, serve_in_thread
from tests.console.stage import PASSWORD, Person, policy_with_teams, run
from tests.running import RunningProxy, installed

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class House:
    """A running proxy, the shop before it, its people, and what the provider got."""

    def __init__(
        self, proxy: RunningProxy, shop: str, people: dict[str, Person], provider: RecordingProvider
    ) -> None:
        self.proxy, self.shop, self.people, self.provider = proxy, shop, people, provider


def policy_closed_today(folder: Path) -> Path:
    """Three teams; the one for legal threats is there on one day of the week, which is far."""
    file = policy_with_teams(folder)
    day = _DAYS[(datetime.now(UTC).weekday() + 3) % 7]
    hours = f'{{zone: Etc/UTC, days: [{day}], opens: "09:00", closes: "17:00"}}'
    text = file.read_text().replace(
        "legal_threat: {queue: legal}",
        f"legal_threat: {{queue: legal, hours: {hours}, contact: legal@shop.example}}",
    )
    file.write_text(text)
    return file


@contextmanager
def open_house(folder: Path, names: Sequence[str]) -> Iterator[House]:
    """Everything that the story needs but a browser."""
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as upstream:
        proxy = installed(folder, upstream, policy=policy_closed_today(folder / "policy"))
        people = run(names, proxy.data)
        proxy.start()
        try:
            with serve_in_thread(Shop(proxy.url, proxy.client_key).app) as shop:
                yield House(proxy, shop, people, provider)
        finally:
            proxy.stop()


class ChatBox:
    """A customer at the shop's page."""

    def __init__(self, context: BrowserContext, path: str = "/") -> None:
        page = self.page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        page.goto(path)
        self.lines = page.locator("#lines")
        self.status = page.locator("#status")
        expect(self.lines.locator(".line")).to_have_count(1)

    def say(self, text: str, *, answered: bool = True) -> str:
        """Type and send; gives what the chat box shows as the answer."""
        shown = self.lines.locator(".assistant").count()
        self.page.get_by_label("Your message").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.lines.locator(".customer").last).to_have_text(text)
        if not answered:
            return ""
        expect(self.lines.locator(".assistant")).to_have_count(shown + 1)
        expect(self.page.locator("#say.busy")).to_have_count(0)
        return self.lines.locator(".assistant").last.inner_text()

    @property
    def reference(self) -> str:
        """The reference that stands in the box."""
        found = re.findall(r"R(?:-[0-9A-Z]{5}){4}", self.lines.inner_text())
        assert found
        return str(found[-1])


def sign_in(page: Page, person: Person) -> None:
    """Name, password and second factor, as people do."""
    page.goto("/console/")
    page.get_by_label("Name").fill(person.name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Code").fill(person.code())
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Queue"))
