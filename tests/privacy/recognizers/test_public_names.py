"""Brands, characters, sayings and products that are called like people."""

import pytest

from proxy.privacy.base import TextToRead
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.public_names import is_person


def may_be_a_person(text: str, name: str, *, from_customer: bool = True) -> bool:
    start = text.index(name)
    reading = Reading.of(TextToRead(text, from_customer=from_customer))
    return is_person(reading, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("do you carry kurt geiger", "kurt geiger"),
        ("a kurt geiger clutch", "kurt geiger clutch"),
        ("my dr martens squeak", "martens"),
        ("is the harry potter lego back", "harry potter"),
        ("two boxes of earl grey", "earl grey"),
        ("a charge from mcdonald's", "mcdonald"),
        ("when is charlotte tilbury back in stock", "charlotte tilbury"),
        ("the harper armchair in teal", "harper"),
        ("nora curtains 140 x 240", "nora"),
        ("Best sellers: Henrik chair ($129), Billy shelf ($59)", "Billy"),
        ("pay the gas bill", "bill"),
        ("traffic on the george washington bridge", "george washington"),
        ("a table at lemongrasso", "lemongrasso"),
        ("fly to jackson, mississippi", "jackson"),
        ("alexa, buy milk", "alexa"),
    ],
)
def test_a_brand_a_saying_or_a_product_is_no_person(text: str, name: str) -> None:
    assert not may_be_a_person(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the parcel is for paul smith", "paul smith"),
        ("this is martha stewart", "martha stewart"),
        ("john lewis here, any news", "john lewis"),
        ("tell nora curtains are fine", "nora"),
        ("i bought sophie shoes for school", "sophie"),
        ("sarah connor lamp is broken", "sarah connor"),
        ("priya laptop is not starting", "priya"),
        ("nora's curtains are late", "nora's"),
        ("anna james avery wrote", "anna james avery"),
        ("tell bill it is ready", "bill"),
        ("she lives at maria", "maria"),
        ("alexa", "alexa"),
        ("tell alexa it is ready", "alexa"),
    ],
)
def test_who_is_spoken_of_as_a_person_is_one_whatever_the_name(text: str, name: str) -> None:
    assert may_be_a_person(text, name)
