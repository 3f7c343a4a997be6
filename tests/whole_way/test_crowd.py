"""Ten agents and a dozen customers at two proxies at once: one owner, each answer once, nothing sent."""

# ruff: noqa: D102 - the names of what people do are the sentences

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from proxy.offline import RecordingProvider, serve_in_thread
from tests.running import RunningProxy, chat_proxy, installed
from tests.whole_way.crowd import words_for

ROOT = Path(__file__).parents[2]
AGENTS = ("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gil", "Hana", "Ines", "Jo")
CUSTOMERS = (
    "copper", "silver", "velvet", "cotton", "marble", "granite", "walnut", "bamboo", "ceramic",
    "leather", "plastic", "timber",
)  # fmt: skip
TURNS = 400
"""How often a customer asks before we say that nobody answers."""


@dataclass
class Customer:
    """Resends the history each turn, to one proxy and the other by turns."""

    what: str
    proxies: tuple[RunningProxy, RunningProxy]
    history: list[dict[str, str]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    order: str = ""

    def say(self, text: str) -> str:
        words = f"{text}, it is about the {self.what} chair, turn {len(self.order)}"
        self.history.append({"role": "user", "content": words})
        at = self.proxies[len(self.order) % 2]
        answer = httpx.post(
            f"{at.url}/v1/chat/completions",
            headers={
                "authorization": f"Bearer {at.client_key}",
                "x-conversation-id": f"conversation-{self.what}",
                "content-type": "application/json",
            },
            content=json.dumps({"model": "m", "messages": self.history}),
            timeout=120,
        )
        read: str = answer.raise_for_status().json()["choices"][0]["message"]["content"]
        self.history.append({"role": "assistant", "content": read})
        by_bot = "handoff" not in answer.json()
        (self.forwarded if by_bot else self.held).append(words)
        self.order += "F" if by_bot else "H"
        return read

    def talk(self) -> "Customer":
        self.say("hello")
        self.say("i want to talk to a human please")
        for _ in range(TURNS):
            self.say("is anybody there")
            if self.order.endswith("F"):
                break
            time.sleep(0.4)
        self.say("thank you")
        return self


@contextmanager
def hurrying(data: Path, agents: tuple[str, ...]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.whole_way.crowd", str(data), *agents],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


@pytest.fixture(params=["sqlite", "postgres"])
def hosts(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[RunningProxy, RunningProxy, RecordingProvider]]:
    """Two served proxies: on one data folder, or each with its own copy and one PostgreSQL."""
    database = request.getfixturevalue("postgres") if request.param == "postgres" else None
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as upstream:
        env = {"CHAT_PROXY_REQUESTS_PER_MINUTE": "1000000"}
        first = installed(tmp_path, upstream, database=database, env=env)
        data = first.data
        if database:
            data = tmp_path / "second" / "data"
            shutil.copytree(first.data, data)
        second = replace(first, data=data, lines=[])
        for host in (first, second):
            host.start()
        try:
            yield first, second, provider
        finally:
            for host in (first, second):
                host.stop()


@pytest.mark.timeout(400)
def test_ten_agents_and_a_dozen_customers_at_two_proxies(
    hosts: tuple[RunningProxy, RunningProxy, RecordingProvider], tmp_path: Path
) -> None:
    first, second, provider = hosts
    with hurrying(first.data, AGENTS[:5]) as one, hurrying(second.data, AGENTS[5:]) as two:
        with ThreadPoolExecutor(len(CUSTOMERS)) as threads:
            talks = list(
                threads.map(lambda what: Customer(what, (first, second)).talk(), CUSTOMERS)
            )
        got = [line.split("\t") for each in (one, two) for line in each.communicate()[0].splitlines()]  # fmt: skip
        assert (one.returncode, two.returncode) == (0, 0)

    # One owner each.
    owners = dict(got)
    assert len(got) == len(owners) == len(CUSTOMERS)
    received = provider.everything().decode().lower()
    for talk in talks:
        # While a person owns the conversation nothing goes to the model; before and after it does.
        assert talk.order.lstrip("F").rstrip("F") == "H" * len(talk.held), talk.order
        assert talk.order.startswith("FH")
        assert talk.order.endswith("F")
        assert talk.forwarded[0].lower() in received
        assert not [words for words in talk.held if words.lower() in received]
        # Its agent's words, once, and nobody else's.
        read = [line["content"] for line in talk.history if line["role"] == "assistant"]
        mine = {reference for reference in owners if any(reference in words for words in read)}
        (reference,) = mine
        words = words_for(owners[reference], reference)
        assert Counter(words in text for text in read)[True] == 1
        assert sum(" answers R-" in text for text in read) == 1

    listed = json.loads(
        chat_proxy("handoff", "list", "--all", "--data", first.data, "--json").stdout
    )
    assert Counter(case["state"] for case in listed) == {"returned": len(CUSTOMERS)}
    taken = Counter[object]()
    for record in first.opened_log(tmp_path / "log.bundle"):
        clear = record["clear"]
        assert isinstance(clear, dict)
        if (
            record["kind"] == "case_changed"
            and clear["to"] == "claimed"
            and clear["from"] == "waiting"
        ):
            taken[clear["case"]] += -1 if clear["event"] == "not_taken" else 1
    assert set(taken.values()) == {1}
    assert len(taken) == len(CUSTOMERS)
