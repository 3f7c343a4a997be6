"""What the page of a case shows, worked out from the opened case. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from proxy.console.recognised import Recognised, longest
from proxy.console.segments import Piece, left_out, pieces
from proxy.handoff.base import Author, MessageKind, OpenCase
from proxy.handoff.looks import Spot
from proxy.handoff.margin import Sighting
from proxy.policy.base import Policy

_PLACE = re.compile(r"(?P<key>phrases|examples)\.(?P<language>[a-z*]+)\[(?P<number>\d+)\]")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation."""

    number: int
    side: str
    """customer, bot, agent or system: where and how it stands."""
    who: str
    at: datetime
    pieces: tuple[Piece, ...]
    held: bool
    summary: bool
    expired: bool
    arrived: bool | None
    """Words of a person: whether anything shows that the customer has them. Else None."""
    left_out: int
    whole: bool
    """More of it is shown than usual, because somebody asked for it."""
    newest: bool
    """Here one begins to read: what has no answer yet, from its beginning."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rules saw in a message, with the words of the rule if the policy still has them."""

    message: int
    sighting: Sighting
    words: str | None


_SIDES = {
    Author.CUSTOMER: ("customer", "Customer"),
    Author.BOT: ("bot", "Bot"),
    Author.HUMAN_AGENT: ("agent", ""),
    Author.SYSTEM: ("system", ""),
}


def thread(
    case: OpenCase,
    found: Recognised,
    shown: frozenset[Spot],
    *,
    delivered: int,
    whole: int | None = None,
) -> tuple[Said, ...]:
    """The conversation, oldest first. ``whole``: the message that somebody wants to see whole."""
    said: list[Said] = []
    newest = newest_unanswered(case)
    for message in case.messages:
        side, who = _SIDES[message.author]
        words = message.author is Author.HUMAN_AGENT and message.kind is MessageKind.WORDS
        masks = found.masks.get(message.number, ())
        end = longest(message.number, whole)
        said.append(
            Said(
                number=message.number,
                side=side,
                who=message.name or who,
                at=message.at,
                pieces=pieces(message.text, masks, message.number, shown, longest=end),
                held=message.held,
                summary=message.kind is MessageKind.SUMMARY,
                expired=message.kind is MessageKind.EXPIRED,
                arrived=message.number <= delivered if words else None,
                left_out=left_out(message.text, end),
                whole=message.number == whole,
                newest=message.number == newest,
            )
        )
    return tuple(said)


def newest_unanswered(case: OpenCase) -> int | None:
    """The customer's first held words since a person last wrote; if there are none, the last words."""
    words = [message for message in case.messages if message.kind is not MessageKind.EXPIRED]
    answers = [
        message.number
        for message in words
        if message.author is Author.HUMAN_AGENT and message.kind is MessageKind.WORDS
    ]
    answered = max(answers, default=0)
    waiting = [message.number for message in words if message.held and message.number > answered]
    return next(iter([*waiting, *(message.number for message in reversed(words))]), None)


def rule_words(policy: Policy, sighting: Sighting) -> str | None:
    """The pattern or example behind a sighting; None if another policy is in force by now."""
    place = _PLACE.search(sighting.rule)
    if place is None or policy.version != sighting.policy:
        return None
    for rule in policy.topics.topics:
        if rule.name == sighting.topic:
            table = rule.phrases if place["key"] == "phrases" else rule.examples
            words = table.get(place["language"], ())
            number = int(place["number"]) - 1
            return words[number] if 0 <= number < len(words) else None
    return None
