"""From messages to weights: a linear-chain CRF, trained by L-BFGS."""

from collections.abc import Iterable
from pathlib import Path

import pycrfsuite

from proxy.privacy.model.features import FeatureReader, Token, tokens_of
from training.generate import Message

_PARAMETERS = {
    "c1": 0.05,
    "c2": 0.02,
    "max_iterations": 60,
    "feature.minfreq": 3,
    "feature.possible_transitions": True,
}


def tags_of(tokens: Iterable[Token], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """The tag of each token: ``O``, or ``B-`` and ``I-`` with the label of the span it lies in."""
    left = list(spans)
    tags = []
    inside = False
    for token in tokens:
        while left and left[0][1] <= token.start:
            left.pop(0)
            inside = False
        if left and left[0][0] < token.end:
            tags.append(f"{'I' if inside else 'B'}-{left[0][2]}")
            inside = True
        else:
            tags.append("O")
    return tags


def train(messages: Iterable[Message], reader: FeatureReader, weights: Path) -> None:
    """Write the weights. The same messages, library and machine type give the same bytes."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for message in messages:
        tokens = tokens_of(message.text)
        if tokens:
            rows = reader.features(tokens, message.text, message.situation)
            trainer.append(rows, tags_of(tokens, message.spans))
    trainer.set_params(_PARAMETERS)
    trainer.train(str(weights))
