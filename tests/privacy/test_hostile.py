"""Hostile text costs time in proportion to its length, up to the largest request."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from proxy.errors import ErrorCode, ServiceError
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import Asked, Finding, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.presidio import policy_recognizer
from tests.growth import LINEAR, growth

RULES = load_policy(shipped_policy("default")).detection
DETECTOR = Detector(replace(RULES, time_limit=600.0))

_LENGTH = 3_000
"""Characters of the shorter text; the longer one fills many stretches of the name model."""

PIECES = (
    "1 ", "a@", "(", "-", "4242 ", "my name is ", "name: ", "a at b dot ", "\n", "é", "one ", "order number ",
    "12 oak ", '"', '{"a":', "john ", "+1 201 555 0123 ", "4 is my order, ", "1\u200b", "x@y.com ", "is my pin ",
    "4", "a", "=?", "aGVsbG8", "4O", "at dot ", "&#64;", "%40", "J.", "von der ", "SELECT ", "https://a.b/?c=",
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


@pytest.mark.parametrize("piece", ["x@y.com ", "my name is crystal minh. "])
def test_whenever_time_is_up_a_text_is_read_to_its_end_or_refused(piece: str) -> None:
    """It is never half looked at in silence.

    A single recogniser that takes longer is ended with its worker process (gateway/detection.py).
    """
    text = TextToRead(repeated(piece)(2_000), from_customer=True)
    patient = Looks(runs_out_after=10**9)
    whole = found_in(text, patient)
    step = max(1, patient.looks // 20)
    ends = [found_in(text, Looks(after)) for after in range(1, patient.looks + 1, step)]
    assert whole
    assert all(end in (whole, ErrorCode.DETECTION_FAILED) for end in ends)
    assert ErrorCode.DETECTION_FAILED in ends


class Looks:
    """A clock that stands still until it was looked at so often; then all time is up."""

    def __init__(self, runs_out_after: int) -> None:
        self.looks = 0
        self._runs_out_after = runs_out_after

    def seconds(self) -> float:
        """None, or more than any limit."""
        self.looks += 1
        return 0.0 if self.looks <= self._runs_out_after else 1e9


def found_in(text: TextToRead, looks: Looks) -> tuple[Finding, ...] | ErrorCode:
    try:
        return Detector(RULES, clock=looks.seconds).detect(text)
    except ServiceError as refusal:
        return refusal.code
