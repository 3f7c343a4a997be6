"""Names of people, where a cue introduces them.

Strategy: a pattern finds the cue; then words are taken one by one while they can be part of a name.
How much a word must look like one depends on the cue: after "my name is" anything that is no talk
will do; after "I am" or "this is" it must be capitalised or be no everyday word, so that "I am
looking" and "this is ridiculous" stay. Lower-case chat is the rule, not the exception.
Names without any cue are the trained model's work: one more recogniser beside this one.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Reading, Word, pattern
from proxy.privacy.recognizers.base import CUED, GUESS, LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.words import FIRST_NAMES, NAME_PARTICLES, TALK, is_everyday, word_set

_ENTITY = "PERSON"
_START = r"(?:^|[^\pL\pN'])"

_STRONG = pattern(
    _START
    + r"(?:(?:(?:my|his|her|the|your|our|their|first|last|full|middle|given|sur|family|maiden|customer|"
    r"account|cardholder'?s?|recipient'?s?|passenger'?s?|husband'?s|wife'?s|legal|complete)\s){0,3}(?:sur)?name(?:'s|s)?"
    r"(?:\s(?:on|for)\s(?:the|my|this)\s(?:order|account|card|reservation|booking|file))?"
    r"(?:\s(?:is|was|would be|should be|would be under)|\s?[:=]|\s?-|\s?\?\s{1,3}(?:user:|customer:|client:)?)|"
    r"(?:they|people|friends|everyone|you can|please) call me|call me|i go by|named after|"
    r"(?:order|account|booking|reservation|it)\s(?:is|was|'s)?\s?(?:under|registered to)(?:\sthe\sname)?(?:\sof)?|"
    r"under the name(?:\sof)?|in the name of|registered to|on behalf of|"
    r"(?:mein|der|ihr|vor|nach)\s?name\sist|ich heiße|ich heisse|je m'appelle|moi,? c'est|mon nom est|mon prénom est|"
    r"me llamo|mi nombre es|mi apellido es|mi chiamo|il mio nome è|il mio cognome è|mijn naam is|ik heet|"
    r"meu nome é|o meu nome é|chamo-me|me chamo|sobrenome é)\s*[:\"']?\s*(?P<v>[\pL])"
)
_MY_NAME = pattern(_START + r"my (?:first |last |full )?name\s+(?P<v>[\pL])")
_AFTER_NAME = pattern(
    r"\s*[.,!]?\s*$|,?\s(?:and i|and my|und ich|et je|y |e ho|en ik|e eu|here|speaking)(?:[^\pL]|$)"
)
_OPENING = pattern(r"^(?P<v>[\pL]+)(?:\s[\pL]+)?(?:\sand\s|,\s)")
_PRODUCT_NAMES = word_set(
    "crystal ginger brandy heather iris ivy sage basil robin ruby pearl amber jade"
)
_LABEL = pattern(r"[^\pL]?name\s?[:=\-]")
"""A bare label; in texts of shop and tools the keys beside it decide (``record_lines``)."""
_PLAIN_NAME = pattern(r"^\s*(?:first |last |full )?name\s+(?P<v>[\pL])")
_WEAK = pattern(
    _START
    + r"(?:i am|i'm|im|this is|its me|it's me|i am called|speaking with|speaking to|spoke (?:to|with)|"
    r"talked (?:to|with)|chatted with|helped by|assisted by|ich bin|hier ist|hier spricht|je suis|c'est|soy|"
    r"sono|ik ben|met|sou [ao]|sou|aqui é [ao]|aqui é|soy el|soy la|sono il|sono la)\s+(?:mrs?\.?\s|ms\.?\s|miss\s|dr\.?\s)?(?P<v>[\pL])"
)
_CUSTOMER = pattern(
    _START
    + r"(?:(?:customer|cust|caller|client|guest|buyer|recipient|passenger|shopper|member|cardholder|account holder|kunde|kundin|cliente|klant|"
    r"client|passagier)(?:'s name)?(?:\s(?:is|was|named|called|ist|est|es|è|é)|\s?[:,\-])?|"
    r"(?:helping|assisting|serving|spoke (?:w/|with|to)|call(?:ed)? (?:from|by)|called in by|contacted by|behalf of|bill to:?|ship to:?|sold to:?|attn:?|"
    r"(?:order|booking|reservation|shipment|package|parcel|ticket|delivery|account|invoice)(?:\s#?[\pN][\pN\-]*)?\s(?:for|of|by)))\s"
    r"(?:mrs?\.?\s|ms\.?\s|miss\s|dr\.?\s)?(?P<v>[\pL])"
)
_ITS = pattern(_START + r"(?:it's|it is|its)\s+(?P<v>[\pL])")
_RELATIVE = pattern(
    _START
    + r"my (?:friend|wife|husband|partner|son|daughter|brother|sister|mother|father|mom|mum|dad|aunt|uncle|cousin|niece|nephew|"
    r"girlfriend|boyfriend|fiancee?|fiancé|boss|colleague|neighbou?r|roommate|grandma|grandmother|grandfather|kid|child|passenger|companion|assistant|agent)"
    r"(?:,?\s(?:is\s(?:called|named)|named|called|is))?,?\s(?P<v>[\pL])"
)
_HERE = pattern(
    r"(?:^|[.!?\n,]\s{0,2})(?:(?:hi|hello|hey|good (?:morning|evening|afternoon))[,!.\s]+)?(?P<v>[\pL][\pL'.\-]*(?:\s[\pL][\pL'.\-]*){0,2})\s(?:here|speaking)(?:[^\pL]|$)"
)
_TITLE = pattern(
    _START
    + r"(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|herr|frau|monsieur|madame|mme|mlle|señor|señora|"
    r"señorita|sr|sra|srta|signor|signora|signorina|sig|dhr|mevr|mevrouw|meneer|senhor|senhora|dona|don)\.?\s+"
    r"(?P<v>[\pL])"
)
_GREETING = pattern(
    r"(?:^|[.!?\n]\s{0,3}|,\s)(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|welcome(?: back)?|"
    r"thank you(?: (?:so much|very much|for your patience|for waiting))?|thanks(?: (?:a lot|so much))?|great|perfect|sure|"
    r"sorry|no problem|you're welcome|goodbye|bye|hallo|guten (?:tag|morgen|abend)|liebe|lieber|sehr geehrter?|danke|"
    r"bonjour|bonsoir|salut|cher|chère|merci|hola|buenos días|buenas tardes|estimad[oa]|querid[oa]|gracias|"
    r"ciao|buongiorno|buonasera|gentile|car[oa]|grazie|hoi|goedemorgen|goedemiddag|beste|geachte|bedankt|"
    r"olá|oi|bom dia|boa tarde|prezad[oa]|obrigad[oa])(?:,\s|\s)(?P<v>[\pL])"
)
_SIGN_OFF = pattern(
    r"(?:^|[.!?,\n]\s{0,3}|\s)(?:thanks|thank you|thx|many thanks|(?:kind |best |warm )?regards|best(?: wishes)?|cheers|"
    r"sincerely|yours(?: truly| sincerely)?|love|signed|greetings|mfg|lg|vg|(?:viele |liebe |mit freundlichen )?grüßen?|"
    r"danke|cordialement|merci|bien à vous|(?:un |cordiales )?saludos?|gracias|atentamente|(?:cordiali |distinti )?saluti|"
    r"grazie|(?:met vriendelijke )?groet(?:en|jes)?|bedankt|atenciosamente|abraços|obrigad[oa])"
    r"(?P<gap>\s?[,.!\-–]*\s*\n\s*-?\s*|\s?[,!\-]\s?-?\s*|\s)"
    r"(?P<v>[\pL][\pL'.\-]*(?:\s[\pL][\pL'.\-]*){0,2})[\s.!]*$"
)
_NO_NAME = word_set(
    "mr mrs ms miss mx dr prof herr herrn frau monsieur madame mme señor señora sr sra signor signora dhr mevrouw meneer senhor senhora "
    "indian american british german french spanish italian dutch muslim christian jewish asian african european "
    "vegan vegetarian pregnant bro dude mate man lady boss everyone team folks guys all friend dear sweetie "
    "google alexa siri cortana bot chatbot agent admin moderator customer siri support sir madam ma'am "
    "alot thanx thankyou sooo soo thx tysm ty lol haha hahaha asap fyi btw omg wtf smh pls plz gr8 gud ya yaa "
    "usa uk us canada india germany france spain italy london paris texas california interested n "
    "kinda sorta wanna gonna gotta dunno tryna unable currently outta lemme cuz bcoz coz bc tho aswell "
    "annoyed worried stuck curious positive unsure undecided jazzed perplexed"
)
_ADJECTIVE_ENDINGS = (
    "ed", "ing", "ful", "ous", "ive", "able", "ible", "less", "ish", "ical", "tic", "ally", "ately",
)  # fmt: skip
_THINGS = word_set(
    "product item brand store shop file company business model plan user domain event street city category collection tool function "
    "host account card website site app game dish pet team color colour style variant artikel produkt produit producto prodotto "
    "product's item's service department file's code"
)
_LONGEST = 4
_LONGEST_CUED = 8
"""After "my name is" long names are taken whole."""
_LONGEST_WRITTEN = 100


class NameRecognizer(ReadingRecognizer):
    """Finds ``PERSON`` after cues, before "here" and "speaking", after titles, and in sign-offs."""

    ENTITIES = (_ENTITY,)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Each cue family in turn."""
        lower = reading.lower
        for each in (_STRONG, _PLAIN_NAME):
            for match in each.finditer(lower):
                start, value = match.span()[0], match.span("v")[0]
                if _THINGS & set(reading.words_before(start + 1, 1)):
                    continue
                if not reading.from_customer and _LABEL.match(lower, start) is not None:
                    continue
                yield from self._strong(reading, value)
        for match in _TITLE.finditer(lower):
            yield from self._capital(reading, match.span("v")[0], CUED)
        for each in (_WEAK, _RELATIVE):
            for match in each.finditer(lower):
                yield from self._weak(reading, match.span("v")[0])
        for match in _CUSTOMER.finditer(lower):
            yield from self._written(reading, match.span("v")[0])
        for match in _ITS.finditer(lower):
            if reading.text[match.span("v")[0]].isupper():
                yield from self._weak(reading, match.span("v")[0])
        for match in _MY_NAME.finditer(lower):
            yield from self._unknown(reading, match.span("v")[0])
        yield from self._bare(reading)
        yield from self._opening(reading)
        for match in _GREETING.finditer(lower):
            yield from self._greeted(reading, match.span("v")[0])
        for match in _HERE.finditer(lower):
            yield from self._whole(reading, *match.span("v"), near=True)
        for match in _SIGN_OFF.finditer(lower):
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
        strange = [w for w in taken if not is_everyday(w.text) and w.text not in _NO_NAME]
        if strange and len(taken) <= _LONGEST and not reading.text.isupper():
            yield from self._hit(taken, CUED)

    def _weak(self, reading: Reading, position: int) -> Iterator[Hit]:
        """After "I am": words that look like a name by their capital or by being no English word."""
        taken: list[Word] = []
        for word in self._following(reading, position):
            if not self._looks(reading, word) or len(taken) == _LONGEST:
                break
            taken.append(word)
        if not taken:
            return
        capital = reading.text[taken[0].start].isupper() and not reading.text.isupper()
        listed = taken[0].text in FIRST_NAMES
        end = taken[-1].end
        if capital or listed or (len(taken) == 2 and self._goes_on(reading, end)):
            yield from self._hit(taken, CUED if capital else LIKELY)

    @staticmethod
    def _goes_on(reading: Reading, end: int) -> bool:
        """The message ends here, or goes on as it does after a name ("and i need ...")."""
        return _AFTER_NAME.match(reading.lower[end : end + 20]) is not None

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
            if surname and first in FIRST_NAMES and first not in _PRODUCT_NAMES:
                yield Hit(_ENTITY, words[0].start, words[1].end, LIKELY)
            return
        listed = words[0].text in FIRST_NAMES or words[-1].text in FIRST_NAMES
        if listed or not any(word.text in _NO_NAME for word in words):
            yield Hit(_ENTITY, words[0].start, words[-1].end, LIKELY if listed else GUESS)

    @staticmethod
    def _opening(reading: Reading) -> Iterator[Hit]:
        """A customer's message that opens with a common first name: "john and my pin is ..."."""
        match = _OPENING.match(reading.lower) if reading.from_customer else None
        if match is None:
            return
        words = reading.words_in(0, match.span()[1] - 2)
        names = [word for word in words if word.text not in TALK and not is_everyday(word.text)]
        if names and names[0] == words[0] and words[0].text in FIRST_NAMES - _NO_NAME:
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
        capital = all(reading.text[word.start].isupper() for word in words)
        if capital or (near and len(words) <= 2):
            yield from self._hit(words, CUED if capital else LIKELY)

    @staticmethod
    def _looks(reading: Reading, word: Word) -> bool:
        """Whether a word may be part of a name where the cue is weak."""
        text = word.text
        if text in NAME_PARTICLES:
            return True
        if len(text) == 1:
            initial = reading.text[word.start : word.end + 1]
            return initial.endswith(".") and initial[0].isupper()
        if text in TALK or text in _NO_NAME or is_everyday(text):
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
