"""Dates of birth: any written date, but only beside a word of birth or when it was asked for.

Dates of delivery, orders and returns stay as they are: the model needs them for its work.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.base import CUED, Hit, ReadingRecognizer

_MONTHS = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|"
    r"august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    r"gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"
    r"januari|februari|maart|mei|augustus|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    r"seventeenth|eighteenth|nineteenth|twentieth|twenty[ \-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[ \-]first)"
)
DATE = (
    r"(?:[12][0-9]{3}\s?[\-/.]\s?[01]?[0-9]\s?[\-/.]\s?[0-3]?[0-9]|"
    r"[0-3]?[0-9]\s?[\-/. ]\s?[0-3]?[0-9]\s?[\-/. ]\s?(?:[12][0-9])?[0-9]{2}|"
    rf"[0-3]?[0-9](?:st|nd|rd|th|\.|er|º)?\s?(?:of\s|de\s|di\s|-)?{_MONTHS}\.?,?\s?(?:de\s|of\s|-)?(?:[12][0-9]{{3}}|'?[0-9]{{2}})|"
    rf"{_ORDINAL}\s(?:of\s)?{_MONTHS},?\s?(?:of\s)?(?:[12][0-9]{{3}}|'?[0-9]{{2}})|{_MONTHS}\s(?:the\s)?{_ORDINAL},?\s(?:[12][0-9]{{3}}|'?[0-9]{{2}})|"
    rf"{_MONTHS}\.?\s?[0-3]?[0-9](?:st|nd|rd|th)?,?\s?[12][0-9]{{3}}|"
    r"[0-3][0-9][01][0-9][12][0-9]{3}|[12][0-9]{3}[01][0-9][0-3][0-9])"
)
"""A whole date in small letters, day or month first, as an RE2 expression."""
WRITTEN_DATE = pattern(rf"(?:^|[^\pL\pN])(?P<v>{DATE})")

_CUE = pattern(
    r"(?:^|[^\pL\pN])(?:born|birth|birthday|birthdate|dob|d\.o\.b|b-?day|geboren|geburtsdatum|geburtstag|"
    r"née?|naissance|nací|nacido|nacida|nacimiento|cumpleaños|nato|nata|nascita|compleanno|"
    r"geboortedatum|verjaardag|nasci|nascido|nascida|nascimento|aniversário)(?:[^\pL\pN]|$)"
)
_REACH = 40
"""Characters between the cue and the date, in either direction."""


class DateOfBirthRecognizer(ReadingRecognizer):
    """Finds ``DATE_OF_BIRTH``."""

    ENTITIES = ("DATE_OF_BIRTH",)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Dates within reach of a cue."""
        if not reading.has_digit:
            return
        cues = [match.span() for match in _CUE.finditer(reading.lower)]
        if not cues:
            return
        for match in WRITTEN_DATE.finditer(reading.lower):
            start, end = match.span("v")
            if reading.lower[end : end + 1].isalnum():
                continue
            if any(0 <= start - high <= _REACH or 0 <= low - end <= 20 for low, high in cues):
                yield Hit("DATE_OF_BIRTH", start, end, CUED)
