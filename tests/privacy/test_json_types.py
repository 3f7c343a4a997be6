"""Strings of numbers become numbers where the caller's schema wants one, and nothing else changes."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.json_types import JsonTypes
from proxy.privacy.schemas import kinds_in

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "order": {"type": "integer"},
        "weight": {"type": ["number", "null"]},
        "note": {"type": "string"},
        "either": {"type": ["string", "integer"]},
        "ids": {"type": "array", "items": {"$ref": "#/$defs/id"}},
        "pair": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
        "choice": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "listed": {"enum": [1, 2]},
        "free": {},
    },
    "$defs": {"id": {"type": "integer"}},
}


def typed(text: str, *, schema: Mapping[str, Any] | None = SCHEMA, numbers: str = "") -> str:
    types = JsonTypes(kinds_in(schema) if schema else None, frozenset(numbers.split()))
    return types.read(text) + types.end()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"order": "1048576"}', '{"order": 1048576}'),
        ('{"order":"# 10-485 76"}', '{"order":1048576}'),
        ('{"order":"00123"}', '{"order":123}'),
        ('{"order":"0"}', '{"order":0}'),
        ('{"order":"12345678901234567890123"}', '{"order":12345678901234567890123}'),
        ('{"order":"1.5"}', '{"order":"1.5"}'),
        ('{"order":"twelve"}', '{"order":"twelve"}'),
        ('{"order":""}', '{"order":""}'),
        ('{"order":"[ORDER_7K3M9Q]"}', '{"order":"[ORDER_7K3M9Q]"}'),
        ('{"order": 5, "weight": "1.50"}', '{"order": 5, "weight": 1.50}'),
        ('{"weight": "-2e3"}', '{"weight": -2e3}'),
        ('{"note": "123"}', '{"note": "123"}'),
        ('{"either": "123"}', '{"either": "123"}'),
        ('{"ids": ["1", "2"]}', '{"ids": [1, 2]}'),
        ('{"pair": ["1", "2"]}', '{"pair": ["1", 2]}'),
        ('{"choice": "7"}', '{"choice": 7}'),
        ('{"listed": "2"}', '{"listed": 2}'),
        ('{"free": "123", "new": "123"}', '{"free": "123", "new": "123"}'),
        ('{"123": "x"}', '{"123": "x"}'),
        ('{"note": "a \\" \\\\", "order": "1"}', '{"note": "a \\" \\\\", "order": 1}'),
    ],
)
def test_a_value_gets_the_type_that_the_schema_wants(before: str, after: str) -> None:
    assert typed(before) == after


def test_without_a_schema_what_was_a_number_is_one_again() -> None:
    text = '{"order": "1048576", "zip": "90210"}'
    assert typed(text, schema=None, numbers="1048576") == '{"order": 1048576, "zip": "90210"}'
    assert typed('{"free": "12"}', numbers="12") == '{"free": 12}'
    assert typed('{"note": "12"}', numbers="12") == '{"note": "12"}'


@given(
    st.lists(
        st.sampled_from(['{"order"', ":", '"12', '34"', ",", '"ids":["5"]', "}", '"', "x", "\\"])
    )
)
def test_any_split_of_the_text_gives_the_same(pieces: list[str]) -> None:
    whole = typed("".join(pieces))
    types = JsonTypes(kinds_in(SCHEMA), frozenset())
    assert "".join([*map(types.read, pieces), types.end()]) == whole


def test_a_schema_that_refers_to_itself_ends() -> None:
    schema = {"$ref": "#", "properties": {"a": {"anyOf": [{"$ref": "#/properties/a"}]}}}
    assert json.loads(typed('{"a": "1"}', schema=schema)) == {"a": "1"}
