"""Street addresses of seven languages, post boxes and units, and the town after a street.

Strategy: number, a few name words, a street word (or the order of the language: "Lange Straße 12",
"12 rue de la Paix", "Calle Mayor 4"). A street word that is also an ordinary word ("way", "place",
"court") needs name words that are no talk, so that "2 days on the way" stays. After "ship it to" or
"my address is" the rules are wider. What follows a street (", Santa Clara, CA") is ``LOCATION``;
postal codes are found by their own recogniser.
"""

from collections.abc import Callable, Iterator

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Match, Reading, Word, pattern
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS as NUMBER_WORDS
from proxy.privacy.recognizers.address_rest import STATES, after_street
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, Hit, ReadingRecognizer
from proxy.privacy.words import ENGLISH_TALK, TALK, is_everyday, word_set

_CLEAR = (
    r"street|str|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|parkway|pkwy|highway|hwy|expressway|"
    r"expy|expwy|freeway|fwy|turnpike|tpke|terrace|ter|crescent|cres|alley|aly|trail|trl|square|sq|"
    r"court|ct|circle|cir|place|pl|close|st|way|broadway|causeway|mews|gardens|gdns|grove|grv|"
    r"route|rte|row|loop|plaza|plz|park|pike|ridge|run|walk|hill|heights|hts|crossing|xing|bypass|quay|"
    r"esplanade|parade|promenade|cove|point|landing|manor|meadows|oval|spur|vista|view|green|wharf|"
    r"skyway|springs|coves|motorway|throughway|overpass|underpass|viaduct|turnpike|stravenue|camp|canyon|cliff|common|commons|corner|creek|crest|"
    r"dale|estate|estates|falls|ferry|field|fields|flats|ford|forest|fork|forks|fort|glen|harbor|harbors|harbour|haven|hills|hollow|inlet|island|"
    r"isle|junction|key|keys|knoll|knolls|lake|lakes|lodge|mall|mill|mills|mission|mount|mountain|neck|orchard|pass|path|pine|pines|plain|plains|"
    r"port|prairie|ranch|rapid|rapids|rest|ridges|river|shoal|shoals|shore|shores|spring|squares|station|stream|streets|summit|trace|track|"
    r"tunnel|union|valley|village|ville|walks|ways|well|wells|bridge|brook|brooks|bluff|branch|bend|beach|bayou|club|nagar|colony|layout|"
    r"marg|vihar|puram|chowk|gali|salai|extension|extn|enclave|sector|complex|apartments|towers"
)
_RARE = word_set(
    "camp canyon cliff common commons corner creek crest dale estate estates falls ferry field fields flats ford forest fork forks fort glen "
    "harbor harbors harbour haven hills hollow inlet island isle junction key keys knoll knolls lake lakes lodge mall mill mills mission mount "
    "mountain neck orchard pass path pine pines plain plains port prairie ranch rapid rapids rest ridges river shoal shoals shore shores spring "
    "springs coves squares station stream streets summit trace track tunnel union valley village ville walks ways well wells bridge brook brooks bluff "
    "branch bend beach bayou club layout extension sector complex towers apartments union"
)
"""Words that end a street's name in address registers, and are ordinary words everywhere else."""
STREET_WORDS = (frozenset(_CLEAR.split("|")) - _RARE) | word_set(
    "strasse straße weg allee platz gasse ring rue chemin impasse calle avenida carrer via viale piazza "
    "corso straat laan plein rua praça travessa po box floor apt apartment unit corner"
)
"""Words by which a line is known as a street's, in seven languages."""
_LAST = "street|st|avenue|ave|road|rd|lane|ln|drive|dr|hill|court|ct|way|place|close|square|terrace|gardens|nagar|boulevard|blvd"
"""After a first street word a second one may end the name: "12 Mill Hill", "23 Park Street"."""
_ORDINARY = word_set(
    "way place pl court ct close park run row walk hill loop point view green drive square circle st "
    "pike ridge plaza dr ter trail cove crossing landing route str terrace lane parade promenade manor "
    "vista spur oval quay grove gardens heights ave"
)
_SPOKEN = "|".join(sorted(NUMBER_WORDS))
_HOUSE = (
    rf"(?:[0-9]{{1,6}}(?:\s1/2)?(?:\s?[a-d])?(?:\s?[\-/]\s?[0-9]{{1,5}}[a-z]?)?|"
    rf"(?:{_SPOKEN})(?:[\s\-](?:{_SPOKEN})){{0,4}})"
)
_NAME = r"[\pL0-9][\pL\pN'.\-]*"
_UNIT = (
    r"(?:[\s,]{1,3}(?:apt|apartment|unit|suite|ste|flat|floor|fl|room|rm|bldg|building|lot|spc|space|"
    r"wohnung|whg|appt|appartement|piso|puerta|interno|int|scala|bus|andar|apto)\.?\s?(?:no\.?\s?)?"
    r"#?\s?[\pL\pN\-]{1,6}|[\s,]{1,3}#\s?[\pL\pN\-]{1,6})"
)
_ENGLISH = pattern(
    rf"(?:^|[^\pL\pN.$€£])(?P<v>(?:no\.?\s|#\s?)?{_HOUSE},?\s+(?P<name>[0-9]{{1,3}}\s?(?:st|nd|rd|th)\s+|(?:{_NAME}\s+){{1,4}}?)(?P<kind>{_CLEAR})\b\.?(?:\s(?:{_LAST})\b\.?)?"
    rf"(?:\s(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\b)?{_UNIT}?)"
)
_JOINED = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:[\pL][\pL.\-]*\s){0,2}?[\pL\-]*(?:straße|strasse|str\.|gasse|allee|damm|"
    r"chaussee|straat|laan|gracht|kade|singel|dijk|plein)\s{0,2}[0-9]{1,4}\s?[a-h]?(?:\s?[\-/]\s?[0-9]{1,4})?)"
)
_JOINED_SHORT = pattern(
    r"(?:^|[^\pL\pN])(?P<v>[\pL\-]{4,}(?:weg|platz|ring|ufer|steig|pfad|hof|dreef|gatan|gata|vägen|veien|vegen|gade|katu|kuja|polku|utca)\s[0-9]{1,4}\s?[a-h]?)"
)
_FRENCH = pattern(
    r"(?:^|[^\pL\pN])(?P<v>[0-9]{1,4}\s?(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|boulevard|bd|bld|allée|"
    r"chemin|impasse|quai|cours|place|passage|faubourg|route|square)\s+(?:de\s|du\s|des\s|la\s|le\s|les\s|"
    r"l'|d'){0,3}[\pL][\pL'\-]*(?:\s(?:de|du|des|la|et)\s[\pL][\pL'\-]*|\s[\pL][\pL'\-]*)?)"
)
_ROMANCE = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?P<kind>calle|c/|avda\.?|avenida|av\.|plaza|paseo|carretera|ronda|camino|travesía|"
    r"via|viale|piazza|corso|largo|vicolo|rua|praça|travessa|estrada|alameda)\s?"
    rf"(?P<name>(?:{_NAME}\s*){{1,6}}?),?\s*(?:n[.º°o]{{1,2}}\s?)?[0-9]{{1,5}}\s?[a-z]?)(?:[^\pL\pN]|$)"
)
_POST_BOX = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:p\.?\s?o\.?\s?box|post\s?box|postfach|postbus|apartado(?:\sde\scorreos)?|"
    r"casella\spostale|caixa\spostal|boîte\spostale)\s?#?\s?[0-9]{1,7})"
)
_NUMBER_LAST = pattern(
    r"(?:^|[^\pL\pN])(?P<v>[\pL][\pL'\-]+(?:\s[\pL][\pL'\-]+)?\s(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|square|platz|markt|plein|rua|calle|rue)"
    r",?\s(?:number|no\.?|nr\.?|num|nummer|numero|número|n[º°])\s?[0-9]{1,5}[a-z]?)(?:[^\pL\pN]|$)"
)
_SPANISH_NAME = pattern(
    r"(?:^|[^\pL\pN.$€£])(?P<v>[0-9]{1,6}\s(?:(?:n|s|e|w|north|south|east|west)\.?\s)?(?:broadway|el\scamino(?:\sreal)?|"
    rf"(?:avenida|camino|paseo|calle|rambla)\s[\pL]{{2,20}}(?:\s[\pL]{{2,20}})?){_UNIT}?)"
)
"""Streets of America with Spanish names, and Broadway: number first, and no street word last."""
_NUMBER_FIRST = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:number|no\.?|nr\.?|nummer)\s[0-9]{1,5}[a-z]?,?\s(?P<name>[\pL][\pL'\-]+(?:\s[\pL][\pL'\-]+)?)\s"
    r"(?:street|st|road|rd|avenue|ave|lane|drive|boulevard|square|close|court|terrace|hill|gardens))(?:[^\pL\pN]|$)|"
    r"(?:^|[^\pL\pN])(?P<w>(?:street|road|avenue|lane)\s[\pL][\pL'\-]+\s(?:number|no\.?|nr\.?)\s?[0-9]{1,5}[a-z]?)(?:[^\pL\pN]|$)"
)
_GERMAN_FREE = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:am|an der|an den|auf der|auf dem|im|in der|in den|zum|zur|unter den|vor dem|hinter der|beim|alter|alte|neuer|neue|"
    r"großer|große|kleiner|kleine|hoher|hohe|langer|lange)\s[\pL\-]{3,20}(?:\s[\pL\-]{3,20})?\s[0-9]{1,4}\s?[a-h]?)(?:[^\pL\pN]|$)"
)
_MILITARY = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:(?:psc|cmr|unit)\s[0-9]{1,6},?\s{1,2}box\s[0-9]{1,6}[\s,]{1,3}(?:(?:apo|fpo|dpo)\s(?:aa|ae|ap)\s[0-9]{5})?|"
    r"(?:apo|fpo|dpo)[\s,]{1,2}(?:aa|ae|ap)\s[0-9]{5}))"
)
_BEFORE_FLAT = pattern(
    rf"(?:^|[^\pL\pN])(?P<v>[0-9]{{1,6}}[a-z]?\s(?P<name>{_NAME}(?:\s{_NAME}){{0,4}}))[\s,]{{0,3}}$"
)
_FLAT = pattern(
    r"(?:^|[^\pL\pN])(?P<v>(?:apt|apartment|flat|suite|ste)\.?\s?(?:no\.?\s?)?#?\s?[0-9]{1,5}[a-z]?)(?:[^\pL\pN]|$)"
)
_CUE = pattern(
    r"(?:ship(?:ped|ping)?|deliver(?:ed)?|send|sent|mail)\s(?:it\s|them\s|this\s|that\s|the\sorder\s|my\sorder\s)?"
    r"to:?\s(?P<a>.)|"
    r"(?:address|adresse|dirección|indirizzo|adres|endereço)(?:\s(?:is|was|should\sbe|to|ist|est|es|è|é)|:)\s*(?P<b>.)|"
    r"(?:i\s(?:now\s)?live|living|moved|reside)\s(?:at|to|in|on)\s(?P<c>.)|"
    r"address\s(?:no\.?\s|number\s)?(?P<d>[0-9])"
)
_WIDE = pattern(
    rf"(?P<v>{_HOUSE}[\s,]+(?:{_NAME}[\s,]+){{0,6}}?(?:{_CLEAR})\b\.?{_UNIT}?)(?:[^\pL\pN]|$)|"
    rf"(?P<w>[0-9]{{1,6}}[a-z]?\s+{_NAME}(?:\s+{_NAME}){{0,2}})"
)
_AFTER_GERMAN = pattern(r"^[\s,]{1,3}(?:[a-z]-)?[0-9]{4,5}\s[\pL]")
"""A German street that is no "straße" ("Am Alten Markt 7") shows itself by the town after it."""
_TIMES = word_set(
    "uhr tag tage woche wochen monat jahr januar februar märz april mai juni juli august september oktober november dezember"
)
_SHORT_MESSAGE = 14
"""Words."""
_LOOKS = word_set("green square circle view point run loop")
"""How goods look as well: "20 forest green" is a colour."""
_SMALL = word_set(
    "of the old new first second third n s e w north south east west saint st de la le"
)


_SpanOf = Callable[[str], tuple[int, int]]
"""Where a group of a street stands in the text."""
_HIDDEN_REACH = 40
_SENTENCE_END = pattern(r"^[^\s]*[.!…]+\s")
"""What stands between the last word of a sentence and the next one."""


def _is_decimal(lower: str, start: int) -> bool:
    """The digits at ``start`` end a price ("129,00")."""
    return start > 1 and lower[start - 1] in ",." and lower[start - 2].isdigit()


def _before_talk(reading: Reading, end: int, after: tuple[Word, ...]) -> int:
    """Where an address ends whose street ends at ``end``: before the first sentence that is talk.

    A full stop alone ends none ("12 Oak St. Springfield"); "12 Oak Street. Repeat it" is over at the stop.
    """
    last = end
    for number, word in enumerate(after):
        # The stop of "Street." already belongs to the street.
        gap = reading.lower[max(end - 1, 0) if number == 0 else last : word.start]
        if _SENTENCE_END.match(gap) and _is_talk(reading, after[number:]):
            return last
        last = word.end
    return last


def _is_talk(reading: Reading, words: tuple[Word, ...]) -> bool:
    """Everyday words, and not all with a capital as towns have them ("Salt Lake City")."""
    told = [word for word in words if word.text not in STATES | _SMALL]
    return any(is_everyday(word.text) and word.text not in STREET_WORDS for word in told) and any(
        reading.text[word.start].islower() for word in told
    )


class StreetAddressRecognizer(ReadingRecognizer):
    """Finds ``STREET_ADDRESS``, and the ``LOCATION`` that follows it."""

    ENTITIES = ("STREET_ADDRESS", "LOCATION", "POSTAL_CODE")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Streets of each form; then towns after them."""
        if not reading.has_digit and not reading.word_set & NUMBER_WORDS:
            return
        for start, end, score in self._streets(reading):
            last = self._whole_message(reading, start, end)
            yield Hit("STREET_ADDRESS", start, last, score)
            yield from after_street(reading, last)

    def _streets(self, reading: Reading) -> Iterator[tuple[int, int, float]]:
        lower = reading.lower
        cues = self._cue_places(reading)
        for start, end in self._english(reading):
            near = any(0 <= start - cue <= 12 for cue in cues)
            yield start, end, SURE if near else CUED
        for each, score in (
            (_JOINED, CUED),
            (_JOINED_SHORT, LIKELY),
            (_FRENCH, CUED),
            (_POST_BOX, CUED),
            (_FLAT, LIKELY),
            (_MILITARY, CUED),
            (_NUMBER_LAST, CUED),
            (_SPANISH_NAME, LIKELY),
        ):
            for match in each.finditer(lower):
                start, end = match.span("v")
                if not self._ends_in_word(lower, end):
                    yield self._without_talk(reading, start, end), end, score
        yield from self._before_flat(reading)
        for match in _NUMBER_FIRST.finditer(lower):
            start, end = match.span("v") if match.span("v")[0] >= 0 else match.span("w")
            yield start, end, CUED
        for match in _ROMANCE.finditer(lower):
            if self._is_romance(reading, match):
                start, end = match.span("v")
                yield start, end, CUED
        for match in _GERMAN_FREE.finditer(lower):
            start, end = match.span("v")
            told = _AFTER_GERMAN.match(lower[end : end + 30]) or any(
                0 <= start - cue <= 2 for cue in cues
            )
            if told and not any(word.text in _TIMES for word in reading.words_in(start, end)):
                yield start, end, LIKELY
        for cue in cues:
            yield from self._after_cue(reading, cue)

    def _english(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """English streets; a number that was taken for a house hides no street behind it."""
        lower = reading.lower
        for match in _ENGLISH.finditer(lower):
            start, end = match.span("v")
            if not self._ends_in_word(lower, end) and self._is_street(reading, match.span):
                yield start, end
                continue
            offset = match.span("name")[0]
            for hidden in _ENGLISH.finditer(lower[offset : end + _HIDDEN_REACH]):

                def span(
                    group: str = "", hidden: Match = hidden, offset: int = offset
                ) -> tuple[int, int]:
                    low, high = hidden.span(group)
                    return offset + low, offset + high

                start, end = span("v")
                if not self._ends_in_word(lower, end) and self._is_street(reading, span):
                    yield start, end

    @staticmethod
    def _before_flat(reading: Reading) -> Iterator[tuple[int, int, float]]:
        """A number and strange words before a flat or a suite, in any language."""
        for flat in _FLAT.finditer(reading.lower):
            end = flat.span("v")[0]
            offset = max(0, end - 60)
            match = _BEFORE_FLAT.search(reading.lower[offset:end])
            if match is None:
                continue
            low, high = match.span("name")
            words = reading.words_in(offset + low, offset + high)
            if not any(word.text in TALK for word in words):
                start, stop = match.span("v")
                yield offset + start, offset + stop, LIKELY

    @staticmethod
    def _ends_in_word(lower: str, end: int) -> bool:
        return end < len(lower) and lower[end].isalnum() and lower[end - 1].isalnum()

    @staticmethod
    def _without_talk(reading: Reading, start: int, end: int) -> int:
        """The start, moved over leading words of talk ("in der Lange Straße 12" keeps the name)."""
        for word in reading.words_in(start, end):
            if word.text not in TALK:
                return word.start
        return start

    def _is_street(self, reading: Reading, span: _SpanOf) -> bool:
        """Name words must look like names; ordinary street words want more."""
        start, end = span("name")
        names = [word.text for word in reading.words_in(start, end)]
        kind = reading.lower[slice(*span("kind"))]
        low, high = span("v")
        if "\n" in reading.lower[low:high] or _is_decimal(reading.lower, low):
            return False
        if not names or any(name in ENGLISH_TALK and name not in _SMALL for name in names):
            return False
        if kind in _RARE:
            return self._is_rare_street(reading, span)
        if kind not in _ORDINARY:
            return True
        if all(name.isdigit() for name in names):
            return False
        low, _ = span("v")
        capital = any(reading.text[word.start].isupper() for word in reading.words_in(start, end))
        strange = any(not is_everyday(name) for name in names)
        number = reading.lower[low:start].strip()
        if reading.lower[slice(*span("kind"))] in _LOOKS and not (capital or strange):
            return False
        return capital or strange or (len(number) >= 3 and len(names) <= 2) or len(names) == 1

    @staticmethod
    def _is_rare_street(reading: Reading, span: _SpanOf) -> bool:
        """Like "9548 Trantow Springs": capitals all over, or a number of three digits and a strange name."""
        low, high = span("v")
        start, end = span("name")
        words = reading.words_in(start, high)
        capitals = all(reading.text[word.start].isupper() for word in words)
        names = [word.text for word in reading.words_in(start, end)]
        strange = all(name.isalpha() and not is_everyday(name) for name in names)
        number = reading.lower[low:start].strip(" ,")
        return number.isdigit() and ((capitals and strange) or (strange and len(number) >= 3))

    def _is_romance(self, reading: Reading, match: Match) -> bool:
        """Whether it is no English ("via ups 2"): the name must be capitalised or no everyday word."""
        start, end = match.span("name")
        words = reading.words_in(start, end)
        if not words:
            return False
        if match.group("kind") in {"via", "largo", "plaza", "corso"}:
            return all(
                not is_everyday(word.text) or word.text in {"della", "di", "de"} for word in words
            )
        return True

    def _cue_places(self, reading: Reading) -> list[int]:
        return [
            max(match.span(name)[0] for name in ("a", "b", "c", "d"))
            for match in _CUE.finditer(reading.lower)
        ]

    def _after_cue(self, reading: Reading, cue: int) -> Iterator[tuple[int, int, float]]:
        """After a cue a number and words are an address, whatever the words are."""
        match = _WIDE.match(reading.lower, cue, min(len(reading.lower), cue + 120))
        if match is None:
            return
        if match.span("v")[0] >= 0:
            yield *match.span("v"), CUED
            return
        start, end = match.span("w")
        words = reading.words_in(start, end)[1:]
        kept = end
        for word in words:
            if word.text in TALK and word.text not in _SMALL:
                kept = word.start
                break
        kept = start + len(reading.lower[start:kept].rstrip(" ,."))
        if kept > words[0].start and Asked.STREET not in reading.asked:
            yield start, kept, LIKELY

    @staticmethod
    def _whole_message(reading: Reading, start: int, end: int) -> int:
        """A customer's short message that begins with a street is an address to its end."""
        if not reading.from_customer or len(reading.words) > _SHORT_MESSAGE:
            return end
        before, after = reading.words_in(0, start), reading.words_in(end, len(reading.lower))
        if len(before) > 2 or not after or "?" in reading.text:
            return end
        if any(word.text in TALK and word.text not in STATES | _SMALL for word in after):
            return end
        return _before_talk(reading, end, after)
