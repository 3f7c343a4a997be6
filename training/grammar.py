"""Templates: text with choices and slots, and how one becomes pieces that carry their labels.

``(a|b|)`` chooses one of its parts, at any depth; ``<slot>`` is filled by a function. A template is
parsed once. Expanding gives pieces, so that labels stay exact whatever is done to the text later.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a message and its label; an empty label is talk."""

    text: str = field(repr=False)
    label: str = ""


Fill = Callable[[random.Random], list[Piece]]


@dataclass(frozen=True, slots=True)
class _Choice:
    parts: tuple["_Sequence", ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str


@dataclass(frozen=True, slots=True)
class _Sequence:
    nodes: tuple["str | _Choice | _Slot", ...]


def expand(template: str, slots: Mapping[str, Fill], rng: random.Random) -> list[Piece]:
    """One message of the template. Raises ``KeyError`` for an unknown slot, ``ValueError`` for a bad form."""
    return list(_expanded(_parsed(template), slots, rng))


def slots_of(template: str) -> frozenset[str]:
    """The names of all slots of a template."""
    return frozenset(_names(_parsed(template)))


def _names(sequence: _Sequence) -> Sequence[str]:
    found: list[str] = []
    for node in sequence.nodes:
        if isinstance(node, _Slot):
            found.append(node.name)
        elif isinstance(node, _Choice):
            for part in node.parts:
                found.extend(_names(part))
    return found


def _expanded(sequence: _Sequence, slots: Mapping[str, Fill], rng: random.Random) -> list[Piece]:
    pieces: list[Piece] = []
    for node in sequence.nodes:
        if isinstance(node, _Slot):
            pieces.extend(slots[node.name](rng))
        elif isinstance(node, _Choice):
            pieces.extend(_expanded(rng.choice(node.parts), slots, rng))
        else:
            pieces.append(Piece(node))
    return pieces


@lru_cache(maxsize=4096)
def _parsed(template: str) -> _Sequence:
    sequence, end = _sequence(template, 0, "")
    if end != len(template):
        raise ValueError(f"a bracket is closed that was not opened: {template}")
    return sequence


def _sequence(template: str, at: int, stops: str) -> tuple[_Sequence, int]:
    nodes: list[str | _Choice | _Slot] = []
    text = ""
    while at < len(template) and template[at] not in stops:
        sign = template[at]
        if sign not in "(<":
            text += sign
            at += 1
            continue
        if text:
            nodes.append(text)
            text = ""
        if sign == "(":
            choice, at = _choice(template, at + 1)
            nodes.append(choice)
        else:
            end = template.index(">", at)
            nodes.append(_Slot(template[at + 1 : end]))
            at = end + 1
    if text:
        nodes.append(text)
    return _Sequence(tuple(nodes)), at


def _choice(template: str, at: int) -> tuple[_Choice, int]:
    parts = []
    while True:
        part, at = _sequence(template, at, "|)")
        parts.append(part)
        if at >= len(template):
            raise ValueError(f"a bracket is not closed: {template}")
        at += 1
        if template[at - 1] == ")":
            return _Choice(tuple(parts)), at
