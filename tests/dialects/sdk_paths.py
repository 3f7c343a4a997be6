"""Every string path of the installed ``openai`` SDK's own types, and requests that plant a value there.

Strategy: the SDK's request types are TypedDicts and its answer types pydantic models, so what a client can
send is known to a machine. The walk goes through all of them, unions and arrays included. A pattern
names the variant it went through, so that a valid request can be built from it::

    messages[role=user].content[type=text].text      a union's variant, by its literal field
    stop[]                                           an item of an array
    metadata.*                                       a value of an object with free keys
    metadata.*key                                    such a key itself
    tools[type=function].function.parameters.**      a string somewhere in free JSON
    tools[type=function].function.parameters.**key   a key somewhere in free JSON

``string_paths()`` has the paths where a client may write any text; ``literal_paths()`` those where the type
allows certain words only.
"""

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pydantic
import typing_extensions
from anthropic.types import Message, RawMessageStreamEvent
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from openai.types import (
    Completion,
    CreateEmbeddingResponse,
    EmbeddingCreateParams,
    ModerationCreateParams,
    ModerationCreateResponse,
)
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from openai.types.completion_create_params import (
    CompletionCreateParamsNonStreaming as LegacyCompletionCreateParamsNonStreaming,
)
from openai.types.responses import Response, ResponseStreamEvent
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

Plant = Callable[[Any], Any]
"""Builds the smallest document of a type with this value at the place."""

_JSON_IN_STRING = ('{"note":"', '"}')
"""Wrapped around a value that is planted as JSON inside a string."""


@dataclass(frozen=True)
class Place:
    """A path: its pattern, the words its type allows (empty: any text), how to build a document."""

    pattern: str
    words: frozenset[str]
    plant: Plant


def string_paths() -> list[str]:
    """All paths of a chat completions request at which a client may write any text, sorted."""
    return sorted(pattern for pattern, place in _request_places().items() if not place.words)


def literal_paths() -> dict[str, frozenset[str]]:
    """The other string paths of a request, and the words that the SDK's types allow there."""
    return {pattern: place.words for pattern, place in _request_places().items() if place.words}


def request_with(path: str, value: object) -> dict[str, Any]:
    """A request of the SDK's types with ``value`` at ``path``, otherwise as small as possible."""
    document = _request_places()[path].plant(value)
    assert isinstance(document, dict)
    if not path.startswith("messages"):
        document["messages"] = [{"role": "user", "content": "hello"}]
    return document


def is_json_text(path: str) -> bool:
    """The string at this path is JSON by the format (``function.arguments``)."""
    return path.endswith(".arguments")


def as_json_text(value: str) -> str:
    """A JSON object, as text, that holds ``value``."""
    return value.join(_JSON_IN_STRING)


def messages_places() -> Mapping[str, Place]:
    """String paths of an Anthropic Messages request."""
    return _of_type(MessageCreateParamsNonStreaming)


def responses_places() -> Mapping[str, Place]:
    """String paths of an OpenAI Responses request."""
    return _of_type(ResponseCreateParamsNonStreaming)


def response_places() -> Mapping[str, Place]:
    """String paths of a whole OpenAI response."""
    return _of_type(Response)


def response_event_places() -> Mapping[str, Place]:
    """String paths of the events of an OpenAI Responses stream, by the event's class."""
    return {
        f"{event.__name__}:{pattern}": place
        for event in get_args(_bare(ResponseStreamEvent))
        for pattern, place in _of_type(event).items()
    }


def message_places() -> Mapping[str, Place]:
    """String paths of a whole Anthropic message."""
    return _of_type(Message)


def message_event_places() -> Mapping[str, Place]:
    """String paths of the events of an Anthropic stream; each pattern begins with its event's type."""
    return {
        f"{event.__name__}:{pattern}": place
        for event in get_args(_bare(RawMessageStreamEvent))
        for pattern, place in _of_type(event).items()
    }


def embeddings_places() -> Mapping[str, Place]:
    """String paths of an embeddings request."""
    return _of_type(EmbeddingCreateParams)


def completions_places() -> Mapping[str, Place]:
    """String paths of a legacy completions request."""
    return _of_type(LegacyCompletionCreateParamsNonStreaming)


def moderations_places() -> Mapping[str, Place]:
    """String paths of a moderations request."""
    return _of_type(ModerationCreateParams)


def embeddings_answer_places() -> Mapping[str, Place]:
    """String paths of an embeddings answer."""
    return _of_type(CreateEmbeddingResponse)


def completion_places() -> Mapping[str, Place]:
    """String paths of a legacy completion, which are those of its chunks."""
    return _of_type(Completion)


def moderations_answer_places() -> Mapping[str, Place]:
    """String paths of a moderations answer."""
    return _of_type(ModerationCreateResponse)


def answer_places() -> Mapping[str, Place]:
    """String paths of a whole answer."""
    return _of_type(ChatCompletion)


def chunk_places() -> Mapping[str, Place]:
    """String paths of a stream chunk."""
    return _of_type(ChatCompletionChunk)


@cache
def _request_places() -> Mapping[str, Place]:
    return _of_type(CompletionCreateParamsNonStreaming)


def _of_type(record: Any) -> Mapping[str, Place]:
    """All places of a type; where variants share a pattern, any text wins over certain words."""
    places: dict[str, Place] = {}
    for place in _walk(record):
        pattern = place.pattern.removeprefix(".")
        words = place.words
        if pattern in places:
            known = places[pattern].words
            words = known | words if known and words else frozenset()
        places[pattern] = Place(pattern, words, place.plant)
    return places


def _walk(hint: Any) -> Iterator[Place]:
    """All string places below a type; patterns relative to it."""
    hint = _bare(hint)
    if hint is str:
        yield Place("", frozenset(), lambda value: value)
    elif get_origin(hint) is Literal:
        words = frozenset(word for word in get_args(hint) if isinstance(word, str))
        if words:
            yield Place("", words, lambda value: value)
    elif hint is object or hint is Any:
        yield Place(".**", frozenset(), lambda value: {"note": [value]})
        yield Place(".**key", frozenset(), lambda value: {value: True})
    elif _is_union(hint):
        for variant in get_args(hint):
            yield from _walk(variant)
    elif _is_record(hint):
        yield from _walk_record(hint)
    elif _is_mapping(hint):
        yield from _walk_mapping(get_args(hint)[1])
    elif _is_array(hint):
        yield from _walk_array(get_args(hint)[0])


def _walk_record(record: Any) -> Iterator[Place]:
    for name, hint in _fields(record).items():
        for place in _walk(hint):
            yield Place(f".{name}{place.pattern}", place.words, _member(record, name, place))


def _walk_mapping(values: Any) -> Iterator[Place]:
    if values is object:
        yield from _walk(object)
        return
    yield Place(".*key", frozenset(), lambda value: {value: _smallest(values)})
    for place in _walk(values):
        yield Place(f".*{place.pattern}", place.words, _entry(place))


def _walk_array(items: Any) -> Iterator[Place]:
    for variant in _variants(items):
        for place in _walk(variant):
            yield Place(f"[{_label(variant)}]{place.pattern}", place.words, _item(place))


def _member(record: Any, name: str, place: Place) -> Plant:
    return lambda value: {**_smallest(record), name: place.plant(value)}


def _entry(place: Place) -> Plant:
    return lambda value: {"note": place.plant(value)}


def _item(place: Place) -> Plant:
    return lambda value: [place.plant(value)]


def _variants(hint: Any) -> list[Any]:
    bare = _bare(hint)
    if _is_union(bare):
        return [found for variant in get_args(bare) for found in _variants(variant)]
    return [bare]


def _label(variant: Any) -> str:
    """``role=user``: the literal field by which a union's variant is told."""
    if not _is_record(variant):
        return ""
    fields = _fields(variant)
    for name in ("role", "type"):
        hint = _bare(fields.get(name))
        if get_origin(hint) is Literal and len(get_args(hint)) == 1:
            return f"{name}={get_args(hint)[0]}"
    return ""


@cache
def _smallest(hint: Any) -> Any:
    """The smallest value of a type: required fields only. Shared: nobody may change it."""
    hint = _bare(hint)
    if _is_record(hint):
        return {
            name: _smallest(field) for name, field in _fields(hint).items() if _required(hint, name)
        }
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if _is_union(hint):
        return _smallest(next(arg for arg in get_args(hint)))
    if _is_array(hint):
        return [_smallest(_variants(get_args(hint)[0])[0])]
    if _is_mapping(hint) or hint is object:
        return {}
    if hint is datetime:
        return "2026-03-02T00:00:00Z"
    return {str: "x", int: 1, float: 1.0, bool: True, type(None): None}[hint]


def _bare(hint: Any) -> Any:
    """A type without Required, NotRequired and Annotated around it."""
    wrappers = {
        typing.Annotated,
        typing.Required,
        typing.NotRequired,
        typing_extensions.Required,
        typing_extensions.NotRequired,
    }
    while get_origin(hint) in wrappers:
        hint = get_args(hint)[0]
    return hint


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in {Union, types.UnionType}


def _is_record(hint: Any) -> bool:
    return typing_extensions.is_typeddict(hint) or (
        isinstance(hint, type) and issubclass(hint, pydantic.BaseModel)
    )


def _is_mapping(hint: Any) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_array(hint: Any) -> bool:
    origin = get_origin(hint)
    return not _is_mapping(hint) and (
        (isinstance(origin, type) and issubclass(origin, Iterable))
        or getattr(origin, "__name__", "") == "SequenceNotStr"
    )


@cache
def _fields(record: Any) -> dict[str, Any]:
    if typing_extensions.is_typeddict(record):
        return get_type_hints(record, include_extras=True)
    return {name: field.annotation for name, field in record.model_fields.items()}


def _required(record: Any, name: str) -> bool:
    if typing_extensions.is_typeddict(record):
        return name in record.__required_keys__ or get_origin(_fields(record)[name]) in {
            typing.Required,
            typing_extensions.Required,
        }
    return bool(record.model_fields[name].is_required())
