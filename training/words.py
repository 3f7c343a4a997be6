"""The everyday words that training knows.

A copy, so that ``make train`` gives the same model when the lists of the recognisers grow.
"""

from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""))  # fmt: skip


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Words of daily life, of shops and of programs."""
    return frozenset((_FOLDER / "everyday.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def talk_words() -> frozenset[str]:
    """Small words that tell talk from a value, in seven languages."""
    return frozenset((_FOLDER / "talk.txt").read_text(encoding="utf-8").split())


def is_everyday(word: str) -> bool:
    """Whether a word (small letters) or its base form is an everyday word or talk."""
    known = everyday_words()
    if word in known or word in talk_words():
        return True
    return any(
        word.endswith(ending)
        and len(word) - len(ending) >= 3
        and word[: len(word) - len(ending)] + base in known
        for ending, base in _ENDINGS
    )
