"""The model at work: a linear-chain CRF gives each token the probability of each label.

Strategy: a long text is read in stretches that end at a line or a sentence where one is near, each
with a little of its neighbours beside it, so that the cost is linear in the length and a cut changes
next to nothing. Tokens become spans: neighbours that carry the same type belong together, and the
probability of a span is that of its surest token.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from proxy.privacy.model.features import FeatureReader, Situation, Token, tokens_of
from proxy.privacy.model.lexicon import Lexicon

LABELS = ("PERSON", "STREET_ADDRESS", "LOCATION", "POSTAL_CODE", "BRAND")
"""What the model tells apart. ``BRAND`` is a decoy: learned so that it is not taken for a person."""

_LEAST = 0.08
"""A token whose probability of being anything at all is below this is part of nothing."""
_BRIDGES = frozenset(",-/#.")
_IN_PARTS = frozenset({"STREET_ADDRESS", "LOCATION"})
_STRETCH = 120
_LOOK_BACK = 40
_BESIDE = 12
"""Tokens: the longest stretch read at once, how far back its end may move, and what is read besides."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) that are of a type with this probability."""

    label: str
    start: int
    end: int
    probability: float


class NameModel:
    """Weights and word list, loaded. Keeps nothing of a text but single words, up to a bound."""

    def __init__(self, weights: Path, lexicon: Path) -> None:
        self._reader = FeatureReader(Lexicon(lexicon))
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(weights))
        known = set(self._tagger.labels())
        self._kinds = tuple(
            (label, tuple(tag for tag in (f"B-{label}", f"I-{label}") if tag in known))
            for label in LABELS
        )

    def spans(self, text: str, situation: Situation) -> Iterator[Span]:
        """Spans of the text, left to right, not overlapping; decoys are among them."""
        tokens = tokens_of(text)
        if not tokens:
            return
        features = self._reader.features(tokens, text, situation)
        for first, last in _stretches(tokens):
            low, high = max(0, first - _BESIDE), min(len(tokens), last + _BESIDE)
            self._tagger.set(features[low:high])
            judged = [self._judge(at - low) for at in range(first, last)]
            yield from _joined(tokens[first:last], _bridged(tokens[first:last], judged))

    def _judge(self, at: int) -> tuple[str, float]:
        """The likeliest type of a token and its probability; an empty type for none."""
        if 1.0 - self._tagger.marginal("O", at) < _LEAST:
            return "", 0.0
        best, probability = "", 0.0
        for label, tags in self._kinds:
            chance = sum(self._tagger.marginal(tag, at) for tag in tags)
            if chance > probability:
                best, probability = label, chance
        return (best, min(1.0, probability)) if probability >= _LEAST else ("", 0.0)


def _stretches(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """[first, last) of each stretch; together they are all tokens, once."""
    first = 0
    while first < len(tokens):
        last = min(first + _STRETCH, len(tokens))
        if last < len(tokens):
            for at in range(last, last - _LOOK_BACK, -1):
                if tokens[at - 1].text in {"\n", ".", "?", "!"}:
                    last = at
                    break
        yield first, last
        first = last


def _bridged(
    tokens: Sequence[Token], judged: Sequence[tuple[str, float]]
) -> list[tuple[str, float]]:
    """A comma or dash inside an address belongs to it: "12 Oak St, Apt 4"."""
    bridged = list(judged)
    for at in range(1, len(tokens) - 1):
        before, after = judged[at - 1][0], judged[at + 1][0]
        if tokens[at].text in _BRIDGES and before == after and before in _IN_PARTS:
            bridged[at] = before, 0.0
    return bridged


def _joined(tokens: Sequence[Token], judged: Sequence[tuple[str, float]]) -> Iterator[Span]:
    """Runs of the same type, without signs at their ends."""
    at = 0
    while at < len(tokens):
        label = judged[at][0]
        end = at
        while end < len(tokens) and judged[end][0] == label:
            end += 1
        if label:
            first, last = at, end
            while first < last and not tokens[first].text[0].isalnum():
                first += 1
            while last > first and not tokens[last - 1].text[0].isalnum():
                last -= 1
            if first < last:
                probability = max(chance for _, chance in judged[first:last])
                yield Span(label, tokens[first].start, tokens[last - 1].end, probability)
        at = max(end, at + 1)
