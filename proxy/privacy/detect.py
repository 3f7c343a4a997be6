"""Presidio's ``AnalyzerEngine`` behind one function that either finds or fails, never neither.

Strategy: the engine runs over a blank spaCy pipeline (nothing is downloaded) whose lemmas are the
words in small letters, so that context words work. The recognisers run inside a guard: whatever one
raises, and whatever nonsense it returns, becomes a ``ServiceError`` that names the recogniser and
holds no text. The engine's own pieces that cost quadratic time, or whose order depends on memory
addresses, are replaced (registry, context enhancer). spaCy's string store lives in a memory zone, so
that memory stays flat. One detector per process; of a text it keeps single words at most, in the name
model's bounded cache, in memory only.
"""

import logging
import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from proxy.errors import ErrorCode, LastStop, ServiceError
from proxy.privacy.base import DetectionRules, Finding, TextToRead
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers import build_recognizers
from proxy.privacy.recognizers.base import LANGUAGE, ReadingArtifacts, name_of

Clock = Callable[[], float]
"""Seconds that only grow (``time.monotonic``)."""

_TOKEN = re.compile(r"[^\W_]+|\s|.", re.DOTALL)
_CONTEXT_BONUS = 0.35
_LEAST_WITH_CONTEXT = 0.4
_CONTEXT_WORDS = 5
"""Presidio's own defaults for context words (LemmaContextAwareEnhancer)."""

_NUMBER_KEY = "number"
"""Which of our recognisers a result is from."""


def _check(failure: LastStop, recognizer: str) -> None:
    """Raise for what happened, if anything did."""
    if failure.kind:
        raise ServiceError(
            ErrorCode.DETECTION_FAILED,
            f"detection failed: recogniser {recognizer} ({failure.kind}); nothing was forwarded",
        )


class _Guarded(EntityRecognizer):
    """All recognisers of a policy, in their fixed order; none can fail silently or point outside the text.

    To Presidio they are one: what it does for each recogniser and each pair of recogniser and
    result would cost more than most of them do.
    """

    def __init__(self, inner: Iterable[EntityRecognizer]) -> None:
        self._inner = tuple((name_of(each), each) for each in inner)
        entities = {entity for _, each in self._inner for entity in each.supported_entities}
        super().__init__(
            supported_entities=sorted(entities),
            name=type(self).__name__,
            supported_language=LANGUAGE,
        )

    def load(self) -> None:
        """The inner ones are loaded already."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """What they found, checked; raises ``ServiceError`` for anything else."""
        failure = LastStop()
        found: list[RecognizerResult] = []
        running = ""
        with failure:
            for at, (name, each) in enumerate(self._inner):
                running = name
                if isinstance(nlp_artifacts, ReadingArtifacts):
                    nlp_artifacts.check_time()
                for result in each.analyze(text, entities, nlp_artifacts) or ():
                    if not _is_sound(result, len(text)):
                        raise ValueError
                    result.recognition_metadata = {
                        RecognizerResult.RECOGNIZER_NAME_KEY: name,
                        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                        _NUMBER_KEY: at,
                    }
                    found.append(result)
        _check(failure, running)
        return found

    def context_words(self) -> list[list[str]]:
        """The words that make a find of each recogniser more certain, in small letters."""
        return [[word.lower() for word in each.context or ()] for _, each in self._inner]


def _is_sound(result: RecognizerResult, length: int) -> bool:
    """Whole numbers inside the text, a score from 0 to 1, and an entity type."""
    whole = type(result.start) is int and type(result.end) is int
    return (
        whole
        and 0 <= result.start < result.end <= length
        and 0 <= float(result.score) <= 1
        and isinstance(result.entity_type, str)
    )


class _Registry(RecognizerRegistry):
    """Its recognisers as they are, always (Presidio's copies them, by way of a set of objects)."""

    def get_recognizers(self, *args: Any, **kwargs: Any) -> list[EntityRecognizer]:
        """Everything; the policy chose already."""
        del args, kwargs
        return list(self.recognizers)


class _ContextEnhancer(ContextAwareEnhancer):
    """Presidio's rule for context words, by bisection and without copying the results."""

    def __init__(self, words: list[list[str]]) -> None:
        """``words``: the context words of each recogniser, by its number."""
        super().__init__(_CONTEXT_BONUS, _LEAST_WITH_CONTEXT, _CONTEXT_WORDS, 0)
        self._words = words

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Raise the score of a result whose recogniser's context word stands shortly before it."""
        del text, context, recognizers
        for result in raw_results:
            wanted = self._words[result.recognition_metadata[_NUMBER_KEY]]
            if not wanted:
                continue
            token = bisect_right(nlp_artifacts.tokens_indices, result.start) - 1
            near = nlp_artifacts.lemmas[max(0, token - 2 * _CONTEXT_WORDS) : token + 1]
            near = [lemma for lemma in near if any(c.isalnum() for c in lemma)]
            nearest = near[-(_CONTEXT_WORDS + 1) :]
            if any(word in lemma for word in wanted for lemma in nearest):
                result.score = min(1.0, max(result.score + _CONTEXT_BONUS, _LEAST_WITH_CONTEXT))
        return raw_results


@Language.component("proxy_lower_lemma")
def _lower_lemma(doc: Doc) -> Doc:
    """The lemma of a word is the word in small letters; a blank pipeline has no better one."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class _Tokenizer:
    """Words, and every other sign alone, in linear time (spaCy's own is quadratic on hostile text)."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A document whose text is exactly ``text``."""
        words: list[str] = []
        spaces: list[bool] = []
        for match in _TOKEN.finditer(text):
            piece = match[0]
            if piece == " " and spaces and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                continue
            words.append(piece)
            spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)


class _BlankNlpEngine(NlpEngine):
    """Presidio's NLP engine over ``spacy.blank``: words and small-letter lemmas, no entities."""

    def __init__(self) -> None:
        self.nlp = spacy.blank(LANGUAGE)
        self.nlp.max_length = 1 << 40
        self.nlp.tokenizer = _Tokenizer(self.nlp.vocab)
        self.nlp.add_pipe("proxy_lower_lemma")

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def read(
        self, reading: Reading, time_left: Callable[[], float], zone: ExitStack
    ) -> ReadingArtifacts:
        """The artifacts of one reading; its document, if anybody asks for one, lives until ``zone`` ends."""

        def make_doc(text: str) -> Doc:
            zone.enter_context(self.nlp.memory_zone())
            return self.nlp(text)

        return ReadingArtifacts(reading, make_doc=make_doc, nlp_engine=self, time_left=time_left)

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Artifacts of a text without a conversation."""
        del language
        reading = Reading.of(TextToRead(text))
        return ReadingArtifacts(
            reading, make_doc=self.nlp, nlp_engine=self, time_left=lambda: float("inf")
        )

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,
        n_process: int = 1,
        **kwargs: Any,
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """One by one."""
        del batch_size, n_process, kwargs
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """As spaCy's vocabulary says."""
        del language
        return bool(self.nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """As spaCy's vocabulary says."""
        del language
        return bool(self.nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """None: the pipeline names nothing."""
        return []

    def get_supported_languages(self) -> list[str]:
        """The one code under which everything runs."""
        return [LANGUAGE]


def silence_libraries() -> None:
    """Keep libraries that may put text into a log line from logging anything."""
    for name in (
        "presidio-analyzer",
        "presidio_analyzer",
        "decision_process",
        "tldextract",
        "spacy",
    ):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


def _engine(chosen: list[EntityRecognizer], nlp: _BlankNlpEngine) -> AnalyzerEngine | None:
    """The engine; None without recognisers, since Presidio would load all of its own then."""
    if not chosen:
        return None
    guarded = _Guarded(chosen)
    return AnalyzerEngine(
        registry=_Registry([guarded], supported_languages=[LANGUAGE]),
        nlp_engine=nlp,
        supported_languages=[LANGUAGE],
        context_aware_enhancer=_ContextEnhancer(guarded.context_words()),
    )


class Detector:
    """Finds personal data in one text at a time, by the rules of a policy."""

    def __init__(
        self,
        rules: DetectionRules,
        *,
        recognizers: Iterable[EntityRecognizer] | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """Build the engine. ``recognizers`` replaces those of the rules (tests, a trained model).

        Raises ``AdministratorError`` (``INVALID_POLICY``) where the rules cannot be built.
        """
        silence_libraries()
        chosen = build_recognizers(rules) if recognizers is None else list(recognizers)
        self._time_limit = rules.time_limit
        self._clock = clock
        self._nlp = _BlankNlpEngine()
        self._entities = sorted({entity for each in chosen for entity in each.supported_entities})
        self._analyzer = _engine(chosen, self._nlp)

    def detect(self, reading: TextToRead) -> tuple[Finding, ...]:
        """Every finding, overlaps included, sorted; positions point into ``reading.text``.

        The same text, question and rules give the same findings, in every process. Raises
        ``ServiceError`` (``DETECTION_FAILED``) when a recogniser raises, returns nonsense or takes
        longer than the rules allow.
        """
        if not reading.text.strip() or self._analyzer is None:
            return ()
        deadline = self._clock() + self._time_limit
        failure = LastStop()
        refused: ServiceError | None = None
        findings: list[Finding] = []
        with failure:
            try:
                findings = self._analyzed(
                    self._analyzer, Reading.of(reading), lambda: deadline - self._clock()
                )
            except ServiceError as error:
                refused = error
        if refused is not None:
            raise refused.with_traceback(None) from None
        _check(failure, "engine")
        if self._clock() > deadline:
            raise ServiceError(
                ErrorCode.DETECTION_FAILED,
                "detection failed: the text took too long; nothing was forwarded",
            )
        return tuple(
            sorted(findings, key=lambda f: (f.start, -f.end, f.entity_type, -f.score, f.rule))
        )

    def _analyzed(
        self, analyzer: AnalyzerEngine, reading: Reading, time_left: Callable[[], float]
    ) -> list[Finding]:
        if not reading.text:
            return []
        with ExitStack() as zone:
            results = analyzer.analyze(
                text=reading.text,
                language=LANGUAGE,
                entities=self._entities,
                nlp_artifacts=self._nlp.read(reading, time_left, zone),
            )
            return [self._finding(reading, result) for result in results]

    @staticmethod
    def _finding(reading: Reading, result: RecognizerResult) -> Finding:
        start, end = reading.canonical.original_span(result.start, result.end)
        rule = str(result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY])
        return Finding(result.entity_type, start, end, round(float(result.score), 4), rule)
