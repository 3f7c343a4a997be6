"""From a topic as written to what the topics room recognises and the queue does."""

from collections.abc import Iterable

from proxy.policy.base import HandoffTexts, OpenHours, TopicHandling
from proxy.policy.pack import Hours, Topic
from proxy.topics.base import Severity, TopicRule

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_URGENCY = {severity: rank for rank, severity in enumerate(Severity)}


def compile_rule(topic: Topic) -> TopicRule:
    """How the topic is recognised."""
    return TopicRule(
        name=topic.name,
        severity=topic.severity,
        phrases=dict(topic.phrases),
        unless=dict(topic.unless),
        examples=dict(topic.examples),
        counter_examples=dict(topic.counter_examples),
        similarity=topic.similarity,
    )


def compile_handling(topic: Topic) -> TopicHandling:
    """What happens to a turn of the topic."""
    return TopicHandling(
        name=topic.name,
        severity=topic.severity,
        locks=topic.locks,
        texts={
            language: HandoffTexts(
                first=texts.first,
                out_of_hours=texts.out_of_hours,
                unstaffed=texts.unstaffed or texts.out_of_hours,
                waiting=texts.waiting,
                expired=texts.expired,
                returned=texts.returned,
                how_to_return=texts.how_to_return,
            )
            for language, texts in topic.texts.items()
        },
        hours=_open(topic.hours),
        longest_wait=topic.longest_wait,
        contact=topic.contact,
        queue=topic.queue,
    )


def by_urgency(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Most urgent first; within one severity as they stand in the files."""
    return tuple(sorted(topics, key=lambda topic: _URGENCY[topic.severity]))


def _open(hours: Hours | None) -> OpenHours | None:
    if hours is None:
        return None
    days = frozenset(_WEEKDAYS.index(day) for day in hours.days)
    return OpenHours(hours.zone, days, hours.opens, hours.closes)
