"""Values spelled out in words: "c dot minh at g mail dot com", "two oh one, five five five ...".

Strategy: numbers are chains of number words worth at least seven digits. E-mail: the word "at" with a domain after it (labels joined by "dot", the last one a plausible
top-level domain), then as far to the left as words belong to a spelled-out name; a cue ("my email
is") extends it to the cue.
"""

from collections.abc import Iterator

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Reading, Word
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS, chains_in
from proxy.privacy.recognizers.base import CUED, LIKELY, WEAK, Hit, ReadingRecognizer
from proxy.privacy.recognizers.card import CARD_WORDS
from proxy.privacy.words import FIRST_NAMES, TALK, is_everyday, word_set

_SSN_WORDS = word_set("ssn social")
_ORDER_WORDS = word_set("order tracking reference invoice booking confirmation account")

_LEAST_DIGITS = 7

_EMAIL_CUES = word_set("email e-mail mail courriel correo mailadresse emailadres")
_CONNECTORS = word_set(
    "dot dash hyphen underscore plus ampersand slash minus punkt punto point ponto"
)
_DOTS = word_set("dot punkt punto point ponto")
_TOPS = word_set(
    "com net org edu gov io co uk de fr es it nl pt br in ca au us info biz me app dev shop eu ch at be "
    "se no dk fi pl ie nz za jp cn mx ar cl tv"
)
_PROVIDERS = word_set(
    "gmail googlemail yahoo hotmail outlook icloud aol msn gmx protonmail ymail live"
)


def _near(reading: Reading, left: Word, right: Word) -> bool:
    """Nothing but blanks, commas, dots and dashes between two words."""
    return right.start - left.end <= 3 and not reading.lower[left.end : right.start].strip(" ,.-\n")


class SpokenNumberRecognizer(ReadingRecognizer):
    """Finds numbers read out in words: phone, card and social security numbers."""

    ENTITIES = ("PHONE_NUMBER", "CREDIT_CARD", "US_SSN", "ACCOUNT_NUMBER")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Chains of number words worth seven digits and more."""
        for chain in chains_in(reading):
            if len(chain.digits) < _LEAST_DIGITS:
                continue
            near = set(reading.words_before(chain.start, 6))
            entity = "PHONE_NUMBER"
            if near & _SSN_WORDS:
                entity = "US_SSN"
            elif len(chain.digits) >= 13 or near & CARD_WORDS:
                entity = "CREDIT_CARD"
            elif near & _ORDER_WORDS:
                entity = "ACCOUNT_NUMBER"
            yield Hit(entity, chain.start, chain.end, LIKELY)


class SpokenEmailRecognizer(ReadingRecognizer):
    """Finds ``EMAIL_ADDRESS`` spelled out in words."""

    ENTITIES = ("EMAIL_ADDRESS",)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Each "at" that a spelled-out domain follows."""
        if "at" not in reading.word_set or not reading.word_set & _DOTS:
            return
        words = reading.words
        free_from = 0
        for index, word in enumerate(words):
            if word.text != "at" or index <= free_from:
                continue
            last, known = self._domain(reading, index)
            if last is None:
                continue
            first, cued = self._local(reading, index, free_from)
            left = words[index - 1].text
            plain = left in TALK or is_everyday(left)
            if first == index or (
                plain and len(left) > 1 and not (known or cued or Asked.EMAIL in reading.asked)
            ):
                continue
            score = CUED if cued or Asked.EMAIL in reading.asked else LIKELY if known else WEAK
            yield Hit("EMAIL_ADDRESS", words[first].start, words[last].end, score)
            free_from = last + 1

    def _domain(self, reading: Reading, at: int) -> tuple[int | None, bool]:
        """Index of the last word of the domain after ``at``, and whether its provider is known."""
        words = reading.words
        index, dotted, label = at + 1, None, ""
        known = False
        spelled = True
        while (
            index < len(words)
            and index - at <= 30
            and _near(reading, words[index - 1], words[index])
        ):
            text = words[index].text
            if text in _DOTS and label:
                known = known or label in _PROVIDERS
                dotted, label, spelled = index, "", True
            elif text in _CONNECTORS or len(text) == 1 or text in ENGLISH_NUMBER_WORDS:
                if not spelled and text not in _CONNECTORS:
                    break
                label += text
            elif (
                not label or (words[index - 1].text in _CONNECTORS) or (spelled and dotted is None)
            ):
                label += text
                spelled = dotted is None and len(label) < 12 and label not in _PROVIDERS
                if dotted is not None:
                    spelled = False
            else:
                break
            index += 1
        if dotted is None or not label:
            return None, known
        top = "".join(word.text for word in words[dotted + 1 : index])
        shaped = top in _TOPS or (known or len(top) <= 4) or any(c in top for c in _CONNECTORS)
        return (self._path_end(words, index) - 1 if shaped else None), known

    @staticmethod
    def _path_end(words: tuple[Word, ...], index: int) -> int:
        """Past what is spelled out behind the domain ("slash one two dash a b")."""
        slash = next(
            (i for i in (index - 1, index) if words[i : i + 1] and words[i].text == "slash"), 0
        )
        if not slash:
            return index
        end = slash + 1
        while end < len(words) and (
            len(words[end].text) <= 2
            or words[end].text in _CONNECTORS
            or words[end].text in ENGLISH_NUMBER_WORDS
        ):
            end += 1
        return end

    def _local(self, reading: Reading, at: int, bound: int) -> tuple[int, bool]:
        """Index of the first word of the name before ``at``, and whether a cue introduces it."""
        words = reading.words
        for back in range(at - 1, max(bound, at - 18) - 1, -1):
            if words[back].text in {"is", "it's"} and (
                set(reading.words_before(words[back].start, 3)) & _EMAIL_CUES
            ):
                return back + 1, True
            if words[back].text in _EMAIL_CUES and back + 1 < at:
                skip = back + 1 + (words[back + 1].text in {"is", "address", "id"})
                return skip, True
        first = at
        while first > bound and _near(reading, words[first - 1], words[first]):
            text = words[first - 1].text
            small = len(text) == 1 or text in ENGLISH_NUMBER_WORDS or text in _CONNECTORS
            if not (small or first == at or words[first].text in _CONNECTORS):
                break
            first -= 1
        if 0 < first < at and first > bound and words[first - 1].text in FIRST_NAMES:
            first -= 1
        return first, False
