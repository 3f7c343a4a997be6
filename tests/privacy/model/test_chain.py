"""Probabilities along a chain."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.privacy.model.chain import Chain
from proxy.privacy.model.weights import Floats

LABELS = 3


def weights(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).normal(scale=3.0, size=shape)


def one_by_one(transitions: Floats, scores: Floats) -> Floats:
    """By adding up every possible row of labels."""
    found = np.zeros(scores.shape)
    for row in itertools.product(range(LABELS), repeat=len(scores)):
        total = sum(scores[at, label] for at, label in enumerate(row))
        total += sum(transitions[pair] for pair in itertools.pairwise(row))
        for at, label in enumerate(row):
            found[at, label] += np.exp(total)
    summed: Floats = found / found.sum(axis=1, keepdims=True)
    return summed


@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(0, 1000))
@settings(deadline=None, max_examples=40)
def test_chains_side_by_side_have_the_probabilities_that_counting_gives(
    lengths: list[int], seed: int
) -> None:
    transitions = weights(seed, LABELS, LABELS)
    chains = [weights(seed + at, length, LABELS) for at, length in enumerate(lengths, start=1)]
    for found, scores in zip(Chain(transitions).probabilities(chains), chains, strict=True):
        assert np.allclose(found, one_by_one(transitions, scores), rtol=0, atol=1e-9)


@pytest.mark.parametrize("strength", [1.0, 20.0, 40.0])
def test_a_long_chain_of_strong_weights_stays_a_probability(strength: float) -> None:
    chain = Chain(strength * weights(1, LABELS, LABELS))
    (found,) = chain.probabilities([strength * weights(2, 3000, LABELS)])
    assert np.allclose(found.sum(axis=1), 1.0, rtol=0, atol=1e-9)
    assert found.min() >= 0.0
