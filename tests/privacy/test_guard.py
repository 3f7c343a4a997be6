"""The last look: known values in the exact bytes, however written; nobody is locked out by a name."""

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import proxy
from proxy.errors import ErrorCode, ServiceError
from proxy.privacy.guard import Protected, _Look, guard
from proxy.privacy.placeholders import Placeholders, Register
from proxy.privacy.protect import Draft
from proxy.turn import SlotClass, SlotIndex
from tests.privacy.turns import protected, restored, slot

VALUES = {
    "maria.lopez@example.com": "EMAIL_ADDRESS",
    "Maria Lopez": "PERSON",
    "+1 201-555-0123": "PHONE_NUMBER",
    "A-100234": "ORDER_NUMBER",
    "hunter2222": "PIN",
}
DRAFT, _ = protected([slot(" / ".join(VALUES))], VALUES)


def written(body: Any, **options: Any) -> bytes:
    return json.dumps(body, **options).encode()


def checked(body: Any, draft: Draft = DRAFT) -> Any:
    return json.loads(guard(written(body), draft).body)


def test_bytes_without_a_known_value_leave_as_they_are() -> None:
    body = b'{"model" : "m", "temperature": 1e0, "x": "caf\\u00e9"}'
    made = guard(body, DRAFT)
    assert made.body == body
    assert made.placeholders is DRAFT.placeholders
    assert made.counts == DRAFT.counts


@pytest.mark.parametrize(
    "text",
    [
        "maria.lopez@example.com",
        "MARIA.LOPEZ@EXAMPLE.COM",
        "maria.lopez%40example.com",
        "maria . lopez @ example . com",
        "Maria  Lopez",
        "maria\nlopez",
        "maria_lopez",
        "maria-lopez",
        "MariaLopez",
        "ＭＡＲＩＡ Lopez",
        "Mar\u200bia Lopez",
        "12015550123",
        "+1 (201) 555 01 23",
        "1.201.555.0123",
        "a100234",
        "A 100234",
        "hunter2222",
    ],
)
def test_a_known_value_is_replaced_however_it_is_written(text: str) -> None:
    outgoing = checked({"stop": [f"see {text}, please"]})["stop"][0]
    assert outgoing.startswith("see ")
    assert outgoing.endswith(", please")
    assert "[" in outgoing
    assert text not in outgoing


def test_the_placeholder_that_the_guard_gives_restores_the_text_it_found() -> None:
    made = guard(written({"a": "ask MARIA lopez or a/100234"}), DRAFT)
    outgoing = json.loads(made.body)["a"]
    draft = replace(DRAFT, placeholders=made.placeholders)
    assert restored(draft, outgoing) == "ask Maria Lopez or A-100234"


def test_keys_numbers_and_json_inside_strings_are_read() -> None:
    inner = json.dumps({"who": "Maria Lopez", "deep": json.dumps(["A-100234"])})
    escaped = json.dumps("m\u00e1ria").replace("\\u00e1", "\\u0061").strip('"')
    body = {
        "Maria Lopez": 1,
        "n": 12015550123,
        "arguments": inner,
        "escaped": f'{{"x":"{escaped} lopez"}}',
    }
    outgoing = guard(written(body), DRAFT).body.decode()
    for trace in ("Maria", "aria", "100234", "12015550123"):
        assert trace not in outgoing
    parsed = json.loads(outgoing)
    assert isinstance(parsed["n"], str)
    assert json.loads(json.loads(parsed["arguments"])["deep"])[0].startswith("[ORDER_")


def test_a_number_is_known_only_as_a_whole() -> None:
    draft, _ = protected([slot("order 123456")], {"123456": "ORDER_NUMBER"})
    body = {"temperature": 0.123456, "seed": 9123456, "n": 1234567, "flag": True, "none": None}
    assert checked(body, draft) == body


@pytest.mark.parametrize("spelled", ["9123456.0", "9.123456E6", "91234560e-1", "-9.123456e+6"])
def test_a_known_number_is_found_however_a_program_spells_its_double(spelled: str) -> None:
    draft, _ = protected([slot("order 9123456")], {"9123456": "ORDER_NUMBER"})
    known = draft.edits.texts[SlotIndex(0)].removeprefix("order ")
    sign = "-" if spelled[0] == "-" else ""
    inner = json.dumps(f'{{"x":{spelled}}}')
    made = guard(f'{{"n":{spelled},"arguments":{inner}}}'.encode(), draft)
    assert json.loads(made.body)["n"] == sign + known
    assert json.loads(json.loads(made.body)["arguments"])["x"] == sign + known


def test_part_of_a_word_is_no_hit() -> None:
    draft, _ = protected([slot("Anna 123456")], {"Anna": "PERSON", "123456": "ORDER_NUMBER"})
    body = {"a": "Annapolis Savannah joanna 91234567 1234561"}
    assert checked(body, draft) == body


@pytest.mark.parametrize(
    "name",
    [
        "Price", "May", "Rose", "Order", "User", "System", "Content", "Model", "Max Tokens",
        "Tool Calls", "Will", "Mark", "Role", "Text", "Grace May",
    ],
)  # fmt: skip
def test_customers_whose_names_are_words_are_served(name: str) -> None:
    body = {
        "model": "gpt-4o",
        "max_tokens": 5,
        "messages": [
            {"role": "system", "content": "The price of an order may rise."},
            {"role": "user", "content": "I will mark the text"},
            {"role": "assistant", "tool_calls": [{"type": "function"}]},
        ],
        "response_format": {"type": "text"},
    }
    draft, _ = protected([slot(f"I am {name}")], {name: "PERSON"})
    assert checked(body, draft) == body


def test_placeholders_of_this_turn_are_not_looked_into() -> None:
    _, (outgoing,) = protected([slot("Email Person")], {"Email Person": "PERSON"})
    values = {"EMAIL ABC": "PERSON", outgoing[8:14]: "SECRET", "xyz@example.com": "EMAIL_ADDRESS"}
    draft, texts = protected([slot(text) for text in values], values)
    body = {"messages": texts}
    assert checked(body, draft) == body


def test_media_ids_and_the_model_name_are_left_alone() -> None:
    media = "data:image/png;base64,A-100234/Maria+Lopez"
    draft, _ = protected(
        [slot("Maria Lopez A-100234"), slot(media, kind=SlotClass.MEDIA)],
        {"Maria Lopez": "PERSON", "A-100234": "ORDER_NUMBER"},
    )
    body = {"model": "gpt-4o-2024-08-06", "image": media}
    assert checked(body, draft) == body


def test_a_removed_value_is_found_again_and_leaves_nothing() -> None:
    assert checked({"a": "code HUNTER2222"}) == {"a": "code [PIN_REMOVED]"}


def test_what_is_not_json_is_refused() -> None:
    for body in (b"{", b"\xff", b"[" * 5000):
        with pytest.raises(ServiceError) as raised:
            guard(body, DRAFT)
        assert raised.value.code is ErrorCode.PROTECTION_FAILED


def test_keys_that_would_become_one_are_refused() -> None:
    with pytest.raises(ServiceError) as raised:
        guard(written({"hunter2222": 1, "HUNTER2222": 2}), DRAFT)
    assert raised.value.code is ErrorCode.PROTECTION_FAILED


def test_a_second_hit_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    look = _Look._replace

    def misses_the_rewriting(self: Any, text: str) -> str:
        look(self, text)
        return text

    monkeypatch.setattr(_Look, "_replace", misses_the_rewriting)
    with pytest.raises(ServiceError) as raised:
        guard(written({"a": "Maria Lopez"}), DRAFT)
    assert raised.value.code is ErrorCode.PROTECTION_FAILED
    assert "Maria" not in str(raised.value)


def test_json_is_written_like_the_dialects_write_it() -> None:
    made = guard(b'{"a": "Zo\\u00eb Maria Lopez", "b": [1, 2.5]}', DRAFT)
    text = json.loads(made.body)["a"]
    assert made.body == f'{{"a":"{text}","b":[1,2.5]}}'.encode()
    assert "Zoë" in text


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(' "\\{[é9', max_size=20)
        | st.sampled_from([f"x {value} y" for value in VALUES]),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(st.text('ab "', max_size=8), inner, max_size=4),
        max_leaves=12,
    ),
    st.integers(0, 3),
)  # fmt: skip
def test_no_known_value_is_in_the_bytes_that_leave(tree: Any, nesting: int) -> None:
    for _ in range(nesting):
        tree = {"text": json.dumps(tree)}
    outgoing = guard(written(tree), DRAFT).body.decode()
    assert not any(value in outgoing for value in VALUES)


def test_only_the_guard_makes_a_protected() -> None:
    for seal in (None, object(), "seal"):
        with pytest.raises(TypeError):
            Protected(b"{}", Placeholders({}), {}, Register(), seal)
    with pytest.raises(TypeError):
        Protected(b"{}", Placeholders({}), {}, Register())
    for path in Path(proxy.__file__).parent.rglob("*.py"):
        if path.name == "guard.py" and path.parent.name == "privacy":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "id", getattr(called, "attr", ""))
            assert name != "Protected", f"{path} makes a Protected"


def test_a_representation_shows_no_value() -> None:
    made = guard(written({"a": "Maria Lopez"}), DRAFT)
    assert "Maria" not in repr(made)
    assert "lopez" not in repr(made)
