"""Fields that may not be edited: ids of calls stay pairs, signed blocks stay whole or go whole."""

import pytest

from proxy.turn import SlotClass, Speaker, TextSlot
from tests.privacy.turns import protected, slot

ORDER = "ORD-1048576"
NAME = "Crystal Minh"
VALUES = {ORDER: "ORDER_NUMBER", NAME: "PERSON"}
SAID = slot(f"I am {NAME}, order {ORDER}")


def call_id(text: str, at: int = 1, speaker: Speaker = Speaker.ASSISTANT) -> TextSlot:
    return slot(text, speaker, SlotClass.CALL_ID, path=("messages", at, "tool_call_id"))


def thinking(text: str) -> TextSlot:
    path = ("messages", 1, "content", 0, "thinking")
    return slot(text, Speaker.ASSISTANT, SlotClass.SIGNED, path=path)


@pytest.mark.parametrize("told", [f"call_{ORDER}", "call ORD 1048576", "look up"])
def test_a_call_id_that_holds_a_value_becomes_the_same_id_in_call_and_result(told: str) -> None:
    _, (_, call, result) = protected([SAID, call_id(told), call_id(told, 2, Speaker.TOOL)], VALUES)
    assert call == result
    assert call.startswith("id_")
    assert "1048576" not in call


def test_two_call_ids_stay_two() -> None:
    _, (_, one, other) = protected([SAID, call_id(f"a_{ORDER}"), call_id(f"b_{ORDER}", 2)], VALUES)
    assert one != other


def test_a_finding_at_one_end_of_a_pair_counts_for_both() -> None:
    """Detection reads a call and its result in different company."""
    known = {f"call_{ORDER}": "ORDER_NUMBER"}
    _, (call, result) = protected([call_id(f"call_{ORDER}"), call_id(f"call_{ORDER}", 2)], known)
    assert call == result != f"call_{ORDER}"


def test_other_call_ids_stay_as_they_are() -> None:
    ids = ["call_8JkL2", "toolu_01A09q90qw90lq917835lq9", ""]
    _, (_, *sent) = protected([SAID, *map(call_id, ids)], VALUES)
    assert sent == ids


def test_a_signed_block_without_a_value_stays_byte_for_byte() -> None:
    draft, (_, sent) = protected(
        [SAID, thinking("They ask for [ORDER_7K3M9Q]. Let me look.")], VALUES
    )
    assert sent == "They ask for [ORDER_7K3M9Q]. Let me look."
    assert draft.edits.left_out == frozenset()


@pytest.mark.parametrize("told", [f"{NAME} asks", "crystal  MINH asks", f"order {ORDER}."])
def test_a_signed_block_with_a_value_is_left_out_whole(told: str) -> None:
    draft, (_, sent) = protected([SAID, thinking(told)], VALUES)
    assert sent == told
    assert draft.edits.left_out == {("messages", 1, "content", 0)}
