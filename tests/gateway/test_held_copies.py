"""Words of a held message do not leave in another place of the same request."""

import json
import urllib.parse

import pytest

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.openai_chat_dialect import OpenAIChat
from proxy.gateway.held_copies import without_copies
from proxy.turn import Edits, SlotIndex, Turn
from tests.growth import LINEAR, growth

INJURY = "the charger you sold me caught fire and burned my hand"
NEUTRAL = "(A person answered this.)"
DIALECT = OpenAIChat()


def turn_of(*messages: dict[str, object]) -> Turn:
    body = json.dumps({"model": "m", "messages": messages}).encode()
    return DIALECT.read_turn(body, limits=Limits(), allowed=Allowed())


def written(turn: Turn, texts: dict[SlotIndex, str], held: frozenset[int]) -> str:
    edits = Edits(texts=without_copies(turn, texts, held, NEUTRAL))
    return DIALECT.write_request(turn, edits).decode()


@pytest.mark.parametrize(
    "copy",
    [
        f"Chat so far:\nuser: {INJURY}\nassistant: ok",
        INJURY.upper(),
        INJURY.replace(" ", "\n  "),
        json.dumps({"history": [{"text": f"He wrote: {INJURY}."}]}),
        f"> {INJURY.replace(' caught', chr(10) + '> caught')}",
        f"**{INJURY.replace(' and', ', and')}**",
        urllib.parse.quote(INJURY),
        INJURY.replace(" ", "&nbsp;"),
        INJURY.replace("fire", "fi\u200bre"),
        json.dumps({INJURY: 1, f"{INJURY}!": 2}),
    ],
)
def test_a_copy_in_another_message_gives_way_to_the_neutral_line(copy: str) -> None:
    turn = turn_of(
        {"role": "system", "content": copy},
        {"role": "user", "content": INJURY},
        {"role": "assistant", "content": "ok"},
        {"role": "user", "content": "what colours are there?"},
    )
    assert "caught fire" in written(turn, {}, frozenset({1}))
    sent = json.loads(written(turn, {}, frozenset({1})))["messages"]
    assert "fire" not in sent[0]["content"].lower()
    assert NEUTRAL in sent[0]["content"]
    assert sent[3]["content"] == "what colours are there?"


def test_copies_are_compared_as_they_would_leave() -> None:
    turn = turn_of(
        {"role": "system", "content": "He said: i am [PERSON_7K3M9Q] and your charger burned me!"},
        {"role": "user", "content": "i am Crystal Minh and your charger burned me"},
    )
    held = next(i for i in turn.messages[1].slots if "Crystal" in turn.slots[i].text)
    texts = {held: "i am [PERSON_7K3M9Q] and your charger burned me"}
    sent = json.loads(written(turn, texts, frozenset({1})))["messages"]
    assert sent[0]["content"] == f"He said: {NEUTRAL}!"


def test_short_words_are_left_where_a_prompt_needs_them() -> None:
    rule = "If the customer writes 'i want a human', call the tool."
    turn = turn_of(
        {"role": "system", "content": rule}, {"role": "user", "content": "i want a human"}
    )
    assert without_copies(turn, {}, frozenset({1}), NEUTRAL) == {}


def test_looking_for_many_held_messages_costs_in_proportion_to_the_request() -> None:
    def prepared(size: int) -> Turn:
        said = "{} is the number of times that it burned my hand"
        held: list[dict[str, object]] = [
            {"role": "user", "content": said.format(number)} for number in range(8 * size)
        ]
        return turn_of({"role": "system", "content": "it burned my hand " * 16 * size}, *held)

    def work(turn: Turn) -> None:
        without_copies(turn, {}, frozenset(range(1, len(turn.messages))), NEUTRAL)

    assert growth(prepared, work, 64) < LINEAR


def test_a_long_text_that_begins_like_a_held_one_costs_no_more_than_its_length() -> None:
    def prepared(size: int) -> Turn:
        return turn_of(
            {"role": "user", "content": "so " * size + INJURY},
            {"role": "assistant", "content": "ok"},
            {"role": "user", "content": "so " * 2 * size},
        )

    def work(turn: Turn) -> None:
        without_copies(turn, {}, frozenset({0}), NEUTRAL)

    assert growth(prepared, work, 1000) < LINEAR
