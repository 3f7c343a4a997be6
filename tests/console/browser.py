"""A real browser: Debian's Chromium, driven by Playwright. Nothing is downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from proxy.console.door import SESSION_COOKIE
from tests.console.stage import Person

CHROMIUM = os.environ.get("CHAT_PROXY_TEST_CHROMIUM") or shutil.which("chromium") or ""
MISSING = (
    "There is no chromium on this machine: apt-get install chromium, or name one in "
    "CHAT_PROXY_TEST_CHROMIUM. `make test` installs it where it may."
)
_SWITCHES = (
    "--no-sandbox",  # tests run as root in containers, where the sandbox cannot start
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
    "--font-render-hinting=none",
)


PATIENCE = 60_000
"""Milliseconds after which something hangs."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser. Raises AssertionError, saying what to do, where there is none."""
    assert CHROMIUM, MISSING
    assert Path(CHROMIUM).exists(), MISSING
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_SWITCHES))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser,
    url: str,
    person: Person | None = None,
    *,
    scheme: Literal["light", "dark"] = "light",
    width: int = 1280,
    height: int = 860,
    **more: Any,
) -> Iterator[BrowserContext]:
    """A window of one person, who has signed in already unless it is nobody."""
    context = browser.new_context(
        base_url=url,
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        locale="en-GB",
        timezone_id="Europe/Berlin",
        **more,
    )
    context.set_default_timeout(PATIENCE)
    if person is not None:
        context.add_cookies(
            [
                {
                    "name": SESSION_COOKIE,
                    "value": person.cookie,
                    "url": url.replace("http://", "https://"),
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
    try:
        yield context
    finally:
        context.close()
