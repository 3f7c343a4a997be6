"""Any order of events: one owner, no reply lost or told twice, nothing held reaches the provider.

A customer with one conversation, two human agents, and a clock do whatever they like. The client
names its conversation or not, keeps all of its history or a short end of it, loses answers, and
sends turns again.
"""

# ruff: noqa: D102 - the names of rules and invariants are the sentences

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from proxy.errors import CallerError
from proxy.handoff.base import CaseRow, CaseState, MessageKind
from proxy.handoff.states import OPEN
from proxy.turn import Speaker
from tests.handoff.memory import MemoryCaseStore
from tests.handoff.world import SHOP, WAIT, World

AGENTS = st.sampled_from(["Ada", "Bob"])
TOPICS = st.sampled_from([None, None, None, "human", "legal", "danger"])
LOST_IN_A_ROW = 3


class Handoff(RuleBasedStateMachine):
    """See the file's promise."""

    @initialize(
        conversation=st.sampled_from(["conv-1", None]),
        window=st.sampled_from([2, 3, 6, None]),
    )
    def begin(self, conversation: str | None, window: int | None) -> None:
        self.runner = asyncio.Runner()
        self.store = MemoryCaseStore()
        self.world = World(store=self.store)
        self.chat = self.world.chat(conversation)
        if window is not None and conversation is not None:
            self.chat.keeps = lambda said: said[-window:]
        self.number = 0
        self.lost = 0
        self.held: set[str] = set()
        self.replied: list[str] = []
        self.owners: dict[str, str | None] = {}

    def teardown(self) -> None:
        if not hasattr(self, "runner"):
            return
        try:
            for _ in range(3):
                self.turn("and now?", None, arrives=True, keeps_question=True)
            told = self.told()
            assert {words: told[words] for words in self.replied} == dict.fromkeys(self.replied, 1)
        finally:
            self.runner.close()

    def unique(self, what: str) -> str:
        self.number += 1
        return f"<{what} {self.number}>"

    def told(self) -> Counter[str]:
        """How often the customer read each reply."""
        answers = [text for speaker, text in self.chat.said if speaker is Speaker.ASSISTANT]
        return Counter(words for words in self.replied for a in answers if words in a)

    def cases(self) -> list[CaseRow]:
        return list(self.store.rows.values())

    def turn(self, text: str, topic: str | None, *, arrives: bool, keeps_question: bool) -> None:
        unique = self.unique(text)
        reply = self.runner.run(self.chat.send(unique, topic))
        if reply is not None:
            self.held.add(unique)
            # Without an id, the first answer is what the client knows its case by.
            named = self.chat.conversation is not None
            known = named or any(reply.reference in text for _, text in self.chat.said)
            arrives = arrives or not known
        arrives = arrives or self.lost >= LOST_IN_A_ROW
        if arrives:
            self.lost = 0
            answer = reply.text if reply else f"bot: {unique}"
            self.chat.said += [(Speaker.CUSTOMER, unique), (Speaker.ASSISTANT, answer)]
        else:
            self.lost += 1
            if keeps_question:
                self.chat.said.append((Speaker.CUSTOMER, unique))

    @rule(topic=TOPICS, arrives=st.booleans(), keeps_question=st.booleans())
    def customer_writes(self, topic: str | None, *, arrives: bool, keeps_question: bool) -> None:
        self.turn("question", topic, arrives=arrives, keeps_question=keeps_question)

    @precondition(lambda self: self.chat.conversation is not None)
    @rule(times=st.integers(1, 3), topic=TOPICS)
    def client_sends_a_turn_several_times(self, times: int, topic: str | None) -> None:
        text = self.unique("repeated")

        async def parallel() -> None:
            replies = await asyncio.gather(*(self.chat.send(text, topic) for _ in range(times)))
            if any(replies):
                self.held.add(text)
            answer = next((reply.text for reply in replies if reply), "bot: again")
            self.chat.said += [(Speaker.CUSTOMER, text), (Speaker.ASSISTANT, answer)]

        self.runner.run(parallel())

    @rule()
    def customer_goes_back(self) -> None:
        standing = self.runner.run(self.chat.standing("bot"))
        if standing.owns and not standing.locks:
            self.runner.run(self.world.queue.give_back(SHOP, standing))

    def on_a_case(self, pick: int) -> CaseRow | None:
        cases = self.cases()
        return cases[pick % len(cases)] if cases else None

    @rule(agent=AGENTS, pick=st.integers(0, 5))
    def somebody_claims(self, agent: str, pick: int) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        try:
            claimed = self.runner.run(self.world.queue.claim(SHOP, row.case_id, agent))
        except CallerError:
            return
        assert claimed.owner == agent
        # Nobody takes what another person owns.
        assert row.owner in {None, agent} or self.world.clock.now() >= row.expires_at

    @rule(agent=AGENTS, pick=st.integers(0, 5))
    def somebody_replies(self, agent: str, pick: int) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        words = self.unique("reply")
        try:
            self.runner.run(self.world.queue.reply(SHOP, row.case_id, agent, words))
        except CallerError:
            return
        assert row.owner == agent
        self.replied.append(words)

    @rule(agent=AGENTS, pick=st.integers(0, 5), how=st.sampled_from(["return", "resolve", "free"]))
    def somebody_lets_go(self, agent: str, pick: int, how: str) -> None:
        row = self.on_a_case(pick)
        if row is None:
            return
        queue, words = self.world.queue, self.unique(how)
        try:
            if how == "return":
                self.runner.run(queue.return_to_bot(SHOP, row.case_id, agent, words))
            elif how == "resolve":
                self.runner.run(queue.resolve(SHOP, row.case_id, agent, words))
                self.replied.append(words)
            else:
                self.runner.run(queue.release(SHOP, row.case_id, agent))
        except CallerError:
            return
        assert row.owner == agent

    @rule(part=st.sampled_from([0.1, 0.6, 1.0]))
    def time_passes(self, part: float) -> None:
        self.world.clock.forward(timedelta(seconds=WAIT.total_seconds() * part))

    @invariant()
    def nothing_held_reaches_the_provider(self) -> None:
        if not hasattr(self, "world"):
            return
        seen = "\n".join(self.chat.provider_saw)
        assert not [text for text in self.held if text in seen]
        assert not [words for words in self.replied if words in seen]
        assert "R-" not in seen

    @invariant()
    def no_reply_is_told_twice(self) -> None:
        if hasattr(self, "world"):
            assert all(count == 1 for count in self.told().values())

    @invariant()
    def a_conversation_with_an_id_has_one_open_case(self) -> None:
        if hasattr(self, "world") and self.chat.conversation is not None:
            assert sum(row.state in OPEN for row in self.cases()) <= 1

    @invariant()
    def held_words_are_with_a_case_once(self) -> None:
        if not hasattr(self, "world"):
            return
        stored = Counter(
            (case_id, self.world.queue._book.text(self.store.rows[case_id], message))
            for case_id, messages in self.store.texts.items()
            for message in messages
            if message.digest is not None and message.kind is MessageKind.WORDS
        )
        # More may be stored: several messages in a row without an answer are one.
        assert self.held <= {text for _, text in stored}
        assert set(stored.values()) <= {1}

    @invariant()
    def only_claimed_cases_have_an_owner(self) -> None:
        if hasattr(self, "world"):
            for row in self.cases():
                assert (row.owner is not None) == (row.state is CaseState.CLAIMED)

    @invariant()
    def every_change_was_recorded_before(self) -> None:
        if not hasattr(self, "world"):
            return
        recorded = {(e.clear["case"], e.clear["version"]) for e in self.world.audit.events}
        for row in self.cases():
            versions = {(row.case_id, version) for version in range(1, row.version + 1)}
            assert versions <= recorded


@pytest.mark.timeout(300)
def test_any_order_of_events() -> None:
    """See the file's promise."""
    run_state_machine_as_test(
        Handoff,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
