"""How an answer is cut into parts, and what shape each thing that is asked for has."""

from collections.abc import Iterator
from dataclasses import dataclass

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Reading, Word, pattern
from proxy.privacy.number_words import ENGLISH_NUMBER_WORDS as NUMBER_WORDS
from proxy.privacy.words import (
    ENGLISH_TALK,
    FIRST_NAMES,
    NAME_PARTICLES,
    TALK,
    is_everyday,
    shop,
    word_set,
)

DIGITS: dict[Asked, tuple[str, int, int]] = {
    Asked.PHONE: ("PHONE_NUMBER", 6, 15),
    Asked.CARD_NUMBER: ("CREDIT_CARD", 4, 19),
    Asked.CARD_CODE: ("CARD_CODE", 3, 4),
    Asked.PIN: ("PIN", 3, 8),
    Asked.VERIFICATION_CODE: ("VERIFICATION_CODE", 4, 8),
    Asked.POSTAL_CODE: ("POSTAL_CODE", 3, 9),
    Asked.ACCOUNT_NUMBER: ("ACCOUNT_NUMBER", 3, 20),
    Asked.BANK_ACCOUNT: ("BANK_ACCOUNT", 4, 20),
    Asked.NATIONAL_ID: ("NATIONAL_ID", 4, 14),
    Asked.ORDER_NUMBER: ("ORDER_NUMBER", 3, 20),
    Asked.LOYALTY_NUMBER: ("LOYALTY_NUMBER", 3, 20),
    Asked.GIFT_CARD: ("GIFT_CARD", 3, 24),
    Asked.TRACKING_NUMBER: ("TRACKING_NUMBER", 5, 34),
}
"""What is asked for → entity type, and how many digits its answer has."""

CODES: dict[Asked, str] = {
    Asked.ORDER_NUMBER: "ORDER_NUMBER",
    Asked.ACCOUNT_NUMBER: "ACCOUNT_NUMBER",
    Asked.LOYALTY_NUMBER: "LOYALTY_NUMBER",
    Asked.GIFT_CARD: "GIFT_CARD",
    Asked.TRACKING_NUMBER: "TRACKING_NUMBER",
    Asked.NATIONAL_ID: "NATIONAL_ID",
    Asked.BANK_ACCOUNT: "BANK_ACCOUNT",
    Asked.POSTAL_CODE: "POSTAL_CODE",
    Asked.USER_NAME: "USER_NAME",
    Asked.VERIFICATION_CODE: "VERIFICATION_CODE",
}
"""What is asked for → entity type, where the answer may have letters."""

_LONGEST_NAME = 5
"""Words, without particles."""
_LONGEST_ADDRESS = 64
_CUT = pattern(r"[,;\n|]|!\s?|\s-\s|\.\s|\sand\s|\sund\s|\set\s|\sy\s|\se\s|\sen\s|:\s")
_REFUSAL = pattern(
    r"^\W*(?:no|nope|nah|never|not (?:now|yet|sure)|why|what|how|i (?:do not|don't|dont|cannot|can't|cant|won't|forgot|lost)|"
    r"i'd rather|is (?:it|that|this)|do (?:you|i)|can (?:you|i)|could you|where|which|who|when|nein|warum|non|pourquoi|"
    r"por qué|perché|não|nee|waarom)(?:[^\pL]|$)"
)
_LINKS = word_set(
    "name is it's its it's my the first last full surname sure yes ok okay yeah yep hi hello hey here speaking thanks "
    "thank you please and this i'm im i am under of for mr mrs ms miss dr ja oui sí si mein name ist je m'appelle me llamo"
)
_SHOP_NOUNS = TALK & word_set(shop.SHOPPING)
_UNITS = word_set("$ usd eur gbp gb mb kg cm mm days weeks hours minutes percent")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer: canonical [start, end) and its words."""

    start: int
    end: int
    words: tuple[Word, ...]


def parts_of(reading: Reading) -> tuple[Part, ...]:
    """The message, cut at commas, line ends and "and"."""
    bounds = [0]
    for match in _CUT.finditer(reading.lower):
        low, high = match.span()
        bounds.extend((low, high))
    bounds.append(len(reading.lower))
    parts = []
    for low, high in zip(bounds[::2], bounds[1::2], strict=True):
        words = reading.words_in(low, high)
        if words:
            parts.append(Part(low, high, words))
    return tuple(parts)


def is_refusal(reading: Reading) -> bool:
    """A message that opens with no, why, I don't ..., and carries no digits."""
    return not reading.has_digit and _REFUSAL.search(reading.lower) is not None


def name_words(reading: Reading, part: Part) -> Iterator[tuple[Word, ...]]:
    """Runs of words of a part that may be a name; a part with other talk has none."""
    words = [word for word in part.words if _is_plain(reading, word)]
    if len(part.words) == 1 and _is_nameable(reading, part.words[0]):
        yield part.words
        return
    if _is_given_name_of_talk(reading, words):
        yield tuple(words)
        return
    small = _particles(words)
    talk = [w for w in words if w.text in TALK and w.text not in _LINKS and w not in small]
    names = [w for w in words if w in small or (w.text not in TALK and w.text not in _LINKS)]
    if not names:
        return
    strange = [w for w in names if not is_everyday(w.text) or reading.text[w.start].isupper()]
    if talk and (len(talk) > 1 or len(strange) < len(names) or len(strange) < 2):
        return
    if "?" in reading.lower[part.start : part.end + 1]:
        return
    run: list[Word] = []
    for word in [*names, None]:
        if word is None or (run and word.start - run[-1].end > 2):
            if 0 < sum(each not in small for each in run) <= _LONGEST_NAME:
                yield tuple(run)
            run = []
        if word is not None:
            run.append(word)


def _is_plain(reading: Reading, word: Word) -> bool:
    """No digit in the word, and no part of an e-mail address."""
    if any(c.isdigit() for c in word.text):
        return False
    before = reading.lower[max(0, word.start - _LONGEST_ADDRESS) : word.start].split(" ")[-1]
    after = reading.lower[word.end : word.end + _LONGEST_ADDRESS].split(maxsplit=1)[:1]
    touching = not reading.lower[word.end : word.end + 1].isspace() and any("@" in a for a in after)
    return "@" not in before and not touching


def _particles(words: list[Word]) -> frozenset[Word]:
    """Small words between two words of a name, or before its last one: "van den", "de la"."""
    strange = [i for i, w in enumerate(words) if w.text not in TALK and not is_everyday(w.text)]
    if not strange:
        return frozenset()
    last = max(i for i, w in enumerate(words) if w.text not in TALK)
    inside = words[strange[0] : last + 1]
    return frozenset(word for word in inside if word.text in NAME_PARTICLES)


def _is_given_name_of_talk(reading: Reading, words: list[Word]) -> bool:
    """A given name that is a word of talk, with a surname ("will smith"), and nothing else."""
    texts = [word.text for word in words]
    return (
        2 <= len(texts) <= 3
        and len(texts) == len(reading.words)
        and texts[0] in FIRST_NAMES
        and not any(text in ENGLISH_TALK or text in _LINKS for text in texts[1:])
    )


def _is_nameable(reading: Reading, word: Word) -> bool:
    """A word of shops that stands alone with a capital: somebody may be named Order or Store."""
    return word.text in _SHOP_NOUNS and reading.text[word.start].isupper()


def digits_in(reading: Reading, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Runs of digit groups with a total in range; else the single groups that fit; spoken ones too."""
    for run in reading.runs:
        line: list[list[int]] = []
        for group in run:
            if line and "\n" not in reading.text[line[-1][1] : group.start]:
                line[-1][1] = group.end
            else:
                line.append([group.start, group.end])
        for start, end in line:
            total = sum(c.isdigit() for c in reading.text[start:end])
            if (
                reading.text[max(0, start - 1) : start] in _UNITS
                or set(reading.words_after(end, 1)) & _UNITS
            ):
                continue
            if least <= total <= most:
                yield start, end
                continue
            for group in run:
                if start <= group.start < end and least <= len(group.digits) <= most:
                    yield group.start, group.end
    chain = [word for word in reading.words if word.text in NUMBER_WORDS]
    if len(chain) >= max(3, least) and len(chain) <= most and len(chain) >= len(reading.words) - 3:
        yield chain[0].start, chain[-1].end
