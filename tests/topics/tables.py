"""The tables of messages, and the rules of the shipped pack."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.topics import Severity, TopicRule, TopicRules

MESSAGES = Path(__file__).parent / "messages"
ORDINARY = "ordinary"
"""The table of messages that come near no topic in particular, and are held by none."""

TOPICS = tuple(sorted(path.stem for path in MESSAGES.glob("*.yaml") if path.stem != ORDINARY))

Table = Mapping[str, Mapping[str, tuple[str, ...]]]
"""``about`` and ``not_about``, then language ("mixed": several), then messages."""


def table(topic: str) -> Table:
    """The messages of one topic."""
    read = yaml.safe_load((MESSAGES / f"{topic}.yaml").read_text())
    return {
        key: {language: tuple(map(str, messages)) for language, messages in languages.items()}
        for key, languages in read.items()
    }


def spoken() -> dict[str, dict[str, tuple[str, ...]]]:
    """Messages that must be answered in their language, by language and what they are about."""
    read = yaml.safe_load((Path(__file__).parent / "spoken.yaml").read_text())
    return {
        language: {about: tuple(messages) for about, messages in kinds.items()}
        for language, kinds in read.items()
    }


def shipped_rules() -> TopicRules:
    """The topics of the default policy."""
    return load_policy(shipped_policy("default")).topics


def rule(
    *phrases: str,
    name: str = "topic",
    severity: Severity = Severity.NORMAL,
    unless: tuple[str, ...] = (),
    examples: tuple[str, ...] = (),
    counter_examples: tuple[str, ...] = (),
    similarity: float = 0.0,
) -> TopicRule:
    """A topic in English."""
    return TopicRule(
        name,
        severity,
        {"en": phrases},
        {"en": unless},
        {"en": examples},
        {"en": counter_examples},
        similarity,
    )
