"""The texts of an answer, by table: which are channels, what is dropped, and the way back to bytes.

A text becomes a slot (in a stream: a fragment) when its row names a ``place``. Everything else of the
answer is left as it is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from proxy.dialects.base import Answer, AnswerSlot, Limits
from proxy.dialects.json_reader import read_json
from proxy.dialects.json_writer import write_json
from proxy.dialects.slots import Changes, Leaf, Row, Rows, dropped_by, rewrite
from proxy.errors import CallerError, ErrorCode, ProviderError

_LIMITS = Limits(body_bytes=64 * 1024 * 1024, depth=64, leaves=1_000_000)
"""For answers. Larger than for requests: log probabilities are many values, and are dropped."""

SlotMaker = Callable[[Leaf, Row], AnswerSlot]
"""The slot of a leaf whose row names a place; its format knows the channel and the sink."""


def broken(what: str) -> ProviderError:
    """The error for an answer that is not in the provider's own format."""
    return ProviderError(ErrorCode.PROVIDER_BROKEN_ANSWER, f"The provider's answer {what}.")


def read_object(body: bytes) -> dict[str, Any]:
    """A JSON object from the provider. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
    try:
        document = read_json(body, _LIMITS)
    except CallerError as error:
        problem = error.code.value
    else:
        if isinstance(document, dict):
            return document
        problem = "no object"
    raise broken(f"is not the JSON it should be ({problem})")


def read_texts(
    document: dict[str, Any], rows: Rows, slot_of: SlotMaker
) -> tuple[Mapping[str, Any], list[AnswerSlot]]:
    """The document without what is dropped, and its texts."""
    slots: list[AnswerSlot] = []
    drops = {}
    for leaf in rows.walk(document):
        if leaf.row is None:
            continue
        dropped = dropped_by(leaf)
        if dropped is not None and leaf.row.drop is not None:
            drops[dropped] = leaf.row.drop
        elif leaf.row.place is not None and isinstance(leaf.value, str) and not leaf.is_key:
            slots.append(slot_of(leaf, leaf.row))
    kept = rewrite(document, Changes(drops=drops)) if drops else document
    return kept, slots


def write_answer(answer: Answer, texts: Mapping[int, str]) -> bytes:
    """The answer's bytes; ``texts``: index into ``answer.slots`` → new text."""
    values = {answer.slots[index].path: text for index, text in texts.items()}
    return write_json(rewrite(answer.body, Changes(values)))
