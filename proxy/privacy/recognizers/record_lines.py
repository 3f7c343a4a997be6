"""Records written as text: "Customer name: Crystal Minh", "Zip: 78750 | Phone: ...", and raw JSON.

System prompts, CRM notes and assistants' summaries carry customer records in this form. Keys are
judged by the same tables as the keys of JSON (``record``), with the other keys of the text beside
them. A value ends at its line's end, at the next key, or where its quotes end.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Pattern, Reading, pattern
from proxy.privacy.recognizers.base import CUED, Hit, ReadingRecognizer
from proxy.privacy.record import joined, says_nothing, verdict
from proxy.privacy.words import TALK, word_set

_KEY = pattern(
    r"(?:^|[\n,;|({\[]|[.!?]\s)[\s\-*•–>\"'#_0-9.)]{0,8}(?P<k>[\pL][\pL_/ \-]{1,32}[\pL0-9]|id|ip)\s?\d?[*_\"']{0,3}\s{0,2}[:=][*_\"'\s]{0,6}(?:(?:[0-9]{1,2}[.)]|[\-•*])\s{1,2}\*{0,2})?(?P<v>[^\s*_\"'])"
)
_END = pattern(r"[\n|;\"{}\[\]]|\*\*|,\s?\"|\\n|\s-\s|,\s(?:[\pL_]+ ?){1,3}:|\.\s|\s\(")
_LIST_ENDS = pattern(r"[\n,|;\"{}\[\]()]|\*\*|\s-\s|\.\s|\sand\s")
_NEXT_ITEM = pattern(r",\s?(?:and\s)?|\sand\s")
_NEXT_LINE = pattern(r"[^\n]{0,80}\n\s{0,6}(?:[0-9]{1,2}[.)]|[\-•*])\s+\*{0,2}")
_IS_KEY = pattern(r"[*_\"']{0,3}\s?[:=]")
_LONGEST_LIST = 12
_LISTED = frozenset({"ORDER_NUMBER", "PERSON"})
_LONGEST = 120
_MANY_WORDS = 12
_PLACEHOLDER = frozenset("[{<$")
_ONE_PIECE = word_set(
    "POSTAL_CODE PHONE_NUMBER CREDIT_CARD CARD_CODE PIN ORDER_NUMBER TRACKING_NUMBER ACCOUNT_NUMBER USER_NAME IP_ADDRESS "
    "GIFT_CARD LOYALTY_NUMBER EMAIL_ADDRESS IBAN_CODE US_SSN DATE_OF_BIRTH CARD_EXPIRY VERIFICATION_CODE PASSWORD SECRET "
    "BANK_ACCOUNT NATIONAL_ID PERSON LOCATION"
)


class RecordLineRecognizer(ReadingRecognizer):
    """Finds values of every type that a key names."""

    ENTITIES = (*sorted(_ONE_PIECE), "STREET_ADDRESS", "SECURITY_ANSWER")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """The values of structures; then each key with a value after it."""
        yield from self._structured(reading)
        if ":" not in reading.text and "=" not in reading.text:
            return
        places = [(match.span("k"), match.span("v")[0]) for match in _KEY.finditer(reading.text)]
        keys = joined(reading.text[low:high] for (low, high), _ in places)
        for (low, high), start in places:
            key = reading.text[low:high]
            said = verdict(tuple(key.split("/")[-1:]), keys)
            if said.entity_type is None:
                continue
            for piece in self._values(reading, said.entity_type, start):
                if not said.fits(reading.text[slice(*piece)]):
                    continue
                yield Hit(said.entity_type, *piece, CUED)

    def _structured(self, reading: Reading) -> Iterator[Hit]:
        """Values of JSON in the text, of XML and of tables, by their keys."""
        for structure in reading.structures:
            beside = {record: joined(keys) for record, keys in structure.keys.items()}
            for value in structure.values:
                said = verdict(value.keys, beside[value.record])
                text = reading.text[value.start : value.end]
                if said.entity_type is None or says_nothing(text) or not said.fits(text):
                    continue
                if text[0] not in _PLACEHOLDER and not text.startswith(("{", "[")):
                    yield Hit(said.entity_type, value.start, value.end, CUED)

    def _values(self, reading: Reading, entity: str, start: int) -> Iterator[tuple[int, int]]:
        """The value, or the values of a short list."""
        ends = _LIST_ENDS if entity in _ONE_PIECE else _END
        position: int | None = start
        for _ in range(_LONGEST_LIST):
            if position is None:
                return
            end, stop = self._bounds(reading, ends, position)
            if not self._is_value(reading, entity, position, stop):
                return
            yield position, stop
            position = self._next(reading, entity, end)

    @staticmethod
    def _bounds(reading: Reading, ends: Pattern, start: int) -> tuple[int, int]:
        """Where the value's piece ends, and where the value itself does."""
        text = reading.text
        most = min(len(text), start + _LONGEST)
        match = next(ends.finditer(text, start, most), None)
        end = match.span()[0] if match is not None else most
        return end, start + len(text[start:end].rstrip(" .,*_'"))

    def _next(self, reading: Reading, entity: str, end: int) -> int | None:
        """Where the next value of a list starts: after a comma, or on the next list line."""
        if entity not in _LISTED:
            return None
        for each in (_NEXT_ITEM, _NEXT_LINE):
            match = each.match(reading.text, end)
            if match is not None:
                start = match.span()[1]
                _, stop = self._bounds(reading, _LIST_ENDS, start)
                if self._is_value(reading, entity, start, stop):
                    return start
        return None

    @staticmethod
    def _is_value(reading: Reading, entity: str, start: int, end: int) -> bool:
        """Short, no placeholder, and no sentence."""
        text = reading.text[start:end]
        if entity in _LISTED and (":" in text or _IS_KEY.match(reading.text, end) is not None):
            return False
        if len(text) < 2 or text[0] in _PLACEHOLDER or says_nothing(text):
            return False
        words = reading.words_in(start, end)
        talk = sum(word.text in TALK for word in words)
        if not words or len(words) > _MANY_WORDS:
            return False
        if entity == "PERSON":
            return (
                len(words) <= 5 and talk <= len(words) // 3 and not any(c.isdigit() for c in text)
            )
        if entity in {"STREET_ADDRESS", "LOCATION", "SECURITY_ANSWER"}:
            return talk <= len(words) // 3
        if entity in {"PASSWORD", "SECRET", "USER_NAME"}:
            return len(words) <= 4 and talk < len(words)
        shouted = len(text) >= 5 and text.isupper()
        return (
            shouted or any(c.isdigit() for c in text) or (entity == "EMAIL_ADDRESS" and "@" in text)
        )
