"""Addresses of many countries: street lines of our own grammar and of Faker's locales, towns, codes."""

import random
from dataclasses import dataclass, field

from faker import Faker

from training.names import Chain, NameLists

SUFFIXES = """
street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way|circle|cir|terrace|ter|parkway|pkwy|highway|hwy|trail|trl|square|sq|close|
crescent|grove|gardens|mews|hill|row|walk|loop|alley|plaza|pike|run|ridge|crossing|view|park|path|cove|green|point|heights|bend|expressway|broadway|quay|rise
"""
STATES = """
alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|
maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|
north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|
wisconsin|wyoming|ontario|quebec|british columbia|alberta|new south wales|victoria|queensland|bavaria|maharashtra|karnataka|kerala|tamil nadu|telangana|
punjab|gujarat|delhi|andhra pradesh|lagos state|essex|kent|surrey|yorkshire|lancashire|devon
"""
CODES = "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc"
COUNTRIES = """
usa|us|united states|america|uk|united kingdom|england|scotland|wales|ireland|canada|mexico|germany|france|spain|italy|netherlands|belgium|austria|switzerland|
portugal|poland|sweden|norway|denmark|finland|czech republic|hungary|romania|greece|turkey|india|pakistan|bangladesh|sri lanka|china|japan|south korea|vietnam|
thailand|philippines|indonesia|malaysia|singapore|australia|new zealand|south africa|nigeria|kenya|ghana|egypt|morocco|israel|uae|saudi arabia|brazil|argentina|chile|colombia|peru
"""
CITIES = """
new york|los angeles|chicago|houston|phoenix|philadelphia|san antonio|san diego|dallas|san jose|austin|jacksonville|fort worth|columbus|charlotte|san francisco|
indianapolis|seattle|denver|washington|boston|el paso|nashville|detroit|oklahoma city|portland|las vegas|memphis|louisville|baltimore|milwaukee|albuquerque|
tucson|fresno|sacramento|mesa|kansas city|atlanta|omaha|colorado springs|raleigh|miami|long beach|virginia beach|oakland|minneapolis|tulsa|arlington|tampa|
new orleans|wichita|cleveland|bakersfield|aurora|anaheim|honolulu|riverside|lexington|stockton|henderson|saint paul|cincinnati|pittsburgh|st louis|greensboro|
lincoln|anchorage|plano|orlando|irvine|newark|durham|chula vista|toledo|fort wayne|laredo|madison|chandler|lubbock|scottsdale|reno|buffalo|gilbert|glendale|
boise|richmond|spokane|des moines|tacoma|modesto|salt lake city|little rock|knoxville|providence|akron|eugene|springfield|salem|peoria|savannah|syracuse|dayton|
london|birmingham|leeds|glasgow|sheffield|manchester|liverpool|bristol|edinburgh|cardiff|belfast|nottingham|newcastle|brighton|oxford|cambridge|york|bath|dublin|
cork|galway|toronto|montreal|vancouver|calgary|ottawa|winnipeg|halifax|sydney|melbourne|brisbane|perth|adelaide|auckland|wellington|christchurch|berlin|hamburg|
munich|münchen|köln|frankfurt|stuttgart|leipzig|dresden|vienna|wien|graz|zürich|geneva|bern|paris|lyon|marseille|toulouse|nice|bordeaux|lille|madrid|barcelona|
valencia|sevilla|bilbao|lisbon|lisboa|porto|rome|roma|milan|milano|napoli|torino|amsterdam|rotterdam|utrecht|brussels|antwerp|gent|copenhagen|stockholm|oslo|
helsinki|warsaw|warszawa|krakow|prague|praha|budapest|bucharest|athens|istanbul|ankara|moscow|kyiv|mumbai|delhi|new delhi|bangalore|bengaluru|hyderabad|chennai|
kolkata|pune|ahmedabad|jaipur|lucknow|kochi|coimbatore|nagpur|indore|surat|karachi|lahore|islamabad|dhaka|colombo|kathmandu|beijing|shanghai|shenzhen|hong kong|
taipei|tokyo|osaka|kyoto|seoul|busan|hanoi|saigon|ho chi minh city|bangkok|manila|quezon city|cebu|jakarta|kuala lumpur|singapore|dubai|abu dhabi|riyadh|doha|
cairo|casablanca|lagos|abuja|accra|nairobi|kampala|johannesburg|cape town|durban|são paulo|rio de janeiro|buenos aires|santiago|lima|bogota|mexico city|guadalajara|monterrey
"""
_ORDINALS = [
    "1st",
    "2nd",
    "3rd",
    "4th",
    "5th",
    "6th",
    "7th",
    "8th",
    "9th",
    "10th",
    "12th",
    "14th",
    "21st",
    "23rd",
    "32nd",
    "42nd",
    "45th",
    "57th",
    "110th",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
_TREES = [
    "oak",
    "pine",
    "maple",
    "cedar",
    "elm",
    "birch",
    "walnut",
    "cherry",
    "willow",
    "ash",
    "main",
    "church",
    "mill",
    "park",
    "lake",
    "river",
    "hill",
    "spring",
    "washington",
    "lincoln",
    "jefferson",
    "jackson",
    "franklin",
    "market",
    "high",
    "station",
    "victoria",
    "king",
    "queen",
    "school",
    "bridge",
    "union",
    "sunset",
    "highland",
    "college",
    "meadow",
    "forest",
    "garden",
    "valley",
    "ridge",
    "orchard",
    "broad",
    "center",
    "north",
    "south",
    "east",
    "west",
]
_DIRECTIONS = ("n", "s", "e", "w", "north", "south", "east", "west", "ne", "nw", "se", "sw")
_LOCALES = (
    "en_US", "en_GB", "en_AU", "en_CA", "en_IN", "en_IE", "en_NZ", "de_DE", "de_AT", "fr_FR", "es_ES", "es_MX", "it_IT",
    "nl_NL", "nl_BE", "pt_BR", "pt_PT", "pl_PL", "sv_SE", "no_NO", "da_DK", "fi_FI", "cs_CZ", "hu_HU", "ro_RO", "tr_TR", "fr_CH", "hr_HR", "sk_SK", "sl_SI", "en_PH",
)  # fmt: skip
_EACH = 250


def words_of(text: str) -> tuple[str, ...]:
    """The entries of a list that is written with bars between."""
    return tuple(entry.strip() for entry in text.replace("\n", "").split("|") if entry.strip())


@dataclass(frozen=True, slots=True)
class Places:
    """Street lines, towns and codes to draw from."""

    names: NameLists = field(repr=False)
    faker_streets: tuple[str, ...] = field(repr=False)
    faker_cities: tuple[str, ...] = field(repr=False)
    towns: Chain = field(repr=False)

    def street(self, rng: random.Random) -> str:
        """A street line with number, unit or post box."""
        kind = rng.choices(
            (_english, _faker, _post_box, _foreign, _indian, _bare),
            (50, 18, 4, 14, 7, 7),
        )[0]
        return kind(self, rng)

    def street_name(self, rng: random.Random) -> str:
        """The name part of an English street."""
        match rng.randrange(8):
            case 7:
                return self.city(rng)
            case 0:
                return rng.choice(_ORDINALS)
            case 1 | 2:
                return rng.choice(_TREES).capitalize()
            case 3 | 4:
                return self.names.last_name(rng)
            case 5:
                return self.names.first_name(rng)
        return self.towns.spell(rng)

    def city(self, rng: random.Random) -> str:
        """A town: a real large one, one of Faker's lists, or an invented one."""
        chance = rng.random()
        if chance < 0.5:
            return rng.choice(words_of(CITIES)).title()
        if chance < 0.8:
            return rng.choice(self.faker_cities)
        name = self.towns.spell(rng)
        return rng.choice(("{}", "{}ville", "{}ton", "Lake {}", "Port {}", "Mount {}", "{} Falls", "{} City", "{} Beach", "Saint {}")).format(name)  # fmt: skip

    @staticmethod
    def state(rng: random.Random) -> str:
        """A state or province, mostly as its code."""
        if rng.random() < 0.6:
            return rng.choice(CODES.split()).upper()
        return rng.choice(words_of(STATES)).title()

    @staticmethod
    def country(rng: random.Random) -> str:
        """A country."""
        name = rng.choice(words_of(COUNTRIES))
        return name.upper() if len(name) <= 3 else name.title()

    @staticmethod
    def postal_code(rng: random.Random) -> str:
        """A postal code of one of the larger markets."""
        forms = ("99999", "99999-9999", "AA9 9AA", "AA99 9AA", "A9A 9A9", "A9A9A9", "9999 AA", "9999AA", "999999", "9999")  # fmt: skip
        return filled(rng.choices(forms, (55, 5, 6, 6, 5, 4, 3, 3, 8, 5))[0], rng)


def filled(form: str, rng: random.Random) -> str:
    """The form with a digit for each 9 and a capital for each A."""
    signs = {"9": "0123456789", "A": "ABCDEGHJKLMNPRSTVWXY"}
    return "".join(rng.choice(signs[sign]) if sign in signs else sign for sign in form)


def _number(rng: random.Random) -> str:
    number = str(rng.choice((rng.randint(1, 99), rng.randint(100, 999), rng.randint(1000, 19999))))
    chance = rng.random()
    if chance < 0.04:
        return f"{number}-{int(number) + rng.randint(1, 9)}"
    if chance < 0.07:
        return f"{number}{rng.choice('ABCDabc')}"
    return f"{number}{rng.choice(('½', ' 1/2'))}" if chance < 0.08 else number


def _unit(rng: random.Random) -> str:
    word = rng.choice(("apt", "apt.", "apartment", "unit", "suite", "ste", "flat", "floor", "room", "lot", "bldg", "apt #", "#", "unit #", "no."))  # fmt: skip
    number = rng.choice((str(rng.randint(1, 60)), f"{rng.randint(1, 30)}{rng.choice('ABCDEF')}", rng.choice("ABCDEF"), str(rng.randint(100, 2900))))  # fmt: skip
    return word + ("" if word.endswith("#") else " ") + number


def _english(places: Places, rng: random.Random) -> str:
    name = places.street_name(rng)
    if rng.random() < 0.18:
        name += " " + places.street_name(rng)
    suffix = rng.choice(words_of(SUFFIXES)).title()
    if rng.random() < 0.35:
        suffix = rng.choice(("Street", "St", "Ave", "Road", "Rd", "Drive", "Lane", "Avenue", "St.", "Ave.", "Blvd"))  # fmt: skip
    parts = [_number(rng)]
    if rng.random() < 0.14:
        parts.append(rng.choice(_DIRECTIONS).upper())
    parts += [name, suffix]
    if rng.random() < 0.08:
        parts.append(rng.choice(_DIRECTIONS).upper())
    line = " ".join(parts)
    chance = rng.random()
    if chance < 0.2:
        return line + rng.choice((", ", " ")) + _unit(rng)
    return _unit(rng) + rng.choice((", ", " ")) + line if chance < 0.26 else line


def _faker(places: Places, rng: random.Random) -> str:
    line = rng.choice(places.faker_streets)
    chance = rng.random()
    if chance < 0.1:
        line = f"{rng.randint(1, 29999)} {line}"
    elif chance < 0.16:
        line = f"the corner of {line} and {rng.choice(places.faker_streets)}"
    if rng.random() < 0.12:
        line += rng.choice((" ", ", ", "\n", "\n ")) + _unit(rng).capitalize()
    return line


def _post_box(_: Places, rng: random.Random) -> str:
    if rng.random() < 0.25:
        return filled(rng.choice(("PSC 9999, Box 9999", "Unit 9999 Box 9999", "CMR 999 Box 9999", "PSC 999 Box 99")), rng)  # fmt: skip
    number = rng.randint(1, 29999)
    return rng.choice(("PO Box {}", "P.O. Box {}", "po box {}", "P O Box {}", "PO BOX {}", "Post Office Box {}", "Box {}", "PSC {}, Box 1188", "Unit {} Box 4120", "RR 2 Box {}", "Locked Bag {}", "Postfach {}", "BP {}", "Apartado {}")).format(number)  # fmt: skip


def _foreign(places: Places, rng: random.Random) -> str:
    name, number = places.street_name(rng), _number(rng)
    town = places.towns.spell(rng)
    form = rng.choice(
        (
            "{name}straße {n}", "{name}strasse {n}", "{name}str. {n}", "{name}weg {n}", "{town}er Straße {n}", "Am {town} {n}", "{name}platz {n}", "{name}gasse {n}",
            "{n} rue {name}", "{n} rue de {town}", "{n}, avenue {name}", "{n} bis boulevard {name}", "{n} chemin de la {town}", "{n} impasse {name}", "{n} place du {town}",
            "Calle {name} {n}", "C/ {name}, {n}, 2º B", "Avenida {name} {n}", "Av. {name} #{n}", "Carrera {n} #45-12", "Calle {n} No. 12-34", "Paseo de {town} {n}",
            "Via {name} {n}", "Via {town}, {n}", "Piazza {name} {n}", "Corso {name} {n}", "Viale {town} {n}",
            "{name}straat {n}", "{name}laan {n}", "{town}weg {n}", "{name}gracht {n}", "{town}plein {n}",
            "Rua {name}, {n}", "Rua {town} {n}, apto 12", "Avenida {town}, {n}", "Travessa {name} {n}",
            "ul. {name} {n}/4", "ulica {town}a {n}", "{town}gatan {n}", "{town}vägen {n}", "{town}gate {n}", "{town}vej {n}", "{town}katu {n}", "{town} utca {n}", "str. {name} nr. {n}",
            "{name} Sokak No {n}", "Jalan {town} {n}", "Jl. {name} No. {n}", "{n} {town} Road", "{n} Nguyen {town}", "{n} {town} Dori", "{town}-dong {n}-2", "{n} Blvd of the {town}s",
            "Blok {n} {town}", "{n} {name} Estate", "{n} {town} Close", "Plot {n} {name} Street", "{n} rue {name}, appt 4", "House {n}, Street 12, Sector G-9",
        )
    )  # fmt: skip
    return form.format(name=name, n=number, town=town)


def _indian(places: Places, rng: random.Random) -> str:
    town, name = places.towns.spell(rng), places.names.last_name(rng)
    area = rng.choice(("{} Nagar", "{} Colony", "{} Layout", "{} Vihar", "{}puram", "{} Enclave", "{} Society", "{} Marg", "{} Road", "{} Garden", "{}pet", "{} Chowk")).format(rng.choice((town, name)))  # fmt: skip
    number = rng.choice((f"{rng.randint(1, 999)}", f"{rng.randint(1, 40)}/{rng.randint(1, 99)}", f"{rng.randint(1, 20)}-{rng.randint(1, 20)}-{rng.randint(1, 300)}", f"{rng.choice('ABC')}-{rng.randint(1, 900)}"))  # fmt: skip
    head = rng.choice(("", "", "flat no ", "flat ", "h.no ", "house no ", "door no ", "plot ", "no ", "#", "no."))  # fmt: skip
    cross = rng.choice(("", "", "", ", 2nd cross", ", 4th main", ", sector 12", ", near bus stand", ", opp temple", ", phase 2", ", 1st floor"))  # fmt: skip
    return f"{head}{number}{rng.choice((', ', ' '))}{area}{cross}"


def _bare(places: Places, rng: random.Random) -> str:
    """Without a street word: "1428 elm"; also crossings, and the number behind."""
    name = places.street_name(rng)
    form = rng.choice(("{n} {name}", "{n} {name} {other}", "{name} {suffix} {n}", "{name} {suffix} number {n}", "corner of {name} and {other}", "{name} {suffix}", "{n} {name} {unit}", "{name} House, {n} {other} {suffix}", "The {name} Cottage, {other} {suffix}", "Highway {n}", "{n} Highway 27", "County Road {n}", "{n} State Route 9", "Suite {n}, {name} {suffix}"))  # fmt: skip
    return form.format(
        n=_number(rng),
        name=name,
        other=places.street_name(rng),
        suffix=rng.choice(words_of(SUFFIXES)).title(),
        unit=_unit(rng),
    )


def _reader(locale: str, seed: int) -> Faker:
    """A Faker whose draws depend on the seed alone.

    The Italian towns come out of a set: their order, and so what is drawn, is another in each process.
    """
    fake = Faker(locale)
    for provider in fake.get_providers():
        if isinstance(getattr(provider, "cities", None), list):
            vars(provider)["cities"] = sorted(vars(type(provider))["cities"])
    fake.seed_instance(seed)
    return fake


def read_places(names: NameLists, seed: int) -> Places:
    """All lists; Faker's street lines are drawn with the seed."""
    streets: list[str] = []
    cities: list[str] = []
    for locale in _LOCALES:
        fake = _reader(locale, seed)
        streets += [fake.street_address().replace("\n", ", ") for _ in range(_EACH)]
        cities += [fake.city() for _ in range(_EACH)]
    chain = Chain(word for city in [*cities, *words_of(CITIES)] for word in city.split() if word.isalpha() and len(word) > 3)  # fmt: skip
    return Places(names, tuple(streets), tuple(dict.fromkeys(cities)), chain)
