"""A bigger model of names beside ours, where a policy names one: spaCy, a transformer, or GLiNER.

None of them is installed or downloaded by us: a policy names a folder on this machine, or for spaCy an
installed package. What is missing is said when the policy is loaded, with the command that mends
it. Texts are cut at line ends into pieces that such models can hold.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.base import BiggerModel, ModelKind
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.base import LIKELY, Hit, ReadingRecognizer

Find = Callable[[str], Iterator[Hit]]

_TYPES: Mapping[str, str] = {
    "person": "PERSON",
    "per": "PERSON",
    "street address": "STREET_ADDRESS",
    "address": "STREET_ADDRESS",
    "loc": "LOCATION",
    "gpe": "LOCATION",
    "location": "LOCATION",
}
"""What such models call things, in small letters, and what we call it."""
_ASKED_OF_GLINER = ("person", "street address")
_CEILING = 0.79
"""As for our own model: a key that says otherwise outvotes it."""
_LEAST = 0.2
"""What GLiNER is less sure of it keeps to itself; the policy's threshold decides about the rest."""
_STRIDE = 64
"""Tokens that the stretches of a text share which is longer than a transformer takes."""
_PIECE = 1000
"""Characters: what any of these models can hold, or nearly so."""


class BiggerModelRecognizer(ReadingRecognizer):
    """Finds ``PERSON``, ``STREET_ADDRESS`` and ``LOCATION`` with the model that the policy names."""

    ENTITIES = ("PERSON", "STREET_ADDRESS", "LOCATION")

    def __init__(self, chosen: BiggerModel) -> None:
        """Load it. Raises ``AdministratorError`` (``INVALID_POLICY``) when that is not possible here."""
        super().__init__()
        reason = what_is_missing(chosen)
        if reason is not None:
            raise AdministratorError(ErrorCode.INVALID_POLICY, " ".join(reason))
        self._find = _LOADERS[chosen.kind](chosen.source)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """What the model finds in each piece of the text."""
        for start, end in _pieces(reading.text):
            for hit in self._find(reading.text[start:end]):
                score = min(hit.score, _CEILING)
                yield Hit(hit.entity_type, start + hit.start, start + hit.end, score)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of pieces that end after a line, a sentence or a word where one is near."""
    start = 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        if end < len(text):
            ends = (text.rfind(sign, start + _PIECE // 2, end) for sign in ("\n", ". ", " "))
            end = next((at + 1 for at in ends if at >= 0), end)
        yield start, end
        start = end


def _hit(name: str, start: int, end: int, score: float) -> Iterator[Hit]:
    entity = _TYPES.get(name.lower())
    if entity is not None and start < end:
        yield Hit(entity, start, end, score)


def _spacy(source: str) -> Find:
    spacy = importlib.import_module("spacy")
    nlp = _loaded(source, lambda: spacy.load(source))

    def find(text: str) -> Iterator[Hit]:
        with nlp.memory_zone():
            for entity in nlp(text).ents:
                yield from _hit(entity.label_, entity.start_char, entity.end_char, LIKELY)

    return find


def _transformers(source: str) -> Find:
    library = importlib.import_module("transformers")
    run = _loaded(
        source,
        lambda: library.pipeline(
            "token-classification",
            model=source,
            tokenizer=source,
            # By words: half a word that is found would leave its other half.
            aggregation_strategy="first",
            # Without it, what is beyond the model's length is cut off unread.
            stride=_STRIDE,
            model_kwargs={"local_files_only": True},
        ),
    )
    if not getattr(run.tokenizer, "is_fast", False):
        raise AdministratorError(
            ErrorCode.INVALID_POLICY,
            f"The model {source!r} of `recognizers.bigger_model` has a slow tokenizer, which gives no "
            "positions in the text. Take a model whose folder holds a `tokenizer.json`.",
        )

    def find(text: str) -> Iterator[Hit]:
        for found in run(text):
            name, score = str(found["entity_group"]), float(found["score"])
            yield from _hit(name, int(found["start"]), int(found["end"]), score)

    return find


def _gliner(source: str) -> Find:
    library = importlib.import_module("gliner")
    model = _loaded(source, lambda: library.GLiNER.from_pretrained(source, local_files_only=True))

    def find(text: str) -> Iterator[Hit]:
        for found in model.predict_entities(text, list(_ASKED_OF_GLINER), threshold=_LEAST):
            name, score = str(found["label"]), float(found["score"])
            yield from _hit(name, int(found["start"]), int(found["end"]), score)

    return find


_LIBRARIES: Mapping[ModelKind, tuple[str, str]] = {
    ModelKind.SPACY: ("spacy", "spacy"),
    ModelKind.TRANSFORMERS: ("transformers", "transformers torch"),
    ModelKind.GLINER: ("gliner", "gliner"),
}
"""The module that runs each kind, and what to install for it."""

_LOADERS: Mapping[ModelKind, Callable[[str], Find]] = {
    ModelKind.SPACY: _spacy,
    ModelKind.TRANSFORMERS: _transformers,
    ModelKind.GLINER: _gliner,
}


def what_is_missing(chosen: BiggerModel) -> tuple[str, str] | None:
    """Why this model cannot be loaded here, and what to do; None if nothing is missing. Loads nothing."""
    library, packages = _LIBRARIES[chosen.kind]
    if importlib.util.find_spec(library) is None:
        return (
            f"The model needs the Python package `{library}`, which is not installed.",
            f"Install it where the proxy runs: `pip install {packages}`.",
        )
    if Path(chosen.source).is_dir():
        return None
    if chosen.kind is not ModelKind.SPACY:
        return (
            "This is no folder on this machine.",
            "Download the model there yourself; the proxy never fetches one.",
        )
    if not chosen.source.isidentifier() or importlib.util.find_spec(chosen.source) is None:
        return (
            "This is neither a folder nor an installed spaCy model.",
            f"Install it where the proxy runs: `python -m spacy download {chosen.source}`.",
        )
    return None


def _loaded(source: str, load: Callable[[], Any]) -> Any:
    """What ``load`` gives. The libraries' own errors become one that says what to do."""
    try:
        return load()
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError) as error:
        raise AdministratorError(
            ErrorCode.INVALID_POLICY,
            f"The model {source!r} of `recognizers.bigger_model` cannot be loaded "
            f"({type(error).__name__}). Check that the folder is complete and of the right kind.",
        ) from None
