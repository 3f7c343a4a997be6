"""Findings remembered per text, so that turn *n* costs its new words and not its history.

Strategy: the key is a keyed BLAKE2b digest of everything that decides what is found (the text, what
was asked for, who said it, whether topics are wanted, the versions of the rules), under a random key
that lives as long as this process. So the cache holds no text, and its keys tell nobody anything.
What it holds are offsets and names. It is bounded by weight, not by entries: a text full of findings
weighs more than an empty one. The law its tests hold: cached equals uncached.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import NewType

from proxy.gateway.detection_frames import Inspected, Reading
from proxy.ids import Randomness

CacheKey = NewType("CacheKey", bytes)

_KEY_BYTES = 32
_DIGEST_BYTES = 20


class FindingCache:
    """The most recently used answers, up to a total weight (an answer weighs 1 + its findings)."""

    def __init__(self, capacity: int, *, versions: Sequence[str], randomness: Randomness) -> None:
        self._capacity = capacity
        self._answers: OrderedDict[CacheKey, Inspected] = OrderedDict()
        self._start = hashlib.blake2b(digest_size=_DIGEST_BYTES, key=randomness(_KEY_BYTES))
        for version in versions:
            self._start.update(_prefixed(version))
        self.weight = 0
        self.hits = 0
        self.misses = 0

    def key_of(self, reading: Reading) -> CacheKey:
        """The digest under which the answer to this reading stands."""
        digest = self._start.copy()
        digest.update(bytes((reading.from_customer, reading.classify, len(reading.asked))))
        for asked in sorted(reading.asked):
            digest.update(_prefixed(asked))
        digest.update(_prefixed(reading.text))
        return CacheKey(digest.digest())

    def get(self, key: CacheKey) -> Inspected | None:
        """The remembered answer, which becomes the newest; None: not remembered."""
        answer = self._answers.get(key)
        if answer is None:
            self.misses += 1
            return None
        self._answers.move_to_end(key)
        self.hits += 1
        return answer

    def put(self, key: CacheKey, answer: Inspected) -> None:
        """Remember an answer; the least recently used ones make room."""
        self._forget(key)
        self._answers[key] = answer
        self.weight += _weight(answer)
        while self.weight > self._capacity and self._answers:
            self._forget(next(iter(self._answers)))

    def _forget(self, key: CacheKey) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self.weight -= _weight(answer)

    def __len__(self) -> int:
        return len(self._answers)


def _weight(answer: Inspected) -> int:
    return 1 + len(answer.findings) + len(answer.topics)


def _prefixed(text: str) -> bytes:
    """Length and bytes, so that no two lists of texts read the same."""
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw).to_bytes(8, "big") + raw
