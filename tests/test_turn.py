"""The words about one turn: values that are compared by what they are and print no text."""

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from proxy import turn
from proxy.turn import Channel, Edits, Message, SlotClass, SlotIndex, Speaker, TextSlot, Turn

SECRET = "Crystal Minh"
SLOT = TextSlot(("messages", 0, "content"), SlotClass.TEXT, SECRET, Speaker.CUSTOMER, 0)
MESSAGE = Message(0, Speaker.CUSTOMER, (SlotIndex(0),), SECRET)
TURN = Turn(
    "openai_chat",
    {"messages": [{"content": SECRET}]},
    (SLOT,),
    (MESSAGE,),
    "gpt-test",
    stream=False,
    conversation=SECRET,
    user=SECRET,
)
EDITS = Edits({SlotIndex(0): SECRET}, {0: SECRET})


@pytest.mark.parametrize("value", [SLOT, MESSAGE, TURN, EDITS])
def test_printing_a_turn_or_a_part_of_it_shows_no_text(value: object) -> None:
    assert SECRET not in repr(value)
    assert SECRET not in f"{value}"


@pytest.mark.parametrize("value", [SLOT, MESSAGE, TURN, EDITS, Channel(0, "content")])
def test_nothing_about_a_turn_changes_once_it_is_read(value: object) -> None:
    assert is_dataclass(value)
    name = fields(value)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, "other")
    assert not hasattr(value, "__dict__")


def test_a_channel_is_the_same_before_and_after_its_tools_name_is_known() -> None:
    """In a stream only the first piece says which function a call is for."""
    named, unnamed = Channel(0, "tool", 1, "find_order"), Channel(0, "tool", 1)
    assert named == unnamed
    assert hash(named) == hash(unnamed)
    assert named != Channel(0, "tool", 2, "find_order")
    assert named != Channel(1, "tool", 1, "find_order")


def test_a_turn_knows_no_wire_format() -> None:
    """Floor 0: these words import nothing of the house."""
    assert {name for name in vars(turn) if not name.startswith("_")} >= {"Turn", "Edits", "Sink"}
    assert not any(getattr(v, "__name__", "").startswith("proxy.") for v in vars(turn).values())
