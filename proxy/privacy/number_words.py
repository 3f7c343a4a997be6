"""Digits that are spelled in words, in seven languages: "four one one two", "double five", "einundzwanzig".

Strategy: each language has a table word → digits, and a way to read a word that is written together
("siebenundzwanzig", "fiveoh", "four1five"). A chain is a row of such words, of one language, with
little between them; joiners ("dash", "and") may stand inside, never at its ends. A chain of fewer than
three digits is an ordinary number ("twenty five", "two") and not a chain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from proxy.privacy.normalize import Pattern, Reading, Word, pattern
from proxy.privacy.words import word_set

_UNITS = {
    "en": "zero one two three four five six seven eight nine",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "it": "zero uno due tre quattro cinque sei sette otto nove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen",
    "pt": "zero um dois três quatro cinco seis sete oito nove",
}
_TEENS = {
    "en": "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "de": "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf",
    "es": "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "it": "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "nl": "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "pt": "dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
}
_VARIANTS = {
    "en": {"oh": "0", "o": "0", "nought": "0", "nil": "0", "naught": "0", "fourty": "40", "niner": "9"},
    "de": {"ein": "1", "zwo": "2", "fuenf": "5", "zwoelf": "12", "dreissig": "30", "fuenfzig": "50"},
    "fr": {"zero": "0", "une": "1", "quatre-vingts": "80"},
    "es": {"un": "1", "una": "1", "dieciseis": "16"},
    "it": {"ventuno": "21", "ventotto": "28"},
    "nl": {"één": "1", "eén": "1"},
    "pt": {"uma": "1", "duas": "2", "tres": "3", "meia": "6", "quatorze": "14", "dezesseis": "16", "dezessete": "17", "dezenove": "19"},
}  # fmt: skip
_REPEATS = {
    "en": {"double": 2, "triple": 3, "treble": 3},
    "de": {"doppel": 2, "doppelt": 2, "zweimal": 2, "dreimal": 3},
    "fr": {"double": 2, "triple": 3},
    "es": {"doble": 2, "triple": 3},
    "it": {"doppio": 2, "doppia": 2, "triplo": 3},
    "nl": {"dubbel": 2, "dubbele": 2, "driedubbel": 3},
    "pt": {"duplo": 2, "dobro": 2, "triplo": 3},
}
_AND = {"en": "", "de": "und", "fr": "et", "es": "y", "it": "e", "nl": "en", "pt": "e"}
"""Stands between tens and units: "treinta y dos", "vinte e um"."""
_UNITS_FIRST = {"de": "und", "nl": "en"}
"""German and Dutch say the units first, in one word: "siebenundzwanzig"."""

LANGUAGES = tuple(_UNITS)
ENGLISH_NUMBER_WORDS = word_set(
    _UNITS["en"], _TEENS["en"], _TENS["en"], "oh o nought double triple"
)
"""English words that stand for digits when they are read out."""

_JOINERS = word_set(
    "dash hyphen space blank then and dot point plus minus strich bindestrich leerzeichen dann tiret espace puis guion espacio "
    "trattino spazio poi streepje spatie dan hífen espaço depois"
)
_GAP_SIGNS = " ,.-_/()\n\t"
_LONGEST_GAP = 3
_LEAST_DIGITS = 3
_LEAST_TOGETHER, _LONGEST_WORD = 5, 60


@dataclass(frozen=True, slots=True)
class Chain:
    """Canonical [start, end) of a row of number words; ``words``: how many it has."""

    start: int
    end: int
    digits: str
    words: int


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    """Language → word → its digits."""
    tables = {}
    for language in LANGUAGES:
        table = {word: str(n) for n, word in enumerate(_UNITS[language].split())}
        table |= {word: str(n + 10) for n, word in enumerate(_TEENS[language].split())}
        table |= {word: str(10 * n + 20) for n, word in enumerate(_TENS[language].split())}
        tables[language] = table | _VARIANTS[language]
    return tables


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    tables = _tables()
    repeats = (word for table in _REPEATS.values() for word in table)
    return frozenset([*(word for table in tables.values() for word in table), *repeats])


@lru_cache(maxsize=4096)
def _digits_in(word: str, language: str) -> str | None:
    """The digits of one word, also of one written together; None when it is no number."""
    table = _tables()[language]
    if word in table:
        return table[word]
    if word.isdecimal():
        return word
    if not _LEAST_TOGETHER <= len(word) <= _LONGEST_WORD or _together().fullmatch(word) is None:
        return None
    link = _UNITS_FIRST.get(language)
    if link is not None:
        for unit, digit in table.items():
            rest = word[len(unit) :]
            if len(digit) == 1 and word.startswith(unit) and rest.startswith(link):
                tens = table.get(rest[len(link) :], "")
                if len(tens) == 2 and tens.endswith("0"):
                    return tens[0] + digit
    return _in_pieces(word, table)


def _in_pieces(word: str, table: dict[str, str]) -> str | None:
    """A word that is number words and digits from end to end ("fourone", "four1five")."""
    best: list[str | None] = [""] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 12), end):
            before = best[start]
            piece = word[start:end]
            value = piece if piece.isdecimal() and len(piece) == 1 else table.get(piece)
            if before is not None and value is not None and (len(piece) > 1 or piece.isdecimal()):
                best[end] = before + value
                break
    return best[len(word)]


@lru_cache(maxsize=1)
def _together() -> Pattern:
    """A word that is number words and digits from end to end."""
    pieces = "|".join(sorted({word for word in _known() if len(word) >= 3} | {"und", "en"}))
    return pattern(rf"(?:^|[^\pL\pN])[0-9]*(?:{pieces})(?:{pieces}|[0-9])*(?:$|[^\pL\pN])")


def may_hold_number_words(reading: Reading) -> bool:
    """The cheap test: some word is, or is made of, a number word."""
    if not reading.word_set.isdisjoint(_known()):
        return True
    return _together().search(reading.lower) is not None


def chains_in(reading: Reading) -> tuple[Chain, ...]:
    """All chains, left to right, the longer one where two languages read the same words."""
    if not may_hold_number_words(reading):
        return ()
    found = [chain for language in LANGUAGES for chain in _chains(reading, language)]
    kept: list[Chain] = []
    for chain in sorted(found, key=lambda chain: (chain.start, -len(chain.digits))):
        if not kept or chain.start >= kept[-1].end:
            kept.append(chain)
        elif len(chain.digits) > len(kept[-1].digits):
            kept[-1] = chain
    return tuple(kept)


def _chains(reading: Reading, language: str) -> Iterator[Chain]:
    """The chains of one language."""
    row: list[Word] = []
    for word in reading.words:
        fits = _fits(word.text, language)
        if row and not (fits and _near(reading, row[-1], word)):
            yield from _chain(row, language)
            row = []
        opens = word.text == "plus" or (word.text not in _JOINERS and word.text != _AND[language])
        if fits and (row or opens):
            row.append(word)
    yield from _chain(row, language)


def _fits(text: str, language: str) -> bool:
    return (
        _digits_in(text, language) is not None
        or text in _REPEATS[language]
        or text in _JOINERS
        or (bool(_AND[language]) and text == _AND[language])
    )


def _near(reading: Reading, left: Word, right: Word) -> bool:
    """Nothing but a few blanks, commas, dots and dashes between two words."""
    gap = reading.lower[left.end : right.start]
    return len(gap) <= _LONGEST_GAP and not gap.strip(_GAP_SIGNS)


def _chain(row: list[Word], language: str) -> Iterator[Chain]:
    size = len(row)
    while size and _digits_in(row[size - 1].text, language) is None:
        size -= 1
    row = row[:size]
    spelled = [word for word in row if not word.text.isdecimal() and word.text not in _JOINERS]
    digits = _digits_of(row, language)
    if len(digits) < _LEAST_DIGITS or not spelled:
        return
    if len(spelled) == 1 and len(row) > 1 and not _sure(spelled[0].text, language):
        return
    yield Chain(row[0].start, row[-1].end, digits, len(row))


def _sure(text: str, language: str) -> bool:
    """Whether one spelled word among digits is meant as a digit: "o" and "un" may be words."""
    return len(text) >= 4 and _digits_in(text, language) is not None


def _digits_of(row: list[Word], language: str) -> str:
    """Tens take the units that follow ("twenty five" is 25), a repeat takes one digit more often."""
    pieces: list[str] = []
    times, open_tens = 1, False
    for word in row:
        if word.text in _REPEATS[language]:
            times = _REPEATS[language][word.text]
            continue
        value = _digits_in(word.text, language)
        if value is None:
            continue
        whole = (
            _joined(pieces[-1], value, language) if pieces and open_tens and times == 1 else None
        )
        if whole is not None:
            pieces[-1] = whole
            open_tens = whole == "80"
            continue
        pieces.append(value[0] * (times - 1) + value)
        spelled = not word.text.isdecimal()
        open_tens = spelled and (_is_tens(value) or (value == "4" and language == "fr"))
        times = 1
    return "".join(pieces)


def _is_tens(value: str) -> bool:
    return len(value) == 2 and value.endswith("0") and value != "10"


def _joined(before: str, value: str, language: str) -> str | None:
    """One number of two: 20 and 5 are 25; in French 60 and 12 are 72, 4 and 20 are 80."""
    if _is_tens(before) and len(value) == 1 and value != "0":
        return before[0] + value
    if language != "fr":
        return None
    if before == "4":
        return "80" if value == "20" else None
    teen = len(value) == 2 and value[0] == "1"
    return str(int(before) + int(value)) if before in {"60", "80"} and teen else None
