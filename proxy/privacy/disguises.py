"""Values in disguise: the same text read as its writer hopes that nobody reads it.

Strategy: what a person or a model undoes without being asked is undone here, and the recognisers read
the result: number words become digits, letters and digits that were pulled apart come together
("j a n e @ ...", "4|1|1|1"), look-alike letters among digits become digits ("4OO5"), words between
groups of digits go ("4111 then 1111"), base64 and hexadecimal runs are decoded. Each reading keeps,
for every character, where it came from; a hit counts only where something was undone, because the
rest was read already. Whatever cannot be mapped to single characters is covered as a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from proxy.privacy.encodings import decoded_runs
from proxy.privacy.mistyped import mistyped_in
from proxy.privacy.normalize import Group, Match, Reading, pattern
from proxy.privacy.number_words import chains_in
from proxy.privacy.spelled_signs import signs_in
from proxy.privacy.words import word_set
from proxy.text import Canonical, canonical


@dataclass(frozen=True, slots=True)
class Undone:
    """What stands at canonical [start, end) of a reading, without its disguise."""

    start: int
    end: int
    text: str = field(repr=False)
    by_character: bool = False
    """``text`` is as long as the original, so each of its characters has a place of its own."""


@dataclass(frozen=True, repr=False)
class PlainReading:
    """A reading without one kind of disguise; ``sure``: only checked and unmistakable hits count."""

    reading: Reading
    undone: tuple[tuple[int, int], ...]
    """Where in ``reading`` something was undone, in order."""
    sure: bool = False
    anywhere: bool = False
    """A word that tells what stands beside it was undone: hits count wherever they are."""


def plain_readings(reading: Reading) -> Iterator[PlainReading]:
    """Every reading of a text in which a disguise was undone; most texts have none."""
    yield from _undone(reading)
    cues = [Undone(*each) for each in mistyped_in(reading)]
    if cues:
        yield replace(_without(reading, cues, sure=False), anywhere=True)
    for decoded in _decoded(reading):
        yield decoded
        for inner in _undone(decoded.reading):
            yield replace(_through(decoded, inner), sure=True)


def _undone(reading: Reading) -> Iterator[PlainReading]:
    """The readings that need no other reading before them."""
    for found, sure in (
        (_number_words(reading), False),
        (_spelled_signs(reading), False),
        (_pulled_apart(reading), False),
        (_look_alikes(reading), True),
        (_filled_gaps(reading), True),
    ):
        if found:
            yield _without(reading, found, sure=sure)


def _through(outer: PlainReading, inner: PlainReading) -> PlainReading:
    """A reading of a reading, whose places are those of the text itself."""
    starts, ends = outer.reading.canonical.starts or (), outer.reading.canonical.ends or ()
    read = inner.reading.canonical
    text = Canonical(
        read.text,
        tuple(starts[start] for start in read.starts or ()),
        tuple(ends[end - 1] for end in read.ends or ()),
    )
    return replace(inner, reading=replace(inner.reading, canonical=text))


def _without(reading: Reading, found: list[Undone], *, sure: bool) -> PlainReading:
    """The reading with ``found`` (sorted, not overlapping) in place of what was written."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    undone: list[tuple[int, int]] = []
    position = 0
    for each in [*found, None]:
        stop = len(reading.text) if each is None else each.start
        pieces.append(reading.text[position:stop])
        starts.extend(range(position, stop))
        ends.extend(range(position + 1, stop + 1))
        if each is None:
            break
        undone.append((len(starts), len(starts) + len(each.text)))
        pieces.append(each.text)
        if each.by_character:
            starts.extend(range(each.start, each.end))
            ends.extend(range(each.start + 1, each.end + 1))
        else:
            starts.extend([each.start] * len(each.text))
            ends.extend([each.end] * len(each.text))
        position = each.end
    text = Canonical("".join(pieces), tuple(starts), tuple(ends))
    plain = Reading(text, reading.asked, reading.from_customer)
    return PlainReading(plain, tuple(undone), sure)


def _number_words(reading: Reading) -> list[Undone]:
    return [Undone(chain.start, chain.end, chain.digits) for chain in chains_in(reading)]


def _spelled_signs(reading: Reading) -> list[Undone]:
    return [Undone(sign.start, sign.end, sign.sign) for sign in signs_in(reading)]


_SEPARATOR = (
    r"(?:[\s]{1,4}|[.\-_|*~+,;:/\\•·'\"]|[\s]{1,2}[.\-_|*~,;:/\\•·][\s]{0,2}|[.,;:\-][\s]{1,2})"
)
_APART = pattern(
    rf"(?:^|[\s(\[\"'*_:=#])(?P<v>[\pL\pN@+(](?:{_SEPARATOR}{{1,2}}[\pL\pN@.\-_+()]){{5,80}})(?:[^\pL\pN]|$)"
)
_SIGNS_KEPT = frozenset("@.-_+")
_LEAST_APART = 6
"""Single letters or digits in a row; fewer are an abbreviation or a list."""


def _pulled_apart(reading: Reading) -> list[Undone]:
    """Rows of single characters with a separator between each two."""
    found = []
    for match in _APART.finditer(reading.text):
        start, end = match.span("v")
        written = reading.text[start:end]
        kept = _closed_up(written)
        singles = sum(c.isalnum() for c in kept)
        if singles < _LEAST_APART:
            continue
        found.append(Undone(start, end, kept))
    return found


def _closed_up(written: str) -> str:
    """The characters that are no separator: letters, digits, and the signs of an address."""
    separators = {c for c in written if not c.isalnum()}
    blanks = any(c.isspace() for c in separators)
    signs = _SIGNS_KEPT if "@" in written and blanks else frozenset("@")
    return "".join(c for c in written if c.isalnum() or c in signs)


_LIKE_DIGITS = str.maketrans("oOоОοΟlIіІ|!sSbB", "0000001111115588")
_ALIKE = pattern(r"(?P<v>[\pL]{2}[0-9]{2}[0-9oOоОοΟlIіІ|!sSbB]{6,32}|[0-9oOоОοΟlIіІ|!sSbB]{1,34})")
_MIXED = pattern(
    r"[0-9][oOоОοΟlIіІ|!sSbB]|[oOоОοΟlIіІ|!sSbB][0-9]|(?:^|[^\pL\pN])[oOоОοΟlIіІ|]{3,}(?:[^\pL\pN]|$)"
)
"""Stands in every row that is a number in disguise: a digit beside a letter, or a group of letters."""
_LONG_ENOUGH = pattern(r"[0-9oOоОοΟlIіІ|!sSbB](?:[ .\-()/]{0,3}[\pL]{0,2}[0-9oOоОοΟlIіІ|!sSbB]){9}")
"""Stands in every row with the least number of characters (groups may begin with two letters)."""
_ONLY_LETTERS = frozenset("oOоОοΟlIіІ|")
"""What may be a whole group of digits in disguise; "so" and "boss" are words."""
_LEAST_LETTERS = 3
_LEAST_ALIKE = 10


def _look_alikes(reading: Reading) -> list[Undone]:
    """Letters that pass for digits, among digits."""
    if not (reading.has_digit and _may_look_alike(reading)):
        return []
    found = []
    for start, end in _rows_alike(reading):
        written = reading.text[start:end]
        head = 2 if written[:2].isalpha() and written[2:4].isdigit() else 0
        plain = written[:head] + written[head:].translate(_LIKE_DIGITS)
        digits = sum(c.isdigit() for c in plain)
        if plain != written and digits >= _LEAST_ALIKE and any(c.isdigit() for c in written):
            found.append(Undone(start, end, plain, by_character=True))
    return found


def _may_look_alike(reading: Reading) -> bool:
    """The cheap test; most letters that pass for digits stand in words."""
    text = reading.text
    return _LONG_ENOUGH.search(text) is not None and _MIXED.search(text) is not None


def _rows_alike(reading: Reading) -> Iterator[tuple[int, int]]:
    """Groups of digits and look-alikes with short gaps between them."""
    row: tuple[int, int] | None = None
    text = reading.text
    for match in _ALIKE.finditer(text):
        start, end = match.span("v")
        piece = text[start:end]
        alone = not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        fits = alone and (
            any(c.isdigit() for c in piece)
            or (len(piece) >= _LEAST_LETTERS and _ONLY_LETTERS.issuperset(piece))
        )
        near = row is not None and not text[row[1] : start].strip(" .-()/")
        if row is not None and not (fits and near and start - row[1] <= _LEAST_LETTERS):
            yield row
            row = None
        if fits:
            row = (start if row is None else row[0], end)
    if row is not None:
        yield row


_FILLERS = word_set(
    "then and next last first second third four digits space blank dash hyphen minus plus are is comma dot dann und "
    "nächste letzte strich puis et tiret espace luego después y guion espacio poi e spazio trattino dan en streepje "
    "spatie depois hífen espaço x"
)
_SIGNS_TO_BLANKS = {ord(sign): " " for sign in "()[]{}<>.,;:|/\\\\*+~_-#='\"!?•·"}
_LONGEST_FILL = 30
_MOST_FILLERS = 4
_GLUED = pattern(r"[\pL_](?P<v>[0-9]{13,19})|(?:^|[^\pN])(?P<w>[0-9]{13,19})[\pL_]")
_MOST_CARD_DIGITS = 19
_LEAST_CARD_DIGITS = 13


def _filled_gaps(reading: Reading) -> list[Undone]:
    """Groups of digits with words or signs between them, and numbers that letters touch."""
    if sum(len(group.digits) for group in reading.groups) < _LEAST_CARD_DIGITS:
        return []
    found = []
    for row in _rows(reading):
        digits = "".join(group.digits for group in row)
        if len(row) > 1 and _LEAST_CARD_DIGITS <= len(digits) <= _MOST_CARD_DIGITS:
            found.append(Undone(row[0].start, row[-1].end, f" {digits} "))
    for match in _GLUED.finditer(reading.text):
        start, end = _either(match)
        found.append(Undone(start, end, f" {reading.text[start:end]} "))
    return list(_without_overlaps(found))


def _without_overlaps(found: list[Undone]) -> Iterator[Undone]:
    """Left to right; of two that overlap the one that begins first."""
    reach = 0
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= reach:
            yield each
            reach = each.end


def _rows(reading: Reading) -> Iterator[list[Group]]:
    """Groups of digits with nothing but signs and small words between them."""
    row: list[Group] = []
    for group in reading.groups:
        if row and not _is_fill(reading, row[-1].end, group.start):
            yield row
            row = []
        row.append(group)
    if row:
        yield row


def _is_fill(reading: Reading, start: int, end: int) -> bool:
    if end - start > _LONGEST_FILL:
        return False
    words = reading.lower[start:end].translate(_SIGNS_TO_BLANKS).split()
    return len(words) <= _MOST_FILLERS and all(word in _FILLERS for word in words)


def _either(match: Match) -> tuple[int, int]:
    start, end = match.span("v")
    return (start, end) if start >= 0 else match.span("w")


_BETWEEN = " \x00 "
"""Stands between decoded runs: no value reaches over it."""


def _decoded(reading: Reading) -> Iterator[PlainReading]:
    """All encoded runs, decoded, as one reading; a hit in a run covers the whole run."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for run in decoded_runs(reading.text):
        text = canonical(run.text).text
        if len(text) < _LEAST_APART:
            continue
        text += _BETWEEN
        pieces.append(text)
        starts.extend([run.start] * len(text))
        ends.extend([run.end] * len(text))
    if pieces:
        plain = Canonical("".join(pieces), tuple(starts), tuple(ends))
        whole = ((0, len(plain.text)),)
        yield PlainReading(Reading(plain, reading.asked, reading.from_customer), whole, sure=True)
