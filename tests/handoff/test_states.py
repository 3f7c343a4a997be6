"""The table of a case's life, and its picture in the docs."""

from pathlib import Path

import pytest

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import CaseState
from proxy.handoff.states import DEALT_WITH, MOVES, OPEN, CaseEvent, diagram, next_state

DOCS = Path(__file__).parents[2] / "docs" / "handoff.md"


def test_the_picture_in_the_docs_is_printed_from_the_table() -> None:
    assert f"```mermaid\n{diagram()}```" in DOCS.read_text()


def test_a_move_that_is_not_in_the_table_is_refused() -> None:
    assert next_state(CaseState.WAITING, CaseEvent.CLAIM) is CaseState.CLAIMED
    with pytest.raises(CallerError) as refused:
        next_state(CaseState.RESOLVED, CaseEvent.CLAIM)
    assert refused.value.code is ErrorCode.CONFLICT
    assert refused.value.status == 409


def test_every_state_and_event_is_used_and_every_state_can_be_reached() -> None:
    reached = {CaseState.WAITING} | {to for (state, _), to in MOVES.items() if to is not state}
    assert reached == set(CaseState)
    assert {event for _, event in MOVES} == set(CaseEvent)


def test_words_of_customers_and_their_arrival_are_welcome_in_every_state() -> None:
    for state in CaseState:
        for event in (CaseEvent.WRITE, CaseEvent.DELIVER):
            assert next_state(state, event) is state


def test_only_people_take_replies_and_closed_cases_stay_closed() -> None:
    assert {state for state, event in MOVES if event is CaseEvent.REPLY} == {CaseState.CLAIMED}
    assert not any(to in OPEN for (state, _), to in MOVES.items() if state in DEALT_WITH)
