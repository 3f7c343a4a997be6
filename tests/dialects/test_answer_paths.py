"""From the SDKs' own types: a placeholder at every string path of every answer and stream event.

What a row says comes back comes back, at that place; everything else leaves as the provider wrote it, and
the value appears nowhere. A path, an event or an item that nobody has classified fails.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.door import Door
from proxy.dialects.registry import DIALECTS
from proxy.dialects.slots import Leaf, Row, Rows
from proxy.gateway.stream import StreamRestorer
from proxy.privacy.base import EntityRule, RestorationRules
from proxy.privacy.placeholders import Entry, Placeholders
from proxy.privacy.restore import Restorer
from proxy.sensitive import Sensitive
from proxy.turn import Sink, Turn
from tests.dialects import sdk_paths
from tests.dialects.sdk_paths import Place

WORD, EMAIL = "[EMAIL_7K3M9Q]", "crystal@example.com"
MAP = Placeholders(
    {WORD: Entry("EMAIL_ADDRESS", EntityRule("EMAIL_ADDRESS", "EMAIL"), Sensitive(EMAIL))}
)

HELLO: Any = [{"role": "user", "content": "hello"}]
REQUESTS: Mapping[str, dict[str, Any]] = {
    "openai_chat": {"messages": HELLO},
    "openai_responses": {"input": "hello"},
    "anthropic_messages": {"messages": HELLO},
    "openai_completions": {"prompt": "hello"},
    "openai_embeddings": {"input": "hello"},
    "openai_moderations": {"input": "hello"},
}
ANSWERS: Mapping[str, Mapping[str, Place]] = {
    "openai_chat": sdk_paths.answer_places(),
    "openai_responses": sdk_paths.response_places(),
    "anthropic_messages": sdk_paths.message_places(),
    "openai_completions": sdk_paths.completion_places(),
    "openai_embeddings": sdk_paths.embeddings_answer_places(),
    "openai_moderations": sdk_paths.moderations_answer_places(),
}
EVENTS: Mapping[str, Mapping[str, Place]] = {
    "openai_chat": sdk_paths.chunk_places(),
    "openai_responses": sdk_paths.response_event_places(),
    "anthropic_messages": sdk_paths.message_event_places(),
    "openai_completions": sdk_paths.completion_places(),
}


def dialect(name: str) -> Door:
    (found,) = [each for each in DIALECTS.values() if each.name == name]
    return found


def turn(name: str) -> Turn:
    body = json.dumps({"model": "m", "max_tokens": 9, **REQUESTS[name]}).encode()
    return dialect(name).read_turn(body, limits=Limits(), allowed=Allowed())


def planted(rows: Rows, document: object) -> Leaf:
    (leaf,) = [leaf for leaf in rows.walk(document) if leaf.value == WORD]
    return leaf


def comes_back(row: Row) -> bool:
    """Tools are not declared here, so nothing comes back in their arguments."""
    return row.place is not None and row.sink is Sink.CUSTOMER_TEXT and row.drop is None


def restorer() -> Restorer:
    return Restorer(MAP, RestorationRules())


def answered(name: str, document: object) -> str:
    speaks = dialect(name)
    answer = speaks.read_answer(json.dumps(document).encode(), turn(name))
    back = restorer()
    texts = {
        index: back.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
        for index, slot in enumerate(answer.slots)
    }
    return speaks.write_answer(answer, texts).decode()


def streamed(name: str, document: Any) -> str:
    speaks = dialect(name)
    kind = f"event: {document['type']}\n" if "type" in document else ""
    data = f"{kind}data: {json.dumps(document)}\n\n".encode()
    stream = StreamRestorer(speaks, speaks.stream_reader(turn(name)), restorer())
    pieces = [*stream.feed(data), *stream.release()]
    return b"".join(piece.data for piece in pieces).decode()


@pytest.mark.parametrize("name", ANSWERS)
def test_each_path_of_a_whole_answer_comes_back_or_is_left_as_its_row_says(name: str) -> None:
    rows, back = dialect(name).table.answer, 0
    for pattern, place in ANSWERS[name].items():
        document = place.plant(WORD)
        leaf = planted(rows, document)
        assert leaf.row is not None, pattern
        if place.words:
            continue
        said = answered(name, document)
        back += comes_back(leaf.row) and not leaf.is_key
        assert (EMAIL in said) is (comes_back(leaf.row) and not leaf.is_key), pattern
        assert not (EMAIL in said and WORD in said), pattern
    assert (back > 0) is (name in EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_each_path_of_a_stream_event_comes_back_or_is_left_as_its_row_says(name: str) -> None:
    rows, back = dialect(name).table.stream, 0
    for pattern, place in EVENTS[name].items():
        document = place.plant(WORD)
        leaf = planted(rows, document)
        assert leaf.row is not None, pattern
        if place.words:
            continue
        said = streamed(name, document)
        back += comes_back(leaf.row)
        assert (EMAIL in said) is (comes_back(leaf.row) and not leaf.is_key), pattern
        assert not (EMAIL in said and WORD in said), pattern
    assert back > 0


LEFT_ITEMS = frozenset(
    [
        "additional_tools",
        "agent_message",
        "apply_patch_call",
        "apply_patch_call_output",
        "code_interpreter_call",
        "compaction",
        "computer_call",
        "computer_call_output",
        "configuration_update",
        "custom_tool_call_output",
        "file_search_call",
        "function_call_output",
        "image_generation_call",
        "item_reference",
        "local_shell_call",
        "local_shell_call_output",
        "mcp_approval_request",
        "mcp_approval_response",
        "mcp_call",
        "mcp_list_tools",
        "multi_agent_call",
        "multi_agent_call_output",
        "program",
        "program_output",
        "shell_call",
        "shell_call_output",
        "tool_search_call",
        "tool_search_output",
        "web_search_call",
    ]
)
"""Items of OpenAI Responses that are the provider's own doing, or results: left as they came."""

LEFT_EVENTS = frozenset(
    [
        "audio.delta",
        "compaction.compacting",
        "audio.done",
        "audio.transcript.delta",
        "audio.transcript.done",
        "apply_patch_call_operation_diff.delta",
        "apply_patch_call_operation_diff.done",
        "code_interpreter_call.completed",
        "code_interpreter_call.in_progress",
        "code_interpreter_call.interpreting",
        "code_interpreter_call_code.delta",
        "code_interpreter_call_code.done",
        "content_part.added",
        "created",
        "file_search_call.completed",
        "file_search_call.in_progress",
        "file_search_call.searching",
        "image_generation_call.completed",
        "image_generation_call.generating",
        "image_generation_call.in_progress",
        "image_generation_call.partial_image",
        "in_progress",
        "mcp_call.completed",
        "mcp_call.failed",
        "mcp_call.in_progress",
        "mcp_call_arguments.delta",
        "mcp_call_arguments.done",
        "mcp_list_tools.completed",
        "mcp_list_tools.failed",
        "mcp_list_tools.in_progress",
        "output_item.added",
        "output_text.annotation.added",
        "queued",
        "reasoning_summary_part.added",
        "shell_call_command.added",
        "shell_call_command.delta",
        "shell_call_command.done",
        "shell_call_output_content.delta",
        "shell_call_output_content.done",
        "web_search_call.completed",
        "web_search_call.in_progress",
        "web_search_call.searching",
    ]
)
"""Events of OpenAI Responses that bring no text of the customer's: beginnings, and tools of the provider."""


def test_every_item_and_event_of_openai_responses_is_known_to_somebody() -> None:
    """There a row takes everything that no other row names, so new kinds are looked for here."""
    table = dialect("openai_responses").table
    items = {
        pattern.partition("[type=")[2].partition("]")[0]
        for pattern in ANSWERS["openai_responses"]
        if pattern.startswith("output[type=")
    }
    named = {"function_call", "custom_tool_call", "reasoning"}
    assert items - named - LEFT_ITEMS == set()
    events: dict[str, bool] = {}
    for place in EVENTS["openai_responses"].values():
        document = place.plant(WORD)
        leaf = planted(table.stream, document)
        kind = str(document["type"]).removeprefix("response.")
        told = leaf.row is not None and leaf.row.place is not None
        events[kind] = events.get(kind, False) or told
    assert {kind for kind, told in events.items() if not told} - LEFT_EVENTS - {WORD} == set()
