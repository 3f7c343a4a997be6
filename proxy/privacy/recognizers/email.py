"""E-mail addresses, written in any way a person writes one.

Strategy: one wide RE2 pattern for "something@something", cut down in code. Presidio's own e-mail
recogniser is not used: it checks top-level domains with ``tldextract``, which goes to the network.
An address without a top-level domain (``test@io``), with blanks round the @, or with its dot lost
("nila gmailcom") counts where a cue, the question before it or a well-known provider speaks for it.
Sources: RFC 5321 section 4.1.2, RFC 5322 section 3.4.1, RFC 6531.
"""

from collections.abc import Iterator

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, WEAK, Hit, ReadingRecognizer
from proxy.privacy.words import TALK, is_everyday, word_set

_ENTITY = "EMAIL_ADDRESS"
_ATOM = r"[\pL\pN\pM!#$%&'*+/=?^_`{|}~.\-]"
_LOCAL = rf"(?:\"(?:[^\"\\\n]|\\[^\n]){{0,64}}\"|{_ATOM}+)"
_DOMAIN = r"(?:\[[0-9A-Za-z:.]{2,60}\]|[\pL\pN][\pL\pN.\-]*)"
_AT = r"(?:@|%40|&#64;|&#x40;|&commat;|\s?[\[({<]\s?(?:at|AT|@)\s?[\])}>]\s?)"
_WRITTEN = pattern(rf"{_LOCAL}{_AT}{_DOMAIN}")
_SPACED = pattern(
    r"[\pL\pN][\pL\pN._+\-]*\s{0,2}@\s{0,2}[\pL\pN][\pL\pN\-]*"
    # A blank on the right of the dot alone may follow the host ("example. com"), but no top-level
    # domain: there a sentence ends ("example.com. please").
    r"(?:(?:\s?\.|\.\s|\s\.\s)[\pL]{2,})(?:(?:\.|\s\.\s?)[\pL]{2,})*"
)
_PROVIDERS = (
    "gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|aol|msn|gmx|web|protonmail|proton|zoho|"
    "rediffmail|yandex|live|mail|orange|free|laposte|libero|wanadoo|t-online|freenet|comcast|verizon|"
    "btinternet|sbcglobal|att|me|mac"
)
_SAFE_PROVIDERS = (
    "gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|aol|gmx|protonmail|rediffmail|googlemail"
)
_SAFE_NAMES = tuple(_SAFE_PROVIDERS.split("|"))
_PROVIDER_WITHOUT_AT = pattern(
    rf"(?:^|[^\pL\pN@.])(?P<v>[\pL\pN._+\-]*(?:{_SAFE_PROVIDERS})\.?"
    r"(?:com|co|net|org|de|fr|es|it|nl|in|uk|br|ca))"
)
_AT_PROVIDER = pattern(
    rf"(?:^|[^\pL\pN])(?P<v>[\pL\pN][\pL\pN._+\-]*\s(?:at|@)\s(?:{_PROVIDERS})\.[a-z]{{2,4}})"
)
_BARE_PROVIDER = pattern(
    rf"(?:^|[^\pL\pN])(?P<v>[\pL\pN][\pL\pN._+\-]{{2,40}}(?:\s(?:at|@)|@)?\s?(?:{_SAFE_PROVIDERS}))(?:[^\pL\pN.]|\.?$)"
)
_CUE_WORDS = word_set(
    "email e-mail mail mailadresse emailadresse courriel correo posta indirizzo adres address id "
    "contact reach write login username account"
)
_PATH = pattern(r"/[\pL\pN][\pL\pN._\-]{0,40}")
"""What follows an address without a blank belongs to it ("jane@example.com/12-ab")."""
_LONGEST_PATH = 45
_LINKS = word_set("is ist est es è é")
_SIGN_WORDS = word_set("dot dash underscore")
_MOST_PIECES = 4
_CUES_OF_A_VALUE = word_set("email e-mail mail mailadresse courriel correo")
_LEFT_STOPS = word_set("email e-mail mail id is address to at my")


def _cut_url(local: str) -> int:
    """How many characters at the start belong to a URL or a query, not to the address."""
    cut = 0
    if "//" in local:
        cut = local.rfind("/") + 1
    equals = local.rfind("=")
    if equals > cut and local[equals - 1].isalnum():
        cut = equals + 1
    return cut


def _may_name_a_provider(reading: Reading) -> bool:
    """The cheap test: both forms without an @ or a top-level domain hold such a name."""
    return any(name in reading.lower for name in _SAFE_NAMES)


class EmailRecognizer(ReadingRecognizer):
    """Finds ``EMAIL_ADDRESS``."""

    ENTITIES = (_ENTITY,)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Written addresses, then those that lost their @ or their dot."""
        text = reading.text
        if "@" in text or "%40" in text or "&" in text or "at" in reading.word_set:
            yield from self._written(reading)
            for match in _SPACED.finditer(reading.lower):
                start, end = match.span()
                if reading.words_in(start, end)[0].text not in _LEFT_STOPS:
                    yield Hit(_ENTITY, start, end, LIKELY)
            for match in _AT_PROVIDER.finditer(reading.lower):
                start, end = match.span("v")
                yield Hit(_ENTITY, start, end, CUED)
        if _may_name_a_provider(reading):
            yield from self._without_at(reading)
            yield from self._without_top(reading)

    @staticmethod
    def _without_top(reading: Reading) -> Iterator[Hit]:
        """A provider by its name alone ("janedoe at gmail"), after a cue or a question."""
        for match in _BARE_PROVIDER.finditer(reading.lower):
            start, end = match.span("v")
            cued = Asked.EMAIL in reading.asked or _CUES_OF_A_VALUE & set(
                reading.words_before(start, 3)
            )
            local = reading.words_in(start, end)[0].text
            if cued and local not in TALK and local not in _LEFT_STOPS:
                yield Hit(_ENTITY, start, end, CUED)

    def _written(self, reading: Reading) -> Iterator[Hit]:
        text = reading.text
        for match in _WRITTEN.finditer(text):
            start, end = match.span()
            at = max(text.rfind(sign, start, end) for sign in ("@", "%40", ";", ")", "]", "}", ">"))
            domain_start = at + (3 if text.startswith("%40", at) else 1)
            if text[end - 1] == "]":
                domain_start = text.rfind("[", start, end)
            start += _cut_url(text[start:at])
            start += (
                len(text[start:at]) - len(text[start:at].lstrip("'`*_./{(<-"))
                if (text[start:at].strip("'`*_./{(<-"))
                else 0
            )
            end = domain_start + len(text[domain_start:end].rstrip(".-"))
            score = self._score(reading, start, text[domain_start:end])
            if start < at and score:
                path = _PATH.match(text[end : end + _LONGEST_PATH])
                whole = end if path is None else end + path.span()[1]
                yield Hit(_ENTITY, self._from_cue(reading, start), whole, score)

    @staticmethod
    def _from_cue(reading: Reading, start: int) -> int:
        """Back to "my email is" over the pieces of a name that was torn apart ("jane d@...")."""
        first = start
        for word in reversed(reading.words_in(max(0, start - 30), start)[-_MOST_PIECES:]):
            if word.text in _LINKS and _CUES_OF_A_VALUE & set(reading.words_before(word.start, 2)):
                return first
            if word.text in TALK or (is_everyday(word.text) and word.text not in _SIGN_WORDS):
                return start
            if reading.lower[word.end : first].strip(" "):
                return start
            first = word.start
        return start

    def _score(self, reading: Reading, start: int, domain: str) -> float:
        head, _, top = domain.rpartition(".")
        if domain.startswith("[") or (head and (top.isalpha() or top.startswith("xn--"))):
            return SURE
        if Asked.EMAIL in reading.asked or _CUE_WORDS & set(reading.words_before(start, 5)):
            return CUED
        return WEAK if any(c.isalpha() for c in domain) and len(domain) >= 3 else 0.0

    def _without_at(self, reading: Reading) -> Iterator[Hit]:
        """A lost @ ("nila 45 gmailcom"): back over the words that can belong to it."""
        for match in _PROVIDER_WITHOUT_AT.finditer(reading.lower):
            start, end = match.span("v")
            if end < len(reading.lower) and reading.lower[end].isalnum():
                continue
            if "@" in reading.lower[start:end] or reading.before(start, 1) == "@":
                continue
            whole = reading.lower[start:end]
            bare_provider = whole.split(".")[0].rstrip("com") in _SAFE_PROVIDERS.split("|")
            first = start
            for word in reversed(reading.words_in(max(0, start - 40), start)[-3:]):
                gap = reading.lower[word.end : first]
                if word.text in TALK or word.text in _LEFT_STOPS or gap.strip(" ._-"):
                    break
                first = word.start
            asked = Asked.EMAIL in reading.asked
            if bare_provider and first == start and not asked:
                continue
            joined = "." not in whole or first < start
            if joined or asked:
                yield Hit(_ENTITY, first, end, CUED if asked else LIKELY)
