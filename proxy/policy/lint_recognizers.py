"""Recognisers: known names, patterns that RE2 can read, and each one's own examples."""

import difflib
import re
from collections.abc import Callable, Iterator

from proxy.errors import AdministratorError
from proxy.policy.compile import presidio_form
from proxy.policy.document import Path
from proxy.policy.finders import REQUIRED_RECOGNIZERS, entities_found_by, known_recognizers
from proxy.policy.model import OwnRecognizer
from proxy.policy.patterns import BadPattern, Compiled, any_matches, compile_pattern
from proxy.policy.problems import Problem
from proxy.policy.sources import Sources
from proxy.privacy.base import BiggerModel
from proxy.privacy.recognizers.base import LANGUAGE
from proxy.privacy.recognizers.bigger import what_is_missing
from proxy.privacy.recognizers.presidio import policy_recognizer

CONTEXT_BONUS, CONTEXT_LEAST = 0.35, 0.4
"""What a context word adds to a score, and the least that comes out: Presidio's defaults
(LemmaContextAwareEnhancer), which the detector keeps."""

_SENTENCE = "Hello, {} please."
"""A customer rarely writes a value alone in its line, so an example must be found in here."""


def lint_recognizers(sources: Sources) -> Iterator[Problem]:
    """Problems of ``recognizers``."""
    yield from _predefined(sources)
    yield from _bigger_model(sources)
    names: set[str] = set()
    for index, own in enumerate(sources.model.recognizers.own):
        path: Path = ("recognizers", "own", index)
        if own.name in names or own.name in known_recognizers():
            yield sources.problem(
                (*path, "name"),
                f"There is already a recogniser `{own.name}`.",
                "Choose another name; findings and audits are counted by it.",
            )
        names.add(own.name)
        problems = [*_effect(sources, path, own), *_patterns(sources, path, own)]
        yield from problems or _building(sources, path, own)


def _bigger_model(sources: Sources) -> Iterator[Problem]:
    chosen = sources.model.recognizers.bigger_model
    if chosen is None:
        return
    reason = what_is_missing(BiggerModel(chosen.kind, chosen.source))
    if reason is not None:
        problem, fix = reason
        yield sources.problem(("recognizers", "bigger_model", "source"), problem, fix)


def _predefined(sources: Sources) -> Iterator[Problem]:
    seen: set[str] = set()
    predefined = sources.model.recognizers.predefined
    for name in REQUIRED_RECOGNIZERS:
        if name not in predefined:
            yield sources.document.problem(
                ("recognizers", "predefined"),
                f"`{name}` is missing: it finds what every policy protects.",
                "Add it to the list.",
                at_key=True,
            )
    for index, name in enumerate(predefined):
        path: Path = ("recognizers", "predefined", index)
        finds = entities_found_by(name)
        if finds is None:
            close = difflib.get_close_matches(name, known_recognizers(), n=1)
            fix = (
                f"Did you mean `{close[0]}`?"
                if close
                else f"The names are: {', '.join(known_recognizers())}."
            )
            yield sources.problem(path, f"There is no recogniser `{name}`.", fix)
        elif name in seen:
            yield sources.problem(path, f"`{name}` stands here twice.", "Keep one.")
        elif not finds & set(sources.model.entities):
            listed = ", ".join(sorted(finds))
            yield sources.problem(
                path,
                f"`{name}` finds {listed}, which `entities` does not list: it protects nothing.",
                "List the entity type, or remove this recogniser.",
            )
        seen.add(name)


def _effect(sources: Sources, path: Path, own: OwnRecognizer) -> Iterator[Problem]:
    entity = sources.model.entities.get(own.supported_entity)
    if entity is None:
        close = difflib.get_close_matches(own.supported_entity, sources.model.entities, n=1)
        yield sources.problem(
            (*path, "supported_entity"),
            f"`{own.supported_entity}` is not listed under `entities`: this protects nothing.",
            f"Did you mean `{close[0]}`?" if close else "List it there.",
        )
    if own.supported_language not in (*sources.model.detection.languages, LANGUAGE):
        yield sources.problem(
            (*path, "supported_language"),
            f"`detection.languages` does not name `{own.supported_language}`.",
            "Add the language there, or change this one.",
        )
    if not own.patterns and not own.deny_list:
        yield sources.problem(
            path,
            "This recogniser has neither `patterns` nor a `deny_list`: it protects nothing.",
            "Add one of the two.",
        )
    if entity is None:
        return
    for index, pattern in enumerate(own.patterns):
        best = max(pattern.score + CONTEXT_BONUS, CONTEXT_LEAST) if own.context else pattern.score
        if best < entity.threshold:
            yield sources.problem(
                (*path, "patterns", index, "score"),
                f"The score {pattern.score:g} stays below the threshold {entity.threshold:g} of "
                f"`{own.supported_entity}`{', even with a context word' if own.context else ''}.",
                "Raise the score, lower the threshold"
                + (", or add `context` words." if not own.context else "."),
            )
    if own.deny_list and own.deny_list_score < entity.threshold:
        yield sources.problem(
            (*path, "deny_list_score"),
            f"The score stays below the threshold {entity.threshold:g}.",
            "Raise it.",
        )


def _building(sources: Sources, path: Path, own: OwnRecognizer) -> Iterator[Problem]:
    """What the detector itself would say; it has the last word on what it can run."""
    try:
        policy_recognizer(presidio_form(own), sources.model.detection.languages)
    except AdministratorError as error:
        yield sources.problem(path, f"The detector refuses it: {error.message}.", "Correct it.")


def _patterns(sources: Sources, path: Path, own: OwnRecognizer) -> Iterator[Problem]:
    compiled: dict[int, Compiled] = {}
    for index, pattern in enumerate(own.patterns):
        try:
            compiled[index] = compile_pattern(pattern.regex)
        except BadPattern as bad:
            yield sources.problem((*path, "patterns", index, "regex"), bad.reason, bad.fix)
    if len(compiled) < len(own.patterns):
        return
    for index, one in compiled.items():
        if not any_matches([one], "\n".join(own.examples)):
            yield sources.problem(
                (*path, "patterns", index, "regex"),
                "This pattern matches none of its recogniser's `examples`.",
                "Add an example for it, or correct it.",
            )
    listed = _deny_list(own.deny_list)
    for index, example in enumerate(own.examples):
        sentence = _SENTENCE.format(example)
        if not any_matches(compiled.values(), sentence) and not listed(sentence):
            yield sources.problem(
                (*path, "examples", index),
                "This example is not recognised inside a sentence.",
                "Correct the pattern (\\b instead of ^ and $), or the example.",
            )
    for index, example in enumerate(own.counter_examples):
        if any_matches(compiled.values(), example) or listed(example):
            yield sources.problem(
                (*path, "counter_examples", index),
                "This counter-example is recognised, and must not be.",
                "Make the pattern narrower, or correct the counter-example.",
            )


def _deny_list(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a word of the list stands whole in a text, in any case: as Presidio reads it."""
    if not words:
        return lambda _text: False
    alternatives = "|".join(re.escape(word) for word in words)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None
