"""Answers: what the customer was asked for, given without a word around it.

Strategy: the message is cut into parts (commas, semicolons, line ends, "and"), filler is taken off
("sure, it's ...", "... here", "thanks"), and each part is held against each thing that was asked for.
A part with talk in it ("why do you need that?", "i don't remember") is no answer; digits and codes in
it still are. Several questions at once take what fits each.
"""

from collections.abc import Iterator

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Reading, Word, pattern
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS as NUMBER_WORDS
from proxy.privacy.recognizers.answer_shapes import (
    CODES,
    DIGITS,
    Part,
    digits_in,
    is_refusal,
    name_words,
    parts_of,
)
from proxy.privacy.recognizers.base import CUED, LIKELY, Hit, ReadingRecognizer
from proxy.privacy.recognizers.birth import WRITTEN_DATE
from proxy.privacy.words import FIRST_NAMES, NAME_PARTICLES, TALK, is_everyday, word_set

_EXPIRY = pattern(
    r"(?:^|[^0-9])(?P<v>(?:0?[1-9]|1[0-2])\s?[/\-. ]?\s?(?:20)?[2-4][0-9])(?:[^0-9]|$)"
)

_YEAR_ALONE = pattern(r"^[^0-9]{0,24}(?P<v>(?:19|20)[0-9]{2})[^0-9]{0,12}$")

_SHORT_ANSWER = 12
"""Words; in a longer message only what stands out is taken for a name."""
_SMALL = word_set(
    "no nr the old new am an der im auf zum zur alter alte neue de la le les du des del los las den het op via da do dos van 's in of st"
)
"""Words of talk that stand in addresses."""
_STREET_WORDS = word_set(
    "street st road rd lane ln avenue ave drive court house cottage farm rectory mill villa villas apartments apartment building square way close "
    "terrace hill row place crescent grove gardens nagar colony marg block tower straße strasse weg platz gasse allee hof rue avenue chemin impasse "
    "calle avenida plaza carretera via viale piazza corso straat laan plein gracht rua avenida praça travessa"
)
_LONGEST_PASSWORD = 10
"""Words of a message that answers the question for a password."""
_BEFORE_PASSWORD = word_set(
    "sure ok okay yes yeah so well hi hello it's its it is was the my password pass word passwort kennwort wachtwoord contraseña "
    "senha mot de passe passe code should be i think das mein ist c'est le mon est es la mi è il mio het mijn a minha é"
)
_AFTER_PASSWORD = word_set(
    "thanks thank you please i think danke merci gracias grazie bedankt obrigado obrigada"
)
_ALSO_WORDS = word_set("chat los mi sin bin solo gatto")
_LABELS = word_set("id ids no nr num ref code pnr acct")
_LONGEST_ANSWER = 200
"""Words; a longer text is no bare answer, and the other recognisers read it."""


class AskedAnswerRecognizer(ReadingRecognizer):
    """Finds what the customer was asked for. Runs only where something was."""

    ENTITIES = (
        "PERSON", "EMAIL_ADDRESS", "STREET_ADDRESS", "POSTAL_CODE", "LOCATION", "DATE_OF_BIRTH",
        "PASSWORD", "SECURITY_ANSWER", "USER_NAME", "CARD_EXPIRY",
        *sorted({entity for entity, _, _ in DIGITS.values()} | set(CODES.values())),
    )  # fmt: skip

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Everything asked for, part by part."""
        if not reading.asked or not reading.from_customer:
            return
        if len(reading.words) > _LONGEST_ANSWER or is_refusal(reading):
            return
        parts = parts_of(reading)
        if Asked.PASSWORD in reading.asked or Asked.SECURITY_ANSWER in reading.asked:
            yield from self._free_text(reading, parts)
        if Asked.STREET in reading.asked:
            yield from self._street(reading, parts)
        for part in parts:
            yield from self._names(reading, part)
            yield from self._places(reading, part)
            yield from self._codes(reading, part)
        yield from self._digits(reading)
        yield from self._dates(reading)

    def _names(self, reading: Reading, part: Part) -> Iterator[Hit]:
        """A name is one to four words that are no talk; digits beside it are somebody else's."""
        if Asked.NAME not in reading.asked:
            return
        for run in name_words(reading, part):
            named = [word for word in run if word.text not in NAME_PARTICLES]
            everyday = any(is_everyday(word.text) for word in named)
            given = len(run) == 2 and run[0].text in FIRST_NAMES
            lettered = sum(not any(c.isdigit() for c in word.text) for word in part.words)
            if everyday and not given and (len(run) > 2 or len(run) < lettered):
                continue
            if len(reading.words) > _SHORT_ANSWER and not self._stands_out(reading, run):
                continue
            yield Hit("PERSON", run[0].start, run[-1].end, LIKELY if everyday else CUED)

    @staticmethod
    def _stands_out(reading: Reading, run: tuple[Word, ...]) -> bool:
        """In a longer message a name must show itself: by capitals, or by a common first name."""
        if any(is_everyday(word.text) for word in run):
            return False
        capitals = all(reading.text[word.start].isupper() for word in run)
        return (capitals and len(run) > 1) or run[0].text in FIRST_NAMES

    def _street(self, reading: Reading, parts: tuple[Part, ...]) -> Iterator[Hit]:
        """Neighbouring parts with a digit and little talk; parts with an e-mail address stay out."""
        together: list[Word] = []
        for part in parts:
            if "@" in reading.text[part.start : part.end]:
                yield from self._one_street(reading, together)
                together = []
            else:
                together.extend(part.words)
        yield from self._one_street(reading, together)

    @staticmethod
    def _one_street(reading: Reading, words: list[Word]) -> Iterator[Hit]:
        numbered = any(any(c.isdigit() for c in w.text) or w.text in NUMBER_WORDS for w in words)
        named = any(w.text in _STREET_WORDS for w in words)
        if not words or len(words) > 25 or not (numbered or named) or "?" in reading.text:
            return
        first, last = 0, len(words)
        while first < last and _introduces(words, first):
            first += 1
        while last > first and words[last - 1].text in TALK and words[last - 1].text not in _SMALL:
            last -= 1
        talk = sum(w.text in TALK and w.text not in _SMALL for w in words[first:last])
        if last - first >= 2 and talk <= (last - first) // 3:
            yield Hit("STREET_ADDRESS", words[first].start, words[last - 1].end, LIKELY)

    @staticmethod
    def _places(reading: Reading, part: Part) -> Iterator[Hit]:
        """A town beside a postal code, or where a town was asked for."""
        if not reading.asked & {Asked.CITY, Asked.POSTAL_CODE}:
            return
        words = [word for word in part.words if not any(c.isdigit() for c in word.text)]
        numbered = len(words) < len(part.words)
        if not words or len(words) > 4 or not (numbered or Asked.CITY in reading.asked):
            return
        if any(word.text in TALK for word in words) or all(is_everyday(w.text) for w in words):
            return
        yield Hit("LOCATION", words[0].start, words[-1].end, LIKELY)

    def _codes(self, reading: Reading, part: Part) -> Iterator[Hit]:
        """A code: words with digits, or capitals, and the short pieces between them."""
        for asked, entity in CODES.items():
            if asked in reading.asked:
                for start, end in self._code_spans(reading, part, asked):
                    yield Hit(entity, start, end, CUED)

    @staticmethod
    def _code_spans(reading: Reading, part: Part, asked: Asked) -> Iterator[tuple[int, int]]:
        run: list[Word] = []
        for word in (*part.words, Word("", part.end, part.end)):
            numeric = any(c.isdigit() for c in word.text)
            shown = reading.text[word.start : word.end]
            capital = len(shown) >= 5 and shown.isupper()
            short = 0 < len(word.text) <= 4 and word.text not in TALK | _LABELS
            one = len(word.text) == 1
            close = not run or word.start - run[-1].end <= 2
            if close and (numeric or capital or short or one):
                run.append(word)
                continue
            yield from _trimmed_code(reading, run, asked)
            run = [word] if numeric or capital or short else []
        said = [word for word in part.words if word.text not in TALK]
        only = len(said) == 1 and len(reading.words) <= 4 and len(said[0].text) >= 4
        if only and asked is Asked.USER_NAME:
            yield said[0].start, said[0].end

    @staticmethod
    def _digits(reading: Reading) -> Iterator[Hit]:
        """Digit groups of the right size, wherever they stand in the message."""
        for asked, (entity, least, most) in DIGITS.items():
            if asked in reading.asked:
                for start, end in digits_in(reading, least, most):
                    yield Hit(entity, start, end, CUED)

    @staticmethod
    def _dates(reading: Reading) -> Iterator[Hit]:
        if Asked.DATE_OF_BIRTH in reading.asked:
            for match in WRITTEN_DATE.finditer(reading.lower):
                start, end = match.span("v")
                yield Hit("DATE_OF_BIRTH", start, end, CUED)
            year = _YEAR_ALONE.match(reading.lower)
            if year is not None:
                yield Hit("DATE_OF_BIRTH", *year.span("v"), CUED)
        if Asked.CARD_EXPIRY in reading.asked:
            for match in _EXPIRY.finditer(reading.lower):
                start, end = match.span("v")
                yield Hit("CARD_EXPIRY", start, end, CUED)

    @staticmethod
    def _free_text(reading: Reading, parts: tuple[Part, ...]) -> Iterator[Hit]:
        """A password or the answer to a security question may be any words."""
        if not parts or "?" in reading.text:
            return
        if Asked.SECURITY_ANSWER in reading.asked and len(reading.words) <= 8:
            for part in parts:
                words = [word for word in part.words if word.text not in TALK]
                if words:
                    yield Hit("SECURITY_ANSWER", words[0].start, words[-1].end, LIKELY)
        if Asked.PASSWORD in reading.asked and len(reading.words) <= _LONGEST_PASSWORD:
            yield from _password(reading)


def _introduces(words: list[Word], at: int) -> bool:
    """Whether a word only leads to the address; "no 14" and "am markt 7" begin with it."""
    text = words[at].text
    if text not in TALK or len(text) == 1:
        return False
    return not (text in _SMALL and words[at + 1 : at + 2] and words[at + 1].text not in TALK)


def _password(reading: Reading) -> Iterator[Hit]:
    """All words of the message but what introduces it and thanks; talk is no password."""
    words = list(reading.words)
    while words and words[0].text in _BEFORE_PASSWORD:
        words = words[1:]
    while words and words[-1].text in _AFTER_PASSWORD:
        words = words[:-1]
    spelled = sum(w.text in NUMBER_WORDS or w.text in _ALSO_WORDS for w in words)
    talk = sum(word.text in TALK for word in words) - spelled
    if words and (2 * talk < len(words) or (len(words) == 1 and words[0].text not in TALK)):
        yield Hit("PASSWORD", *_grown(reading, words[0].start, words[-1].end), LIKELY)


def _grown(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Over the signs that touch a password ("#hunter-2!")."""
    text = reading.text
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _trimmed_code(reading: Reading, run: list[Word], asked: Asked) -> Iterator[tuple[int, int]]:
    """The run without leading and trailing plain words that are talk, if it is enough of a code."""
    while run and not _codelike(reading, run[0]) and is_everyday(run[0].text):
        run = run[1:]
    while run and not _codelike(reading, run[-1]) and is_everyday(run[-1].text):
        run = run[:-1]
    if not run or not any(_codelike(reading, word) for word in run):
        return
    size = sum(len(word.text) for word in run)
    if size >= 3:
        start, end = run[0].start, run[-1].end
        if start and reading.text[start - 1] == "#":
            start -= 1
        if asked is Asked.USER_NAME:
            start, end = _grown(reading, start, end)
            end = start + len(reading.text[start:end].rstrip(".,!?"))
        yield start, end


def _codelike(reading: Reading, word: Word) -> bool:
    shown = reading.text[word.start : word.end]
    return any(c.isdigit() for c in shown) or (len(shown) >= 5 and shown.isupper())
