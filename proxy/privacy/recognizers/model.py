"""Names and addresses in running text, by our own trained model.

Strategy: the model gives spans with probabilities; here they become hits. A name needs nothing more. A
town or a postal code counts fully only beside a street, as part of an address; alone it is a
guess, which a policy may count by lowering the type's threshold. A brand is learned as a decoy, and is
dropped, and so is what is no person by its words (``public_names``), unless a name was asked for. Talk
and names of values at the ends of a span are left outside. A street line without any number or street
word is a guess.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from proxy.privacy.base import Asked
from proxy.privacy.model import features
from proxy.privacy.model.crf import NameModel, Span
from proxy.privacy.model.lexicon import Role
from proxy.privacy.model.shipped import shipped_model
from proxy.privacy.normalize import Reading, Word
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS
from proxy.privacy.recognizers.address import STREET_WORDS
from proxy.privacy.recognizers.base import Hit, ReadingRecognizer
from proxy.privacy.recognizers.public_names import is_person
from proxy.privacy.recognizers.structured import spans_of
from proxy.privacy.record import is_prose
from proxy.privacy.record_keys import THINGS
from proxy.privacy.words import (
    LABEL_LINKS,
    LABELS,
    NAME_PARTICLES,
    TALK,
    TYPED,
    leading_labels,
    word_set,
)

_PERSON, _STREET, _PLACE, _CODE = "PERSON", "STREET_ADDRESS", "LOCATION", "POSTAL_CODE"
_CEILING = 0.79
"""A key that says "product name" outvotes the model, so it never counts as firm."""
_ALONE = 0.4
"""By this a town or a postal code is less certain that stands without a street."""
_NEAR = 24
"""Characters between the parts of one address."""
_MEASURE = re.compile(
    r"\b[0-9]+ ?(?:mm|cm|ml|cl|kg|gb|tb|oz|lbs?|inch(?:es)?|watts?|volts?|hz|mah|mp|[fc]$|x ?[0-9]+|degrees|percent|times|plus|minus|multiplied|divided)\b|"
    r"[0-9][.,][0-9]{2}\b|\bspf ?[0-9]|^vitamins? |^[0-9]{1,3}$|"
    r"^(?:january|february|march|april|may|june|july|august|september|october|november|december) [0-9]{1,2}(?:st|nd|rd|th)?$"
)
"""A size, a price, a sum or a day; no street line holds one."""
_SIZE = re.compile(r"(?:uk|us|eu) ?[0-9]{1,2}(?:[.,]5)?$")
"""A size by its country; no town and no postal code."""
_STREETS = STREET_WORDS | ENGLISH_NUMBER_WORDS
_THING_LINE = re.compile(
    r"^[ \t*\-]*(?P<key>[a-z]+(?:[ _-][a-z]+){0,2}) ?: ?(?P<thing>[^\n:]{1,60})$", re.MULTILINE
)
"""A line such as "Product name: Oliver desk"."""
_LEADING = LABELS | word_set(
    "its it's it is was the for from under with by to and or hi hello hey thanks thank thx cheers ta im i'm iam text call tell ask email send pay fao attn attention "
    "insta instagram snapchat telegram discord skype tiktok twitter linkedin venmo user "
    "customer cust client not love happy dear bin ich hier von der die das ein eine ik soy je suis moi sono sou es est ist "
    "grazie danke merci gracias obrigado obrigada bedankt groetjes groeten saludo saludos saluti gruß grüße cordialement atentamente hallo hola bonjour ciao olá"
)
"""Before a name in small letters: what names or greets, and no part of it."""
_HOUSE_NUMBERS = word_set("no nr num number n° straße strasse hausnummer")
"""Names of values that also stand in street lines."""
_NO_PLACES = LABELS | LABEL_LINKS | TALK
_TALKED = (Role.EVERYDAY | Role.TALK).value
_NAMED = (Role.FIRST | Role.FIRST_COMMON | Role.LAST | Role.LAST_COMMON).value
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
        spans = list(cut_at_brackets(reading.text, spans_of(reading, self._model, situation)))
        things = _things(reading.lower) if spans and ":" in reading.lower else ()
        for at, span in enumerate(spans):
            score = min(span.probability, _CEILING)
            if span.label == _PERSON:
                if any(start <= span.start < end for start, end in things):
                    continue
                start, end = _letters_of(reading.text, span.start, span.end)
                start, end = self._name_in(reading, start, end)
                if start < end and self._may_be_a_person(reading, start, end):
                    yield Hit(_PERSON, start, end, score)
                continue
            start, end = _without_labels(reading, span.start, span.end)
            if start == end:
                continue
            if span.label == _STREET and not _MEASURE.search(reading.lower[start:end]):
                sure = reading.asked & _ADDRESS_ASKS or _is_like_a_street(reading, start, end)
                yield Hit(_STREET, start, end, score if sure else score * _ALONE)
            elif span.label in {_PLACE, _CODE} and not _SIZE.match(reading.lower[start:end]):
                beside = _beside_a_street(reading, spans, at)
                yield Hit(span.label, start, end, score if beside else score * _ALONE)

    def _may_be_a_person(self, reading: Reading, start: int, end: int) -> bool:
        """Asked for, or no public name and no everyday word that no list knows as a name."""
        if Asked.NAME in reading.asked:
            return True
        words = reading.words_in(start, end)
        if len(words) == 1 < len(reading.words):
            roles = self._model.roles(words[0].text)
            if roles & _TALKED and not roles & _NAMED:
                return False
        return is_person(reading, start, end)

    def _name_in(self, reading: Reading, start: int, end: int) -> tuple[int, int]:
        """A name without the talk that a model of small letters takes along; empty if nothing is left."""
        words = reading.words_in(start, end)
        first, last = 0, len(words)
        typed = (at for at, word in enumerate(words) if word.text in TYPED and at)
        if (cut := next(typed, None)) is not None and _is_small(reading, words[cut]):
            last = cut
        while first < last and words[first].text in _LEADING and _is_small(reading, words[first]):
            first += 1
        # The last words of a message, or nearly all of it, may be an odd family name ("ann friend").
        if last - first > 1 and len(reading.words) > last - first + 1:
            while last - first > 1 and self._is_talk(reading, words[last - 1]):
                last -= 1
        if first == last:
            return (start, start) if words else (start, end)
        return (
            start if first == 0 else words[first].start,
            end if last == len(words) else words[last - 1].end,
        )

    def _is_talk(self, reading: Reading, word: Word) -> bool:
        """An everyday word in small letters that nobody is named by any list, and not the last one."""
        if not _is_small(reading, word) or word.text in NAME_PARTICLES:
            return False
        if word == reading.words[-1]:
            return False
        roles = self._model.roles(word.text)
        return bool(roles & _TALKED) and not roles & _NAMED


def cut_at_brackets(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Two spans where a bracket opens in one and closes behind it: "Jordan (Fischer & Sohn)"."""
    for span in spans:
        at = text.rfind("(", span.start, span.end)
        if at < 0 or ")" in text[at : span.end]:
            yield span
            continue
        for start, end in ((span.start, at), (at + 1, span.end)):
            places = [place for place in range(start, end) if text[place].isalnum()]
            if places:
                yield replace(span, start=places[0], end=places[-1] + 1)


def _letters_of(text: str, start: int, end: int) -> tuple[int, int]:
    """A name without the number before or after it, which other recognisers name better."""
    while start < end and not text[start].isalpha():
        start += 1
    while end > start and not text[end - 1].isalpha():
        end -= 1
    return start, end


def _things(lower: str) -> tuple[tuple[int, int], ...]:
    """Where a line says by its key that its value is a thing; keys of structures are read elsewhere."""
    return tuple(
        match.span("thing")
        for match in _THING_LINE.finditer(lower)
        if not THINGS.isdisjoint(match["key"].replace("_", " ").replace("-", " ").split())
        and not is_prose(match["thing"])
    )


def _is_small(reading: Reading, word: Word) -> bool:
    """Not written with a capital, in a text that has both."""
    return not reading.text[word.start].isupper() or reading.text.isupper()


def _without_labels(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """A span without the names of values at its ends ("tel. 030 ..."); empty if it is nothing else."""
    words = reading.words_in(start, end)
    if all(word.text in _NO_PLACES for word in words):
        return (start, start) if words else (start, end)
    texts = ["" if word.text in _HOUSE_NUMBERS else word.text for word in words]
    first, last = leading_labels(texts), len(words) - leading_labels(texts[::-1])
    if first >= last:
        return start, start
    return (
        start if first == 0 else words[first].start,
        end if last == len(words) else words[last - 1].end,
    )


def _is_like_a_street(reading: Reading, start: int, end: int) -> bool:
    """It holds a number, or a word of streets."""
    text = reading.lower[start:end]
    words = text.replace(".", " ").replace("-", " ").replace(",", " ").split()
    return any(map(str.isdigit, text)) or not _STREETS.isdisjoint(words)


def _asked(asked: frozenset[Asked]) -> features.Asked:
    """What was asked for, in the model's coarser words."""
    if Asked.NAME in asked:
        return features.Asked.NAME
    if asked & _ADDRESS_ASKS:
        return features.Asked.ADDRESS
    return features.Asked.OTHER if asked else features.Asked.NOTHING


def _beside_a_street(reading: Reading, spans: Sequence[Span], at: int) -> bool:
    """Whether a street stands before or after, with nothing but parts of an address between.

    What only looks like one ("the West Coast") makes no address of a town.
    """
    for step in (-1, 1):
        place = at
        while 0 <= place + step < len(spans):
            here, there = sorted((spans[place], spans[place + step]), key=lambda each: each.start)
            if there.start - here.end > _NEAR or spans[place + step].label == _PERSON:
                break
            place += step
            span = spans[place]
            if span.label == _STREET and _is_like_a_street(reading, span.start, span.end):
                return True
    return False
