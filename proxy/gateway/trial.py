"""What a policy would do with a message, without sending it anywhere.

For ``chat-proxy policy try`` and the console's playground: the same steps as a turn, in this process and with keys that are
thrown away, so that a security engineer sees findings, rules, topic and outgoing text before a
policy is in force.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.reading import ReadingPlan, gather_facts, plan_readings, understand
from proxy.gateway.records import decision_name
from proxy.ids import Randomness
from proxy.policy.base import Hold, Policy
from proxy.policy.decide import decide
from proxy.privacy.base import Finding, Operator, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.guard import guard
from proxy.privacy.link import link
from proxy.privacy.placeholders import (
    DefinitionKey,
    Entry,
    PlaceholderKeys,
    Placeholders,
    conversation_key,
)
from proxy.privacy.protect import protect
from proxy.privacy.restore import Restorer
from proxy.topics.base import TopicHit
from proxy.topics.classify import Classifier
from proxy.topics.language import language_of
from proxy.turn import Channel, Sink, Turn


@dataclass(frozen=True, slots=True)
class TriedFinding:
    """One finding in the tried text, with the text it covers: this is the administrator's own."""

    entity_type: str
    rule: str
    score: float
    text: str
    start: int
    end: int
    """Characters [start, end) of the tried text."""


@dataclass(frozen=True, slots=True)
class TriedValue:
    """A placeholder of the tried turn, and where its value would come back."""

    placeholder: str
    entity_type: str
    in_chat: str | None
    """What the customer would read in its place; None: it never comes back."""
    in_tools: bool
    """The value comes back in function tools that the policy allows."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What would happen to a message under a policy."""

    decision: str
    topic: TopicHit | None
    language: str
    findings: tuple[TriedFinding, ...]
    sent: str | None
    """What the provider would read; None when nothing would be sent."""
    values: tuple[TriedValue, ...] = ()
    restored: str | None = None
    """A tried answer of the provider, as the customer would read it."""


def try_text(policy: Policy, text: str, question: str | None, randomness: Randomness) -> Trial:
    """Run one message through a policy. ``question``: what the bot asked just before."""
    return Bench(policy).try_text(text, question, randomness)


class Bench:
    """A policy made ready to be tried many times; compiling it takes most of the time."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._detector, self._classifier = Detector(policy.detection), Classifier(policy.topics)

    def try_text(
        self, text: str, question: str | None, randomness: Randomness, *, answer: str | None = None
    ) -> Trial:
        """Run one message through the policy, and back again an ``answer`` of the provider.

        In the answer, the type in square brackets (``[EMAIL]``) stands for the first placeholder of
        that label, since nobody can type a keyed code.
        """
        policy = self.policy
        turn, plan = _as_turn(text, question)
        reading = understand(turn, plan, self.inspect(plan.readings))
        facts = gather_facts(
            turn, reading, owns=False, locks=False, explained=frozenset(), wants_bot_back=False
        )
        decision = decide(policy, facts)
        findings = link(turn, reading.found, policy.detection)
        draft = protect(
            turn,
            findings,
            rules=policy.detection,
            restoration=policy.restoration,
            keys=_keys(randomness),
        )
        protected = guard(fallback_dialect().write_request(turn, draft.edits), draft)
        forwarded = decision_name(decision) == "forwarded"
        return Trial(
            decision=decision_name(decision),
            topic=decision.hit if isinstance(decision, Hold) else None,
            language=reading.language,
            findings=_tried(turn, findings),
            sent=json.loads(protected.body)["messages"][-1]["content"] if forwarded else None,
            values=tuple(_value(name, entry) for name, entry in protected.placeholders.items()),
            restored=_restored(answer, protected.placeholders, policy) if answer else None,
        )

    def inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        """What stands in these texts, one answer for each; in this process, and it takes its time."""
        return [
            Inspected(
                findings=self._detector.detect(
                    TextToRead(r.text, r.asked, from_customer=r.from_customer)
                ),
                topics=self._classifier.classify(r.text) if r.classify else (),
                language=language_of(r.text),
            )
            for r in readings
        ]


def _as_turn(text: str, question: str | None) -> tuple[Turn, ReadingPlan]:
    messages = [{"role": "assistant", "content": question}] if question else []
    messages.append({"role": "user", "content": text})
    body = json.dumps({"model": "trial", "messages": messages}).encode()
    turn = fallback_dialect().read_turn(body, limits=Limits(), allowed=Allowed())
    return turn, plan_readings(turn)


def _keys(randomness: Randomness) -> PlaceholderKeys:
    return PlaceholderKeys(
        conversation=conversation_key(randomness(32), conversation="trial", user=None, opening=""),
        definition=DefinitionKey(randomness(32)),
        identifier=randomness(32),
    )


def _tried(turn: Turn, findings: Sequence[Sequence[Finding]]) -> tuple[TriedFinding, ...]:
    last = len(turn.messages) - 1
    return tuple(
        TriedFinding(f.entity_type, f.rule, f.score, slot.text[f.start : f.end], f.start, f.end)
        for slot, found in zip(turn.slots, findings, strict=True)
        for f in found
        if slot.message == last
    )


def _value(placeholder: str, entry: Entry) -> TriedValue:
    operator = entry.rule.operator
    return TriedValue(
        placeholder=placeholder,
        entity_type=entry.entity_type,
        in_chat=None if operator is Operator.REMOVE else entry.restores.reveal(),
        in_tools=entry.rule.in_tools,
    )


def _restored(answer: str, placeholders: Placeholders, policy: Policy) -> str:
    for name in reversed(list(placeholders)):
        answer = answer.replace(f"[{name[1:].rpartition('_')[0]}]", name)
    restorer = Restorer(placeholders, policy.restoration)
    channel = Channel(choice=0, place="content")
    return restorer.restore(answer, channel, sink=Sink.CUSTOMER_TEXT, json=False)
