"""Charts as geometry: inside their frame, in proportion, and empty without numbers."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from proxy.console.charts import HEIGHT, WIDTH, columns, shares

DAY = date(2026, 3, 2)


@given(st.lists(st.integers(0, 10_000), max_size=95))
def test_columns_stay_inside_and_the_highest_is_the_highest(values: list[int]) -> None:
    found = columns({DAY + timedelta(days=n): value for n, value in enumerate(values)})
    assert [column.value for column in found] == values
    for column in found:
        assert 0 <= column.x <= column.x + column.width <= WIDTH
        assert 0 <= column.y <= column.y + column.height <= HEIGHT + 0.01
    assert sum(column.labelled for column in found) <= 10
    if any(values):
        assert max(found, key=lambda c: c.height).value == max(values)


def test_shares_fill_the_bar_and_nothing_has_no_share() -> None:
    found = shares([("a", 3), ("b", 0), ("c", 1)])
    assert [(s.name, s.x, s.width) for s in found] == [("a", 0.0, 75.0), ("c", 75.0, 25.0)]
    assert shares([("a", 0)]) == ()
