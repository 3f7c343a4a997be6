"""Catalogues, orders and prompts of shops, made from a seed: what a model needs for its work must stay.

Strategy: goods are named as shops name them, most after people and places, some with their kind between
or in front; each catalogue is written in one of the forms in which tools and prompts bring it. Brands
that nobody knows stand under keys and heads only: in running text nothing tells them from people. Half
of the orders carry a customer, who must not leave.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.labelled import Conversation, KnownValue, Said
from evaluation.marked import Role
from evaluation.occurrences import occurrences

CATALOGUES = 120
_ITEMS = 3


def _listed(text: str, sign: str) -> list[str]:
    return text.split(sign)


_LINES = _listed(
    "Alba Bertil Clementine Dorset Edgar Fiona Gustav Hampton Isla Jonas Kirsten Linus Malin Nadia Orla Pascal Quentin Ramona Selma Tobias "
    "Ulrika Valentin Willow Xenia Yvette Zelda Marlon Phoebe Sienna Brighton Rosa Theodor Wanda Elliot Greta Camilla Norman Heidi Vera Arlo",
    " ",
)
_GOODS = _listed(
    "lamp|sofa|desk lamp|wool blanket|linen dress|cargo trousers|rain jacket|hiking boots|leather wallet|silk scarf|bunk bed|sun lounger|bath towel|"
    "cast iron pan|bread knife|tea pot|salad bowl|garden chair|storage basket|kids bike|camping stove|rucksack|travel mug|cotton shirt|denim skirt|swim shorts|"
    "running tights|ankle socks|bedside table|bookcase|armchair|dining chair|floor cushion|door mat|shower gel|face cream|lipstick|perfume|watch|necklace|hoop earrings|"
    "signet ring|headphones|phone cover|usb cable|office chair|standing desk|monitor stand|wall mirror|picture frame",
    "|",
)
_KNOWN = _listed(
    "Calvin Klein|Ted Baker|Paul Smith|Tommy Hilfiger|Jack Wolfskin|Laura Ashley|Kate Spade|Fred Perry|Russell Hobbs|Jo Malone",
    "|",
)
_UNKNOWN = _listed(
    "Marchesi|Oswin Vale|Petra Lund|Haldane & Sohn|Brockmann|Ida Storm",
    "|",
)
_SIZES = _listed(
    "XS S M L XL 38 39.5 140x200 50ml 2.4kg UK8 W32/L34 one-size 16GB",
    " ",
)
_COLOURS = _listed(
    "White Black Oak Sage Navy Rose Amber Ivory Olive Jade",
    " ",
)
_PEOPLE = _listed(
    "Hakim Bensaid|Ottavia Brunelli|Lieselotte Hagen|Nils Aaltonen|Priya Raman|Tomasz Wilk",
    "|",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a catalogue or an order."""

    name: str
    known: str
    """A brand that people know."""
    brand: str
    price: str
    size: str
    colour: str
    quantity: str
    date: str
    sku: str


_Items = Sequence[Item]


def catalogue(chance: random.Random) -> Conversation:
    """One catalogue, order or prompt, with what must stay and who must not leave."""
    role, form = chance.choice(_FORMS)
    items = [_item(chance) for _ in range(_ITEMS)]
    text = form(items)
    person = chance.choice(_PEOPLE)
    kept = [value for item in items for value in _kept(item) if occurrences(text, value)]
    said = [Said("user", "what do you have"), Said(role, text), Said("user", "and more")]
    known: list[KnownValue] = []
    if role == "tool" and chance.random() < 0.5:
        record = {"customer": {"name": person}, "result": text}
        said[1] = Said(role, json.dumps(record, ensure_ascii=False))
        known.append(KnownValue("NAME", person))
    return Conversation(tuple(said), tuple(known), tuple(kept), form.__name__.strip("_"))


def _item(chance: random.Random) -> Item:
    line, goods = chance.choice(_LINES), chance.choice(_GOODS)
    colour = chance.choice(_COLOURS)
    name = chance.choice(
        (f"{line} {goods}", f"{line} {goods}", f"{line} {goods} in {colour}", f"{goods} {line}", f"The {line} {goods}")
    )  # fmt: skip
    written: Callable[[str], str] = chance.choice((str.title, str.title, str.capitalize, str))
    known = chance.choice(_KNOWN)
    return Item(
        name=written(name),
        known=known,
        brand=chance.choice((known, chance.choice(_UNKNOWN))),
        price=f"{chance.randint(5, 900)}.{chance.choice(('00', '50', '95', '99'))}",
        size=chance.choice(_SIZES),
        colour=colour,
        quantity=str(chance.randint(1, 9)),
        date=chance.choice(("2026-12-{:02}", "{} December 2026", "Dec {}")).format(chance.randint(1, 28)),
        sku=f"{chance.choice('ABKM')}{chance.choice('XYZ')}-{chance.randint(100, 99_999)}",
    )  # fmt: skip


def _kept(item: Item) -> tuple[KnownValue, ...]:
    return (
        KnownValue("PRODUCT", item.name),
        KnownValue("BRAND", item.known),
        KnownValue("BRAND", item.brand),
        KnownValue("PRICE", item.price),
        KnownValue("SIZE", item.size),
        KnownValue("COLOUR", item.colour),
        KnownValue("DATE", item.date),
    )


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _order(items: _Items) -> str:
    lines = [
        {"title": i.name, "vendor": i.brand, "variant_title": f"{i.size} / {i.colour}", "quantity": i.quantity, "price": i.price, "sku": i.sku}
        for i in items
    ]  # fmt: skip
    return _as_json({"line_items": lines, "estimated_delivery": items[0].date})


def _search(items: _Items) -> str:
    hits = [
        {"objectID": i.sku, "label": i.name, "maker": i.brand, "price": {"value": i.price, "currency": "GBP"}, "size": i.size, "restock": i.date}
        for i in items
    ]  # fmt: skip
    return _as_json({"hits": hits})


def _lists(items: _Items) -> str:
    return _as_json(
        {"products": [i.name for i in items], "prices": [i.price for i in items], "brands": [i.brand for i in items]}
    )  # fmt: skip


def _german(items: _Items) -> str:
    return _as_json(
        [{"artikelname": i.name, "marke": i.brand, "preis": i.price, "größe": i.size, "lieferdatum": i.date} for i in items]
    )  # fmt: skip


def _texts(items: _Items) -> str:
    return _as_json([f"{i.name} by {i.known} - {i.price} ({i.size})" for i in items])


def _descriptions(items: _Items) -> str:
    return _as_json(
        [{"product": i.name, "description": f"The {i.name.removeprefix('The ')} comes in {i.colour} and size {i.size} and costs {i.price}."} for i in items]
    )  # fmt: skip


def _documents(items: _Items) -> str:
    return _as_json(
        {
            "documents": [
                {"text": f"{i.name}\nPrice: {i.price}\nAvailable in {i.size}."} for i in items
            ]
        }
    )


def _table(items: _Items) -> str:
    rows = [f"| {i.name} | {i.brand} | {i.price} | {i.size} |" for i in items]
    return "\n".join(["| Product | Brand | Price | Size |", "|---|---|---|---|", *rows])


def _csv(items: _Items) -> str:
    return "\n".join(
        ["title;vendor;price;size", *(f"{i.name};{i.brand};{i.price};{i.size}" for i in items)]
    )


def _xml(items: _Items) -> str:
    rows = [
        f"<item><name>{i.name}</name><brand>{i.brand}</brand><price>{i.price}</price></item>"
        for i in items
    ]
    return f"<catalogue>{''.join(rows)}</catalogue>"


def _lines(items: _Items) -> str:
    return "\n\n".join(
        f"Product: {i.name}\nBrand: {i.brand}\nPrice: {i.price}\nSize: {i.size}\nDelivery: {i.date}"
        for i in items
    )


def _receipt(items: _Items) -> str:
    rows = [f"{i.quantity} x {i.name} ({i.size}) {i.price}" for i in items]
    return "\n".join(["Order summary", *rows, f"Arrives {items[0].date}"])


def _bullets(items: _Items) -> str:
    rows = [f"- {i.name}: {i.price}, sizes {i.size}, by {i.known}" for i in items]
    return "\n".join(["You are a shop's assistant. This week:", *rows])


def _numbered(items: _Items) -> str:
    rows = [f"{n}. **{i.name}** ({i.known}) - ${i.price}" for n, i in enumerate(items, start=1)]
    return "\n".join(["# Best sellers", *rows])


def _prose(items: _Items) -> str:
    best = ", the ".join(f"{i.name.removeprefix('The ')} ({i.price})" for i in items)
    return f"You help shoppers. Our best sellers are the {best}. Next delivery: {items[0].date}."


_FORMS: tuple[tuple[Role, Callable[[_Items], str]], ...] = (
    ("tool", _order),
    ("tool", _search),
    ("tool", _lists),
    ("tool", _german),
    ("tool", _texts),
    ("tool", _descriptions),
    ("tool", _documents),
    ("tool", _table),
    ("tool", _csv),
    ("tool", _xml),
    ("tool", _lines),
    ("tool", _receipt),
    ("system", _bullets),
    ("system", _numbered),
    ("system", _prose),
)
