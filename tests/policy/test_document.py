"""Reading YAML strictly."""

import contextlib
import re

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proxy.policy.document import MAX_BYTES, read_document
from proxy.policy.problems import PolicyError, Problem


def problems_of(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(PolicyError) as caught:
        read_document("f.yaml", data)
    return [str(problem) for problem in caught.value.problems]


def test_every_value_and_key_is_known_with_its_place() -> None:
    document = read_document("f.yaml", "a:\n  b: [x, ü, {c: 1}]\n...\n".encode())

    assert document.root == {"a": {"b": ["x", "ü", {"c": 1}]}}
    assert document.keys["a", "b"] == (2, 3)
    assert document.values["a", "b", 1] == (2, 10)
    assert document.values["a", "b", 2, "c"] == (2, 17)


def test_plain_words_are_read_as_yaml_1_2_reads_them() -> None:
    """``no`` is Norwegian and ``09:30`` is half past nine; neither is a number or a truth value."""
    text = (
        "no: no\nyes: yes\ntime: 09:30\nnull: null\ntrue: true\nfalse: false\nint: 12\n"
        "decimal: 0.4\nzip: 02134\nquoted: '12'\nhex: 0x1F\nover: 1_000\nday: 2026-11-23\nempty:\n...\n"
    )

    assert read_document("f.yaml", text.encode()).root == {
        "no": "no",
        "yes": "yes",
        "time": "09:30",
        "null": None,
        "true": True,
        "false": False,
        "int": 12,
        "decimal": 0.4,
        "zip": "02134",
        "quoted": "12",
        "hex": "0x1F",
        "over": "1_000",
        "day": "2026-11-23",
        "empty": None,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: 1\nb: 2\na: 3\n...\n",
            r"f\.yaml:3:1: The key `a` stands here twice \(first in line 1\)",
        ),
        ("a: &x 1\nb: *x\n...\n", r"f\.yaml:1:4: Anchors"),
        ("a: *x\n...\n", r"f\.yaml:1:4: .*(Anchors|alias)"),
        ("a:\n  <<: {b: 1}\n...\n", r"f\.yaml:2:3: Merge keys"),
        ("a: !!python/object:os.system x\n...\n", r"f\.yaml:1:4: Tags"),
        ("a: !!str 1\n...\n", r"f\.yaml:1:4: Tags"),
        ("? [x]\n: 1\n...\n", r"f\.yaml:1:3: A list or mapping cannot be a key"),
        ("a: 1\n...\n---\nb: 2\n...\n", r"f\.yaml:3:1: A second document"),
        ("a: 1\n", r"does not end with the line `\.\.\.`"),
        ("a: [1, 2\n...\n", r"f\.yaml:2:1: This is not readable YAML"),
        ("a: 'x\n...\n", r"not readable YAML"),
        ("a: \x07\n...\n", r"f\.yaml:1:1: The file has a character that YAML does not allow"),
        ("", r"does not hold `key: value` lines"),
        ("- a\n...\n", r"does not hold `key: value` lines"),
        ("just text\n...\n", r"does not hold `key: value` lines"),
        ("a: " + "[" * 40 + "]" * 40 + "\n...\n", r"Nested deeper than"),
        ("a: " + "[" * 50_000, r"Nested deeper than"),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_place(text: str, expected: str) -> None:
    assert any(re.search(expected, problem) for problem in problems_of(text))


def test_the_keys_below_a_duplicate_key_are_not_reported_again() -> None:
    assert len(problems_of("a:\n  b: 1\n  c: 1\na:\n  b: 2\n  c: 2\n...\n")) == 1


def test_an_alias_bomb_stops_at_its_first_anchor() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a}]\n" for a, b in zip("abc", "bcd", strict=True)
    )

    (problem,) = problems_of(bomb + "...\n")

    assert problem.startswith("f.yaml:1:4: Anchors (&) and aliases (*) are not allowed.")


def test_bytes_that_are_no_utf_8_are_refused_where_they_start() -> None:
    assert problems_of("a: ü\nb: ".encode() + b"\xfc\n") == [
        "f.yaml:2:4: The file is not UTF-8 from here on. Save it with the encoding UTF-8."
    ]


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "larger than 2 MiB" in problems_of(b"#" * (MAX_BYTES + 1))[0]


def test_a_byte_order_mark_is_read_as_nothing() -> None:
    assert read_document("f.yaml", b"\xef\xbb\xbfa: 1\n...\n").root == {"a": 1}


@settings(deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(PolicyError):
        read_document("f.yaml", data)


_LEAVES = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=8),
        max_size=4,
    )
)
def test_what_another_yaml_writer_wrote_is_read_back(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, explicit_end=True)
    assume("!!" not in text)

    assert read_document("f.yaml", text.encode()).root == data


def test_a_tab_is_named_where_it_stands_with_what_to_do() -> None:
    (problem,) = problems_of("a:\n  b: 1\n\tc: 2\n...\n")
    assert problem.startswith("f.yaml:3:1:")
    (caught,) = _caught("a:\n  b: 1\n\tc: 2\n...\n")
    assert "tab" in caught.fix
    (other,) = _caught("a: [1\n...\n")
    assert "tab" not in other.fix


def _caught(text: str) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as caught:
        read_document("f.yaml", text.encode())
    return tuple(caught.value.problems)
