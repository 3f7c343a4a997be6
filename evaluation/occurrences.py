"""Where known values stand in texts, and whether findings cover them.

Strategy: a value counts as covered only if *every* letter and digit of it is: half a name is a leak.
In outgoing bytes every string is searched, JSON inside strings too, but not the placeholders: what
stands in them is ours.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from evaluation.labelled import KnownValue, Match

Extent = tuple[int, int]
"""Characters [start, end)."""

_PLACEHOLDER = re.compile(r"\[[A-Z]{2,12}_(?:[0-9A-HJKMNP-TV-Z]{6}|REMOVED)\]")
_NESTED = 3
"""JSON inside strings is followed this many strings deep."""


@lru_cache(maxsize=10_000)
def _pattern(value: KnownValue) -> re.Pattern[str]:
    digits = re.findall(r"\d", value.value)
    if value.match is Match.DIGITS and digits:
        return re.compile(r"(?<!\d)" + r"[\W_]{0,3}".join(digits) + r"(?!\d)")
    words = r"\s+".join(re.escape(word) for word in value.value.split())
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)


def occurrences(text: str, value: KnownValue) -> list[Extent]:
    """Where a value stands whole: not inside a longer word or number."""
    return [match.span() for match in _pattern(value).finditer(text)] if value.value.strip() else []


def is_covered(text: str, extent: Extent, findings: Iterable[Extent]) -> bool:
    """Whether each letter and digit of the extent lies inside a finding."""
    start, end = extent
    open_places = {place for place in range(start, end) if text[place].isalnum()}
    for first, last in findings:
        open_places.difference_update(range(first, last))
    return not open_places


def overlaps(extent: Extent, others: Iterable[Extent]) -> bool:
    """Whether an extent shares a character with one of the others."""
    return any(extent[0] < end and start < extent[1] for start, end in others)


def readable(body: bytes) -> list[str]:
    """Every text that a reader of these bytes can see, placeholders taken out."""
    return [
        piece for text in _strings(json.loads(body), _NESTED) for piece in _PLACEHOLDER.split(text)
    ]


def stands_in(texts: Sequence[str], value: KnownValue) -> bool:
    """Whether a value stands whole in one of the texts."""
    return any(occurrences(text, value) for text in texts)


def _strings(node: Any, nested: int) -> Iterator[str]:
    match node:
        case dict():
            for key, item in node.items():
                yield key
                yield from _strings(item, nested)
        case list():
            for item in node:
                yield from _strings(item, nested)
        case str():
            yield node
            if nested and node.lstrip()[:1] in {"{", "["}:
                yield from _strings(_parsed(node), nested - 1)
        case bool() | None:
            return
        case _:
            yield str(node)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
