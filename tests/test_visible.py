"""No character of a customer moves a cursor, colours a line or turns it round."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from proxy.visible import json_escaped, visible

ANYTHING = st.text(st.characters())


@given(ANYTHING)
def test_what_is_visible_has_no_control_no_direction_and_no_surrogate(text: str) -> None:
    shown = visible(text)
    kinds = {unicodedata.category(one) for one in shown if one not in "\n\t"}
    assert not kinds & {"Cc", "Cs"}
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not turning & {unicodedata.bidirectional(one) for one in shown}


@given(ANYTHING)
def test_json_says_the_same_with_escapes(text: str) -> None:
    written = json_escaped(json.dumps({"text": text}, ensure_ascii=False))
    assert json.loads(written) == {"text": text}
    assert visible(written) == written


def test_words_in_any_script_stay_as_they_are() -> None:
    for words in ("Grüße, 你好", "שלום וברכה", "مرحبا", "👩‍👩‍👧 नमस्ते", "line one\n\tline two"):
        assert visible(words) == words
        assert json_escaped(words) == words


def test_an_escape_sequence_is_named() -> None:
    assert visible("\x1b[2Jgone\x9b31m") == "[U+001B][2Jgone[U+009B]31m"
    assert visible("\u202egnp.exe\r") == "[U+202E]gnp.exe[U+000D]"
    assert json_escaped("\U000e0041") == "\\udb40\\udc41"
