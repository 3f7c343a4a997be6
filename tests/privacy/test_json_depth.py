"""A value put into JSON within JSON stays one value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.json_depth import JsonDepth
from proxy.privacy.restore import Restorer
from proxy.turn import Channel, Sink
from tests.privacy.turns import RESTORATION, protected, slot


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        ("", 0),
        ('{"a": 1, "b": ', 0),
        ('{"a": "so', 1),
        ('{"a": "{\\"b\\": \\"so', 2),
        ('{"a": "{\\"b\\": \\"[\\\\\\"so', 3),
        ('{"a": "[\\u0022so', 2),
        ('{"a": "[note] he said \\"so', 1),
        ('{"a": "{\\"b\\": 1}", "c": "so', 1),
        ('{"a": " \\n[ {\\"b\\": \\"so', 2),
        ('{"a": "\\\\', 1),
    ],
)
def test_the_depth_is_the_number_of_strings_around(text: str, strings: int) -> None:
    depth = JsonDepth()
    depth.read(text)
    assert depth.strings == strings


@given(st.text(alphabet='{}[]"\\ab1 :,nu0', max_size=40), st.integers(0, 40))
def test_any_split_gives_the_same_depth(text: str, cut: int) -> None:
    whole, parts = JsonDepth(), JsonDepth()
    whole.read(text)
    parts.read(text[:cut])
    parts.read(text[cut:])
    assert whole.strings == parts.strings


VALUE = 'Zoë "Z"\nO\\Brien'
DRAFT, (OUTGOING,) = protected([slot(VALUE)], {VALUE: "PERSON"})


@given(st.integers(0, 2), st.booleans(), st.integers(1, 40))
def test_tool_arguments_stay_json_where_a_value_stands_in_json_within_json(
    depth: int, ascii_only: bool, size: int
) -> None:
    def nested(value: str) -> str:
        for _ in range(depth):
            value = json.dumps({"note": "é", "in": [value]}, ensure_ascii=ascii_only)
        return json.dumps({"in": [value], "last": value[:0]})

    restorer = Restorer(DRAFT.placeholders, RESTORATION)
    channel = Channel(0, "tool", tool="find_order")
    text = nested(OUTGOING)
    pieces = [
        restorer.feed(channel, text[at : at + size], sink=Sink.TOOL_ARGUMENTS, json=True)
        for at in range(0, len(text), size)
    ]
    restored = "".join([*pieces, restorer.flush(channel)])
    for _ in range(depth + 1):
        restored = json.loads(restored)["in"][0]
    assert restored == VALUE
