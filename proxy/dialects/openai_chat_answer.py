"""A chat completion: bytes → ``Answer``. Also the texts of single stream chunks.

Where a text may be restored is its row's sink, with one exception: arguments of a tool that the caller
did not declare are PROTECTED, for nobody knows who runs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from proxy.dialects.answer_texts import SlotMaker, broken, read_object, read_texts
from proxy.dialects.base import Answer, AnswerSlot
from proxy.dialects.openai_chat import TABLE
from proxy.dialects.slots import Leaf, Row, Rows
from proxy.turn import Channel, JsonPath, Sink, Turn

_JSON_PLACES = frozenset({"tool", "function_call"})
_TOOL_PLACES = frozenset({"tool", "custom_tool", "function_call"})
_CONTENT_PLACES = frozenset({"content", "content_part"})


@dataclass(frozen=True, slots=True)
class ChatAnswers:
    """Reads whole answers that are made of choices, by these rows."""

    rows: Rows

    def read_answer(self, body: bytes, turn: Turn) -> Answer:
        """A whole answer. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
        document = read_object(body)
        check_choices(document)
        if not document.get("choices"):
            raise broken("has no choices")
        names: dict[Channel, str] = {}
        for choice, message in parts(document, "message"):
            remember_names(message, choice, names)
        kept, slots = read_texts(document, self.rows, slot_maker(document, turn, names))
        return Answer(kept, tuple(slots))


def read_answer(body: bytes, turn: Turn) -> Answer:
    """A whole chat completion. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
    return ChatAnswers(TABLE.answer).read_answer(body, turn)


def check_choices(document: Mapping[str, Any]) -> None:
    """Raises ProviderError unless ``choices``, where present, is an array of objects."""
    choices = document.get("choices")
    if choices is None:
        return
    if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
        raise broken("has choices that are no array of objects")
    for choice in choices:
        if type(choice.get("index", 0)) is not int:
            raise broken("has a choice whose index is no number")


def parts(document: Mapping[str, Any], field: str) -> list[tuple[int, Mapping[str, Any]]]:
    """(index, message or delta) of each choice that has one."""
    return [
        (choice_index(document, number), choice[field])
        for number, choice in enumerate(document.get("choices") or ())
        if isinstance(choice.get(field), dict)
    ]


def choice_index(document: Mapping[str, Any], number: int) -> int:
    """The index of the choice at this place of the array; its place when it names none."""
    index = document["choices"][number].get("index", number)
    return index if isinstance(index, int) else number


def remember_names(message: Mapping[str, Any], choice: int, names: dict[Channel, str]) -> None:
    """Note which function each tool call is for; in a stream only its first piece says so.

    A name may come in pieces; a server that sends the whole name again and again adds nothing.
    """
    calls = message.get("tool_calls")
    for number, call in enumerate(calls if isinstance(calls, list) else ()):
        if not isinstance(call, dict):
            continue
        part = _index_of(call, number)
        _remember(call.get("function"), Channel(choice, "tool", part), names)
        _remember(call.get("custom"), Channel(choice, "custom_tool", part), names)
    _remember(message.get("function_call"), Channel(choice, "function_call"), names)


def _remember(call: object, channel: Channel, names: dict[Channel, str]) -> None:
    name = call.get("name") if isinstance(call, dict) else None
    if isinstance(name, str) and name != names.get(channel):
        names[channel] = names.get(channel, "") + name


def slot_maker(document: Mapping[str, Any], turn: Turn, names: Mapping[Channel, str]) -> SlotMaker:
    """Slots of this document; ``names``: which function each tool call is for."""

    def slot_of(leaf: Leaf, row: Row) -> AnswerSlot:
        return _slot(document, leaf, row, turn, names)

    return slot_of


def _slot(
    document: Mapping[str, Any], leaf: Leaf, row: Row, turn: Turn, names: Mapping[Channel, str]
) -> AnswerSlot:
    place = row.place or ""
    channel = _channel(document, leaf.path, place)
    sink = row.sink
    if place in _TOOL_PLACES:
        name = names.get(channel)
        if name is not None and name in turn.tools:
            channel = Channel(channel.choice, place, channel.part, name)
        else:
            sink = Sink.PROTECTED
    json = place in _JSON_PLACES or (place in _CONTENT_PLACES and turn.wants_json)
    return AnswerSlot(channel, leaf.path, str(leaf.value), sink, json)


def _channel(document: Mapping[str, Any], path: JsonPath, place: str) -> Channel:
    if path[0] != "choices" or not isinstance(path[1], int):
        return Channel(0, place)
    choice = choice_index(document, path[1])
    if len(path) < 5 or not isinstance(path[4], int):
        return Channel(choice, place)
    item = document["choices"][path[1]][path[2]][path[3]][path[4]]
    return Channel(choice, place, _index_of(item, path[4]))


def _index_of(item: object, number: int) -> int:
    """The index that an array's item names; its place when it names none."""
    index = item.get("index") if isinstance(item, dict) else None
    return index if type(index) is int else number
