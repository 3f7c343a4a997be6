"""Which language a customer is answered in whose turn is held. Pure.

Strategy: the message that a rule recognised is read together with the languages of that rule
(proxy.topics.language). Where no rule did, because a person owns the conversation, the customer speaks what he
clearly spoke last. Whether that is enough to change the language of a case is said, too: a thank-you is not.
"""

from collections.abc import Sequence
from typing import NamedTuple

from proxy.gateway.reading import TurnReading, newest_messages
from proxy.topics.base import Severity, TopicHit
from proxy.topics.language import UNDETERMINED, answer_language, changes_language
from proxy.turn import Message


class Spoken(NamedTuple):
    """A language, and whether the newest words say it so plainly that a case is spoken in it now."""

    language: str
    plainly: bool


def spoken_by(
    messages: Sequence[Message],
    reading: TurnReading,
    hit: TopicHit | None,
    *,
    before: str = UNDETERMINED,
    at_home: Sequence[str] = (),
) -> Spoken:
    """The language of a held turn of which these are the messages, the customers' with their own words.

    ``hit``: what it is held for; ``before``: the language of its case; ``at_home``: the policy's.
    """
    newest = newest_messages(messages)
    recent = [message for message in messages if message.index in newest]
    clear = [
        (message, language)
        for message in recent
        if (language := reading.languages.get(message.index, UNDETERMINED)) != UNDETERMINED
    ]
    so_far = reading.language if reading.language != UNDETERMINED else before
    recognised = _recognised(messages, reading, hit)
    if hit is None or recognised is None or (clear and recognised not in recent):
        language = so_far
    else:
        language = answer_language(recognised.text, hit.languages, so_far=so_far, at_home=at_home)
    grave = hit is not None and hit.severity is Severity.DANGER
    plainly = any(
        told == language and (grave or changes_language(message.text, told))
        for message, told in clear
    )
    return Spoken(language, plainly)


def _recognised(
    messages: Sequence[Message], reading: TurnReading, hit: TopicHit | None
) -> Message | None:
    """The newest message that this hit is of."""
    return next(
        (message for message in reversed(messages) if hit in reading.topics.get(message.index, ())),
        None,
    )
