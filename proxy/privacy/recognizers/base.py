"""What every recogniser of ours is: a Presidio ``EntityRecognizer`` over a prepared ``Reading``.

Presidio hands ``analyze`` the text, the entity types and the artifacts of its NLP engine. Ours carry
the reading with them, so that a recogniser sees what the customer was asked, and how much time is
left. A recogniser yields ``Hit``s; turning them into Presidio's results is done here, once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.tokens import Doc

from proxy.privacy.normalize import Reading

LANGUAGE = "en"
"""Presidio picks recognisers by language. A message does not say its language, so all of ours (and a
policy's, when the policy covers one of their languages) run on every text, under this one code."""

SURE = 0.95
"""A checksum or an unmistakable shape."""
CUED = 0.85
"""A cue beside it, or the answer to a question."""
LIKELY = 0.6
"""A shape that is mostly what it seems."""
WEAK = 0.45
"""A shape that is more often personal data than not, in a customer's own words."""
GUESS = 0.3
"""Below the usual threshold: counts only where a policy lowers it for the type."""


class TimeIsUpError(Exception):
    """The text took longer than the policy allows."""


class ReadingArtifacts(NlpArtifacts):
    """Presidio's artifacts of one text, and our reading of it.

    The document is made when somebody asks for it (a trained model, context words): our own
    recognisers read the ``Reading``. ``keywords`` stays empty: only Presidio's own context enhancer
    uses it, and ours replaces that.
    """

    def __init__(
        self,
        reading: Reading,
        *,
        make_doc: Callable[[str], Doc],
        nlp_engine: NlpEngine,
        time_left: Callable[[], float],
    ) -> None:
        self.entities = []
        self.keywords = []
        self.scores = []
        self.nlp_engine = nlp_engine
        self.reading = reading
        self.time_left = time_left
        self._make_doc = make_doc

    @cached_property
    def tokens(self) -> Doc:  # type: ignore[override]
        """The spaCy document."""
        return self._make_doc(self.reading.text)

    @cached_property
    def tokens_indices(self) -> list[int]:  # type: ignore[override]
        """Where each token starts."""
        return [token.idx for token in self.tokens]

    @cached_property
    def lemmas(self) -> list[str]:  # type: ignore[override]
        """The small letters of each token."""
        return [token.lemma_ for token in self.tokens]

    def check_time(self) -> None:
        """Raise ``TimeIsUpError`` when no time is left."""
        if self.time_left() <= 0:
            raise TimeIsUpError


@dataclass(frozen=True, slots=True)
class Hit:
    """Canonical [start, end) of a value."""

    entity_type: str
    start: int
    end: int
    score: float


class ReadingRecognizer(EntityRecognizer):
    """A recogniser that reads a ``Reading``. Subclasses name their ``ENTITIES`` and ``find``."""

    ENTITIES: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__(supported_entities=list(self.ENTITIES), supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load: everything is in the module."""

    def find(self, reading: Reading) -> Iterable[Hit]:
        """Every hit, in any order; overlaps are settled later."""
        raise NotImplementedError

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Presidio's door. Raises ``TimeIsUpError``; never swallows anything."""
        del text, entities
        if not isinstance(nlp_artifacts, ReadingArtifacts):
            raise TypeError("this recogniser needs the artifacts of the detector")
        results = []
        for hit in self.find(nlp_artifacts.reading):
            nlp_artifacts.check_time()
            results.append(result_of(self, hit))
        return results


def name_of(recognizer: EntityRecognizer) -> str:
    """The name under which a recogniser runs."""
    return str(vars(recognizer)["name"])


def result_of(recognizer: EntityRecognizer, hit: Hit) -> RecognizerResult:
    """A Presidio result that names its recogniser, with an explanation that holds no text."""
    name = name_of(recognizer)
    return RecognizerResult(
        entity_type=hit.entity_type,
        start=hit.start,
        end=hit.end,
        score=hit.score,
        analysis_explanation=AnalysisExplanation(name, hit.score),
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recognizer.id,
        },
    )
