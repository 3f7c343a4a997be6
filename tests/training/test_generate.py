"""Labels of generated messages are exact, and a seed always gives the same messages."""

import itertools
import os
import random
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.privacy.model.crf import LABELS, NameModel
from proxy.privacy.model.features import FeatureReader, Situation, tokens_of
from proxy.privacy.model.lexicon import Lexicon
from training import negative, positive
from training.generate import generate, message_of, read_sources
from training.grammar import Piece, expand, slots_of
from training.noise import tidy, typed
from training.slots import Sources, slots
from training.train import tags_of, train

ROOT = Path(__file__).parents[2]


@lru_cache(maxsize=1)
def sources() -> Sources:
    return read_sources(1)


PIECES = st.lists(
    st.builds(
        Piece, st.text("ab .,!?\nIé", min_size=1, max_size=8), st.sampled_from(("", *LABELS))
    ),
    max_size=8,
)


@given(PIECES, st.integers(0, 10_000))
def test_whatever_typing_does_labels_lie_in_the_text_in_order_and_hold_no_talk(
    pieces: list[Piece], seed: int
) -> None:
    done = typed(pieces, random.Random(seed))
    message = message_of(done, Situation())
    assert message.text == "".join(piece.text for piece in done)
    assert [label for _, _, label in message.spans] == [p.label for p in done if p.label]
    reach = 0
    for start, end, _ in message.spans:
        assert reach <= start <= end <= len(message.text)
        reach = end


@given(PIECES)
def test_tidying_takes_blanks_and_nothing_else(pieces: list[Piece]) -> None:
    def letters(those: list[Piece], label: str) -> str:
        return "".join("".join(p.text.split()) for p in those if p.label == label)

    for label in ("", *LABELS):
        assert letters(tidy(pieces), label) == letters(pieces, label)


def test_the_same_seed_gives_the_same_messages_and_another_gives_others() -> None:
    first = list(itertools.islice(generate(sources(), 3), 200))
    assert first == list(itertools.islice(generate(sources(), 3), 200))
    assert first != list(itertools.islice(generate(sources(), 4), 200))


def test_another_process_gives_the_same_messages() -> None:
    """Sets of words have another order in each process; nothing may depend on it."""
    code = (
        "import itertools; from training.generate import generate, read_sources;"
        "print([each.text for each in itertools.islice(generate(read_sources(1), 3), 200)])"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
        text=True,
    )
    here = [each.text for each in itertools.islice(generate(sources(), 3), 200)]
    assert other.stdout.strip() == repr(here)


def test_a_third_and_more_of_all_messages_name_nobody_and_about_half_have_no_capital() -> None:
    messages = list(itertools.islice(generate(sources(), 5), 4000))
    named = sum(any(label != "BRAND" for _, _, label in each.spans) for each in messages)
    small = sum(each.text == each.text.lower() for each in messages)
    assert 0.33 < 1 - named / len(messages) < 0.7
    assert 0.4 < small / len(messages) < 0.75


def test_each_slot_of_each_template_can_be_filled() -> None:
    known = slots(sources())
    for module in (positive, negative):
        for templates in vars(module).values():
            if isinstance(templates, tuple):
                for template in templates:
                    assert slots_of(template) <= set(known), template


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_a_choice_gives_one_of_its_parts(seed: int) -> None:
    (only, *rest) = expand("(a|b(c|))", {}, random.Random(seed))
    assert only.text + "".join(piece.text for piece in rest) in {"a", "b", "bc"}


def test_tags_follow_the_spans() -> None:
    tokens = tokens_of("hi crystal minh, ok")
    assert tags_of(tokens, [(3, 15, "PERSON")]) == ["O", "B-PERSON", "I-PERSON", "O", "O"]


_DIGEST = """
import hashlib, itertools
from training.generate import generate, read_sources
stream = itertools.islice(generate(read_sources(9), 9), 300)
print(hashlib.sha256(repr([(m.text, m.spans) for m in stream]).encode()).hexdigest())
"""


def test_another_process_generates_the_same_messages() -> None:
    """Whatever order its sets have: that is what ``PYTHONHASHSEED`` changes."""
    others = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(others) == 1


def test_a_tiny_training_learns_and_is_reproducible(tmp_path: Path) -> None:
    (tmp_path / "lexicon.txt").write_bytes(sources().vocabulary.lines())
    reader = FeatureReader(Lexicon(tmp_path / "lexicon.txt"))
    messages = list(itertools.islice(generate(sources(), 9), 400))
    for name in ("one.crf", "two.crf"):
        train(messages, reader, tmp_path / name)
    assert (tmp_path / "one.crf").read_bytes() == (tmp_path / "two.crf").read_bytes()
    model = NameModel(tmp_path / "one.crf", tmp_path / "lexicon.txt")
    (span,) = model.spans("my name is jessica thompson", Situation())
    assert (span.label, span.start) == ("PERSON", 11)
