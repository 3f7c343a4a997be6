"""Sorting the shop's own texts: which are public words, and which may be exempt only exactly.

Strategy: a public value takes text out of protection, so it is read narrowly. A word (a brand, a
product name) is matched whole and in any case. Whatever could be asked of a customer or could
reach somebody (an e-mail address, any number, a web address) is exempt only in exactly this
spelling. A payment card number is never public.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from proxy.policy.sources import PublicEntry
from proxy.text import canonical

_DIGITS = re.compile(r"\d(?:[ .\-/]?\d)*")
_REACHES_SOMEBODY = re.compile(r"@|\d|\bat\b.*\bdot\b|https?:|www\.", re.IGNORECASE)
_WILDCARD = re.compile(
    r"[*\\^|\[\]{}<>]|\$$|\.[+?]|\(\?|^\?|^\+(?!\d)|^%|(?<!\d)%$"  # "100% Wool" is a name
)


@dataclass(frozen=True, slots=True)
class PublicValues:
    """Public texts: ``words`` match whole in any case, ``exact`` in exactly this spelling."""

    words: frozenset[str] = field(repr=False)
    exact: frozenset[str] = field(repr=False)


def sort_public(entries: Iterable[PublicEntry]) -> PublicValues:
    """The entries by how they are matched."""
    words: set[str] = set()
    exact: set[str] = set()
    for entry in entries:
        (exact if _REACHES_SOMEBODY.search(canonical(entry.text).text) else words).add(entry.text)
    return PublicValues(frozenset(words), frozenset(exact))


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits in ``text`` pass the Luhn check (ISO/IEC 7812-1, annex B)."""
    for run in _DIGITS.findall(canonical(text).text):
        digits = [int(character) for character in run if character.isdigit()]
        if 13 <= len(digits) <= 19 and _luhn(digits):
            return True
    return False


def _luhn(digits: list[int]) -> bool:
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def looks_like_pattern(text: str) -> bool:
    """Whether somebody meant ``text`` to match more than itself."""
    return _WILDCARD.search(text) is not None
