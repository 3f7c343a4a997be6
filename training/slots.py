"""What fills the slots of the templates."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from training import hand_words, negative
from training.grammar import Fill, Piece, expand
from training.names import NameLists, label_name
from training.places import Places, filled, words_of
from training.vocabulary import Vocabulary, brands

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "0123456789"

SMALL = (
    "can you help me", "i need help", "please help", "where is my order", "my order is late", "i want a refund", "i have a question", "it never arrived",
    "i was charged twice", "it is broken", "can you check", "what is going on", "i appreciate it", "that worked", "have a nice day", "i will wait", "i am still waiting",
    "the package is missing", "it was the wrong size", "i would like to return it", "how long will it take", "i need it by friday", "that is not what i was told",
    "they said it would be free", "it should be fine", "the discount did not work", "i can't log in", "i forgot my password", "is it in stock", "when does it ship",
    "you are the best", "that makes sense", "i'll try that", "it says delivered", "the card was declined", "i got an email", "we are very disappointed", "i want to cancel",
    "the price changed", "it does not fit", "need to change my address", "my account is locked", "there is a fee", "the coupon expired", "what are the next steps",
    "a refund", "the order", "my appointment", "the meeting tomorrow", "noon", "a new order", "the delivery", "your return policy", "two shirts", "a purchase i made",
    "about my subscription", "it came damaged", "she never got it", "he said yes", "nothing happened", "i am so happy", "we love it", "i will be late",
)  # fmt: skip
REQUESTS = (
    "return a <product>", "cancel my order", "track my package", "check my order status", "change my address", "get a refund", "exchange a <colour> <product>",
    "know about my subscription", "reset my password", "close my account", "book a flight", "change my seat", "add <brand> to my order", "ask about a <brand> <product>",
    "pay my bill", "update my phone number", "report a damaged <product>", "buy a <product>", "check my balance", "open an account", "speak to someone", "use my gift card",
)  # fmt: skip
COMPLAINTS = (
    "my <product> (never arrived|is broken|came in the wrong size|is late)", "i ordered a <colour> <product> on <month> and <small>", "the <brand> <product> i bought (is defective|ripped)",
    "i have been waiting for <n> days", "<small>", "<small>", "i would like to <request>", "where is my <product>", "i was charged <money> (twice|by mistake)",
    "your website (keeps crashing|is down)", "i need to <request>", "please <request>",
)  # fmt: skip
AGENT = (
    "how can i help you today?", "how may i assist you?", "let me check that for you.", "i'd be happy to help.", "i see your order here.", "could you give me your order number?",
    "may i have your zip code?", "i have submitted the refund.", "one moment please.", "is there anything else?", "i understand your frustration.", "your refund is on its way.",
    "can i get your account id?", "i will look into it.", "the <product> is out of stock.", "have a great day!", "what seems to be the problem?", "i just need to verify your account.",
    "look that up", "pull up your account", "get that sorted out for you", "see the order from <month>", "checked and it is <small>", "your <brand> <product> shipped on <date>.",
)  # fmt: skip
VERBS = [
    "order",
    "return",
    "break",
    "call",
    "ship",
    "help",
    "want",
    "deliver",
    "pick",
    "sign",
    "visit",
    "use",
    "need",
    "open",
    "pack",
    "like",
    "ask",
    "email",
    "chat",
    "wait",
    "pay",
    "handle",
    "receive",
    "cancel",
    "process",
    "miss",
]
PAST = [
    "bought",
    "ordered",
    "returned",
    "received",
    "purchased",
    "got",
    "cancelled",
    "exchanged",
    "saw",
    "lost",
    "reserved",
]


def _draw(entries: Sequence[str]) -> Fill:
    return lambda rng: [Piece(rng.choice(entries))]


def _make(kind: Callable[[random.Random], str]) -> Fill:
    return lambda rng: [Piece(kind(rng))]


def _label(kind: Callable[[random.Random], str], label: str) -> Fill:
    return lambda rng: [Piece(kind(rng), label)]


def _code(rng: random.Random) -> str:
    match rng.choices(range(9), (30, 14, 12, 8, 8, 8, 6, 6, 8))[0]:
        case 0:
            return "".join(rng.choices(_DIGITS, k=rng.randint(4, 12)))
        case 1:
            return "".join(rng.choices(_LETTERS, k=rng.randint(1, 3))) + "".join(rng.choices(_DIGITS, k=rng.randint(3, 8)))  # fmt: skip
        case 2:
            return "".join(rng.choices(_LETTERS + _DIGITS, k=rng.randint(6, 12)))
        case 3:
            return "-".join("".join(rng.choices(_LETTERS + _DIGITS, k=4)) for _ in range(3))
        case 4:
            return " ".join("".join(rng.choices(_DIGITS, k=4)) for _ in range(4))
        case 5:
            return "".join(rng.choices(_LETTERS, k=rng.randint(5, 10)))
        case 6:
            return f"#{rng.randint(1000, 9999999)}"
        case 7:
            return f"{rng.choice(('ORD', 'INV', 'RMA', 'SKU', 'REF'))}-{rng.randint(1000, 999999)}"
    return str(rng.randint(1000, 9999))


def _any_case(rng: random.Random, text: str) -> str:
    return rng.choice((text, text.capitalize(), text.upper() if len(text) < 5 else text))


def _money(rng: random.Random) -> str:
    amount = rng.choice((f"{rng.randint(1, 300)}", f"{rng.randint(1, 300)}.{rng.randint(0, 99):02}"))  # fmt: skip
    return rng.choice(("${}", "${}", "{} dollars", "£{}", "€{}", "{} euros", "{} bucks", "usd {}", "{}%", "rs {}", "{} cents")).format(amount)  # fmt: skip


def _date(rng: random.Random) -> str:
    month = rng.choice(words_of(hand_words.MONTHS)[:24])
    day, year = rng.randint(1, 31), rng.randint(2018, 2026)
    return rng.choice((f"{month} {day}", f"{month} {day}th", f"{day} {month} {year}", f"{rng.randint(1, 12)}/{day}/{year}", f"{rng.randint(1, 12)}/{day}", f"{year}-{rng.randint(1, 12):02}-{day:02}", f"the {day}th of {month}"))  # fmt: skip


def _time(rng: random.Random) -> str:
    return rng.choice(("{}pm", "{} pm", "{}:30", "{}am", "{}:15 am", "noon", "midnight", "{} o'clock")).format(rng.randint(1, 12))  # fmt: skip


def _size(rng: random.Random) -> str:
    return rng.choice(("s", "m", "l", "xl", "xxl", "xs", "small", "medium", "large", f"{rng.randint(4, 14)}", f"{rng.randint(28, 40)}x{rng.randint(28, 36)}", f"{rng.randint(5, 13)}.5", f"{rng.randint(5, 60)} inch", f"{rng.randint(10, 60)}cm", f"{rng.randint(100, 900)}ml", "one size", "queen", "king"))  # fmt: skip


_PHONES = ("(999) 999-9999", "999-999-9999", "9999999999", "+1 999 999 9999", "+44 9999 999999", "+91 99999 99999", "+49 999 9999999")  # fmt: skip


def _phone(rng: random.Random) -> str:
    return filled(rng.choice(_PHONES), rng)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that slots draw from."""

    names: NameLists
    places: Places
    vocabulary: Vocabulary


def _word(sources: Sources) -> Callable[[random.Random], str]:
    """An English word that is no name, frequent ones more often."""
    words = sources.vocabulary.frequent

    def draw(rng: random.Random) -> str:
        return words[min(int(len(words) * rng.random() ** 2.2), len(words) - 1)]

    return draw


def _email(sources: Sources) -> Callable[[random.Random], str]:
    word = _word(sources)

    def draw(rng: random.Random) -> str:
        local = rng.choice((word(rng), sources.names.last_name(rng), sources.names.first_name(rng) + rng.choice(("", ".", "_")) + sources.names.last_name(rng)))  # fmt: skip
        local = "".join(c for c in local.lower() if c.isalnum() or c in "._")
        return f"{local}{rng.choice(('', '', str(rng.randint(1, 99))))}@{rng.choice(('gmail.com', 'email.com', 'example.com', 'yahoo.com', 'hotmail.com', 'aol.com'))}"  # fmt: skip

    return draw


def slots(sources: Sources) -> Mapping[str, Fill]:
    """The function of each slot."""
    names, places = sources.names, sources.places
    word = _word(sources)
    table: dict[str, Fill] = {
        "name": lambda rng: label_name(names.full_name(rng)),
        "first": _label(names.first_name, "PERSON"),
        "last": _label(names.last_name, "PERSON"),
        "lastfirst": lambda rng: [
            Piece(f"{names.last_name(rng)}, {names.first_name(rng)}", "PERSON")
        ],
        "street": _label(places.street, "STREET_ADDRESS"),
        "city": _label(places.city, "LOCATION"),
        "state": _label(places.state, "LOCATION"),
        "country": _label(places.country, "LOCATION"),
        "zip": _label(places.postal_code, "POSTAL_CODE"),
        "brand": _label(lambda rng: rng.choice(brands()).title(), "BRAND"),
        "brandlike": _label(lambda rng: f"{names.first_name(rng)} {names.last_name(rng)}", "BRAND"),
        "shop": _make(lambda rng: rng.choice(words_of(hand_words.SHOPS)).title()),
        "style": _make(lambda rng: rng.choice(words_of(hand_words.STYLES)).title()),
        "month": _make(lambda rng: rng.choice(words_of(hand_words.MONTHS)).title()),
        "w": _make(word),
        "W": _make(lambda rng: word(rng).capitalize()),
        "n": _make(lambda rng: str(rng.choice((rng.randint(1, 9), rng.randint(1, 60))))),
        "nn": _make(lambda rng: str(rng.randint(10, 29))),
        "code": _make(_code),
        "money": _make(_money),
        "date": _make(_date),
        "time": _make(_time),
        "size": _make(_size),
        "phone": _make(_phone),
        "email": _make(_email(sources)),
        "idclause": _make(lambda rng: f"my id is {_code(rng)}"),
        "verb": _draw(VERBS),
        "did": _draw(PAST),
        "rel": _draw(words_of(hand_words.RELATIONS)),
        "job": _draw(words_of(hand_words.JOBS)),
        "nation": _make(lambda rng: _any_case(rng, rng.choice(words_of(hand_words.NATIONS)))),
        "dish": _draw(words_of(hand_words.DISHES)),
        "acronym": _make(lambda rng: _any_case(rng, rng.choice(words_of(hand_words.ACRONYMS)))),
        "car": _make(lambda rng: rng.choice(words_of(hand_words.CARS)).title()),
        "helper": _make(lambda rng: rng.choice(words_of(hand_words.HELPERS))),
        "greeting": _draw(words_of(hand_words.GREETINGS)),
        "holiday": _make(lambda rng: rng.choice(words_of(hand_words.HOLIDAYS)).title()),
        "l": _make(lambda rng: rng.choice(_LETTERS).lower()),
        "nw": _make(lambda rng: rng.choice(sources.vocabulary.both)),
        "interj": _draw(words_of(hand_words.INTERJECTIONS)),
        "product": _draw(words_of(hand_words.PRODUCTS)),
        "colour": _draw(words_of(hand_words.COLOURS)),
        "mat": _draw(words_of(hand_words.MATERIALS)),
        "small": _draw((*SMALL, *SMALL, *negative.SMALL_TALK)),
    }
    for name, templates in (("request", REQUESTS), ("complaint", COMPLAINTS), ("agent", AGENT)):
        table[name] = lambda rng, chosen=templates: expand(rng.choice(chosen), table, rng)  # type: ignore[misc]
    return table
