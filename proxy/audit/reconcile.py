"""The log against the provider's own list: what was sent and is not on record.

The log cannot prove that a proxy which was broken into writes what it sends; the provider's usage
export can. Each closed turn seals the id that the provider gave to the request. Ids are compared as
sets, in memory: about a hundred bytes a request.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from proxy.audit.events import EventKind
from proxy.audit.open import ContentState
from proxy.errors import AdministratorError, ErrorCode

COLUMNS: Final = ("request_id", "x_request_id", "x-request-id", "requestId", "request id", "id")
"""Under these names a usage export may give the id, in this order of preference."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the comparison found."""

    both: int
    only_provider: tuple[str, ...]
    """Requests that the provider had and the log does not know: the finding."""
    only_log: tuple[str, ...]
    """Turns on record of which the provider's list has nothing."""
    repeated: tuple[str, ...]
    """Ids that the provider's list names more than once."""
    without_id: int
    """Turns that ended before the provider gave an id."""
    erased: int
    """Closed turns whose sealed part is gone: their ids cannot be compared."""


def reconcile(records: Iterable[Mapping[str, Any]], usage: Sequence[str]) -> Reconciled:
    """Compare opened records (``open_bundle``) with the ids of the provider's list."""
    logged: set[str] = set()
    without, erased = 0, 0
    for record in records:
        if record["kind"] != EventKind.TURN_CLOSED:
            continue
        if record["state"] != ContentState.OPENED:
            erased += 1
            continue
        name = record["content"].get("provider_request")
        if isinstance(name, str):
            logged.add(name)
        else:
            without += 1
    counted = Counter(usage)
    return Reconciled(
        both=len(logged & counted.keys()),
        only_provider=tuple(sorted(counted.keys() - logged)),
        only_log=tuple(sorted(logged - counted.keys())),
        repeated=tuple(sorted(name for name, number in counted.items() if number > 1)),
        without_id=without,
        erased=erased,
    )


def usage_ids(text: str, *, column: str | None = None) -> Sequence[str]:
    """The request ids of a usage export: CSV with a header, a JSON array, or JSON lines of objects.

    Raises AdministratorError when it is none of them, or has no such column.
    """
    try:
        rows = list(_rows(text.lstrip("\ufeff")))
    except (ValueError, csv.Error):
        raise _unreadable("it is neither CSV, nor a JSON array, nor JSON lines") from None
    if not rows:
        return ()
    if not all(isinstance(row, dict) for row in rows):
        raise _unreadable("its entries are no objects")
    name = column if column is not None else next((c for c in COLUMNS if c in rows[0]), None)
    if name is None or name not in rows[0]:
        raise _unreadable("it has no column of that name; name the one with the ids with --column")
    return [row[name] for row in rows if isinstance(row.get(name), str) and row[name]]


def _rows(text: str) -> Iterator[Any]:
    if text.lstrip().startswith("["):
        yield from json.loads(text)
    elif text.lstrip().startswith("{"):
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
    else:
        yield from csv.DictReader(io.StringIO(text), strict=True)


def _unreadable(why: str) -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_SETTINGS, f"The provider's list cannot be read: {why}."
    )
