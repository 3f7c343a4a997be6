"""Charts as plain geometry for inline SVG. Pure; colours and words are the template's.

Every chart stands beside a table of the same numbers, so that nobody needs to see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
_FOOT: Final = 22
_TOP: Final = 16
_GAP: Final = 0.25


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart over days."""

    x: float
    y: float
    width: float
    height: float
    value: int
    day: date
    labelled: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a bar that shows a whole; in percent."""

    name: str
    value: int
    x: float
    width: float


def columns(by_day: Mapping[date, int]) -> tuple[Column, ...]:
    """Columns from left to right; at most ten days are labelled."""
    if not by_day:
        return ()
    step = WIDTH / len(by_day)
    most = max(*by_day.values(), 1)
    every = -(-len(by_day) // 10)
    floor = HEIGHT - _FOOT
    room = floor - _TOP
    return tuple(
        Column(
            x=round(at * step + step * _GAP / 2, 2),
            y=round(floor - room * value / most, 2),
            width=round(step * (1 - _GAP), 2),
            height=round(room * value / most, 2),
            value=value,
            day=day,
            labelled=at % every == 0,
        )
        for at, (day, value) in enumerate(by_day.items())
    )


def shares(values: Sequence[tuple[str, int]]) -> tuple[Share, ...]:
    """Parts of one bar, left to right; parts of nothing are left out."""
    total = sum(value for _, value in values)
    found: list[Share] = []
    x = 0.0
    for name, value in values:
        if value:
            width = 100 * value / total
            found.append(Share(name, value, round(x, 3), round(width, 3)))
            x += width
    return tuple(found)
