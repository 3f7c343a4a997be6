"""Hostile text costs time in proportion to its length, up to the largest request."""

import contextlib
import time
from collections.abc import Callable

import pytest

from proxy.errors import ServiceError
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import Asked, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.presidio import policy_recognizer
from tests.growth import LINEAR, growth

RULES = load_policy(shipped_policy("default")).detection
DETECTOR = Detector(RULES)

_LENGTH = 3_000
"""Characters of the shorter text; the longer one fills many stretches of the name model."""

PIECES = (
    "1 ", "a@", "(", "-", "4242 ", "my name is ", "name: ", "a at b dot ", "\n", "é", "one ", "order number ",
    "12 oak ", '"', '{"a":', "john ", "+1 201 555 0123 ", "4 is my order, ", "1\u200b", "x@y.com ", "is my pin ",
    "=?", "aGVsbG8", "4O", "at dot ", "&#64;", "%40", "J.", "von der ", "SELECT ", "https://a.b/?c=",
)  # fmt: skip


def repeated(piece: str) -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece))


@pytest.mark.parametrize("piece", PIECES)
def test_the_cost_of_hostile_text_grows_as_its_length(piece: str) -> None:
    def detect(text: str) -> None:
        DETECTOR.detect(TextToRead(text, frozenset(Asked), from_customer=True))

    assert growth(repeated(piece), detect, _LENGTH) < LINEAR


@pytest.mark.parametrize(
    ("regex", "piece"),
    [
        (r"(a+)+b", "a"),
        (r"(a|aa)+b", "a"),
        (r"(\w+\s?)*!", "word "),
        (r"(.*)*x", "y"),
        (r"\b(?:ORD[- ]?){1,50}\d{5}\b", "ORD "),
    ],
)
def test_a_policys_pattern_that_would_run_away_elsewhere_does_not_here(
    regex: str, piece: str
) -> None:
    recognizer = policy_recognizer(
        {
            "name": "Hostile",
            "supported_entity": "ORDER_NUMBER",
            "patterns": [{"name": "hostile", "regex": regex, "score": 0.5}],
        },
        ("en",),
    )
    assert (
        growth(repeated(piece), lambda text: list(recognizer.find(_read(text))), 100_000) < LINEAR
    )


def _read(text: str) -> Reading:
    return Reading.of(TextToRead(text))


@pytest.mark.parametrize("piece", ["4242 ", "my name is "])
def test_a_text_as_long_as_the_largest_request_is_read_or_fails_in_bounded_time(
    piece: str,
) -> None:
    """Four MiB. It may be found in, or time may run out; it is never half looked at in silence.

    A single recogniser that takes longer is ended with its worker process (gateway/detection.py).
    """
    text = piece * (4 * 2**20 // len(piece))
    began = time.monotonic()
    with contextlib.suppress(ServiceError):
        DETECTOR.detect(TextToRead(text, from_customer=True))
    assert time.monotonic() - began < 30 * RULES.time_limit
