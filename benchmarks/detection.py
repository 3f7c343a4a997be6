"""What finding costs: ours against a stock Presidio ``AnalyzerEngine``, on the same texts, in one run.

``make bench-detection``. Stock means Presidio as it is installed: its default recognisers over a blank
spaCy pipeline, so without any name model. Ours is the detector of the shipped policy with all that it
does more (dialogue, names, records, spellings). The two take turns, text by text, so that a busy
machine hits both; what counts are the ratios. "cached" is the answer to a text seen before: ours looks
it up, stock has nothing to look up in. Then a conversation that is resent whole each turn, through the
worker processes and their cache, and the memory of a process that reads many different messages.
"""

import asyncio
import gc
import random
import secrets
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import click
from presidio_analyzer import AnalyzerEngine

from benchmarks.stock import stock_analyzer
from evaluation.labelled import Conversation, Said
from evaluation.requests import requests_of
from evaluation.rooms import ThinkingRooms
from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.gateway.detection import DetectionPool, Inspected, Reading
from proxy.gateway.finding_cache import FindingCache
from proxy.gateway.reading import plan_readings
from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.privacy.base import TextToRead
from proxy.privacy.detect import Detector

_WORDS = (
    "i ordered a linen shirt in size medium last week and would like to know where my parcel is "
    "now because the store said it would be delivered to the pickup point but nobody has seen it "
    "and the colour on the picture looks different from what my friend got please help me change "
    "return cancel refund exchange voucher basket checkout discount delivery kettle lamp blanket"
)
_PERSONAL = "my name is {name}, mail {mail}, phone 201-555-01{last:02}"
_TURNS = 40
_SHOWN = (1, 10, 20, 30, 40)
_TALKS = 15
_LENGTHS = (20, 60, 300)
_REPEATS = 150
_PAGE = 4096

_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of text; ``make`` gives another one each time."""

    name: str
    make: Callable[[random.Random], str]


def plain(words: int) -> Callable[[random.Random], str]:
    """So many words without personal data."""
    return lambda chance: " ".join(chance.choice(_WORDS.split()) for _ in range(words))


def personal(words: int) -> Callable[[random.Random], str]:
    """The same with a name, an e-mail address and a telephone number."""

    def make(chance: random.Random) -> str:
        name = "".join(chance.choice(("ba", "lo", "mi", "ren", "ta", "vic")) for _ in range(3))
        known = _PERSONAL.format(name=name, mail=f"{name}@example.com", last=chance.randint(0, 99))
        return f"{plain(words - 8)(chance)} {known}"

    return make


def digits(chance: random.Random) -> str:
    """Sixty words, every third of them a number of one to sixteen digits."""
    return " ".join(
        str(chance.randint(1, 10 ** chance.randint(1, 16)))
        if number % 3 == 0
        else chance.choice(_WORDS.split())
        for number in range(60)
    )


CASES = (
    *(Case(f"{words} words", plain(words)) for words in _LENGTHS),
    *(Case(f"{words} words with personal data", personal(words)) for words in _LENGTHS),
    Case("60 words, digit-heavy", digits),
)


def milliseconds(call: Callable[[_Given], object], given: _Given) -> float:
    """The processor time of a call: what else runs on the machine does not count."""
    began = time.thread_time()
    call(given)
    return (time.thread_time() - began) * 1000


def compare(stock: AnalyzerEngine, ours: Detector) -> None:
    """All cases: medians over texts that are all different, the two in turn."""
    cache = FindingCache(10_000, versions=("bench",), randomness=secrets.token_bytes)

    def analyse(text: str) -> None:
        stock.analyze(text, language="en")

    def detect(text: str) -> None:
        ours.detect(TextToRead(text, from_customer=True))

    def look_up(text: str) -> None:
        cache.get(cache.key_of(Reading(text, from_customer=True)))

    print(
        f"{'one text, ms (median)':34}{'stock':>8}{'ours':>8}{'ratio':>8}{'cached':>9}{'ratio':>9}"
    )
    for case in CASES:
        chance = random.Random(case.name)  # noqa: S311 - texts that anybody can make again
        took: dict[Callable[[str], None], list[float]] = {analyse: [], detect: [], look_up: []}
        for text in [case.make(chance) for _ in range(_REPEATS)]:
            cache.put(cache.key_of(Reading(text, from_customer=True)), Inspected(()))
            for call, times in took.items():
                times.append(milliseconds(call, text))
        a, b, c = (statistics.median(times) for times in took.values())
        # Text by text, so that a slow moment of the machine weighs on both.
        ratio, cached = (
            statistics.median(
                one / other for one, other in zip(took[call], took[analyse], strict=True)
            )
            for call in (detect, look_up)
        )
        print(f"{case.name:34}{a:>8.2f}{b:>8.2f}{ratio:>8.2f}{c:>9.4f}{cached:>9.4f}")


def talk(chance: random.Random) -> Conversation:
    """Forty turns of sixty words each, after a system prompt; personal data in every fourth."""
    said = [Said("system", plain(60)(chance))]
    for turn in range(_TURNS):
        make = personal(60) if turn % 4 == 0 else plain(60)
        said += [Said("user", make(chance)), Said("assistant", plain(60)(chance))]
    return Conversation(tuple(said), ())


@dataclass(slots=True)
class Growth:
    """Milliseconds of each turn of a conversation, by who answers."""

    pool: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    rooms: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    stock: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))


async def resent(policy: Policy, stock: AnalyzerEngine) -> None:
    """What each turn of a conversation costs when all of it is sent again."""
    growth = Growth()
    pool = DetectionPool(policy.detection, policy.topics, workers=1)
    await pool.start()
    # The first conversation warms up; the worker loads what it needs.
    await _one_talk(talk(random.Random("warm")), policy, pool, stock, Growth())  # noqa: S311
    for repeat in range(_TALKS):
        chance = random.Random(f"talk {repeat}")  # noqa: S311 - as above
        await _one_talk(talk(chance), policy, pool, stock, growth)
    await pool.stop()
    print(f"\n{'a conversation resent whole, ms':34}{'stock':>8}{'pool':>8}{'all rooms':>11}")
    for turn in _SHOWN:
        medians = (statistics.median(t[turn]) for t in (growth.stock, growth.pool, growth.rooms))
        a, b, c = medians
        print(f"{f'turn {turn}':34}{a:>8.1f}{b:>8.2f}{c:>11.2f}")
    ratios = (
        statistics.median(each[_TURNS]) / statistics.median(each[1])
        for each in (growth.stock, growth.pool, growth.rooms)
    )
    a, b, c = ratios
    print(f"{f'turn {_TURNS} to turn 1':34}{a:>8.1f}{b:>8.2f}{c:>11.2f}")


async def _one_talk(
    conversation: Conversation,
    policy: Policy,
    pool: DetectionPool,
    stock: AnalyzerEngine,
    growth: Growth,
) -> None:
    dialect = fallback_dialect()
    rooms = ThinkingRooms(policy, Detector(policy.detection))

    def analyse(texts: Sequence[str]) -> None:
        for text in texts:
            stock.analyze(text, language="en")

    for turn, body in enumerate(requests_of(conversation), start=1):
        read = dialect.read_turn(body, limits=Limits(), allowed=Allowed())
        readings = plan_readings(read).readings
        began = time.perf_counter()
        await pool.inspect(readings)
        growth.pool[turn].append((time.perf_counter() - began) * 1000)
        growth.rooms[turn].append(milliseconds(rooms.send, body))
        if turn in _SHOWN:
            growth.stock[turn].append(milliseconds(analyse, [each.text for each in readings]))


def memory_curve(ours: Detector, messages: int) -> None:
    """Resident memory while one process reads many different messages."""
    print(f"\nmemory of one detector over {messages} different messages, MiB")
    chance = random.Random("memory")  # noqa: S311 - as above
    step = max(1, messages // 10)
    with click.progressbar(
        range(messages), label="memory", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as numbers:
        for number in numbers:
            if number % step == 0:
                print(f"{number:>10}{_resident():>8.1f}", flush=True)
            text = f"{personal(30)(chance)} unseen{number}word {chance.randbytes(4).hex()}"
            ours.detect(TextToRead(text, from_customer=True))
    print(f"{messages:>10}{_resident():>8.1f}")


def _resident() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 2**20


@click.command()
@click.option("--policy", type=click.Path(path_type=Path), help="Default: the shipped one.")
@click.option(
    "--messages", default=100_000, show_default=True, help="For the memory; 0: leave out."
)
def main(policy: Path | None, messages: int) -> None:
    """Compare, resend, and watch the memory."""
    loaded = load_policy(policy or shipped_policy("default"))
    stock, ours = stock_analyzer(), Detector(loaded.detection)
    for text in warm_up():
        stock.analyze(text, language="en")
        ours.detect(TextToRead(text, from_customer=True))
    compare(stock, ours)
    asyncio.run(resent(loaded, stock))
    if messages:
        memory_curve(ours, messages)


def warm_up() -> Iterator[str]:
    """What loads lazily is loaded before anything is measured."""
    chance = random.Random("warm")  # noqa: S311 - as above
    for case in CASES:
        yield case.make(chance)


if __name__ == "__main__":
    main()
