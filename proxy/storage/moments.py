"""Moments and spans as whole microseconds, the way the tables keep them."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def stored_moment(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def read_moment(stored: int) -> datetime:
    """The moment, aware, in UTC."""
    return _EPOCH + stored * _MICROSECOND


def stored_span(span: timedelta) -> int:
    """Whole microseconds of a span."""
    return span // _MICROSECOND


def read_span(stored: int) -> timedelta:
    """The span."""
    return stored * _MICROSECOND
