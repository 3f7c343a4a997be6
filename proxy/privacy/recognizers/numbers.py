"""Numbers a shop gives its customers: orders, bookings, loyalty, gift cards, parcels, accounts, users.

Built-in shapes are those of carriers; everything else needs a cue, because every shop numbers its
orders in its own way. A shop adds its own formats to the policy in Presidio's YAML form.
Sources: UPU S10 (postal items), UPS 1Z, USPS 20/22-digit and Amazon TBA numbers as published.
"""

import re
from collections.abc import Iterator

from proxy.privacy.normalize import Pattern, Reading, Word, pattern
from proxy.privacy.recognizers.base import CUED, LIKELY, SURE, WEAK, Hit, ReadingRecognizer
from proxy.privacy.recognizers.birth import DATE
from proxy.privacy.recognizers.cues import cued, cued_values, tersely_cued
from proxy.privacy.words import TALK, is_everyday, word_set

_CODE = r"[a-z0-9]{1,5}(?: [a-z0-9]{1,12}){1,6}|#?[a-z0-9][a-z0-9_\-/]{1,30}"
_DATE = pattern(DATE)
_NEXT = pattern(
    r"(?:\s?,\s?(?:and\s|or\s)?|\s?&\s?|\s(?:and|or|und|et|y|e|en)\s)(?P<v>#?[a-z0-9\-]{4,24})"
)
_LONGEST_LIST = 20
_CURRENCY = frozenset("$€£")
_LABELS = word_set("id ids no nr num ref code pnr acct")
_CAPITALS = pattern(r"(?:^|[^A-Z])[A-Z]{5,}")
_UNITS = word_set(
    "gb mb tb kg g ml cl cm mm m inch inches in ft am pm usd eur gbp rs dollars dollar euros euro pounds "
    "pieces pcs pairs pair items item days day weeks week hours hour minutes months years percent times "
    "units unit boxes bottles packs people persons adults copies"
)


_HARDWARE = pattern(
    r"(?:^|[^\pL\pN:\-])(?P<v>[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5})(?:$|[^\pL\pN:\-])"
)
"""The address of a network card (IEEE 802 EUI-48)."""
_SELF_NAMED = pattern(
    r"(?:^|[^\pL\pN_\-.@/])(?P<id>(?:cus|cust|customer|client|acct|account|usr|member|subscriber|patient|contact|kunde|cliente)[_\-][a-z0-9]{4,40})(?:$|[^\pL\pN_\-.@])"
)


class _CuedCode(ReadingRecognizer):
    """A family: codes beside a cue. ``named``: cues that say "number"; ``loose``: the noun alone."""

    ENTITY = ""
    NAMED: tuple[Pattern, ...]
    LOOSE: tuple[Pattern, ...] | None = None

    def find(self, reading: Reading) -> Iterator[Hit]:
        """A named cue takes any code with three digits or capitals; a bare noun wants four."""
        for start, end in cued_values(reading, self.NAMED):
            yield from self._code(reading, start, end, digits=1, size=3)
        if self.LOOSE is not None and (reading.has_digit or _CAPITALS.search(reading.text)):
            for start, end in cued_values(reading, self.LOOSE):
                yield from self._code(reading, start, end, digits=2, size=5)

    def _code(
        self, reading: Reading, start: int, end: int, *, digits: int, size: int
    ) -> Iterator[Hit]:
        """Cut the candidate to the words that can be of a code; drop dates and amounts."""
        last, held = start, 0
        for word in reading.words_in(start, end):
            stop = min(word.end, end)
            numeric = any(c.isdigit() for c in word.text)
            capital = not numeric and _is_capital_code(reading, word.start, stop)
            joined = last > start and reading.lower[last : word.start] != " "
            if not (
                numeric or capital or joined or _may_be_piece(reading, word, first=last == start)
            ):
                break
            held += sum(c.isdigit() for c in word.text) + (digits if capital else 0)
            last = stop
        value = reading.lower[start:last]
        if held < digits or sum(c.isalnum() for c in value) < size:
            return
        if _DATE.fullmatch(value.strip("#")) and not value.isdigit():
            return
        if reading.before(start, 1) in _CURRENCY or set(reading.words_after(last, 1)) & _UNITS:
            return
        yield Hit(self.ENTITY, start, last, CUED)
        yield from self._more(reading, last)

    def _more(self, reading: Reading, position: int) -> Iterator[Hit]:
        """Codes that follow a code ("..., 59XX6W and 1Q2W3E")."""
        for _ in range(_LONGEST_LIST):
            match = _NEXT.match(reading.lower, position)
            if match is None:
                return
            start, end = match.span("v")
            piece = reading.lower[start:end]
            mixed = any(c.isdigit() for c in piece)
            if not (mixed or _is_capital_code(reading, start, end)):
                return
            yield Hit(self.ENTITY, start, end, CUED)
            position = end


def _may_be_piece(reading: Reading, word: Word, *, first: bool) -> bool:
    """Whether a plain word may be a piece of a code: "ty" in "ty 654 e", "a" in "a-100"."""
    piece = word.text
    if len(piece) == 1:
        return True
    if first:
        hyphenated = reading.lower[word.end : word.end + 1] in {"-", "_"}
        plain = piece in TALK | _LABELS or is_everyday(piece) or len(piece) > 5
        return hyphenated or not plain
    return len(piece) <= 3 and piece not in TALK and piece not in _UNITS | _LABELS


def _is_capital_code(reading: Reading, start: int, end: int) -> bool:
    """Five or more capitals in a text that is not written in capitals."""
    piece = reading.text[start:end]
    return len(piece) >= 5 and piece.isupper() and not reading.text.isupper()


class OrderNumberRecognizer(_CuedCode):
    """Finds ``ORDER_NUMBER``: orders, invoices, bookings, returns, cases, claims, policies."""

    ENTITIES = ("ORDER_NUMBER",)
    ENTITY = "ORDER_NUMBER"
    _NOUNS = (
        r"order|purchase|invoice|receipt|confirmation|booking|reservation|reference|ref|ticket|case|claim|policy|"
        r"rma|return|refund|transaction|shipment|quote|pnr|po|request|complaint|incident|delivery"
    )
    _NAMES = (
        rf"(?:{_NOUNS})[ _-]?(?:number|numbers|no|nr|num|id|ids|code|codes|#|ref|reference)|(?:{_NOUNS})\s?#|"
        r"bestellnummer|bestell-?nr|auftrags(?:nummer|nr)|rechnungsnr|bestelnr|rechnungsnummer|vorgangsnummer|buchungsnummer|"
        r"numéro de (?:commande|facture|réservation|dossier)|número de (?:pedido|factura|reserva)|"
        r"numero (?:d'ordine|ordine|di ordine|fattura|di prenotazione)|bestelnummer|ordernummer|factuurnummer|"
        r"número d[oa] (?:pedido|encomenda|fatura|reserva)|pnr"
    )
    NAMED = (*cued(_NAMES, _CODE), tersely_cued(_NAMES, r"#?[a-z0-9][a-z0-9_\-/]{2,30}"))
    LOOSE = cued(
        rf"{_NOUNS}|bestellung|rechnung|commande|facture|pedido|factura|ordine|fattura|bestelling|encomenda|"
        r"orders|reservations|bookings",
        r"[a-z]{1,4} [0-9]{3,12}|#?[a-z]{0,6}-?[0-9][a-z0-9_\-]{3,30}|[a-z]{1,4}-[a-z0-9\-]{4,20}|[a-z0-9]{5,12}",
    )
    _CODES = pattern(
        r"(?:^|[^\pL\pN])codes?\s(?:is|are|was|were|:)\s(?P<v>[a-z0-9][a-z0-9\-]{4,24})"
    )
    _OTHER_CODES = word_set(
        "promo promotion discount coupon zip area error country qr bar dress color colour postal source security verification access"
    )
    _COLOUR = re.compile("#[0-9a-f]{6}")
    _HUES = word_set("hex colour color farbe couleur rgb shade background")
    _HASH = pattern(r"(?:^|[\s(,:])(?P<v>#\s?[a-z]{0,4}-?[0-9][0-9a-z\-]{3,20})")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Cues, and "#100245" alone."""
        yield from super().find(reading)
        for match in self._CODES.finditer(reading.lower):
            start, end = match.span("v")
            mixed = {c.isdigit() for c in reading.lower[start:end]} == {True, False}
            if self._OTHER_CODES & set(reading.words_before(match.span()[0] + 1, 1)):
                continue
            if mixed or _is_capital_code(reading, start, end):
                yield Hit("ORDER_NUMBER", start, end, LIKELY)
                yield from self._more(reading, end)
        if "#" in reading.text:
            for match in self._HASH.finditer(reading.lower):
                start, end = match.span("v")
                colour = self._COLOUR.fullmatch(reading.lower, start, end)
                if not colour or self._HUES.isdisjoint(reading.words_before(start, 4)):
                    yield Hit("ORDER_NUMBER", start, end, LIKELY)


class LoyaltyNumberRecognizer(_CuedCode):
    """Finds ``LOYALTY_NUMBER``."""

    ENTITIES = ("LOYALTY_NUMBER",)
    ENTITY = "LOYALTY_NUMBER"
    NAMED = cued(
        r"(?:loyalty|rewards?|membership|member|club|bonus|points|frequent flyer|miles|nectar|clubcard|payback|avios)"
        r"[ _-]?(?:card|account|program|programme)?[ _-]?(?:number|no|nr|num|id|#|card)|"
        r"kundenkarte|bonuskarte|mitgliedsnummer|carte de fidélité|numéro d'adhérent|tarjeta de fidelidad|"
        r"número de socio|carta fedeltà|klantenkaart|lidnummer|cartão de fidelidade",
        r"[a-z0-9](?:[ \-]?[a-z0-9]){3,24}",
    )
    LOOSE = (
        *cued(
            r"frequent flyer|frequent flier|ff|miles (?:and|&) more|clubcard|nectar|skymiles|avios|aadvantage|mileageplus",
            r"[a-z]{0,3}[ \-]?[0-9](?:[ \-]?[0-9]){4,18}",
        ),
        # Points are counted in thousands, so a number is one of a customer from seven digits on.
        *cued(r"loyalty|rewards?|membership|club", r"[0-9](?:[ \-]?[0-9]){6,18}"),
    )


class GiftCardRecognizer(_CuedCode):
    """Finds ``GIFT_CARD``: gift cards, vouchers, certificates and store credit."""

    ENTITIES = ("GIFT_CARD", "ACCOUNT_NUMBER")
    ENTITY = "GIFT_CARD"
    NAMED = cued(
        r"gift[ _-]?cards?|gift[ _-]?certificate|e-?gift|gift[ _-]?voucher|voucher (?:number|code|no|id)|certificate|"
        r"store credit|geschenkkarte|geschenkgutschein|gutscheinkarte|gutschein(?:code|nummer)|carte cadeau|chèque cadeau|"
        r"tarjeta (?:de )?regalo|buono regalo|carta regalo|cadeaubon|cadeaukaart|vale-presente|cartão presente",
        r"[a-z0-9](?:[ \-_]?[a-z0-9]){4,30}",
    )
    _TOKEN = pattern(
        r"(?:^|[^\pL\pN])(?P<v>(?:gift_card|credit_card|debit_card|certificate|voucher|paypal|bank_account|payment|wallet)_[0-9]{4,})"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Cues, and the identifiers of payment methods ("gift_card_8190333")."""
        if not reading.has_digit:
            return
        yield from super().find(reading)
        for match in self._TOKEN.finditer(reading.lower):
            start, end = match.span("v")
            gift = reading.lower.startswith(("gift", "cert", "vouch"), start)
            yield Hit("GIFT_CARD" if gift else "ACCOUNT_NUMBER", start, end, CUED)


class TrackingNumberRecognizer(_CuedCode):
    """Finds ``TRACKING_NUMBER``: carriers' shapes, and codes after a cue."""

    ENTITIES = ("TRACKING_NUMBER",)
    ENTITY = "TRACKING_NUMBER"
    NAMED = cued(
        r"tracking|tracking[ _-]?(?:number|no|nr|id|code|#)|track (?:my|the) (?:parcel|package|shipment)|awb|waybill|"
        r"consignment(?: number)?|parcel (?:number|id)|shipment (?:number|id)|sendungsnummer|paketnummer|sendungsverfolgung|"
        r"numéro de suivi|número de (?:seguimiento|envío|rastreo)|numero di (?:tracking|spedizione)|"
        r"track ?(?:&|and) ?trace|código de rastreio",
        r"[a-z0-9](?:[ \-]?[a-z0-9]){6,34}",
    )
    _SHAPES = pattern(
        r"(?:^|[^\pL\pN])(?P<v>1z ?[0-9a-z]{3} ?[0-9a-z]{3} ?[0-9a-z]{2} ?[0-9a-z]{4} ?[0-9a-z]{3} ?[0-9a-z]|"
        r"[a-z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[a-z]{2}|tba[0-9]{12}|jjd[0-9]{14,20}|jd[0-9]{16,18}|"
        r"9[1-5][0-9]{2}(?: ?[0-9]{4}){4}(?: ?[0-9]{2})?)"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Shapes first."""
        if not reading.has_digit:
            return
        lower = reading.lower
        for match in self._SHAPES.finditer(lower):
            start, end = match.span("v")
            if end == len(lower) or not lower[end].isalnum():
                yield Hit("TRACKING_NUMBER", start, end, SURE)
        yield from super().find(reading)


class AccountNumberRecognizer(_CuedCode):
    """Finds ``ACCOUNT_NUMBER``: numbers of customers, accounts and devices."""

    ENTITIES = ("ACCOUNT_NUMBER",)
    ENTITY = "ACCOUNT_NUMBER"
    NAMED = cued(
        r"(?:account|acct|acc|customer|client|subscriber|contract|patient|employee|payment|profile)[ _-]?"
        r"(?:number|no|nr|num|id|ids|#)|(?:number|no|id) (?:of|for|on) (?:that|the|this|my)(?: [a-z]+)? account|my id|kundennummer|kunden-?nr|klantnr|vertragsnummer|numéro (?:de )?client|"
        r"número de (?:cliente|cuenta|contrato)|codice cliente|numero cliente|klantnummer|número de conta|"
        r"(?:serial|meter|imei|device|sim|known travell?er|redress|registration|vehicle|vin|student|prescription|rx|file|number|licen[cs]e|router|mpan|mprn|puk)"
        r"[ _-]?(?:number|no|nr|plate|#)|kennzeichen|zählernummer|seriennummer|immatriculation|matrícula|targa|kenteken",
        _CODE,
    )
    LOOSE = cued(
        r"account|acct|imei|vin|mpan|mprn|iccid|puk|rx|serial",
        r"#?[a-z0-9](?:[ \-]?[a-z0-9]){3,19}",
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Those beside a cue, and what says what it is: "cust_99120", "acct-4f81c2", 00:1b:44:11:3a:b7."""
        yield from super().find(reading)
        if reading.lower.count(":") > 4 or reading.lower.count("-") > 4:
            for match in _HARDWARE.finditer(reading.lower):
                yield Hit(self.ENTITY, *match.span("v"), SURE)
        if "_" not in reading.text and "-" not in reading.text:
            return
        for match in _SELF_NAMED.finditer(reading.lower):
            start, end = match.span("id")
            if any(map(str.isdigit, reading.lower[start:end])):
                yield Hit(self.ENTITY, start, end, CUED)


_DOMAIN_ENDS = (
    ".com",
    ".net",
    ".org",
    ".edu",
    ".info",
    ".co.uk",
    ".de",
    ".fr",
    ".es",
    ".it",
    ".nl",
    ".pt",
    ".in",
    ".io",
)


_PAGES = word_set(
    "marketplace groups pages events watch reel reels share sharer stories explore hashtag photo photos profile profile.php "
    "permalink.php story.php login help legal about privacy terms settings home search intent tags joinchat"
)
"""Pages of those networks that are nobody's."""


class UserNameRecognizer(ReadingRecognizer):
    """Finds ``USER_NAME``: user names and ids after a cue, handles, and first_last_1234."""

    ENTITIES = ("USER_NAME",)

    _CUED = pattern(
        r"(?:^|[^\pL\pN])(?:user[ _\-]?(?:name|id)|login(?: name| id)?|screen ?name|handle|nick(?:name)?|account name|gamertag|"
        r"benutzername|nutzername|identifiant|nom d'utilisateur|nombre de usuario|usuario|nome utente|gebruikersnaam|"
        r"nome de utilizador|usuário)(?:\s(?:is|was|ist|est|es|è|é)|\s?[:=]|\s?-)\s*[\"'`*]{0,3}(?P<v>[\pL\pN][\pL\pN._@\-]{2,40})"
    )
    _ADJACENT = pattern(
        r"(?:^|[^\pL\pN])(?:user ?name|user ?id|handle|gamertag|screen ?name|login(?: name| id)?|(?:log(?:ged|ging)?|sign(?:ed|ing)?)[ -]?(?:in|on) (?:with|as|using)|benutzername|identifiant|usuario|"
        r"gebruikersnaam)\s(?P<v>[\pL\pN][\pL\pN._\-]{3,40})"
    )
    _SHAPE = pattern(r"(?:^|[^\pL\pN_@.])(?P<v>(?P<a>[\pL]{2,20})_(?P<b>[\pL]{2,20})_?[0-9]{2,8})")
    _HANDLE = pattern(r"(?:^|[\s(,:])(?P<v>@[a-z0-9_.\-]{3,30})")
    _PROFILE = pattern(
        r"(?:^|[^\pL\pN\-])(?:paypal\.me|cash\.app|venmo\.com(?:/u)?|facebook\.com|fb\.com|instagram\.com|threads\.net|twitter\.com|"
        r"x\.com|tiktok\.com|t\.me|wa\.me|linkedin\.com/in|xing\.com/profile|snapchat\.com/add|pinterest\.com|github\.com|etsy\.com/people)"
        r"/(?P<v>[@$+]?[a-z0-9_.\-]{3,60})"
    )
    _NETWORK = pattern(
        r"(?:^|[^\pL\pN@/.])(?:insta(?:gram)?|snap(?:chat)?|tiktok|twitter|telegram|discord|skype|venmo|cash ?app|wechat|kik|reddit)"
        r"(?: (?:handle|name|user|account|id))?(?:\s(?:is|at|as)|\s?[:=])?\s(?P<v>[a-z0-9][a-z0-9._#\-]{2,30})"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Cue, shape, handle."""
        lower = reading.lower
        for match in self._CUED.finditer(lower):
            start, end = match.span("v")
            end = start + len(lower[start:end].rstrip(".-"))
            value = lower[start:end]
            if value not in TALK and not (is_everyday(value) and value.isalpha()):
                yield Hit("USER_NAME", start, end, CUED)
        for match in self._ADJACENT.finditer(lower):
            start, end = match.span("v")
            end = start + len(lower[start:end].rstrip(".-"))
            letters = any(c.isalpha() for c in lower[start:end])
            if letters and any(c.isdigit() or c == "_" for c in lower[start:end]):
                yield Hit("USER_NAME", start, end, LIKELY)
        if "_" in lower:
            for match in self._SHAPE.finditer(lower):
                start, end = match.span("v")
                parts = {match.group("a"), match.group("b")}
                if end < len(lower) and (lower[end].isalnum() or lower[end] == "_"):
                    continue
                if not all(is_everyday(part) for part in parts):
                    yield Hit("USER_NAME", start, end, LIKELY)
        if reading.from_customer:
            yield from self._profiles(lower)
        if "@" in lower and reading.from_customer:
            for match in self._HANDLE.finditer(lower):
                start, end = match.span("v")
                end = start + len(lower[start:end].rstrip("."))
                domain = lower[start:end].endswith(_DOMAIN_ENDS)
                if not domain and not is_everyday(lower[start + 1 : end]):
                    yield Hit("USER_NAME", start, end, WEAK)

    def _profiles(self, lower: str) -> Iterator[Hit]:
        """The customer's own pages ("paypal.me/jsmith1980") and names there ("insta lena.fit.99")."""
        for match in self._PROFILE.finditer(lower) if "/" in lower else ():
            start, end = match.span("v")
            end = start + len(lower[start:end].rstrip(".-"))
            if lower[start:end] not in _PAGES:
                yield Hit("USER_NAME", start, end, LIKELY)
        for match in self._NETWORK.finditer(lower):
            start, end = match.span("v")
            end = start + len(lower[start:end].rstrip("._#-"))
            name = lower[start:end]
            mixed = any(map(str.isdigit, name)) and any(map(str.isalpha, name))
            if (mixed or "_" in name or "." in name) and not name.endswith(_DOMAIN_ENDS):
                yield Hit("USER_NAME", start, end, LIKELY)
