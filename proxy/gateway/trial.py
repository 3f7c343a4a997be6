"""What a policy would do with a message, without sending it anywhere.

For ``chat-proxy policy try``: the same steps as a turn, in this process and with keys that are
thrown away, so that a security engineer sees findings, rules, topic and outgoing text before a
policy is in force.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from proxy.dialects.base import Limits, MediaAllowed
from proxy.dialects.registry import fallback_dialect
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.reading import gather_facts, plan_readings, understand
from proxy.gateway.records import decision_name
from proxy.ids import Randomness
from proxy.policy.base import Hold, Policy
from proxy.policy.decide import decide
from proxy.privacy.base import TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.guard import guard
from proxy.privacy.link import link
from proxy.privacy.placeholders import DefinitionKey, PlaceholderKeys, conversation_key
from proxy.privacy.protect import protect
from proxy.topics.base import TopicHit
from proxy.topics.classify import Classifier
from proxy.topics.language import language_of


@dataclass(frozen=True, slots=True)
class TriedFinding:
    """One finding in the tried text, with the text it covers: this is the administrator's own."""

    entity_type: str
    rule: str
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What would happen to a message under a policy."""

    decision: str
    topic: TopicHit | None
    language: str
    findings: tuple[TriedFinding, ...]
    sent: str | None
    """What the provider would read; None when nothing would be sent."""


def try_text(policy: Policy, text: str, question: str | None, randomness: Randomness) -> Trial:
    """Run one message through a policy. ``question``: what the bot asked just before."""
    messages = [{"role": "assistant", "content": question}] if question else []
    messages.append({"role": "user", "content": text})
    body = json.dumps({"model": "trial", "messages": messages}).encode()
    dialect = fallback_dialect()
    turn = dialect.read_turn(body, limits=Limits(), media=MediaAllowed())
    plan = plan_readings(turn)
    reading = understand(turn, plan, _inspect(policy, plan.readings))
    facts = gather_facts(
        turn, reading, owns=False, locks=False, explained=frozenset(), wants_bot_back=False
    )
    decision = decide(policy, facts)
    findings = link(turn, reading.found, policy.detection)
    keys = PlaceholderKeys(
        conversation=conversation_key(randomness(32), conversation="trial", user=None, opening=""),
        definition=DefinitionKey(randomness(32)),
        identifier=randomness(32),
    )
    draft = protect(
        turn, findings, rules=policy.detection, restoration=policy.restoration, keys=keys
    )
    protected = guard(dialect.write_request(turn, draft.edits), draft)
    last = len(turn.messages) - 1
    tried = tuple(
        TriedFinding(f.entity_type, f.rule, f.score, slot.text[f.start : f.end])
        for slot, found in zip(turn.slots, findings, strict=True)
        for f in found
        if slot.message == last
    )
    forwarded = decision_name(decision) == "forwarded"
    return Trial(
        decision=decision_name(decision),
        topic=decision.hit if isinstance(decision, Hold) else None,
        language=reading.language,
        findings=tried,
        sent=json.loads(protected.body)["messages"][-1]["content"] if forwarded else None,
    )


def _inspect(policy: Policy, readings: Sequence[Reading]) -> list[Inspected]:
    detector, classifier = Detector(policy.detection), Classifier(policy.topics)
    return [
        Inspected(
            findings=detector.detect(TextToRead(r.text, r.asked, from_customer=r.from_customer)),
            topics=classifier.classify(r.text) if r.classify else (),
            language=language_of(r.text),
        )
        for r in readings
    ]
