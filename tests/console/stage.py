"""A running proxy with people who work in its console, and customers who write to it."""

import asyncio
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from argon2 import PasswordHasher

from proxy.cellar import DEFAULT_TENANT, Cellar, open_cellar
from proxy.console.passwords import Passwords
from proxy.console.second_factor import code_at
from proxy.console.sign_in import Lifetimes, SignIn
from proxy.console.staff import NewUser
from proxy.policy.source import shipped_policy
from proxy.storage.sessions import SessionStore
from proxy.storage.users import UserRole
from tests.running import RunningProxy

PASSWORD = "correct horse battery staple"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

QUEUES = """
  queues:
    general: Customer service
    safety: Product safety
    legal: Legal desk
"""


@dataclass
class Person:
    """Somebody who has an account, set up and ready."""

    name: str
    display: str
    roles: frozenset[UserRole]
    secret: bytes = field(repr=False)
    cookie: str = field(repr=False)
    """A session that has begun already."""

    def code(self) -> str:
        """What the authenticator app shows now."""
        return code_at(self.secret, datetime.now(UTC))


PEOPLE: Mapping[str, Sequence[UserRole]] = {
    "Ada": [UserRole.HUMAN_AGENT],
    "Bob": [UserRole.HUMAN_AGENT],
    "Eve": [UserRole.SUPERVISOR],
    "Sam": [UserRole.SECURITY],
    "Ann": [UserRole.AUDITOR],
    "Max": list(UserRole),
}


def policy_with_teams(folder: Path) -> Path:
    """The shipped policy with three teams, and product injuries with one of them."""
    folder.mkdir(parents=True, exist_ok=True)
    source = shipped_policy("default")
    text = re.sub(r"\n  queues:\n    general: [^\n]*\n", QUEUES, source.read_text())
    text = text.replace(
        "  change: {}\n",
        "  change:\n    product_injury: {queue: safety}\n    legal_threat: {queue: legal}\n",
    )
    (folder / "policy.yaml").write_text(text)
    (folder / "topics.yaml").write_text((source.parent / "topics.yaml").read_text())
    return folder / "policy.yaml"


async def make_people(data: Path, names: Sequence[str]) -> dict[str, Person]:
    """Accounts as they are after everybody has set up password and second factor."""
    async with open_cellar(data) as cellar:
        passwords = Passwords(QUICK)
        kept = await passwords.hash(PASSWORD)
        return {name: await _person(cellar, passwords, kept, name) for name in names}


async def _person(cellar: Cellar, passwords: Passwords, kept: str, name: str) -> Person:
    roles = frozenset(PEOPLE[name])
    welcome = await cellar.staff().add(NewUser(DEFAULT_TENANT, name, name, roles), by="a test")
    user, secret = welcome.user, secrets.token_bytes(20)
    sealed = cellar.sealer().seal(secret, b"chat-proxy/second-factor/1\0" + user.user_id.encode())
    await cellar.users.change(
        user.user_id,
        end_sessions=True,
        password=kept,
        one_time_until=None,
        sealed_second_factor=sealed,
        single_sign_on=True,
    )
    sign_in = SignIn(
        users=cellar.users,
        sessions=SessionStore(cellar.database),
        passwords=passwords,
        sealer=cellar.sealer(),
        recorder=cellar.log,
        clock=cellar.clock,
        randomness=secrets.token_bytes,
        lifetimes=Lifetimes(),
    )
    found = await cellar.users.by_id(user.user_id)
    assert found is not None
    opened = await sign_in.from_provider(found)
    await cellar.users.change(user.user_id, end_sessions=False, single_sign_on=False)
    return Person(name.lower(), name, roles, secret, opened.cookie)


async def switched_off_endpoint(data: Path) -> None:
    """Another system that would be told, if somebody switched it on: nothing leaves."""
    async with open_cellar(data) as cellar:
        endpoints = cellar.endpoints()
        url = "https://desk.example.com/hooks"
        made = await endpoints.add(DEFAULT_TENANT, url, by="a test")
        await endpoints.switch_off(made.endpoint.endpoint_id, by="a test")


@dataclass
class Customer:
    """A chatbot's customer: an unmodified client that resends its history."""

    proxy: RunningProxy
    conversation: str
    history: list[dict[str, str]] = field(default_factory=list)

    def bot(self, text: str) -> "Customer":
        """The bot said this earlier."""
        self.history.append({"role": "assistant", "content": text})
        return self

    def say(self, text: str) -> str:
        """One turn; gives what the customer reads."""
        self.history.append({"role": "user", "content": text})
        answer = httpx.post(
            f"{self.proxy.url}/v1/chat/completions",
            headers={
                "authorization": f"Bearer {self.proxy.client_key}",
                "x-conversation-id": self.conversation,
                "content-type": "application/json",
            },
            content=json.dumps({"model": "m", "messages": self.history}),
            timeout=60,
        )
        words: str = answer.json()["choices"][0]["message"]["content"]
        self.history.append({"role": "assistant", "content": words})
        return words


def customer(proxy: RunningProxy) -> Customer:
    """Somebody new."""
    return Customer(proxy, f"conversation-{secrets.token_hex(6)}")


def reference_in(words: str) -> str:
    """The reference of a case, out of what a customer reads."""
    found = re.search(r"R-[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}", words)
    assert found, words
    return found[0]


def run(people: Sequence[str], data: Path) -> dict[str, Person]:
    """``make_people``, from a test that is not async."""
    return asyncio.run(make_people(data, people))
