"""The ways in which one message can be read, so that a rule need not know every spelling.

Strategy: rules are written once, in plain small letters, and a message is brought to the same form:
the canonical reading (proxy.text), lower case, accents folded, runs of white space made one blank.
Most people on a phone type "muero" for "muerò" or "ich wurde verletzt" for "würde"; folding both the
rule and the message makes them equal without a second search.

Only where a message looks disguised, further readings follow: letters spelled out ("k i l l"),
digits for letters ("su1c1de"), letters of another alphabet ("kіll"), letters held down ("HUMANNNN").
A message of several lines is read once more with each line as a sentence of its own.
They are *added* to the plain reading and never replace it.
Sources: Unicode TR15 (NFC, NFD), TR39 (confusables; the few that look alike in small letters).
"""

import re
import unicodedata
from functools import lru_cache

from proxy.text import canonical

LONGEST_READ = 60_000
"""Characters of a message that are read: half from its start, half from its end.

Nobody types that much. It bounds the time that a hostile message can cost.
"""

_ALSO = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ς": "σ",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ـ": "",
        "`": "'",
        "\u00b4": "'",
    }
)
"""Letters that people exchange although Unicode does not decompose them."""

_FOLDED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
"""Scripts in which a mark is left out when typing in haste. In Japanese it makes another letter."""

_LOOK_ALIKE = str.maketrans("авеіјкмнорсѕтухԁԛԝαικνορτυχ", "abeijkmhopcstyxdqwaikvoptux")
_TWO_ALPHABETS = re.compile(r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_TOKEN = re.compile(r"\S+")

_SPELLED = re.compile(r"(?<![a-z0-9])[a-z](?:[ ._*-][a-z]){2,}(?![a-z0-9])")
_BETWEEN = re.compile(r"[ ._*-]")

_DIGIT_LETTERS = str.maketrans("0134578@$!|", "oieastbasil")
_DISGUISED = re.compile(
    r"(?<=[a-z])[0134578@$!|]{1,2}(?=[a-z])"
    r"|(?<![a-z0-9@$!|])[0134578@$!|](?=[a-z]{2})"
    r"|(?<=[a-z]{2})[03457@$](?![a-z0-9@$!|])"
)

_SENTENCES = re.compile(r"(?<=\w)[^\S\n\r]*[\n\r]\s*")
"""The end of a line after a word."""

_HELD_DOWN = re.compile(r"([^\W\d_])\1{2,}")


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    """One character in canonical reading, lower case, without the mark of its letter."""
    if unicodedata.category(character) == "Cs":
        return ""  # half of a surrogate pair: JSON can carry it, UTF-8 cannot
    folded: list[str] = []
    for letter in canonical(character.translate(_ALSO)).text.lower().translate(_ALSO):
        parts = unicodedata.normalize("NFD", letter)
        script = unicodedata.name(parts[0], "").partition(" ")[0]
        if script in _FOLDED_SCRIPTS:
            folded.extend(part for part in parts if unicodedata.category(part) != "Mn")
        elif not ("\u0300" <= letter <= "\u036f"):
            folded.append(letter)
    return "".join(folded).translate(_ALSO)


def fold(text: str) -> str:
    """``text`` in canonical reading, lower case, without accents; white space as it was."""
    if text.isascii():
        return text.lower().replace("`", "'")
    composed = unicodedata.normalize("NFC", text)
    table = {ord(character): _fold_character(character) for character in set(composed)}
    return composed.translate(table)


def fold_pattern(pattern: str) -> str:
    """An RE2 pattern that finds in folded text what ``pattern`` says; ASCII stays as it is.

    What folds to a character with a meaning in patterns (a full-width bracket) is escaped.
    """
    if pattern.isascii():
        return pattern
    pieces = []
    for character in unicodedata.normalize("NFC", pattern):
        folded = character if character.isascii() else _fold_character(character)
        plain = character.isascii() or folded.isalnum() or not folded.isascii()
        pieces.append(folded if plain else re.escape(folded))
    return "".join(pieces)


def both_ends(text: str) -> str:
    """``text``, or its first and last ``LONGEST_READ / 2`` characters if it is longer than that."""
    if len(text) <= LONGEST_READ:
        return text
    return text[: LONGEST_READ // 2] + "\n" + text[-LONGEST_READ // 2 :]


def readings(text: str) -> tuple[str, ...]:
    """The plain reading of ``text``, then further ones that differ from it (at most three).

    One in which each line is a sentence: who writes in lines leaves the full stops out, and a rule
    may ask for the end of a sentence. And those of its disguises.
    """
    folded = fold(both_ends(text))
    undone = _undisguised(folded)
    further = [_SENTENCES.sub(". ", folded.strip())]
    further += [_HELD_DOWN.sub(letters, undone) for letters in (r"\1", r"\1\1")]
    found = [folded, *further]
    return tuple(dict.fromkeys(" ".join(reading.split()) for reading in found))


def spelled_together(text: str) -> str:
    """Folded ``text`` with spelled-out letters joined."""
    return _SPELLED.sub(lambda found: _BETWEEN.sub("", found[0]), text)


def held_down_once(word: str) -> str:
    """A word with letters that were held down made one: "holaaaa"."""
    return _HELD_DOWN.sub(r"\1", word)


def _undisguised(text: str) -> str:
    """Folded ``text`` with spelled-out, digit and look-alike letters made plain ones."""
    if not text.isascii() and _TWO_ALPHABETS.search(text):
        text = _TOKEN.sub(_one_alphabet, text)
    if _DISGUISED.search(text):
        text = _DISGUISED.sub(lambda found: found[0].translate(_DIGIT_LETTERS), text)
    return spelled_together(text)


def _one_alphabet(token: re.Match[str]) -> str:
    return token[0].translate(_LOOK_ALIKE) if _TWO_ALPHABETS.search(token[0]) else token[0]
