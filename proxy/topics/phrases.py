"""A topic's phrases: RE2 patterns, found in time linear in the message whatever the patterns say.

Strategy: RE2 knows for each pattern which literals a text must hold for it to match
(``re2.Filter``); one pass over the message finds those, and only the few patterns left are run. A
thousand patterns cost some ten microseconds a message, and a hostile message cannot make a pattern
go exponential (RE2 has no backtracking) nor fill the memory (``_MEMORY`` per pattern).

``unless`` is read as an exception, never as a second rule: a phrase counts if it is found in the
message *and* still found when everything that ``unless`` matches was blanked. So no exception can
make two halves of a message meet.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import re2

from proxy.errors import AdministratorError, ErrorCode
from proxy.topics.base import TopicRule
from proxy.topics.readings import fold_pattern

_MEMORY = 1024 * 1024
"""Bytes that RE2 may use for one pattern's automaton; with less it is slower, never wrong."""

_MEMORY_OF_UNLESS = 16 * _MEMORY
"""The same for all exceptions of a topic, which are searched as one."""

_BLANK = "\x00"
"""Stands for each blanked character: neither a letter nor a blank, so that no pattern bridges it."""

_PROBE = b"\x01\x02\x03"
"""A text that no message holds and only the probe pattern matches: that proves the filter works."""


class _Place(NamedTuple):
    """Where a pattern stands in the policy: ``phrases.en``, entry 3 (counted from 1)."""

    key: str
    language: str
    number: int

    def __str__(self) -> str:
        return f"{self.key}.{self.language}[{self.number}]"


class Phrases:
    """The compiled phrases of one topic.

    Raises AdministratorError (INVALID_POLICY) for a pattern that is no RE2 or matches all texts.
    """

    def __init__(self, topic: TopicRule) -> None:
        self._topic = topic.name
        self._places, phrases = _gather("phrases", topic.phrases)
        self._filter = self._compile(self._places, phrases)
        places, exceptions = _gather("unless", topic.unless)
        self._compile(places, exceptions)
        alternatives = "|".join(f"(?:{each})" for each in exceptions)
        self._unless = _compiled(alternatives, _MEMORY_OF_UNLESS) if exceptions else None

    def search(self, readings: tuple[str, ...]) -> tuple[str, ...]:
        """The places of all phrases found in the first reading that has any (``phrases.en[3]``).

        All, because a stem that several languages share is found by the phrases of each.
        """
        for reading in readings:
            found = tuple(
                str(self._places[index])
                for index in self._filter.Match(reading.encode()) or ()
                if index < len(self._places) and self._stands(index, reading)
            )
            if found:
                return found
        return ()

    def _stands(self, index: int, reading: str) -> bool:
        """Whether phrase ``index``, found in ``reading``, is found outside of its exceptions too."""
        if self._unless is None:
            return True
        blanked: str = self._unless.sub(lambda found: _BLANK * len(found.group()), reading)
        return blanked == reading or self._filter.re(index).search(blanked) is not None

    def _compile(self, places: tuple[_Place, ...], patterns: tuple[str, ...]) -> Any:
        """A filter over ``patterns``, each of them checked."""
        try:
            made = _filter(patterns)
        except re2.error:
            wrong, said = next(
                (place, said)
                for place, pattern in zip(places, patterns, strict=True)
                if (said := _refused(pattern)) is not None
            )
            raise AdministratorError(
                ErrorCode.INVALID_POLICY,
                f"Topic {self._topic}: {wrong} is no RE2 pattern ({said}).",
            ) from None
        matched = made.Match(_PROBE) or ()
        for index in (*(made.Match(b"") or ()), *matched):
            if index < len(places):
                raise AdministratorError(
                    ErrorCode.INVALID_POLICY,
                    f"Topic {self._topic}: {places[index]} matches every text.",
                )
        if len(places) not in matched:
            raise AdministratorError(
                ErrorCode.INVALID_POLICY,
                f"Topic {self._topic} has more patterns than can be searched at once.",
            )
        return made


def _gather(
    key: str, table: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[_Place, ...], tuple[str, ...]]:
    """The place of each pattern of a table, and the patterns folded."""
    found = [
        (_Place(key, language, number), fold_pattern(pattern))
        for language, patterns in table.items()
        for number, pattern in enumerate(patterns, start=1)
    ]
    return tuple(place for place, _ in found), tuple(pattern for _, pattern in found)


def _options(memory: int) -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.never_capture = True
    options.case_sensitive = False
    options.log_errors = False
    return options


def _compiled(pattern: str, memory: int) -> Any:
    return re2.compile(pattern, _options(memory))


def _refused(pattern: str) -> str | None:
    """What RE2 says against a pattern; None if it takes it."""
    try:
        _compiled(pattern, _MEMORY)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return None


@lru_cache(maxsize=512)
def _filter(patterns: tuple[str, ...]) -> Any:
    """A filter over all patterns of a topic; the last one is the probe.

    Raises re2.error for a pattern that RE2 refuses.
    """
    made = re2.Filter()
    options = _options(_MEMORY)
    for pattern in (*patterns, re2.escape(_PROBE.decode())):
        made.Add(pattern, options)
    made.Compile()
    return made
