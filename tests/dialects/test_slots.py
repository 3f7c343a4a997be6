import copy
from typing import Any

import pytest

from proxy.dialects.slots import Changes, Drop, Leaf, Row, Rows, dropped_by, rewrite
from proxy.errors import ErrorCode, ServiceError
from proxy.turn import JsonPath, SlotClass

ROWS = Rows(
    (
        Row("messages[].name", SlotClass.TEXT),
        Row("messages[].content", SlotClass.TEXT),
        Row("messages[role=tool|function].content", SlotClass.JSON_TEXT),
        Row("messages[].content[].text", SlotClass.TEXT),
        Row("free.**", SlotClass.TREE),
        Row("free.known.id", SlotClass.OPAQUE),
        Row("bias.*", None, keys=SlotClass.OPAQUE),
        Row("count", None),
        Row("logs[].**", None, drop=Drop.SET_NULL),
    )
)


def seen(document: object) -> list[tuple[JsonPath, Any, str | None, bool]]:
    return [
        (leaf.path, leaf.value, leaf.row.path if leaf.row else None, leaf.is_key)
        for leaf in ROWS.walk(document)
    ]


def test_a_row_for_a_role_wins_and_leaves_the_other_rows_in_force() -> None:
    assert seen({"messages": [{"role": "tool", "content": "a", "name": "b"}]})[2:] == [
        (("messages", 0, "content"), "a", "messages[role=tool|function].content", False),
        (("messages", 0, "name"), "b", "messages[].name", False),
    ]
    assert seen({"messages": [{"content": [{"text": "a"}]}]}) == [
        (("messages", 0, "content", 0, "text"), "a", "messages[].content[].text", False)
    ]


def test_an_object_that_says_its_type_is_named_by_the_rows_of_that_type() -> None:
    """Also below another variant, and whichever of the two rows stands first."""
    rows = Rows(
        (
            Row("items[].source.data", SlotClass.MEDIA),
            Row("items[kind=plain].note", SlotClass.TEXT),
            Row("items[].source{type=text}.data", SlotClass.TEXT),
        )
    )

    def kind(item: dict[str, Any]) -> SlotClass | None:
        document = {"items": [item]}
        path = ("items", 0, "source", "data")
        (row,) = [leaf.row for leaf in rows.walk(document) if leaf.path == path]
        assert row is rows.row_at(document, path)
        return None if row is None else row.kind

    assert kind({"source": {"type": "text", "data": "x"}}) is SlotClass.TEXT
    assert kind({"kind": "plain", "source": {"type": "text", "data": "x"}}) is SlotClass.TEXT
    assert kind({"source": {"type": "base64", "data": "x"}}) is SlotClass.MEDIA
    assert kind({"source": {"type": ["text"], "data": "x"}}) is SlotClass.MEDIA


def test_free_json_gives_leaves_and_keys_and_numbers() -> None:
    assert seen({"free": {"a": [1, {"b": "x"}], "ok": True, "none": None}}) == [
        (("free", "a"), "a", "free.**", True),
        (("free", "a", 0), 1, "free.**", False),
        (("free", "a", 1, "b"), "b", "free.**", True),
        (("free", "a", 1, "b"), "x", "free.**", False),
        (("free", "ok"), "ok", "free.**", True),
        (("free", "none"), "none", "free.**", True),
    ]


def test_a_named_row_inside_free_json_wins_and_its_neighbours_stay_free() -> None:
    assert seen({"free": {"known": {"id": "1", "other": "2"}}}) == [
        (("free", "known", "id"), "1", "free.known.id", False),
        (("free", "known", "other"), "other", "free.**", True),
        (("free", "known", "other"), "2", "free.**", False),
    ]


def test_a_text_where_a_named_row_leads_further_is_free_json() -> None:
    assert seen({"free": {"known": "x"}}) == [(("free", "known"), "x", "free.**", False)]


def test_what_no_row_names_comes_without_a_row_and_with_its_keys() -> None:
    assert seen({"new": {"deep": ["x", 5]}, "count": 5}) == [
        (("new",), "new", None, True),
        (("new", "deep"), "deep", None, True),
        (("new", "deep", 0), "x", None, False),
        (("new", "deep", 1), 5, None, False),
        (("count",), 5, "count", False),
    ]


def test_keys_of_a_star_row_are_leaves() -> None:
    assert seen({"bias": {"50256": -100}}) == [
        (("bias", "50256"), "50256", "bias.*", True),
        (("bias", "50256"), -100, "bias.*", False),
    ]


def test_two_rows_for_one_path_do_not_load() -> None:
    with pytest.raises(ValueError, match="same path"):
        Rows((Row("a", SlotClass.TEXT), Row("a", None)))


def test_a_dropped_tree_goes_where_its_row_begins() -> None:
    drops = {dropped_by(leaf) for leaf in ROWS.walk({"logs": [{"t": [{"x": "a"}]}, None]})}

    assert drops == {("logs", 0)}
    assert dropped_by(Leaf(("a",), "x", None)) is None


def test_rewrite_changes_what_it_is_told_and_shares_the_rest() -> None:
    document = {"a": {"b": [1, "x"], "c": "y"}, "d": {"e": 1}}
    before = copy.deepcopy(document)

    new = rewrite(
        document,
        Changes(
            values={("a", "b", 0): "one", ("a", "c"): "Z"},
            keys={("a", "b"): "B", ("d", "e"): "E"},
        ),
    )

    assert new == {"a": {"B": ["one", "x"], "c": "Z"}, "d": {"E": 1}}
    assert document == before
    assert rewrite(document, Changes(values={("a", "c"): "Z"}))["d"] is document["d"]
    assert list(new["a"]) == ["B", "c"]


def test_rewrite_takes_out_what_is_dropped() -> None:
    document = {"a": {"b": 1}, "c": 2, "d": 3}
    drops: dict[JsonPath, Drop] = {("a",): Drop.SET_NULL, ("c",): Drop.LEAVE_OUT}

    assert rewrite(document, Changes(drops=drops)) == {"a": None, "d": 3}


@pytest.mark.parametrize("document", [{"a": 1, "b": 2}, {"b": 2, "a": 1}])
def test_a_key_never_falls_on_another_key(document: dict[str, int]) -> None:
    """Of two values under one key the provider would see only one: nothing is lost."""
    with pytest.raises(ServiceError) as caught:
        rewrite(document, Changes(keys={("a",): "b"}))

    assert caught.value.code is ErrorCode.PROTECTION_FAILED
