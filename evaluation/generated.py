"""Sets made from a seed: invented people, records and shop talk by templates of their own.

Strategy: names are put together from syllables of several languages, so that no list a detector
may carry holds them; streets and products likewise. The templates are used for measuring only. The
same seed makes the same sets on every machine, so their figures can be compared over time.
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from evaluation.catalogues import CATALOGUES, catalogue
from evaluation.labelled import (
    Conversation,
    KnownValue,
    LabelledSet,
    LabelledText,
    Match,
    Said,
    message,
)
from evaluation.marked import read_line

SEED = 20_261
_MESSAGES, _RECORDS, _DIALOGUES = 400, 80, 60


def _parts(words: str) -> list[str]:
    return words.split()


_STARTS = _parts(
    "Bra Ka Mi Ola Tsu Fe Zha Ni Sva Che Du Ama Ro Yev Il Tho Wen Pa Gri Ndi Lu Hak Er Sho Vi"
)
_MIDDLES = _parts("la ri no she mba ve ku ti dra lle nya so ge ru wi")
_ENDS = _parts("na n ko rd s li sh mir tt ra x du line ek bo")
_FAMILY_ENDS = _parts("ski ez sson berg oglu ova wala mann ini ides ton nko aga ford ić")
_STREETS = _parts("Lane Road Street Avenue Drive Close Court Terrace")
_BRANDS = (
    "Jack Wolfskin",
    "Calvin Klein",
    "Paul Smith",
    "Estee Lauder",
    "Ben Sherman",
    "Ted Baker",
)
_GOODS = _parts("lamp kettle jacket blender rug desk tent mixer dress pillow")
_LINES = ("Luna", "Oliver", "Sophie", "Henrik", "Florence", "Austin", "Victoria", "Amber")

_SAYINGS = (
    "evening, {name} again about the {goods}",
    "the {goods} i got is broken, {name} is my name and {order} the order no",
    "can somebody phone {name} on {phone}",
    "{email} is where the invoice should go",
    "parcel for {name} went to {street} but i live at {street}",
    "why did {name} get two mails about order {order}",
    "pls update {street}, {zip}",
    "old number {phone}, new number {phone}",
    "login {email} password {password}",
    "yours\\n{name}",
    "{name}, {street}, {zip}",
    "paid with {card}",
    "tracking no {tracking} hasnt moved since monday",
    "{name} bought the {goods}, i only asked",
    "do i need {name}'s passport or is order {order} enough",
    "member no {loyalty}, {name}",
    "hey there, the {goods} has no manual",
    "is the {goods} available in another colour",
)
"""Each is filled with fresh values; the last ones hold none."""

_QUESTIONS = (
    ("Under which name was it bought?", "name"),
    ("Which e-mail address did you register with?", "email"),
    ("And a telephone number for the driver?", "phone"),
    ("What is the number of your order?", "order"),
    ("Where do you live (street and number)?", "street"),
    ("Your zip code, please?", "zip"),
    ("What is your loyalty number?", "loyalty"),
)


def generated_sets(seed: int = SEED) -> tuple[LabelledSet, ...]:
    """Messages, dialogues, records and catalogues; the same for the same seed."""
    draw = _Draw(random.Random(seed))  # noqa: S311 - sets that anybody can make again
    return (
        LabelledSet("generated_dialogues", tuple(_dialogue(draw) for _ in range(_DIALOGUES))),
        LabelledSet("generated_messages", texts=tuple(_message(draw) for _ in range(_MESSAGES))),
        LabelledSet("generated_records", tuple(_record(draw) for _ in range(_RECORDS))),
        LabelledSet(
            "generated_catalogues", tuple(catalogue(draw.chance) for _ in range(CATALOGUES))
        ),
    )


class _Draw:
    """Values from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def word(self, *parts: list[str]) -> str:
        return "".join(self.chance.choice(part) for part in parts)

    def digits(self, count: int) -> str:
        return "".join(self.chance.choice("0123456789") for _ in range(count))

    def given(self) -> str:
        middle = [_MIDDLES] * self.chance.randint(0, 1)
        return self.word(_STARTS, *middle, _ENDS)

    def family(self) -> str:
        return self.word(_STARTS, _MIDDLES, _FAMILY_ENDS)

    def name(self) -> str:
        return self.typed(
            f"{self.given()} {self.family()}" if self.chance.random() < 0.7 else self.given()
        )

    def typed(self, text: str) -> str:
        """As people type: half of it in small letters."""
        return text.lower() if self.chance.random() < 0.5 else text

    def email(self) -> str:
        host = self.chance.choice(("example.com", "example.org", "mail.example.net"))
        return f"{self.given().lower()}{self.digits(2)}@{host}"

    def phone(self) -> str:
        area, last = self.chance.choice(("201", "312", "646")), self.digits(2)
        form = self.chance.choice(("{}-555-01{}", "({}) 555-01{}", "{}55501{}", "+1 {} 555 01{}"))
        return form.format(area, last)

    def street(self) -> str:
        street = f"{self.chance.randint(2, 9800)} {self.family()} {self.chance.choice(_STREETS)}"
        return self.typed(street)

    def zip(self) -> str:
        return f"{self.chance.randint(10_000, 99_499)}"

    def order(self) -> str:
        form = self.chance.choice(("{}", "#{}", "W-{}", "A{}"))
        return form.format(self.digits(7))

    def loyalty(self) -> str:
        return f"LX-{self.digits(6)}"

    def tracking(self) -> str:
        return f"1Z999AA1{self.digits(10)}"

    def password(self) -> str:
        return f"{self.given()}{self.digits(3)}!"

    def card(self) -> str:
        cards = ("4242 4242 4242 4242", "5555555555554444", "3782-822463-10005")
        return self.chance.choice(cards)

    def goods(self) -> str:
        return self.chance.choice(_GOODS)


def _kinds(draw: _Draw) -> dict[str, tuple[str, Callable[[], str]]]:
    return {
        "name": ("NAME", draw.name),
        "email": ("EMAIL", draw.email),
        "phone": ("PHONE#", draw.phone),
        "street": ("ADDRESS", draw.street),
        "zip": ("ZIP", draw.zip),
        "order": ("ORDER", draw.order),
        "loyalty": ("LOYALTY", draw.loyalty),
        "tracking": ("TRACKING", draw.tracking),
        "password": ("PASSWORD", draw.password),
        "card": ("CARD#", draw.card),
    }


def _message(draw: _Draw) -> LabelledText:
    """A saying with a fresh value in each of its places."""
    kinds = _kinds(draw)
    line = draw.chance.choice(_SAYINGS).replace("{goods}", draw.goods())
    for key, (label, make) in kinds.items():
        while f"{{{key}}}" in line:
            line = line.replace(f"{{{key}}}", f"{{{{{label}:{make()}}}}}", 1)
    return message(read_line(line))


def _dialogue(draw: _Draw) -> Conversation:
    """Two to four questions, each answered with nothing but the value."""
    kinds = _kinds(draw)
    said = [Said("user", f"it is about the {draw.goods()}")]
    known: list[KnownValue] = []
    for question, key in draw.chance.sample(_QUESTIONS, draw.chance.randint(2, 4)):
        label, make = kinds[key]
        value = make()
        known.append(_known(label, value))
        said += [Said("assistant", question), Said("user", value)]
    return Conversation((*said, Said("assistant", "Thank you."), Said("user", "ok")), tuple(known))


def _record(draw: _Draw) -> Conversation:
    """A customer's order as a tool gives it: who must not leave, and what must stay."""
    given, family, email, phone = draw.given(), draw.family(), draw.email(), draw.phone()
    street, code, order = draw.street(), draw.zip(), draw.order()
    product = f"{draw.chance.choice(_LINES)} {draw.goods()}"
    brand, price = draw.chance.choice(_BRANDS), f"{draw.chance.randint(5, 900)}.{draw.digits(1)}5"
    size, day = draw.chance.choice(("XS", "M", "XL", "140x200", "42")), draw.chance.randint(10, 30)
    delivery = f"2026-12-{day}"
    record: dict[str, Any] = {
        "order_id": order,
        "customer": {"first_name": given, "last_name": family, "email": email, "phone": phone},
        "shipping_address": {"street": street, "zip": code},
        "items": [{"product_name": product, "brand": brand, "price": price, "size": size}],
        "delivery_date": delivery,
    }
    kept = {"PRODUCT": product, "BRAND": brand, "PRICE": price, "SIZE": size, "DATE": delivery}
    return Conversation(
        (Said("user", "where is it"), Said("tool", _written(record, draw.chance))),
        tuple(
            _known(label, value)
            for label, value in (
                ("NAME_PART", given), ("NAME_PART", family), ("EMAIL", email), ("PHONE#", phone),
                ("ADDRESS", street), ("ZIP", code), ("ORDER", order),
            )
        ),
        tuple(KnownValue(label, value) for label, value in kept.items()),
        "record",
    )  # fmt: skip


def _written(record: dict[str, Any], chance: random.Random) -> str:
    """As JSON, as JSON in a string, or as lines of keys and values."""
    form = chance.choice(("json", "nested", "lines"))
    if form == "lines":
        return "\n".join(_flat(record))
    text = json.dumps(record, ensure_ascii=False)
    return text if form == "json" else json.dumps({"ok": True, "content": text}, ensure_ascii=False)


def _flat(record: dict[str, Any]) -> Iterator[str]:
    for key, value in record.items():
        match value:
            case dict():
                yield from _flat(value)
            case list():
                for item in value:
                    yield from _flat(item)
            case _:
                yield f"{key.replace('_', ' ').capitalize()}: {value}"


def _known(label: str, value: str) -> KnownValue:
    how = Match.DIGITS if label.endswith("#") else Match.TEXT
    return KnownValue(label.removesuffix("#"), value, how)
