"""Findings that overlap become findings that do not, and every character found stays covered.

Strategy: two rules. *Cut*: a soft or weak finding that a firm one stands in (a card number in the
line that answers "your address?") gives way there and keeps the rest. *Merge*: what still overlaps
becomes one finding over the whole, with the type of the better one. Neither rule ever uncovers a
letter or digit that was found.
"""

from collections.abc import Iterable, Iterator, Sequence

from proxy.privacy.base import Finding

SPECIFICITY: tuple[str, ...] = (
    "SECRET", "CARD_CODE", "PASSWORD", "PIN", "VERIFICATION_CODE", "SECURITY_ANSWER", "CREDIT_CARD",
    "IBAN_CODE", "US_SSN", "NATIONAL_ID", "BANK_ACCOUNT", "EMAIL_ADDRESS", "TRACKING_NUMBER",
    "GIFT_CARD", "LOYALTY_NUMBER", "PHONE_NUMBER", "CARD_EXPIRY", "DATE_OF_BIRTH", "IP_ADDRESS",
    "USER_NAME", "PERSON", "STREET_ADDRESS", "POSTAL_CODE", "ORDER_NUMBER", "ACCOUNT_NUMBER", "LOCATION",
)  # fmt: skip
"""At equal scores the earlier type names a value: what is kept strictest comes first."""

_RANK = {entity: rank for rank, entity in enumerate(SPECIFICITY)}
_FIRM = frozenset(SPECIFICITY[: SPECIFICITY.index("USER_NAME")])
_SOFT = frozenset({"PERSON", "STREET_ADDRESS", "LOCATION"})
_PLACES = frozenset({"STREET_ADDRESS", "LOCATION", "POSTAL_CODE"})
_MUCH_BETTER = 0.2
_LARGEST_CLUSTER = 300
"""More findings that hang together come from no honest text; they become one, which covers more."""


def quality(finding: Finding) -> tuple[float, int, int, str, str]:
    """Sorts the better finding first: score, then specificity, then length; names break ties."""
    rank = _RANK.get(finding.entity_type, len(_RANK))
    return (
        -finding.score,
        rank,
        finding.start - finding.end,
        finding.entity_type,
        finding.rule,
    )


def _gives_way(soft: Finding, firm: Finding) -> bool:
    """Whether ``soft`` is cut where ``firm`` stands."""
    if soft.entity_type == firm.entity_type or {soft.entity_type, firm.entity_type} <= _PLACES:
        return False
    if soft.entity_type in _SOFT and firm.entity_type in _FIRM:
        return True
    inside = soft.start <= firm.start and firm.end <= soft.end
    smaller = firm.end - firm.start < soft.end - soft.start
    return inside and smaller and firm.score - soft.score >= _MUCH_BETTER


def settle(findings: Iterable[Finding], text: str) -> tuple[Finding, ...]:
    """Non-overlapping findings, sorted by position, that cover every letter and digit found."""
    settled: list[Finding] = []
    for cluster in _clusters(findings):
        if len(cluster) == 1:
            settled.append(cluster[0])
            continue
        pieces = _cut(cluster, text) if len(cluster) <= _LARGEST_CLUSTER else cluster
        settled.extend(_merged(group) for group in _clusters(pieces))
    return tuple(settled)


def _clusters(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Groups of findings that overlap, directly or through others, left to right."""
    cluster: list[Finding] = []
    reach = -1
    for finding in sorted(findings, key=lambda f: (f.start, f.end, *quality(f))):
        if cluster and finding.start >= reach:
            yield cluster
            cluster = []
        cluster.append(finding)
        reach = finding.end if len(cluster) == 1 else max(reach, finding.end)
    if cluster:
        yield cluster


def _cut(cluster: Sequence[Finding], text: str) -> list[Finding]:
    """The cluster with findings cut where firmer ones stand.

    Firm types are placed before soft ones, better ones before worse; each is cut only by those
    placed before it, so that no two give way to each other.
    """
    placed: list[Finding] = []
    pieces: list[Finding] = []
    for finding in sorted(set(cluster), key=lambda f: (f.entity_type in _SOFT, quality(f))):
        firm = [
            other
            for other in placed
            if other.start < finding.end
            and finding.start < other.end
            and _gives_way(finding, other)
        ]
        placed.append(finding)
        pieces.extend(_without(finding, firm, text) if firm else [finding])
    return pieces


def _without(finding: Finding, firm: Sequence[Finding], text: str) -> Iterator[Finding]:
    """What remains of a finding, trimmed to letters and digits."""
    position = finding.start
    for other in [*sorted(firm, key=lambda f: f.start), None]:
        end = finding.end if other is None else min(max(other.start, position), finding.end)
        start, stop = _trimmed(text, position, end)
        if start < stop:
            yield Finding(finding.entity_type, start, stop, finding.score, finding.rule)
        if other is not None:
            position = max(position, other.end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _merged(group: Sequence[Finding]) -> Finding:
    """One finding over the whole group, named by its best member."""
    best = min(group, key=quality)
    start = min(finding.start for finding in group)
    end = max(finding.end for finding in group)
    return Finding(best.entity_type, start, end, best.score, best.rule)
