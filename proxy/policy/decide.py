"""What happens to a turn: policy and facts in, one decision out. Nothing is done here.

The order of the rules is the order of our values: what was not understood is not forwarded, what a
person owns stays with the person, what needs a person goes to one, and only then the bot answers.

1. detection failed → the customer stays with a person who is there already; a message whose topic
   is known may be held if the policy says so; everybody else is told plainly, and no case is
   opened: an outage must not fill the queue.
2. a person owns the conversation → hold, unless the customer goes back to the bot and may.
3. the newest message is on a topic → hold, the most urgent topic first.
4. an older message is on a topic that locks, and no closed case explains it → hold again.
5. the language is not covered by name detection → as the policy says.
6. forward.

Where no customer reads the answer (tokens are counted, texts are embedded), nobody is asked: rules 2 to 4 are
left out, and what they would hold is cut from the request instead; rule 5 blocks where it would hold.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import assert_never

from proxy.errors import ErrorCode
from proxy.policy.base import (
    HUMAN_TOPIC,
    Block,
    Decision,
    Facts,
    FailureAction,
    Forward,
    HandoffRules,
    Hold,
    Policy,
    Return,
)
from proxy.policy.patterns import Compiled, any_matches, compile_pattern
from proxy.text import canonical
from proxy.topics.base import Severity, TopicHit

_URGENCY = {severity: rank for rank, severity in enumerate(Severity)}
_UNDETERMINED = "und"


def decide(policy: Policy, facts: Facts) -> Decision:
    """The decision on a turn; total, and the same for the same arguments."""
    if facts.detection_failed:
        return _undetected(policy, facts)
    if facts.for_customer and (held := _held(policy, facts)) is not None:
        return held
    if facts.language not in (*policy.detection.languages, _UNDETERMINED):
        return _uncovered(policy, facts)
    return Forward()


def _held(policy: Policy, facts: Facts) -> Decision | None:
    """Rules 2 to 4."""
    if facts.case_owns:
        back = facts.wants_bot_back and not facts.case_locks
        return Return() if back else _hold_on(_most_urgent(facts.newest))
    if hit := _most_urgent(facts.newest):
        return Hold(hit.topic, hit)
    if hit := _most_urgent(_locking(policy, facts.older_unexplained)):
        return Hold(hit.topic, hit)
    return None


def _hold_on(hit: TopicHit | None) -> Hold:
    """The person stays, and a topic of the newest message goes along.

    So danger is answered as danger, and a new matter after a closed case opens a case of its own.
    """
    return Hold(hit.topic, hit) if hit else Hold(topic=None)


def _undetected(policy: Policy, facts: Facts) -> Decision:
    if facts.case_owns and facts.for_customer:
        return _hold_on(_most_urgent(facts.newest))
    hit = _most_urgent(facts.newest)
    may_hold = facts.for_customer and policy.on_detection_failure is FailureAction.HOLD
    if may_hold and hit is not None:
        return Hold(hit.topic, hit)
    return Block(
        ErrorCode.DETECTION_FAILED,
        "The message could not be checked for personal data, so it was not forwarded. "
        "Please try again in a moment.",
    )


def _uncovered(policy: Policy, facts: Facts) -> Decision:
    match policy.on_uncovered_language:
        case FailureAction.STRUCTURED_ONLY:
            return Forward(structured_only=True)
        case FailureAction.HOLD if facts.for_customer:
            return Hold(HUMAN_TOPIC)
        case FailureAction.BLOCK | FailureAction.HOLD:
            return Block(
                ErrorCode.LANGUAGE_NOT_COVERED,
                "The policy does not cover the language of this message, so it was not forwarded.",
            )
        case _ as never:
            assert_never(never)


def _locking(policy: Policy, hits: Iterable[TopicHit]) -> tuple[TopicHit, ...]:
    """Hits whose topic locks the conversation; a topic that the policy does not know locks too."""
    handling = policy.handoff.topics
    return tuple(hit for hit in hits if hit.topic not in handling or handling[hit.topic].locks)


def _most_urgent(hits: Iterable[TopicHit]) -> TopicHit | None:
    return min(hits, key=lambda hit: (_URGENCY[hit.severity], -hit.score), default=None)


def asks_for_the_bot(rules: HandoffRules, text: str) -> bool:
    """Whether a customer's words ask to go back to the bot (``Facts.wants_bot_back``).

    Read canonically and in lower case, as lint read the texts that tell customers what to write.
    ``^`` and ``$`` in a pattern are the ends of a line, so that one of several messages sent in a
    row, joined by newlines, is enough.
    """
    read = canonical(text).text.lower().replace("\r", "\n").strip()
    return any_matches(_patterns(rules.back_to_bot), read)


@lru_cache(maxsize=16)
def _patterns(patterns: tuple[str, ...]) -> tuple[Compiled, ...]:
    return tuple(compile_pattern(pattern) for pattern in patterns)
