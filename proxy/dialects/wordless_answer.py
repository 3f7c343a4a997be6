"""Answers without words (vectors, scores): checked to be an object, and given back as they came."""

import json

from proxy.dialects.answer_texts import broken
from proxy.dialects.base import Answer
from proxy.turn import Turn


def read_answer(body: bytes, turn: Turn) -> Answer:
    """See Dialect. There is no text in it; the numbers are many, and none is touched."""
    del turn
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise broken("is not the JSON it should be")
    return Answer(document, (), raw=body)
