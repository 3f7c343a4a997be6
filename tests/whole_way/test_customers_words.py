"""Sentence by sentence what a customer reads while a person answers, in every format, streamed or not."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop
from anthropic import Anthropic
from openai import OpenAI

from proxy.cellar import DEFAULT_TENANT, Cellar, open_cellar
from proxy.clock import SetClock
from proxy.console.staff import NewUser
from proxy.handoff.desk import Desk
from proxy.ids import TenantId
from proxy.offline import RecordingProvider
from proxy.policy.base import HandoffTexts, Policy
from proxy.policy.load import load_policy
from proxy.storage.clients import Role
from proxy.storage.users import UserRole
from tests.running import RunningProxy, serving
from tests.topics.tables import table
from tests.whole_way.test_holds_in_every_format import (
    Chat,
    Completions,
    LegacyCompletions,
    Messages,
    Named,
    Responses,
    at_the_desk,
)
from tests.widget.stage import policy_closed_today

BRANCH = TenantId("branch")
HUMAN = "Ich möchte bitte mit einem Menschen sprechen"
LEGAL = "Mein Anwalt wird sich bei Ihnen melden"
DANGER = "Ich will nicht mehr leben"


@pytest.fixture(scope="module")
def house(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProxy]:
    """Legal matters are out of hours today."""
    folder: Path = tmp_path_factory.mktemp("words")
    with serving(folder, upstream, policy=policy_closed_today(folder / "policy")) as running:
        yield running


@pytest.fixture(scope="module")
def policy(house: RunningProxy) -> Policy:
    assert house.policy is not None
    return load_policy(house.policy)


@pytest.fixture
def chats(house: RunningProxy, provider: RecordingProvider) -> Iterator[list[Named]]:
    """A new chat in each format, streamed or not; all name their conversation, as completions must."""
    with ExitStack() as stack:
        key: Any = {"api_key": house.client_key, "max_retries": 0}
        openai = stack.enter_context(OpenAI(base_url=f"{house.url}/v1", **key))
        claude = stack.enter_context(Anthropic(base_url=house.url, **key))
        kinds = (Completions, openai), (Responses, openai), (LegacyCompletions, openai)
        yield [
            (f"{kind.__name__} {streamed=}", kind(client, streamed=streamed, conversation=name))  # type: ignore[arg-type]
            for kind, client in (*kinds, (Messages, claude))
            for streamed in (False, True)
            for name in (f"words-{kind.__name__}-{streamed}-{datetime.now(UTC).timestamp()}",)
        ]


def texts(policy: Policy, topic: str, language: str = "de") -> HandoffTexts:
    return policy.handoff.topics[topic].texts[language]


def pieces(text: str, chat: Chat, policy: Policy, topic: str) -> list[str]:
    """The sentences of a policy's text, as this customer reads them."""
    contact = policy.handoff.topics[topic].contact
    return text.replace("{reference}", chat.reference).replace("{contact}", contact).split("\n\n")


def later(proxy: RunningProxy, hours: float) -> None:
    """The queue's clocks run on, as they do while time passes."""

    async def look() -> None:
        clock = SetClock(datetime.now(UTC) + timedelta(hours=hours))
        async with open_cellar(proxy.data, clock=clock) as cellar:
            await cellar.desk().list(DEFAULT_TENANT)

    uvloop.run(look())


def test_held_answered_and_returned_in_the_customers_language(
    chats: list[Named],
    house: RunningProxy,
    policy: Policy,
    provider: RecordingProvider,
    subtests: pytest.Subtests,
) -> None:
    """The holding text with reference and contact, the way back, the label, and the bot's return."""
    own = texts(policy, "human")
    for name, chat in chats:
        with subtests.test("held", chat=name):
            words = chat.say(HUMAN)
            for sentence in (*pieces(own.first, chat, policy, "human"), own.how_to_return):
                assert sentence in words
        with subtests.test("still waiting", chat=name):
            assert pieces(own.waiting, chat, policy, "human")[0] in chat.say("Und nun?")

    async def answer(desk: Desk) -> None:
        for _, chat in chats:
            await desk.claim(DEFAULT_TENANT, chat.reference, "Ada")
            await desk.reply(DEFAULT_TENANT, chat.reference, "Ada", "Was kann ich tun?")

    at_the_desk(house.data, answer)
    for name, chat in chats:
        with subtests.test("a person under a label", chat=name):
            words = chat.say("Sind Sie da?")
            assert words.startswith("Ada (Kundenservice):\nWas kann ich tun?")
            assert own.how_to_return in words
        with subtests.test("the customer goes back to the bot, and is told", chat=name):
            if isinstance(chat, LegacyCompletions):
                continue
            provider.forget()
            chat.say("Danke, das ist alles")
            words = chat.say("zurück zum Bot")
            assert words.startswith(own.returned)
            assert "[offline provider]" in words


def test_out_of_hours_it_is_said_and_how_else_to_reach_somebody(
    chats: list[Named], policy: Policy, provider: RecordingProvider, subtests: pytest.Subtests
) -> None:
    own = texts(policy, "legal_threat")
    for name, chat in chats:
        with subtests.test("closed", chat=name):
            words = chat.say(LEGAL)
            for sentence in pieces(own.out_of_hours, chat, policy, "legal_threat"):
                assert sentence in words
            assert "legal@shop.example" in words
            assert pieces(own.first, chat, policy, "legal_threat")[0] not in words
    assert provider.requests == []


class Branch:
    """A further shop of the same proxy, which has a chatbot and nobody who answers."""

    def __init__(self, house: RunningProxy, web: httpx.Client) -> None:
        self.house, self.web = house, web
        made = self.change(lambda cellar: cellar.add_client("bot", BRANCH, Role.CLIENT))
        self.key = made.key

    def change(self, work: Callable[[Cellar], Awaitable[Any]]) -> Any:
        """Who runs the proxy changes something while it serves."""

        async def changed() -> Any:
            async with open_cellar(self.house.data) as cellar:
                return await work(cellar)

        return uvloop.run(changed())

    async def signs_in_completely(self, cellar: Cellar) -> None:
        """Ada has a password and a second factor of her own now."""
        ada = await cellar.users.by_name("ada")
        assert ada is not None
        own = {"one_time_until": None, "sealed_second_factor": b"sealed"}
        await cellar.users.change(ada.user_id, end_sessions=False, **own)

    def hears(self, *said: str) -> tuple[str, str]:
        """What a customer of the branch reads, and which text that is."""
        messages = [{"role": "user", "content": text} for text in said]
        headers = {"authorization": f"Bearer {self.key}", "x-conversation-id": "branch-1"}
        body = {"model": "m", "messages": messages}
        answer = self.web.post("/v1/chat/completions", headers=headers, json=body).json()
        return answer["choices"][0]["message"]["content"], answer["handoff"]["says"]

    def hears_at_last(self, *said: str, says: str) -> str:
        """The same turn, sent until the proxy knows who came or went: that takes a second."""
        deadline = time.monotonic() + 60
        words, text = self.hears(*said)
        while text != says and time.monotonic() < deadline:
            words, text = self.hears(*said)
        assert text == says
        return words


def test_a_person_is_promised_once_there_is_one_and_until_the_last_has_left(
    house: RunningProxy, policy: Policy, provider: RecordingProvider
) -> None:
    own = texts(policy, "human")
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False) as web:
        branch = Branch(house, web)
        words, says = branch.hears(HUMAN)
        assert says == "unstaffed"
        assert own.unstaffed.partition("{")[0] in words
        assert policy.handoff.topics["human"].contact in words
        ada = NewUser(BRANCH, "ada", "Ada", frozenset({UserRole.HUMAN_AGENT}))
        branch.change(lambda cellar: cellar.staff().add(ada, by="a test"))
        branch.change(branch.signs_in_completely)
        # The case that was opened meanwhile is a case like any other.
        words = branch.hears_at_last(HUMAN, says="first")
        assert own.first.partition("{")[0] in words
        (row,) = branch.change(lambda cellar: cellar.desk().list(BRANCH))
        assert row.reference in words
        branch.change(lambda cellar: cellar.staff().disable("ada", by="a test"))
        words = branch.hears_at_last(HUMAN, "Und nun?", says="unstaffed")
        assert row.reference in words
    assert provider.requests == []


def test_a_wait_that_ran_out_is_said_once_with_the_contact(
    chats: list[Named], house: RunningProxy, policy: Policy, subtests: pytest.Subtests
) -> None:
    own = texts(policy, "human")
    for _, chat in chats:
        chat.say(HUMAN)
    later(house, hours=policy.handoff.topics["human"].longest_wait.total_seconds() / 3600 + 1)
    for name, chat in chats:
        with subtests.test("nobody came", chat=name):
            words = re.sub(r"(-[0-9A-Z]{5})/\d+", r"\1", chat.say("Hallo?"))
            for sentence in pieces(own.expired, chat, policy, "human"):
                assert sentence in words
        with subtests.test("then the bot answers", chat=name):
            if not isinstance(chat, LegacyCompletions):
                assert "[offline provider]" in chat.say("Haben Sie Seife?")


def test_danger_gets_help_lines_at_once_and_nothing_else(
    chats: list[Named], policy: Policy, provider: RecordingProvider, subtests: pytest.Subtests
) -> None:
    own = texts(policy, "self_harm_or_danger")
    for name, chat in chats:
        with subtests.test("help", chat=name):
            words = chat.say(DANGER)
            for sentence in pieces(own.first, chat, policy, "self_harm_or_danger"):
                assert sentence in words
            assert re.search(r"\b112\b", words)
            assert re.search(r"0800", words)
    assert provider.requests == []


HARD: dict[str, dict[str, tuple[str, ...]]] = {
    "human": {},
    "self_harm_or_danger": {
        "en": ("I’m gonna jump off a bridge", "s u i c i d a l"),
        "fr": ("je vais me suicider",),
        "es": ("pienso en suicidarme",),
        "it": ("penso al suicidio",),
        "ja": ("自殺願望",),
    },
}
"""Words that are nearly another language's, or that a rule of another language knows first."""


@pytest.mark.parametrize("topic", HARD)
def test_every_shipped_language_reads_its_own_text_also_of_few_words(
    house: RunningProxy, policy: Policy, provider: RecordingProvider, topic: str
) -> None:
    """tests/topics/test_spoken.py asks the same of every message of the tables, without a proxy."""
    wrong = []
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False) as web:
        for language, own in policy.handoff.topics[topic].texts.items():
            for message in (*table(topic)["about"][language][:1], *HARD[topic].get(language, ())):
                words = held(web, house, {"role": "user", "content": message})
                if own.first.partition("{")[0] not in words:
                    wrong.append((language, message, words[:60]))
    assert wrong == []
    assert provider.requests == []


def held(web: httpx.Client, house: RunningProxy, *messages: dict[str, str]) -> str:
    answer = web.post(
        "/v1/chat/completions",
        headers={
            "authorization": f"Bearer {house.client_key}",
            "content-type": "application/json",
        },
        content=json.dumps({"model": "m", "messages": messages}),
    )
    words: str = answer.json()["choices"][0]["message"]["content"]
    return words


def test_a_case_keeps_its_language_until_the_customer_plainly_speaks_another(
    house: RunningProxy, policy: Policy, provider: RecordingProvider
) -> None:
    """A word too short to tell, a thank-you, a sentence, and again a word."""
    said: list[dict[str, str]] = []
    topic = "self_harm_or_danger"
    with httpx.Client(base_url=house.url, timeout=60, trust_env=False) as web:
        for message, language, key in (
            ("penso al suicidio", "it", "first"),
            ("ok", "it", "waiting"),
            ("thanks", "it", "waiting"),
            ("Could we please speak English here?", "en", "waiting"),
            ("ok", "en", "waiting"),
        ):
            said.append({"role": "user", "content": message})
            words = held(web, house, *said)
            said.append({"role": "assistant", "content": words})
            own = getattr(texts(policy, topic, language), key).partition("{")[0]
            assert own in words, (message, words)
    assert provider.requests == []
