"""Everything at once, in the browser: ``make demo-web``.

A shop page with a chat box, the proxy behind it, the console with a person who can sign in at once,
and the built-in provider, which needs no key and no network. Data lie in a temporary folder.
"""

import asyncio
import json
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from examples.demo import command, served
from examples.widget.shop import Shop
from proxy.cellar import DEFAULT_TENANT, Cellar, open_cellar
from proxy.console.passwords import Passwords
from proxy.console.second_factor import code_at
from proxy.console.staff import NewUser
from proxy.offline import create_offline_provider, serve_in_thread
from proxy.storage.users import UserRole

PASSWORD = "a quiet walk before breakfast"  # noqa: S105 - of a demo that lives for minutes
NAMES = ("Ada", "Bob")


@dataclass
class Person:
    """Somebody who can sign in: in place of an authenticator app, the demo shows the codes."""

    name: str
    secret: bytes = field(repr=False)

    def code(self) -> str:
        """What an authenticator app would show now."""
        return code_at(self.secret, datetime.now(UTC))


async def make_people(data: Path) -> list[Person]:
    """Two people with every role, ready to sign in."""
    async with open_cellar(data) as cellar:
        kept = await Passwords().hash(PASSWORD)
        return [await _person(cellar, name, kept) for name in NAMES]


async def _person(cellar: Cellar, name: str, kept: str) -> Person:
    new = NewUser(DEFAULT_TENANT, name, name, frozenset(UserRole))
    user = (await cellar.staff().add(new, by="the demo")).user
    secret = secrets.token_bytes(20)
    context = b"chat-proxy/second-factor/1\0" + user.user_id.encode()
    await cellar.users.change(
        user.user_id,
        end_sessions=True,
        password=kept,
        one_time_until=None,
        sealed_second_factor=cellar.sealer().seal(secret, context),
    )
    return Person(name, secret)


def sign_in_page(console: str, people: list[Person]) -> Mapping[str, str]:
    """The page that stands in for an authenticator app."""
    rows = "".join(
        f"<li><strong>{escape(person.name)}</strong> · code now: {person.code()}</li>"
        for person in people
    )
    return {
        "/people": (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>People of the demo</title>'
            '<link rel="stylesheet" href="/page/shop.css"><main><h1>People of the demo</h1>'
            f'<p>The console: <a href="{escape(console)}">{escape(console)}</a></p>'
            f"<p>Password of everybody: {escape(PASSWORD)}</p><ul>{rows}</ul>"
            "<p>A code lasts half a minute and is used once. Load this page again for the next.</p>"
            "</main></html>"
        )
    }


def main() -> None:
    """Start everything, say where it is, and wait for Ctrl-C."""
    print("starting (some seconds) ...", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serve_in_thread(create_offline_provider()) as upstream,
    ):
        data = Path(folder) / "data"
        made = json.loads(command("init", "--data", data, "--json").stdout)
        people = asyncio.run(make_people(data))
        with served(data, upstream) as proxy:
            console = f"{proxy}/console/"
            shop = Shop(proxy, made["client_key"], extra=lambda: sign_in_page(console, people))
            with serve_in_thread(shop.app) as url:
                print(
                    f"\n  shop, live chat box    {url}/\n"
                    f"  the same, unmodified   {url}/plain\n"
                    f"  console                {console}\n"
                    f"  names and codes for it {url}/people\n\n"
                    'Write "the kettle burned my hand" in the shop, answer it in the console.\n'
                    "Ctrl-C stops everything; nothing is kept.",
                    flush=True,
                )
                _until_interrupted()


def _until_interrupted() -> None:
    """Until the first Ctrl-C; a second one must not break off the tidying up."""
    interrupted = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: interrupted.set())
    interrupted.wait()
    print("\nstopping", flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.stderr or "a command of the demo failed")
