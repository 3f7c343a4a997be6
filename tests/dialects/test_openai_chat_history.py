import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.openai_chat_history import edit_history
from proxy.turn import Edits
from tests.dialects.requests import assistant, call, result, user

CONVERSATION: list[dict[str, Any]] = [
    user("one"),
    assistant(None, tool_calls=[call("{}", call_id="a"), call("{}", call_id="b")]),
    result("A", "a"),
    result("B", "b"),
    assistant("two", tool_calls=[call("{}", call_id="a")]),
    result("A again", "a"),
    user("three", name="ann"),
    assistant(None, function_call={"name": "f", "arguments": "{}"}),
    {"role": "function", "name": "f", "content": "F"},
    user("four"),
]


def test_without_edits_the_history_stays_as_it_is() -> None:
    assert edit_history(CONVERSATION, Edits()) == CONVERSATION


def test_a_replaced_message_keeps_its_role_and_nothing_else() -> None:
    edited = edit_history(CONVERSATION, Edits(replace={6: "(waited for a person)"}))

    assert edited[6] == {"role": "user", "content": "(waited for a person)"}
    assert edited[:6] == CONVERSATION[:6]


def test_results_go_with_the_message_that_called() -> None:
    assert edit_history(CONVERSATION, Edits(remove=frozenset({1}))) == [
        CONVERSATION[0],
        *CONVERSATION[4:],
    ]
    assert edit_history(CONVERSATION, Edits(replace={7: "summary"}))[7:] == [
        assistant("summary"),
        CONVERSATION[9],
    ]


def test_a_call_goes_with_its_result() -> None:
    edited = edit_history(CONVERSATION, Edits(remove=frozenset({2})))

    assert edited[1]["tool_calls"] == [call("{}", call_id="b")]
    assert edited[2:] == CONVERSATION[3:]


def test_a_message_of_calls_alone_goes_with_its_last_result() -> None:
    assert edit_history(CONVERSATION, Edits(remove=frozenset({2, 3, 8})))[1:] == [
        *CONVERSATION[4:7],
        CONVERSATION[9],
    ]


def test_a_message_with_words_stays_without_its_calls() -> None:
    """Ids are reused by some clients: only the call beside the result goes."""
    edited = edit_history(CONVERSATION, Edits(remove=frozenset({5})))

    assert edited[:4] == CONVERSATION[:4]
    assert edited[4] == assistant("two")


def test_a_replaced_result_still_answers_its_call() -> None:
    edited = edit_history(CONVERSATION, Edits(replace={2: "(cut)", 8: "(cut)"}))

    assert edited[2] == result("(cut)", "a")
    assert edited[8] == {"role": "function", "name": "f", "content": "(cut)"}


def test_odd_tool_calls_break_nothing() -> None:
    odd = [
        assistant(None, tool_calls="none"),
        assistant(None, tool_calls=["x", {"id": ["a"]}]),
        {"role": "tool", "tool_call_id": {"a": 1}, "content": "x"},
    ]

    assert edit_history(odd, Edits(remove=frozenset({2}))) == odd[:2]


def dangling(messages: list[Any]) -> set[tuple[int, str]]:
    """Results without a call, and calls without a result, with their place."""
    found: set[tuple[int, str]] = set()
    calls: set[str] = set()
    for number, message in enumerate(messages):
        if message["role"] == "assistant":
            found |= {(number, name) for name in calls}
            calls = {c["id"] for c in message.get("tool_calls", ())}
            calls |= {"f"} if "function_call" in message else set()
        elif message["role"] in {"tool", "function"}:
            name = message.get("tool_call_id") or message["name"]
            found |= {(number, name)} - {(number, c) for c in calls}
            calls.discard(name)
    return found | {(len(messages), name) for name in calls}


@given(
    st.frozensets(st.integers(0, 9)),
    st.dictionaries(st.integers(0, 9), st.just("(cut)")),
)
def test_nothing_dangles_whatever_is_cut(remove: frozenset[int], replace: dict[int, str]) -> None:
    before = copy.deepcopy(CONVERSATION)
    edited = edit_history(CONVERSATION, Edits(replace=replace, remove=remove))

    assert dangling(CONVERSATION) == set()
    assert dangling(edited) == set()
    assert before == CONVERSATION
