"""Reading what stands around a placeholder: the same however it is cut, strict where it matters."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.privacy.sinks import LOOK_AHEAD, After, Context, after

PIECES = st.sampled_from(
    [
        "](", ")", "(", "<", "<a ", ">", "=", '"', "'", " ", "\n", "\n\n", "https://", "evil.example",
        "/", "a", "[x]: ", "[x]:\n", "y]: ", "\\", "\\)", "<script>", "</script>", "<style", "www.", "x", "\u200b", "?",
        '\\"', "\\n", "\\u003c", "@", "<!--", "-->", "](<", "href=", "。",
    ]
)  # fmt: skip


def context(*pieces: str, json_text: bool = False) -> Context:
    made = Context()
    for piece in pieces:
        made.advance(piece, json=json_text)
    return made


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=16), st.data())
def test_any_split_of_the_text_gives_the_same_context(
    parts: list[str], data: st.DataObject
) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    split = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    whole, pieced = context(text), context(*split)
    assert whole.allows_value() == pieced.allows_value()
    assert whole.allows_link() == pieced.allows_link()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello ",
        "Hello, (",
        "see [help](https://shop.example/a) and ",
        "<b>",
        "<p class='x'>Hello ",
        "<script>x</script> ",
        "a < b ",
        "![x](y.png) ",
        "https://shop.example/\n",
        "1 <2 ",
        "Ref [1]: is above. [x]",
        "](unclosed\n\nnext ",
        "</b>",
        "<br/>",
        "[a]:\n\nDear ",
        "[a]: https://shop.example/a\nDear ",
        "[a]:\nhttps://shop.example/a\n'title'\nDear ",
        "[a]\n: ",
    ],
)
def test_a_value_may_stand_after_ordinary_text(text: str) -> None:
    assert context(text).allows_value()


@pytest.mark.parametrize(
    "text",
    [
        "[a](",
        "[a](\nx ",
        "[a](x (y) ",
        "[a](<x)y ",
        "[a](x \\) ",
        "<",
        "<a",
        "<a title='> ",
        '<a title = "> ',
        "<!-- ",
        "<script> ",
        "<script>if (a > b) ",
        "<STYLE type=x> ",
        "x <img\n\nsrc=",
        "[a]: ",
        "  [a b]: x ",
        "[a\\]b]: ",
        "[a\nb]: ",
        "[a]:\n",
        "> [a]:\n> <",
        "[a]: https://evil.example/ \n 'a ",
        "[a]:\nhttps://evil.example/\n(",
        "https://evil.example/",
        "(https://evil.example/",
        "evil.example/",
        "evil.example:80/x",
        "203.0.113.5/",
        "url( ".strip(),
        "http://",
        "\\\\share\\",
        "a@",
        "[LINK_ABC123]",
    ],
)
def test_a_value_may_not_stand_in_an_address_or_markup(text: str) -> None:
    assert not context(text).allows_value()


def test_a_json_string_begins_a_context_of_its_own() -> None:
    text = json.dumps({"a": "https://evil.example/ <b", "b": "x"})
    assert context(text[:-2], json_text=True).allows_value()
    assert not context('{"a":"https:\\/\\/evil.example\\/', json_text=True).allows_value()
    assert not context('{"a":"\\u003cimg src=\\"', json_text=True).allows_value()
    assert context('{"a":"https://evil.example/\\n', json_text=True).allows_value()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", After.UNDECIDED),
        (" ", After.FREE),
        (",", After.FREE),
        ("'s", After.FREE),
        (".", After.UNDECIDED),
        (". ", After.FREE),
        (".\n", After.FREE),
        ("...", After.FREE),
        (".e", After.BLOCKED),
        (".E", After.UNDECIDED),
        (".Ev", After.UNDECIDED),
        (".Evil ", After.FREE),
        (".Evil.e", After.BLOCKED),
        (".Evil/", After.BLOCKED),
        ("@e", After.BLOCKED),
        ("@ e", After.FREE),
        ("-x.", After.UNDECIDED),
        ("-x. ", After.FREE),
        ("%40e", After.BLOCKED),
        ("&#46;e", After.BLOCKED),
        ("&amp;", After.FREE),
        ("://", After.BLOCKED),
        (": x", After.FREE),
        ("您好。请", After.FREE),
        ("[PERSON_ABC123].e", After.BLOCKED),
        ("[PERSON_ABC123] ", After.FREE),
    ],
)
def test_what_follows_a_value(text: str, verdict: After) -> None:
    assert after(text, 0, json=False, final=False, link=False) is verdict
    if verdict is After.UNDECIDED:
        assert after(text, 0, json=False, final=True, link=False) is After.FREE


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('"', After.FREE),
        ("\\", After.UNDECIDED),
        ("\\n.x", After.FREE),
        ('\\".x', After.FREE),
        ("\\u002", After.UNDECIDED),
        ("\\u002ee", After.BLOCKED),
        ('."', After.FREE),
        ('.evil"', After.BLOCKED),
        (":\\/\\/", After.BLOCKED),
    ],
)
def test_what_follows_a_value_in_json_text(text: str, verdict: After) -> None:
    assert after(text, 0, json=True, final=False, link=False) is verdict


def test_waiting_has_an_end_and_then_nothing_is_put_back() -> None:
    endless = "-[PERSON_ABC123]" * 40
    assert after(endless[: LOOK_AHEAD - 1], 0, json=False, final=False, link=False) is (
        After.UNDECIDED
    )
    assert after(endless[:LOOK_AHEAD], 0, json=False, final=False, link=False) is After.BLOCKED
    assert after(endless[:LOOK_AHEAD], 0, json=False, final=True, link=False) in {
        After.FREE,
        After.BLOCKED,
    }


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=12), st.booleans(), st.booleans())
def test_more_text_never_changes_a_verdict(parts: list[str], link: bool, json_text: bool) -> None:
    text = "".join(parts)
    decided = After.UNDECIDED
    for length in range(len(text) + 1):
        verdict = after(text[:length], 0, json=json_text, final=False, link=link)
        assert decided in {After.UNDECIDED, verdict}
        decided = verdict
    final = after(text, 0, json=json_text, final=True, link=link)
    assert final is not After.UNDECIDED
    assert decided in {After.UNDECIDED, final}
