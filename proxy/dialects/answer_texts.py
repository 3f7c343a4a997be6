"""The texts of an answer, by table: which are channels, what is dropped, and the way back to bytes.

A text becomes a slot (in a stream: a fragment) when its row names a ``place``. Everything else of the
answer is left as it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from proxy.dialects.base import Answer, AnswerSlot, Fragment, Limits
from proxy.dialects.json_reader import read_json
from proxy.dialects.json_writer import write_json
from proxy.dialects.slots import Changes, Leaf, Row, Rows, dropped_by, rewrite, tree_of
from proxy.errors import CallerError, ErrorCode, ProviderError
from proxy.turn import JsonPath

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
    trees: set[JsonPath] = set()
    drops = {}
    for leaf in rows.walk(document):
        if leaf.row is None:
            continue
        dropped = dropped_by(leaf)
        if dropped is not None and leaf.row.drop is not None:
            drops[dropped] = leaf.row.drop
        elif leaf.row.place is not None:
            slots.extend(_slot(document, leaf, leaf.row, slot_of, trees))
    kept = rewrite(document, Changes(drops=drops)) if drops else document
    return kept, slots


def _slot(
    document: dict[str, Any], leaf: Leaf, row: Row, slot_of: SlotMaker, trees: set[JsonPath]
) -> Iterator[AnswerSlot]:
    """The slot of a text. Free JSON is one slot as a whole: what is put back may change types in it."""
    tree = tree_of(leaf)
    if tree is None:
        if isinstance(leaf.value, str) and not leaf.is_key:
            yield slot_of(leaf, row)
    elif tree not in trees:
        trees.add(tree)
        value: Any = document
        for step in tree:
            value = value[step]
        text = write_json(value).decode()
        yield replace(slot_of(Leaf(tree, text, row), row), json=True, tree=True)


def values_of(
    slots: Sequence[AnswerSlot | Fragment], texts: Mapping[int, str]
) -> dict[JsonPath, Any]:
    """The new values by path. Raises ProviderError where what should be JSON is none."""
    return {
        slots[index].path: _value(text) if slots[index].tree else text
        for index, text in texts.items()
    }


def _value(text: str) -> Any:
    try:
        return read_json(text.encode(), _LIMITS)
    except CallerError as error:
        raise broken(f"is not the JSON it should be ({error.code.value})") from None


def write_answer(answer: Answer, texts: Mapping[int, str]) -> bytes:
    """The answer's bytes; ``texts``: index into ``answer.slots`` → new text."""
    if answer.raw is not None:
        return answer.raw
    return write_json(rewrite(answer.body, Changes(values_of(answer.slots, texts))))
