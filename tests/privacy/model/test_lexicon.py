"""Look-ups in the word list."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.privacy.model.lexicon import LEFT_OUT, Lexicon, Role, left_out
from proxy.privacy.model.shipped import FOLDER, LEXICON


def lexicon_of(folder: Path, roles: dict[str, Role]) -> Lexicon:
    rows = sorted((word.encode(), role) for word, role in roles.items())
    path = folder / "words.txt"
    path.write_bytes(b"".join(b"%s\t%x\n" % (word, role.value) for word, role in rows))
    return Lexicon(path)


@given(st.sets(st.text("abcdéß'-", min_size=1, max_size=6), min_size=1, max_size=60))
def test_every_listed_word_is_found_with_its_roles_and_no_other_is(
    tmp_path_factory: pytest.TempPathFactory, words: set[str]
) -> None:
    listed = {word: Role(1 << (len(word) % 16)) for word in words}
    lexicon = lexicon_of(tmp_path_factory.mktemp("words"), listed)
    for word, role in listed.items():
        assert lexicon.roles(word) == role
        assert lexicon.roles("0" + word) == 0
        assert lexicon.roles(word + "0") == 0


@pytest.mark.parametrize("typed", ["refnd", "reffund", "refudn", "refumd"])
def test_a_word_one_mistake_away_from_an_everyday_word_is_known_as_such(
    tmp_path: Path, typed: str
) -> None:
    near = {LEFT_OUT + form: Role.NEAR_WORD for form in left_out("refund")}
    lexicon = lexicon_of(tmp_path, {"refund": Role.EVERYDAY, **near})
    assert lexicon.roles(typed) == Role.NEAR_WORD
    assert lexicon.roles("banana") == 0


@given(st.text(max_size=60))
def test_any_text_may_be_looked_up(word: str) -> None:
    lexicon = Lexicon(FOLDER / LEXICON)
    assert lexicon.roles(word) == lexicon.roles(word)
