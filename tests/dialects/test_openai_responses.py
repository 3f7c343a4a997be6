"""Every path of the installed SDK's types is named by a row or refused, and every text has its place."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from proxy.dialects.base import Allowed, Limits, ProviderTool
from proxy.dialects.openai_responses import (
    ITEM_TYPES,
    PROVIDER_ITEMS,
    PROVIDER_TOOLS,
    TABLE,
    TOOL_TYPES,
)
from proxy.dialects.openai_responses_request import read_turn
from proxy.dialects.slots import Leaf, Rows, named_kind
from proxy.errors import CallerError, ErrorCode
from proxy.turn import SlotClass
from tests.dialects import sdk_paths

MARK = "planted"
REQUEST = sdk_paths.responses_places()


def planted(rows: Rows, document: object) -> Leaf:
    (leaf,) = [leaf for leaf in rows.walk(document) if leaf.value == MARK]
    return leaf


EVERYTHING = Allowed(
    images=True,
    files=True,
    previous_response_id=True,
    stored_files=True,
    tools=frozenset(ProviderTool),
)


def is_refused(document: object, allowed: Allowed = EVERYTHING) -> bool:
    """An item or a tool of the provider's own, or state that it keeps."""
    try:
        read_turn(json.dumps(document).encode(), limits=Limits(), allowed=allowed)
    except CallerError as error:
        return error.code is ErrorCode.PROVIDER_STATE_NOT_ALLOWED
    return False


def request(path: str) -> dict[str, object]:
    document: dict[str, object] = REQUEST[path].plant(MARK)
    document.setdefault("model", "m")
    document.setdefault("input", "hello")
    return document


@pytest.mark.parametrize("path", [path for path, place in REQUEST.items() if not place.words])
def test_every_request_path_with_free_text_is_refused_or_named_by_a_row(path: str) -> None:
    """A new SDK version that adds a string path fails here until somebody has classified it."""
    document = request(path)
    assert is_refused(document) or named_kind(planted(TABLE.request, document)) is not None


def test_every_word_of_the_request_types_is_known_to_its_row() -> None:
    """A word of the format is never taken for text, so a customer named Auto bricks nothing."""
    unknown = {}
    for path, place in REQUEST.items():
        document = request(path)
        if not place.words or path.endswith(("].type", "tool_choice.type")) or is_refused(document):
            continue
        leaf = planted(TABLE.request, document)
        if leaf.row is None or leaf.row.kind is not SlotClass.OPAQUE:
            unknown[path] = place.words
        elif place.words - leaf.row.words:
            unknown[path] = place.words - leaf.row.words
    assert unknown == {}


KINDS = {
    (match["where"], match["kind"]): path
    for path in REQUEST
    if (match := re.match(r"(?P<where>input|tools)\[type=(?P<kind>\w+)\](?!\.type$)", path))
}


def test_what_runs_at_the_provider_is_refused_unless_the_policy_names_it() -> None:
    assert len(KINDS) >= 40
    for (where, kind), path in KINDS.items():
        own = kind in (ITEM_TYPES if where == "input" else TOOL_TYPES)
        tool = (PROVIDER_ITEMS if where == "input" else PROVIDER_TOOLS).get(kind)
        assert is_refused(request(path), Allowed()) or own, kind
        assert is_refused(request(path)) == (not own and tool is None), kind
        if tool is not None:
            others = replace(EVERYTHING, tools=frozenset(ProviderTool) - {tool})
            assert is_refused(request(path), others), kind


TEXTS = (
    "output[role=assistant].content[type=output_text].text",
    "output[role=assistant].content[type=refusal].refusal",
    "output[type=function_call].arguments",
    "output[type=custom_tool_call].input",
    "output[type=reasoning].summary[type=summary_text].text",
    "output[type=reasoning].content[type=reasoning_text].text",
)


@pytest.mark.parametrize("path", TEXTS)
def test_each_text_of_an_answer_is_a_channel(path: str) -> None:
    leaf = planted(TABLE.answer, sdk_paths.response_places()[path].plant(MARK))
    assert leaf.row is not None
    assert leaf.row.place is not None


def text_events(places: Mapping[str, sdk_paths.Place]) -> list[str]:
    """Paths of events that repeat or bring a text of the kinds above."""
    kinds = (
        "Text|Refusal|ReasoningText|ReasoningSummaryText|FunctionCallArguments|CustomToolCallInput"
    )
    field = "delta|text|refusal|arguments|input"
    pattern = re.compile(rf"Response(?:{kinds})(?:Delta|Done)Event:(?:{field})")
    return [path for path in places if pattern.fullmatch(path)]


def test_each_text_of_a_stream_is_a_channel_wherever_it_is_repeated() -> None:
    places = sdk_paths.response_event_places()
    found = text_events(places)
    found += [f"ResponseCompletedEvent:response.{path}" for path in TEXTS]
    found += [f"ResponseOutputItemDoneEvent:item.{path.partition('].')[2]}" for path in TEXTS[2:5]]
    assert len(found) >= 18
    for path in found:
        document = places[path].plant(MARK)
        if path.startswith("ResponseOutputItemDoneEvent"):
            match = next(text for text in TEXTS if text.endswith(path.partition("item.")[2]))
            document["item"]["type"] = match.partition("type=")[2].partition("]")[0]
        leaf = planted(TABLE.stream, document)
        assert leaf.row is not None, path
        assert leaf.row.place is not None, path
        assert leaf.row.again is not path.endswith("delta"), path
