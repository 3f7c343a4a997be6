"""What is in order in a policy and should be thought of all the same: said by checks and at each start.

Unlike problems, these refuse nothing: only the shop knows whether they are meant so.
"""

import re
from collections.abc import Iterator

from proxy.policy.base import Policy
from proxy.topics.base import Severity

_NOBODYS = re.compile(r"(?<![\w-])(?:[a-z0-9-]+\.)*example(?:\.(?:com|org|net))?(?![\w-]|\.\w)")
"""Names that belong to nobody (RFC 2606)."""


def advice(policy: Policy) -> tuple[str, ...]:
    """Sentences for whoever answers for the policy; empty if there is nothing to say."""
    return (*_disclosure(policy), *_contacts(policy), *_hours(policy))


def _disclosure(policy: Policy) -> Iterator[str]:
    if policy.disclosure is None:
        yield (
            "disclosure: customers are not told here that an automatic assistant answers, and nobody "
            "attests that the shop tells them."
        )


def _contacts(policy: Policy) -> Iterator[str]:
    topics = policy.handoff.topics.values()
    wrong = sorted({t.contact for t in topics if _NOBODYS.search(t.contact.lower())})
    if wrong:
        yield f"topics.contact: customers are sent to {', '.join(wrong)}, which is nobody's."


def _hours(policy: Policy) -> Iterator[str]:
    names = sorted(
        topic.name
        for topic in policy.handoff.topics.values()
        if topic.severity is not Severity.DANGER and topic.hours is None
    )
    if names:
        yield (
            "topics.hours: without them customers are told at any hour that people are there, for "
            f"{', '.join(names)}."
        )
