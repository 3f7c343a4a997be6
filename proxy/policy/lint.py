"""Judging a policy that is well-formed: what it may not say, and what it says without any effect.

Strategy: a list of checks, each a function from the sources to problems, so that all of them speak
at once. Two kinds: a policy may be stricter than what is written here, never weaker (cards, codes,
secrets, the way to a person); and a rule that can have no effect is a mistake of its author.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import phonenumbers

from proxy.policy.durations import say
from proxy.policy.lint_entities import lint_entities
from proxy.policy.lint_public import lint_public
from proxy.policy.lint_recognizers import lint_recognizers
from proxy.policy.lint_topics import lint_topics
from proxy.policy.lint_words import lint_words
from proxy.policy.problems import Problem
from proxy.policy.sources import Sources

Check = Callable[[Sources], Iterator[Problem]]

_TIME_LIMITS = (timedelta(seconds=1), timedelta(seconds=30))
_AGES = {
    "case": (timedelta(hours=1), timedelta(days=366)),
    "audit_content": (timedelta(days=1), timedelta(days=732)),
    "audit_header": (timedelta(days=30), timedelta(days=3653)),
    "sealed_map": (timedelta(minutes=10), timedelta(days=30)),
    "export": (timedelta(days=1), timedelta(days=366)),
}


def lint(sources: Sources) -> tuple[Problem, ...]:
    """Everything that speaks against this policy, in the order of its files."""
    checks: tuple[Check, ...] = (
        _detection,
        _arguments,
        lint_entities,
        lint_recognizers,
        lint_public,
        lint_topics,
        lint_words,
        _retention,
    )
    return tuple(sorted({problem for check in checks for problem in check(sources)}))


def _detection(sources: Sources) -> Iterator[Problem]:
    detection = sources.model.detection
    for index, region in enumerate(detection.phone_regions):
        if region not in phonenumbers.SUPPORTED_REGIONS:
            yield sources.problem(
                ("detection", "phone_regions", index),
                "There are no phone numbers known for this region.",
                "Use the ISO 3166 code in capitals, like `US` or `DE` (Great Britain is `GB`).",
            )
    for key in ("phone_regions", "languages"):
        yield from _repeated(sources, key, getattr(detection, key))
    yield from _range(sources, ("detection", "time_limit"), detection.time_limit, *_TIME_LIMITS)


def _repeated(sources: Sources, key: str, values: tuple[str, ...]) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield sources.problem(
                ("detection", key, index), f"`{value}` stands here twice.", "Keep one."
            )


def _arguments(sources: Sources) -> Iterator[Problem]:
    restoration = sources.model.restoration
    for tool in restoration.arguments:
        if restoration.tools is not None and tool not in restoration.tools:
            yield sources.document.problem(
                ("restoration", "arguments", tool),
                f"Nothing is restored in `{tool}` at all, so this line has no effect.",
                "Name the tool under `tools`, or remove the line.",
                at_key=True,
            )


def _retention(sources: Sources) -> Iterator[Problem]:
    retention = sources.model.retention
    for key, (least, most) in _AGES.items():
        yield from _range(sources, ("retention", key), getattr(retention, key), least, most)
    age = sources.model.audit.outside_copy
    if age is not None:
        least, most = timedelta(minutes=1), timedelta(days=31)
        yield from _range(sources, ("audit", "outside_copy"), age, least, most)
    if retention.audit_header < retention.audit_content:
        yield sources.problem(
            ("retention", "audit_header"),
            "Headers would be deleted before the content that they prove.",
            f"Keep headers for at least {say(retention.audit_content)}.",
        )


def _range(
    sources: Sources, path: tuple[str, ...], span: timedelta, least: timedelta, most: timedelta
) -> Iterator[Problem]:
    if not least <= span <= most:
        yield sources.problem(
            path,
            f"`{path[-1]}` is out of range.",
            f"Choose from {say(least)} to {say(most)}.",
        )
