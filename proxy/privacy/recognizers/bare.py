"""Values that a customer sends with nothing around them: "5566", "gt 67 g 6", "raju 5425".

In shop chats most personal data arrives so. Without knowing what was asked, a message that is only a
number or a code is still more often personal data than not, and so is any long number in a customer's
own words. The findings are weak: a shop's own rule, a cue or a question names them better. Amounts,
sizes, years and units stay.
"""

from collections.abc import Iterator, Sequence

from proxy.privacy.normalize import Reading, Word
from proxy.privacy.recognizers.base import WEAK, Hit, ReadingRecognizer
from proxy.privacy.words import LABELS, TALK, goods, is_everyday, leading_labels, word_set

_UNITS = word_set(
    "gb mb tb kb kg g gr mg ml cl l oz lb lbs cm mm m km inch inches in ft feet yd am pm usd eur gbp rs inr "
    "dollars dollar euros euro pounds pence cents pieces pcs pairs pair item items day days week weeks hour "
    "hours minute minutes min mins month months year years percent times x xl xxl xs s size sizes eu uk us hz "
    "ghz mhz watt watts w volt volts v mah mp px fps unit units box boxes bottles packs people persons quantity qty "
    "number no nr and or plan pack model version ps oz st nd rd th"
)
_AFTER_AMOUNTS = _UNITS - word_set("and no or number nr plan")
_MAKERS = word_set(goods.MAKERS)
"""Before their numbers: "lego 75192", "bose qc45"."""
_BEFORE_THINGS = _MAKERS | word_set(
    "model size sku version year usd eur gbp rs inr windows part article artikel art item style upc ean isbn page error"
)
_CODE_LABELS = LABELS | word_set("vin pan tan")
_NUMBERED = word_set("number no nr num code")
_SHORT_MESSAGE = 8
"""Words."""
_CURRENCY = frozenset("$€£¥₹%")
_LONGEST_CODE_WORD = 4
_FIRST_YEAR, _LAST_YEAR = 1930, 2049
_FILLER = word_set(
    "its it's it is sorry yes ok okay oh sure here the so my iban bic ssn pnr of course"
)


def _is_year(digits: str) -> bool:
    """A year that somebody may speak of today."""
    return len(digits) == 4 and _FIRST_YEAR <= int(digits) <= _LAST_YEAR


def _is_round(digits: str) -> bool:
    return len(digits) <= 6 and digits.endswith("00")


def _between_labels(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The runs of words with digits in them that no name of a value stands in ("exp", "cvv")."""
    run: list[Word] = []
    first = leading_labels([word.text for word in words])
    for word in (*words[first:], None):
        if word is not None and word.text not in _CODE_LABELS:
            run.append(word)
            continue
        if any(c.isdigit() for each in run for c in each.text):
            yield run
        run = []


def _is_of_a_thing(reading: Reading, position: int) -> bool:
    """Whether a number is a thing's: after "sku" or "part number", other digits between them or not."""
    for word in reversed(reading.words_before(position, 4)):
        if word in _BEFORE_THINGS:
            return True
        if not word.isdigit() and word not in _NUMBERED:
            return False
    return False


class BareValueRecognizer(ReadingRecognizer):
    """Finds ``ACCOUNT_NUMBER``, ``ORDER_NUMBER`` and ``PERSON`` in messages that are only a value."""

    ENTITIES = ("ACCOUNT_NUMBER", "ORDER_NUMBER", "PERSON")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Only in customers' words."""
        if not (reading.from_customer and reading.has_digit):
            return
        words = reading.words
        told = [word for word in words if word.text not in _FILLER]
        if len(told) <= _SHORT_MESSAGE and not set(reading.text) & _CURRENCY:
            yield from self._code(words)
        if len(words) <= _SHORT_MESSAGE and not set(reading.text) & _CURRENCY:
            yield from self._after_name(words)
            if len(words) <= 6:
                yield from self._with_name(words)
        yield from self._long(reading)

    @staticmethod
    def _code(words: tuple[Word, ...]) -> Iterator[Hit]:
        """A message of short pieces and digits: one code."""
        kept = [word for word in words if word.text not in _FILLER]
        if not kept:
            return
        texts = [word.text for word in kept]
        digits = "".join(c for text in texts for c in text if c.isdigit())
        letters = [text for text in texts if not any(c.isdigit() for c in text)]
        if texts[0] in _MAKERS or any(len(text) > _LONGEST_CODE_WORD for text in letters):
            return
        if any(text in _UNITS and (len(text) > 1 or len(texts) <= 2) for text in letters):
            return
        if any(len(text) > 2 and (text in TALK or is_everyday(text)) for text in letters):
            return
        mixed = any(
            {c.isdigit() for c in text} == {True, False} and "'" not in text for text in texts
        )
        size = sum(len(text) for text in texts)
        only_digits = len(texts) == 1 and texts[0].isdigit()
        if only_digits and (len(digits) < 4 or _is_year(digits) or _is_round(digits)):
            return
        if not only_digits and (size < 5 or len(digits) < 2):
            return
        if not (only_digits or letters or mixed) and len(digits) < 6:
            return
        if mixed and any(
            text.endswith(unit) for text in texts for unit in ("gb", "am", "pm", "cm", "xl")
        ):
            return
        entity = "ORDER_NUMBER" if letters or mixed else "ACCOUNT_NUMBER"
        for piece in _between_labels(kept):
            yield Hit(entity, piece[0].start, piece[-1].end, WEAK)

    def _after_name(self, words: tuple[Word, ...]) -> Iterator[Hit]:
        """Like "nivi and bal 125": an unknown word, "and", a code."""
        texts = [word.text for word in words]
        if "and" not in texts[1:3]:
            return
        at = texts.index("and", 1)
        if any(text in TALK or is_everyday(text) or not text.isalpha() for text in texts[:at]):
            return
        code = list(self._code(words[at + 1 :]))
        if code:
            yield Hit("PERSON", words[0].start, words[at - 1].end, WEAK)
            yield from code

    @staticmethod
    def _with_name(words: tuple[Word, ...]) -> Iterator[Hit]:
        """Like "nivi and 6318": unknown words and a digit group are a name and its number."""
        told = [word for word in words if word.text not in LABELS]
        letters = [word for word in told if word.text.isalpha() and word.text != "and"]
        numbers = [word for word in words if word.text.isdigit() and len(word.text) >= 4]
        if (
            not (letters and numbers)
            or len(letters) > 3
            or len(letters) + len(numbers) < len(words) - 1
        ):
            return
        if any(word.text in TALK or word.text in _UNITS or len(word.text) < 3 for word in letters):
            return
        if letters[0].text in _MAKERS:
            return
        if any(is_everyday(word.text) for word in letters):
            return
        yield Hit("PERSON", letters[0].start, letters[-1].end, WEAK)
        for word in numbers:
            yield Hit("ACCOUNT_NUMBER", word.start, word.end, WEAK)

    @staticmethod
    def _long(reading: Reading) -> Iterator[Hit]:
        """Five digits and more in one block are rarely an amount; four, in a short message, neither."""
        text = reading.text
        least = 4 if len(reading.words) <= _SHORT_MESSAGE else 5
        for group in reading.groups:
            size = len(group.digits)
            if size < least or not group.free:
                continue
            if size < 7 and (_is_year(group.digits) or _is_round(group.digits)):
                continue
            before = text[group.start - 1 : group.start]
            after = text[group.end : group.end + 2]
            decimal = (
                before in {".", ","} and group.start > 1 and text[group.start - 2].isdigit()
            ) or (after[:1] in {".", ","} and after[1:].isdigit())
            priced = bool(_CURRENCY & {before, after[:1], text[group.start - 2 : group.start - 1]})
            if priced or decimal or set(reading.words_after(group.end, 1)) & _AFTER_AMOUNTS:
                continue
            if _is_of_a_thing(reading, group.start):
                continue
            yield Hit("ACCOUNT_NUMBER", group.start, group.end, WEAK)
