"""What the structures of a text mean for the name model: values that are things, and sentences in cells.

Strategy: a key that speaks against a person ("brand", "price") frees its value, as in ``link``, unless
that is a sentence. A sentence in a cell is a text of its own: what stands around it (numbers, quotes,
delimiters without a blank) is no part of it, and hides names from a model of running text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proxy.privacy.model.crf import NameModel, Span
from proxy.privacy.model.features import Situation
from proxy.privacy.normalize import Reading
from proxy.privacy.record import is_prose, joined, verdict

_CELL_ENDS = str.maketrans(";|", ",,")
"""Cells of a table end where phrases do; the length stays the same, and so do all places."""

_Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Values:
    """[start, end) of the values of a text, sorted."""

    things: Sequence[_Extent]
    sentences: Sequence[_Extent]


def spans_of(reading: Reading, model: NameModel, situation: Situation) -> list[Span]:
    """The model's spans, left to right, not overlapping; none in a value that is a thing."""
    if reading.from_customer:
        return list(model.spans(reading.text, situation))
    text = reading.text.translate(_CELL_ENDS)
    if not reading.structures:
        return list(model.spans(text, situation))
    values = _values(reading)
    own = [
        Span(span.label, start + span.start, start + span.end, span.probability)
        for start, end in values.sentences
        for span in model.spans(reading.text[start:end], situation)
    ]
    taken = sorted([*values.things, *((span.start, span.end) for span in own)])
    whole = _outside(model.spans(text, situation), taken)
    return sorted([*own, *whole], key=lambda span: span.start)


def _values(reading: Reading) -> _Values:
    things: list[_Extent] = []
    sentences: list[_Extent] = []
    for structure in reading.structures:
        beside = {record: joined(keys) for record, keys in structure.keys.items()}
        for value in structure.values:
            extent = value.start, value.end
            if is_prose(reading.text[slice(*extent)]):
                sentences.append(extent)
            elif verdict(value.keys, beside[value.record]).against:
                things.append(extent)
    return _Values(things, _apart(sentences))


def _apart(extents: Iterable[_Extent]) -> list[_Extent]:
    """Sorted, without those that overlap an earlier one: two structures may hold the same sentence."""
    found: list[_Extent] = []
    for start, end in sorted(extents):
        if not found or found[-1][1] <= start:
            found.append((start, end))
    return found


def _outside(spans: Iterable[Span], taken: Sequence[_Extent]) -> Iterable[Span]:
    """The spans that touch none of these; both are sorted."""
    at, reach = 0, 0
    for span in spans:
        while at < len(taken) and taken[at][0] < span.end:
            reach = max(reach, taken[at][1])
            at += 1
        if reach <= span.start:
            yield span
