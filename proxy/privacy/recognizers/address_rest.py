"""What follows a street: unit and floor, postal code and town, in the order of the larger countries.

Strategy: from the end of a street, parts are read one by one: a unit ("2ºB", "ap 12", "3. OG"), a
postal code, words that are no talk. Words are a town only if a postal code or a state stands beside
them, or if they are parted from the street by a comma or a line end; so "12 high street please" ends
where the street ends.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Reading, Word, pattern
from proxy.privacy.recognizers.base import LIKELY, Hit
from proxy.privacy.words import TALK, is_everyday, word_set

STATES = word_set(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd "
    "oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc on qc bc ab mb sk ns nb nsw vic qld act tas nt wa sp rj mg rs pr"
)
_COUNTRIES = word_set(
    "usa us uk england scotland wales ireland germany deutschland france spain españa italy italia netherlands nederland "
    "portugal brasil brazil canada australia india austria österreich switzerland schweiz belgium belgië belgique"
)
_UNIT = pattern(
    r"^[\s,]{1,3}(?P<v>(?:apt|apartment|unit|suite|ste|flat|floor|fl|room|rm|bldg|building|block|tower|lot|wohnung|whg|etage|og|eg|top|stock|appt|"
    r"appartement|étage|bâtiment|bât|escalier|piso|puerta|planta|esc|escalera|bajo|interno|int|scala|piano|palazzina|bus|huis|andar|apto|ap|bloco|sala|esq|dto)"
    r"\.?\s?(?:no\.?\s?)?#?\s?[0-9a-z\-]{1,6}|"
    r"[0-9]{1,3}\s?[.ºª°o]\s?(?:og|stock|etage|izq|izda|dcha|der|esq|dto|dir|piso|andar|[a-z])?|#\s?[0-9a-z\-]{1,6}|[0-9]{1,3}\s?[a-f])(?:[^\pL\pN]|$)"
)
_POSTAL = pattern(
    r"^[\s,\-]{1,3}(?:[a-z]{1,2}-)?(?P<v>[0-9]{5}-[0-9]{3,4}|[0-9]{4}-[0-9]{3}|[0-9]{3}\s[0-9]{2,3}|[0-9]{4}\s?[a-z]{2}|[0-9]{4,6}|"
    r"[a-z]{1,2}[0-9][a-z0-9]?\s?[0-9][a-z]{2}|[a-z][0-9][a-z]\s?[0-9][a-z][0-9]|[a-z][0-9]{2}\s?[a-z0-9]{4})(?:[^\pL\pN]|$)"
)
_TOWN_LINKS = word_set(
    "de la le del los las sur sous am an der im on upon the of san santa saint st são new west east north south bad den"
)
_MOST_PARTS = 6
_MOST_TOWN_WORDS = 4
_REACH = 80


class _Rest:
    """Reads on from the end of a street."""

    def __init__(self, reading: Reading, position: int) -> None:
        self._reading = reading
        self.position = position
        self._ahead = reading.lower[position : position + _REACH]
        self._base = position

    def left(self) -> str:
        """What is still ahead."""
        return self._ahead[self.position - self._base :]

    def unit(self) -> bool:
        """Step over a unit."""
        match = _UNIT.match(self.left())
        if match is None:
            return False
        self.position += match.span("v")[1]
        return True

    def postal(self) -> tuple[int, int] | None:
        """The postal code that comes next."""
        match = _POSTAL.match(self.left())
        if match is None:
            return None
        low, high = match.span("v")
        return self.position + low, self.position + high

    def town(self) -> list[Word]:
        """The words that come next and are no talk."""
        words: list[Word] = []
        end = self.position
        for word in self._reading.words_in(self.position, self.position + 60):
            gap = self._reading.lower[end : word.start]
            if len(gap) > 2 or (words and set(gap) & set(",\n")) or gap.strip(" ,-'.\n"):
                break
            if any(c.isdigit() for c in word.text) or len(words) == _MOST_TOWN_WORDS:
                break
            small = word.text in _TOWN_LINKS or word.text in STATES
            if (word.text in TALK and not small) or word.text in _STOPS:
                break
            words.append(word)
            end = word.end
        while words and words[-1].text in TALK and words[-1].text not in STATES:
            words = words[:-1]
        return words


_STOPS = word_set(
    "phone tel telephone email mail name order and contact mobile cell zip number ph telefon"
)


def after_street(reading: Reading, position: int) -> Iterator[Hit]:
    """Hits for what belongs to the address after ``position``, where its street ends."""
    rest = _Rest(reading, position)
    coded = named = False
    for _ in range(_MOST_PARTS):
        start = rest.position
        postal = rest.postal()
        if postal is not None and not coded:
            yield Hit("POSTAL_CODE", *postal, LIKELY)
            rest.position, coded = postal[1], True
            continue
        if not coded and rest.unit():
            yield Hit("STREET_ADDRESS", start + 1, rest.position, LIKELY)
            continue
        words = rest.town()
        if not words or not _is_town(reading, words, start, coded=coded and not named):
            return
        if coded and named and not {word.text for word in words} <= STATES | _COUNTRIES:
            return
        named = True
        yield Hit("LOCATION", words[0].start, words[-1].end, LIKELY)
        rest.position = words[-1].end


def _is_town(reading: Reading, words: list[Word], start: int, *, coded: bool) -> bool:
    """Whether words after a street are a town: a comma, a code before or after, a state, a country."""
    if {word.text for word in words} <= STATES | _COUNTRIES:
        return True
    gap = reading.lower[start : words[0].start]
    strange = any(not is_everyday(word.text) for word in words)
    if coded or "," in gap or "\n" in gap:
        return strange or len(words) <= 2
    ahead = _Rest(reading, words[-1].end)
    return ahead.postal() is not None or (words[-1].text in STATES and len(words) > 1)
