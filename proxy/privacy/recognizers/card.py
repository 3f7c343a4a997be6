"""Payment cards: number, verification code, expiry, and the last four digits.

Strategy: a number is a window of neighbouring digit groups with 13 to 19 digits. It is sure when the
issuer's range and length fit and the Luhn check holds; but people mistype, and invent, so that a
window grouped like a card (4-4-4-4, 4-6-5, one block of 16), or of any such length beside a card
word, is a finding too. Luhn sums of all windows come from two prefix sums, so that a long run of
digits stays cheap. Sources: ISO/IEC 7812-1 (Luhn, ranges), PCI DSS glossary (verification code).
"""

from collections.abc import Iterator
from itertools import accumulate

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Group, Reading, pattern
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.recognizers.cues import cued, cued_values
from proxy.privacy.words import word_set

CARD_WORDS = word_set(
    "card cards creditcard credit debit visa mastercard master amex american express discover maestro "
    "diners jcb karte kreditkarte kartennummer carte bancaire tarjeta tarjetas carta creditcardnummer "
    "kaart cartão cartao pan cc"
)
OTHER_WORDS = word_set(
    "tracking track parcel shipment gift voucher loyalty rewards membership imei serial order invoice "
    "ean barcode sku reference account konto iban sendungsnummer seguimiento suivi"
)
_SHORT_MESSAGE = 6
"""Words."""
_ALSO_EXPIRE = word_set(
    "coupon coupons voucher vouchers offer offers promo promotion deal discount code codes sale points miles membership subscription trial plan policy warranty "
    "guarantee licence license passport visa contract lease insurance milk food yoghurt yogurt cheese medicine cream product item items ticket gutschein angebot"
)
_SHAPES = frozenset(
    {(16,), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (15,), (4, 4, 4, 4, 3), (8, 8), (4, 12), (6, 10)}
)


def _fits_issuer(digits: str) -> bool:
    """Whether prefix and length are of a card network (ISO/IEC 7812 ranges, widely published)."""
    size, two, three, four = len(digits), int(digits[:2]), int(digits[:3]), int(digits[:4])
    if digits[0] == "4":
        return size in {13, 16, 19}
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return size == 16
    if two in {34, 37}:
        return size == 15
    if 300 <= three <= 305 or two in {36, 38, 39}:
        return 14 <= size <= 19
    if two in {35, 60, 62, 64, 65, 81, 82} or four == 9792:
        return 16 <= size <= 19
    return two in {50, 56, 57, 58, 61, 63, 66, 67, 68, 69} and 13 <= size <= 19


class _Luhn:
    """Luhn sums of every window of one digit string, in constant time each."""

    def __init__(self, digits: str) -> None:
        plain = [int(d) for d in digits]
        double = [d * 2 - 9 if d > 4 else d * 2 for d in plain]
        even = [double[i] if i % 2 == 0 else plain[i] for i in range(len(plain))]
        odd = [plain[i] if i % 2 == 0 else double[i] for i in range(len(plain))]
        self._sums = ([0, *accumulate(even)], [0, *accumulate(odd)])

    def holds(self, start: int, end: int) -> bool:
        """The check digit is the last one, so that the digit before it is doubled."""
        sums = self._sums[(end - 2) % 2]
        return (sums[end] - sums[start]) % 10 == 0


def is_card_number(digits: str) -> bool:
    """A whole card number by issuer, length and Luhn."""
    return 13 <= len(digits) <= 19 and _fits_issuer(digits) and _Luhn(digits).holds(0, len(digits))


class CreditCardRecognizer(ReadingRecognizer):
    """Finds ``CREDIT_CARD``: whole numbers, and last four digits after a cue."""

    ENTITIES = ("CREDIT_CARD",)

    _LAST_FOUR = pattern(
        r"(?:end(?:s|ing|ed)?\s(?:in|with|on)|last\s(?:four|4)(?:\sdigits?)?(?:\s(?:of|on)\s[a-z ]{2,24})?|"
        r"endet\s(?:auf|mit)|endend\sauf|letzten?\s(?:vier|4)(?:\sziffern)?|finissant\spar|"
        r"termina(?:da|ta|ndo)?\s(?:en|in|em|con)|eindigt?\sop)"
        r"[\s:#*x.\-]{0,6}(?:is|are|in|ist|sind)?[\s:#*x.\-]{0,6}(?P<v>[0-9]{4})"
    )
    _MASKED = pattern(r"(?:[*x•·]{2,4}[\s\-]?){1,4}(?P<v>[0-9]{4})")
    _BESIDE = (
        pattern(
            r"(?:card|visa|mastercard|amex|karte|carte|tarjeta|carta|kaart|cartão)s?"
            r"(?:\s(?:no|nr|number|num|digits?|is|ends?|ending))*[\s.:#]{1,3}(?P<v>[0-9]{4})"
        ),
        pattern(
            r"(?:^|[^\pL\pN$.,])(?P<v>[0-9]{4})\s(?:debit\s|credit\s)?"
            r"(?:card|visa|mastercard|amex|karte)(?:[^\pL\pN]|$)"
        ),
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Whole numbers first, then the last four."""
        if not reading.has_digit:
            return
        for run in reading.runs:
            yield from self._in_run(reading, run)
        yield from self._last_four(reading)

    def _in_run(self, reading: Reading, run: tuple[Group, ...]) -> Iterator[Hit]:
        digits = "".join(group.digits for group in run)
        if len(digits) < 13:
            return
        luhn = _Luhn(digits)
        offsets = [0, *accumulate(len(group.digits) for group in run)]
        index = 0
        while index < len(run):
            best: tuple[float, int] | None = None
            for end in range(index + 1, min(len(run), index + 19) + 1):
                size = offsets[end] - offsets[index]
                if size > 19:
                    break
                if size < 13:
                    continue
                value = digits[offsets[index] : offsets[end]]
                score = self._score(
                    reading,
                    run[index:end],
                    value,
                    checked=luhn.holds(offsets[index], offsets[end]),
                )
                if score and (best is None or score >= best[0]):
                    best = score, end
            if best is None:
                index += 1
                continue
            score, end = best
            yield Hit("CREDIT_CARD", run[index].start, run[end - 1].end, score)
            index = end

    def _score(
        self, reading: Reading, window: tuple[Group, ...], digits: str, *, checked: bool
    ) -> float:
        sizes = tuple(len(group.digits) for group in window)
        if checked and _fits_issuer(digits) and len(set(digits)) > 1:
            return 1.0 if sizes in _SHAPES or set(sizes) == {1} else SURE
        cue = self._cue(reading, window[0].start)
        if cue or Asked.CARD_NUMBER in reading.asked:
            return CUED
        if cue is None and sizes in _SHAPES and sizes != (15,) and digits[0] != "0":
            return LIKELY
        return 0.0

    def _cue(self, reading: Reading, start: int) -> bool | None:
        for word in reversed(reading.words_before(start, 7)):
            if word in OTHER_WORDS:
                return False
            if word in CARD_WORDS:
                return True
        return None

    def _last_four(self, reading: Reading) -> Iterator[Hit]:
        for each in (self._LAST_FOUR, self._MASKED, *self._BESIDE):
            for match in each.finditer(reading.lower):
                start, end = match.span("v")
                if end < len(reading.lower) and reading.lower[end].isalnum():
                    continue
                is_year = reading.lower[start : start + 2] in {"19", "20"}
                if is_year and (each in self._BESIDE or not CARD_WORDS & reading.word_set):
                    continue
                if reading.lower[end : end + 1] in {"-", "/"}:
                    continue
                yield Hit("CREDIT_CARD", start, end, LIKELY if each in self._BESIDE else CUED)


class CardCodeRecognizer(ReadingRecognizer):
    """Finds ``CARD_CODE``: three or four digits beside the name of a verification code."""

    ENTITIES = ("CARD_CODE",)

    _PATTERNS = cued(
        r"cvv2?|cvc2?|cvn|cid|csc|ccv|card (?:security|verification|validation) (?:code|number|value)|"
        r"security code|card code|3[ -]digit (?:code|number)|three[ -]digit (?:code|number)|"
        r"(?:code|number|digits) on the (?:back|front)(?: of (?:it|the card|my card))?|back of (?:the|my) card|"
        r"kartenprüfnummer|kartenprüfziffer|prüfnummer|prüfziffer|sicherheitscode|"
        r"cryptogramme|code de sécurité|código de seguridad|codice di sicurezza|"
        r"código de segurança|beveiligingscode|veiligheidscode",
        r"[0-9]{3,4}",
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """After or before a cue."""
        if reading.has_digit:
            for start, end in cued_values(reading, self._PATTERNS):
                yield Hit("CARD_CODE", start, end, CUED)


class CardExpiryRecognizer(ReadingRecognizer):
    """Finds ``CARD_EXPIRY``: month and year after "exp", where the text speaks of a card."""

    ENTITIES = ("CARD_EXPIRY",)

    _DATE = (
        r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)"
        r"[a-z]{0,2}\.?\s?(?:20)?[2-4][0-9]|(?:0?[1-9]|1[0-2])\s?[/\-.]\s?(?:20)?[2-4][0-9]|(?:0[1-9]|1[0-2])[2-4][0-9]"
    )
    _PATTERNS = cued(
        r"exp|exp\.|expiry|expiration|expires|expire|expiring|exp date|expiry date|expiration date|"
        r"valid (?:until|thru|through|till|to)|good thru|gültig bis|ablaufdatum|"
        r"date d'expiration|expire le|valable jusqu'au|caducidad|vencimiento|fecha de caducidad|"
        r"scadenza|vervaldatum|geldig tot|validade|vencimento",
        _DATE,
    )
    _AFTER_NUMBER = pattern(rf"[0-9]{{4}}[\s,;/|]{{1,4}}(?P<v>{_DATE})(?:[^0-9]|$)")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Beside a card word or a long number, or in a short message: vouchers and milk expire too."""
        if not reading.has_digit:
            return
        digits = sum(len(group.digits) for group in reading.groups)
        alone = reading.from_customer and len(reading.words) <= _SHORT_MESSAGE
        told = CARD_WORDS & reading.word_set or digits >= 17 or "cvv" in reading.word_set
        if not told and (not alone or _ALSO_EXPIRE & reading.word_set):
            return
        for start, end in cued_values(reading, self._PATTERNS):
            yield Hit("CARD_EXPIRY", start, end, CUED)
        for match in self._AFTER_NUMBER.finditer(reading.lower):
            start, end = match.span("v")
            yield Hit("CARD_EXPIRY", start, end, LIKELY)
