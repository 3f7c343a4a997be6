"""Which entity types each built-in recogniser finds, asked of the recognisers themselves."""

from functools import lru_cache

from proxy.privacy.base import DetectionRules
from proxy.privacy.recognizers import PREDEFINED, build_recognizers

REQUIRED_RECOGNIZERS = (
    "CreditCardRecognizer",
    "CardCodeRecognizer",
    "PinRecognizer",
    "PasswordRecognizer",
    "SecretRecognizer",
    "AskedAnswerRecognizer",
)
"""They find what every policy protects; the last one knows a PIN by the question before it."""


def known_recognizers() -> tuple[str, ...]:
    """Names that ``recognizers.predefined`` may list: ours, then Presidio's."""
    return PREDEFINED


@lru_cache(maxsize=256)
def entities_found_by(name: str) -> frozenset[str] | None:
    """Entity types that the built-in recogniser finds; None if there is none of that name."""
    if name not in PREDEFINED:
        return None
    (recognizer,) = build_recognizers(DetectionRules(entities={}, predefined=(name,)))
    return frozenset(recognizer.supported_entities)
