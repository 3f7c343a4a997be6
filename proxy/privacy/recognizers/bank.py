"""Bank accounts: IBAN with its check digits, and account, routing and sort codes after a cue.

Presidio's IBAN recogniser is not used: it writes the text it could not validate into the log.
Sources: ISO 13616-1 (IBAN structure, lengths by country), ISO 7064 (mod 97-10).
"""

from collections.abc import Iterator

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.base import CUED, Hit, ReadingRecognizer
from proxy.privacy.recognizers.cues import cued, cued_values
from proxy.privacy.words import word_set

_LENGTHS = {
    code: int(size)
    for code, size in (
        pair.split(":")
        for pair in word_set(
            "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 "
            "CZ:24 DE:22 DJ:27 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 "
            "GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 "
            "LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 "
            "NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24 SC:31 SD:18 SE:24 SI:19 "
            "SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30"
        )
    )
}
_CANDIDATE = pattern(r"(?:^|[^\pL\pN])(?P<v>[a-z]{2}[0-9]{2}(?:[ \t\n.\-]?[a-z0-9]){11,36})")


def _mod_97_holds(iban: str) -> bool:
    """ISO 7064: the first four characters to the end, letters as 10 to 35, remainder 1."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


def is_iban(text: str) -> bool:
    """A whole IBAN by its country's length and its check digits; letters in any case."""
    fits = text.isascii() and text.isalnum() and len(text) == _LENGTHS.get(text[:2].upper(), 0)
    return fits and text[2:4].isdigit() and _mod_97_holds(text)


class IbanRecognizer(ReadingRecognizer):
    """Finds ``IBAN_CODE``: valid ones anywhere, mistyped ones after a cue or a question."""

    ENTITIES = ("IBAN_CODE",)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """A candidate is cut to its country's length; words that follow it are not part of it."""
        if not reading.has_digit:
            return
        lower = reading.lower
        for match in _CANDIDATE.finditer(lower):
            start, end = match.span("v")
            places = [i for i in range(start, end) if lower[i].isalnum()]
            size = _LENGTHS.get(lower[start : start + 2].upper(), 0)
            if size and len(places) >= size:
                last = places[size - 1] + 1
                iban = "".join(lower[i] for i in places[:size])
                inside = last < len(lower) and lower[last].isalnum()
                if iban.isascii() and _mod_97_holds(iban) and not inside:
                    yield Hit("IBAN_CODE", start, last, 1.0)
                    continue
            if "iban" in reading.words_before(start, 5) or Asked.BANK_ACCOUNT in reading.asked:
                yield Hit("IBAN_CODE", start, self._blocks_end(lower, start, end), CUED)

    @staticmethod
    def _blocks_end(lower: str, start: int, end: int) -> int:
        """Where the blocks with digits end: a mistyped IBAN stops before the next plain word."""
        last = start
        for block in _BLOCK.finditer(lower, start, end):
            low, high = block.span()
            if not any(c.isdigit() for c in lower[low:high]) and high - low > 2:
                break
            last = high
        return last


_BLOCK = pattern(r"[a-z0-9]+")


class BankAccountRecognizer(ReadingRecognizer):
    """Finds ``BANK_ACCOUNT``: account, routing and sort codes beside their names."""

    ENTITIES = ("BANK_ACCOUNT",)

    _PATTERNS = cued(
        r"bank account|bank acct|checking account|savings account|current account|"
        r"routing|aba|sort code|bsb|account and routing|direct debit account|"
        r"kontonummer|bankkonto|bankleitzahl|blz|compte bancaire|rib|cuenta bancaria|"
        r"conto corrente|bankrekening|rekeningnummer|conta bancária|ifsc|clabe",
        r"[0-9](?:[ \-]?[0-9]){4,19}|[a-z]{4}0[a-z0-9]{6}",
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """After or before a cue."""
        if reading.has_digit:
            for start, end in cued_values(reading, self._PATTERNS):
                yield Hit("BANK_ACCOUNT", start, end, CUED)
