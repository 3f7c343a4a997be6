"""What languages in Latin letters are told by: their words (languages.txt) and their letters."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

Shares = tuple[tuple[str, float], ...]
"""Languages, and what something weighs for each."""


@lru_cache(maxsize=1)
def words() -> Mapping[str, tuple[str, ...]]:
    """The words of each language."""
    text = files("proxy.topics").joinpath("languages.txt").read_text("utf-8")
    blocks = re.split(r"^\[([a-z]{2})\]$", text, flags=re.MULTILINE)[1:]
    return {
        language: tuple(listed.split())
        for language, listed in zip(blocks[::2], blocks[1::2], strict=True)
    }


@lru_cache(maxsize=1)
def shares() -> Mapping[str, Shares]:
    """For each word the languages that have it; the weight of a word, 1, is shared among them."""
    having: dict[str, list[str]] = {}
    for language, listed in words().items():
        for word in listed:
            having.setdefault(word, []).append(language)
    return {
        word: tuple((language, 1 / len(languages)) for language in languages)
        for word, languages in having.items()
    }


def _read(table: str) -> dict[str, Shares]:
    """Lines of signs and, after a colon, what they weigh for which language."""
    read: dict[str, Shares] = {}
    for line in table.strip().splitlines():
        signs, _, weighs = line.partition(":")
        pairs = tuple(each.split("=") for each in weighs.split())
        for sign in signs.split():
            read[sign] = tuple((language, float(weight)) for language, weight in pairs)
    return read


LETTERS: Mapping[str, Shares] = _read(
    """
    ñ ¿ ¡: es=1.2
    ã õ: pt=1.2
    ß: de=1.2
    œ: fr=1.2
    ł ą ę ś ź ż: pl=1.2
    ć ń: pl=1.0
    ğ ı: tr=1.2
    ş: tr=0.9 ro=0.3
    ț ă ș: ro=1.2
    ő ű: hu=1.2
    ř ě ů: cs=1.2
    ơ ư ạ ả ấ ầ ẩ ẫ ậ ắ ằ ẳ ẵ ặ ẹ ẻ ẽ ế ề ể ễ ệ ỉ ị ọ ỏ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ụ ủ ứ ừ ử ữ ự ỳ ỵ ỷ ỹ: vi=1.2
    đ: vi=0.6
    š č ž: cs=0.6
    å: sv=0.8 da=0.4 no=0.4
    ø: da=0.8 no=0.8
    æ: da=0.6 no=0.5
    ò ì: it=0.8
    ù: it=0.5 fr=0.4
    è: it=0.5 fr=0.5
    à: fr=0.4 it=0.4 pt=0.1
    û: fr=0.8
    î: fr=0.5 ro=0.4
    ê: pt=0.5 fr=0.4
    ô: fr=0.4 pt=0.4
    â: fr=0.3 pt=0.3 ro=0.3
    ç: pt=0.4 tr=0.4 fr=0.3
    é: fr=0.4 es=0.2 pt=0.2 hu=0.2 cs=0.2
    á í: es=0.3 pt=0.3 hu=0.2 cs=0.2
    ó: es=0.3 pl=0.3 pt=0.2 hu=0.2
    ú: es=0.3 pt=0.3 hu=0.2 cs=0.2
    ë: nl=0.4 fr=0.3
    ï: nl=0.4 fr=0.4
    ä: de=0.5 sv=0.4 fi=0.4
    ö: de=0.4 sv=0.4 tr=0.4 fi=0.3 hu=0.2
    ü: de=0.5 tr=0.5 hu=0.2
    """
)
"""Letters and marks that few languages use; each counts once in a message."""

MARKED: Mapping[str, Shares] = _read(
    """
    é já só até você suicídio: pt=1
    è più già può perché cioè: it=1
    où à çà ça été: fr=1
    más sí él tú mí qué cómo: es=1
    está: es=0.5 pt=0.5
    für über: de=1
    één: nl=1
    """
)
"""Words that only their accent tells from a word of another language."""
