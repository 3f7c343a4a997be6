import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.base import Limits
from proxy.dialects.json_reader import read_json
from proxy.dialects.json_writer import write_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('abc\u00e9"\\'), inner),
)


@given(VALUES)
def test_it_writes_what_the_standard_encoder_writes(value: Any) -> None:
    expected = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    assert write_json(value) == expected


@pytest.mark.parametrize("body", [b"1.50", b"-0", b'{"a":[1E5,4.242e15,0.10]}'])
def test_numbers_are_written_as_they_were_spelled(body: bytes) -> None:
    """What was looked at is what is sent."""
    assert write_json(read_json(body, Limits())) == body


def test_other_values_are_refused() -> None:
    with pytest.raises(TypeError):
        write_json({"a": object()})
