"""Phone numbers of the policy's regions, and of any region where a cue or a + introduces them.

Strategy: candidates are windows of neighbouring digit groups (7 to 15 digits); libphonenumber's
metadata (``phonenumbers``) says whether one is a number of a region. Its own matcher is not used: it
scans the whole text once per region, and refuses much of what people type in a chat. What stands
before a candidate decides most cases: after "order" or "tracking" it is no phone number, after "call
me on" it is one in any country.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import phonenumbers

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.base import Asked
from proxy.privacy.normalize import Group, Pattern, Reading, pattern
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, WEAK, Hit, ReadingRecognizer
from proxy.privacy.words import word_set

_PHONE_WORDS = word_set(
    "phone telephone tel mobile cell cellphone call calling whatsapp sms text fax landline "
    "reach dial ph mob contact callback cb ring txt cel telefon telefonnummer handynummer mobilnummer anrufen rufnummer "
    "téléphone portable appeler appelez móvil teléfono telefono llamar llámame cellulare chiamare "
    "telefoonnummer mobiel bellen telefone celular ligar telemóvel"
)
_OTHER_WORDS = word_set(
    "order orders invoice receipt tracking track parcel shipment package item sku model serial isbn upc "
    "ean reference ref booking confirmation reservation ticket case account acct card gift voucher "
    "coupon code iban ssn social passport policy claim member membership loyalty rewards id product "
    "article bestellung bestellnummer rechnung sendung kundennummer konto commande facture suivi pedido "
    "factura seguimiento cuenta ordine fattura conto bestelnummer factuur rekening encomenda fatura conta "
    "dob born birth date version zip postcode price total "
    "amount balance usd eur gbp cents $"
)
_EXTENSION = pattern(r"^\s{0,2},?\s?(?:ext\.?|extension|x)\s{0,2}[0-9]{1,6}")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
"""ITU-T E.164 allows fifteen; seven is a local number."""
_MOST_GROUPS = 7
"""Groups of one number inside a longer run of groups; a run that is short enough may be all of one."""
_KINDS = [
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
]
_NOT_AFTER = frozenset("$€£%")
_SENTENCE_ENDS = (". ", "! ", "? ")
_NEAR = 80
"""Characters; words that are farther away say nothing about a number."""
_LEAST_SERIES = 4
"""Groups."""
_LARGEST_STEP = 10
_ROUND = 50
_CENTS = pattern(r"^[.,][0-9]{2}(?:[^0-9]|$)")


def _is_date(groups: tuple[Group, ...], text: str) -> bool:
    """Three groups that read as a date with equal separators."""
    if len(groups) != 3:
        return False
    first, middle, last = (len(group.digits) for group in groups)
    shaped = (first == 4 and middle <= 2 and last <= 2) or (
        first <= 2 and middle <= 2 and last in {2, 4}
    )
    gaps = {text[groups[0].end : groups[1].start], text[groups[1].end : groups[2].start]}
    return shaped and gaps <= {"-", ".", "/", ". "}


def _ends_in_price(groups: tuple[Group, ...], text: str) -> bool:
    """Like "52, 129.00": the last of few groups is two decimals."""
    if not 2 <= len(groups) <= 3 or len(groups[-1].digits) != 2:
        return False
    gap = text[groups[-2].end : groups[-1].start]
    return gap in {".", ","} and len(groups[-2].digits) <= 4


def _runs_into_price(groups: tuple[Group, ...], text: str) -> bool:
    """Like "4070 589" in "rtx 4070 589.00": the last group goes on as an amount."""
    if len(groups) < 2 or _CENTS.match(text[groups[-1].end : groups[-1].end + 4]) is None:
        return False
    return text[groups[-2].end : groups[-1].start] == " " and len(groups[-1].digits) <= 4


def _is_of_amounts(groups: tuple[Group, ...], text: str) -> bool:
    """A bracket without its other half, or an amount that goes on: "422.99 (38", "10.5) 710.99"."""
    pairs = list(pairwise(groups))
    gaps = [text[left.end : right.start] for left, right in pairs]
    before = text[groups[0].start - 1 : groups[0].start]
    brackets = "".join(sign for sign in before + "".join(gaps) if sign in "()")
    if brackets.replace("()", "") and (brackets, before) != ("(", "("):
        return True
    amounts = (
        gap in {".", ","} and len(right.digits) <= 2 and left.digits[0] != "0"
        for gap, (left, right) in zip(gaps, pairs, strict=True)
    )
    return any(amounts) and not set(gaps) <= {".", ","}


def _is_series(groups: tuple[Group, ...], text: str) -> bool:
    """Sizes, measures or hours: "36 37 38 39", "100 - 200 - 300", "120/60/75", "0900-1800"."""
    if len(groups) == 2 and all(_is_clock(group.digits) for group in groups):
        return True
    if groups[0].digits[0] == "0":
        return False
    numbers = [int(group.digits) for group in groups]
    steps = {right - left for left, right in pairwise(numbers)}
    if len(groups) >= _LEAST_SERIES and len(steps) == 1 and 0 < min(steps) <= _LARGEST_STEP:
        return True
    if min(steps) > 0 and all(number % _ROUND == 0 for number in numbers):
        return True
    slashed = all(text[left.end : right.start].strip() == "/" for left, right in pairwise(groups))
    return slashed and len(groups) > 2 and all(len(group.digits) <= 3 for group in groups)


def _is_clock(digits: str) -> bool:
    return len(digits) == 4 and int(digits[:2]) <= 24 and int(digits[2:]) in {0, 15, 30, 45}


def _is_ipv4(groups: tuple[Group, ...], text: str) -> bool:
    return len(groups) == 4 and all(
        text[left.end : right.start] == "." and int(right.digits[:4]) < 256
        for left, right in pairwise(groups)
    )


@lru_cache(maxsize=16)
def numbering_plans(regions: tuple[str, ...]) -> Pattern:
    """One pattern for the numbers of all regions: country code or national prefix, then a number.

    ``phonenumbers`` calls a number valid when it fits its region's general pattern and that of one
    kind (mobile, fixed line ...); the kinds' patterns alone take all of these, and a few more.
    One RE2 match instead of a parse per region keeps texts full of digits cheap.
    """
    plans = [_plan(region) for region in regions]
    return pattern("|".join(f"(?:{plan})" for plan in plans) or "[^0-9]")


def _plan(region: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region.upper(), None)
    if metadata is None:
        raise AdministratorError(
            ErrorCode.INVALID_POLICY, f"there is no phone region {region!r}; use ISO 3166 codes"
        )
    kinds = [
        described.national_number_pattern
        for described in (getattr(metadata, kind) for kind in _KINDS)
        if described is not None and described.national_number_pattern
    ]
    prefix = metadata.national_prefix or ""
    before = "|".join(
        filter(None, (str(metadata.country_code), prefix, f"00{metadata.country_code}"))
    )
    return f"(?:{before})?(?:{'|'.join(kinds)})"


class PhoneRecognizer(ReadingRecognizer):
    """Finds ``PHONE_NUMBER``."""

    ENTITIES = ("PHONE_NUMBER",)

    def __init__(self, regions: tuple[str, ...]) -> None:
        """Raises ``AdministratorError`` (``INVALID_POLICY``) for a region that does not exist."""
        super().__init__()
        self._plans = numbering_plans(regions)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """The longest window that is a phone number, from left to right."""
        for run in reading.runs:
            index = 0
            while index < len(run):
                hit, used = self._from(reading, run, index)
                if hit is not None:
                    yield hit
                index += used

    def _from(self, reading: Reading, run: tuple[Group, ...], index: int) -> tuple[Hit | None, int]:
        """The best hit that starts at a group, and how many groups it uses up (at least one)."""
        total, windows = 0, []
        long_run = len(run) > _MOST_DIGITS
        most = _MOST_GROUPS if long_run else _MOST_DIGITS
        for end in range(index, min(len(run), index + most)):
            total += len(run[end].digits)
            if total > _MOST_DIGITS:
                break
            size = end - index + 1
            if total >= _LEAST_DIGITS and not (long_run and total < 2 * size):
                windows.append(run[index : end + 1])
        best: tuple[float, tuple[Group, ...]] | None = None
        for window in reversed(windows):
            score = self._score(reading, window)
            if score and (best is None or score > best[0]):
                best = score, window
        if best is None:
            return None, 1
        score, window = best
        start, end = self._span(reading, window, run[index + len(window) :])
        return Hit("PHONE_NUMBER", start, end, score), len(window)

    @staticmethod
    def _span(
        reading: Reading, window: tuple[Group, ...], following: tuple[Group, ...]
    ) -> tuple[int, int]:
        """With the + and the bracket before it, and the extension after it."""
        text, start, end = reading.text, window[0].start, window[-1].end
        while start and text[start - 1] in "+(":
            start -= 1
        for group in following:
            if text[end : group.start] != "-":
                break
            end = group.end
        extension = _EXTENSION.match(reading.lower[end : end + 20])
        if extension is not None:
            end += extension.span()[1]
        return start, end

    def _score(self, reading: Reading, window: tuple[Group, ...]) -> float:
        text = reading.text
        start = window[0].start
        if _is_date(window, text) or _is_ipv4(window, text):
            return 0.0
        if (start and text[start - 1] in _NOT_AFTER) or _ends_in_price(window, text):
            return 0.0
        if _runs_into_price(window, text) or _is_of_amounts(window, text):
            return 0.0
        digits = "".join(group.digits for group in window)
        plus = "+" in text[max(0, start - 2) : start]
        cue = self._cue(reading, start)
        if plus:
            return SURE if self._possible(digits) else LIKELY
        if Asked.PHONE in reading.asked and cue is not False:
            return CUED
        if cue is False:
            return 0.0
        if cue:
            return CUED
        return self._uncued(reading, window, digits)

    def _uncued(self, reading: Reading, window: tuple[Group, ...], digits: str) -> float:
        """No cue speaks for it: its shape and the numbering plans must."""
        text = reading.text
        if any(
            "," in text[a.end : b.start] or "\n" in text[a.end : b.start]
            for a, b in pairwise(window)
        ):
            return 0.0
        if len(window) > 1 and _is_series(window, text):
            return 0.0
        sizes = [len(group.digits) for group in window]
        valid = self._plans.fullmatch(digits) is not None
        if sizes in ([3, 3, 4], [1, 3, 3, 4]) or (valid and len(window) > 1):
            return LIKELY
        if len(window) > 1 and digits[0] == "0" and 9 <= len(digits) <= 12:
            return LIKELY
        if valid and reading.from_customer and len(digits) >= 10:
            return WEAK
        return 0.0

    def _cue(self, reading: Reading, start: int) -> bool | None:
        """True: a phone word stands nearest before; False: a word of other numbers; None: neither."""
        low = max(0, start - _NEAR)
        sentence = max(reading.lower.rfind(sign, low, start) for sign in _SENTENCE_ENDS)
        for word in reversed(reading.words_in(low, start)[-6:]):
            if word.text in _PHONE_WORDS:
                return True
            if word.text in _OTHER_WORDS and word.start > sentence:
                return False
        return None

    @staticmethod
    def _possible(digits: str) -> bool:
        try:
            number = phonenumbers.parse("+" + digits, None)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_possible_number(number)
