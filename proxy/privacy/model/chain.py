"""Probabilities of labels along a linear chain: forward-backward, over several chains at once.

Strategy: a step of the forward and one of the backward pass are the same work, a vector times a
matrix, so both passes of all chains walk side by side, the backward ones from their ends. Vectors are
scaled now and then, so that long chains do not vanish below the smallest number; a scale cancels
out where the two passes meet. (Rabiner 1989, section V.A.)
"""

from collections.abc import Sequence

import numpy as np

from proxy.privacy.model.weights import Floats

_SMALLEST = 300.0
"""Two vectors that have shrunk by e to this power still have a product (the smallest: e to the -745)."""


class Chain:
    """A linear chain with fixed transitions."""

    def __init__(self, transitions: Floats) -> None:
        """``transitions``: weights (logarithms) from label (row) to label (column)."""
        self._size = size = len(transitions)
        self._step = np.exp(transitions - transitions.max())
        self._both = np.zeros((2 * size, 2 * size))
        self._both[:size, :size] = self._step
        self._both[size:, size:] = self._step.T
        spread = float(transitions.max() - transitions.min())
        self._scale_after = max(1, int(_SMALLEST / (spread + np.log(size))))

    def probabilities(self, chains: Sequence[Floats]) -> list[Floats]:
        """The probability of each label (column) at each place (row), for each chain of scores."""
        size = self._size
        own = np.ones((max(map(len, chains)), len(chains), 2 * size))
        for number, scores in enumerate(chains):
            weights = np.exp(scores - np.maximum.reduce(scores, axis=1, keepdims=True))
            own[: len(scores), number, :size] = weights
            own[: len(scores), number, size:] = weights[::-1]
        passed = self._walk(own)
        return [
            self._meet(passed[: len(scores), number, :size], passed[: len(scores), number, size:])
            for number, scores in enumerate(chains)
        ]

    def _walk(self, own: Floats) -> Floats:
        """Both passes; ``own`` are the weights of the places, forward and backward, side by side."""
        passed = np.empty_like(own)
        passed[0] = before = own[0]
        both, multiply, dot = self._both, np.multiply, np.dot
        for start in range(1, len(own), self._scale_after):
            if start > 1:
                before = self._scaled(before)
            stop = start + self._scale_after
            for here, weights in zip(passed[start:stop], own[start:stop], strict=True):
                dot(before, both, here)
                multiply(here, weights, here)
                before = here
        return passed

    def _scaled(self, both: Floats) -> Floats:
        halves = both.reshape(-1, 2, self._size)
        scaled: Floats = halves / halves.sum(axis=2, keepdims=True)
        return scaled.reshape(both.shape)

    def _meet(self, forward: Floats, backward: Floats) -> Floats:
        """Forward times what comes after; ``backward`` holds each place's own weight, from the end."""
        met = forward.copy()
        met[:-1] *= backward[-2::-1] @ self._step.T
        met /= np.add.reduce(met, axis=1, keepdims=True)
        return met
