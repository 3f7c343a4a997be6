"""The record of processing activities (GDPR Art. 30), written from the policy in force. Pure.

What the policy decides cannot drift from what the record says, because it is the same. What no policy
can know (who the controller is, on which basis he acts, his contracts) comes from a file of facts;
what is missing there stands in the record as open, never guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from proxy.policy.base import ContentLevel, Policy, RetentionClass
from proxy.policy.durations import say
from proxy.privacy.base import Operator

FACTS: Final[Mapping[str, str]] = {
    "controller": "Controller (name, address, contact)",
    "representative": "Representative in the Union, if there is one",
    "data_protection_officer": "Data protection officer",
    "legal_basis": "Legal basis (Art. 6, and Art. 9 where topics touch on it)",
    "provider": "LLM provider: company and contract under Art. 28",
    "provider_country": "Country in which the provider processes",
    "transfer_safeguard": "Safeguard for a transfer to a third country (Art. 44 ff.)",
    "provider_retention": "How long the provider keeps what it receives, by its contract",
}
"""What only the controller knows: key of the facts file → what it asks for."""

OPEN: Final = "to be stated by the controller"

_CLASSES: Final[Mapping[RetentionClass, str]] = {
    RetentionClass.CASE: "Conversations that a person answered, sealed",
    RetentionClass.AUDIT_CONTENT: "Audit log: what was forwarded and answered, sealed to the auditor",
    RetentionClass.AUDIT_HEADER: "Audit log: that a turn happened, when, and what was decided",
    RetentionClass.SEALED_MAP: "What restores answers of a conversation that the provider keeps, sealed",
    RetentionClass.EXPORT: "Exports of the audit log on the proxy's machine",
    RetentionClass.CUSTOMER_LINK: "Which conversations a customer had, as a keyed digest",
}
_CONTENT: Final[Mapping[ContentLevel, str]] = {
    ContentLevel.NONE: "The audit log keeps no text of a conversation.",
    ContentLevel.PROTECTED: "The audit log keeps what was forwarded, with placeholders, sealed.",
    ContentLevel.FULL: "The audit log keeps what was forwarded and the values behind placeholders, sealed.",
}
_TREATED: Final[Mapping[Operator, str]] = {
    Operator.PLACEHOLDER: "replaced by a placeholder",
    Operator.LAST_FOUR: "replaced by a placeholder; no more than its last four digits ever come back",
    Operator.REMOVE: "replaced by a placeholder that is never undone; kept nowhere",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the retention table."""

    name: str
    what: str
    how_long: str


@dataclass(frozen=True, slots=True)
class ProcessingRecord:
    """The record, in the order of Art. 30(1)."""

    policy: str
    policy_version: str
    facts: Mapping[str, str]
    """Each of ``FACTS``; ``OPEN`` where nothing was stated."""
    purposes: tuple[str, ...]
    subjects: tuple[str, ...]
    categories: Mapping[str, str]
    """Kind of personal data → what is done with it before anything is forwarded."""
    special: tuple[str, ...]
    """Topics that may touch on special categories or need care: held for a person."""
    recipients: tuple[str, ...]
    retention: tuple[Kept, ...]
    measures: tuple[str, ...]
    open: tuple[str, ...] = field(default=())
    """Facts that are still to be stated."""


def retention_table(policy: Policy) -> tuple[Kept, ...]:
    """What is kept and how long, for the record and for the privacy notice."""
    return tuple(
        Kept(kind.value, _CLASSES[kind], say(policy.retention[kind])) for kind in RetentionClass
    )


def processing_record(
    policy: Policy, facts: Mapping[str, str], *, upstream: str | None = None
) -> ProcessingRecord:
    """The record of what a proxy with this policy does. ``upstream``: host of the provider.

    Raises KeyError for a fact that is not one of ``FACTS``.
    """
    unknown = [name for name in facts if name not in FACTS]
    if unknown:
        raise KeyError(unknown[0])
    stated = {name: facts.get(name, OPEN) for name in FACTS}
    return ProcessingRecord(
        policy=policy.name,
        policy_version=policy.version,
        facts=stated,
        purposes=(
            "Answering customers of the shop by a chatbot that a language model drives",
            "Protecting what they write before it reaches the model's provider",
            "Handing sensitive conversations to a person",
            "Proving afterwards what was forwarded, and deleting it in time",
        ),
        subjects=("Customers who write in the chat, and people they write about",),
        categories=dict(_categories(policy)),
        special=tuple(sorted(rule.name for rule in policy.topics.topics)),
        recipients=tuple(_recipients(policy, stated["provider"], upstream)),
        retention=retention_table(policy),
        measures=tuple(_measures(policy)),
        open=tuple(name for name, text in stated.items() if text == OPEN),
    )


def _categories(policy: Policy) -> Iterator[tuple[str, str]]:
    for name, rule in sorted(policy.detection.entities.items()):
        yield name, _TREATED[rule.operator]


def _recipients(policy: Policy, provider: str, upstream: str | None) -> Iterator[str]:
    where = f" at {upstream}" if upstream else ""
    company = "" if provider == OPEN else f" ({provider})"
    yield (
        f"The provider of the language model{company}{where}: the conversation with placeholders in place "
        "of what was recognised; what is not recognised reaches it as it was written"
    )
    allowed = policy.allowed
    unread = [
        name
        for name, passes in (
            ("images", allowed.images), ("audio", allowed.audio), ("files", allowed.files)
        )
        if passes
    ]  # fmt: skip
    if unread:
        yield f"The same provider: {', '.join(unread)}, unread"
    if allowed.previous_response_id:
        yield "The same provider keeps answers, so that conversations can go on there"
    if allowed.stored_files:
        yield "The same provider keeps files that were uploaded there"
    if allowed.tools:
        tools = ", ".join(sorted(tool.value for tool in allowed.tools))
        yield f"Tools that run at the provider: {tools}"
    yield "People of the shop who answer conversations that were held; each look is on record"
    yield "The auditor, who alone can open the audit log"


def _measures(policy: Policy) -> Iterator[str]:
    yield "Pseudonymisation before forwarding: keyed placeholders, undone on our side only (Art. 32(1)(a))"
    yield "Nothing is forwarded when detection, protection or the audit log fails"
    yield "Sealed storage: cases with the proxy's key, the audit log with the auditor's public key"
    yield "A tamper-evident audit log that a third party can verify without any secret"
    yield _CONTENT[policy.content]
    if policy.disclosure is not None:
        how = "shown by the proxy" if policy.disclosure.texts else policy.disclosure.attested
        yield f"Customers are told that an automatic assistant answers: {how}"
    yield "Deletion on schedule and on request, on record, with the bytes overwritten or rewritten"
    yield "Card verification codes, PINs and passwords are forwarded, kept and sealed nowhere"
    if policy.outside_copy is not None:
        yield f"Signed checkpoints outside, never older than {say(policy.outside_copy)}"
