"""Two proxies, each with its own copy of the data folder, one PostgreSQL: one shop, as one."""

import json
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openai import AuthenticationError, OpenAI

from proxy.offline import RecordingProvider
from tests.running import RunningProxy, chat_proxy, installed
from tests.whole_way.test_holds import LEGAL, Chat, assert_never_sent, handoff, waiting

NAME = "crystal.minh@example.com"


@pytest.fixture
def hosts(
    tmp_path: Path, upstream: str, provider: RecordingProvider, postgres: str
) -> Iterator[tuple[RunningProxy, RunningProxy]]:
    """Two served hosts; the second folder is a copy of the first, as docs/storage.md says."""
    first = installed(tmp_path, upstream, database=postgres)
    copied = tmp_path / "second" / "data"
    shutil.copytree(first.data, copied)
    second = replace(first, data=copied, lines=[])
    for host in (first, second):
        host.start()
    try:
        yield first, second
    finally:
        for host in (first, second):
            host.stop()


def sdk(host: RunningProxy) -> OpenAI:
    return OpenAI(base_url=f"{host.url}/v1", api_key=host.client_key, max_retries=0)


def refused_soon(client: OpenAI) -> bool:
    """Whether the key stops working within the time that a revocation may take to arrive."""
    for _ in range(600):
        try:
            client.models.list()
        except AuthenticationError:
            return True
        time.sleep(0.1)
    return False


def test_two_hosts_on_one_database_are_one_proxy(
    hosts: tuple[RunningProxy, RunningProxy], provider: RecordingProvider, tmp_path: Path
) -> None:
    """Placeholders, cases, client keys and the audit log are shared; a killed host takes nothing along."""
    first, second = hosts
    with sdk(first) as here, sdk(second) as there:
        ordinary = uuid.uuid4().hex
        assert NAME in Chat(here, ordinary).say(f"please repeat: my mail is {NAME}")
        assert NAME in Chat(there, ordinary).say(f"please repeat: my mail is {NAME}")
        assert_never_sent(provider, NAME)
        sent = [request.body for request in provider.requests]
        assert sent[-1] == sent[-2]

        chat = Chat(here, uuid.uuid4().hex)
        chat.say(LEGAL)
        (case,) = waiting(second)
        assert case["reference"] == chat.reference
        handoff(second, "claim", chat.reference)
        chat.say("is anybody there?")
        chat.client = there
        chat.say("i am still waiting for somebody")
        assert_never_sent(provider, "lawyer", "anybody", "somebody")

        first.kill()
        handoff(first, "reply", chat.reference, "I am Jo from the shop.")
        assert "I am Jo from the shop." in chat.say("hello?")

        rows = json.loads(chat_proxy("clients", "list", "--data", first.data, "--json").stdout)
        (listed,) = [row for row in rows if row["role"] == "client"]
        chat_proxy("clients", "revoke", "--data", first.data, listed["client"])
        assert refused_soon(there)
    log = first.opened_log(tmp_path / "log.bundle")
    assert len({record["stream"] for record in log if record["kind"] == "turn_opened"}) == 2
