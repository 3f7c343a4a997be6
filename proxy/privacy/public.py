"""The shop's own values: brands, products, its address. They are nobody's personal data.

Strategy: thousands of values are one index each for phrases and for exact values, so a text is read
once however many there are. A phrase frees a finding that lies inside it, unless the dialogue or a
record says that it is a person: a customer may be named like a brand. Cards, e-mail addresses, phone
numbers and the like are freed letter for letter only.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from proxy.privacy.base import DetectionRules, Finding
from proxy.privacy.phrases import LONGEST, PhraseIndex, runs
from proxy.privacy.recognizers.base import SURE
from proxy.privacy.words import word_set
from proxy.turn import TextSlot

_EXACT_ONLY = word_set(
    "CREDIT_CARD EMAIL_ADDRESS PHONE_NUMBER IBAN_CODE BANK_ACCOUNT US_SSN NATIONAL_ID CARD_CODE SECRET PASSWORD "
    "PIN VERIFICATION_CODE SECURITY_ANSWER GIFT_CARD DATE_OF_BIRTH"
)
_SAID_RULES = frozenset({"AskedAnswerRecognizer", "RecordLineRecognizer"})
_NAME_RULE = "NameRecognizer"


class PublicValues:
    """The public values of a policy, ready to free findings."""

    def __init__(self, rules: DetectionRules) -> None:
        """Building the indexes is done once for a policy's values."""
        self._exact = _exact_index(rules.exact_public_values)
        self._phrases = _public_index(rules.public_values - rules.exact_public_values)

    def without(self, slot: TextSlot, findings: list[Finding]) -> list[Finding]:
        """The findings that a public value does not free."""
        if not findings or not (self._phrases or self._exact):
            return findings
        exact = _Places(self._exact.places(slot.text))
        phrases = _Places(
            (place.start, place.end) for place in self._phrases.occurrences(slot.text)
        )
        return [f for f in findings if not (exact.hold(f) or self._frees(f, phrases))]

    @staticmethod
    def _frees(finding: Finding, phrases: "_Places") -> bool:
        if finding.entity_type in _EXACT_ONLY or _is_said_of_a_person(finding):
            return False
        return phrases.hold(finding)


def _is_said_of_a_person(finding: Finding) -> bool:
    """An answer to our own question, a key of a record, or "my name is": then a brand is a name."""
    if finding.rule in _SAID_RULES or finding.rule.startswith("key:"):
        return True
    return finding.rule == _NAME_RULE and finding.score >= SURE


class _ExactValues:
    """Values that count letter for letter, found in one pass over a text."""

    def __init__(self, values: frozenset[str]) -> None:
        self._by_form: defaultdict[str, list[str]] = defaultdict(list)
        self._others: list[str] = []
        for value in sorted(values):
            form = "".join(runs(value))
            if form and len(form) <= LONGEST:
                self._by_form[form].append(value)
            elif value:
                self._others.append(value)
        self._index = PhraseIndex(self._by_form)

    def __bool__(self) -> bool:
        return bool(self._by_form or self._others)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a value stands letter for letter, not inside a longer word or number."""
        for found in self._index.occurrences(text):
            for value in self._by_form[found.form]:
                low = max(0, found.start - len(value))
                for start, end in _literal(value, text[low : found.end + len(value)]):
                    yield low + start, low + end
        for value in self._others:
            yield from _literal(value, text)


class _Places:
    """Spans of a text, asked whether one of them holds a finding whole."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))
        """How far the spans up to this one reach."""

    def hold(self, finding: Finding) -> bool:
        """True when a span begins at or before the finding and ends at or after it."""
        before = bisect_right(self._starts, finding.start)
        return before > 0 and self._reach[before - 1] >= finding.end


def _literal(value: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a value stands letter for letter, not inside a longer word or number."""
    start = text.find(value) if value else -1
    while start >= 0:
        end = start + len(value)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start, end
        start = text.find(value, end)


@lru_cache(maxsize=8)
def _public_index(values: frozenset[str]) -> PhraseIndex:
    return PhraseIndex("".join(runs(value)) for value in values)


@lru_cache(maxsize=8)
def _exact_index(values: frozenset[str]) -> _ExactValues:
    return _ExactValues(values)
