"""Values in disguise, found by the recognisers that find them undisguised (``disguises``).

Only recognisers that the policy runs take part, so that a type that is switched off stays off. Where
a reading was guessed at (look-alikes, decoded runs), only hits that a checksum or an unmistakable
shape supports count.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from proxy.privacy.disguises import PlainReading, plain_readings
from proxy.privacy.normalize import Reading
from proxy.privacy.recognizers.base import LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.words import word_set

READERS = (
    "EmailRecognizer", "SpokenEmailRecognizer", "PhoneRecognizer", "CreditCardRecognizer", "CardCodeRecognizer",
    "CardExpiryRecognizer", "IbanRecognizer", "BankAccountRecognizer", "SsnRecognizer", "NationalIdRecognizer",
    "IpAddressRecognizer", "PostalCodeRecognizer", "PinRecognizer", "OrderNumberRecognizer", "AccountNumberRecognizer",
    "LoyaltyNumberRecognizer", "GiftCardRecognizer", "TrackingNumberRecognizer", "NameRecognizer", "PasswordRecognizer",
    "DateOfBirthRecognizer", "StreetAddressRecognizer", "UserNameRecognizer", "SecurityAnswerRecognizer", "AskedAnswerRecognizer",
)  # fmt: skip
"""The recognisers that read texts without their disguise."""

_CHECKED = word_set("CREDIT_CARD IBAN_CODE")
_SHAPED = word_set("EMAIL_ADDRESS PHONE_NUMBER US_SSN NATIONAL_ID")


class DisguisedValueRecognizer(ReadingRecognizer):
    """Finds what its inner recognisers find in a text whose disguise was undone."""

    ENTITIES = (
        "ACCOUNT_NUMBER", "BANK_ACCOUNT", "CARD_CODE", "CARD_EXPIRY", "CREDIT_CARD", "DATE_OF_BIRTH", "EMAIL_ADDRESS",
        "GIFT_CARD", "IBAN_CODE", "IP_ADDRESS", "LOCATION", "LOYALTY_NUMBER", "NATIONAL_ID", "ORDER_NUMBER", "PASSWORD",
        "PERSON", "PHONE_NUMBER", "PIN", "POSTAL_CODE", "SECURITY_ANSWER", "STREET_ADDRESS", "TRACKING_NUMBER",
        "USER_NAME", "US_SSN", "VERIFICATION_CODE",
    )  # fmt: skip

    def __init__(self, inner: Iterable[ReadingRecognizer]) -> None:
        """``inner``: the recognisers of ``READERS`` that the policy runs."""
        super().__init__()
        self._inner = tuple(inner)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Hits of each reading without disguise, where something was undone."""
        for plain in plain_readings(reading):
            starts = [start for start, _ in plain.undone]
            for each in self._inner:
                for hit in each.find(plain.reading):
                    if _counts(hit, plain, starts):
                        start, end = plain.reading.canonical.original_span(hit.start, hit.end)
                        yield Hit(hit.entity_type, start, end, hit.score)


def _counts(hit: Hit, plain: PlainReading, starts: list[int]) -> bool:
    return (plain.anywhere or _touches(hit, plain, starts)) and (not plain.sure or _is_sure(hit))


def _touches(hit: Hit, plain: PlainReading, starts: list[int]) -> bool:
    """Whether a hit holds something that was undone."""
    last = bisect_right(starts, hit.end - 1) - 1
    return last >= 0 and plain.undone[last][1] > hit.start


def _is_sure(hit: Hit) -> bool:
    if hit.entity_type in _CHECKED:
        return hit.score >= SURE
    return hit.entity_type in _SHAPED and hit.score >= LIKELY
