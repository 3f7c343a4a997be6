"""Names and addresses in running text, by our own trained model.

Strategy: the model gives spans with probabilities; here they become hits. A name needs nothing more. A
town or a postal code counts fully only beside a street, as part of an address; alone it is a
guess, which a policy may count by lowering the type's threshold. A brand is learned as a decoy, and is
dropped. What a shop's program writes is not a customer's word: there a name must be surer.
"""

import re
from collections.abc import Iterator, Sequence

from proxy.privacy.base import Asked
from proxy.privacy.model import features
from proxy.privacy.model.crf import NameModel, Span
from proxy.privacy.model.shipped import shipped_model
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.base import Hit, ReadingRecognizer

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
        for at, span in enumerate(spans):
            score = min(span.probability, _CEILING)
            if span.label == _PERSON:
                start, end = _letters_of(reading.text, span.start, span.end)
                if start < end:
                    yield Hit(_PERSON, start, end, score)
            elif span.label == _STREET and not _MEASURE.search(reading.lower, span.start, span.end):
                yield Hit(_STREET, span.start, span.end, score)
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
