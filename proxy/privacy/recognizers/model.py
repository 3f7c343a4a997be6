"""Names and addresses in running text, by our own trained model.

Strategy: the model gives spans with probabilities; here they become hits. A name needs nothing more. A
town or a postal code counts fully only beside a street, as part of an address; alone it is a
guess, which a policy may count by lowering the type's threshold. A brand is learned as a decoy, and is
dropped, and so is the name of a country or of a well-known shop, unless a name was asked for. A street
line without any number or street word is a guess.
"""

import re
from collections.abc import Iterator, Sequence

from proxy.privacy.base import Asked
from proxy.privacy.model import features
from proxy.privacy.model.crf import NameModel, Span
from proxy.privacy.model.shipped import shipped_model
from proxy.privacy.normalize import Reading
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS
from proxy.privacy.recognizers.address import STREET_WORDS
from proxy.privacy.recognizers.base import Hit, ReadingRecognizer
from proxy.privacy.record_keys import THINGS
from proxy.privacy.words import not_people

_PERSON, _STREET, _PLACE, _CODE = "PERSON", "STREET_ADDRESS", "LOCATION", "POSTAL_CODE"
_CEILING = 0.79
"""A key that says "product name" outvotes the model, so it never counts as firm."""
_ALONE = 0.4
"""By this a town or a postal code is less certain that stands without a street."""
_NEAR = 24
"""Characters between the parts of one address."""
_MEASURE = re.compile(
    r"\b[0-9]+ ?(?:mm|cm|ml|cl|kg|gb|tb|oz|lbs?|inch(?:es)?|watts?|volts?|hz|mah|mp|x ?[0-9]+)\b|[0-9][.,][0-9]{2}\b"
)
"""A size or a price; no street line holds one."""
_NOT_PEOPLE = frozenset(
    tuple(phrase.split())
    for phrase in (not_people.COUNTRIES + not_people.CHAINS).split("\n")
    if phrase
)
_STREETS = STREET_WORDS | ENGLISH_NUMBER_WORDS
_LONGEST_PHRASE = max(map(len, _NOT_PEOPLE))
_THING_LINE = re.compile(
    r"^[ \t*\-]*(?P<key>[a-z]+(?:[ _-][a-z]+){0,2}) ?: ?(?P<thing>[^\n:]{1,60})$", re.MULTILINE
)
"""A line such as "Product name: Oliver desk"."""
_BILLS = frozenset(
    [
        "the",
        "a",
        "my",
        "this",
        "that",
        "your",
        "our",
        "his",
        "her",
        "last",
        "next",
        "pay",
        "paid",
        "medical",
        "electric",
        "phone",
        "gas",
        "water",
        "hospital",
        "dinner",
        "card",
        "hotel",
        "internet",
        "utility",
        "monthly",
        "dollar",
        "total",
    ]
)
"""Before "bill" in small letters: a sum of money, no person."""
_ADDRESS_ASKS = frozenset({Asked.STREET, Asked.CITY, Asked.POSTAL_CODE})


class NameModelRecognizer(ReadingRecognizer):
    """Finds names, street lines, and the towns and postal codes beside them."""

    ENTITIES = (_PERSON, _STREET, _PLACE, _CODE)

    def __init__(self, model: NameModel | None = None) -> None:
        """With the shipped model unless given. Raises ``AdministratorError`` when that is damaged."""
        super().__init__()
        self._model = shipped_model() if model is None else model

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every span that is no decoy; its score is the model's probability."""
        if not any(character.isalpha() for character in reading.text):
            return
        situation = features.Situation(_asked(reading.asked), reading.from_customer)
        spans = list(self._model.spans(reading.text, situation))
        things = _things(reading.lower) if spans and ":" in reading.lower else ()
        for at, span in enumerate(spans):
            score = min(span.probability, _CEILING)
            if span.label == _PERSON:
                if any(start <= span.start < end for start, end in things):
                    continue
                start, end = _letters_of(reading.text, span.start, span.end)
                asked = Asked.NAME in reading.asked
                if start < end and (asked or not _is_no_person(reading, start, end)):
                    yield Hit(_PERSON, start, end, score)
            elif span.label == _STREET and not _MEASURE.search(reading.lower, span.start, span.end):
                sure = reading.asked & _ADDRESS_ASKS or _is_like_a_street(reading, span)
                yield Hit(_STREET, span.start, span.end, score if sure else score * _ALONE)
            elif span.label in {_PLACE, _CODE}:
                beside = _beside_a_street(spans, at)
                yield Hit(span.label, span.start, span.end, score if beside else score * _ALONE)


def _letters_of(text: str, start: int, end: int) -> tuple[int, int]:
    """A name without the number before or after it, which other recognisers name better."""
    while start < end and not text[start].isalpha():
        start += 1
    while end > start and not text[end - 1].isalpha():
        end -= 1
    return start, end


def _things(lower: str) -> tuple[tuple[int, int], ...]:
    """Where a line says by its key that its value is a thing; keys of JSON are read elsewhere."""
    return tuple(
        match.span("thing")
        for match in _THING_LINE.finditer(lower)
        if not THINGS.isdisjoint(match["key"].replace("_", " ").replace("-", " ").split())
    )


def _is_no_person(reading: Reading, start: int, end: int) -> bool:
    """The words are those, or some of those, of a country or a well-known shop; or a bill to pay."""
    words = reading.lower[start:end].removesuffix("'s").removesuffix("’s").split()
    more = _LONGEST_PHRASE - len(words)
    if more >= 0 and _stands_in_phrase(
        reading.words_before(start, more), words, reading.words_after(end, more)
    ):
        return True
    if words != ["bill"] or reading.text[start] == "B":
        return False
    before = reading.words_before(start, 1)
    return bool(before) and before[-1] in _BILLS


def _stands_in_phrase(before: Sequence[str], words: list[str], after: Sequence[str]) -> bool:
    """Whether the words, with some of the words around them, are one of the phrases."""
    around = [*before, *words, *after]
    first, last = len(before), len(before) + len(words)
    return any(
        tuple(around[low:high]) in _NOT_PEOPLE
        for low in range(first + 1)
        for high in range(last, len(around) + 1)
    )


def _is_like_a_street(reading: Reading, span: Span) -> bool:
    """It holds a number, or a word of streets."""
    text = reading.lower[span.start : span.end]
    words = text.replace(".", " ").replace("-", " ").replace(",", " ").split()
    return any(map(str.isdigit, text)) or not _STREETS.isdisjoint(words)


def _asked(asked: frozenset[Asked]) -> features.Asked:
    """What was asked for, in the model's coarser words."""
    if Asked.NAME in asked:
        return features.Asked.NAME
    if asked & _ADDRESS_ASKS:
        return features.Asked.ADDRESS
    return features.Asked.OTHER if asked else features.Asked.NOTHING


def _beside_a_street(spans: Sequence[Span], at: int) -> bool:
    """Whether a street stands before or after, with nothing but parts of an address between."""
    for step in (-1, 1):
        place = at
        while 0 <= place + step < len(spans):
            here, there = sorted((spans[place], spans[place + step]), key=lambda each: each.start)
            if there.start - here.end > _NEAR or spans[place + step].label == _PERSON:
                break
            place += step
            if spans[place].label == _STREET:
                return True
    return False
