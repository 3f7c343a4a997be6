"""What a turn costs: the offline provider directly, and through the proxy, in one run.

``make bench``. Four processes on one machine (client, proxy, its detection worker, provider), so the
proxy's share is what matters, not the absolute numbers. "cold": each message is new; "warm": the
conversation is resent as chat clients do, so only its last message is new to detection.
"""

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

REQUESTS = 200
HISTORY = 20
WORDS = "i ordered a linen shirt in size M last week and would like to know where my parcel is now "

Body = Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go."""

    name: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request, at one number of clients at once."""

    name: str
    clients: int
    body: Body


def one_message(number: int) -> dict[str, Any]:
    """A new message of about sixty words with a name and an e-mail address."""
    text = f"my name is Crystal Minh, shopper{number}@example.com. {WORDS * 3} run {number}"
    return {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]}


def long_history(number: int) -> dict[str, Any]:
    """The same conversation of twenty turns, with a new last message."""
    messages: list[dict[str, str]] = []
    for turn in range(HISTORY):
        messages.append({"role": "user", "content": f"{WORDS} turn {turn}, i am Crystal Minh"})
        messages.append({"role": "assistant", "content": f"Thank you, Crystal. {WORDS}"})
    messages.append({"role": "user", "content": f"and where is it now? {number}"})
    return {"model": "gpt-4o-mini", "messages": messages}


def streamed(number: int) -> dict[str, Any]:
    """A new message whose answer is streamed."""
    return {**one_message(number), "stream": True}


CASES = (
    Case("one message, cold", 1, one_message),
    Case("one message, cold", 16, one_message),
    Case("20 turns resent, warm", 1, long_history),
    Case("20 turns resent, warm", 16, long_history),
    Case("streamed", 1, streamed),
    Case("streamed", 16, streamed),
)


async def measure(target: Target, case: Case, start: int) -> list[float]:
    """Seconds of each request, whole answer included."""
    numbers = iter(range(start, start + REQUESTS))
    took: list[float] = []
    headers = {"Authorization": f"Bearer {target.key}", "X-Conversation-Id": "bench"}

    async def client(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            began = time.perf_counter()
            url = f"{target.url}/v1/chat/completions"
            async with session.post(url, json=case.body(number), headers=headers) as answer:
                await answer.read()
                if answer.status != 200:
                    raise SystemExit(f"{target.name}: status {answer.status}")
            took.append(time.perf_counter() - began)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session) for _ in range(case.clients)))
    return took


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies, in milliseconds."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


async def compare(direct: Target, through: Target) -> None:
    """All cases, the two targets in turn, medians of each."""
    print(f"{'':24}{'clients':>8}{'direct p50':>12}{'proxy p50':>12}{'p99':>9}{'added':>9}  ratio")
    for index, case in enumerate(CASES):
        rounds: dict[str, list[float]] = {direct.name: [], through.name: []}
        for repeat in range(3):
            for target in (direct, through):
                start = (index * 10 + repeat) * 10_000
                rounds[target.name] += await measure(target, case, start)
        plain = statistics.median(rounds[direct.name]) * 1000
        guarded = statistics.median(rounds[through.name]) * 1000
        worst = percentile(rounds[through.name], 0.99)
        print(
            f"{case.name:24}{case.clients:>8}{plain:>10.1f}ms{guarded:>10.1f}ms{worst:>7.0f}ms"
            f"{guarded - plain:>7.1f}ms{guarded / plain:>6.1f}x"
        )


@contextmanager
def started(words: Sequence[str], pattern: str) -> Iterator[str]:
    """A process that prints its address; ended afterwards."""
    command = [sys.executable, "-m", *words]
    unlimited = {**os.environ, "CHAT_PROXY_REQUESTS_PER_MINUTE": "10000000"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=unlimited) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if found := re.search(pattern, line):
                    yield found[0]
                    break
            else:
                raise SystemExit(f"{words[0]} did not start")
        finally:
            process.terminate()


def main() -> None:
    """Start everything, compare, stop everything."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(["benchmarks.provider"], r"http\S+") as up,
    ):
        data = Path(folder) / "data"
        init = [sys.executable, "-m", "proxy.cli", "init", "--data", str(data), "--json"]
        made = json.loads(subprocess.run(init, capture_output=True, check=True).stdout)
        serve = ["proxy.cli", "serve", "--data", str(data), "--upstream", up, "--port", "0"]
        with started(serve, r"(?<=listening on )http\S+") as url:
            direct = Target("direct", up, "none")
            asyncio.run(compare(direct, Target("proxy", url, made["client_key"])))


if __name__ == "__main__":
    main()
