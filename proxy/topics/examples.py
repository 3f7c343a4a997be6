"""Near-copies of a topic's example sentences: what a phrase misses because of spelling.

Strategy: a sentence is the set of its three-letter pieces (each word with its borders), and two
sentences are as similar as the weight of the pieces they share (Dice, each piece weighted by how few
of the topic's sentences hold it). "i wnat to speek to a humen" still shares most of its weight with
"I want to speak to a human". A message counts only if it is closer to an example than to every
counter-example, so an author can cut a wrong neighbour off by writing it down.

Only short messages are compared: a letter is never nearly the same as a sentence. No model, no
download, no arithmetic beyond sums; the same input gives the same score everywhere.
"""

import math
import re
from collections import Counter
from typing import NamedTuple

from proxy.topics.base import TopicRule
from proxy.topics.readings import fold

LONGEST_COMPARED = 200
"""Characters of a message that is compared at all."""

_WORD = re.compile(r"[^\W_]+")
_SCRIPT_WITHOUT_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENOUGH_SHARED = 4
"""Pieces that must be shared before the exact similarity is worked out."""


class _Sentence(NamedTuple):
    """One example or counter-example: where it stands, whether it is wanted, its pieces' weight."""

    place: str
    wanted: bool
    weight: float


class Examples:
    """The examples of one topic, ready to be compared with messages."""

    def __init__(self, topic: TopicRule) -> None:
        self._threshold = topic.similarity
        gathered = [
            (f"{key}.{language}[{number}]", wanted, _pieces(fold(sentence)))
            for key, table, wanted in (
                ("examples", topic.examples, True),
                ("counter_examples", topic.counter_examples, False),
            )
            for language, sentences in table.items()
            for number, sentence in enumerate(sentences, start=1)
        ]
        common = Counter(piece for *_, pieces in gathered for piece in pieces)
        total = max(len(gathered), 1)
        self._weights = {piece: math.log(1 + total / count) for piece, count in common.items()}
        self._unknown = math.log(1 + total)
        self._sentences = tuple(
            _Sentence(place, wanted, self._weight(pieces)) for place, wanted, pieces in gathered
        )
        self._holders: dict[str, tuple[int, ...]] = {}
        for index, (*_, pieces) in enumerate(gathered):
            for piece in pieces:
                self._holders[piece] = (*self._holders.get(piece, ()), index)

    def _weight(self, pieces: frozenset[str]) -> float:
        return sum(self._weights.get(piece, self._unknown) for piece in pieces)

    def nearest(self, readings: tuple[str, ...]) -> tuple[float, str | None]:
        """The highest similarity (0 to 1) of a reading to an example, and that example's place.

        The place is None when no example reaches the topic's threshold, or when a counter-example is
        as near.
        """
        best: float = 0.0
        place: str | None = None
        for reading in readings:
            if len(reading) > LONGEST_COMPARED:
                continue
            wanted, unwanted, index = self._compare(_pieces(reading))
            if index is not None and wanted >= self._threshold and wanted > max(unwanted, best):
                best, place = wanted, self._sentences[index].place
        return best, place

    def _compare(self, pieces: frozenset[str]) -> tuple[float, float, int | None]:
        """Similarity to the nearest example and counter-example, and which example that is."""
        counts = Counter(index for piece in pieces for index in self._holders.get(piece, ()))
        shared = dict.fromkeys(
            (index for index, count in counts.items() if count >= _ENOUGH_SHARED), 0.0
        )
        for piece in pieces if shared else ():
            for index in self._holders.get(piece, ()):
                if index in shared:
                    shared[index] += self._weights[piece]
        own = self._weight(pieces)
        wanted, unwanted, nearest = 0.0, 0.0, None
        for index, weight in shared.items():
            sentence = self._sentences[index]
            similarity = 2 * weight / (own + sentence.weight)
            if not sentence.wanted:
                unwanted = max(unwanted, similarity)
            elif similarity > wanted:
                wanted, nearest = similarity, index
        return wanted, unwanted, nearest


def _pieces(text: str) -> frozenset[str]:
    """The three-letter pieces of folded text; two-letter ones where words have no blanks."""
    pieces: set[str] = set()
    for word in _WORD.findall(text):
        if _SCRIPT_WITHOUT_BLANKS.search(word):
            pieces.update(word[at : at + 2] for at in range(max(len(word) - 1, 1)))
            continue
        bordered = f" {word} "
        pieces.update(bordered[at : at + 3] for at in range(len(bordered) - 2))
    return frozenset(pieces)
