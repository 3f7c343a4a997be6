"""What became of a placeholder is said from the model's own words, never guessed to be better."""

import json

import pytest

from proxy.model_trial.base import CallFate, Customer, Fate, Task, Tool
from proxy.model_trial.judge import Wrote, judge

EMAIL, PERSON, OTHER = "[EMAIL_7K3M9Q]", "[PERSON_0QX4TB]", "[EMAIL_ZZ3M9Q]"
VALUES = {EMAIL: "crystal@example.com", PERSON: "Crystal Minh", OTHER: "jo@example.com"}
TASK = Task("words", (Customer("hi"),), wanted=("crystal@example.com",))
TOOL = Tool("find_order", "Finds.", {"email": "string"})
CALL = Task("call", (Customer("hi"),), call=TOOL, arguments={"email": "crystal@example.com"})


def fate(raw: str, shown: str = "") -> Fate:
    (placed,) = judge(TASK, Wrote(raw, shown), VALUES).placed
    return placed.fate


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (f"[x](https://x.example/{EMAIL})", Fate.WITHHELD),
        ("it is [EMAIL-7K3M9Q]", Fate.RESHAPED),
        ("it is <email 7k3m9q>", Fate.RESHAPED),
        ("it is EMAIL7K3M9Q", Fate.RESHAPED),
        ("it is [E-MAIL_7K3M9Q]", Fate.RESHAPED),
        ("it is [CORREO_7K3M9Q]", Fate.RELABELLED),
        ("it is 7K3M9Q", Fate.RELABELLED),
        ("it is [EMAIL_7K3M9X]", Fate.CODE_CHANGED),
        ("it is [EMAIL_7K3M9]", Fate.CODE_CHANGED),
        ("it is [EMAIL_7K", Fate.CUT_OFF),
        ("it is [EMAIL_", Fate.CUT_OFF),
        ("it is [EMAIL]", Fate.CODE_DROPPED),
        ("it is {{EMAIL_1}}", Fate.CODE_DROPPED),
        ("it is <email 2>", Fate.CODE_DROPPED),
        (f"it is {OTHER}", Fate.SWAPPED),
        ("I cannot share personal data.", Fate.MISSING),
        ("", Fate.MISSING),
    ],
)
def test_what_did_not_come_back_has_a_reason(raw: str, expected: Fate) -> None:
    assert fate(raw) is expected
    assert not expected.came_back


def test_what_came_back_is_told_apart_by_its_spelling() -> None:
    shown = "it is crystal@example.com"
    assert fate(f"it is {EMAIL}", shown) is Fate.EXACT
    assert fate("it is [email_7k3m9q]", shown) is Fate.RESPELLED
    assert Fate.EXACT.came_back
    assert Fate.RESPELLED.came_back


def test_the_models_own_words_are_shown_around_what_is_left() -> None:
    text = "x" * 99 + " your address is [CORREO_7K3M9Q], is it not? " + "y" * 99
    (placed,) = judge(TASK, Wrote(text, text), VALUES).placed
    assert "[CORREO_7K3M9Q]" in placed.wrote
    assert len(placed.wrote) < 70


def test_a_value_that_the_policy_left_alone_is_not_held_against_the_model() -> None:
    trial = judge(TASK, Wrote("crystal@example.com", "crystal@example.com"), {})
    assert (trial.placed, trial.unprotected, trial.good) == ((), 1, True)


def test_a_value_protected_in_part_or_with_its_full_stop_is_found() -> None:
    task = Task("street", (Customer("hi"),), wanted=("12 Harbour Street, Springfield",))
    values = {"[ADDRESS_7K3M9Q]": "12 Harbour Street.", "[CITY_0QX4TB]": "Springfield"}
    shown = "12 Harbour Street. Springfield"
    trial = judge(task, Wrote("[ADDRESS_7K3M9Q] [CITY_0QX4TB]", shown), values)
    assert [placed.fate for placed in trial.placed] == [Fate.EXACT, Fate.EXACT]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ((), CallFate.NO_CALL),
        ((("other", "{}"),), CallFate.OTHER_TOOL),
        ((("find_order", '{"email": '),), CallFate.NOT_JSON),
        ((("find_order", json.dumps({"email": EMAIL})),), CallFate.WRONG_ARGUMENTS),
        ((("find_order", json.dumps({"mail": "crystal@example.com"})),), CallFate.WRONG_ARGUMENTS),
        ((("find_order", json.dumps({"email": "crystal@example.com"})),), CallFate.WORKED),
    ],
)
def test_a_tool_call_works_only_with_the_real_values(
    calls: tuple[tuple[str, str], ...], expected: CallFate
) -> None:
    trial = judge(CALL, Wrote(f'{{"email": "{EMAIL}"}}', "", calls), VALUES)
    assert trial.call is expected
    assert trial.good is (expected is CallFate.WORKED)
