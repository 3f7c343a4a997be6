"""A further reading of a message with the spelling of the words that rules look for put right.

Strategy: people in distress and on phones mistype ("speak to a represntative", "my acount was hakced"),
and a pattern that lists misspellings never ends. The words that matter are known: they stand in the
phrases of the policy. A word of the message that is none of them, but one slip away from
one, is read as that one. The slips are those of fingers and ears: a letter too few, too many, two
swapped, a vowel for a vowel; any one letter only in long words. The first letter is always right, so
that "packed" is not "hacked". As with all readings, this one is added to the plain one.

Lookups follow the symmetric-delete idea: two words are one edit apart only if deleting at most one
letter from each gives the same string, so one table of shortened words answers everything.
"""

import re
from collections import Counter
from collections.abc import Iterator

from proxy.topics.base import TopicRule
from proxy.topics.readings import fold, fold_pattern

SHORTEST = 5
"""Letters of a word of the rules that is recognised in spite of a slip; shorter ones are too near to
each other."""
_LONGEST = 20
_LONG = 9
"""Letters from which on any one letter may be wrong."""

_WORD = re.compile(rf"(?<![a-z])[a-z]{{{SHORTEST - 1},{_LONGEST}}}(?![a-z])")
_LETTER_CLASS = re.compile(r"\\[wdSDpP](?:\{[^}]*\}|[A-Z])?|\[[^\]]*\]")
_OTHER_SYNTAX = re.compile(r"\\[A-Za-z]|\(\?[a-zA-Z]*:?")
_LITERAL = re.compile(r"(?<![a-z\])?*+}.])([a-z]+)(\?)?(?![a-z?*+{\[(.\\])")
_VOWELS = frozenset("aeiouy")


class Spelling:
    """The words of a policy's topics, and what they look like with one slip."""

    def __init__(self, topics: tuple[TopicRule, ...]) -> None:
        literals = Counter(
            word
            for topic in topics
            for patterns in topic.phrases.values()
            for pattern in patterns
            for word in _literals(pattern)
        )
        self._words = {
            word: count for word, count in literals.items() if SHORTEST <= len(word) <= _LONGEST
        }
        self._shortened: dict[str, tuple[str, ...]] = {}
        for word in self._words:
            for key in {word, *_shortened(word)}:
                self._shortened[key] = (*self._shortened.get(key, ()), word)
        self._right_already = frozenset(literals) | {
            word for topic in topics for word in _ordinary_words(topic)
        }

    def respelled(self, reading: str) -> str:
        """``reading`` with every word that is one slip away from a word of the rules put right."""
        return _WORD.sub(lambda found: self._right(found[0]), reading)

    def _right(self, word: str) -> str:
        if word in self._right_already:
            return word
        near = {
            meant
            for key in (word, *_shortened(word))
            for meant in self._shortened.get(key, ())
            if _is_slip(word, meant)
        }
        return max(near, key=lambda meant: (self._words[meant], meant)) if near else word


def _literals(pattern: str) -> Iterator[str]:
    """The whole words that a pattern spells out; ``lawyers?`` spells out two."""
    spelled = _LETTER_CLASS.sub(".", fold_pattern(pattern))
    for word, optional in _LITERAL.findall(_OTHER_SYNTAX.sub(" ", spelled)):
        yield word
        if optional:
            yield word[:-1]


def _ordinary_words(topic: TopicRule) -> Iterator[str]:
    """Words that are right as they are: those of counter-examples and exceptions."""
    for patterns in topic.unless.values():
        for pattern in patterns:
            yield from _literals(pattern)
    for sentences in topic.counter_examples.values():
        for sentence in sentences:
            yield from _WORD.findall(fold(sentence))


def _shortened(word: str) -> Iterator[str]:
    """``word`` without one of its letters; never without the first, which is always right."""
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _is_slip(word: str, meant: str) -> bool:
    """Whether ``word``, which has the same first letter, is ``meant`` with one slip."""
    if len(word) != len(meant):
        shorter, longer = sorted((word, meant), key=len)
        return len(longer) - len(shorter) == 1 and shorter in _shortened(longer)
    wrong = [at for at, (a, b) in enumerate(zip(word, meant, strict=True)) if a != b]
    match wrong:
        case [at]:
            return len(word) >= _LONG or {word[at], meant[at]} <= _VOWELS
        case [first, second]:
            return (
                second == first + 1
                and word[first] == meant[second]
                and word[second] == meant[first]
            )
        case _:
            return False
