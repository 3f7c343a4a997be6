"""Each record names the one before it of its conversation, so that even some of them tell what is missing.

Strategy: whoever has the whole log compares trees. Whoever has less (an opened view, the proofs of a few
records) can still see whether something between them was left out or moved: ``conv_prev`` of a header is
the leaf hash of the record before it, and it cannot be changed without the header's own place in the tree
(specification, sections 3 and 10). Pure.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from proxy.audit.record import Header

_REMEMBERED: Final = 8192
"""Twice what a writer remembers, so that a reader knows whatever a header may name."""

_Place = tuple[str, str, str | None]


def _place(header: Header) -> _Place:
    return header.stream, header.tenant, header.conversation


class ConversationOrder:
    """Reads the records of one stream in order, in bounded memory."""

    def __init__(self) -> None:
        self._last: OrderedDict[_Place, tuple[bytes, str]] = OrderedDict()

    def follows(self, header: Header) -> bool:
        """Whether the record that this one names is the one of its conversation that was read last.

        A record that names none is the first of its data key. Older headers name none and always follow.
        """
        if not header.linked or header.conversation is None:
            return True
        place = _place(header)
        leaf, kid = self._last.pop(place, (None, None))
        self._last[place] = header.leaf, header.kid
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        if header.previous is None:
            return kid != header.kid
        return header.previous == leaf


@dataclass(frozen=True, slots=True)
class Told:
    """What records of one conversation in one stream say of each other."""

    stream: str
    conversation: str
    records: tuple[int, ...]
    """Their numbers, in order."""
    missing_before: tuple[int, ...]
    """Before these of them stands at least one that is not among them."""
    untold_before: tuple[int, ...]
    """Before these, which name none though they are not the first here, nothing is known."""


def told_by(headers: Sequence[Header]) -> list[Told]:
    """What a set of authentic headers tells, by conversation and stream.

    Records that belong to no conversation, or that were written before records named each other, tell
    nothing. What came after the last one, and in other streams, no set can tell.
    """
    found: list[Told] = []
    linked = (one for one in headers if one.linked and one.conversation is not None)
    ordered = sorted(linked, key=lambda one: (one.tenant, one.conversation, one.stream, one.seq))
    for (stream, _, conversation), group in groupby(ordered, key=_place):
        records = list(group)
        leaves = [None, *(one.leaf for one in records)]
        missing = [
            one.seq
            for one, leaf in zip(records, leaves, strict=False)
            if one.previous not in {None, leaf}
        ]
        numbers = [one.seq for one in records]
        untold = [one.seq for one in records[1:] if one.previous is None]
        told = Told(stream, str(conversation), tuple(numbers), tuple(missing), tuple(untold))
        found.append(told)
    return found
