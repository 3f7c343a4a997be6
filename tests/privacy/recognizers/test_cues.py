"""A value before its cue is found as if nothing had been looked at first."""

from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.privacy.base import TextToRead
from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.cues import NeedingPattern, cued, cued_values

CUES = r"order(?: number)?|pin"
VALUE = r"[a-z0-9](?:[ \-]?[a-z0-9]){3,24}"
PIECES = st.sampled_from(
    ["4471", "ab-12", " ", ", ", " is ", "is", " was", " my ", "the ", "order", " pin", "number", "é", "\n", "xyz", "."]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(deadline=None)
def test_looking_for_needed_parts_first_changes_no_result(text: str) -> None:
    _, quick = cued(CUES, VALUE)
    assert isinstance(quick, NeedingPattern)
    plain = pattern(quick._wide.pattern)
    reading = Reading.of(TextToRead(text))
    assert list(cued_values(reading, (quick,))) == list(cued_values(reading, (plain,)))


def test_values_before_and_after_their_cue_are_found() -> None:
    patterns = cued(CUES, VALUE)
    for text, value in (
        ("4471-902 is my order number", "4471-902"),
        ("4471, is the pin", "4471"),
        ("my pin is 4471", "4471"),
    ):
        reading = Reading.of(TextToRead(text))
        assert value in {text[start:end] for start, end in cued_values(reading, patterns)}


def test_what_is_needed_is_a_part_of_what_is_searched() -> None:
    _, before = cued(CUES, VALUE)
    assert isinstance(before, NeedingPattern)
    assert before.needed
    for part in before.needed:
        assert part._wide.pattern in before._wide.pattern
