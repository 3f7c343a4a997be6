"""What our own sets say must not get worse: the gate, and that it shuts."""

from pathlib import Path

import pytest

from evaluation.baseline import (
    Fell,
    fallen,
    fallen_table,
    read_baseline,
    shares,
    write_baseline,
)
from evaluation.labelled import LabelledSet, LabelledSpan, LabelledText, OrdinaryMessage
from evaluation.measure import measure, own_sets, rooms_of
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from tests.evaluation.sets import customer, rooms_that_find, text_value

SMALL = LabelledSet(
    "small",
    (customer("jo again", pii=(text_value("jo"),)),),
    (LabelledText("i am jo", (LabelledSpan(5, 7, "NAME"),)),),
    (OrdinaryMessage("where is it"),),
)


def test_no_share_of_our_own_sets_is_lower_than_in_the_baseline() -> None:
    rooms = rooms_of(load_policy(shipped_policy("default")))
    fell = fallen(read_baseline(), shares(measure(each, rooms) for each in own_sets()))
    if fell:
        pytest.fail(fallen_table(fell), pytrace=False)


def small(*found: str) -> dict[str, tuple[int, int]]:
    return shares([measure(SMALL, rooms_that_find(*found))])


def test_everything_measured_is_a_share_for_which_more_is_better() -> None:
    good, bad = small("jo"), small("where", "am")
    assert good == {
        "small / did not leave / NAME": (1, 1),
        "small / did not leave / all": (1, 1),
        "small / found / NAME": (1, 1),
        "small / found / all": (1, 1),
        "small / no false alarm / all": (1, 1),
        "small / right / ORDER_NUMBER": (1, 1),
        "small / right / all": (1, 1),
        "small / words untouched / all": (6, 6),
    }
    assert all(bad[what] < share for what, share in good.items())
    assert {each.what for each in fallen(good, bad)} == set(good)
    assert fallen(bad, good) == []


def test_another_set_or_type_needs_a_new_baseline() -> None:
    assert fallen({"a / found / NAME": (1, 2)}, {}) == [Fell("a / found / NAME", (1, 2), None)]
    assert fallen({}, {"a / found / NAME": (2, 2)}) == [Fell("a / found / NAME", None, (2, 2))]
    assert fallen({"a / found / NAME": (1, 2)}, {"a / found / NAME": (3, 3)}) != []


def test_precision_is_compared_as_a_share_whatever_was_found() -> None:
    before = {"a / right / PERSON": (9, 10)}
    assert fallen(before, {"a / right / PERSON": (90, 100)}) == []
    assert fallen(before, {"a / right / PERSON": (8, 9)}) != []
    assert fallen(before, {}) == []
    assert fallen({}, {"a / right / EMAIL": (0, 1)}) == []


def test_the_table_says_what_fell_and_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    write_baseline(small("jo"), file)
    told = fallen_table(fallen(read_baseline(file), small()))
    assert "small / found / NAME" in told
    assert "1/1 (100.0%) -> 0/1 (0.0%)" in told
    assert "BASELINE=write" in told
