"""Random conversations for a person to review, and what the marks say of the whole. Pure but for reading.

Strategy: what a detector misses on labelled data is one thing, what it misses in this shop another. A
conversation is drawn when the digest of its id and a seed is among the smallest: every conversation
has the same chance, and whoever knows the seed can draw again. The reviewer counts
values that left unprotected. Values of one conversation are no independent trials, so the interval
for values uses the effective number that the spread between conversations leaves (linearised ratio).
"""

import hashlib
import heapq
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from proxy.audit.events import EventKind
from proxy.audit.open import open_bundle
from proxy.audit.record import Header
from proxy.errors import AdministratorError, ErrorCode

VERSION: Final = "audit-sample/v1"
Z95: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval (Wilson)."""

    hits: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MissRate:
    """What a review found. ``population``: conversations of which it was drawn."""

    population: int
    reviewed: int
    conversations: Rate
    """With at least one value that left unprotected."""
    values: Rate
    """Of all values, those that left unprotected."""


def draw(path: Path, *, count: int, seed: str) -> tuple[frozenset[str], int]:
    """The ids of ``count`` random conversations with a forwarded turn, and of how many."""
    names: dict[bytes, str] = {}

    def take(header: Header) -> bool:
        name = header.conversation
        forwarded = header.clear.get("decision") == "forwarded"
        if header.kind == EventKind.TURN_OPENED and name is not None and forwarded:
            names[hashlib.sha256(f"{seed}\0{name}".encode()).digest()] = name
        return False  # nothing is opened on this pass

    for _ in open_bundle(path, None, wanted=take):
        pass
    return frozenset(names[place] for place in heapq.nsmallest(count, names)), len(names)


def sheet(path: Path, key: bytes, *, count: int, seed: str) -> dict[str, Any]:
    """The review sheet: what left, of each drawn conversation, with room for the marks.

    Clients resend the whole conversation, so its newest forwarded turn shows all of it.
    """
    drawn, population = draw(path, count=count, seed=seed)
    newest: dict[str, dict[str, Any]] = {}
    for record in open_bundle(path, key, wanted=lambda header: header.conversation in drawn):
        content = record["content"]
        if record["kind"] != EventKind.TURN_OPENED or not content or "sent" not in content:
            continue
        before = newest.get(record["conversation"])
        if before is None or before["at"] <= record["at"]:
            newest[record["conversation"]] = {
                "conversation": record["conversation"],
                "at": record["at"],
                "protected": record["clear"].get("protected", 0),
                "sent": _readable(content["sent"]),
                "missed": None,
                "note": "",
            }
    rows = sorted(newest.values(), key=lambda row: str(row["conversation"]))
    return {"v": VERSION, "seed": seed, "population": population, "conversations": rows}


def _readable(sent: str) -> Any:
    try:
        return json.loads(sent)
    except ValueError:
        return sent


def miss_rate(marked: Any) -> MissRate:
    """What the marks of a sheet say. Raises AdministratorError where they are missing or none."""
    try:
        rows = list(_marks(marked))
        population = int(marked["population"])
    except (KeyError, TypeError, ValueError):
        raise _not_marked("this is no review sheet, or a `missed` is no whole number") from None
    if not rows:
        raise _not_marked("no conversation has a number in `missed` yet")
    missed = [miss for miss, _ in rows]
    return MissRate(
        population=population,
        reviewed=len(rows),
        conversations=wilson(sum(miss > 0 for miss in missed), len(rows)),
        values=_clustered(rows),
    )


def _marks(marked: Any) -> Iterator[tuple[int, int]]:
    """Missed values, and all values, of each conversation that was reviewed."""
    if marked["v"] != VERSION:
        raise ValueError
    for row in marked["conversations"]:
        if row["missed"] is None:
            continue
        missed, protected = row["missed"], row["protected"]
        if type(missed) is not int or type(protected) is not int or min(missed, protected) < 0:
            raise ValueError
        yield missed, missed + protected


def _not_marked(why: str) -> AdministratorError:
    return AdministratorError(ErrorCode.INVALID_SETTINGS, f"The sheet cannot be counted: {why}.")


def wilson(hits: int, of: int, *, effective: float | None = None) -> Rate:
    """A share with Wilson's interval; ``effective``: of how many independent trials, if fewer."""
    if of == 0:
        return Rate(0, 0, 0.0, 0.0, 1.0)
    share, n = hits / of, effective if effective is not None else float(of)
    z2 = Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = max(0.0, centre - half) if hits > 0 else 0.0  # no rounding where the bound is exact
    high = min(1.0, centre + half) if hits < of else 1.0
    return Rate(hits, of, share, low, high)


def _clustered(rows: Sequence[tuple[int, int]]) -> Rate:
    """The share of missed values, over conversations as clusters."""
    hits, of = sum(missed for missed, _ in rows), sum(values for _, values in rows)
    if of == 0 or hits in {0, of} or len(rows) < 2:
        # Nothing varies, so nothing can be learnt from the spread: as careful as one value each.
        return wilson(hits, of, effective=float(max(1, _with_values(rows))))
    share, k = hits / of, len(rows)
    mean = of / k
    spread = sum((missed - share * values) ** 2 for missed, values in rows) / (k - 1)
    variance = spread / (k * mean * mean)
    effective = share * (1 - share) / variance if variance > 0 else float(of)
    return wilson(hits, of, effective=min(effective, float(of)))


def _with_values(rows: Iterable[tuple[int, int]]) -> int:
    return sum(values > 0 for _, values in rows)
