"""Names of people, where a cue introduces them.

Strategy: a pattern finds the cue; then words are taken one by one while they can be part of a name.
How much a word must look like one depends on the cue: after "my name is" anything that is no talk
will do; after "I am" or "this is" it must be capitalised or be no everyday word, so that "I am
looking" and "this is ridiculous" stay. Lower-case chat is the rule, not the exception.
Names without any cue are the trained model's work: one more recogniser beside this one.
"""

from collections.abc import Iterator

from proxy.privacy.model.lexicon import Lexicon, Role
from proxy.privacy.model.shipped import shipped_lexicon
from proxy.privacy.normalize import Match, Reading, Word
from proxy.privacy.recognizers import name_cues as cues
from proxy.privacy.recognizers.base import CUED, GUESS, LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.recognizers.public_names import is_person
from proxy.privacy.words import (
    ENGLISH_TALK,
    FIRST_NAMES,
    NAME_PARTICLES,
    TALK,
    is_everyday,
    word_set,
)

_ENTITY = "PERSON"
_ADJECTIVE_ENDINGS = (
    "ed", "ing", "ful", "ous", "ive", "able", "ible", "less", "ish", "ical", "tic", "ally", "ately",
)  # fmt: skip
_THINGS = word_set(
    "product item brand store shop file company business model plan user domain event street city category collection tool function "
    "host account card website site app game dish pet team color colour style variant artikel produkt produit producto prodotto "
    "product's item's service department file's code"
)
_PHRASE_ENDS = frozenset(("", ",", ".", "!", "?", "\n", ")", ";"))
_NAMED = (Role.FIRST | Role.FIRST_COMMON | Role.LAST | Role.LAST_COMMON).value
_SHORTEST_UNKNOWN = 3
_LONGEST_UNKNOWN = 2
"""Words."""
_LEAST_SPELLED = 4
_NAME_STATES = word_set(
    "spelled spelt misspelled misspelt mispelled printed written entered typed registered listed changed updated deleted removed missing incorrect "
    "wrong different shown displayed saved used taken falsch geändert mal incorrecto sbagliato verkeerd errado"
)
"""After "my name is": how the name is, not what."""
_LONGEST = 4
_LONGEST_CUED = 8
"""After "my name is" long names are taken whole."""
_LONGEST_WRITTEN = 100


class NameRecognizer(ReadingRecognizer):
    """Finds ``PERSON`` after cues, before "here" and "speaking", after titles, and in sign-offs."""

    ENTITIES = (_ENTITY,)

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        """With the shipped word list unless given. Raises ``AdministratorError`` when that is damaged."""
        super().__init__()
        self._roles = (shipped_lexicon() if lexicon is None else lexicon).roles

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Each cue family in turn; what only looks like a name must be no public one."""
        for hit in self._found(reading):
            if hit.score > LIKELY or is_person(reading, hit.start, hit.end):
                yield hit

    def _found(self, reading: Reading) -> Iterator[Hit]:
        lower = reading.lower
        for each in (cues.STRONG, cues.PLAIN_NAME):
            for match in each.finditer(lower):
                start, value = match.span()[0], match.span("v")[0]
                if _THINGS & set(reading.words_before(start + 1, 1)):
                    continue
                if not reading.from_customer and cues.LABEL.match(lower, start) is not None:
                    continue
                yield from self._strong(reading, value)
        for match in cues.TITLE.finditer(lower):
            for hit in self._capital(reading, match.span("v")[0], CUED):
                if is_person(reading, match.span()[0], hit.end):
                    yield hit
        for match in cues.WEAK.finditer(lower):
            yield from self._weak(reading, match.span("v")[0])
        for match in cues.RELATIVE.finditer(lower):
            if match.group("called").endswith(("called", "named", "name is")):
                yield from self._unknown(reading, match.span("v")[0])
            yield from self._weak(reading, match.span("v")[0], related=True)
        for match in cues.MET.finditer(lower):
            yield from self._weak(reading, match.span("v")[0], related=True)
        for match in cues.ABOUT.finditer(lower):
            yield from self._known_or_unknown(reading, match.span("v")[0])
        for match in cues.POSSESSIVE.finditer(lower):
            yield from self._owner(reading, *match.span("v"))
        for match in cues.CALLED.finditer(lower):
            yield from self._unknown(reading, match.span("v")[0])
        yield from self._spelled(reading)
        for match in cues.ANYBODY.finditer(lower):
            yield Hit(_ENTITY, *match.span("v"), SURE)
        for match in cues.CUSTOMER.finditer(lower):
            yield from self._written(reading, match.span("v")[0])
        for match in cues.ITS.finditer(lower):
            if reading.text[match.span("v")[0]].isupper():
                yield from self._weak(reading, match.span("v")[0])
        for match in cues.MY_NAME.finditer(lower):
            yield from self._unknown(reading, match.span("v")[0])
        yield from self._bare(reading)
        yield from self._opening(reading)
        for match in cues.GREETING.finditer(lower):
            yield from self._greeted(reading, match.span("v")[0])
        for match in cues.HERE.finditer(lower):
            yield from self._whole(reading, *match.span("v"), near=True)
            yield from self._everyday_here(reading, match)
        for match in cues.SIGN_OFF.finditer(lower):
            gap = lower[slice(*match.span("gap"))]
            yield from self._whole(reading, *match.span("v"), near=bool(gap.strip(" ")))

    @staticmethod
    def _following(reading: Reading, position: int) -> Iterator[Word]:
        """The words of one phrase from ``position`` on: blanks, hyphens and full stops between."""
        end, last = position, ""
        for word in reading.words_in(position, position + _LONGEST_WRITTEN)[: _LONGEST_CUED + 1]:
            gap = reading.lower[end : word.start]
            if gap.strip(" -.'\"") or len(gap) > 3 or "\n" in gap:
                return
            if "." in gap and len(last) > 3:
                return
            yield word
            end, last = word.end, word.text

    def _strong(self, reading: Reading, position: int) -> Iterator[Hit]:
        """After "my name is": every word but talk; further words must not be everyday ones."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            if any(c.isdigit() for c in word.text) or len(taken) == _LONGEST_CUED:
                break
            capital = reading.text[word.start].isupper()
            if not taken and not capital and word.text in _NAME_STATES:
                break
            # "My name is Order": only a capital tells a customer of that name from talk.
            named = capital and not taken
            if word.text in TALK and word.text not in NAME_PARTICLES and not named:
                break
            if taken and is_everyday(word.text) and not capital and word.text not in NAME_PARTICLES:
                break
            taken.append(word)
        yield from self._hit(taken, SURE if reading.from_customer else CUED)

    def _capital(self, reading: Reading, position: int, score: float) -> Iterator[Hit]:
        """After a title: capitalised words, or one word that is no everyday word."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            capital = reading.text[word.start].isupper()
            strange = not is_everyday(word.text) and word.text.isalpha()
            # "frau ziegler wartet": a second small word is a name where the phrase ends with it.
            if taken and not capital and reading.lower[word.end : word.end + 1] not in _PHRASE_ENDS:
                strange = False
            if not (capital or word.text in NAME_PARTICLES or (strange and len(taken) < 2)):
                break
            if word.text in TALK and word.text not in NAME_PARTICLES:
                break
            taken.append(word)
        yield from self._hit(taken, score)

    def _written(self, reading: Reading, position: int) -> Iterator[Hit]:
        """After "customer" and the like: capitalised words that are not all everyday words."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            capital = reading.text[word.start].isupper() and word.text not in TALK
            if not (capital or (taken and word.text in NAME_PARTICLES)):
                break
            taken.append(word)
        strange = [w for w in taken if not is_everyday(w.text) and w.text not in cues.NO_NAME]
        if strange and len(taken) <= _LONGEST and not reading.text.isupper():
            yield from self._hit(taken, CUED)

    def _weak(self, reading: Reading, position: int, *, related: bool = False) -> Iterator[Hit]:
        """After "I am": words that look like a name by their capital or by being no English word.

        ``related``: after "my husband" one word is enough that the word list knows as a name, or not at all.
        """
        taken: list[Word] = []
        for word in self._following(reading, position):
            if not self._looks(reading, word) or len(taken) == _LONGEST:
                break
            taken.append(word)
        if not taken:
            return
        capital = reading.text[taken[0].start].isupper() and not reading.text.isupper()
        listed = taken[0].text in FIRST_NAMES
        if related and not (capital or listed):
            yield from self._known_or_unknown(reading, position)
            return
        end = taken[-1].end
        if capital or listed or (len(taken) == 2 and self._goes_on(reading, end)):
            yield from self._hit(taken, CUED if capital else LIKELY)

    def _known_or_unknown(self, reading: Reading, position: int) -> Iterator[Hit]:
        """One word or two that the word list knows as names, or does not know at all."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            known = self._looks(reading, word) and self._may_be_named(word.text)
            if not known or len(taken) == _LONGEST_UNKNOWN:
                break
            taken.append(word)
        yield from self._hit(taken, LIKELY)

    def _owner(self, reading: Reading, start: int, end: int) -> Iterator[Hit]:
        """The last one or two words before "'s passport", if they may be a name."""
        words = list(reading.words_in(start, end))
        texts = [word.text.removesuffix("'s") for word in words]
        first = len(words)
        while (
            first
            and self._may_be_named(texts[first - 1])
            and not (is_everyday(texts[first - 1]) or texts[first - 1] in cues.NO_NAME)
        ):
            first -= 1
        if first < len(words):
            yield Hit(_ENTITY, words[first].start, end, LIKELY)

    def _may_be_named(self, word: str) -> bool:
        """Whether the word list knows a word as a name, or does not know it (nor anything near it)."""
        roles = self._roles(word)
        return bool(roles & _NAMED) or (roles == 0 and len(word) > _SHORTEST_UNKNOWN)

    @staticmethod
    def _spelled(reading: Reading) -> Iterator[Hit]:
        """Letters one by one: "k a i t l y n", "m c a double l"."""
        for match in cues.SPELLED.finditer(reading.lower):
            start, end = match.span("v")
            letters = "".join(word.text for word in reading.words_in(start, end))
            if len(letters) < _LEAST_SPELLED and not match.group("cue"):
                continue
            shouted = is_everyday(letters) and letters not in FIRST_NAMES
            if not (shouted or reading.lower.startswith(cues.NOT_SPELLED, start)):
                yield Hit(_ENTITY, start, end, LIKELY)

    @staticmethod
    def _goes_on(reading: Reading, end: int) -> bool:
        """The message ends here, or goes on as it does after a name ("and i need ...")."""
        return cues.AFTER_NAME.match(reading.lower[end : end + 20]) is not None

    @staticmethod
    def _bare(reading: Reading) -> Iterator[Hit]:
        """A customer's message of one to three unknown words: with a common first name, or a guess."""
        words = reading.words
        if not reading.from_customer or not 1 <= len(words) <= 3 or "?" in reading.text:
            return
        if not all(word.text.isalpha() and len(word.text) > 1 for word in words):
            return
        first = words[0].text
        if any(is_everyday(word.text) for word in words):
            surname = len(words) == 2 and words[1].text not in TALK and not is_everyday(first)
            if surname and first in FIRST_NAMES and first not in cues.PRODUCT_NAMES:
                yield Hit(_ENTITY, words[0].start, words[1].end, LIKELY)
            return
        listed = words[0].text in FIRST_NAMES or words[-1].text in FIRST_NAMES
        if listed or not any(word.text in cues.NO_NAME for word in words):
            yield Hit(_ENTITY, words[0].start, words[-1].end, LIKELY if listed else GUESS)

    @staticmethod
    def _opening(reading: Reading) -> Iterator[Hit]:
        """A customer's message that opens with a common first name: "john and my pin is ..."."""
        match = cues.OPENING.match(reading.lower) if reading.from_customer else None
        if match is None:
            return
        words = reading.words_in(0, match.span()[1] - 2)
        names = [word for word in words if word.text not in ENGLISH_TALK]
        listed = words[0].text in FIRST_NAMES - cues.NO_NAME and not is_everyday(words[0].text)
        if listed and names and names[0] == words[0]:
            yield Hit(_ENTITY, names[0].start, names[-1].end, LIKELY)

    def _unknown(self, reading: Reading, position: int) -> Iterator[Hit]:
        """After "my name", without "is": unknown words."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            if not self._looks(reading, word) or len(taken) == _LONGEST:
                break
            taken.append(word)
        yield from self._hit(taken, LIKELY)

    def _greeted(self, reading: Reading, position: int) -> Iterator[Hit]:
        """After "Hi" or "Thank you": capitalised, not an everyday word, and the phrase ends there."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            if not (reading.text[word.start].isupper() and self._looks(reading, word)):
                break
            taken.append(word)
        if taken:
            end = taken[-1].end
            after = reading.lower[end : end + 1]
            shouted = reading.text[: end + 20].isupper()
            if not shouted and (
                not after or after in ",.!?\n:;-" or reading.lower[end : end + 2] == " -"
            ):
                yield from self._hit(taken, CUED)

    def _whole(self, reading: Reading, start: int, end: int, *, near: bool) -> Iterator[Hit]:
        """A short phrase that is a name as a whole. ``near``: punctuation or a line end speaks for it."""
        words = list(reading.words_in(start, end))
        while words and words[0].text in TALK:
            words = words[1:]
        if not words or not all(self._looks(reading, word) for word in words):
            return
        capital = all(
            reading.text[word.start].isupper() or word.text in NAME_PARTICLES for word in words
        )
        if capital or (near and len(words) <= 2):
            yield from self._hit(words, CUED if capital else LIKELY)

    @staticmethod
    def _everyday_here(reading: Reading, match: Match) -> Iterator[Hit]:
        """A common first name that is an everyday word, where nothing but a greeting comes before it: "april here"."""
        start, end = match.span("v")
        words = reading.words_in(start, end)
        if len(words) != 1 or words[0].text not in FIRST_NAMES or words[0].text in TALK:
            return
        greeted = all(word in TALK for word in reading.words_before(start, 4))
        if greeted and cues.IS_HERE.match(reading.lower[end : end + 30]) is not None:
            yield Hit(_ENTITY, start, end, LIKELY)

    @staticmethod
    def _looks(reading: Reading, word: Word) -> bool:
        """Whether a word may be part of a name where the cue is weak."""
        text = word.text
        if text in NAME_PARTICLES:
            return True
        if len(text) == 1:
            initial = reading.text[word.start : word.end + 1]
            return initial.endswith(".") and initial[0].isupper()
        if text in TALK or text in cues.NO_NAME or is_everyday(text):
            return False
        if any(c.isdigit() for c in text):
            return False
        return reading.text[word.start].isupper() or not text.endswith(_ADJECTIVE_ENDINGS)

    @staticmethod
    def _hit(words: list[Word], score: float) -> Iterator[Hit]:
        while words and words[-1].text in NAME_PARTICLES:
            words = words[:-1]
        if words:
            last = words[-1]
            yield Hit(_ENTITY, words[0].start, last.end - 2 * last.text.endswith("'s"), score)
