"""What the keys of a record say about its values: ``{"last_name": "Lopez"}`` is a name.

Strategy: keys are cut into words (camelCase, snake_case, kebab-case, digits off) and joined again;
a table says which are personal data, in seven languages. Keys that say too little alone ("name",
"id", "number", "state") are decided by the keys above and beside them: ``customer.name`` is a person,
``product.name`` is none. Another table is evidence against: prices, sizes, brands, dates of delivery
are what the model needs for its work.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from proxy.privacy.record_keys import (
    AGAINST,
    AMBIGUOUS_IN,
    CARD_SIGNS,
    FREE_TEXT,
    GOODS_SIGNS,
    NEAR_GOODS,
    PEOPLE,
    PERSON_SIGNS,
    PERSONAL,
    PLACE_SIGNS,
    SURE_PERSON_SIGNS,
    THINGS,
    TICKET_SIGNS,
    TICKETS,
    WIRE,
)
from proxy.privacy.words import NAME_PARTICLES, TALK, is_everyday, word_set

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-öø-ÿß]+|[^\W\d_]+")
_NOTHING = word_set(
    "none null nil n/a na unknown undefined true false yes no - -- tbd todo empty string optional required "
    "redacted anonymous guest not provided"
)


_LONGEST_NAME = 5
_LEAST_OF_PROSE = 6
_LEAST_TALK = 2
"""Words."""
_SIGNS = ".,:;!?()\"'"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``entity_type``: what the key says the value is; ``against``: it says it is no personal data."""

    entity_type: str | None = None
    against: bool = False
    free_text: bool = False
    """It may hold a sentence about anything, so only names in it are judged by its key."""
    named: bool = False
    """Only if the value looks like a name: "customer" may also hold a number, a kind or a state."""

    def fits(self, value: str) -> bool:
        """Whether the value can be what its key says."""
        return not self.named or looks_like_name(value)


@lru_cache(maxsize=4096)
def key_words(key: str) -> tuple[str, ...]:
    """The words of a key in small letters: ``shippingAddress1`` → shipping, address."""
    return tuple(match[0].lower() for match in _WORD.finditer(key))


def joined(keys: Iterable[str]) -> frozenset[str]:
    """Keys as ``verdict`` compares them: their words in small letters, written together."""
    return frozenset("".join(key_words(key)) for key in keys)


def is_known_key(key: str) -> bool:
    """A word of records itself ("asin", "rating"), and so no value that stands in a key's place."""
    words = key_words(key)
    return bool(words) and (set(words) <= AGAINST or "".join(words) in PERSONAL)


def verdict(keys: tuple[str, ...], siblings: frozenset[str] = frozenset()) -> Verdict:
    """What a path of keys (outermost first) says about its value.

    ``siblings``: the ``joined`` keys of the same object.
    """
    words = key_words(keys[-1]) if keys else ()
    if not words:
        return Verdict()
    whole = "".join(words)
    if whole == "last" and keys[-1].endswith("4"):
        return Verdict("CREDIT_CARD")  # "last4": of a card, where nothing says otherwise.
    entity = PERSONAL.get(whole) or PERSONAL.get(whole.rstrip("s"))
    if entity is not None:
        return _checked(entity, whole, _above(keys), siblings)
    if whole in PEOPLE or (words[-1] in PEOPLE and not set(words[:-1]) & THINGS):
        return Verdict("PERSON", named=True)
    if whole in AMBIGUOUS_IN:
        return _ambiguous(whole, _above(keys), siblings)
    own = set(words[:-1])
    if words[-1] == "name" and own & THINGS and not own & PERSON_SIGNS:
        return Verdict(
            against=True
        )  # "Product name" in a flat record: its neighbours change nothing.
    if words[-1] in AMBIGUOUS_IN and len(words) > 1:
        return _ambiguous(words[-1], [frozenset(words[:-1]), *_above(keys)], siblings)
    for size in (2, 1):
        tail = "".join(words[-size:])
        if len(words) > size and tail in PERSONAL and not set(words[:-size]) & THINGS:
            return _checked(PERSONAL[tail], tail, _above(keys), siblings)
    return _about_things(words, _above(keys), siblings)


def _above(keys: tuple[str, ...]) -> list[frozenset[str]]:
    """Words of the keys above, nearest first, without the words of wire formats."""
    above = (frozenset(key_words(key)) - WIRE for key in reversed(keys[:-1]))
    return [words for words in above if words]


def _about_things(
    words: tuple[str, ...], above: list[frozenset[str]], beside: frozenset[str]
) -> Verdict:
    """Evidence against: a thing's key; a text beside goods; and no text of a ticket."""
    plain = _with_singulars(words)
    goods = bool(beside & GOODS_SIGNS) or any(_with_singulars(each) & THINGS for each in above[:1])
    free = bool(plain & FREE_TEXT)
    if free and not goods and plain & AGAINST <= FREE_TEXT:
        ticket = beside & (TICKET_SIGNS | PERSON_SIGNS) or any(
            _with_singulars(each) & TICKETS for each in above
        )
        return Verdict(against=not ticket and bool(plain & AGAINST), free_text=True)
    return Verdict(
        against=bool(plain & AGAINST) or (goods and bool(plain & NEAR_GOODS)), free_text=free
    )


def _with_singulars(words: Iterable[str]) -> set[str]:
    """Words, and what they may be the plural of."""
    return {form for word in words for form in (word, word.removesuffix("s"))}


def _checked(
    entity: str, whole: str, above: list[frozenset[str]], beside: frozenset[str]
) -> Verdict:
    """Keys that are personal only in company: a state beside a city, an expiry beside a card."""
    if whole == "handle" and beside & (GOODS_SIGNS | FREE_TEXT) - {"handle"}:
        return Verdict(against=True)
    if entity == "CARD_EXPIRY" and not whole.startswith("card"):
        near = not beside.isdisjoint(CARD_SIGNS) or any(words & CARD_SIGNS for words in above)
        return Verdict(entity) if near else Verdict(against=True)
    if entity == "LOCATION" and not (
        beside & PLACE_SIGNS or any(w & PERSON_SIGNS for w in above[:1])
    ):
        return Verdict()
    if above and above[0] & THINGS and entity in {"PERSON", "ACCOUNT_NUMBER"}:
        return Verdict(against=True)
    return Verdict(entity)


def _ambiguous(whole: str, above: list[frozenset[str]], beside: frozenset[str]) -> Verdict:
    """What "name", "id", "number" mean: the nearest key above that says anything decides, then the siblings."""
    table = AMBIGUOUS_IN[whole]
    if "PERSON" in table.values() and beside & SURE_PERSON_SIGNS:
        return Verdict("PERSON")
    for words in above:
        for word in sorted(words):
            entity = table.get(word) or table.get(word.rstrip("s"))
            if entity is not None:
                return Verdict(entity)
        if _with_singulars(words) & THINGS:
            return Verdict(against=True)
    if whole == "line" and beside & PLACE_SIGNS:
        return Verdict("STREET_ADDRESS")
    if whole == "name":
        if beside & AGAINST:
            return Verdict(against=True)
        if beside & PERSON_SIGNS:
            return Verdict("PERSON")
    return Verdict()


def looks_like_name(value: str) -> bool:
    """One to five words with capitals, or that are no everyday words, and no digits."""
    words = value.replace(".", " ").replace(",", " ").replace("-", " ").split()
    if not 1 <= len(words) <= _LONGEST_NAME or any(c.isdigit() for c in value):
        return False
    plain = [word.casefold() for word in words if word.casefold() not in NAME_PARTICLES]
    strange = sum(not is_everyday(word) for word in plain)
    return strange == len(plain) > 0 or (len(words) > 1 and value.istitle() and strange > 0)


def is_prose(value: str) -> bool:
    """A sentence rather than a value: "Crystal Minh called about her parcel", not "Crystal water glass"."""
    words = value.casefold().split()
    if len(words) < _LEAST_OF_PROSE:
        return False
    return sum(word.strip(_SIGNS) in TALK for word in words) >= _LEAST_TALK


def says_nothing(value: str) -> bool:
    """A value that is no value: empty, "null", "N/A", or without a letter or digit."""
    plain = value.strip().lower()
    return plain in _NOTHING or not any(c.isalnum() for c in plain)
