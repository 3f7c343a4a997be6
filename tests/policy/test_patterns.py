"""Patterns of a policy are read as the detector reads them."""

import pytest

from proxy.policy.patterns import BadPattern, any_matches, compile_pattern


def test_case_is_ignored_and_dots_and_anchors_reach_over_lines() -> None:
    assert compile_pattern("a.B").search("x A\nb") is not None
    assert compile_pattern("^b$").search("a\nB\nc") is not None
    assert compile_pattern("a|^b$").search("x\nb") is not None
    assert any_matches([compile_pattern("x"), compile_pattern("y")], "Y")
    assert not any_matches([], "y")


@pytest.mark.parametrize("pattern", ["(?<=a)b", r"(a)\1", "a{1001}", "[", "", "a*", "x|"])
def test_what_cannot_be_run_or_would_match_everything_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(?<=order )\d+", "no look-around"),
        (r"\d+(?! euros)", "`counter_examples`"),
        (r"(?=x)y", r"Use \b"),
        (r"(\d)\1", "no back-references"),
        (r"(?P<a>x)(?P=a)", "alternatives out"),
        (r"(?>a|b)c", "Leave them out"),
        (r"\d++x", "Leave them out"),
        (r"a{1001}", "smaller count"),
        ("(", "re2/wiki/Syntax"),
    ],
)
def test_what_re2_cannot_hold_is_refused_with_what_to_write_instead(
    pattern: str, told: str
) -> None:
    with pytest.raises(BadPattern) as refused:
        compile_pattern(pattern)
    assert told in refused.value.fix


def test_a_hostile_pattern_takes_no_time() -> None:
    assert compile_pattern("(a+)+$").search("a" * 5000 + "b") is None
