"""Spans of time as a policy writes them: ``30 days``, ``3 minutes``, ``1 week``.

The grammar is one whole number, one blank, one unit. Months and years are refused because they
differ in length: whoever reads "12 months" as 360 days deletes a card audit trail too early.
"""

import re
from datetime import timedelta

_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_LONG_UNITS = {"month": 30.4375, "year": 365.25}
_FORM = re.compile(r"([1-9][0-9]{0,5}) ([a-z]+?)s?")


def read_duration(text: object) -> timedelta:
    """The span that ``text`` writes. Raises ValueError with a sentence for the author."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("write a whole number and a unit, like `3 minutes` or `30 days`")
    number, unit = int(found[1]), found[2]
    if unit in _LONG_UNITS:
        days = -(-number * _LONG_UNITS[unit] // 1)
        raise ValueError(f"{unit}s differ in length; write `{days:.0f} days` to be sure of {text}")
    if unit not in _UNITS:
        raise ValueError("the unit is one of seconds, minutes, hours, days, weeks")
    return number * _UNITS[unit]


def say(span: timedelta) -> str:
    """``span`` in the largest unit up to days that fits exactly, as a policy would write it."""
    for unit in ("day", "hour", "minute", "second"):
        number, rest = divmod(span, _UNITS[unit])
        if number and not rest:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return f"{span.total_seconds():g} seconds"
