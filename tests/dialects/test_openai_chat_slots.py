import json
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Limits, ProviderTool
from proxy.errors import CallerError, ErrorCode
from proxy.turn import SlotClass, Speaker
from tests.dialects.requests import (
    DIALECT,
    LIMITS,
    assistant,
    call,
    chat,
    encode,
    function_tool,
    read,
    result,
    slot_with,
    user,
)

EVERYTHING = Allowed(
    images=True, audio=True, files=True, tools=frozenset({ProviderTool.WEB_SEARCH})
)


@pytest.mark.parametrize(
    ("message", "kind", "speaker"),
    [
        (user("T"), SlotClass.TEXT, Speaker.CUSTOMER),
        (user([{"type": "text", "text": "T"}]), SlotClass.TEXT, Speaker.CUSTOMER),
        (user(["T"]), SlotClass.TEXT, Speaker.CUSTOMER),
        (assistant("T"), SlotClass.TEXT, Speaker.ASSISTANT),
        (assistant(None, refusal="T"), SlotClass.TEXT, Speaker.ASSISTANT),
        (assistant([{"type": "refusal", "refusal": "T"}]), SlotClass.TEXT, Speaker.ASSISTANT),
        (assistant(None, reasoning_content="T"), SlotClass.TEXT, Speaker.ASSISTANT),
        (assistant("x", name="T"), SlotClass.TEXT, Speaker.ASSISTANT),
        (result("T"), SlotClass.TEXT, Speaker.TOOL),
        (result('{"a":"T"}'), SlotClass.JSON_TEXT, Speaker.TOOL),
        (result([{"type": "text", "text": '["T"]'}]), SlotClass.JSON_TEXT, Speaker.TOOL),
        ({"role": "function", "name": "f", "content": '["T"]'}, SlotClass.JSON_TEXT, Speaker.TOOL),
        ({"role": "function", "name": "T", "content": None}, SlotClass.OPAQUE, Speaker.TOOL),
        ({"role": "system", "content": "T"}, SlotClass.DEFINITION, Speaker.SHOP),
        ({"role": "developer", "content": '{"a":"T"}'}, SlotClass.DEFINITION, Speaker.SHOP),
        ({"role": "system", "content": "x", "name": "T"}, SlotClass.DEFINITION, Speaker.SHOP),
        (user("x", name="T"), SlotClass.IDENTIFIER, Speaker.CUSTOMER),
        (user('{"a":"T"}'), SlotClass.JSON_TEXT, Speaker.CUSTOMER),
        (assistant(None, tool_calls=[call('{"a":"T"}')]), SlotClass.JSON_TEXT, Speaker.ASSISTANT),
        (assistant(None, tool_calls=[call("T")]), SlotClass.TEXT, Speaker.ASSISTANT),
        (assistant(None, tool_calls=[call("{}", name="T")]), SlotClass.OPAQUE, Speaker.ASSISTANT),
        (assistant(None, function_call={"name": "f", "arguments": '["T"]'}), SlotClass.JSON_TEXT,
         Speaker.ASSISTANT),
        (assistant(None, tool_calls=[{"id": "1", "type": "custom",
                                      "custom": {"name": "sql", "input": "T"}}]),
         SlotClass.TEXT, Speaker.ASSISTANT),
    ],
)  # fmt: skip
def test_each_place_of_a_message_has_its_class_and_speaker(
    message: dict[str, Any], kind: SlotClass, speaker: Speaker
) -> None:
    slot = slot_with(read(chat(message)), "T")

    assert (slot.kind, slot.speaker, slot.message, slot.listed) == (kind, speaker, 0, True)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"tools": [function_tool(properties={"a": {"enum": ["T"]}})]}, SlotClass.DEFINITION),
        ({"tools": [function_tool(properties={"T": {}})]}, SlotClass.DEFINITION),
        ({"tools": [function_tool(properties={"a": {"default": {"b": ["T"]}}})]},
         SlotClass.DEFINITION),
        ({"tools": [function_tool("T")]}, SlotClass.OPAQUE),
        ({"response_format": {"type": "json_schema", "json_schema": {"schema": {"const": "T"}}}},
         SlotClass.DEFINITION),
        ({"prediction": {"type": "content", "content": "T"}}, SlotClass.TEXT),
        ({"stop": "T"}, SlotClass.TEXT),
        ({"stop": ["x", "T"]}, SlotClass.TEXT),
        ({"metadata": {"a": "T"}}, SlotClass.TREE),
        ({"metadata": {"a": {"b": ["T"]}}}, SlotClass.TREE),
        ({"metadata": {"T": "x"}}, SlotClass.TREE),
        ({"user": "T"}, SlotClass.IDENTIFIER),
        ({"safety_identifier": "T"}, SlotClass.IDENTIFIER),
        ({"prompt_cache_key": "T"}, SlotClass.IDENTIFIER),
        ({"logit_bias": {"T": 1}}, SlotClass.OPAQUE),
        ({"model": "T"}, SlotClass.OPAQUE),
        ({"web_search_options": {"user_location": {"approximate": {"city": "T"}}}},
         SlotClass.TEXT),
    ],
)  # fmt: skip
def test_each_place_beside_the_messages_has_its_class(
    fields: dict[str, Any], kind: SlotClass
) -> None:
    slot = slot_with(read(chat() | fields, EVERYTHING), "T")

    assert (slot.kind, slot.message, slot.listed) == (kind, None, True)


def test_a_string_that_no_row_names_is_unlisted_text_and_so_are_its_keys() -> None:
    turn = read(chat(user("x", nickname="T"), new_field={"deep": "U"}))

    for text in ("nickname", "T", "new_field", "deep", "U"):
        slot = slot_with(turn, text)
        assert (slot.kind, slot.listed) == (SlotClass.TEXT, False)
    assert slot_with(turn, "nickname").is_key


def test_a_string_where_the_format_has_a_number_is_unlisted_text() -> None:
    slot = slot_with(read(chat(temperature="Lopez")), "Lopez")

    assert (slot.kind, slot.listed) == (SlotClass.TEXT, False)


def test_known_numbers_are_no_slots_and_others_are() -> None:
    numbers = {
        slot.text: slot
        for slot in read(
            chat(
                result('{"phone": 12015550123}'),
                temperature=0.7,
                seed=4242424242424242,
                max_tokens=100,
                logit_bias={"50256": -100},
                metadata={"order": 98765},
                tools=[function_tool(properties={"a": {"maximum": 1.50}})],
                new_limit=31337,
            )
        ).slots
        if slot.is_number
    }

    assert set(numbers) == {"12015550123", "98765", "1.5", "31337"}
    assert numbers["12015550123"].inner == ("phone",)
    assert numbers["12015550123"].kind is SlotClass.JSON_TEXT
    assert numbers["98765"].kind is SlotClass.TREE
    assert (numbers["31337"].kind, numbers["31337"].listed) == (SlotClass.TEXT, False)


def test_a_number_has_the_exact_digits_received_and_a_whole_one_no_exponent() -> None:
    body = (
        b'{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":{"a":1.50,"b":4.2e3}}'
    )
    turn = DIALECT.read_turn(body, limits=LIMITS, allowed=EVERYTHING)

    assert [slot.text for slot in turn.slots if slot.is_number] == ["1.50", "4200"]


def test_words_of_the_format_are_no_slots() -> None:
    turn = read(
        chat(
            user([{"type": "text", "text": "hello"}]),
            tools=[function_tool(type="object", required=[], properties={})],
            tool_choice="auto",
        )
    )

    assert {slot.text for slot in turn.slots} == {"gpt-test", "hello", "find_order"}


def test_a_slot_knows_the_keys_above_it() -> None:
    turn = read(chat(result('{"customer": {"last_name": ["Lopez"]}}')))
    name, key = slot_with(turn, "Lopez"), slot_with(turn, "last_name")

    assert (name.key, name.keys[-2:]) == ("last_name", ("customer", "last_name"))
    assert (key.key, key.is_key) == ("customer", True)
    assert name.path == ("messages", 0, "content")
    assert name.inner == ("customer", "last_name", 0)


def test_an_id_has_no_key_that_could_make_it_a_persons() -> None:
    assert slot_with(read(chat(tools=[function_tool("rose")])), "rose").key is None


def test_values_inside_json_strings_count_towards_the_limit() -> None:
    document = chat(*(result(json.dumps(list(range(30)))) for _ in range(3)))

    with pytest.raises(CallerError) as caught:
        DIALECT.read_turn(encode(document), limits=Limits(leaves=60), allowed=EVERYTHING)

    assert (caught.value.code, caught.value.status) == (ErrorCode.BODY_TOO_LARGE, 413)
