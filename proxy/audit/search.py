"""Finding records in an export: by what stands in the clear, and with the auditor's key by words.

A person who asks for his data, or for its erasure, is found here and not by an index in the proxy: one
that could look up a telephone number could also be asked about every number there is.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proxy.audit.bundle import OnRead
from proxy.audit.open import open_bundle
from proxy.audit.record import Header


@dataclass(frozen=True, slots=True)
class Query:
    """What a record must be; None and empty ask for nothing. Times are RFC 3339 texts."""

    kinds: frozenset[str] = frozenset()
    tenant: str | None = None
    conversation: str | None = None
    since: str | None = None
    until: str | None = None
    clear: tuple[tuple[str, str], ...] = ()
    """Fields of the clear part and their values, as texts."""
    words: str | None = None
    """Must stand in the sealed part, in any case; needs the auditor's key."""

    def wants(self, header: Header) -> bool:
        """Whether the clear part fits."""
        return (
            (not self.kinds or header.kind in self.kinds)
            and self.tenant in {None, header.tenant}
            and self.conversation in {None, header.conversation}
            and (self.since is None or header.at >= self.since)
            and (self.until is None or header.at < self.until)
            and all(_said(header.clear.get(name)) == value for name, value in self.clear)
        )

    def finds(self, content: Any) -> bool:
        """Whether the words stand in the sealed part."""
        if self.words is None:
            return True
        return any(self.words.casefold() in text.casefold() for text in _texts(content))


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _texts(value: Any) -> Iterator[str]:
    """Every string in the sealed part; JSON within a string is read too, escapes undone."""
    match value:
        case str():
            yield value
            if value[:1] in {"{", "["}:
                try:
                    yield from _texts(json.loads(value))
                except (ValueError, RecursionError):
                    return
        case dict():
            for name, item in value.items():
                yield name
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case _:
            return


def search(
    path: Path,
    query: Query,
    *,
    seed: bytes | None = None,
    by_time: bool = True,
    on_read: OnRead | None = None,
    on_record: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Iterator[dict[str, Any]]:
    """The records that fit, as ``open_bundle`` gives them. Raises what it raises.

    ``on_record`` is told of every record in which words were looked for.
    """
    for record in open_bundle(path, seed, wanted=query.wants, by_time=by_time, on_read=on_read):
        on_record(record)
        if query.finds(record["content"]):
            yield record


def keeps_values(record: Mapping[str, Any]) -> bool:
    """Whether the values themselves stand sealed in it, as the content level ``full`` keeps them."""
    content = record["content"]
    return isinstance(content, dict) and bool(content.get("values"))
