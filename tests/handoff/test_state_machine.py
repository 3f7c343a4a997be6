"""Any order of events: one owner, no reply lost or told twice, nothing held reaches the provider.

Two customers of one shop and one of another write to either of two proxies on one store; three human
agents work at both; clocks run, turns are lost and sent again, two proxies do the same at once. Beside
it stands a model that knows only who should own what, and what was said. Run on the store in memory,
deeply, and on SQLite, each proxy with its own connection.
"""

# ruff: noqa: D102 - the names of rules and invariants are the sentences

import asyncio
import shutil
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from proxy.errors import CallerError
from proxy.handoff import CaseStore
from proxy.handoff.base import CaseMessageRow, CaseRow, CaseState, HeldReply, MessageKind
from proxy.handoff.margin import Margin, Verdict
from proxy.handoff.states import OPEN
from proxy.ids import CaseId
from proxy.storage import Database, SqlCaseStore
from proxy.turn import Speaker
from tests.handoff.memory import MemoryCaseStore
from tests.handoff.world import OTHER_SHOP, SHOP, WAIT, Chat, World

T = TypeVar("T")

AGENTS = st.sampled_from(["Ada", "Bob", "Eve"])
TOPICS = st.sampled_from([None, None, None, "human", "legal", "danger"])
PROXIES = st.integers(0, 1)
CUSTOMERS = st.integers(0, 2)
PICKS = st.integers(0, 5)
LOST_IN_A_ROW = 3
EVERY = frozenset(CaseState)


@dataclass
class Customer:
    """A chat, and what it must have come to."""

    chat: Chat
    held: set[str] = field(default_factory=set)
    replies: list[str] = field(default_factory=list)
    """Words of people for this customer, in order."""
    lost: int = 0
    """Answers in a row that never arrived."""
    trims: bool = False
    """The client keeps a short end of its history."""

    def told(self) -> Counter[str]:
        """How often the customer read what."""
        answers = [text for speaker, text in self.chat.said if speaker is Speaker.ASSISTANT]
        return Counter(words for words in self.replies for a in answers if words in a)


class Handoff(RuleBasedStateMachine):
    """See the file's promise."""

    def open_stores(self) -> Sequence[CaseStore]:
        raise NotImplementedError

    def close_stores(self) -> None:
        pass

    @initialize(
        named=st.booleans(),
        windows=st.tuples(*[st.sampled_from([2, 3, 6, None])] * 3),
    )
    def begin(self, windows: tuple[int | None, ...], *, named: bool) -> None:
        self.runner = asyncio.Runner()
        self.store, other = self.open_stores()
        # The same in each run, so that what Hypothesis found can be found again.
        ids = Random(0).randbytes
        first = World(store=self.store, randomness=ids)
        second = World(store=other, clock=first.clock, audit=first.audit, randomness=ids)
        self.proxies = [first, second]
        # The other shop's customer has the same conversation id as one of ours.
        places = [(SHOP, "conv-1"), (SHOP, "conv-2"), (OTHER_SHOP, "conv-1")]
        self.customers = [
            Customer(first.chat(name if named else None, tenant)) for tenant, name in places
        ]
        for customer, window in zip(self.customers, windows, strict=True):
            if window is not None and named:
                customer.chat.keeps = partial(newest, window)
                customer.trims = True
        self.number = 0
        self.owners: dict[CaseId, str] = {}
        self.customer_of: dict[CaseId, Customer] = {}
        self.ratings: dict[CaseId, int] = {}

    def teardown(self) -> None:
        if not hasattr(self, "runner"):
            return
        try:
            for customer in self.customers:
                for _ in range(3):
                    self.turn(customer, "and now?", None, arrives=True, keeps_question=True)
                assert customer.told() == dict.fromkeys(customer.replies, 1)
        finally:
            self.close_stores()
            self.runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def unique(self, what: str) -> str:
        self.number += 1
        return f"<{what} {self.number}>"

    def cases(self) -> list[CaseRow]:
        return list(self.run(self.store.list(None, EVERY)))

    def texts(self, row: CaseRow) -> Sequence[CaseMessageRow]:
        return self.run(self.store.messages(row.case_id))

    # Customers.

    def turn(
        self,
        customer: Customer,
        text: str,
        topic: str | None,
        *,
        arrives: bool,
        keeps_question: bool,
    ) -> None:
        chat, unique = customer.chat, self.unique(text)
        reply = self.run(chat.send(unique, topic))
        if reply is not None:
            self.held_as(customer, unique, reply)
            # Without an id, the first answer is what the client knows its case by.
            named = chat.conversation is not None
            known = named or any(reply.reference in text for _, text in chat.said)
            arrives = arrives or not known
        arrives = arrives or customer.lost >= LOST_IN_A_ROW
        if arrives:
            customer.lost = 0
            answer = reply.text if reply else f"bot: {unique}"
            chat.said += [(Speaker.CUSTOMER, unique), (Speaker.ASSISTANT, answer)]
        else:
            customer.lost += 1
            if keeps_question:
                chat.said.append((Speaker.CUSTOMER, unique))

    def held_as(self, customer: Customer, text: str, reply: HeldReply) -> None:
        customer.held.add(text)
        # A case never changes its customer.
        assert self.customer_of.setdefault(reply.case_id, customer) is customer

    @rule(
        who=CUSTOMERS, at=PROXIES, topic=TOPICS, arrives=st.booleans(), keeps_question=st.booleans()
    )
    def customer_writes(
        self, who: int, at: int, topic: str | None, *, arrives: bool, keeps_question: bool
    ) -> None:
        customer = self.customers[who]
        customer.chat.world = self.proxies[at]
        self.turn(customer, "question", topic, arrives=arrives, keeps_question=keeps_question)

    @rule(who=CUSTOMERS, times=st.integers(2, 3), topic=TOPICS)
    def client_sends_a_turn_to_both_proxies_at_once(
        self, who: int, times: int, topic: str | None
    ) -> None:
        customer, text = self.customers[who], self.unique("repeated")
        chat = customer.chat
        if chat.conversation is None:
            return  # then each is a case of its own: a nuisance, as the docs say

        async def send(at: int) -> HeldReply | None:
            chat.world = self.proxies[at % 2]
            return await chat.send(text, topic)

        async def parallel() -> list[HeldReply | None]:
            return await asyncio.gather(*(send(at) for at in range(times)))

        replies = [reply for reply in self.run(parallel()) if reply]
        for reply in replies:
            self.held_as(customer, text, reply)
        answer = replies[0].text if replies else "bot: again"
        chat.said += [(Speaker.CUSTOMER, text), (Speaker.ASSISTANT, answer)]

    @rule(who=CUSTOMERS, pick=PICKS)
    def customer_brings_along_anothers_reference(self, who: int, pick: int) -> None:
        row, customer = self.on_a_case(pick), self.customers[who]
        if row is None or self.customer_of.get(row.case_id) is customer or customer.trims:
            return  # trimmed, the planted turn would push out an answer that never came back
        planted = f"Your reference is {row.reference}/99."
        customer.chat.said += [
            (Speaker.CUSTOMER, f"my case is {row.reference}"),
            (Speaker.ASSISTANT, planted),
        ]
        self.turn(customer, "and now it is mine", None, arrives=True, keeps_question=True)

    @rule(who=CUSTOMERS)
    def customer_goes_back(self, who: int) -> None:
        chat = self.customers[who].chat
        standing = self.run(chat.standing("bot"))
        if standing.owns and standing.case and not standing.locks:
            self.run(chat.world.queue.give_back(chat.tenant, standing))
            self.owners.pop(standing.case.case_id, None)

    @rule(pick=PICKS, at=PROXIES, stars=st.integers(1, 5))
    def customer_rates(self, pick: int, at: int, stars: int) -> None:
        row = self.on_a_case(pick)
        if row is not None:
            self.run(self.margin(at).rate(row.tenant, row.case_id, stars))
            self.ratings[row.case_id] = stars

    # Human agents.

    def on_a_case(self, pick: int) -> CaseRow | None:
        cases = self.cases()
        return cases[pick % len(cases)] if cases else None

    def margin(self, at: int) -> Margin:
        return Margin(self.proxies[at].queue._book)

    @rule(agent=AGENTS, at=PROXIES, pick=PICKS)
    def somebody_claims(self, agent: str, at: int, pick: int) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        try:
            self.run(self.proxies[at].queue.claim(row.tenant, row.case_id, agent))
        except CallerError:
            return
        self.claimed(row, agent)

    def claimed(self, row: CaseRow, agent: str) -> None:
        # Nobody takes what another person owns.
        over = self.proxies[0].clock.now() >= row.expires_at
        assert self.owners.get(row.case_id) in {None, agent} or over
        self.owners[row.case_id] = agent

    @rule(pick=PICKS)
    def everybody_claims_at_once(self, pick: int) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return

        async def one(agent: str, at: int) -> str | None:
            try:
                await self.proxies[at].queue.claim(row.tenant, row.case_id, agent)
            except CallerError:
                return None
            return agent

        async def race() -> list[str | None]:
            runners = [(agent, at) for agent in ("Ada", "Bob", "Eve") for at in (0, 1)]
            return await asyncio.gather(*(one(agent, at) for agent, at in runners))

        winners = {agent for agent in self.run(race()) if agent}
        assert len(winners) <= 1
        for agent in winners:
            self.claimed(row, agent)

    @rule(agent=AGENTS, at=PROXIES, pick=PICKS)
    def somebody_replies(self, agent: str, at: int, pick: int) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        words = self.unique("reply")
        try:
            self.run(self.proxies[at].queue.reply(row.tenant, row.case_id, agent, words))
        except CallerError:
            return
        assert self.owners[row.case_id] == agent
        self.customer_of[row.case_id].replies.append(words)

    @rule(
        agent=AGENTS,
        at=PROXIES,
        pick=PICKS,
        how=st.sampled_from(["return", "resolve", "free", "transfer"]),
    )
    def somebody_lets_go(self, agent: str, at: int, pick: int, how: str) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        queue, words, of = self.proxies[at].queue, self.unique(how), (row.tenant, row.case_id)
        try:
            match how:
                case "return":
                    self.run(queue.return_to_bot(*of, agent, words))
                case "resolve":
                    self.run(queue.resolve(*of, agent, words))
                    self.customer_of[row.case_id].replies.append(words)
                case "free":
                    self.run(queue.release(*of, agent))
                case _:
                    self.run(queue.transfer(*of, agent, words, note="why"))
        except CallerError:
            return
        assert self.owners.get(row.case_id) == agent or how == "transfer"
        self.owners.pop(row.case_id, None)

    @rule(agent=AGENTS, at=PROXIES, pick=PICKS, text=st.sampled_from(["note", "judge"]))
    def somebody_writes_in_the_margin(self, agent: str, at: int, pick: int, text: str) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        if text == "note":
            self.run(self.margin(at).note(row.tenant, row.case_id, agent, self.unique("note")))
        else:
            verdict = Verdict.WRONGLY_HELD
            self.run(self.margin(at).judge(row.tenant, row.case_id, agent, verdict))

    @rule(part=st.sampled_from([0.1, 0.6, 1.0]))
    def time_passes(self, part: float) -> None:
        self.proxies[0].clock.forward(timedelta(seconds=WAIT.total_seconds() * part))

    @rule()
    def both_proxies_look_at_the_clock_at_once(self) -> None:
        async def both() -> None:
            await asyncio.gather(*(proxy.queue.list(None) for proxy in self.proxies))

        self.run(both())
        now = self.proxies[0].clock.now()
        assert all(row.expires_at > now for row in self.cases() if row.state in OPEN)

    @rule(who=CUSTOMERS, topic=TOPICS)
    def answer_gets_lost_and_the_case_ends(self, who: int, topic: str | None) -> None:
        customer = self.customers[who]
        self.turn(customer, "lost", topic, arrives=False, keeps_question=True)
        self.time_passes(1.0)

    # Laws.

    @invariant()
    def the_laws_hold(self) -> None:
        if not hasattr(self, "proxies"):
            return
        rows = self.cases()
        texts = {row.case_id: self.texts(row) for row in rows}
        self.nothing_held_reaches_the_provider()
        self.no_reply_is_told_twice_or_to_another_customer()
        self.a_conversation_with_an_id_has_one_open_case(rows)
        self.held_words_are_with_a_case_of_their_customer_once(rows, texts)
        self.owners_are_those_that_claimed(rows)
        self.every_change_has_one_record(rows)
        self.time_outs_fire_once(rows, texts)
        ratings = {row.case_id: row.rating for row in rows if row.rating is not None}
        assert ratings == self.ratings

    def nothing_held_reaches_the_provider(self) -> None:
        for customer in self.customers:
            seen = "\n".join(customer.chat.provider_saw)
            assert not [text for text in customer.held if text in seen]
            assert not [words for words in customer.replies if words in seen]
            assert "<note" not in seen

    def no_reply_is_told_twice_or_to_another_customer(self) -> None:
        for customer in self.customers:
            assert set(customer.told().values()) <= {1}
            read = "\n".join(text for _, text in customer.chat.said)
            others = [one for one in self.customers if one is not customer]
            assert not [words for other in others for words in other.replies if words in read]
            assert "<note" not in read

    def a_conversation_with_an_id_has_one_open_case(self, rows: list[CaseRow]) -> None:
        named = [row for row in rows if row.conversation_digest and row.state in OPEN]
        conversations = [(row.tenant, row.conversation_digest) for row in named]
        assert len(set(conversations)) == len(conversations)

    def held_words_are_with_a_case_of_their_customer_once(
        self, rows: list[CaseRow], texts: dict[CaseId, Sequence[CaseMessageRow]]
    ) -> None:
        book = self.proxies[0].queue._book
        stored = Counter(
            (row.case_id, book.text(row, message))
            for row in rows
            for message in texts[row.case_id]
            if message.digest is not None and message.kind is MessageKind.WORDS
        )
        for customer in self.customers:
            mine = {text for case, text in stored if self.customer_of.get(case) is customer}
            # More may be stored: several messages in a row without an answer are one.
            assert customer.held <= mine
        assert {count for (_, text), count in stored.items() if text.startswith("<")} <= {1}

    def owners_are_those_that_claimed(self, rows: list[CaseRow]) -> None:
        for row in rows:
            assert (row.owner is not None) == (row.state is CaseState.CLAIMED)
            if row.state in {CaseState.EXPIRED, CaseState.ABANDONED}:
                assert self.proxies[0].clock.now() >= row.expires_at
                self.owners.pop(row.case_id, None)
            assert row.owner == self.owners.get(row.case_id)

    def every_change_has_one_record(self, rows: list[CaseRow]) -> None:
        recorded = Counter[tuple[object, object]]()
        for event in self.proxies[0].audit.events:
            taken = -1 if event.clear["event"] == "not_taken" else 1
            recorded[event.clear["case"], event.clear["version"]] += taken
        expected = {
            (row.case_id, version): 1 for row in rows for version in range(1, row.version + 1)
        }
        assert {key: count for key, count in recorded.items() if count} == expected

    def time_outs_fire_once(
        self, rows: list[CaseRow], texts: dict[CaseId, Sequence[CaseMessageRow]]
    ) -> None:
        fired = Counter[object]()
        for event in self.proxies[0].audit.events:
            if event.clear["to"] == "expired" and event.clear["from"] in {"waiting", "claimed"}:
                fired[event.clear["case"]] += -1 if event.clear["event"] == "not_taken" else 1
        for row in rows:
            marks = sum(m.kind is MessageKind.EXPIRED for m in texts[row.case_id])
            assert marks == fired[row.case_id]


def newest(window: int, said: list[tuple[Speaker, str]]) -> list[tuple[Speaker, str]]:
    return said[-window:]


class InMemory(Handoff):
    """Both proxies on one store in memory."""

    def open_stores(self) -> Sequence[CaseStore]:
        store = MemoryCaseStore()
        return store, store


class OnSqlite(Handoff):
    """Each proxy with its own connections to one file."""

    empty: ClassVar[Path]

    def open_stores(self) -> Sequence[CaseStore]:
        self.folder = TemporaryDirectory()
        file = Path(self.folder.name) / "proxy.sqlite3"
        shutil.copy(self.empty, file)
        file.chmod(0o600)
        url = f"sqlite+aiosqlite:///{file}"
        self.databases = [self.run(Database.open(url, migrate=False)) for _ in range(2)]
        return [SqlCaseStore(database) for database in self.databases]

    def close_stores(self) -> None:
        for database in self.databases:
            self.run(database.close())
        self.folder.cleanup()


def run_machine(machine: type[Handoff], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@pytest.mark.timeout(300)
def test_any_order_of_events_in_memory() -> None:
    """See the file's promise."""
    run_machine(InMemory, examples=100, steps=35)


@pytest.mark.timeout(300)
def test_any_order_of_events_on_sqlite_with_two_proxies(tmp_path: Path) -> None:
    """See the file's promise."""
    asyncio.run(made(tmp_path))
    OnSqlite.empty = tmp_path / "proxy.sqlite3"
    run_machine(OnSqlite, examples=12, steps=25)


async def made(folder: Path) -> None:
    await (await Database.for_data_folder(folder)).close()
