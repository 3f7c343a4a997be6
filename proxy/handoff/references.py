"""The reference of a case: what a customer reads out, and by which we know our own answers again.

``R-XXXXX-XXXXX-XXXXX-XXXXX`` in Crockford's base 32 (no I, L, O, U). The first sixteen characters
are 80 random bits: nobody guesses one. The last four are 20 bits of a keyed digest over them,
bound to the tenant: an answer of ours is recognised without looking anything up, also when its
case was long deleted. ``/7`` after a reference says: this answer carried the case's words up to
message 7; when it comes back in a resent history, those words have arrived.
"""

import re
from dataclasses import dataclass
from typing import Final

from proxy.handoff.digests import Digests
from proxy.ids import Randomness
from proxy.text import canonical

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY: Final = 16
_CHECK: Final = 4
_GROUP: Final = 5
_RANDOM_BYTES: Final = 10

# Between groups people and programs leave hyphens, blanks, full stops, underscores, line breaks
# and Markdown's backslash. The letters O, I and L are read as the digits they are mistaken for.
_BETWEEN: Final = r"[-\s._\\]{0,3}"
_FIVE: Final = r"([0-9A-TV-Z]{5})"
_REFERENCE: Final = re.compile(
    rf"(?<![0-9A-Z])R{_BETWEEN}{_FIVE}{_BETWEEN}{_FIVE}{_BETWEEN}{_FIVE}{_BETWEEN}{_FIVE}"
    r"(?![0-9A-Z])(?:/([0-9]{1,6})(?![0-9]))?"
)
_MISREAD: Final = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference of ours that stands in a text. ``shown``: the number after it, or 0."""

    reference: str
    shown: int


def new_reference(digests: Digests, randomness: Randomness) -> str:
    """A fresh reference of the tenant that ``digests`` belongs to."""
    body = _letters(randomness(_RANDOM_BYTES), _BODY)
    return _grouped(body + _check(digests, body))


def find_references(text: str, digests: Digests) -> tuple[Mention, ...]:
    """References of this tenant in a text, in order; any other tenant's or a made-up one is none."""
    read = canonical(text).text.upper()
    found = []
    for match in _REFERENCE.finditer(read):
        letters = "".join(match.group(1, 2, 3, 4)).translate(_MISREAD)
        if letters[_BODY:] == _check(digests, letters[:_BODY]):
            found.append(Mention(_grouped(letters), int(match.group(5) or 0)))
    return tuple(found)


def as_reference(text: str, digests: Digests) -> str | None:
    """The one reference that ``text`` is, as a person may have typed it; None if it is none."""
    found = find_references(text.strip(), digests)
    return found[0].reference if len(found) == 1 else None


def _check(digests: Digests, body: str) -> str:
    return _letters(digests.check(body), _CHECK)


def _letters(data: bytes, count: int) -> str:
    """The first ``count`` five-bit groups of ``data``, most significant first."""
    number = int.from_bytes(data, "big")
    bits = len(data) * 8
    return "".join(_ALPHABET[(number >> (bits - 5 * (at + 1))) & 31] for at in range(count))


def _grouped(letters: str) -> str:
    groups = [letters[at : at + _GROUP] for at in range(0, _BODY + _CHECK, _GROUP)]
    return "-".join(["R", *groups])
