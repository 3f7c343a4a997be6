"""Postal codes: shapes that speak for themselves (UK, Canada, Brazil), the rest in context.

Five digits alone are anything; they are a postal code after "zip", after a US state, after a street,
before a capitalised town in an address, or when asked for.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Reading, pattern
from proxy.privacy.recognizers.base import CUED, LIKELY, WEAK, Hit, ReadingRecognizer
from proxy.privacy.recognizers.cues import cued, cued_values

_STATES = (
    r"AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|"
    r"OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|"
    r"California|Texas|Florida|New York|Illinois|Ohio|Georgia|Michigan|Washington|Arizona|Colorado|Oregon|"
    r"Virginia|Massachusetts|Pennsylvania|New Jersey|North Carolina|Tennessee|Indiana|Missouri|Nevada"
)
_UK_AREAS = (
    r"AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|"
    r"EX|FK|FY|G|GL|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IP|IV|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|"
    r"NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|"
    r"TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|JE|GY|IM"
)


class PostalCodeRecognizer(ReadingRecognizer):
    """Finds ``POSTAL_CODE``."""

    ENTITIES = ("POSTAL_CODE",)

    _CUED = cued(
        r"zip|zipcode|zip code|post ?code|postal code|postal|plz|postleitzahl|code postal|"
        r"código postal|codigo postal|cap|cep|pin ?code|eircode",
        r"[a-z]{1,2}[0-9][a-z0-9]?\s?[0-9][a-z]{2}|[a-z][0-9][a-z]\s?[0-9][a-z][0-9]|"
        r"[0-9]{4}\s?[a-z]{2}|[0-9]{5}-?[0-9]{3,4}|[0-9]{4}-[0-9]{3}|[0-9]{3}\s?[0-9]{2,3}|[0-9]{4,7}|"
        r"[a-z][0-9]{2}\s?[a-z0-9]{4}",
    )
    _AFTER_STATE = pattern(
        rf"(?:^|[^\pL\pN])(?:{_STATES})[\s,.]{{1,3}}(?P<v>[0-9]{{5}}(?:-[0-9]{{4}})?)"
    )
    _UK = pattern(
        rf"(?:^|[^\pL\pN])(?P<v>(?:{_UK_AREAS})[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{{2}})"
    )
    _CANADA = pattern(
        r"(?:^|[^\pL\pN])(?P<v>[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ \-]?[0-9][ABCEGHJ-NPRSTV-Z][0-9])"
    )
    _BRAZIL = pattern(r"(?:^|[^\pL\pN.,\-])(?P<v>[0-9]{5}-[0-9]{3})")
    _BEFORE_TOWN = pattern(
        r"[0-9]{1,4}\s?[a-z]?[\s,]{1,4}\n?(?P<v>(?:[0-9]{5}|[0-9]{4}\s[A-Z]{2}|[0-9]{4}|[0-9]{4}-[0-9]{3}))\s[\p{Lu}][\pL\-]+"
    )
    _STREET_BEFORE = pattern(
        r"(?:street|road|avenue|lane|drive|straße|strasse|str\.|weg|platz|straat|laan|rue|calle|via|rua|"
        r"avenida|court|blvd| st| ave| rd| dr| ln)[^\pL]{1,12}(?:[\pL][^\n]{0,40})?[\s,](?P<v>[0-9]{5}(?:-[0-9]{4})?)"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Cues first, then shapes and neighbours."""
        if not reading.has_digit:
            return
        for start, end in cued_values(reading, self._CUED):
            yield Hit("POSTAL_CODE", start, end, CUED)
        for each, text, score in (
            (self._AFTER_STATE, reading.text, CUED),
            (self._UK, reading.text, LIKELY),
            (self._CANADA, reading.text, LIKELY),
            (self._BRAZIL, reading.text, WEAK),
            (self._BEFORE_TOWN, reading.text, LIKELY),
            (self._STREET_BEFORE, reading.lower, LIKELY),
        ):
            for match in each.finditer(text):
                start, end = match.span("v")
                after = text[end : end + 2]
                if after[:1].isalnum() or (after[:1] in {".", "-"} and after[1:].isdigit()):
                    continue
                yield Hit("POSTAL_CODE", start, end, score)
