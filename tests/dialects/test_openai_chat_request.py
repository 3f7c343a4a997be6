import json
from typing import Any

import pytest

from proxy.dialects.base import Limits, MediaAllowed
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, SlotClass, SlotIndex, Speaker, TextSlot, Turn
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
    slots_with,
    user,
)

EVERYTHING = MediaAllowed(images=True, audio=True, files=True)


def refused(document: object, media: MediaAllowed | None = None) -> CallerError:
    with pytest.raises(CallerError) as caught:
        read(document, media)
    return caught.value


def written(turn: Turn, edits: Edits | None = None, hint: str | None = None) -> dict[str, Any]:
    document = json.loads(DIALECT.write_request(turn, edits or Edits(), hint=hint))
    assert isinstance(document, dict)
    return document


def edit(turn: Turn, text: str, new: str) -> dict[str, Any]:
    """The request with every slot that has this text replaced."""
    texts = {SlotIndex(i): new for i, slot in enumerate(turn.slots) if slot.text == text}
    assert texts
    return written(turn, Edits(texts))


# Shape.


@pytest.mark.parametrize(
    ("document", "param"),
    [
        ([], None),
        ("hello", None),
        ({"messages": [user("x")]}, "model"),
        (chat() | {"model": 5}, "model"),
        (chat() | {"model": ""}, "model"),
        ({"model": "m"}, "messages"),
        ({"model": "m", "messages": []}, "messages"),
        ({"model": "m", "messages": {}}, "messages"),
        (chat(user("x")) | {"messages": [user("x"), "y"]}, "messages[1]"),
        (chat({"content": "x"}), "messages[0].role"),
        (chat({"role": "Lopez", "content": "x"}), "messages[0].role"),
        (chat({"role": ["user"], "content": "x"}), "messages[0].role"),
        (chat(stream="yes"), "stream"),
        (chat(n=0), "n"),
        (chat(n=True), "n"),
        (chat(n=1.5), "n"),
        (chat(n=129), "n"),
    ],
)
def test_a_shape_about_which_nothing_can_be_said_is_refused(
    document: object, param: str | None
) -> None:
    error = refused(document)

    assert (error.code, error.param) == (ErrorCode.INVALID_REQUEST, param)
    assert "Lopez" not in error.message


def test_the_strict_reader_is_in_force() -> None:
    with pytest.raises(CallerError) as caught:
        DIALECT.read_turn(
            b'{"model":"m","model":"n","messages":[]}', limits=LIMITS, media=EVERYTHING
        )

    assert caught.value.code is ErrorCode.DUPLICATE_KEY


# Slots.


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
    slot = slot_with(read(chat() | fields), "T")

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


def test_a_number_has_the_exact_digits_received() -> None:
    body = (
        b'{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":{"a":1.50,"b":4.2e3}}'
    )
    turn = DIALECT.read_turn(body, limits=LIMITS, media=EVERYTHING)

    assert [slot.text for slot in turn.slots if slot.is_number] == ["1.50", "4.2e3"]


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
        DIALECT.read_turn(encode(document), limits=Limits(leaves=60), media=EVERYTHING)

    assert (caught.value.code, caught.value.status) == (ErrorCode.BODY_TOO_LARGE, 413)


# Media and state.


@pytest.mark.parametrize(
    ("part", "medium"),
    [
        ({"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}, "images"),
        ({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}, "images"),
        ({"type": "image_url", "image_url": "https://example.com/a.png"}, "images"),
        ({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}, "audio"),
        ({"type": "file", "file": {"file_data": "AAAA", "filename": "a.pdf"}}, "files"),
    ],
)
def test_media_is_refused_with_the_policy_key_unless_it_is_allowed(
    part: dict[str, Any], medium: str
) -> None:
    error = refused(chat(user("x"), user([part])))

    assert error.code is ErrorCode.UNSUPPORTED_MEDIA
    assert f"media.{medium}" in error.message
    assert error.param is not None
    assert error.param.startswith("messages[1].content[]")
    assert read(chat(user([part])), MediaAllowed(**{medium: True})).slots


def test_an_allowed_image_is_media_and_its_address_is_a_url() -> None:
    sent = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    named = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    turn = read(chat(user([sent, named])), EVERYTHING)

    assert slot_with(turn, "data:image/png;base64,AAAA").kind is SlotClass.MEDIA
    assert slot_with(turn, "https://example.com/a.png").kind is SlotClass.URL


@pytest.mark.parametrize(
    "message",
    [
        user([{"type": "file", "file": {"file_id": "file-1"}}]),
        assistant(None, audio={"id": "audio_1"}),
    ],
)
def test_state_at_the_provider_is_refused(message: dict[str, Any]) -> None:
    assert refused(chat(message), EVERYTHING).code is ErrorCode.PROVIDER_STATE_NOT_ALLOWED


@pytest.mark.parametrize(
    "document",
    [
        chat(user([{"type": "video_url", "video_url": {"url": "https://example.com/v.mp4"}}])),
        chat(user([{"type": "image", "source": {"data": "QUJD" * 256}}])),
        chat(picture="data:image/png;base64,AAAA"),
    ],
)
def test_media_in_a_form_that_nobody_knows_is_refused(document: object) -> None:
    """A new kind of part does not carry an unread picture past the policy."""
    assert refused(document, EVERYTHING).code is ErrorCode.UNSUPPORTED_MEDIA


def test_no_refusal_names_a_key_that_the_client_chose() -> None:
    error = refused(chat(user([{"Lopez": "data:image/png;base64,AAAA"}])))

    assert error.param == "messages[0]"
    assert "Lopez" not in error.message


# Messages and what the call asks for.


def test_a_message_has_its_words_and_slots() -> None:
    turn = read(
        chat(
            {"role": "system", "content": "Be kind."},
            user([{"type": "text", "text": "one"}, {"type": "text", "text": "two"}], name="ann"),
            assistant(None, refusal="no", tool_calls=[call('{"a":"b"}')]),
            result('{"a": 1}'),
        )
    )

    assert [(m.index, m.speaker, m.text) for m in turn.messages] == [
        (0, Speaker.SHOP, "Be kind."),
        (1, Speaker.CUSTOMER, "one\ntwo"),
        (2, Speaker.ASSISTANT, "no"),
        (3, Speaker.TOOL, '{"a": 1}'),
    ]
    assert [turn.slots[i].text for i in turn.messages[1].slots] == ["one", "two", "ann"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"stream": False, "answers": 1, "conversation": None, "user": None}),
        ({"stream": True, "n": 3}, {"stream": True, "answers": 3}),
        ({"metadata": {"conversation_id": "c-1"}}, {"conversation": "c-1"}),
        ({"metadata": {"conversation_id": 5}}, {"conversation": None}),
        ({"user": "u", "safety_identifier": "s"}, {"user": "u"}),
        ({"safety_identifier": "s"}, {"user": "s"}),
        ({"response_format": {"type": "json_object"}}, {"wants_json": True}),
        ({"response_format": {"type": "json_schema"}}, {"wants_json": True}),
        ({"response_format": {"type": "text"}}, {"wants_json": False}),
        ({"tool_choice": "required"}, {"forces_tool": True}),
        ({"tool_choice": "auto"}, {"forces_tool": False}),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, {"forces_tool": True}),
        ({"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "required"}}},
         {"forces_tool": True}),
        ({"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto"}}},
         {"forces_tool": False}),
        ({"function_call": {"name": "f"}}, {"forces_tool": True}),
        ({"tools": [function_tool("f"), {"type": "custom", "custom": {"name": "c"}},
                    {"type": "web_search", "web_search": {"name": "w"}}],
          "functions": [{"name": "g"}]}, {"tools": frozenset({"f", "c", "g"})}),
        ({"tools": ["f", {"type": "function"}, {"type": ["function"]}], "functions": 5},
         {"tools": frozenset()}),
    ],
)  # fmt: skip
def test_the_turn_says_what_the_call_asks_for(
    fields: dict[str, Any], expected: dict[str, object]
) -> None:
    turn = read(chat() | fields)

    assert {name: getattr(turn, name) for name in expected} == expected


# Writing.


def test_what_is_not_edited_goes_out_as_it_came() -> None:
    document = chat(
        {"role": "system", "content": "caf\u00e9"},
        user("hi"),
        assistant(None, tool_calls=[call('{ "a" : 1.50 }')]),
        result("[1, 2]"),
        temperature=0.50,
        tools=[function_tool(type="object")],
        store=True,
        metadata={"a": "b"},
    )
    sent = written(read(document))

    assert sent.pop("store") is False
    assert sent == {k: v for k, v in document.items() if k not in {"metadata", "store"}}


def test_storing_is_forced_off_and_metadata_never_leaves() -> None:
    assert written(read(chat()))["store"] is False
    assert "metadata" not in written(read(chat(metadata={"name": "Lopez"})))


def test_edits_reach_every_kind_of_place() -> None:
    secret = "Lopez"
    turn = read(
        chat(
            user(secret),
            user([{"type": "text", "text": secret}], name=secret),
            assistant(None, tool_calls=[call(json.dumps({secret: [secret, {"a": secret}]}))]),
            result(json.dumps({"inner": json.dumps({"deep": secret})})),
            tools=[function_tool(properties={secret: {"enum": [secret]}})],
            stop=[secret],
            user=secret,
            new={secret: {"x": secret}},
        )
    )

    assert secret not in json.dumps(edit(turn, secret, "X"))


def test_json_inside_a_string_is_edited_without_touching_another_byte() -> None:
    turn = read(chat(result('{ "name" :\t"Lopez", "total": 1.50 }')))

    assert edit(turn, "Lopez", "[PERSON_000000]")["messages"][0]["content"] == (
        '{ "name" :\t"[PERSON_000000]", "total": 1.50 }'
    )


def test_edited_numbers_become_strings() -> None:
    turn = read(chat(result('{"phone":12015550123}'), new={"phone": 12015550123}))
    sent = edit(turn, "12015550123", "P")

    assert sent["messages"][0]["content"] == '{"phone":"P"}'
    assert sent["new"] == {"phone": "P"}


def test_the_hint_is_the_first_message() -> None:
    assert written(read(chat(user("x"))), hint="Copy.")["messages"] == [
        {"role": "system", "content": "Copy."},
        user("x"),
    ]
    developer = {"role": "developer", "content": "x"}
    assert written(read(chat(developer)), hint="Copy.")["messages"][0]["role"] == "developer"


def test_the_turn_is_never_changed_by_writing_it() -> None:
    turn = read(chat(user("Lopez"), metadata={"a": "b"}))
    before = json.dumps(turn.body)
    edit(turn, "Lopez", "X")

    assert json.dumps(turn.body) == before


def test_the_same_turn_and_edits_give_the_same_bytes() -> None:
    turn = read(chat(user("Lopez"), assistant("hi"), stop=["Lopez"]))
    edits = Edits({SlotIndex(i): "X" for i, s in enumerate(turn.slots) if s.text == "Lopez"})

    assert DIALECT.write_request(turn, edits) == DIALECT.write_request(turn, edits)


def protected(slot: TextSlot) -> str:
    return slot.text.replace("Lopez", "[PERSON_000000]")


def test_a_growing_conversation_keeps_the_bytes_of_its_past() -> None:
    """The provider's prompt cache needs an identical prefix from turn to turn."""
    history = [
        {"role": "system", "content": "You help Lopez."},
        user("I am Lopez"),
        assistant(None, tool_calls=[call('{"name": "Lopez",  "n": 1.0}')]),
        result('{ "name":"Lopez", "note":"\\u00e9" }'),
        assistant("Thanks, Lopez"),
        user("bye"),
        assistant("Bye, Lopez"),
    ]
    before = b""
    for length in range(1, len(history) + 1):
        turn = read(chat(*history[:length]))
        texts = {SlotIndex(i): protected(s) for i, s in enumerate(turn.slots) if "Lopez" in s.text}
        sent = DIALECT.write_request(turn, Edits(texts), hint="Copy placeholders.")
        messages = sent[: sent.index(b'],"store"')]
        assert messages.startswith(before)
        assert b"Lopez" not in sent
        before = messages


def test_slots_of_equal_text_are_edited_one_by_one() -> None:
    turn = read(chat(result('{"a":"May","b":"May"}')))
    second = turn.slots.index(slots_with(turn, "May")[1])

    sent = written(turn, Edits({SlotIndex(second): "X"}))

    assert sent["messages"][0]["content"] == '{"a":"May","b":"X"}'
