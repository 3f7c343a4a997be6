"""Random conversations for a review, and the miss rate that its marks give."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit import AuditEvent, EventKind
from proxy.audit.events import Scalar
from proxy.audit.sample import VERSION, draw, miss_rate, sheet, wilson
from proxy.errors import AdministratorError
from proxy.ids import ConversationId
from tests.audit.made import SEED, SHOP, Place


def forwarded(conversation: str, sent: str, protected: int = 1) -> AuditEvent:
    clear: dict[str, Scalar] = {"decision": "forwarded", "protected": protected}
    name = ConversationId(conversation)
    return AuditEvent(EventKind.TURN_OPENED, SHOP, name, clear, {"sent": sent})


@pytest.fixture
async def talks(here: Place) -> Path:
    """Forty conversations of two turns, and a held one."""
    log = here.open()
    for number in range(40):
        for turn in (1, 2):
            await log.record(forwarded(f"conv_{number}", f'{{"turn": {turn}}}', protected=turn))
    held = AuditEvent(
        EventKind.TURN_OPENED, SHOP, ConversationId("conv_held"), {"decision": "held"}
    )
    await log.record(held)
    await log.close()
    return here.export()


async def test_a_draw_can_be_repeated_by_its_seed_and_another_seed_draws_others(
    talks: Path,
) -> None:
    first, population = draw(talks, count=10, seed="one")
    assert (len(first), population) == (10, 40)
    assert draw(talks, count=10, seed="one")[0] == first
    assert draw(talks, count=10, seed="two")[0] != first
    everything = draw(talks, count=99, seed="one")[0]
    assert len(everything) == 40
    assert first < everything


async def test_the_sheet_shows_the_newest_turn_of_each_and_waits_for_marks(talks: Path) -> None:
    drawn = sheet(talks, SEED, count=5, seed="one")
    assert drawn["population"] == 40
    assert len(drawn["conversations"]) == 5
    for row in drawn["conversations"]:
        assert (row["sent"], row["protected"], row["missed"]) == ({"turn": 2}, 2, None)
    with pytest.raises(AdministratorError, match="missed"):
        miss_rate(drawn)
    for row, missed in zip(drawn["conversations"], (0, 1, 0, 2, None), strict=True):
        row["missed"] = missed
    found = miss_rate(drawn)
    assert (found.reviewed, found.population) == (4, 40)
    assert (found.conversations.hits, found.conversations.of) == (2, 4)
    assert (found.values.hits, found.values.of) == (3, 11)
    assert found.values.low < 3 / 11 < found.values.high


def marks(*rows: tuple[int, int]) -> dict[str, object]:
    conversations = [{"missed": missed, "protected": protected} for missed, protected in rows]
    return {"v": VERSION, "population": 1000, "conversations": conversations}


def test_misses_that_come_together_widen_the_interval() -> None:
    spread = miss_rate(marks(*[(1, 9)] * 20, *[(0, 10)] * 80)).values
    bunched = miss_rate(marks(*[(10, 0)] * 2, *[(0, 10)] * 98)).values
    assert spread.share == bunched.share == 0.02
    assert bunched.high - bunched.low > spread.high - spread.low


def test_a_review_without_a_miss_is_as_careful_as_one_value_each() -> None:
    found = miss_rate(marks(*[(0, 50)] * 100)).values
    assert (found.low, found.share) == (0.0, 0.0)
    assert found.high == pytest.approx(wilson(0, 100).high)
    assert miss_rate(marks((0, 0))).values.high == 1.0


def test_wilson_gives_the_textbook_intervals() -> None:
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for hits, of, low, high in (
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ):  # fmt: skip
        found = wilson(hits, of)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=30))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(rows: list[tuple[int, int]]) -> None:
    found = miss_rate(marks(*rows))
    for rate in (found.values, found.conversations):
        assert 0 <= rate.low <= rate.share + 1e-12
        assert rate.share - 1e-12 <= rate.high <= 1
        assert not math.isnan(rate.low + rate.high)


@pytest.mark.parametrize(
    "wrong",
    [
        {}, [], 7, {"v": "other", "population": 1, "conversations": []},
        marks((-1, 3)), marks((True, 3)), {**marks((1, 1)), "population": None},
        {**marks((1, 1)), "conversations": [{"missed": "1", "protected": 2}]},
    ],
)  # fmt: skip
def test_what_is_no_marked_sheet_is_refused(wrong: object) -> None:
    with pytest.raises(AdministratorError, match="cannot be counted"):
        miss_rate(wrong)
