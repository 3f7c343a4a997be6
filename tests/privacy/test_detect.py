"""The detector finds or fails; positions point into the original; what it reads costs in proportion."""

import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from proxy.errors import AdministratorError, ErrorCode, ServiceError
from proxy.privacy.base import Asked, DetectionRules, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.normalize import Reading
from proxy.privacy.overlaps import settle
from proxy.privacy.recognizers import OWN_NAMES, PREDEFINED, build_recognizers
from proxy.privacy.recognizers.base import Hit, ReadingRecognizer
from proxy.text import canonical
from tests.growth import LINEAR, growth
from tests.privacy.finding import RULES, names_of, pieces

DETECTOR = Detector(RULES)
SECRET_TEXT = "crystal minh 4242"


class Odd(EntityRecognizer):
    """A recogniser that does one wrong thing."""

    def __init__(
        self, results: list[RecognizerResult] | None = None, error: Exception | None = None
    ) -> None:
        super().__init__(supported_entities=["PERSON"], name="OddRecognizer")
        self.results = results
        self.error = error

    def load(self) -> None:
        """Nothing."""

    def analyze(  # noqa: D102
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        if self.error is not None:
            raise self.error
        return self.results or []


class Reads(Odd):
    """Asks for the document, as a trained model does."""

    def analyze(  # noqa: D102
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        assert nlp_artifacts.tokens.text == text
        assert nlp_artifacts.lemmas
        return []


READER = Detector(RULES, recognizers=[Reads()])


def failing(recognizer: EntityRecognizer, rules: DetectionRules = RULES) -> ServiceError:
    detector = Detector(rules, recognizers=[recognizer])
    with pytest.raises(ServiceError) as caught:
        detector.detect(TextToRead(SECRET_TEXT))
    return caught.value


@pytest.mark.parametrize(
    "error",
    [ValueError(SECRET_TEXT), TimeoutError(), RecursionError(), MemoryError(), KeyError("x")],
)
def test_whatever_a_recogniser_raises_is_a_failure_without_text(error: Exception) -> None:
    raised = failing(Odd(error=error))
    assert raised.code is ErrorCode.DETECTION_FAILED
    assert "OddRecognizer" in raised.message
    chain: BaseException | None = raised
    while chain is not None:
        assert "crystal" not in repr(chain)
        assert chain.__cause__ is None
        chain = chain.__context__


@pytest.mark.parametrize(
    ("start", "end", "score"),
    [
        (-1, 3, 0.5),
        (3, 3, 0.5),
        (5, 2, 0.5),
        (0, 99, 0.5),
        (0, 3, 7.0),
        (None, 3, 0.5),
        ("0", 3, 0.5),
    ],
)
def test_nonsense_is_a_failure_too(start: int, end: int, score: float) -> None:
    assert "OddRecognizer" in failing(Odd([RecognizerResult("PERSON", start, end, score)])).message


def test_a_recogniser_that_hangs_fails_when_the_time_is_up() -> None:
    class Endless(ReadingRecognizer):
        ENTITIES = ("PERSON",)

        def find(self, reading: Reading) -> Iterator[Hit]:
            while True:
                time.sleep(0.01)
                yield Hit("PERSON", 0, 1, 0.5)

    raised = failing(Endless(), replace(RULES, time_limit=0.1))
    assert "Endless" in raised.message


def test_a_regex_of_presidio_s_that_runs_away_fails_instead_of_finding_nothing() -> None:
    """Presidio itself logs the time-out and goes on."""
    from presidio_analyzer import Pattern, PatternRecognizer

    from proxy.privacy.recognizers.presidio import StrictPatternRecognizer

    inner = PatternRecognizer("PERSON", "Runaway", patterns=[Pattern("p", r"(a|aa)+$", 0.5)])
    detector = Detector(
        replace(RULES, time_limit=0.2), recognizers=[StrictPatternRecognizer(inner)]
    )
    with pytest.raises(ServiceError, match="Runaway"):
        detector.detect(TextToRead("a" * 60 + "b"))


def test_a_text_that_takes_too_long_in_all_is_a_failure() -> None:
    ticks = iter(range(1000))
    detector = Detector(
        replace(RULES, time_limit=0.5), recognizers=[Odd()], clock=lambda: float(next(ticks))
    )
    with pytest.raises(ServiceError):
        detector.detect(TextToRead("hello"))


def test_nothing_is_ever_logged_and_the_network_is_never_asked(
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    caplog.set_level(logging.DEBUG)
    Detector(RULES).detect(
        TextToRead("crystal@example.com GB82WEST12345698765433 x", from_customer=True)
    )
    failing(Odd(error=ValueError(SECRET_TEXT)))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_a_message_is_read_in_its_canonical_form_and_found_in_the_original() -> None:
    text = "card ４２４２\u200b 4242\u00a04242 4242, and crys\u200btal@example.com"
    found = pieces(text, settle(DETECTOR.detect(TextToRead(text)), text))
    assert found == [
        ("CREDIT_CARD", "４２４２\u200b 4242\u00a04242 4242"),
        ("EMAIL_ADDRESS", "crys\u200btal@example.com"),
    ]


@given(
    st.lists(
        st.sampled_from(
            ["my name is ", "Crystal ", "４２４２", " 4242", "@example.com", "\u200b", "\u00a0", "É\u0301",
             "\ud83d", "12 oak st", ", ", "\n", "order #", "name: ", "ssn ", "İ", "½"]
        ),
        max_size=12,
    ).map("".join)
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_positions_are_inside_and_cover_what_was_found_in_the_canonical_text(text: str) -> None:
    asked = frozenset({Asked.NAME, Asked.STREET})
    findings = DETECTOR.detect(TextToRead(text, asked, from_customer=True))
    read = canonical(text)
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert 0 < finding.score <= 1
        assert finding.rule in OWN_NAMES
        assert canonical(text[finding.start : finding.end]).text.strip("\u0301") in read.text
    assert findings == DETECTOR.detect(TextToRead(text, asked, from_customer=True))
    assert findings == tuple(
        sorted(findings, key=lambda f: (f.start, -f.end, f.entity_type, -f.score))
    )


def test_two_detectors_of_the_same_rules_find_the_same() -> None:
    text = "I am Crystal Minh, call 201-555-0123, order 4711-88, 12 Oak Lane, zip 95051"
    reading = TextToRead(text, frozenset({Asked.NAME}), from_customer=True)
    assert Detector(RULES).detect(reading) == DETECTOR.detect(reading)


def test_empty_and_blank_texts_hold_nothing() -> None:
    assert DETECTOR.detect(TextToRead("")) == ()
    assert DETECTOR.detect(TextToRead(" \n\u200b")) == ()
    assert Detector(replace(RULES, predefined=())).detect(TextToRead("crystal@example.com")) == ()


def test_the_policy_chooses_who_looks() -> None:
    only = Detector(replace(RULES, predefined=("EmailRecognizer",)))
    found = only.detect(TextToRead("crystal@example.com, 201-555-0123"))
    assert {finding.rule for finding in found} == {"EmailRecognizer"}


def test_a_name_nobody_bears_is_refused() -> None:
    with pytest.raises(AdministratorError) as caught:
        build_recognizers(replace(RULES, predefined=("NoSuchRecognizer",)))
    assert caught.value.code is ErrorCode.INVALID_POLICY


def test_every_predefined_recogniser_can_be_built_and_runs() -> None:
    built = build_recognizers(replace(RULES, predefined=PREDEFINED))
    assert names_of(built)[: len(OWN_NAMES)] == list(OWN_NAMES)
    detector = Detector(replace(RULES, predefined=PREDEFINED))
    assert detector.detect(TextToRead("AA 12 34 56 C, 219-09-9999, 4111 1111 1111 1111"))


@given(st.text(min_size=1, max_size=80))
@settings(deadline=None)
def test_the_document_of_a_text_is_the_text(text: str) -> None:
    READER.detect(TextToRead(text))


@pytest.mark.parametrize("piece", ["(", "a@", "http://a.", "1,", " "])
def test_the_document_of_a_hostile_text_costs_in_proportion_to_its_length(piece: str) -> None:
    """The tokenizer of spaCy takes minutes for these."""

    def work(text: str) -> None:
        READER.detect(TextToRead(text))

    assert growth(lambda size: "x" + piece * (size // len(piece)), work, 6_000) < LINEAR


def test_memory_stays_flat() -> None:
    """A string store keeps every new word for ever unless it is told when a text is done."""
    READER.detect(TextToRead("warm up"))
    before = len(READER._nlp.nlp.vocab.strings)
    for number in range(200):
        READER.detect(TextToRead(f"uncommon{number} word{number * 7}"))
    assert len(READER._nlp.nlp.vocab.strings) <= before + 5
