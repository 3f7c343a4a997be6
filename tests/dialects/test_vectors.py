"""The vectors of the wire formats: what is read, what leaves, and what the client gets, byte for byte.

``tests/vectors/formats-v1/NAME.json``, for programs in any language: ``request``, ``answer`` and ``stream``
are what arrives; ``leaves`` (each text with its class), ``sent``, ``given`` and ``given_stream`` what
becomes of it when ``values`` are the turn's map. Restoring follows docs/spec/placeholder.md.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import DIALECTS
from proxy.gateway.stream import StreamRestorer
from proxy.privacy.base import EntityRule, RestorationRules
from proxy.privacy.placeholders import Entry, Placeholders
from proxy.privacy.restore import Restorer
from proxy.privacy.schemas import widen
from proxy.sensitive import Sensitive
from proxy.turn import Edits, SlotClass, SlotIndex, TextSlot, Turn

FOLDER = Path(__file__).parents[1] / "vectors" / "formats-v1"
FILES = sorted(FOLDER.glob("*.json"))
_KEPT = {SlotClass.OPAQUE, SlotClass.CALL_ID, SlotClass.SIGNED, SlotClass.MEDIA}


def outcome(vector: Mapping[str, Any]) -> dict[str, Any]:
    """What becomes of a vector's request, answer and stream."""
    (speaks,) = [each for each in DIALECTS.values() if each.name == vector["format"]]
    body = json.dumps(vector["request"]).encode()
    turn = speaks.read_turn(body, limits=Limits(), allowed=Allowed())
    sent = speaks.write_request(turn, _edits(turn, vector["values"]))
    found: dict[str, Any] = {
        "leaves": [_leaf(slot) for slot in turn.slots],
        "sent": json.loads(sent),
    }
    if "answer" in vector:
        answer = speaks.read_answer(json.dumps(vector["answer"]).encode(), turn)
        back = _restorer(vector["values"], turn)
        texts = {
            index: back.restore(slot.text, slot.channel, sink=slot.sink, json=slot.json)
            for index, slot in enumerate(answer.slots)
        }
        found["given"] = json.loads(speaks.write_answer(answer, texts))
    if "stream" in vector:
        back = _restorer(vector["values"], turn)
        stream = StreamRestorer(speaks, speaks.stream_reader(turn), back)
        pieces = [*stream.feed(vector["stream"].encode()), *stream.finish()]
        found["given_stream"] = b"".join(piece.data for piece in pieces).decode()
    return found


def _leaf(slot: TextSlot) -> list[str]:
    place = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in slot.path).lstrip(".")
    inner = "" if slot.inner is None else " > " + ".".join(map(str, slot.inner))
    key = " (key)" if slot.is_key else ""
    return [place + inner + key, slot.kind.value, slot.text]


def _edits(turn: Turn, values: Mapping[str, str]) -> Edits:
    """Each value by its placeholder, in every text that may be edited."""
    texts = {}
    for index, slot in enumerate(turn.slots):
        text = slot.text
        for placeholder, value in values.items():
            text = text.replace(value, placeholder)
        if slot.kind is SlotClass.IDENTIFIER:
            text = "id_" + "a" * 26
        if text != slot.text and slot.kind not in _KEPT:
            texts[SlotIndex(index)] = text
    return Edits(texts=texts, keywords=widen(turn.schemas, [turn.slots[at].path for at in texts]))


def _restorer(values: Mapping[str, str], turn: Turn) -> Restorer:
    entries = {
        placeholder: Entry(label, EntityRule(label, label), Sensitive(value))
        for placeholder, value in values.items()
        for label in (placeholder[1:].partition("_")[0],)
    }
    return Restorer(Placeholders(entries), RestorationRules(), turn.schemas)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_vector_comes_out_as_it_says(file: Path) -> None:
    vector = json.loads(file.read_text())
    assert {key: vector[key] for key in outcome(vector)} == outcome(vector)
    assert vector["version"] == 1


def test_every_format_has_a_vector() -> None:
    assert {file.stem for file in FILES} == {each.name for each in DIALECTS.values()}
