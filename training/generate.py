"""Messages of synthetic shop talk, with exact labels and what the conversation says about each."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from proxy.privacy.model.features import Asked, Situation
from training import foreign, negative, positive
from training.grammar import Piece, expand
from training.names import read_names
from training.noise import typed
from training.places import read_places
from training.slots import Sources, slots
from training.vocabulary import read_vocabulary

_CUSTOMER_KINDS: tuple[tuple[Sequence[str], int], ...] = (
    (positive.INTRODUCTIONS, 15),
    (positive.BARE, 17),
    (positive.THIRD, 11),
    (positive.VOCATIVE, 5),
    (positive.SIGNED, 2),
    (positive.ADDRESSES, 10),
    (positive.PLACES, 4),
    (negative.PRODUCTS, 16),
    (negative.ORDERS, 12),
    (negative.SMALL_TALK, 6),
    (negative.EVERYDAY, 26),
    (foreign.TALK, 10),
    (foreign.NAMED, 1),
)
_SHOP_KINDS: tuple[tuple[Sequence[str], int], ...] = (
    (positive.AGENT, 30),
    (positive.BARE[:2], 3),
    (positive.ADDRESSES, 4),
    (negative.SHOP, 60),
    (foreign.TALK, 4),
    (negative.PRODUCTS, 8),
    (negative.ORDERS, 8),
    (negative.EVERYDAY, 10),
)
_NAMING = (positive.INTRODUCTIONS, positive.BARE, positive.THIRD, positive.ADDRESSES)
_CUSTOMER_SHARE = 0.78


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its text, the labelled spans in it, and its situation."""

    text: str = field(repr=False)
    spans: tuple[tuple[int, int, str], ...]
    situation: Situation


def read_sources(seed: int) -> Sources:
    """All lists. Takes some seconds."""
    names = read_names()
    return Sources(names, read_places(names, seed), read_vocabulary(names))


def generate(sources: Sources, seed: int) -> Iterator[Message]:
    """Messages without end; the same sources and seed give the same messages."""
    rng = random.Random(seed)  # noqa: S311 - synthetic text, no secret
    fill = slots(sources)
    while True:
        customer = rng.random() < _CUSTOMER_SHARE
        kinds = _CUSTOMER_KINDS if customer else _SHOP_KINDS
        chosen = rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
        pieces = expand(rng.choice(chosen), fill, rng)
        if chosen in _NAMING and rng.random() < 0.22:
            pieces = _with_talk(pieces, expand(_talk(rng), fill, rng), rng)
        elif not customer and rng.random() < 0.3:
            more = expand(rng.choice(negative.SHOP), fill, rng)
            pieces = [*pieces, Piece(rng.choice((" ", "\n", ". "))), *more]
        situation = Situation(_asked(chosen, rng) if customer else Asked.NOTHING, customer)
        yield message_of(typed(pieces, rng), situation)


def message_of(pieces: Sequence[Piece], situation: Situation) -> Message:
    """Put pieces together; neighbours of one label stay spans of their own."""
    text = ""
    spans = []
    for piece in pieces:
        if piece.label:
            spans.append((len(text), len(text) + len(piece.text.rstrip()), piece.label))
        text += piece.text
    return Message(text, tuple(spans), situation)


def _talk(rng: random.Random) -> str:
    return rng.choice(rng.choice((negative.ORDERS, negative.SMALL_TALK, negative.EVERYDAY)))


def _with_talk(pieces: list[Piece], talk: list[Piece], rng: random.Random) -> list[Piece]:
    """A clause without names before or after."""
    joint = [Piece(rng.choice((". ", ", ", " ", " and ", "\n", "! ")))]
    return [*pieces, *joint, *talk] if rng.random() < 0.5 else [*talk, *joint, *pieces]


def _asked(chosen: Sequence[str], rng: random.Random) -> Asked:
    """What may have been asked before such a message; mostly nothing that we understood."""
    if rng.random() < 0.6:
        return Asked.NOTHING
    if chosen is positive.BARE:
        return rng.choices((Asked.NAME, Asked.OTHER), (5, 1))[0]
    if chosen is positive.INTRODUCTIONS:
        return rng.choices((Asked.NAME, Asked.OTHER), (3, 1))[0]
    if chosen is positive.ADDRESSES:
        return rng.choices((Asked.ADDRESS, Asked.OTHER), (4, 1))[0]
    return rng.choices((Asked.NAME, Asked.ADDRESS, Asked.OTHER, Asked.NOTHING), (1, 1, 2, 4))[0]
