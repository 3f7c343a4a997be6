"""When an event is tried again: the table of the Standard Webhooks specification, with jitter."""

from datetime import datetime, timedelta
from typing import Final

DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After the first try, the second, and so on: 75 h 35 min 5 s in all."""

JITTER: Final = 0.2
"""Each delay grows by up to this part of it, so that what failed together does not come together."""

PATIENCE: Final = timedelta(days=4)
"""An event that is older is given up with its next failure, however often it was tried: what waited
behind a lost event must not wait for days again."""

LONGEST_WISH: Final = timedelta(days=1)
"""No ``retry-after`` is kept to for longer."""


def next_try(
    tries: int,
    *,
    since: datetime,
    now: datetime,
    chance: float,
    wish: timedelta = timedelta(),
) -> datetime | None:
    """When to try again after so many failed tries; None: give up.

    ``chance``: a random number from 0 to 1. ``wish``: what the endpoint asked for.
    """
    if tries > len(DELAYS) or now - since >= PATIENCE:
        return None
    delay = DELAYS[tries - 1] * (1 + JITTER * chance)
    return now + max(delay, min(wish, LONGEST_WISH))
