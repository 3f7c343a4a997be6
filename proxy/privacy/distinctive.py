"""Which values may be searched for outside the place where they were found.

A value found once is looked for in the rest of the request (the memory of ``link``, the last look
of ``guard``). That is only right for a value that hardly ever stands for something else: a customer
named May, Price or Order must not turn every "may", "price" and "order" into his name. So a value
is distinctive when it has at least six digits, or two words, or letters and digits in one, or one
word of at least four letters that is no everyday word. The everyday words are a list written for shop talk (words/everyday.txt),
with the names of the wire formats among them: "user" and "content" are never replaced.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files

from proxy.privacy.patterns import pattern
from proxy.text import canonical

_WORD = pattern(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*")
_MIXED = pattern(r"[\p{L}\p{N}]{6,}")
_MIN_DIGITS = 6
_MIN_LETTERS = 4
_MIN_IDEOGRAPHS = 3
"""Scripts that write a word in one or two characters: a full name has three."""

_FUNCTION_WORDS = """
a an the this that these those i me my you your he him his she her it its we us our they them their
and or but if so as at by for from in into of off on out to up with is are was were be been am do
does did done have has had will would can could shall should may might must not no yes ok okay
please thanks thank hello hi hey what when where who why how here there all any
"""
"""Two of these together ("thank you", "it is") still say nothing about a person."""

_ENDINGS = (("ies", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"))
_PAST_ENDINGS = (("ied", "y"), ("ed", "e"), ("ed", ""), ("ly", ""))


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """The list of everyday words, lower case."""
    text = files("proxy.privacy").joinpath("words/everyday.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS.split())


def is_everyday(word: str) -> bool:
    """True when ``word`` (any case) is an everyday word or a plain inflection of one."""
    folded = word.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    known = everyday_words()
    if folded in known:
        return True
    for ending, instead in (*_ENDINGS, *_PAST_ENDINGS):
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            stem = folded[: -len(ending)] + instead
            if stem in known or (stem[-1:] == stem[-2:-1] and stem[:-1] in known):
                return True
    return False


def is_distinctive(value: str) -> bool:
    """True when ``value`` may be searched for in texts where nothing else pointed to it.

    At least six digits; or six letters and digits in one ("hunter22"); or two words of two letters
    or more that are not all function words; or one word of at least four letters (three
    ideographs) that is no everyday word.
    """
    read = canonical(value).text
    if any(not run.isalpha() for run in _MIXED.findall(read)):
        return True
    if sum(character.isdigit() for character in read) >= _MIN_DIGITS:
        return True
    words = [word for word in _WORD.findall(read) if len(word) > 1]
    if len(words) > 1:
        return not all(word.casefold() in _function_words() for word in words)
    return any(_is_rare(word) for word in words)


def _is_rare(word: str) -> bool:
    ideographs = sum(1 for letter in word if unicodedata.category(letter) == "Lo")
    if ideographs:
        return ideographs >= _MIN_IDEOGRAPHS
    return len(word) >= _MIN_LETTERS and not is_everyday(word)
