"""The example mirror: a case and a help desk say the same, and no answer is given twice."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from examples.help_desk.desk import Desk
from examples.help_desk.ledger import Ledger
from examples.help_desk.mirror import TROUBLES, Mirror
from examples.help_desk.queue_api import QueueApi
from examples.help_desk.serve import create_service
from examples.webhook_receiver import Book, verified
from proxy.handoff import History
from proxy.ids import CaseId, ConversationId
from proxy.turn import Message, Speaker
from proxy.webhooks import Answer, Deliverer
from tests.examples.chatwoot import (
    ACCOUNT,
    INBOX,
    SECRET,
    TOKEN,
    Chatwoot,
    Webhook,
    signed_webhook,
)
from tests.handoff_api.site import SHOP, Api, open_api

OPENING = "I want to talk to a human please"


class Crash(BaseException):
    """The mirror's process is gone."""


@dataclass
class Faults:
    """Counts the mirror's requests, to both sides, from each ``settle`` on; at one something happens."""

    at: int = 0
    before: bool = False
    what: Callable[[], BaseException] = Crash
    count: int = 0


class Wire(httpx.AsyncBaseTransport):
    """To an application in this process, with faults."""

    def __init__(self, app: Any, faults: Faults) -> None:
        self._inner, self._faults = httpx.ASGITransport(app), faults

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Before: nothing has happened. After: it has, and nobody heard of it."""
        self._faults.count += 1
        hit = self._faults.count == self._faults.at
        if hit and self._faults.before:
            raise self._faults.what()
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        if hit:
            raise self._faults.what()
        return answer


@dataclass
class Stage:
    """A queue, a desk, and the mirror between them."""

    api: Api
    folder: Path
    desk: Chatwoot = field(default_factory=Chatwoot)
    faults: Faults = field(default_factory=Faults)
    said: list[tuple[Speaker, str]] = field(default_factory=list)
    case: str = ""
    deliverer: Deliverer | None = None
    longest: int = 0
    """How many requests the mirror made at most between two calls of ``settle``."""
    late: float = 0
    """Seconds by which the mirror's clock is ahead."""

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.talk = f"talk-{os.urandom(8).hex()}"
        self.mirror = self.new_mirror()

    def new_mirror(self) -> Mirror:
        """As after a start: all that is left of the one before are its files."""
        self.book = Book(self.folder / "events.sqlite3")
        self.ledger = Ledger(self.folder / "ledger.sqlite3")
        desk = httpx.AsyncClient(
            transport=Wire(self.desk.app, self.faults),
            base_url="https://desk.example.com",
            headers={"api_access_token": TOKEN},
        )
        queue = httpx.AsyncClient(
            transport=Wire(self.api.app, self.faults),
            base_url="https://queue.example/handoff/v1",
            headers={"authorization": f"Bearer {self.api.keys['Desk']}"},
        )
        return Mirror(
            self.book,
            self.ledger,
            Desk(desk, account=ACCOUNT, inbox=INBOX),
            QueueApi(queue),
            lambda: time.time() + self.late,
        )

    async def customer(self, text: str) -> None:
        """The customer writes; the chatbot resends everything."""
        self.said.append((Speaker.CUSTOMER, text))
        messages = tuple(Message(at, who, (), t) for at, (who, t) in enumerate(self.said))
        history = History(self.talk, None, messages)
        reply = await self.api.queue.hold(
            SHOP,
            history,
            topic="human",
            handling=self.api.policy.handoff.topics["human"],
            standing=await self.api.queue.standing(SHOP, history),
            language="en",
            conversation=ConversationId("conv_test"),
        )
        self.said.append((Speaker.ASSISTANT, reply.text))
        self.case = self.case or reply.case_id

    async def settle(self) -> None:
        """Events are delivered and everything is done, however often the mirror has to start anew."""
        assert self.deliverer is not None
        self.longest = max(self.longest, self.faults.count)
        self.faults.count = 0
        for _ in range(9):
            await self.deliverer.deliver()
            try:
                await self.mirror.work()
            except Crash:
                self.mirror = self.new_mirror()
                continue
            except TROUBLES:
                continue
            backlog = await self.api.cellar.outbox.backlogs()
            left = [*self.book.todo(), *self.ledger.answers(), *self.ledger.closings()]
            if not (backlog or left):
                return

    def hear(self, told: dict[str, Any]) -> None:
        """The desk's webhook, twice: a duplicate must not matter."""
        self.mirror.hear(told)
        self.mirror.hear(told)

    async def words(self) -> list[tuple[str, str | None, str]]:
        """Author, name and text of what the case holds."""
        file = await self.api.cellar.casebook().load(SHOP, CaseId(self.case))
        assert file is not None
        opened = self.api.cellar.casebook().opened(file)
        return [(m.author.value, m.name, m.text) for m in opened.messages]

    async def state(self) -> str:
        """Of the case."""
        row = await self.api.cellar.cases.by_id(SHOP, CaseId(self.case))
        assert row is not None
        return row.state.value

    def shown(self) -> list[tuple[str, bool, str]]:
        """What the desk shows of the case."""
        place = self.ledger.place(self.case)
        assert place is not None
        return self.desk.said(place.conversation)

    @property
    def conversation(self) -> int:
        """Of the case, in the desk."""
        place = self.ledger.place(self.case)
        assert place is not None
        return place.conversation


@asynccontextmanager
async def told(api: Api, stage: Stage) -> AsyncIterator[Stage]:
    """The stage hears of the queue's events, from the real deliverer, signed."""
    cellar = api.cellar
    endpoints = cellar.endpoints()
    made = await endpoints.add(SHOP, "https://mirror.example.com/proxy", by="test")

    async def post(url: str, headers: Mapping[str, str], body: bytes, *, private: bool) -> Answer:
        event = verified([made.secret.reveal()], body, dict(headers))
        stage.book.take(event, time.time())
        return Answer(204)

    stage.deliverer = Deliverer(
        cellar.outbox, endpoints, post, cellar.log, cellar.clock, os.urandom, lambda: 0.5
    )
    yield stage
    await endpoints.remove(made.endpoint.endpoint_id, by="test")


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    async with open_api(tmp_path) as opened:
        yield opened


@pytest.fixture
async def stage(api: Api, tmp_path: Path) -> AsyncIterator[Stage]:
    async with told(api, Stage(api, tmp_path / "mirror")) as stage:
        await stage.customer(OPENING)
        await stage.settle()
        yield stage


async def test_a_case_appears_in_the_desk_with_values_masked(api: Api, tmp_path: Path) -> None:
    async with told(api, Stage(api, tmp_path / "mirror")) as stage:
        await stage.customer("I want a human, my e-mail is jo@example.com")
        await stage.settle()
        ((kind, private, text),) = stage.shown()
        assert (kind, private) == ("incoming", False)
        assert "jo@example.com" not in text
        assert "I want a human" in text
        (contact,) = stage.desk.contacts.values()
        assert contact["identifier"] == stage.case
        assert contact["name"].startswith("R-")


async def test_an_answer_in_the_desk_reaches_the_customer_under_the_agents_name(
    stage: Stage,
) -> None:
    stage.hear(stage.desk.agent_writes(stage.conversation, "We are on it.", "Zoë"))
    await asyncio.gather(stage.mirror.work(), stage.mirror.work())
    await stage.settle()
    assert await stage.words() == [
        ("customer", None, OPENING),
        ("human_agent", "Zoë", "We are on it."),
    ]
    assert [text for _, _, text in stage.shown()] == [OPENING, "We are on it."]


async def _story(stage: Stage) -> None:
    """Two questions, two answers, the end."""
    await stage.customer(OPENING)
    await stage.settle()
    stage.hear(stage.desk.agent_writes(stage.conversation, "We are on it."))
    await stage.settle()
    await stage.customer("and now?")
    await stage.settle()
    stage.hear(stage.desk.agent_writes(stage.conversation, "It is done."))
    await stage.settle()
    stage.hear(stage.desk.agent_resolves(stage.conversation))
    await stage.settle()


async def _is_as_it_should_be(stage: Stage) -> None:
    assert await stage.words() == [
        ("customer", None, OPENING),
        ("human_agent", "Zoe", "We are on it."),
        ("customer", None, "and now?"),
        ("human_agent", "Zoe", "It is done."),
    ]
    assert stage.shown() == [
        ("incoming", False, OPENING),
        ("outgoing", False, "We are on it."),
        ("incoming", False, "and now?"),
        ("outgoing", False, "It is done."),
    ]
    assert await stage.state() == "resolved"
    assert stage.desk.conversations[stage.conversation]["status"] == "resolved"
    assert (len(stage.desk.contacts), len(stage.desk.conversations)) == (1, 1)
    assert (stage.ledger.answers(), stage.ledger.closings(), stage.book.todo()) == ([], [], [])


def _timeout() -> BaseException:
    return httpx.ReadTimeout("nobody knows what happened")


@pytest.mark.parametrize(("what", "before"), [(Crash, True), (Crash, False), (_timeout, False)])
async def test_whatever_breaks_between_any_two_steps_each_answer_is_given_once(
    api: Api, tmp_path: Path, what: Callable[[], BaseException], before: bool
) -> None:
    """In each part of the story the mirror dies, or loses an answer, at its first, second … request."""
    async with told(api, Stage(api, tmp_path / "whole")) as whole:
        await _story(whole)
        await whole.settle()
        await _is_as_it_should_be(whole)
    assert whole.longest > 8
    for at in range(1, whole.longest + 1):
        stage = Stage(api, tmp_path / f"{at}", faults=Faults(at, before, what))
        async with told(api, stage):
            await _story(stage)
            await _is_as_it_should_be(stage)


async def test_what_somebody_answers_in_the_console_is_seen_in_the_desk_and_never_echoed(
    stage: Stage,
) -> None:
    desk = stage.api.cellar.desk()
    await desk.claim(SHOP, stage.case, "Ada")
    stage.hear(stage.desk.agent_writes(stage.conversation, "I would say no."))
    await stage.settle()
    await desk.reply(SHOP, stage.case, "Ada", "I say yes.")
    await stage.settle()
    for told_ in stage.desk.webhooks:
        stage.hear(told_)
    await stage.settle()

    assert [text for author, _, text in await stage.words() if author == "human_agent"] == [
        "I say yes."
    ]
    assert stage.shown() == [
        ("incoming", False, OPENING),
        ("outgoing", False, "I would say no."),
        (
            "outgoing",
            True,
            "Not sent to the customer: Ada has this case in the console.",
        ),
        ("outgoing", True, "Ada (console): I say yes."),
    ]


async def test_colleagues_in_the_desk_hand_a_case_over(stage: Stage) -> None:
    for name in ("Zoe", "Max", "Zoe"):
        stage.hear(stage.desk.agent_writes(stage.conversation, f"This is {name}.", name))
        await stage.settle()
    assert [name for author, name, _ in await stage.words() if author == "human_agent"] == [
        "Zoe",
        "Max",
        "Zoe",
    ]


async def test_nobody_in_the_desk_speaks_under_the_name_of_somebody_who_works_in_the_queue(
    stage: Stage,
) -> None:
    stage.hear(stage.desk.agent_writes(stage.conversation, "I am Ada.", "Ada"))
    await stage.settle()
    assert len(await stage.words()) == 1
    assert stage.shown()[-1] == (
        "outgoing",
        True,
        "Not sent to the customer: the queue says forbidden.",
    )


async def test_notes_between_agents_stay_in_the_desk(stage: Stage) -> None:
    stage.hear(stage.desk.agent_writes(stage.conversation, "Who knows more?", private=True))
    await stage.settle()
    assert len(await stage.words()) == 1


async def test_an_answer_whose_webhook_was_lost_is_fetched(stage: Stage) -> None:
    stage.desk.agent_writes(stage.conversation, "We are on it.")
    await stage.settle()
    assert len(await stage.words()) == 1
    await stage.customer("hello?")
    await stage.settle()
    assert ("human_agent", "Zoe", "We are on it.") in await stage.words()


async def test_an_answer_after_the_end_is_not_sent_and_the_desk_says_so(stage: Stage) -> None:
    desk = stage.api.cellar.desk()
    await desk.claim(SHOP, stage.case, "Ada")
    await desk.resolve(SHOP, stage.case, "Ada")
    stage.hear(stage.desk.agent_writes(stage.conversation, "One more thing."))
    await stage.settle()
    assert len(await stage.words()) == 1
    assert ("outgoing", True, "Not sent to the customer: the case is closed.") in stage.shown()


async def test_what_the_queue_may_have_forgotten_is_not_sent_again(stage: Stage) -> None:
    """The reply is sent, its answer lost, and the mirror away for three days."""
    conversation = stage.conversation
    stage.hear(stage.desk.agent_writes(conversation, "We are on it."))
    stage.faults.count, stage.faults.what = 0, _timeout
    stage.faults.at = 4  # reply (refused), case, claim, reply
    with pytest.raises(httpx.ReadTimeout):
        await stage.mirror.work()
    assert len(await stage.words()) == 2
    stage.late = 3 * 86_400
    stage.mirror = stage.new_mirror()
    await stage.settle()
    assert len(await stage.words()) == 2
    assert stage.shown()[-1][2].startswith("It is not known whether this reached the customer")


async def test_closing_in_the_desk_does_not_close_over_what_nobody_saw(stage: Stage) -> None:
    stage.hear(stage.desk.agent_writes(stage.conversation, "We are on it."))
    await stage.settle()
    await stage.customer("wait, one more thing")
    stage.hear(stage.desk.agent_resolves(stage.conversation))
    await stage.mirror.work()
    assert await stage.state() == "claimed"
    assert stage.desk.conversations[stage.conversation]["status"] == "open"
    await stage.settle()
    stage.hear(stage.desk.agent_resolves(stage.conversation))
    await stage.settle()
    assert await stage.state() == "resolved"


async def test_a_deleted_case_is_deleted_in_the_desk_too(stage: Stage) -> None:
    stage.hear(stage.desk.agent_writes(stage.conversation, "Words to be forgotten."))
    await stage.settle()
    await stage.api.cellar.cases.delete(SHOP, [CaseId(stage.case)])
    await stage.settle()
    assert (stage.desk.contacts, stage.desk.conversations, stage.desk.messages) == ({}, {}, [])
    assert b"forgotten" not in (stage.folder / "ledger.sqlite3").read_bytes()


async def test_a_case_that_cannot_be_shown_holds_no_other(stage: Stage) -> None:
    first, stage.case, stage.said = stage.case, "", []
    stage.talk = "another"
    await stage.customer("a second customer wants a human")
    stage.desk.contacts[1] = {**next(iter(stage.desk.contacts.values())), "contact_inboxes": []}
    stage.faults.count, stage.faults.at, stage.faults.what = 0, 1, _timeout
    await stage.settle()
    assert stage.ledger.place(first) is not None
    assert len(stage.shown()) == 1


async def test_a_key_that_does_not_work_loses_nothing(stage: Stage) -> None:
    right = stage.api.keys["Desk"]
    stage.api.keys["Desk"] = "sk-proxy-wrong"
    stage.mirror = stage.new_mirror()
    stage.hear(stage.desk.agent_writes(stage.conversation, "We are on it."))
    with pytest.raises(httpx.HTTPStatusError):
        await stage.mirror.work()
    stage.api.keys["Desk"] = right
    stage.mirror = stage.new_mirror()
    await stage.settle()
    assert len(await stage.words()) == 2


def _sent(service: TestClient, webhook: Webhook) -> int:
    body, headers = webhook
    return service.post("/desk", content=body, headers=headers).status_code


async def test_the_service_believes_only_what_is_signed_and_fresh(stage: Stage) -> None:
    service = TestClient(
        create_service(stage.mirror, stage.book, proxy_secrets=[], desk_secret=SECRET)
    )
    message = stage.desk.agent_writes(stage.conversation, "We are on it.")
    assert _sent(service, signed_webhook(message, secret="another")) == 401
    assert _sent(service, signed_webhook(message, age=301)) == 401
    body, headers = signed_webhook(message)
    assert _sent(service, (body + b" ", headers)) == 401
    assert _sent(service, (body, {})) == 401
    assert service.post("/proxy", content=body, headers=headers).status_code == 401
    assert stage.ledger.answers() == []
    assert _sent(service, signed_webhook(message)) == 200
    assert [answer.text for answer in stage.ledger.answers()] == ["We are on it."]
