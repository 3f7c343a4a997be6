"""Names of products: "the harper armchair", "nora curtains", "Oslo velvet sofa", "toddler bed Jordan".

Strategy: a name and goods make a phrase of things where it begins and ends like one: after an article, a
sign or a number; before a size, a price or the end. What customers write is believed least: their
sentences speak of people and goods in one breath ("priya laptop is broken"). A shop's own texts speak of
more goods, with their kinds between, and with the name behind.
"""

from proxy.privacy.normalize import Reading
from proxy.privacy.words import goods, word_set

_GOODS = word_set(goods.GOODS)
_GOODS_OF_SHOPS = _GOODS | word_set(goods.MORE_GOODS)
_KINDS = word_set(goods.KINDS)
_AFTER_GOODS = word_set("in size with and or set please pls for x") | _GOODS
"""A phrase of things goes on so; a sentence about somebody does not."""
_AFTER_GOODS_OF_SHOPS = (
    _AFTER_GOODS | _GOODS_OF_SHOPS | _KINDS | word_set("by costs comes ships at")
)
_ARTICLES = word_set(
    "the a an my your our this that these those any some another no new which what have sell stock carry in or vs versus of want need love like between"
)
_PHRASE_ENDS = frozenset(".,;:!?()[]|-\n\u2013\u2022")
_QUOTES = 8
"""So many blanks and quotation marks may stand between two phrases."""
_LONGEST_NAME = 2
"""Words of a name before goods."""


def is_product(reading: Reading, first: int, last: int) -> bool:
    """Whether the words [first, last), which look like a name, name a product."""
    words, sorts = reading.words, _goods_in(reading)
    if words[last - 1].text not in sorts:
        # "Bread Knife Rosa" may be one span.
        first = max((at + 1 for at in range(first, last) if words[at].text in sorts), default=first)
    stop = last
    while stop > first and words[stop - 1].text in sorts:
        stop -= 1
    size = stop - first
    if not 0 < size <= _LONGEST_NAME or words[stop - 1].text.endswith("'s"):
        return False
    thing = _end_of_goods(reading, stop)
    ends = _ends_a_phrase(reading, thing)
    if thing == stop:
        return size == 1 and ends and _stands_behind_goods(reading, first)
    if first and words[first - 1].text in _ARTICLES | sorts:
        return True
    if first and not reading.from_customer and words[first - 1].text == "x":
        return ends  # "4 x Heidi shower gel"
    return _begins_a_phrase(reading, first) and ends and _is_short(reading, first, stop, thing)


def _goods_in(reading: Reading) -> frozenset[str]:
    return _GOODS if reading.from_customer else _GOODS_OF_SHOPS


def _end_of_goods(reading: Reading, at: int) -> int:
    """Where goods end that begin at a word, in a shop's texts after their kinds; ``at`` if none do."""
    words, end = reading.words, at
    sorts = _goods_in(reading)
    for place in range(at, len(words)):
        word = words[place].text
        kind = not reading.from_customer and (word in _KINDS or word.isdigit())
        if not _is_joined(reading, place) or not (kind or word in sorts):
            break
        if word in sorts:
            end = place + 1
    return end


def _is_joined(reading: Reading, at: int) -> bool:
    """Nothing but blanks and a dash between a word and the one before it."""
    if not at:
        return False
    between = reading.text[reading.words[at - 1].end : reading.words[at].start]
    return all(sign in " -" for sign in between)


def _stands_behind_goods(reading: Reading, at: int) -> bool:
    """As in "toddler bed Jordan", which only a shop writes."""
    if reading.from_customer or not _is_joined(reading, at):
        return False
    return reading.words[at - 1].text in _GOODS_OF_SHOPS


def _ends_a_phrase(reading: Reading, at: int) -> bool:
    """Whether a phrase of things may end before a word."""
    if at >= len(reading.words):
        return True
    word = reading.words[at].text
    if reading.from_customer:
        return word in _AFTER_GOODS or word[0].isdigit()
    return not _is_joined(reading, at) or word in _AFTER_GOODS_OF_SHOPS or word[0].isdigit()


def _begins_a_phrase(reading: Reading, at: int) -> bool:
    start = reading.words[at].start
    before = reading.before(start, _QUOTES).rstrip(" \"'*")
    return before[-1] in _PHRASE_ENDS if before else start <= _QUOTES


def _is_short(reading: Reading, first: int, stop: int, end: int) -> bool:
    """One word, or in a shop's texts a headline: "Harper Hugo Sweater", and not "Maria Lopez dress"."""
    if stop - first == 1:
        return True
    written = (reading.text[word.start] for word in reading.words[first:end])
    return not reading.from_customer and all(map(str.isupper, written))
