"""The table covers every path of the installed SDK's types, and says what is not to be missed."""

from collections.abc import Mapping
from typing import Any

import pytest

from proxy.dialects.openai_chat import TABLE
from proxy.dialects.slots import Leaf, Row, Rows, named_kind
from proxy.turn import Sink, SlotClass
from tests.dialects import sdk_paths

MARK = "planted"


def planted(rows: Rows, document: object) -> Leaf:
    (leaf,) = [leaf for leaf in rows.walk(document) if leaf.value == MARK]
    return leaf


@pytest.mark.parametrize("path", sdk_paths.string_paths())
def test_every_request_path_with_free_text_is_named_by_a_row(path: str) -> None:
    """A new SDK version that adds a string path fails here until somebody has classified it."""
    leaf = planted(TABLE.request, sdk_paths.request_with(path, MARK))

    assert named_kind(leaf) is not None


@pytest.mark.parametrize(("path", "words"), sdk_paths.literal_paths().items())
def test_every_word_of_the_request_types_is_known_to_its_row(
    path: str, words: frozenset[str]
) -> None:
    """A word of the format is never taken for text, so a customer named Auto bricks nothing."""
    leaf = planted(TABLE.request, sdk_paths.request_with(path, MARK))

    assert leaf.row is not None
    assert leaf.row.kind is SlotClass.OPAQUE
    assert words <= leaf.row.words


def unclassified(rows: Rows, places: Mapping[str, sdk_paths.Place]) -> list[str]:
    return [
        pattern for pattern, place in places.items() if planted(rows, place.plant(MARK)).row is None
    ]


def test_every_path_of_a_whole_answer_is_named_by_a_row() -> None:
    assert unclassified(TABLE.answer, sdk_paths.answer_places()) == []


def test_every_path_of_a_stream_chunk_is_named_by_a_row() -> None:
    assert unclassified(TABLE.stream, sdk_paths.chunk_places()) == []


def test_the_walk_over_the_types_finds_what_the_sdk_is_known_to_have() -> None:
    """The guard itself is not empty: counts of openai 3.54."""
    assert len(sdk_paths.string_paths()) >= 71
    assert len(sdk_paths.literal_paths()) >= 50
    assert "messages[role=assistant].tool_calls[type=custom].custom.input" in (
        sdk_paths.string_paths()
    )


def row(rows: Rows, path: str) -> Row:
    (found,) = [row for row in rows.rows if row.path == path]
    return found


def test_each_text_of_a_chunk_has_the_sink_it_has_in_a_whole_answer() -> None:
    """What is restored in one way of answering is restored in the other."""
    whole: Any = {r.path.replace(".message.", ".delta."): r.sink for r in TABLE.answer.rows}

    for named in TABLE.stream.rows:
        if named.path.startswith("choices"):
            assert named.sink is whole[named.path], named.path


def test_addresses_that_the_model_composed_are_never_restored() -> None:
    url = row(TABLE.answer, "choices[].message.annotations[].url_citation.url")

    assert url.sink is Sink.PROTECTED
