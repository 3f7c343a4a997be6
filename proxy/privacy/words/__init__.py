"""Small word lists: which words are everyday words, and which are talk rather than a value.

The lists are data in modules, so that reading them needs no disk. All in small letters.
"""

from collections.abc import Sequence

from proxy.privacy.words import chat, common, everyday, labels, names, shop


def word_set(*texts: str) -> frozenset[str]:
    """The words of some texts, once each."""
    return frozenset(word for text in texts for word in text.split())


EVERYDAY = word_set(
    everyday.ENGLISH,
    common.TRAVEL,
    common.FOOD,
    common.HOME,
    common.BODY_AND_HEALTH,
    common.WORK_AND_MONEY,
    common.PEOPLE_AND_FEELINGS,
    common.WORLD,
    common.DOING_AND_BEING,
    shop.SHOPPING,
    shop.CARRIERS,
    shop.COLOURS_AND_TIMES,
    shop.CHAT,
    shop.WIRE,
)
"""Words that somebody may be named, but that must not be replaced everywhere for it."""

FIRST_NAMES = word_set(names.ENGLISH, names.EUROPEAN, names.ASIAN_AND_AFRICAN)
"""Common first names; a hint, never a decision alone."""

TYPED = word_set(chat.WITHOUT_APOSTROPHE)
"""English talk without its apostrophes, in which names never end."""

ENGLISH_TALK = word_set(chat.ENGLISH) | TYPED

TALK = ENGLISH_TALK | (
    word_set(chat.GERMAN, chat.FRENCH, chat.SPANISH, chat.ITALIAN, chat.DUTCH, chat.PORTUGUESE)
    - FIRST_NAMES
)
"""Words that show a sentence: a message with one of them is not just a value. "mia" is Italian for
"my", and a name: names win over the small words of languages other than English."""

NAME_PARTICLES = word_set(names.PARTICLES)
"""Small words inside names: "van den Berg", "de los Santos", "al Rashid"."""

LABELS = (
    word_set(
        labels.ENGLISH,
        labels.GERMAN,
        labels.FRENCH,
        labels.SPANISH,
        labels.ITALIAN,
        labels.DUTCH,
        labels.PORTUGUESE,
    )
    - FIRST_NAMES
)
"""Names of values ("dob", "telefonnummer"), which are no values."""

LABEL_LINKS = word_set(labels.LINKS)
"""Small words between such a name and its value."""

GENERIC_MAILBOXES = word_set(shop.GENERIC_MAILBOXES)
"""Local parts of e-mail addresses that name a desk."""

_ENDINGS = (
    ("'s", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)


def leading_labels(words: Sequence[str]) -> int:
    """How many words at the start are names of values, with the small words before and after them."""
    run = 0
    for at, word in enumerate(words):
        if word in LABELS:
            run = at + 1
        elif word not in LABEL_LINKS:
            return at if run else 0
    return len(words) if run else 0


def is_everyday(word: str) -> bool:
    """Whether a word (small letters) or its base form is an everyday word or talk."""
    if word in EVERYDAY or word in TALK:
        return True
    return any(
        word.endswith(ending)
        and len(word) - len(ending) >= 3
        and word[: len(word) - len(ending)] + base in EVERYDAY
        for ending, base in _ENDINGS
    )
