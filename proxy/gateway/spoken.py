"""Which language a customer is answered in whose turn is held. Pure.

Strategy: the message that a rule recognised is read together with the languages of that rule
(proxy.topics.language). Where no rule did, because a person owns the conversation, the customer speaks what he
clearly spoke last. Whether that is enough to change the language of a case is said, too: a thank-you is not.
"""

from typing import NamedTuple

from proxy.gateway.read_turn import ReadTurn
from proxy.gateway.reading import newest_messages
from proxy.topics.base import Severity, TopicHit
from proxy.topics.language import UNDETERMINED, answer_language, changes_language
from proxy.turn import Message


class Spoken(NamedTuple):
    """A language, and whether the newest words say it so plainly that a case is spoken in it now."""

    language: str
    plainly: bool


def spoken_by(read: ReadTurn, hit: TopicHit | None, before: str) -> Spoken:
    """The language of a held turn. ``hit``: what it is held for; ``before``: the language of its case."""
    reading, newest = read.reading, newest_messages(read.history.messages)
    recent = [message for message in read.history.messages if message.index in newest]
    clear = [
        (message, language)
        for message in recent
        if (language := reading.languages.get(message.index, UNDETERMINED)) != UNDETERMINED
    ]
    so_far = reading.language if reading.language != UNDETERMINED else before
    recognised = _recognised(read, hit)
    if hit is None or recognised is None or (clear and recognised not in recent):
        language = so_far
    else:
        language = answer_language(
            recognised.text, hit.languages, so_far=so_far, at_home=read.policy.detection.languages
        )
    grave = hit is not None and hit.severity is Severity.DANGER
    plainly = any(
        told == language and (grave or changes_language(message.text, told))
        for message, told in clear
    )
    return Spoken(language, plainly)


def _recognised(read: ReadTurn, hit: TopicHit | None) -> Message | None:
    """The newest message that this hit is of."""
    return next(
        (
            message
            for message in reversed(read.history.messages)
            if hit in read.reading.topics.get(message.index, ())
        ),
        None,
    )
