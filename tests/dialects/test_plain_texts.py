"""Embeddings, moderations and legacy completions: texts in one field, read and written back."""

import json
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Dialect, HeldAnswer, Limits
from proxy.dialects.openai_completions import OpenAICompletions
from proxy.dialects.openai_embeddings import OpenAIEmbeddings
from proxy.dialects.openai_moderations import OpenAIModerations
from proxy.errors import CallerError, ErrorCode
from proxy.turn import Edits, SlotClass, SlotIndex, Speaker, Turn

EMBEDDINGS, COMPLETIONS, MODERATIONS = OpenAIEmbeddings(), OpenAICompletions(), OpenAIModerations()
FIELDS: tuple[tuple[Dialect, str], ...] = (
    (EMBEDDINGS, "input"),
    (COMPLETIONS, "prompt"),
    (MODERATIONS, "input"),
)
HELD = HeldAnswer("A person will answer.", 7, "turn_1", {"reference": "R-1"})


def read(dialect: Dialect, document: dict[str, Any], *, images: bool = False) -> Turn:
    body = json.dumps({"model": "m", **document}).encode()
    return dialect.read_turn(body, limits=Limits(), allowed=Allowed(images=images))


def written(dialect: Dialect, turn: Turn, edits: Edits | None = None, **more: Any) -> Any:
    return json.loads(dialect.write_request(turn, edits or Edits(), **more))


@pytest.mark.parametrize(("dialect", "field"), FIELDS)
def test_each_text_is_a_message_of_a_customer(dialect: Dialect, field: str) -> None:
    one = read(dialect, {field: "hello"})
    two = read(dialect, {field: ["hello", "again"]})
    assert [message.text for message in one.messages] == ["hello"]
    assert [message.text for message in two.messages] == ["hello", "again"]
    assert {message.speaker for message in two.messages} == {Speaker.CUSTOMER}


@pytest.mark.parametrize("tokens", [[1, 2, 3], [[1, 2], [3]], ["a", [1]]])
@pytest.mark.parametrize(("dialect", "field"), FIELDS)
def test_token_ids_are_refused_with_what_to_do(
    dialect: Dialect, field: str, tokens: list[Any]
) -> None:
    with pytest.raises(CallerError) as refused:
        read(dialect, {field: tokens})
    assert refused.value.code is ErrorCode.UNSUPPORTED_FIELD
    assert refused.value.param == field
    assert "check_embedding_ctx_length=False" in refused.value.message


@pytest.mark.parametrize("given", [None, [], {}, 5, [None]])
@pytest.mark.parametrize(("dialect", "field"), FIELDS)
def test_anything_else_is_refused(dialect: Dialect, field: str, given: object) -> None:
    with pytest.raises(CallerError):
        read(dialect, {field: given})


@pytest.mark.parametrize(("dialect", "field"), FIELDS)
def test_a_replaced_text_leaves_the_others_in_their_places(dialect: Dialect, field: str) -> None:
    turn = read(dialect, {field: ["a", "b", "c"], "metadata": {"x": "y"}, "store": True})
    (slot,) = [at for at, slot in enumerate(turn.slots) if slot.text == "c"]
    sent = written(dialect, turn, Edits(texts={SlotIndex(slot): "C"}, replace={1: "-"}))
    assert sent[field] == ["a", "-", "C"]
    assert set(sent) == {"model", field}
    assert written(dialect, read(dialect, {field: "a"}), Edits(replace={0: "-"}))[field] == "-"


def test_what_is_measured_has_no_reader_and_no_conversation() -> None:
    for dialect in (EMBEDDINGS, MODERATIONS):
        turn = read(dialect, {"input": "a", "stream": True})
        assert (turn.for_customer, turn.standalone, turn.stream) == (False, True, False)
        assert written(dialect, turn, hint="Copy placeholders.")["input"] == "a"


def test_a_prompt_is_a_turn_like_any_other() -> None:
    turn = read(COMPLETIONS, {"prompt": ["a", "b"], "n": 2, "stream": True, "suffix": "s"})
    assert (turn.for_customer, turn.standalone, turn.stream) == (True, False, True)
    assert turn.answers == 4
    assert turn.messages[0].text == "a\ns"
    assert written(COMPLETIONS, turn, hint="H")["prompt"] == ["H\n\na", "H\n\nb"]
    cut = written(COMPLETIONS, turn, Edits(replace={0: "-"}))
    assert "suffix" not in cut


def test_a_hint_is_not_put_where_it_would_come_back() -> None:
    turn = read(COMPLETIONS, {"prompt": "a", "echo": True})
    assert written(COMPLETIONS, turn, hint="H")["prompt"] == "a"


def test_images_are_refused_unless_the_policy_lets_them_pass() -> None:
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    with pytest.raises(CallerError) as refused:
        read(MODERATIONS, {"input": [part]})
    assert refused.value.code is ErrorCode.UNSUPPORTED_MEDIA
    words = {"type": "text", "text": "hello"}
    turn = read(MODERATIONS, {"input": [words, part]}, images=True)
    assert turn.messages[0].text == "hello"
    assert {slot.kind for slot in turn.slots if "image_url" in slot.path} == {SlotClass.MEDIA}


@pytest.mark.parametrize(("dialect", "field"), FIELDS)
@pytest.mark.parametrize(
    "picture", ["https://example.com/a.png", "data:image/png;base64,AAAA", "QUJD" * 256]
)
def test_a_picture_in_a_form_that_nobody_knows_is_refused(
    dialect: Dialect, field: str, picture: str
) -> None:
    with pytest.raises(CallerError) as refused:
        read(dialect, {field: [{"picture": picture}]}, images=True)
    assert refused.value.code is ErrorCode.UNSUPPORTED_MEDIA


def test_moderation_needs_no_model() -> None:
    body = json.dumps({"input": "a"}).encode()
    turn = MODERATIONS.read_turn(body, limits=Limits(), allowed=Allowed())
    assert turn.model == "omni-moderation-latest"
    with pytest.raises(CallerError):
        EMBEDDINGS.read_turn(body, limits=Limits(), allowed=Allowed())


def test_the_model_that_the_path_names_wins() -> None:
    body = json.dumps({"input": "a", "model": "other"}).encode()
    turn = EMBEDDINGS.read_turn(body, limits=Limits(), allowed=Allowed(), model="deployed")
    assert turn.model == "deployed"
    assert written(EMBEDDINGS, turn)["model"] == "deployed"


def test_vectors_come_back_as_they_came() -> None:
    body = b'{ "data": [{"embedding": [0.10, 1e-7]}], "object":"list" }'
    turn = read(EMBEDDINGS, {"input": "a"})
    answer = EMBEDDINGS.read_answer(body, turn)
    assert answer.slots == ()
    assert EMBEDDINGS.write_answer(answer, {}) == body


def test_our_own_words_are_a_completion_for_each_choice() -> None:
    turn = read(COMPLETIONS, {"prompt": ["a", "b"]})
    whole = json.loads(COMPLETIONS.held_answer(turn, HELD))
    assert [choice["text"] for choice in whole["choices"]] == [HELD.text] * 2
    assert whole["handoff"] == {"reference": "R-1"}
    events = COMPLETIONS.held_stream(turn, HELD)
    assert events[-1] == b"data: [DONE]\n\n"
    chunks = [json.loads(event.removeprefix(b"data: ")) for event in events[:-1]]
    assert "".join(chunk["choices"][0]["text"] for chunk in chunks) == HELD.text * 2


def test_a_prompt_that_wants_json_is_read_as_json() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    turn = read(COMPLETIONS, {"prompt": "a", "guided_json": schema, "guided_regex": "x"})
    assert [each.path for each in turn.schemas] == [("guided_json",), ("guided_regex",)]
    body = json.dumps({"choices": [{"index": 0, "text": "{}"}]}).encode()
    (slot,) = COMPLETIONS.read_answer(body, turn).slots
    assert slot.json
    assert not read(COMPLETIONS, {"prompt": "a", "guided_regex": "x"}).wants_json
