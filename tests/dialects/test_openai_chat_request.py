import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import Allowed, ProviderTool
from proxy.dialects.openai_chat import ROLES
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, SlotClass, SlotIndex, Speaker, TextSlot, Turn
from tests.dialects import sdk_paths
from tests.dialects.requests import (
    DIALECT,
    LIMITS,
    assistant,
    call,
    chat,
    function_tool,
    read,
    result,
    slot_with,
    slots_with,
    user,
)

ALLOWING = {
    "images": Allowed(images=True),
    "audio": Allowed(audio=True),
    "files": Allowed(files=True),
}
EVERYTHING = Allowed(images=True, audio=True, files=True, media_hosts=frozenset({"example.com"}))


def refused(document: object, allowed: Allowed | None = None) -> CallerError:
    with pytest.raises(CallerError) as caught:
        read(document, allowed)
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
            b'{"model":"m","model":"n","messages":[]}', limits=LIMITS, allowed=EVERYTHING
        )

    assert caught.value.code is ErrorCode.DUPLICATE_KEY


# Media and state.


@pytest.mark.parametrize(
    ("part", "medium"),
    [
        ({"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}, "images"),
        ({"type": "image_url", "image_url": {"url": "data:image/gif;base64,AAAA"}}, "images"),
        ({"type": "image_url", "image_url": "data:image/png;base64,AAAA"}, "images"),
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
    assert read(chat(user([part])), ALLOWING[medium]).slots


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"web_search_options": {}}, "web_search_options"),
        ({"tools": [function_tool(), {"type": "web_search"}]}, "tools[1].type"),
    ],
)
def test_a_tool_that_runs_at_the_provider_is_refused(fields: dict[str, Any], param: str) -> None:
    error = refused(chat() | fields)

    assert error.code is ErrorCode.PROVIDER_STATE_NOT_ALLOWED
    assert error.param == param


def test_a_search_that_the_policy_names_may_run_at_the_provider() -> None:
    allowed = Allowed(tools=frozenset({ProviderTool.WEB_SEARCH}))
    assert "provider_state.tools" in refused(chat(web_search_options={})).message
    assert read(chat(web_search_options={}), allowed).provider_tools == {"web_search"}


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
        ({"tools": [function_tool("f"), {"type": "custom", "custom": {"name": "c"}}],
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


# Nothing escapes.

MARK = "planted-9f2c"


def without_mark(document: object) -> bytes | None:
    """The outgoing bytes when every slot that holds the mark is edited; None: refused."""
    try:
        turn = read(document)
    except CallerError:
        return None
    texts = {SlotIndex(i): "X" for i, slot in enumerate(turn.slots) if MARK in slot.text}
    return DIALECT.write_request(turn, Edits(texts))


@pytest.mark.parametrize("path", sdk_paths.string_paths())
def test_what_stands_on_any_path_of_the_sdk_is_in_a_slot_or_refused(path: str) -> None:
    for value in (MARK, sdk_paths.as_json_text(MARK)):
        sent = without_mark(sdk_paths.request_with(path, value))
        assert sent is None or MARK.encode() not in sent


NAMES = st.sampled_from(
    [
        "messages",
        "tools",
        "functions",
        "content",
        "text",
        "role",
        "user",
        "name",
        "function",
        "arguments",
        "parameters",
        "metadata",
        "tool_calls",
        "custom",
        "input",
        "type",
        "image_url",
        "url",
        "file",
        "stop",
        "stream",
        "n",
        "response_format",
        "json_schema",
        "schema",
        "temperature",
        "logit_bias",
        "prediction",
        "audio",
        "id",
        "web_search_options",
        "new_field",
        "x",
    ]
)
PLANTED = st.sampled_from(
    [MARK, f"hi {MARK}", json.dumps({MARK: 1}), json.dumps([json.dumps({"a": MARK})]), "user", ""]
)
ANYTHING = st.recursive(
    PLANTED | st.none() | st.booleans() | st.integers() | st.just(1.5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.just(MARK), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(NAMES, ANYTHING, max_size=4),
    st.lists(st.dictionaries(NAMES, ANYTHING, max_size=4), min_size=1, max_size=3),
    st.lists(st.sampled_from(sorted(ROLES)), min_size=3, max_size=3),
)
def test_what_stands_anywhere_in_any_request_is_in_a_slot_or_refused(
    fields: dict[str, Any], messages: list[dict[str, Any]], roles: list[str]
) -> None:
    """Also where the format has no string, in unknown fields, in keys and in JSON inside JSON."""
    said = [{**message, "role": role} for message, role in zip(messages, roles, strict=False)]
    wild = {name: value for name, value in fields.items() if name not in {"n", "stream"}}

    sent = without_mark({**wild, "model": "m", "messages": said})

    assert sent is None or MARK.encode() not in sent


@given(st.dictionaries(NAMES, ANYTHING, max_size=3), st.dictionaries(NAMES, ANYTHING, max_size=4))
def test_without_edits_any_request_goes_out_as_it_came(
    fields: dict[str, Any], message: dict[str, Any]
) -> None:
    document = {**fields, "model": "m", "messages": [{**message, "role": "user"}]}
    try:
        sent = written(read(document))
    except CallerError:
        return

    document.pop("metadata", None)
    assert sent == {**document, "store": False}
