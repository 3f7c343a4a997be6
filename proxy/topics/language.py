"""Which language a message is written in, as far as its letters and words tell; and which to answer in. Pure.

Strategy: most alphabets name their language (alphabets.py). For the Latin one a word counts for each language
that has it, less the more languages share it (languages.txt); an apostrophe tells English ("I'm", "can't") from
French and Italian ("j'ai", "dov'è"); letters and marks that few languages use add to that; and where this leaves it
open, what the unknown words look like (likeness.py).

``language_of`` answers "und" (undetermined, ISO 639-2) unless one language is clearly ahead: whether a policy
covers a message's language hangs on it. A customer whose message is held must be answered all the same, in
distress above all: ``answer_language`` knows besides which rules recognised the message and what was spoken before.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proxy.text import canonical
from proxy.topics.alphabets import by_alphabet, told_by_alphabet
from proxy.topics.language_words import LETTERS, MARKED, Shares, shares
from proxy.topics.likeness import likeness
from proxy.topics.readings import fold, held_down_once, spelled_together

UNDETERMINED = "und"

_READ = 2_000
"""Characters of a message that are looked at."""

_CLEAR = 1.2
"""Weight that the best language needs: more than one word of its own, which may be a brand's."""
_AHEAD = 1.5
"""How many times the second best weight that is."""
_AHEAD_BY_LIKENESS = 2
"""The same where unknown words had to be likened to known ones."""
_CLEAR_ALONE = 1.0
_AHEAD_ALONE = 3
_LONG_ALONE = 4
"""Weight, distance and letters that a single word needs: a name may look like one."""
_RULE = 0.5
"""Weight of a rule in a language that recognised the message."""

_ENOUGH_TO_CHANGE = 25
"""Characters in Latin letters that change the language of a conversation: a thank-you does not."""

_ACUTE = "\u00b4"
"""The accent that stands alone is an apostrophe on many keyboards; canonically it is a blank."""
_ADDRESS = re.compile(r"@|://|\.(?:com|net|org|shop|example)\b")
"""Words in addresses of e-mail and of pages are nobody's language."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_ELISION_BY_BLANK = re.compile(r"\b(j|d|c|qu) (?=[aeiouh])")
"""With a blank for the apostrophe: "j ai", "c est"."""
_HEADS_ALONE = frozenset({"j", "d", "c", "qu"})
_SPELLED_OUT = 3
"""Single letters by which a word may be spelled out: "d i e"."""
_PORTUGUESE_TURN = re.compile(r"\b(?:me|te|se) [a-z]{2,}ar\b")
"""Spanish has these words too, but writes them as one: "me matar" is its "matarme"."""
_TURN = (("pt", 0.5),)

_ENGLISH_TAILS = frozenset({"m", "re", "s", "ve", "ll", "d", "all", "clock", "em"})
_FRENCH_HEADS = frozenset(
    {"l", "d", "c", "n", "s", "m", "t", "j", "qu", "jusqu", "lorsqu", "puisqu", "aujourd", "quelqu"}
)
_ITALIAN_HEADS = frozenset(
    {"l", "d", "c", "n", "s", "m", "t", "v", "un", "dell", "nell", "all", "dall", "sull", "dov"}
    | {"cos", "com", "quest", "quell", "bell", "anch", "nient", "tutt"}
)
_ELIDED_VOWELS = frozenset({"e", "a", "y", "o"})
"""Single letters that stand after an elision: "c'è", "j'y"."""
_DUTCH = frozenset({"m'n", "z'n", "zo'n", "d'r", "foto's", "auto's"})
_TURKISH_TAILS = frozenset(
    {
        "un",
        "um",
        "in",
        "im",
        "nin",
        "nun",
        "a",
        "e",
        "ya",
        "ye",
        "da",
        "de",
        "dan",
        "den",
        "ta",
        "te",
    }
    | {"tan", "ten", "la", "le", "yla", "yle", "yi", "yu", "si", "su"}
)

_Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the known words and letters of a message weigh for each language, and all its words.

    ``likeness``: what the unknown words look like; empty where it was not needed.
    """

    known: _Scores
    likeness: _Scores
    words: tuple[str, ...]


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of ``text``, or "und" where it is not clear."""
    told = _told(text)
    best, weight, ahead = _best(_sum(told.known, told.likeness))
    clear, needed = _CLEAR, _AHEAD_BY_LIKENESS if told.likeness else _AHEAD
    if len(told.words) == 1 and not told_by_alphabet(best):
        if len(told.words[0]) < _LONG_ALONE:
            return UNDETERMINED
        clear, needed = _CLEAR_ALONE, _AHEAD_ALONE
    return best if weight >= clear and ahead >= needed else UNDETERMINED


def answer_language(
    text: str,
    ruled: Sequence[str] = (),
    so_far: str = UNDETERMINED,
    at_home: Sequence[str] = (),
) -> str:
    """The language to answer ``text`` in, or "und" where nothing at all tells.

    ``ruled``: the languages of the rules that recognised it; ``so_far``: what the customer spoke before;
    ``at_home``: the shop's languages. In this order:

    1. the words, each rule leaning a little to its language, where that is clear;
    2. what was spoken before, where no word is known, or where it is among the languages left open;
    3. of those left open the shop's own, else the likeliest.
    """
    told = _told(text)
    scores = _sum(told.known, told.likeness, dict.fromkeys(ruled, _RULE))
    best, weight, ahead = _best(scores)
    if weight >= _CLEAR and ahead >= _AHEAD:
        return best
    if weight < _RULE or (not told.known and so_far != UNDETERMINED):
        return so_far
    left_open = {language for language, each in scores.items() if each * _AHEAD >= weight}
    return next((language for language in (so_far, *at_home) if language in left_open), best)


def changes_language(text: str, language: str) -> bool:
    """Whether ``text``, which is clearly in ``language``, is enough to change a conversation's."""
    if language == UNDETERMINED:
        return False
    return told_by_alphabet(language) or len(text.strip()) >= _ENOUGH_TO_CHANGE


def _best(scores: _Scores) -> tuple[str, float, float]:
    """The language with most weight, that weight, and how many times the second best's it is."""
    if not scores:
        return UNDETERMINED, 0.0, 0.0
    first, *others = sorted(scores.items(), key=lambda score: -score[1])
    return *first, first[1] / others[0][1] if others else float("inf")


def _sum(*parts: _Scores) -> _Scores:
    total: _Scores = {}
    for part in parts:
        _add(total, part.items())
    return total


def _told(text: str) -> _Told:
    seen = canonical(text[:_READ].replace(_ACUTE, "'")).text
    folded = _without_addresses(fold(seen))
    words = _words(folded)
    if alphabet := by_alphabet(seen, words):
        return _Told(alphabet, {}, words)
    scores: _Scores = {}
    unknown = _add_words(scores, words)
    if not seen.isascii():
        _add_letters(scores, seen.lower())
    _, weight, ahead = _best(scores)
    if weight >= _CLEAR and ahead >= _AHEAD:
        return _Told(scores, {}, words)
    if _PORTUGUESE_TURN.search(folded):
        _add(scores, _TURN)
    return _Told(scores, likeness(unknown), words)


def _words(folded: str) -> tuple[str, ...]:
    """The words of a text, each once; single letters are looked at closer where there are some."""
    words = dict.fromkeys(_WORD.findall(folded))
    lone = sum(len(word) == 1 for word in words)
    if lone >= _SPELLED_OUT or not _HEADS_ALONE.isdisjoint(words):
        joined = _ELISION_BY_BLANK.sub(r"\1'", spelled_together(folded))
        words = dict.fromkeys(_WORD.findall(joined))
    return tuple(words)


def _without_addresses(folded: str) -> str:
    if not _ADDRESS.search(folded):
        return folded
    return " ".join(token for token in folded.split() if not _ADDRESS.search(token))


def _add(scores: _Scores, shared: Iterable[tuple[str, float]]) -> None:
    for language, weight in shared:
        scores[language] = scores.get(language, 0.0) + weight


def _add_words(scores: _Scores, words: Sequence[str]) -> list[str]:
    """Add what the words weigh, each once; gives those in no list."""
    known, unknown = shares(), []
    for written in words:
        word = written
        if "'" in written:
            said, word = _by_apostrophe(written)
            _add(scores, said)
        if word not in known:
            word = held_down_once(word)
        if word in known:
            _add(scores, known[word])
        elif word:
            unknown.append(word)
    return unknown


def _by_apostrophe(written: str) -> tuple[Shares, str]:
    """What an apostrophe tells, and the word beside it."""
    head, _, tail = written.partition("'")
    if written in _DUTCH:
        return (("nl", 1.0),), ""
    if len(tail) > 1 or tail in _ELIDED_VOWELS:
        french, italian = head in _FRENCH_HEADS, head in _ITALIAN_HEADS
        if french and italian:
            return (("fr", 0.5), ("it", 0.5)), tail
        if french or italian:
            return (("fr" if french else "it", 1.0),), tail
    if tail == "t" and head.endswith("n"):
        return (("en", 1.0),), ""
    if tail in _ENGLISH_TAILS:
        is_english = any(language == "en" for language, _ in shares().get(head, ()))
        return (("en", 1.0 if is_english else 0.3),), head
    return ((("tr", 0.6),) if tail in _TURKISH_TAILS else ()), head


def _add_letters(scores: _Scores, lowered: str) -> None:
    """Add what the letters beyond ASCII weigh, each once, and words that only a mark tells."""
    for letter in dict.fromkeys(lowered):
        _add(scores, LETTERS.get(letter, ()))
    for word in dict.fromkeys(_PLAIN_WORD.findall(lowered)):
        _add(scores, MARKED.get(word, ()))
