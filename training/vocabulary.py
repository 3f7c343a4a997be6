"""The word list of the model: which roles each word may have, from all lists there are.

English words and how frequent they are come from the frequency dictionary of ``symspellpy`` (made
from Google Books Ngram data and SCOWL; licences in docs/dependencies.md).
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.resources import files

from proxy.privacy.model.features import tokens_of
from proxy.privacy.model.lexicon import LEFT_OUT, PHRASE, Role, left_out, near_role
from training import foreign, hand_names, hand_words, negative
from training.names import NameLists
from training.places import CITIES, CODES, COUNTRIES, STATES, SUFFIXES, words_of
from training.words import everyday_words, is_everyday, talk_words

_DICTIONARY = "frequency_dictionary_en_82_765.txt"
_FREQUENT = 7000
"""So many of the most frequent words count as everyday words, if they are no names."""
_KEPT = 62_000
_NEAR_NAMES = 2500
_NEAR_WORDS = 6000
_SHORTEST_NEAR = 4
_SHORTEST_SOURCE = 5
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with their roles, and what the generator draws from."""

    roles: dict[str, Role] = field(repr=False)
    frequent: tuple[str, ...] = field(repr=False)
    """English words, most frequent first; of names only those that are everyday words too."""
    both: tuple[str, ...] = field(repr=False)
    """Everyday words that somebody is named: "bill", "cash", "rose"."""

    def lines(self) -> bytes:
        """The file that ``Lexicon`` reads."""
        entries = dict(self.roles)
        sources = self._sources()
        near: defaultdict[str, Role] = defaultdict(lambda: Role(0))
        for word, roles in self.roles.items():
            if near_role(roles.value) and len(word) >= _SHORTEST_SOURCE and word in sources:
                for form in left_out(word):
                    if len(form) >= _SHORTEST_NEAR:
                        near[LEFT_OUT + form] |= Role(near_role(roles.value))
        entries.update(near)
        for brand in brands():
            words = [token.text for token in tokens_of(brand)]
            if len(words) > 1:
                entries[PHRASE + " ".join(words)] = Role.BRAND
        rows = sorted((word.encode(), roles) for word, roles in entries.items())
        return b"".join(b"%s\t%x\n" % (word, roles.value) for word, roles in rows)

    def _sources(self) -> frozenset[str]:
        words = frozenset(self.frequent[:_NEAR_WORDS])
        names = [word for word, roles in self.roles.items() if Role.FIRST_COMMON in roles]
        return words | frozenset(names)


def brands() -> tuple[str, ...]:
    """All brands, those of one word and those that look like somebody's name."""
    return (*words_of(hand_words.BRANDS), *words_of(hand_words.NAMED_BRANDS))


def _dictionary() -> list[str]:
    """English words, most frequent first."""
    text = (files("symspellpy") / _DICTIONARY).read_text(encoding="utf-8-sig")
    words = [line.split(" ")[0] for line in text.splitlines()]
    return [word for word in words if word.isalpha()][:_KEPT]


def _template_words() -> set[str]:
    """Every word that the negative templates say."""
    texts: list[str] = []
    for value in (*vars(negative).values(), *vars(foreign).values()):
        if isinstance(value, tuple):
            texts += [re.sub(r"<\w+>", " ", text) for text in value if isinstance(text, str)]
    return {word for text in texts for word in _LETTERS.findall(text.lower())}


def _split(text: str) -> set[str]:
    return {word for entry in words_of(text) for word in _LETTERS.findall(entry.lower())}


def read_vocabulary(names: NameLists) -> Vocabulary:
    """All lists put together. A word that is also a name keeps both roles only if it is an everyday word."""
    roles: defaultdict[str, Role] = defaultdict(lambda: Role(0))

    def add(words: object, role: Role) -> None:
        assert isinstance(words, set | frozenset | list | tuple)
        for word in words:
            roles[word] |= role

    firsts = {part.lower() for name in names.first for part in re.split(r"[ \-]", name)}
    lasts = {part.lower() for name in names.last for part in re.split(r"[ \-]", name)}
    particles = {"de", "da", "do", "dos", "das", "del", "della", "di", "van", "von", "der", "den", "ter", "la", "le", "el", "al", "bin", "ibn", "y", "e", "i", "of", "the"}  # fmt: skip
    common_first = {
        name.lower()
        for name, _ in sorted(zip(names.common_first.values, names.common_first.sums, strict=True))
    }
    hand = {word for text in hand_names.FIRST.values() for word in text.split()}
    common_first |= set(hand_names.NICKNAMES.split())
    common_last = {name.lower() for name in names.common_last.values}
    hand_last = {word for text in hand_names.LAST.values() for word in text.split()}
    odd = {word for word in firsts | lasts if is_everyday(word)} - _named_words(names)
    add(firsts - particles - odd, Role.FIRST)
    add(lasts - particles - odd, Role.LAST)
    add(common_first | hand, Role.FIRST | Role.FIRST_COMMON)
    add(common_last | hand_last, Role.LAST | Role.LAST_COMMON)
    said = _template_words()
    frequent: list[str] = []
    both: list[str] = []
    for word in _dictionary():
        is_name = word in roles
        plain = is_everyday(word) or (word in said and word not in common_first)
        if is_name and not plain:
            continue
        roles[word] |= Role.DICTIONARY
        if plain or len(frequent) < _FREQUENT:
            roles[word] |= Role.EVERYDAY
        if len(word) > 1:
            frequent.append(word)
            if is_name:
                both.append(word)
    add({word for word in everyday_words() if word.isalpha()}, Role.DICTIONARY | Role.EVERYDAY)
    add(
        (said - common_first) | set(words_of(hand_words.INTERJECTIONS)),
        Role.DICTIONARY | Role.EVERYDAY,
    )
    add({word for word in talk_words() if len(word) > 1} | {"i", "a"}, Role.TALK)
    for text, role in (
        (hand_words.PRODUCTS, Role.PRODUCT),
        (hand_words.DISHES, Role.PRODUCT),
        (hand_words.CARS, Role.BRAND),
        (hand_words.ACRONYMS, Role.EVERYDAY),
        (hand_words.GREETINGS, Role.TALK),
        (hand_words.NATIONS, Role.SEASON),
        (hand_words.HOLIDAYS, Role.SEASON),
        (hand_words.MATERIALS, Role.PRODUCT),
        (hand_words.COLOURS, Role.SEASON),
        (hand_words.MONTHS, Role.SEASON),
        (CITIES, Role.CITY),
        (STATES, Role.REGION),
        (COUNTRIES, Role.REGION),
        (SUFFIXES, Role.STREET),
    ):
        add(_split(text), role)
    add(_brand_words() - common_first - common_last, Role.BRAND)
    add(set(CODES.split()), Role.REGION)
    add(
        {"mr", "mrs", "ms", "miss", "dr", "prof", "mx", "sir", "madam", "captain", "rev", "judge"},
        Role.TITLE,
    )
    return Vocabulary(
        {word: value for word, value in roles.items() if value}, tuple(frequent), tuple(both)
    )


def _named_words(names: NameLists) -> set[str]:
    """Everyday words that are usual names; the others in a list (Put, Love) teach more harm than good."""
    usual = (*names.common_first.values, *names.common_last.values)
    by_hand = (hand_names.WORDS, hand_names.LAST_WORDS, hand_names.NICKNAMES)
    return {name.lower() for name in usual} | {word for text in by_hand for word in text.split()}


def _brand_words() -> set[str]:
    """Words of brands; a brand that is a first name with a family name does not make that name a brand."""
    listed = (*words_of(hand_words.BRANDS), *words_of(hand_words.SHOPS))
    entries = [_LETTERS.findall(entry.lower()) for entry in listed]
    return {words[0] for words in entries if len(words) == 1} | {
        words[-1] for words in entries if len(words) > 1
    }
