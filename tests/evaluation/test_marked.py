import pytest

from evaluation.marked import MarkError, read_dialogues, read_line, read_lines


def test_marks_are_taken_out_and_say_where_the_values_stand() -> None:
    read = read_line("i am {{NAME:jo finch}} of {{~:rome}}, {{PHONE#:555 0100}}, {{=BRAND:acme}}")
    assert read.text == "i am jo finch of rome, 555 0100, acme"
    assert [(m.type, read.value(m), m.sort, m.digits) for m in read.marks] == [
        ("NAME", "jo finch", "", False),
        ("", "rome", "~", False),
        ("PHONE", "555 0100", "", True),
        ("BRAND", "acme", "=", False),
    ]


def test_a_value_may_go_over_lines_and_stand_at_the_end_of_json() -> None:
    read = read_line('{"a": {"phone": {{PHONE:555\\n0100}}}}')
    assert read.text == '{"a": {"phone": 555\n0100}}'
    assert [read.value(mark) for mark in read.marks] == ["555\n0100"]


@pytest.mark.parametrize("line", ["{{NAME:jo", "{{jo}}", "{{:jo}}", "{{~NAME:jo}}", "{{name:jo}}"])
def test_a_mark_that_cannot_be_read_is_told_by_its_line(line: str) -> None:
    with pytest.raises(MarkError) as raised:
        list(read_lines(f"# a comment\n\nhello\n{line}"))
    assert raised.value.line == 4
    assert "jo" not in raised.value.problem


def test_dialogues_have_a_kind_and_who_said_what() -> None:
    first, second = read_dialogues("== one thing\nu: i am {{NAME:jo}}\na: hi\n\n== other\nt: {}\n")
    assert (first.kind, second.kind) == ("one thing", "other")
    assert [(role, text.text) for role, text in first.said] == [
        ("user", "i am jo"),
        ("assistant", "hi"),
    ]
    (_, said), _ = first.said
    assert said.value(said.marks[0]) == "jo"
    assert second.said[0][0] == "tool"


@pytest.mark.parametrize("content", ["u: hi", "== kind\nx: hi"])
def test_what_belongs_to_no_dialogue_or_nobody_is_refused(content: str) -> None:
    with pytest.raises(MarkError):
        list(read_dialogues(content))
