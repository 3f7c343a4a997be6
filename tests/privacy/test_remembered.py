"""What a turn hands on where the provider keeps the conversation: enough to go on, nothing more."""

from dataclasses import replace

from proxy.privacy.base import Asked, CanonicalForm, DetectionRules, EntityRule, Operator
from proxy.privacy.dialogue import asked_after, asked_of
from proxy.privacy.guard import guard
from proxy.privacy.link import link
from proxy.privacy.remembered import Remembered, remember
from proxy.turn import Message, SlotIndex, Speaker
from tests.privacy.finding import RULES as FOUND_BY
from tests.privacy.turns import RULES, protected, restored, slot, turn

MARIA, MAIL, CARD, PIN = "Maria Lopez", "m.lopez@example.com", "4242 4242 4242 4242", "9917"
VALUES = {MARIA: "PERSON", MAIL: "EMAIL_ADDRESS", CARD: "CREDIT_CARD", PIN: "PIN"}
HELLO = f"I am {MARIA}, {MAIL}, card {CARD}, pin {PIN}, see [PERSON_AAAAAA]"


def first() -> tuple[str, tuple[Remembered, ...]]:
    """The first turn as it left, and what it hands on."""
    draft, (text,) = protected([slot(HELLO)], VALUES)
    return text, remember(draft.register)


def test_what_the_model_repeats_from_an_earlier_turn_is_restored() -> None:
    text, earlier = first()
    draft, _ = protected([slot("and now?")], VALUES, earlier=earlier)
    assert restored(draft, text) == HELLO.replace(CARD, "•••• 4242").replace(PIN, "[PIN_REMOVED]")


def test_the_same_value_has_the_same_placeholder_in_the_next_turn() -> None:
    text, earlier = first()
    _, (again,) = protected([slot(HELLO)], VALUES, earlier=earlier)
    assert again == text


def test_a_value_that_only_the_memory_knows_is_replaced_by_the_guard() -> None:
    _, earlier = first()
    draft, _ = protected([slot("hello")], {}, earlier=earlier)
    assert b"lopez" not in guard(f'{{"a": "write to {MAIL}"}}'.encode(), draft).body


def test_a_value_of_an_earlier_turn_is_found_wherever_it_stands() -> None:
    _, earlier = first()
    made = turn(slot("is maria lopez there?"))
    (found,) = link(made, [()], FOUND_BY, earlier)
    assert [made.slots[0].text[one.start : one.end] for one in found] == ["maria lopez"]


def test_removed_values_and_whole_cards_are_not_handed_on() -> None:
    _, earlier = first()
    assert CARD not in repr([(one.restores, one.spellings) for one in earlier])
    assert PIN not in repr([(one.restores, one.spellings) for one in earlier])
    assert {one.entity_type for one in earlier} >= {"PERSON", "CREDIT_CARD", "LOOK_ALIKE"}
    assert "Lopez" not in repr(earlier)


def with_rule(rule: EntityRule) -> DetectionRules:
    return replace(RULES, entities={**RULES.entities, rule.entity_type: rule})


def test_a_policy_that_has_become_stricter_counts_for_earlier_values_too() -> None:
    text, earlier = first()
    removed = EntityRule("EMAIL_ADDRESS", "EMAIL", Operator.REMOVE, CanonicalForm.EMAIL)
    draft, (again,) = protected(
        [slot(MAIL)],
        VALUES,
        earlier=earlier,
        rules=with_rule(removed),
    )
    assert MAIL not in restored(draft, text)
    assert again == "[EMAIL_REMOVED]"
    digits = EntityRule("ORDER_NUMBER", "ORDER", Operator.LAST_FOUR, CanonicalForm.DIGITS)
    kept = Remembered("[ORDER_AAAAAA]", "ORDER_NUMBER", Operator.PLACEHOLDER, digits.form, True,
                      "12345678", ("12345678",))  # fmt: skip
    draft, _ = protected([slot("hi")], {}, earlier=[kept], rules=with_rule(digits))
    assert restored(draft, kept.placeholder) == "•••• 5678"


def test_a_stricter_word_of_then_is_not_forgotten() -> None:
    kept = Remembered("[EMAIL_AAAAAA]", "EMAIL_ADDRESS", Operator.PLACEHOLDER, CanonicalForm.EMAIL,
                      False, MAIL, (MAIL,))  # fmt: skip
    draft, _ = protected([slot("hi")], {}, earlier=[kept])
    assert not draft.placeholders[kept.placeholder].rule.in_tools


def message(number: int, speaker: Speaker, text: str) -> Message:
    return Message(number, speaker, (SlotIndex(number),), text)


def test_a_question_of_an_earlier_turn_is_still_open_for_the_bare_answer() -> None:
    asked = replace(turn(slot("hi")), messages=(message(0, Speaker.CUSTOMER, "hi"),))
    before = asked_after(asked, "What is your zip code, please?")
    answered = replace(turn(slot("7315")), messages=(message(0, Speaker.CUSTOMER, "7315"),))
    assert asked_of(answered) == (frozenset(),)
    assert asked_of(answered, before) == (frozenset({Asked.POSTAL_CODE}),)
    assert asked_after(answered, "", before) == before
    assert (
        asked_after(answered, "Thank you, your parcel is on its way to you now.", before)
        == frozenset()
    )
