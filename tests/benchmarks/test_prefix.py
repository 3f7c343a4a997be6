"""The share of a prompt that stays is counted from the first byte, and never flattered."""

import json

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.prefix import SHOP, Figures, Kept, common, prompt_of, report, requests
from evaluation.labelled import Conversation, Said


@given(st.binary(max_size=8), st.binary(max_size=8), st.binary(max_size=8))
def test_what_two_texts_have_in_common_ends_at_the_first_difference(
    same: bytes, one: bytes, other: bytes
) -> None:
    count = common(same + one, same + other)
    assert count >= len(same)
    assert (same + one)[:count] == (same + other)[:count]
    assert (same + one)[count : count + 1] != (same + other)[count : count + 1] or count == min(
        len(same + one), len(same + other)
    )


def test_a_change_near_the_beginning_costs_everything_behind_it() -> None:
    kept = Kept()
    kept.add([b"aaaa", b"aaaabb", b"axaabbcc"])
    assert (kept.pairs, kept.whole, kept.could, kept.kept) == (2, 1, 10, 5)


def test_the_prompt_is_tools_and_messages_and_not_the_order_of_the_rest() -> None:
    one = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "tools": [{"a": 1}]}
    other = {"tools": [{"a": 1}], "messages": [{"role": "user", "content": "hi"}], "seed": 1}
    assert prompt_of(json.dumps(one).encode()) == prompt_of(json.dumps(other).encode())


def test_every_request_begins_with_the_shops_prompt() -> None:
    conversation = Conversation((Said("user", "a"), Said("assistant", "b"), Said("user", "c")), ())
    first, second = (json.loads(body)["messages"] for body in requests(conversation))
    assert first[0]["content"] == SHOP
    assert second[: len(first)] == first


def test_the_table_has_a_line_for_each_set() -> None:
    figures = Figures("mine", 1, Kept(2, 2, 10, 10), Kept(2, 1, 10, 5), 3, 4)
    text = "\n".join(report([figures, Figures("empty")]))
    assert "100.00%" in text
    assert "50.00%" in text
    assert "75.00%" in text
    assert text.splitlines()[2].split()[3:] == ["-", "-", "-", "-"]
