"""What looks like a person's name and is none: brands, characters, set phrases, products, countries.

Strategy: phrases of hand lists are found in the words of the text, whatever stands around them; a name
that lies inside one is no person. After words that introduce people ("for paul smith", "tell victoria") the
phrase is not believed, for somebody may be named so. Names of products are told by the goods beside them (``product_names``).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from proxy.privacy.normalize import Reading, Word
from proxy.privacy.recognizers.product_names import is_product
from proxy.privacy.words import FIRST_NAMES, goods, is_everyday, not_people, word_set

_PERSON_BEFORE = word_set(
    "for with to from named called name names am im i'm it's its me mr mrs ms miss mx dr prof dear hi hello hey thanks thank "
    "wife husband partner son daughter brother sister mother father mom mum dad aunt uncle cousin niece nephew friend boss fiance fiancee "
    "tell told ask asked give gave send sent buy bought get got pay paid text call phone email contact meet met let remind message invite add remove customer "
    "für mit von an bei heißt herr frau pour avec de chez à madame monsieur para con señor señora per signor signora voor met meneer mevrouw com senhor senhora"
)
"""After these a name is a person's, even if it is also a brand's."""
_IS = word_set("is was ist est es è é")
_WHO = word_set("this name surname who it customer holder passenger recipient he she das hier")
"""Before "is": "this is paul smith", and not "when is paul smith back in stock"."""
_PERSON_AFTER = word_set("here speaking and told said says asked called wants wanted signed")
_BILLS = word_set(
    "the a my this that your our his her last next pay paid medical electric phone gas water hospital dinner card hotel internet "
    "utility monthly dollar total"
)
"""Right before "bill" in small letters: a sum of money, no person."""
_OWNERS = word_set("the a my this that your our his her")
_BILL_REACH = 3
"""Words."""
_GOODS = word_set(goods.GOODS)
_VENUES = word_set(goods.VENUES)
_STATES = word_set(goods.STATES)
_ASSISTANTS = word_set("alexa siri cortana bixby")
"""Machines that people call by name before they say what they want."""


def _phrases(*lists: str) -> Iterator[tuple[str, ...]]:
    for text in lists:
        for phrase in text.replace("\n", "|").split("|"):
            if phrase:
                yield tuple(phrase.replace("'s", "").split())


def _by_first_word(phrases: Iterator[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word → phrases that begin with it, the longest first."""
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase in phrases:
        found[phrase[0]].add(phrase)
    return {
        word: tuple(sorted(those, key=lambda phrase: (-len(phrase), phrase)))
        for word, those in found.items()
    }


_PHRASES = _by_first_word(
    _phrases(
        not_people.COUNTRIES,
        not_people.CHAINS,
        not_people.NETWORKS,
        goods.BRANDS,
        goods.CHARACTERS,
        goods.SET_PHRASES,
    )
)


def is_person(reading: Reading, start: int, end: int) -> bool:
    """Whether a name that was found by its looks at [start, end) may be a person's."""
    words = reading.words
    first, last = _range(reading, start, end)
    if first == last:
        return True
    if _is_a_bill(reading, first, last) or _is_a_place(words, first, last):
        return False
    low, high = _phrase_around(words, first, last)
    if low < high:
        return words[low].text in FIRST_NAMES and _is_introduced(words, low, high)
    return not is_product(reading, first, last)


def _range(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """[first, last) of the words in [start, end)."""
    return bisect_left(reading.word_starts, start), bisect_left(reading.word_starts, end)


def _plain(word: Word) -> str:
    return word.text.removesuffix("'s")


def _phrase_around(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """The phrase that holds all words of [first, last) but everyday ones after it; empty if none does."""
    for low in range(max(0, first - 3), last):
        for phrase in _PHRASES.get(_plain(words[low]), ()):
            high = low + len(phrase)
            if high <= first or tuple(_plain(word) for word in words[low:high]) != phrase:
                continue
            rest = [word.text for at, word in enumerate(words[first:last], first) if not low <= at < high]  # fmt: skip
            if all(is_everyday(text) or text in _GOODS for text in rest):
                return low, high
    return 0, 0


def _is_introduced(words: Sequence[Word], low: int, high: int) -> bool:
    """Whether the words around speak of a person."""
    before = words[low - 1].text if low else ""
    if before in _IS:
        return low > 1 and words[low - 2].text in _WHO
    after = words[high].text if high < len(words) else ""
    return before in _PERSON_BEFORE or (not before and after in _PERSON_AFTER)


def _is_a_place(words: Sequence[Word], first: int, last: int) -> bool:
    """A venue, a town or a work by the next word, a venue after "at", or a machine that is called."""
    after = words[last].text if last < len(words) else ""
    if after in _VENUES | _STATES or words[last - 1].text in _VENUES:
        return not words[last - 1].text.endswith("'s")
    if last - first != 1 or len(words) == 1:
        return False
    if first and words[first - 1].text == "at":
        return words[first].text not in FIRST_NAMES
    return first == 0 and words[0].text in _ASSISTANTS


def _is_a_bill(reading: Reading, first: int, last: int) -> bool:
    """A sum of money: "bill" in small letters, after "my" or "the" with a word or two between."""
    words = reading.words
    if (
        last - first != 1
        or _plain(words[first]) != "bill"
        or reading.text[words[first].start] == "B"
    ):
        return False
    before = [word.text for word in words[max(0, first - _BILL_REACH) : first]]
    if not before or before[-1] in _PERSON_BEFORE - _BILLS:
        return False
    return before[-1] in _BILLS or not _OWNERS.isdisjoint(before)
