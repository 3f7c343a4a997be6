"""The signs of an e-mail address, written as words: "jane (dot) doe at example punto com".

Strategy: every word that may stand for a sign, in brackets or between blanks, is a candidate; so is a
sign with blanks or a line end beside it. Candidates with one label between each two make a chain. A
chain is an address if it has an @ with a domain after it. "At" alone is an everyday word: it needs a
left side that is none, a cue, or a well-known provider.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from proxy.privacy.base import Asked
from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.words import TALK, is_everyday, word_set

EMAIL_CUES = word_set("email e-mail mail mails emails courriel correo mailadresse emailadres posta")
"""Words that announce an e-mail address."""
TOP_DOMAINS = word_set(
    "com net org edu gov io co uk de fr es it nl pt br in ca au us info biz me app dev shop eu ch at be se no dk fi pl ie nz za "
    "jp cn mx ar cl tv online store example test"
)
PROVIDERS = word_set(
    "gmail googlemail yahoo hotmail outlook icloud aol msn gmx protonmail ymail live web proton zoho rediffmail orange free laposte libero"
)

_WORDS = {
    "@": "at|ät|at[ \\-]sign|arroba|arobase|arrobase|chiocciola|apenstaartje|apestaartje|klammeraffe|affenklammer|at[ \\-]zeichen",
    ".": "dot|d0t|punkt|punto|point|ponto|punt|period|full stop",
    "_": "underscore|under score|unterstrich|tiret bas|guion bajo|guión bajo|underline|trattino basso|laag streepje|sublinhado",
    "-": "dash|hyphen|minus|bindestrich|tiret|guion|guión|trattino|streepje|hífen",
    "+": "plus|más|più|mais",
}  # fmt: skip
_SIGN_OF = {
    word: sign for sign, words in _WORDS.items() for word in words.replace("[ \\-]", " ").split("|")
}
_ANY_WORD = "|".join(
    sorted((w for words in _WORDS.values() for w in words.split("|")), key=len, reverse=True)
)
_SIGN = pattern(
    rf"(?:\s{{0,2}}[\[({{<\"'*]{{1,2}}\s?(?P<a>{_ANY_WORD}|[@.a])\s?[\])}}>\"'*]{{1,2}}\s{{0,2}}|"
    rf"[_\-/](?P<b>{_ANY_WORD})[_\-/]|"
    rf"\s{{1,3}}(?P<c>{_ANY_WORD})[ \t]{{1,3}}|"
    r"\s{1,3}(?P<d>[@.])\s{0,3}|(?P<e>[@.])\s{1,3}|(?P<f>,)(?:[a-z]))"
)
_LABEL = pattern(r"[\pL\pN](?:[\pL\pN._+\-@]*[\pL\pN])?")
_LOCAL_END = pattern(r"(?:^|[^\pL\pN._+\-@])(?P<v>[\pL\pN](?:[\pL\pN._+\-@]*[\pL\pN])?)$")
_LABEL_START = pattern(r"^(?P<v>[\pL\pN](?:[\pL\pN.\-]*[\pL\pN])?)(?:[^\pL\pN]|$)")
_LONGEST_LABEL = 60
_MOST_SIGNS = 12
_WRAPPED = pattern(r"@[\pL\pN\-]{1,30}(?P<v>\n)[\pL\pN\-]{1,30}\.[\pL]{2,6}(?:[^\pL\pN]|$)")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign at canonical [start, end); ``bare``: an everyday word that stands between blanks."""

    start: int
    end: int
    sign: str
    bare: bool = False


def signs_in(reading: Reading) -> list[Sign]:
    """The signs of all addresses that are spelled out in a text, left to right."""
    if not _may_hold(reading):
        return []
    found: list[Sign] = []
    for chain in _chains(reading, list(_candidates(reading))):
        found.extend(_of_address(reading, chain))
    for match in _WRAPPED.finditer(reading.lower):
        start, end = match.span("v")
        if all(end <= sign.start or sign.end <= start for sign in found):
            found.append(Sign(start, end, ""))
    return sorted(found, key=lambda sign: sign.start)


_AT_WORDS = word_set(
    "at ät arroba arobase arrobase chiocciola apenstaartje apestaartje klammeraffe affenklammer"
)


def _may_hold(reading: Reading) -> bool:
    """The cheap test: some @, or a word for it, in a text with a dot or a word for it."""
    return (
        "@" in reading.text or not _AT_WORDS.isdisjoint(reading.word_set) or "at_" in reading.lower
    )


def _candidates(reading: Reading) -> Iterator[Sign]:
    for match in _SIGN.finditer(reading.lower):
        start, end = match.span()
        word = next(match.group(name) for name in "abcdef" if match.span(name)[0] >= 0)
        if word == ",":
            end -= 1
        sign = (
            "."
            if word == ","
            else "@"
            if word == "a"
            else _SIGN_OF.get(word.replace("-", " "), word)
        )
        yield Sign(start, end, sign, bare=match.span("c")[0] >= 0)


def _chains(reading: Reading, signs: list[Sign]) -> Iterator[list[Sign]]:
    """Signs with nothing but one label between each two."""
    chain: list[Sign] = []
    for sign in signs:
        between = reading.lower[chain[-1].end : sign.start] if chain else ""
        if chain and not (
            len(chain) < _MOST_SIGNS
            and between
            and len(between) <= _LONGEST_LABEL
            and _LABEL.fullmatch(between)
        ):
            yield chain
            chain = []
        chain.append(sign)
    if chain:
        yield chain


def _of_address(reading: Reading, chain: list[Sign]) -> list[Sign]:
    """The signs of the chain that belong to an address."""
    lower = reading.lower
    written = _written(reading, chain)
    places = [i for i, sign in enumerate(chain) if sign.sign == "@"]
    if len(places) > 1 or (not places and "@" not in written):
        return []
    last = len(chain)
    while last and not _has_domain(reading, chain[:last]):
        last -= 1
    kept = chain[:last]
    if not kept:
        return []
    at = next((sign for sign in kept if sign.sign == "@"), None)
    if at is not None and at.bare and lower[at.start : at.end].strip() in {"at", "ät"}:
        return kept if _is_meant(reading, kept, at) else []
    return kept


def _written(reading: Reading, chain: list[Sign]) -> str:
    """The chain with its signs, and the labels before and after it."""
    lower = reading.lower
    before = _LOCAL_END.search(lower[max(0, chain[0].start - _LONGEST_LABEL) : chain[0].start])
    pieces = [before.group("v") if before is not None else ""]
    for index, sign in enumerate(chain):
        following = chain[index + 1].start if index + 1 < len(chain) else sign.end + _LONGEST_LABEL
        rest = lower[sign.end : following]
        label = _LABEL_START.match(rest) if index + 1 == len(chain) else None
        pieces.append(sign.sign)
        pieces.append(
            label.group("v") if label is not None else rest if index + 1 < len(chain) else ""
        )
    return "".join(pieces)


def _has_domain(reading: Reading, chain: list[Sign]) -> bool:
    """Whether the chain ends in a domain: labels after the @, and a top-level domain."""
    local, at, domain = _written(reading, chain).partition("@")
    labels = domain.split(".")
    return bool(local and at and labels[0]) and len(labels) > 1 and labels[-1] in TOP_DOMAINS


def _is_meant(reading: Reading, chain: list[Sign], at: Sign) -> bool:
    """Whether "at" is the sign: not "look at example.com", not "we met at shop dot com"."""
    if Asked.EMAIL in reading.asked or EMAIL_CUES & set(reading.words_before(at.start, 6)):
        return True
    local, _, domain = _written(reading, chain).partition("@")
    if domain.split(".")[0] in PROVIDERS or not local.isalpha():
        return True
    return local not in TALK and not is_everyday(local)
