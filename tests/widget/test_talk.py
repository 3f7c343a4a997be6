"""What the shop shows of an answer: nothing lost, nothing twice."""

from typing import Any

from examples.widget.talk import Line, Talk


def handoff(**changes: Any) -> dict[str, Any]:
    return {
        "case": "case_1",
        "state": "waiting",
        "says": "first",
        "messages": [],
        "notice": "A person will answer.",
        "token": "live_x",
        **changes,
    }


def message(number: int, who: str = "human_agent") -> dict[str, Any]:
    return {"number": number, "from": who, "text": f"words {number}", "label": "Jo:"}


def test_words_that_were_shown_live_are_not_shown_again_and_others_are() -> None:
    talk = Talk("c")
    assert talk.held("A person will answer.", handoff()) == Line(
        "assistant", "A person will answer."
    )
    assert talk.passed_on(message(2)) == Line("person", "words 2", "Jo:")
    talk.shown.add(2)
    assert talk.passed_on(message(2)) is None
    assert talk.passed_on(message(1, "customer")) is None
    both = handoff(state="claimed", says=None, messages=[2, 3], notice="how to return")
    assert talk.held("words 2, words 3", both) == Line("assistant", "words 2, words 3")
    one = {**both, "messages": [2]}
    assert talk.held("words 2", one) == Line("assistant", "how to return")
    assert talk.held("words 2", {**one, "notice": ""}) is None


def test_a_person_who_is_there_needs_no_words_on_waiting_but_danger_is_always_told() -> None:
    talk = Talk("c")
    there = handoff(state="claimed", says="waiting")
    assert talk.held("please wait", there) is None
    assert talk.held("call 112", {**there, "says": "first"}) == Line("assistant", "call 112")
    assert Talk("c", live=False).held("please wait", there) == Line("assistant", "please wait")


def test_numbers_of_one_case_hide_nothing_of_the_next() -> None:
    talk = Talk("c")
    talk.held("x", handoff())
    talk.shown.add(2)
    talk.held("x", handoff(case="case_2"))
    assert talk.passed_on(message(2)) is not None
