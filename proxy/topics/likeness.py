"""What language an unknown word looks like, by its groups of three letters. Pure.

Strategy: the listed words of each language say how likely three letters in a row are in it (the border of a word
is a letter, too); an unknown word is as likely in a language as its groups are (naive Bayes). This is a leaning
and no more: names and brands look like something as well, so all unknown words of a message together weigh
less than one that is known.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from proxy.topics.language_words import words

_WEIGHT = 0.6
"""Of a word that looks like one language only."""
_AT_MOST = 0.8
"""Of all words together."""
_LEAST = 0.03
"""Less than that says nothing."""

_SHORTEST = 4
"""Letters of a word that looks like anything."""
_UNSEEN = 0.1
"""What a group counts in a language whose words do not have it."""
_OVERLAP = 1.6
"""Neighbouring groups share letters, so together they prove less than each by itself."""


def likeness(unknown: Iterable[str]) -> dict[str, float]:
    """What these words weigh for each language that they look like."""
    groups, languages = _groups(), tuple(words())
    total = [0.0] * len(languages)
    for word in unknown:
        logs = [groups[each] for each in _threes(word) if each in groups]
        if len(word) < _SHORTEST or not logs:
            continue
        sums = [sum(each) for each in zip(*logs, strict=True)]
        most = max(sums)
        odds = [math.exp((each - most) / _OVERLAP) for each in sums]
        weight = _WEIGHT / sum(odds)
        total = [old + weight * each for old, each in zip(total, odds, strict=True)]
    shrink = min(1.0, _AT_MOST / max(*total, _LEAST))
    return {
        language: weight * shrink
        for language, weight in zip(languages, total, strict=True)
        if weight > _LEAST
    }


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, tuple[float, ...]]:
    """For each three letters of the listed words how likely they are in each language (logarithms)."""
    counts = [
        Counter(each for word in listed for each in _threes(word)) for listed in words().values()
    ]
    known = sorted(set().union(*counts))
    totals = [counted.total() + _UNSEEN * len(known) for counted in counts]
    return {
        each: tuple(
            math.log((counted[each] + _UNSEEN) / total)
            for counted, total in zip(counts, totals, strict=True)
        )
        for each in known
    }


def _threes(word: str) -> list[str]:
    bordered = f" {word} "
    return [bordered[at : at + 3] for at in range(len(bordered) - 2)]
