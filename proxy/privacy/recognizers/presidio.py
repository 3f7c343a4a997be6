"""Presidio's own recognisers, made strict, and a policy's recognisers on RE2.

Presidio's ``PatternRecognizer`` swallows a pattern's time-out and goes on with nothing found. Here its
patterns and its validation are used, but the loop is ours: a time-out is an error. Only recognisers
that are patterns plus a checksum may run: no network, no model, no text in a log.

A policy's recogniser comes in Presidio's YAML form; its patterns run on RE2, which cannot run away.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import re2
import regex
from presidio_analyzer import PatternRecognizer, RecognizerResult, predefined_recognizers
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.pattern import Pattern as PresidioPattern

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.normalize import Pattern, Reading, lower_at_equal_length, pattern
from proxy.privacy.recognizers.base import (
    LANGUAGE,
    Hit,
    ReadingArtifacts,
    ReadingRecognizer,
    TimeIsUpError,
    name_of,
    result_of,
)
from proxy.privacy.recognizers.cues import cued_values
from proxy.privacy.words import word_set
from proxy.text import canonical

PRESIDIO_NAMES: tuple[str, ...] = tuple(
    sorted(
        name
        for name, kind in vars(predefined_recognizers).items()
        if isinstance(kind, type)
        and issubclass(kind, PatternRecognizer)
        and kind.analyze is PatternRecognizer.analyze
        and name
        not in {"EmailRecognizer", "IbanRecognizer", "CreditCardRecognizer", "UrlRecognizer"}
    )
)
"""Presidio's recognisers that a policy may name: patterns and checksums, nothing else."""

_FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
_KEYS = word_set(
    "name supported_entity supported_language supported_languages patterns deny_list deny_list_score context "
    "examples counter_examples type enabled"
)


class StrictPatternRecognizer(ReadingRecognizer):
    """One of Presidio's pattern recognisers, whose time-outs are errors."""

    def __init__(self, inner: PatternRecognizer) -> None:
        self.inner = inner
        self.ENTITIES = tuple(inner.supported_entities)
        super().__init__()
        self.name: str = name_of(inner)
        self.context = list(inner.context or [])
        self._patterns = [
            (regex.compile(each.regex, _FLAGS), float(each.score))
            for each in vars(inner)["patterns"]
        ]

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Presidio's loop, with the time that is left as each pattern's time-out."""
        del entities
        if not isinstance(nlp_artifacts, ReadingArtifacts):
            raise TypeError("this recogniser needs the artifacts of the detector")
        results = []
        for compiled, base in self._patterns:
            left = nlp_artifacts.time_left()
            if left <= 0:
                raise TimeIsUpError
            for match in compiled.finditer(text, timeout=left):
                score = self._judged(match.group(), base)
                if score > 0 and match.end() > match.start():
                    hit = Hit(self.ENTITIES[0], match.start(), match.end(), score)
                    results.append(result_of(self, hit))
        return results

    def _judged(self, value: str, base: float) -> float:
        """Presidio's rule: a checksum that holds is certain, one that fails is nothing."""
        verdict = self.inner.validate_result(value)
        if verdict is False or self.inner.invalidate_result(value):
            return 0.0
        return 1.0 if verdict else base


def presidio_recognizer(name: str) -> StrictPatternRecognizer:
    """One of ``PRESIDIO_NAMES``."""
    kind = getattr(predefined_recognizers, name)
    return StrictPatternRecognizer(kind())


class PolicyRecognizer(ReadingRecognizer):
    """A recogniser that a policy defines: RE2 patterns, a deny list, context words."""

    def __init__(
        self,
        name: str,
        entity: str,
        *,
        patterns: Iterable[tuple[Pattern, float]],
        words: tuple[Pattern, float] | None,
        context: list[str],
    ) -> None:
        self.ENTITIES = (entity,)
        super().__init__()
        self.name: str = name
        self.context = context
        self._patterns = tuple(patterns)
        self._words = words

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every non-empty match."""
        for compiled, score in self._patterns:
            for match in compiled.finditer(reading.text):
                start, end = match.span()
                if end > start:
                    yield Hit(self.ENTITIES[0], start, end, score)
        if self._words is not None:
            compiled, score = self._words
            for start, end in cued_values(reading, (compiled,)):
                yield Hit(self.ENTITIES[0], start, end, score)


def policy_recognizer(definition: Mapping[str, Any], languages: Iterable[str]) -> PolicyRecognizer:
    """Build one from Presidio's YAML form.

    Raises ``AdministratorError`` (``INVALID_POLICY``) naming the recogniser and what is wrong: unknown
    keys, nothing to look for, a pattern RE2 cannot compile, or no language that the policy covers.
    """
    name = definition.get("name")
    entity = definition.get("supported_entity")
    if not isinstance(name, str) or not name or not isinstance(entity, str) or not entity:
        raise _invalid("?", "needs a name and a supported_entity")
    unknown = sorted(set(definition) - _KEYS)
    if unknown:
        raise _invalid(name, f"has unknown keys: {', '.join(unknown)}")
    context = _context(name, definition, frozenset(languages))
    patterns = [
        _compiled(name, each) for each in _listed(name, "patterns", definition.get("patterns"))
    ]
    listed = _listed(name, "deny_list", definition.get("deny_list"))
    words = _deny_list(name, listed, definition.get("deny_list_score", 1.0)) if listed else None
    if not patterns and words is None:
        raise _invalid(name, "has neither patterns nor a deny_list")
    return PolicyRecognizer(name, entity, patterns=patterns, words=words, context=context)


def _invalid(name: str, problem: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_POLICY, f"recogniser {name!r} {problem}")


def _listed(name: str, key: str, value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _invalid(name, f"needs a list under {key}")
    return list(value)


def _score(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise _invalid(name, "needs scores above 0 and up to 1")
    return float(value)


def _compiled(name: str, value: object) -> tuple[Pattern, float]:
    """One pattern of the YAML form, case-insensitive like Presidio's."""
    if isinstance(value, PresidioPattern):
        value = value.to_dict()
    if not isinstance(value, Mapping) or not isinstance(value.get("regex"), str):
        raise _invalid(name, "needs patterns with a name, a regex and a score")
    title = value.get("name", "?")
    try:
        compiled = pattern(f"(?ims:{value['regex']})")
    except re2.error as error:
        reason = (
            error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else error
        )
        raise _invalid(name, f"has a pattern {title!r} that RE2 cannot compile: {reason}") from None
    if compiled.fullmatch("") is not None:
        raise _invalid(name, f"has a pattern {title!r} that matches the empty text")
    return compiled, _score(name, value.get("score"))


def _deny_list(name: str, words: list[Any], score: object) -> tuple[Pattern, float]:
    if not all(isinstance(word, str) and word.strip() for word in words):
        raise _invalid(name, "needs texts in its deny_list")
    plain = {lower_at_equal_length(canonical(str(word).strip()).text) for word in words}
    longest_first = sorted(plain, key=lambda word: (-len(word), word))
    expression = "|".join(re2.escape(word) for word in longest_first)
    return pattern(rf"(?:^|[^\pL\pN])(?P<v>{expression})"), _score(name, score)


def _context(name: str, definition: Mapping[str, Any], covered: frozenset[str]) -> list[str]:
    """Context words of the languages the policy covers."""
    words = [str(word) for word in _listed(name, "context", definition.get("context"))]
    single = definition.get("supported_language")
    entries = _listed(name, "supported_languages", definition.get("supported_languages"))
    if single is not None:
        entries.append(single)
    chosen = False
    for entry in entries:
        language = entry.get("language") if isinstance(entry, Mapping) else entry
        if language in covered or language == LANGUAGE:
            chosen = True
            if isinstance(entry, Mapping):
                words += [str(word) for word in _listed(name, "context", entry.get("context"))]
    if entries and not chosen:
        raise _invalid(name, "is for languages that the policy does not cover")
    return [word.lower() for word in words]
