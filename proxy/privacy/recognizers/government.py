"""Numbers that states give: US social security numbers, and identity papers after a cue.

Shapes with check digits or unmistakable patterns count alone; the rest needs its name beside it.
Sources: SSA (area 000, 666 and 900-999 are never issued), HMRC NINO format, Agencia Tributaria (NIF
letter), Receita Federal (CPF check digits), Agenzia delle Entrate (codice fiscale format).
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.recognizers.cues import cued, cued_values


class SsnRecognizer(ReadingRecognizer):
    """Finds ``US_SSN``: the 3-2-4 shape, nine digits after a cue, and the last four after one."""

    ENTITIES = ("US_SSN",)

    _SHAPE = pattern(
        r"(?:^|[^\pL\pN\-])(?P<v>[0-9]{3}(?:-[0-9]{2}-| [0-9]{2} |\.[0-9]{2}\.)[0-9]{4})"
    )
    _CUES = r"ssn|ssn#|s\.s\.n\.?|social security|social security (?:number|no|#)|social sec|social"
    _WHOLE = cued(_CUES, r"[0-9]{3}[ .\-]?[0-9]{2}[ .\-]?[0-9]{4}")
    _LAST_FOUR = cued(
        rf"(?:last (?:four|4)(?: digits)?(?: of)?(?: my| the| your)? )?(?:{_CUES})", r"[0-9]{4}"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Shape first, then cues."""
        if not reading.has_digit:
            return
        lower = reading.lower
        for match in self._SHAPE.finditer(lower):
            start, end = match.span("v")
            longer = end < len(lower) and (
                lower[end].isalnum() or (lower[end] == "-" and lower[end + 1 : end + 2].isdigit())
            )
            digits = [c for c in lower[start:end] if c.isdigit()]
            area = "".join(digits[:3])
            issued = area not in {"000", "666"} and area[0] != "9"
            if not longer:
                dashed = lower[start + 3] == "-"
                yield Hit("US_SSN", start, end, CUED if issued and dashed else LIKELY)
        for start, end in cued_values(reading, self._WHOLE):
            yield Hit("US_SSN", start, end, SURE)
        for start, end in cued_values(reading, self._LAST_FOUR):
            yield Hit("US_SSN", start, end, CUED)


class NationalIdRecognizer(ReadingRecognizer):
    """Finds ``NATIONAL_ID``: shapes that are checked or unmistakable, and anything after its name."""

    ENTITIES = ("NATIONAL_ID",)

    _NINO = pattern(
        r"(?:^|[^\pL\pN])(?P<v>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D])"
    )
    _NIF = pattern(r"(?:^|[^\pL\pN])(?P<v>[0-9XYZ][0-9]{7}-?[A-Z])")
    _CPF = pattern(r"(?:^|[^\pL\pN])(?P<v>[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})")
    _CODICE = pattern(
        r"(?:^|[^\pL\pN])(?P<v>[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}"
        r"[A-Z][0-9LMNPQRSTUV]{3}[A-Z])"
    )
    _CUED = cued(
        r"passport|driver'?s? licen[cs]e|driving licen[cs]e|dl number|licen[cs]e number|national insurance|"
        r"nino|ni (?:number|no)|national id|identity card|id card|government id|social insurance|tax id|tin|itin|"
        r"personalausweis|ausweisnummer|reisepass|steuer-?id|steuernummer|sozialversicherungsnummer|"
        r"passeport|carte d'identité|numéro de sécurité sociale|pasaporte|dni|nie|nif|curp|rfc|"
        r"passaporto|codice fiscale|carta d'identità|paspoort|bsn|burgerservicenummer|rijbewijs|"
        r"passaporte|cpf|bilhete de identidade|cartão de cidadão|aadhaar|aadhar|pan (?:card|number|no)|pan|nhs|pps|ppsn|voter id|epic (?:number|no)|gstin|"
        r"vat (?:number|id|no)|ust-?id(?:nr)?\.?|numéro de tva|partita iva|tfn|tax file number|medicare(?: number| card)?|sin|nric|pesel|personnummer|"
        r"cpr|insee|(?:numéro de )?sécu|nss|rijksregisternummer|ahv(?:-nummer)?|avs|rodné číslo|cui|nit|cédula|rut|passport (?:number|no)|visa number",
        r"[a-z0-9](?:[ .\-/]?[a-z0-9]){4,23}",
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Shapes on the text in its own case, cues on small letters."""
        if not reading.has_digit:
            return
        text = reading.text
        for each, score in ((self._NINO, LIKELY), (self._CPF, LIKELY), (self._CODICE, SURE)):
            for match in each.finditer(text):
                start, end = match.span("v")
                if end == len(text) or not text[end].isalnum():
                    yield Hit("NATIONAL_ID", start, end, score)
        for match in self._NIF.finditer(text):
            start, end = match.span("v")
            if self._nif_holds(text[start:end]) and not text[end : end + 1].isalnum():
                yield Hit("NATIONAL_ID", start, end, CUED)
        for start, end in cued_values(reading, self._CUED):
            last = self._number_end(reading, start, end)
            if last > start:
                yield Hit("NATIONAL_ID", start, last, CUED)

    @staticmethod
    def _number_end(reading: Reading, start: int, end: int) -> int:
        """The end of the last leading block that holds a digit; ``start`` when none does."""
        last = start
        words = reading.words_in(start, end)
        for word in words:
            plain = not any(c.isdigit() for c in word.text)
            if plain and (len(word.text) > 3 or (last > start and len(word.text) > 1)):
                break
            if not plain or (last > start and word == words[-1] == reading.words[-1]):
                last = min(word.end, end)
        return last if sum(c.isdigit() for c in reading.lower[start:last]) >= 3 else start

    @staticmethod
    def _nif_holds(value: str) -> bool:
        """The Spanish letter is the number modulo 23 in a fixed alphabet; X, Y, Z stand for 0, 1, 2."""
        number = int(value[:8].replace("X", "0").replace("Y", "1").replace("Z", "2"))
        return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == value[-1]
