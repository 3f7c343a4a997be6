"""Canned answers: words of the policy that a human agent starts from, filled in for a case. Pure."""

from dataclasses import dataclass, field

from proxy.handoff.base import CaseRow
from proxy.handoff.replies import filled
from proxy.policy.base import HandoffRules


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """A canned answer in the customer's language, ready to be changed and sent."""

    name: str
    language: str
    text: str = field(repr=False)


def ready_answers(rules: HandoffRules, row: CaseRow, topic: str) -> tuple[ReadyAnswer, ...]:
    """The canned answers for a case, in the policy's order."""
    handling = rules.topics.get(topic)
    found: list[ReadyAnswer] = []
    for canned in rules.canned_answers:
        if canned.topics and topic not in canned.topics:
            continue
        language = row.language if row.language in canned.texts else "en"
        text = filled(
            canned.texts[language],
            reference=row.reference,
            contact=handling.contact if handling else "",
        )
        found.append(ReadyAnswer(canned.name, language, text))
    return tuple(found)
