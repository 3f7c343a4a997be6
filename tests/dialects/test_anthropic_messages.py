"""The table covers every path of the installed SDK's types, and says what is not to be missed."""

from collections.abc import Mapping

import pytest

from proxy.dialects.anthropic_messages import TABLE
from proxy.dialects.slots import Leaf, Rows, named_kind
from proxy.turn import SlotClass
from tests.dialects import sdk_paths

MARK = "planted"
REQUEST = sdk_paths.messages_places()


def planted(rows: Rows, document: object) -> Leaf:
    (leaf,) = [leaf for leaf in rows.walk(document) if leaf.value == MARK]
    return leaf


@pytest.mark.parametrize("path", [path for path, place in REQUEST.items() if not place.words])
def test_every_request_path_with_free_text_is_named_by_a_row(path: str) -> None:
    """A new SDK version that adds a string path fails here until somebody has classified it."""
    assert named_kind(planted(TABLE.request, REQUEST[path].plant(MARK))) is not None


def test_every_word_of_the_request_types_is_known_to_its_row() -> None:
    """A word of the format is never taken for text, so a customer named Auto bricks nothing."""
    unknown = {}
    for path, place in REQUEST.items():
        if not place.words:
            continue
        leaf = planted(TABLE.request, place.plant(MARK))
        named = leaf.row is not None and leaf.row.kind in {SlotClass.OPAQUE, SlotClass.POINTER}
        schema = leaf.row is not None and leaf.row.kind is SlotClass.DEFINITION
        words = leaf.row.words if leaf.row is not None else frozenset()
        pointed = leaf.row is not None and leaf.row.kind is SlotClass.POINTER
        if not (named or schema) or not (pointed or place.words <= words):
            unknown[path] = place.words - words
    assert unknown == {}


def unclassified(rows: Rows, places: Mapping[str, sdk_paths.Place]) -> list[str]:
    return [
        pattern for pattern, place in places.items() if planted(rows, place.plant(MARK)).row is None
    ]


def test_every_path_of_a_whole_answer_is_named_by_a_row() -> None:
    assert unclassified(TABLE.answer, sdk_paths.message_places()) == []


def test_every_path_of_a_stream_event_is_named_by_a_row() -> None:
    assert unclassified(TABLE.stream, sdk_paths.message_event_places()) == []


def test_the_walk_over_the_types_finds_what_the_sdk_is_known_to_have() -> None:
    """The guard itself is not empty: counts of anthropic 2.12."""
    assert len(REQUEST) >= 500
    assert "messages[role=user].content[type=tool_use].input.**" in REQUEST


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ({"type": "image", "source": {"type": "base64", "data": MARK}}, SlotClass.MEDIA),
        ({"type": "document", "source": {"type": "base64", "data": MARK}}, SlotClass.MEDIA),
        ({"type": "document", "source": {"type": "text", "data": MARK}}, SlotClass.TEXT),
        ({"type": "document", "source": {"type": "file", "file_id": MARK}}, SlotClass.POINTER),
        ({"type": "thinking", "thinking": MARK, "signature": "s"}, SlotClass.SIGNED),
        ({"type": "thinking", "thinking": "t", "signature": MARK}, SlotClass.SIGNED),
        ({"type": "tool_result", "content": MARK}, SlotClass.JSON_TEXT),
        ({"type": "tool_result", "content": [{"type": "text", "text": MARK}]}, SlotClass.JSON_TEXT),
        ({"type": "tool_use", "input": {"a": {"b": MARK}}}, SlotClass.TREE),
        ({"type": "text", "citations": [{"url": MARK}]}, SlotClass.URL),
        ({"type": "invented", "text": MARK}, SlotClass.TEXT),
    ],
)
def test_a_block_is_treated_as_what_it_says_it_is(
    block: dict[str, object], kind: SlotClass
) -> None:
    document = {"messages": [{"role": "user", "content": [block]}]}
    assert named_kind(planted(TABLE.request, document)) is kind
