r"""Reading a text the way a person would, while every position still points into the original.

``canonical`` undoes what hides a value from a pattern but not from an eye: compatibility forms
(full-width digits, ligatures), other digit systems, circled digits, letters written as base plus
accent, invisible format characters, and odd spaces, dashes, quotes and line ends. It also undoes
what hides a value from an eye but not from a model: escapes of JSON, of HTML and of URLs
(``M\u00fcller``, ``M&uuml;ller``, ``M%C3%BCller``), as JSON quoted in a prompt and addresses are
full of them. Detectors and topic rules look at ``Canonical.text``; ``Canonical.original_span`` maps
a finding back.
Sources: Unicode TR15 (NFKC, NFC), general categories Cf, Nd, Zs, Mn; Unicode tag block; RFC 8259 §7;
RFC 3986 §2.1; HTML standard 13.5.

Strategy: ASCII without an escape is its own canonical reading and costs nothing. Otherwise escapes
are undone first, up to three layers deep; then runs of ASCII are copied whole and each other
character is read by a small cached table, so that the cost is in the characters that need it.
"""

import html.entities
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u20e3\u3164\uffa0")
"""Fillers, the combining grapheme joiner, and the key cap around an emoji digit."""
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\ufe58\ufe63\uff0d")
_QUOTES = frozenset("\u2018\u2019\u201b\u02b9\u02bc\u2032\uff07")
_DOUBLE_QUOTES = frozenset("\u201c\u201d\u201f\u2033\uff02")
_LINE_ENDS = frozenset("\x85\u2028\u2029")
_FULL_STOPS = frozenset("\u3002\uff61\u2024")
_BLANK_LETTERS = frozenset("\u2800")
"""Letters that look like nothing (braille blank)."""

_ASCII_RUN = re.compile(r"[\x00-\x7f]+")

_LAYERS = 3
"""Escapes within escapes are undone so many times: JSON in JSON, a URL in a URL."""
_HEX = "[0-9A-Fa-f]"
_ESCAPE = re.compile(
    rf"(?P<percent>(?:%{_HEX}{{2}})+)"
    rf"|&(?:#(?P<decimal>[0-9]{{1,7}})|#[xX](?P<hexadecimal>{_HEX}{{1,6}})"
    r"|(?P<entity>[A-Za-z][A-Za-z0-9]{1,30}));"
    rf"|(?P<pair>\\u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}})"
    rf"|\\u(?:(?P<unit>{_HEX}{{4}})|\{{(?P<point>{_HEX}{{1,6}})\}})"
    rf"|(?P<bytes>(?:\\x{_HEX}{{2}})+)"
    r"|\\(?P<itself>[\\\"'/])"
    r"|\\(?P<blank>[nrt])(?P<before_small>(?=[a-z]))?"
)
_BLANKS = {"n": "\n", "r": "\r", "t": "\t"}
_QUOTED_JSON = re.compile(r"[\"']\s?:")

_LONGEST_NUMBER = 40
"""Digits of a whole number that is written out."""
_LONG_WHOLE = re.compile(r"-?\d{9,40}\.0")
_EXPONENT = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?[eE][+-]?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical reading: ``text``, and for each of its characters the original span it came from."""

    text: str = field(repr=False)
    starts: tuple[int, ...] | None = field(repr=False)
    ends: tuple[int, ...] | None = field(repr=False)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Original [start, end) of a non-empty canonical span [start, end)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=8192)
def _read_character(character: str) -> str:
    """The canonical reading of one character; empty when it is invisible."""
    category = unicodedata.category(character)
    if category == "Cf" or character in _INVISIBLE or _is_variation_selector(character):
        return ""
    if category == "Cs":
        return "\ufffd"  # half a surrogate pair: legal in JSON, in no encoding
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if category == "Zs" or character in _BLANK_LETTERS:
        return " "
    for family, plain in (
        (_DASHES, "-"),
        (_QUOTES, "'"),
        (_DOUBLE_QUOTES, '"'),
        (_LINE_ENDS, "\n"),
        (_FULL_STOPS, "."),
    ):
        if character in family:
            return plain
    return unicodedata.normalize("NFKC", character)


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _composed(base: str, mark: str) -> str | None:
    """One character for a base and the accent after it, if Unicode has one."""
    if not unicodedata.combining(mark[0]):
        return None
    whole = unicodedata.normalize("NFC", base + mark)
    return whole if len(whole) == 1 else None


def canonical(text: str) -> Canonical:
    """The canonical reading of ``text``; ASCII without escapes comes back as it is, at no cost."""
    undone = _without_escapes(text)
    if undone is None:
        return _read(text)
    read = _read(undone.text)
    if read.starts is None or read.ends is None or undone.starts is None or undone.ends is None:
        return undone
    return _through(undone, read.text, read.starts, read.ends)


def _without_escapes(text: str) -> Canonical | None:
    """``text`` without escapes; None when it has none."""
    read: Canonical | None = None
    for _ in range(_LAYERS):
        layer = _without_layer(text if read is None else read.text)
        if layer is None:
            break
        if read is None:
            read = layer
        elif layer.starts is not None and layer.ends is not None:
            read = _through(read, layer.text, layer.starts, layer.ends)
    return read


def _through(
    first: Canonical, text: str, starts: tuple[int, ...], ends: tuple[int, ...]
) -> Canonical:
    """A reading of a reading; ``text`` and its places are the second one's."""
    if first.starts is None or first.ends is None:
        return Canonical(text, starts, ends)
    return Canonical(
        text,
        tuple([first.starts[start] for start in starts]),
        tuple([first.ends[end - 1] for end in ends]),
    )


def _without_layer(text: str) -> Canonical | None:
    if not ("\\" in text or "%" in text or "&" in text):
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    has_json = _QUOTED_JSON.search(text) is not None
    for match in _ESCAPE.finditer(text):
        read = _unescaped(match, has_json=has_json)
        if read is None:
            continue
        start = match.start()
        pieces.append(text[position:start])
        starts.extend(range(position, start))
        ends.extend(range(position + 1, start + 1))
        for character, length in read:
            pieces.append(character)
            starts.append(start)
            start += length
            ends.append(start)
        position = match.end()
    if not position:
        return None
    pieces.append(text[position:])
    starts.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    return Canonical("".join(pieces), tuple(starts), tuple(ends))


def _unescaped(match: re.Match[str], *, has_json: bool) -> list[tuple[str, int]] | None:
    """The characters an escape stands for, each with its length as written; None: for none."""
    whole, found = match[0], match.groupdict()
    if found["percent"] or found["bytes"]:
        return _bytes_read(whole, 3 if found["percent"] else 4)
    if found["pair"]:
        high, low = int(whole[2:6], 16), int(whole[8:12], 16)
        character = chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    elif found["entity"]:
        character = html.entities.html5.get(found["entity"] + ";", "")
    elif found["itself"]:
        character = found["itself"]
    elif found["blank"]:
        # In JSON a line end; elsewhere "C:\\new" is a folder.
        begins_a_word = found["before_small"] is not None and not has_json
        character = "" if begins_a_word else _BLANKS[found["blank"]]
    else:
        digits = found["hexadecimal"] or found["unit"] or found["point"]
        number = int(digits, 16) if digits else int(found["decimal"])
        character = chr(number) if number <= sys.maxunicode else ""
    return [(character, len(whole))] if len(character) == 1 else None


def _bytes_read(written: str, width: int) -> list[tuple[str, int]]:
    """Escaped bytes as UTF-8, else as Latin-1; ``width``: characters in which a byte is written."""
    digits = (written[at - 2 : at] for at in range(width, len(written) + 1, width))
    data = bytes.fromhex("".join(digits))
    try:
        return [(character, width * len(character.encode())) for character in data.decode()]
    except UnicodeDecodeError:
        return [(chr(byte), width) for byte in data]


def _read(text: str) -> Canonical:
    """The reading of a text whose escapes are undone already."""
    if text.isascii():
        return Canonical(text, None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        run = _ASCII_RUN.match(text, position)
        if run is not None:
            pieces.extend(run[0])
            starts.extend(range(run.start(), run.end()))
            ends.extend(range(run.start() + 1, run.end() + 1))
            position = run.end()
            continue
        read = _read_character(text[position])
        position += 1
        whole = _composed(pieces[-1], read) if pieces and read else None
        if whole is not None:
            pieces[-1] = whole
            ends[-1] = position
            continue
        pieces.extend(read)
        starts.extend([position - 1] * len(read))
        ends.extend([position] * len(read))
    return Canonical("".join(pieces), tuple(starts), tuple(ends))


def plain_number(spelled: str) -> str:
    """A JSON number as people write it: ``2.015550123E9``, as programs spell doubles, is 2015550123.

    Only whole numbers of at most 40 digits lose their exponent, and their ``.0`` where they are longer
    than amounts are; any other comes back as it is.
    """
    if _LONG_WHOLE.fullmatch(spelled):
        return spelled.removesuffix(".0")
    if _EXPONENT.fullmatch(spelled) is None:
        return spelled
    number = Decimal(spelled)
    if abs(number.adjusted()) >= _LONGEST_NUMBER or number != number.to_integral_value():
        return spelled
    return str(int(number))
