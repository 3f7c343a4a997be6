"""What the tests of the finding half share: rules that protect everything, and short ways to look."""

from collections.abc import Iterable

from presidio_analyzer import EntityRecognizer

from proxy.privacy.base import Asked, DetectionRules, EntityRule, Finding, TextToRead
from proxy.privacy.normalize import Reading
from proxy.privacy.overlaps import SPECIFICITY, settle
from proxy.privacy.recognizers import OWN_NAMES, build_recognizers
from proxy.privacy.recognizers.base import ReadingRecognizer

RULES = DetectionRules(
    entities={entity: EntityRule(entity, "LABEL") for entity in SPECIFICITY},
    predefined=OWN_NAMES,
    time_limit=60.0,
)

Found = list[tuple[str, str]]
"""Entity type and text of each finding, in order."""


def recognizer(name: str, rules: DetectionRules = RULES) -> ReadingRecognizer:
    """One of ours, by its policy name."""
    only = DetectionRules(
        entities=rules.entities, predefined=(name,), phone_regions=rules.phone_regions
    )
    (built,) = build_recognizers(only)
    assert isinstance(built, ReadingRecognizer)
    return built


def found(
    finder: ReadingRecognizer | str,
    text: str,
    *,
    asked: Iterable[Asked] = (),
    from_customer: bool = True,
) -> Found:
    """What one recogniser finds, overlaps settled, as pieces of the original text."""
    finder = recognizer(finder) if isinstance(finder, str) else finder
    reading = Reading.of(TextToRead(text, frozenset(asked), from_customer))
    findings = []
    for hit in finder.find(reading):
        start, end = reading.canonical.original_span(hit.start, hit.end)
        findings.append(Finding(hit.entity_type, start, end, hit.score, "test"))
    return pieces(text, settle(findings, text))


def pieces(text: str, findings: Iterable[Finding]) -> Found:
    """Findings as entity type and text."""
    return [(each.entity_type, text[each.start : each.end]) for each in findings]


def names_of(recognizers: Iterable[EntityRecognizer]) -> list[str]:
    """The names under which recognisers run."""
    return [str(vars(each)["name"]) for each in recognizers]
