"""Values are found in base64 and hexadecimal runs, and nothing is found in ordinary words."""

import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.encodings import decoded_runs
from proxy.privacy.known import KnownValues

EMAIL = "zoe.quixworth@example.com"
RECORD = json.dumps({"e": EMAIL, "n": "Zoë?>"}, ensure_ascii=False)


@pytest.mark.parametrize(
    "run",
    [
        base64.b64encode(RECORD.encode()).decode(),
        base64.b64encode(RECORD.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(RECORD.encode()).decode(),
        RECORD.encode().hex(),
        RECORD.encode().hex().upper(),
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "see {}, please", "/account/{}/orders", "t={}&x=1", '"{}"']
)
def test_a_run_that_holds_a_value_is_a_hit_as_a_whole(run: str, frame: str) -> None:
    text = frame.format(run)
    (hit,) = KnownValues([EMAIL]).find(text)
    assert hit.value == EMAIL
    assert run.rstrip("=") in text[hit.start : hit.end]
    assert len(text[hit.start : hit.end]) <= len(run) + len("/account//orders")


@pytest.mark.parametrize(
    "text", ["internationalisation of characteristics", "call_9pw5jNmYVxJbRCkm3bDlq0nQ", "a" * 64]
)
def test_words_and_ids_hold_nothing(text: str) -> None:
    assert KnownValues([EMAIL, "Maria Lopez"]).find(text) == []


@given(st.text(alphabet="abcXYZ019+/_-= .", max_size=80))
def test_any_text_can_be_looked_through(text: str) -> None:
    last = 0
    for run in decoded_runs(text):
        assert last <= run.start < run.end <= len(text)
        last = run.end


def test_a_long_run_takes_little_time() -> None:
    begun = time.process_time()
    assert list(decoded_runs("A" * 2_000_000 + " " + "a/" * 500_000)) is not None
    assert time.process_time() - begun < 5
