"""Names of people: lists of many cultures, names that are words, and names that nobody has yet.

Strategy: a name is drawn from a source by weight: frequent English names, all English-speaking
countries, every language of Faker that is written in Latin letters, hand lists, nicknames, words. A
character Markov chain over all of them invents names, so that the model learns what a name looks
like and not only which names there are.
"""

import importlib
import pkgutil
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from faker.providers import person

from training import hand_names, hand_words
from training.grammar import Piece
from training.words import is_everyday

_LATIN = re.compile(r"[^\W\d_][^\W\d_'.\-]*(?:[ '\-][^\W\d_]+)*")
_ENGLISH = ("en_US", "en_GB", "en_IE", "en_NZ", "en_IN", "en_NG", "en_KE", "en_PK")
_TITLES = ("mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr.", "prof")
_SUFFIXES = ("jr", "jr.", "sr", "iii", "ii", "phd", "md")
_PARTICLES = ("de", "van", "van der", "von", "la", "al", "el", "bin", "da", "dos", "di", "le")
_ORDER = 3


def _is_latin(name: str) -> bool:
    latin = all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in name)
    return latin and _LATIN.fullmatch(name) is not None and len(name) > 1


def _listed(provider: type, *stems: str) -> dict[str, float]:
    """Names of a Faker provider with their weights; lists without weights weigh 1 each."""
    found: dict[str, float] = {}
    for stem in stems:
        for ending in ("", "_male", "_female"):
            names = vars(provider).get(stem + ending, ())
            if isinstance(names, Mapping):
                found.update({name: float(weight) for name, weight in names.items()})
            elif isinstance(names, tuple | list | set | frozenset):
                found.update(dict.fromkeys(sorted(names), 1.0))
    return {name: weight for name, weight in sorted(found.items()) if _is_latin(name)}


@dataclass(frozen=True, slots=True)
class Weighted:
    """Values to draw from, some more often than others."""

    values: tuple[str, ...]
    sums: tuple[float, ...] = field(repr=False)

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> "Weighted":
        """From value → weight."""
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def draw(self, rng: random.Random) -> str:
        """One of them."""
        return rng.choices(self.values, cum_weights=self.sums)[0]


class Chain:
    """A Markov chain of characters that spells words like the ones it was made from."""

    def __init__(self, words: Iterable[str]) -> None:
        follows: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            padded = "^" * _ORDER + word.lower() + "$"
            for at in range(_ORDER, len(padded)):
                follows[padded[at - _ORDER : at]].append(padded[at])
        self._follows = dict(follows)

    def spell(self, rng: random.Random) -> str:
        """A new word of 3 to 11 letters, with a capital."""
        while True:
            word, state = "", "^" * _ORDER
            while len(word) <= 12:
                letter = rng.choice(self._follows[state])
                if letter == "$":
                    break
                word += letter
                state = state[1:] + letter
            if 3 <= len(word) <= 11 and word[0].isalpha() and word[-1].isalpha():
                return word.capitalize()


@dataclass(frozen=True, slots=True)
class NameLists:
    """All lists, and the chains made from them."""

    common_first: Weighted
    common_last: Weighted
    cultures: tuple[tuple[Weighted, Weighted], ...]
    first: frozenset[str]
    last: frozenset[str]
    brand_names: tuple[str, ...]
    invented_first: Chain
    invented_last: Chain

    def first_name(self, rng: random.Random) -> str:
        """A first name."""
        return self._first(rng, rng.choice(self.cultures))

    def full_name(self, rng: random.Random) -> str:
        """A name of one to four words, in one of the orders in which people give it."""
        if rng.random() < 0.02:
            # Somebody is called like a brand; what is said around the name tells.
            return rng.choice(self.brand_names).title()
        culture = rng.choice(self.cultures)
        first, last = self._first(rng, culture), self._last(rng, culture)
        match rng.choices(range(9), (58, 16, 6, 4, 3, 3, 3, 5, 2))[0]:
            case 1:
                return first
            case 2:
                return f"{first} {rng.choice('ABCDEFGHJKLMNPRSTW')}{rng.choice(('.', ''))} {last}"
            case 3:
                return f"{first} {self._first(rng, culture)} {last}"
            case 4:
                return f"{first} {last}{rng.choice('- ')}{self._last(rng, culture)}"
            case 5:
                return f"{first} {rng.choice(_PARTICLES)} {last}"
            case 6:
                return f"{rng.choice(_TITLES)} {rng.choice((last, f'{first} {last}'))}"
            case 7:
                return f"{last} {first}"
            case 8:
                return f"{first} {last} {rng.choice(_SUFFIXES)}"
        return f"{first} {last}"

    def last_name(self, rng: random.Random) -> str:
        """A family name."""
        return self._last(rng, rng.choice(self.cultures))

    def _first(self, rng: random.Random, culture: tuple[Weighted, Weighted]) -> str:
        chance = rng.random()
        if chance < 0.17:
            return self.invented_first.spell(rng)
        if chance < 0.24:
            return rng.choice(_words(hand_names.NICKNAMES)).capitalize()
        if chance < 0.30:
            return rng.choice(_words(hand_names.WORDS)).capitalize()
        return (self.common_first if chance < 0.55 else culture[0]).draw(rng)

    def _last(self, rng: random.Random, culture: tuple[Weighted, Weighted]) -> str:
        chance = rng.random()
        if chance < 0.2:
            return self.invented_last.spell(rng)
        if chance < 0.26:
            return rng.choice(_words(hand_names.LAST_WORDS)).capitalize()
        return (self.common_last if chance < 0.5 else culture[1]).draw(rng)


def _words(text: str) -> Sequence[str]:
    return tuple(dict.fromkeys(text.split()))


def label_name(name: str) -> list[Piece]:
    """A name as a labelled piece; its title stays talk."""
    title, _, rest = name.partition(" ")
    if rest and title.lower() in _TITLES:
        return [Piece(title + " "), Piece(rest, "PERSON")]
    return [Piece(name, "PERSON")]


def read_names() -> NameLists:
    """All lists of Faker that are written in Latin letters, and ours."""
    by_locale: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
    for module in sorted(pkgutil.iter_modules(person.__path__), key=lambda each: each.name):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        first, last = _listed(provider, "first_names"), _listed(provider, "last_names")
        if len(first) >= 20 and len(last) >= 20:
            by_locale[module.name] = first, last
    for culture in hand_names.FIRST:
        by_locale[culture] = (
            {name.capitalize(): 1.0 for name in _words(hand_names.FIRST[culture])},
            {name.capitalize(): 1.0 for name in _words(hand_names.LAST[culture])},
        )
    for first, last in list(by_locale.values()):
        for listed in (first, last):
            if listed not in by_locale["en_US"]:
                for name in [each for each in listed if is_everyday(each.lower())]:
                    del listed[name]
    cultures = [(Weighted.of(a), Weighted.of(b)) for a, b in by_locale.values()]
    english = [
        (Weighted.of(by_locale[each][0]), Weighted.of(by_locale[each][1]))
        for each in _ENGLISH
        if each in by_locale
    ]
    hand = cultures[-len(hand_names.FIRST) :]
    south_asian = cultures[len(cultures) - len(hand_names.FIRST) + 5]
    firsts = frozenset(name for first, _ in by_locale.values() for name in first)
    lasts = frozenset(name for _, last in by_locale.values() for name in last)
    return NameLists(
        common_first=Weighted.of(by_locale["en_US"][0]),
        common_last=Weighted.of(by_locale["en_US"][1]),
        cultures=(*cultures, *english, *english, *hand, *hand, *hand, *[south_asian] * 6),
        first=firsts,
        last=lasts,
        brand_names=tuple(
            brand
            for brand in (
                *hand_words.BRANDS.replace("\n", "").split("|"),
                *hand_words.NAMED_BRANDS.replace("\n", "").split("|"),
            )
            if len(brand.split()) == 2 and brand.split()[0].capitalize() in firsts
        ),
        invented_first=Chain(sorted(firsts)),
        invented_last=Chain(sorted(lasts)),
    )
