"""Where in JSON text we are, whatever the text."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.json_place import At, JsonPlace
from proxy.turn import JsonPath

TREES: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=4) | st.integers(0, 9) | st.none(),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3)
    ),
    max_leaves=8,
)


def strings(tree: object, path: JsonPath = ()) -> list[JsonPath]:
    """Paths of all string values, in order."""
    match tree:
        case str():
            return [path]
        case dict():
            return [found for key, below in tree.items() for found in strings(below, (*path, key))]
        case list():
            return [found for at, below in enumerate(tree) for found in strings(below, (*path, at))]
        case _:
            return []


@given(TREES, st.booleans())
def test_each_string_value_begins_at_its_path(tree: object, spaced: bool) -> None:
    place = JsonPlace()
    text = json.dumps(tree, indent=2 if spaced else None, ensure_ascii=spaced)
    begun = [place.path for character in text if place.step(character) is At.BEGIN]
    assert begun == strings(tree)
    assert place.path == ()


@given(st.text(alphabet='{}[]",:\\a1 ', max_size=30))
def test_text_that_is_no_json_leads_nowhere_harmful(text: str) -> None:
    place = JsonPlace()
    place.read(text)
    assert isinstance(place.path, tuple)
