"""A schema lets a placeholder through where it did not, is otherwise the same, and always the same."""

import copy
import json
import re
from typing import Any

import jsonschema_rs
import pytest

from proxy.privacy.schemas import is_datum, kinds_in, widen
from proxy.turn import JsonPath, Schema

ORDER = "[ORDER_7K3M9Q]"


def applied(tree: Any, changes: dict[JsonPath, Any]) -> Any:
    tree = copy.deepcopy(tree)
    for path, value in changes.items():
        node = tree
        for step in path[:-1]:
            node = node[step]
        if value is None:
            del node[path[-1]]
        else:
            node[path[-1]] = value
    return tree


def widened(tree: dict[str, Any], *edited: JsonPath) -> Any:
    return applied(tree, widen([Schema((), tree)], edited))


def of(name: str, node: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: node}, "required": [name]}


@pytest.mark.parametrize(
    ("node", "still"),
    [
        ({"type": "integer"}, 5),
        ({"type": "integer", "minimum": 10_000_000, "maximum": 99_999_999}, 12345678),
        ({"type": ["number", "null"]}, None),
        ({"type": "string", "pattern": "^[0-9]{8}$"}, "12345678"),
        ({"type": "string", "pattern": "^A|B$"}, "xB"),
        ({"type": "string", "pattern": "[a-z]{3}"}, "abc"),
        ({"type": "string", "format": "email"}, "a@example.com"),
        ({"format": "uuid"}, "x"),
        ({"type": "string", "minLength": 20, "maxLength": 20}, "x" * 20),
        ({"type": "string", "maxLength": 8}, "x"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, None),
        ({"$ref": "#/properties/other", "description": "d"}, 5),
    ],
)
def test_a_placeholder_fits_and_so_does_what_did(node: dict[str, Any], still: object) -> None:
    tree = of("order_id", node)
    tree["properties"]["other"] = {"type": "integer"}
    validator = jsonschema_rs.validator_for(widened(tree), validate_formats=True)
    assert not jsonschema_rs.is_valid(tree, {"order_id": ORDER}, validate_formats=True)
    assert validator.is_valid({"order_id": ORDER})
    assert validator.is_valid({"order_id": still})


INTEGER = {"type": "integer"}


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        (of("order_id", INTEGER), ("order_id",)),
        ({"additionalProperties": INTEGER}, ("order_id",)),
        ({"patternProperties": {"(a+)+$": {}, "^order": INTEGER}}, ("order_id",)),
        ({"dependentSchemas": {"shop": of("order_id", INTEGER)}}, ("order_id",)),
        ({"then": of("order_id", INTEGER)}, ("order_id",)),
        ({"items": [INTEGER]}, (0,)),
        ({"prefixItems": [{}, INTEGER]}, (1,)),
        ({"$defs": {"a/b": INTEGER}, "items": {"$ref": "#/$defs/a~1b"}}, (3,)),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [of("x", INTEGER)]}}}, ("x",)),
    ],
)
def test_where_a_number_became_a_text_the_caller_is_known_to_want_a_number(
    tree: dict[str, Any], path: JsonPath
) -> None:
    assert json.dumps(widened(tree)).count('["integer", "string"]') == 1
    assert kinds_in(tree)(path) == {"integer"}
    assert kinds_in(tree)((*path, "deeper")) == set()


def test_a_pattern_still_refuses_what_is_neither() -> None:
    for pattern in ("^[0-9]{8}$", "^A|B$"):
        tree = widened(of("order_id", {"type": "string", "pattern": pattern}))
        assert not jsonschema_rs.is_valid(tree, {"order_id": "hello"})


@pytest.mark.parametrize(
    "tree",
    [
        of("quantity", {"type": "integer"}),
        of("unit_price", {"type": "number"}),
        of("delivery_date", {"type": "string", "format": "date"}),
        of("anything", {"type": "string", "minLength": 2, "maxLength": 500}),
        of("rating", {"type": "integer", "enum": [1, 2, 3]}),
        of("done", {"type": "boolean"}),
        of("either", {"type": ["string", "integer"]}),
        {},
        {"type": "object", "properties": None, "items": 5, "anyOf": "x"},
    ],
)
def test_what_holds_nobodys_data_or_fits_already_stays(tree: dict[str, Any]) -> None:
    assert widen([Schema((), tree)], ()) == {}


def test_numbers_of_a_list_of_values_are_text_once_one_of_them_leaves_as_a_placeholder() -> None:
    tree = of("order_id", {"type": "integer", "enum": [12345678, 87654321]})
    assert widen([Schema((), tree)], ()) == {}
    at: JsonPath = ("properties", "order_id", "enum", 0)
    changed = applied(widened(tree, at), {at: ORDER})
    assert jsonschema_rs.is_valid(changed, {"order_id": ORDER})


def test_a_pattern_that_holds_a_value_goes() -> None:
    tree = of("order_id", {"type": "string", "pattern": "^ORD-1048576$"})
    at: JsonPath = ("properties", "order_id", "pattern")
    assert widen([Schema((), tree)], [at]) == {at: None}


def test_a_pattern_of_the_whole_answer_lets_a_placeholder_through() -> None:
    at: JsonPath = ("guided_regex",)
    (widened_to,) = widen([Schema(at, "[0-9]{8}|none")], ()).values()
    for text, fits in (("12345678", True), ("none", True), (ORDER, True), ("hello", False)):
        assert bool(re.fullmatch(widened_to, text)) is fits
    assert widen([Schema(at, "ORD-1048576")], [at]) == {}


def test_only_the_schema_decides_so_that_the_providers_cache_stays_warm() -> None:
    tree = of("order_id", {"type": "integer", "description": "The order."})
    schema = Schema(("tools", 0, "parameters"), tree, "find_order")
    first, later = widen([schema], ()), widen([schema], [("messages", 0, "content")])
    assert json.dumps(list(first.items())) == json.dumps(list(later.items()))
    assert first == {
        ("tools", 0, "parameters", "properties", "order_id", "type"): ["integer", "string"]
    }


def test_a_value_of_a_schema_is_told_from_a_limit() -> None:
    assert is_datum(("tools", 0, "parameters", "properties", "a", "enum", 3))
    assert is_datum(("tools", 0, "parameters", "properties", "a", "default"))
    assert is_datum(("tools", 0, "input_examples", 0, "order"))
    assert not is_datum(("tools", 0, "parameters", "properties", "a", "minimum"))
    assert not is_datum(("tools", 0, "parameters", "properties", "enum", "maximum"))
