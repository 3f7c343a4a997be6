"""What is cut out of one text: findings, widened to the URL they stand in.

A span is [start, end) of a slot's text and the rule under which it is replaced. Findings that
overlap become one span under the strictest of their rules; a finding inside a URL takes the whole
URL with it, since half a link is of no use to anyone and its placeholder could not be restored.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from proxy.privacy.base import DetectionRules, EntityRule, Finding, Operator
from proxy.privacy.links import is_allowed_host, urls_in
from proxy.privacy.placeholders import LINK

_STRICTNESS = {Operator.PLACEHOLDER: 0, Operator.LAST_FOUR: 1, Operator.REMOVE: 2}


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) and the rule that governs them."""

    start: int
    end: int
    rule: EntityRule


def rule_of(finding: Finding, rules: DetectionRules) -> EntityRule:
    """The policy's rule of a finding; a type it does not know is protected and kept from tools."""
    known = rules.entities.get(finding.entity_type)
    return known or EntityRule(finding.entity_type, label="PRIVATE", in_tools=False)


def strictest(rules: Iterable[EntityRule]) -> EntityRule:
    """The rule that gives least back: remove, last four, not in tools, the first."""
    return max(rules, key=lambda rule: (_STRICTNESS[rule.operator], not rule.in_tools))


def spans_of(text: str, findings: Sequence[Finding], rules: DetectionRules) -> list[Span]:
    """The findings of one text as spans from left to right, without overlaps."""
    spans: list[Span] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, -finding.end)):
        start, end = max(0, finding.start), min(len(text), finding.end)
        if start >= end:
            continue
        rule = rule_of(finding, rules)
        if spans and start < spans[-1].end:
            last = spans.pop()
            rule = strictest((last.rule, rule))
            start, end = last.start, max(last.end, end)
        spans.append(Span(start, end, rule))
    return spans


def widen_to_urls(text: str, spans: list[Span], hosts: frozenset[str]) -> list[Span]:
    """Spans within a URL become one span over the whole URL.

    A URL without a scheme counts only on a host of the policy: ``example.com/maria@example.com``
    may be two addresses.
    """
    left = list(spans)
    widened: list[Span] = []
    first = 0
    for url in urls_in(text) if spans else ():
        if url.bare_host is not None and not is_allowed_host(url.bare_host, hosts):
            continue
        while first < len(left) and left[first].end <= url.start:
            widened.append(left[first])
            first += 1
        beyond = first
        while beyond < len(left) and left[beyond].start < url.end:
            beyond += 1
        touching = left[first:beyond]
        if not touching or any(
            span.start <= url.start and url.end <= span.end for span in touching
        ):
            continue
        start = min(url.start, touching[0].start)
        end = max(url.end, touching[-1].end)
        whole = (start, end) == (url.start, url.end)
        rule = _link_rule(touching) if whole else strictest(span.rule for span in touching)
        first = beyond - 1
        left[first] = Span(start, end, rule)
    return [*widened, *left[first:]]


def _link_rule(spans: Sequence[Span]) -> EntityRule:
    """A link gives back what each value in it may give back: with a card number, nothing."""
    lossy = any(span.rule.operator is not Operator.PLACEHOLDER for span in spans)
    return replace(
        LINK,
        operator=Operator.REMOVE if lossy else Operator.PLACEHOLDER,
        in_tools=all(span.rule.in_tools for span in spans),
    )


def known_links(
    text: str, spans: list[Span], links: Callable[[str], EntityRule | None]
) -> list[Span]:
    """In assistant text: a URL that arrived elsewhere in this request is that link again."""
    found = [
        Span(url.start, url.end, rule)
        for url in urls_in(text)
        if (rule := links(text[url.start : url.end])) is not None
    ]
    starts = [link.start for link in found]
    outside = []
    for span in spans:
        before = bisect_left(starts, span.end)
        if not before or found[before - 1].end <= span.start:
            outside.append(span)
    return sorted([*outside, *found], key=lambda span: span.start)
