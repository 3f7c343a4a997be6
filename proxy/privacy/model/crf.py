"""The model at work: a linear-chain CRF gives each token the probability of each label.

Strategy: every token is scored for every label (``scores``), and the labels' probabilities follow from
the scores of the whole stretch (``chain``). A long text is read in stretches that end at a line or a sentence where one is near, each
with a little of its neighbours beside it, so that the cost is linear in the length and a cut changes
next to nothing. Tokens become spans: neighbours that carry the same type belong together, and the
probability of a span is that of its surest token.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from proxy.privacy.model.chain import Chain
from proxy.privacy.model.features import Situation, word_of
from proxy.privacy.model.lexicon import Lexicon
from proxy.privacy.model.scores import MOST_AT_ONCE, Scorer, TextToScore
from proxy.privacy.model.weights import Floats, read_weights

LABELS = ("PERSON", "STREET_ADDRESS", "LOCATION", "POSTAL_CODE", "BRAND")
"""What the model tells apart. ``BRAND`` is a decoy: learned so that it is not taken for a person."""

_LEAST = 0.08
"""A token whose probability of being anything at all is below this is part of nothing."""
_ENDS = frozenset("\n.?!")
_BRIDGES = frozenset(",-/#.")
_IN_PARTS = frozenset({"STREET_ADDRESS", "LOCATION"})
_STRETCH = 120
_LOOK_BACK = 40
BESIDE = 12
"""Tokens: the longest stretch read at once, how far back its end may move, and what is read besides."""
_STRETCHES_AT_ONCE = (MOST_AT_ONCE - 2 * BESIDE) // _STRETCH
_NOTHING = ("", 0.0)
_Judged = dict[int, tuple[str, float]]
"""Place of a token → its type, and how probable that is."""


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
        """Raises ``ValueError`` or ``OSError`` for files that are none."""
        learned = read_weights(weights)
        self._lexicon = Lexicon(lexicon)
        self._scorer = Scorer(learned, self._lexicon)
        self._chain = Chain(learned.transitions)
        self._outside = learned.labels.index("O")
        self._kinds = tuple(
            (label, [learned.labels.index(tag) for tag in _tags(label) if tag in learned.labels])
            for label in LABELS
        )

    def roles(self, word: str) -> int:
        """The bits of ``Role`` that the word list gives a word in small letters."""
        return self._lexicon.roles(word)

    def spans(self, text: str, situation: Situation) -> Iterator[Span]:
        """Spans of the text, left to right, not overlapping; decoys are among them."""
        read = TextToScore(text, situation)
        for (first, last), probabilities in self._stretches(read):
            judged = self._judged(probabilities, first)
            if judged:
                yield from _joined(read, _bridged(read, judged, last))

    def probabilities(self, text: str, situation: Situation) -> list[Floats]:
        """The probability of each label (column) for each token (row), one array per stretch."""
        return [each for _, each in self._stretches(TextToScore(text, situation))]

    def _stretches(self, read: TextToScore) -> Iterator[tuple[tuple[int, int], Floats]]:
        """Each stretch with the probabilities of its tokens; they are read with those beside it."""
        size = len(read.pieces)
        for group in _groups(stretches_of(read), _STRETCHES_AT_ONCE):
            wide = [(max(0, first - BESIDE), min(size, last + BESIDE)) for first, last in group]
            start = wide[0][0]
            scores = self._scorer.scores(read, start, wide[-1][1])
            chains = [scores[low - start : high - start] for low, high in wide]
            found = self._chain.probabilities(chains)
            for (first, last), (low, _), each in zip(group, wide, found, strict=True):
                yield (first, last), each[first - low : last - low]

    def _judged(self, probabilities: Floats, first: int) -> _Judged:
        """The likeliest type of each token that is something, and its probability.

        By the place of the token; ``probabilities`` are those from the token ``first`` on.
        """
        outside = probabilities[:, self._outside]
        if 1.0 - outside.min() < _LEAST:
            return {}
        judged = {}
        for at in (1.0 - outside >= _LEAST).nonzero()[0].tolist():
            label, probability = self._judge(probabilities[at].tolist())
            if label:
                judged[first + at] = label, probability
        return judged

    def _judge(self, probabilities: Sequence[float]) -> tuple[str, float]:
        best, probability = "", 0.0
        for label, tags in self._kinds:
            chance = sum(probabilities[tag] for tag in tags)
            if chance > probability:
                best, probability = label, chance
        return (best, min(1.0, probability)) if probability >= _LEAST else _NOTHING


def _groups(stretches: Iterable[tuple[int, int]], size: int) -> Iterator[Sequence[tuple[int, int]]]:
    """So many at a time."""
    rest = iter(stretches)
    while group := tuple(islice(rest, size)):
        yield group


def _tags(label: str) -> tuple[str, str]:
    return f"B-{label}", f"I-{label}"


def stretches_of(read: TextToScore) -> Iterator[tuple[int, int]]:
    """[first, last) of each stretch; together they are all tokens, once."""
    first, size = 0, len(read.pieces)
    while first < size:
        last = min(first + _STRETCH, size)
        if last < size:
            for at in range(last, last - _LOOK_BACK, -1):
                if read.pieces[at - 1][-1] in _ENDS:
                    last = at
                    break
        yield first, last
        first = last


def _bridged(read: TextToScore, judged: _Judged, end: int) -> _Judged:
    """A comma or dash inside an address belongs to it: "12 Oak St, Apt 4"."""
    bridged = dict(judged)
    for at, (label, _) in judged.items():
        two_parts = label in _IN_PARTS and judged.get(at + 2, _NOTHING)[0] == label
        if two_parts and at + 2 < end and word_of(read.pieces[at + 1]) in _BRIDGES:
            bridged[at + 1] = label, 0.0
    return bridged


def _joined(read: TextToScore, judged: _Judged) -> Iterator[Span]:
    """Runs of the same type, without signs at their ends."""
    places = sorted(judged)
    at = 0
    while at < len(places):
        first, label = places[at], judged[places[at]][0]
        last = first
        while last in judged and judged[last][0] == label:
            last += 1
        at += last - first
        while first < last and not word_of(read.pieces[first])[0].isalnum():
            first += 1
        while last > first and not word_of(read.pieces[last - 1])[0].isalnum():
            last -= 1
        if first < last:
            probability = max(judged[place][1] for place in range(first, last))
            yield Span(label, read.places[first][0], read.places[last - 1][1], probability)
