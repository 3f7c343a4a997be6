"""Value types of the topics room: what a message is about, and the rules that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How urgent a topic is; the order of the human queue."""

    DANGER = "danger"
    """A fixed text with local help lines at once."""
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class TopicRule:
    """How one topic is recognised.

    ``phrases``: RE2 patterns searched in the canonical, lower-cased text. ``unless``: RE2 patterns;
    text they match is blanked before ``phrases`` are searched. ``examples`` / ``counter_examples``:
    sentences that must / must not be recognised; they are the rule's own tests at load, and
    ``examples`` also match messages that are nearly the same (``similarity`` ≥ threshold; 0 = off).
    All by language code ("en"), or "*".
    """

    name: str
    severity: Severity
    phrases: Mapping[str, tuple[str, ...]]
    unless: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[str, ...]]
    counter_examples: Mapping[str, tuple[str, ...]]
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class CustomerText:
    """Where the customer's own words stand in a stuffed prompt: between two literal markers."""

    after: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class TopicRules:
    """All topics of a policy, most urgent first. Plain values: sent to worker processes."""

    topics: tuple[TopicRule, ...]
    customer_text: tuple[CustomerText, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic recognised in a message, and the rule that did (never the words themselves)."""

    topic: str
    severity: Severity
    score: float
    rule: str
    languages: tuple[str, ...] = ()
    """Of all its rules that recognise the message, in the policy's order; ``*`` is none."""
