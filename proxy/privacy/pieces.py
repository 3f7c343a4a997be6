"""Values that a customer sends in pieces: "4111 1111", then "1111 1111"; "jane.doe", then "@example.com".

Strategy: customer messages in a row (whatever the assistant says between them) are put together where
each one is nothing but a piece, or ends with one. Together they must pass the check of their type: a
card number its Luhn digit, an e-mail address its form, an IBAN its check digits, a phone number the length
and the cue of the first piece.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from proxy.privacy.base import Finding
from proxy.privacy.normalize import lower_at_equal_length, pattern
from proxy.privacy.recognizers.bank import is_iban
from proxy.privacy.recognizers.card import is_card_number
from proxy.privacy.spelled_signs import TOP_DOMAINS
from proxy.text import canonical
from proxy.turn import SlotIndex, Speaker, TextSlot, Turn

_SCORE = 0.9
_MOST_PIECES = 6
"""At most so many messages in a row are tried as pieces of one value."""
_LONGEST_MESSAGE = 120
"""Characters; a longer message says more than a piece."""
_MOST_WORDS_AROUND = 8
_PHONE_DIGITS = range(9, 14)

_NUMBER_PIECE = pattern(r"(?:^|[^\pL\pN])(?P<v>[0-9](?:[ .\-/]{0,3}[0-9]){1,13})[^\pL\pN]*")
_CODE_PIECE = pattern(r"^[^\pL\pN]*(?P<v>[a-z0-9](?:[ \-]?[a-z0-9]){1,30})[^\pL\pN]*$")
_LOCAL_PIECE = pattern(r"(?:^|[\s:])(?P<v>[\pL\pN][\pL\pN._+\-]{1,40}(?:\s?@)?)[\s.…]*$")
_DOMAIN_PIECE = pattern(
    r"^[\s.…]*(?:(?:and|then|und|et|y|e|en)\s)?(?P<v>(?:@\s?)?[\pL\pN][\pL\pN\-]{0,40}(?:\.[\pL\pN\-]{1,40})*\.(?P<top>[\pL]{2,10}))(?:[^\pL\pN]|$)"
)
_PHONE_CUE = pattern(
    r"(?:^|[^\pL])(?:phone|mobile|cell|tel|telephone|call me (?:on|at)|reach me (?:on|at)|whatsapp|telefon|handy|nummer|téléphone|portable|"
    r"teléfono|móvil|telefono|cellulare|telefoon|mobiel|telefone|celular|telemóvel)(?:[^\pL]|$)"
)


@dataclass(frozen=True, slots=True)
class _Message:
    index: SlotIndex
    slot: TextSlot
    lower: str
    """Small letters of the canonical reading."""


def in_pieces(turn: Turn) -> dict[int, list[Finding]]:
    """Slot → findings of values that only several messages together hold."""
    findings: dict[int, list[Finding]] = {}
    row = list(_messages(turn))
    for position in range(len(row)):
        for finder in (_number, _iban, _email):
            for message, finding in finder(row[position : position + _MOST_PIECES]):
                findings.setdefault(message.index, []).append(finding)
    return findings


def _messages(turn: Turn) -> Iterator[_Message]:
    """The customer's short messages, in order."""
    for message in turn.messages:
        if message.speaker is not Speaker.CUSTOMER or len(message.slots) != 1:
            continue
        slot = turn.slots[message.slots[0]]
        if len(slot.text) <= _LONGEST_MESSAGE:
            lower = lower_at_equal_length(canonical(slot.text).text)
            yield _Message(message.slots[0], slot, lower)


_Found = Iterator[tuple[_Message, Finding]]


def _finding(message: _Message, span: tuple[int, int], entity: str) -> tuple[_Message, Finding]:
    start, end = canonical(message.slot.text).original_span(*span)
    return message, Finding(entity, start, end, _SCORE, f"pieces:{entity}")


def _number(row: list[_Message]) -> _Found:
    """Digits in messages that follow each other: a card, or a phone number after its cue."""
    pieces: list[tuple[_Message, tuple[int, int]]] = []
    digits = ""
    for message in row:
        span = _only_number(message)
        if span is None:
            return
        pieces.append((message, span))
        digits += "".join(c for c in message.lower[slice(*span)] if c.isdigit())
        if len(pieces) < 2:
            continue
        entity = "CREDIT_CARD" if is_card_number(digits) else ""
        if not entity and len(digits) in _PHONE_DIGITS and _PHONE_CUE.search(row[0].lower):
            entity = "PHONE_NUMBER"
        if entity:
            yield from (_finding(each, place, entity) for each, place in pieces)
            return


def _only_number(message: _Message) -> tuple[int, int] | None:
    """The one number of a message that says little else."""
    matches = list(_NUMBER_PIECE.finditer(message.lower))
    if len(matches) != 1 or len(message.lower.split()) > _MOST_WORDS_AROUND + len(matches):
        return None
    return matches[0].span("v")


def _iban(row: list[_Message]) -> _Found:
    """Pieces that are letters and digits only, and together pass the check of an IBAN."""
    pieces: list[tuple[_Message, tuple[int, int]]] = []
    joined = ""
    for message in row:
        match = _CODE_PIECE.match(message.lower)
        if match is None:
            return
        pieces.append((message, match.span("v")))
        joined += "".join(c for c in match.group("v") if c.isalnum())
        if len(pieces) > 1 and is_iban(joined):
            yield from (_finding(each, place, "IBAN_CODE") for each, place in pieces)
            return


def _email(row: list[_Message]) -> _Found:
    """A name, and a domain in the next message; one of them has the @."""
    if len(row) < 2:
        return
    first, second = row[0], row[1]
    local, domain = _LOCAL_PIECE.search(first.lower), _DOMAIN_PIECE.match(second.lower)
    if local is None or domain is None or domain.group("top") not in TOP_DOMAINS:
        return
    signs = local.group("v").count("@") + domain.group("v").count("@")
    if signs == 1:
        yield _finding(first, local.span("v"), "EMAIL_ADDRESS")
        yield _finding(second, domain.span("v"), "EMAIL_ADDRESS")
