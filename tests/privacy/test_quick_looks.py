"""Quick looks before dear searches change no result.

Many recognisers look first whether a text can hold what they search for at all: a digit, a number
word, an "at". The plain engine is the same detector with every such look answered "yes".
"""

from functools import cached_property

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.measure import own_sets
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy import detect, disguises, number_words, spelled_signs
from proxy.privacy.base import Asked, Finding, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.normalize import Pattern, Reading
from proxy.privacy.recognizers import credentials, email

QUICK = Detector(load_policy(shipped_policy("default")).detection)


class PlainReading(Reading):
    """A reading in which anything may stand."""

    @cached_property
    def has_digit(self) -> bool:
        """Yes."""
        return True

    def says(self, part: Pattern) -> bool:
        """Yes."""
        return True


def both(reading: TextToRead) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Quick findings, and plain ones."""
    with_looks = QUICK.detect(reading)
    with pytest.MonkeyPatch.context() as without:
        without.setattr(detect, "Reading", PlainReading)
        without.setattr(number_words, "may_hold_number_words", lambda _: True)
        without.setattr(spelled_signs, "_may_hold", lambda _: True)
        without.setattr(email, "_may_name_a_provider", lambda _: True)
        without.setattr(disguises, "_may_look_alike", lambda _: True)
        without.setattr(credentials, "_may_hold_a_secret", lambda _: True)
        without.setattr(Pattern, "_for", lambda self, text: (self._wide, text))
        return with_looks, QUICK.detect(reading)


_WORDS = (
    "my name is jo order number 4471902 pin 4821 five oh one at dot com example jane@example.com main street 12 "
    "card 4242 expires 09/31 born 1988 , . is the was called ist mein bestellnummer zip 60614 été ４２ three "
    "double iban account password hunter2 und null eins deux tres gift code underscore arroba"
)
_PHRASES = (
    "is my order number",
    "is my pin",
    "is my account number",
    "is the code",
    "ab 4471 99",
    "4OO5 5555 l234 OOO1",
    "DE12 OOOO 34l5 look",
    "12|4.S678 (9O) lll",
    "sk_test_4eC39HqLyj",
    "sk-abcdefghijklmnop",
)
WORDS = st.sampled_from([*_WORDS.split(), *_PHRASES * 2, "\n"])
TEXTS = st.lists(WORDS, max_size=16).map(" ".join) | st.text(max_size=40)


@given(TEXTS, st.frozensets(st.sampled_from(list(Asked)), max_size=2), st.booleans())
@settings(deadline=None, max_examples=150)
def test_any_text_is_found_in_as_if_nothing_had_been_looked_at_first(
    text: str, asked: frozenset[Asked], from_customer: bool
) -> None:
    quick, plain = both(TextToRead(text, asked, from_customer))
    assert quick == plain


def test_what_customers_type_is_found_as_if_nothing_had_been_looked_at_first() -> None:
    texts = [text.text for each in own_sets() for text in each.texts][::3]
    texts += ["4471 is my pin", "88 12 004 is my order number", "it said ab-4471 is the code"]
    texts += [message.text for each in own_sets() for message in each.ordinary][::3]
    for text in texts:
        quick, plain = both(TextToRead(text, from_customer=True))
        assert quick == plain
