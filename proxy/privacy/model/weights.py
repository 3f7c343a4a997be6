"""The weights of a CRFsuite model file, as arrays.

CRFsuite's own reader answers for one attribute at a time and prints weights with six digits only; we
compute with all of them (``scores``), so we read the file ourselves. Little endian, format version
100 (crf1d_model.c): a header of offsets; the list of weights (kind, source, target, weight); and two
string tables (cqdb.c) that give labels and attributes their names.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MAGIC, _KIND, _VERSION = b"lCRF", b"FOMC", 100
_HEADER = struct.Struct("<4sI4sIIIIIIIII")
_LIST = struct.Struct("<4sII")
_STRINGS = struct.Struct("<4sIIIII")
_STRING = struct.Struct("<II")
_WEIGHT = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_OF_STATE, _OF_TRANSITION = 0, 1


@dataclass(frozen=True, slots=True, repr=False)
class Weights:
    """What a linear chain has learned.

    ``state``: one row per attribute, one column per label; row 0 is of no attribute, and zero.
    ``transitions``: from label (row) to label (column).
    """

    labels: tuple[str, ...]
    attributes: Mapping[str, int]
    """Attribute → its row."""
    state: Floats
    transitions: Floats


def read_weights(path: Path) -> Weights:
    """Read a model file. Raises ``ValueError`` for a file that is none, ``OSError`` if unreadable."""
    data = path.read_bytes()
    try:
        return _read(data)
    except (struct.error, IndexError) as error:
        raise ValueError("the weights are cut short") from error


def _read(data: bytes) -> Weights:
    magic, size, kind, version, *numbers = _HEADER.unpack_from(data)
    if (magic, kind, version, size) != (_MAGIC, _KIND, _VERSION, len(data)):
        raise ValueError("these are no weights of a linear chain")
    _, labels_count, attributes_count, weights_at, labels_at, attributes_at, *_ = numbers
    labels = _strings(data, labels_at)
    attributes = _strings(data, attributes_at)
    if (len(labels), len(attributes)) != (labels_count, attributes_count):
        raise ValueError("the weights name other labels and attributes than they count")
    _, _, count = _LIST.unpack_from(data, weights_at)
    weights = np.frombuffer(data, _WEIGHT, count, weights_at + _LIST.size)
    state = np.zeros((len(attributes) + 1, len(labels)))
    transitions = np.zeros((len(labels), len(labels)))
    of_state = weights[weights["kind"] == _OF_STATE]
    of_transition = weights[weights["kind"] == _OF_TRANSITION]
    state[of_state["source"] + 1, of_state["target"]] = of_state["weight"]
    transitions[of_transition["source"], of_transition["target"]] = of_transition["weight"]
    rows = {name: row for row, name in enumerate(attributes, start=1)}
    return Weights(tuple(labels), rows, state, transitions)


def _strings(data: bytes, start: int) -> list[str]:
    """The names in a string table, by their number."""
    *_, count, places_at = _STRINGS.unpack_from(data, start)
    places = np.frombuffer(data, "<u4", count, start + places_at)
    names = []
    for place in places.tolist():
        _, size = _STRING.unpack_from(data, start + place)
        name_at = start + place + _STRING.size
        names.append(data[name_at : name_at + size - 1].decode())
    return names
