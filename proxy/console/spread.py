"""Cards and IBANs that a customer spreads over several messages, for whoever reads a case. Pure.

Strategy, stricter than what is joined on the way to the provider (``privacy.pieces``), because here a
piece too many costs one question to a colleague, and a piece too few shows half a card to one person:
 1. the runs of digits of each customer message are read; dates and what other words name (an order,
    a phone number, the last four digits) are no pieces;
 2. what neighbouring customer messages hold together is a card or an IBAN by its check digits;
 3. so is, without any check, a run beside a card word or "iban" that is too short to be whole, with
    the runs of the next messages until there are digits enough.
Whatever the bot says in between changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from proxy.privacy.base import Finding
from proxy.privacy.normalize import lower_at_equal_length, pattern
from proxy.privacy.recognizers.bank import is_iban
from proxy.privacy.recognizers.card import CARD_WORDS, OTHER_WORDS, is_card_number
from proxy.privacy.words import word_set
from proxy.text import canonical

_SCORE: Final = 0.9
_MOST_MESSAGES: Final = 6
_WORDS_BEFORE: Final = 7
_FEWEST: Final = 4
"""Digits; fewer are no piece by themselves."""
_WHOLE: Final = {"CREDIT_CARD": 13, "IBAN_CODE": 15}
"""Letters and digits of the shortest one."""
_ELSE: Final = OTHER_WORDS - {"iban", "account", "konto"} | word_set(
    "call phone mobile cell tel telephone whatsapp telefon handy rufnummer téléphone portable teléfono móvil "
    "telefono cellulare telefoon mobiel telefone celular telemóvel postcode zip plz ending ends ended last endet "
    "endend letzten letzte finissant termina terminada terminata eindigt bestellung bestellnummer commande "
    "pedido ordine bestelling encomenda"
)

_RUN = pattern(
    r"(?:^|[^\pL\pN$€£¥])(?P<v>(?:[a-z]{2}[0-9]{2}[ \-]?(?:[a-z]{4}[ \-]?)?)?[0-9](?:[ .\-]{0,2}[0-9])*)"
)
_IBAN_HEAD = pattern(r"^[a-z]{2}[0-9]{2}")
_DATE = pattern(
    r"^(?:[0-9]{1,2}[.\- ]{1,2}[0-9]{1,2}[.\- ]{1,2}(?:[0-9]{2}|[0-9]{4})|[0-9]{4}-[0-9]{2}-[0-9]{2})$"
)
_WORD = pattern(r"(?P<w>[\pL]+)")


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of digits, of an IBAN with its letters."""

    message: int
    span: tuple[int, int]
    """In the message's text."""
    signs: str
    beside: str | None
    """The type whose cue stands before it."""
    elsewhere: bool
    """Other words say what it is."""


def spread(texts: Sequence[str]) -> Mapping[int, Sequence[Finding]]:
    """Pieces of cards and IBANs by index into ``texts``, the customer's messages in their order."""
    rows = [tuple(_runs(index, text)) for index, text in enumerate(texts)]
    found: dict[int, list[Finding]] = {}
    for index in range(len(rows)):
        ahead = rows[index : index + _MOST_MESSAGES]
        for entity, runs in (*_checked(ahead), *_begun(ahead)):
            for run in runs:
                piece = Finding(entity, *run.span, _SCORE, f"spread:{entity}")
                if piece not in found.setdefault(run.message, []):
                    found[run.message].append(piece)
    return found


def _runs(index: int, text: str) -> Iterator[_Run]:
    reading = canonical(text)
    lower = lower_at_equal_length(reading.text)
    for match in _RUN.finditer(lower):
        start, end = match.span("v")
        if _DATE.match(lower[start:end]):
            continue
        beside, elsewhere = _named(lower[max(0, start - 200) : start])
        signs = "".join(sign for sign in lower[start:end] if sign.isalnum())
        yield _Run(index, reading.original_span(start, end), signs, beside, elsewhere)


def _named(before: str) -> tuple[str | None, bool]:
    """What the nearest words before a run say that it is: the type, or something else."""
    words = [match.group("w") for match in _WORD.finditer(before)][-_WORDS_BEFORE:]
    for word in reversed(words):
        if word in _ELSE:
            return None, True
        if word == "iban":
            return "IBAN_CODE", False
        if word in CARD_WORDS:
            return "CREDIT_CARD", False
    return None, False


_Pieces = tuple[str, Sequence[_Run]]


def _checked(ahead: Sequence[Sequence[_Run]]) -> Iterator[_Pieces]:
    """What the end of a message and the beginnings of the next ones are by their check digits."""
    if not ahead[0]:
        return
    runs = [ahead[0][-1]]
    for row in ahead[1:]:
        if not row:
            return
        runs.append(row[0])
        signs = "".join(run.signs for run in runs)
        if is_card_number(signs):
            yield "CREDIT_CARD", tuple(runs)
        if is_iban(signs):
            yield "IBAN_CODE", tuple(runs)


def _begun(ahead: Sequence[Sequence[_Run]]) -> Iterator[_Pieces]:
    """A number that begins beside its cue, and goes on until there are digits enough."""
    for first in ahead[0]:
        entity = "IBAN_CODE" if _IBAN_HEAD.match(first.signs) else first.beside
        if first.beside is None or entity is None or not _is_piece(first, _WHOLE[entity]):
            continue
        runs = [first]
        for row in ahead[1:]:
            if sum(len(run.signs) for run in runs) >= _WHOLE[entity]:
                break
            more = [run for run in row if _is_piece(run, _WHOLE[entity]) and not run.elsewhere]
            if not more:
                break
            runs += more
        yield entity, runs


def _is_piece(run: _Run, whole: int) -> bool:
    return _FEWEST <= len(run.signs) < whole
