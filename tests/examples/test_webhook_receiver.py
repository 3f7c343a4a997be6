"""The example receiver: forged, old and repeated events do nothing, against the real deliverer."""

import base64
import json
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openai import OpenAI
from starlette.testclient import TestClient

from examples.webhook_receiver import LARGEST, Book, create_receiver
from proxy.offline import serve_in_thread
from proxy.sensitive import Sensitive
from proxy.webhooks.message import WebhookMessage
from tests.running import RunningProxy, chat_proxy
from tests.whole_way.test_holds import LEGAL, Chat

SECRET, NEXT, FOREIGN = (
    "whsec_" + base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3)
)


def event(name: str = "evt_a_1", *, case: str = "case_a", version: int = 1) -> WebhookMessage:
    told = {"id": name, "type": "case.claimed", "data": {"case": case, "version": version}}
    return WebhookMessage(name, json.dumps(told))


def send(
    client: TestClient,
    message: WebhookMessage,
    *secrets: str,
    age: float = 0,
    **changed: str,
) -> int:
    at = datetime.now(UTC) - timedelta(seconds=age)
    headers = message.headers([Sensitive(secret) for secret in secrets], at)
    headers.update({name.replace("_", "-"): value for name, value in changed.items()})
    return client.post("/", content=message.body, headers=headers).status_code


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "received.sqlite3"


@pytest.fixture
def client(file: Path) -> TestClient:
    return TestClient(create_receiver([SECRET, NEXT], file))


def test_what_is_signed_with_any_secret_is_taken(client: TestClient, file: Path) -> None:
    assert send(client, event("evt_a_1"), SECRET) == 204
    assert send(client, event("evt_b_1", case="case_b"), NEXT) == 204
    assert send(client, event("evt_c_1", case="case_c"), FOREIGN, NEXT) == 204
    assert [each["id"] for each in Book(file).todo()] == ["evt_a_1", "evt_b_1", "evt_c_1"]


@pytest.mark.parametrize("age", [301, -301])
def test_what_is_too_old_or_too_new_is_refused(client: TestClient, file: Path, age: float) -> None:
    assert send(client, event(), SECRET, age=age) == 401
    assert send(client, event(), SECRET, age=age * 0.9) == 204


def test_what_is_forged_or_nonsense_is_refused(client: TestClient, file: Path) -> None:
    assert send(client, event(), FOREIGN) == 401
    assert send(client, event(), SECRET, webhook_id="evt_other") == 401
    assert send(client, event(), SECRET, webhook_timestamp="soon") == 401
    for signature in ("", "v1", "v1,", "v1,!!!", "v2,abcd", ","):
        assert send(client, event(), SECRET, webhook_signature=signature) == 401
    assert client.post("/", content=b"\xff{").status_code == 401
    assert client.post("/", content=b"x" * (LARGEST + 1)).status_code == 413
    assert Book(file).todo() == []


def test_the_id_in_the_body_must_be_the_signed_one(client: TestClient) -> None:
    assert send(client, WebhookMessage("evt_1", event("evt_2").body), SECRET) == 401
    assert send(client, WebhookMessage("evt_1", "[]"), SECRET) == 401


def test_a_replay_does_nothing_also_after_a_restart(client: TestClient, file: Path) -> None:
    for _ in range(3):
        assert send(client, event(), SECRET) == 204
    again = TestClient(create_receiver([SECRET], file))
    assert send(again, event(), SECRET) == 204
    assert len(Book(file).todo()) == 1


def test_an_older_version_that_comes_late_does_nothing(client: TestClient, file: Path) -> None:
    assert send(client, event("evt_a_2", version=2), SECRET) == 204
    assert send(client, event("evt_a_1", version=1), SECRET) == 204
    assert [each["id"] for each in Book(file).todo()] == ["evt_a_2"]


def test_nothing_is_acknowledged_that_was_not_noted(
    client: TestClient, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note fails after the id was written: both are undone, and the next try is fresh."""

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError

    monkeypatch.setattr(Book, "_note", broken)
    with pytest.raises(sqlite3.OperationalError):
        send(client, event(), SECRET)
    monkeypatch.undo()
    assert send(client, event(), SECRET) == 204
    assert len(Book(file).todo()) == 1


def wait_for(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_real_proxy_tells_a_real_receiver_what_happened_and_nothing_more(
    proxy: RunningProxy, tmp_path: Path
) -> None:
    """Held, claimed and resolved; plain http to this machine, which a development key allows."""
    data, file = ("--data", proxy.data), tmp_path / "whole.sqlite3"
    secrets: list[str] = []
    with serve_in_thread(create_receiver(secrets, file)) as url:
        made = json.loads(chat_proxy("webhooks", "add", *data, "--json", f"{url}/").stdout)
        secrets.append(made["signing_secret"])
        book = Book(file)
        try:
            assert chat_proxy("webhooks", "test", *data, made["endpoint"]).stdout.endswith("204\n")
            with OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.client_key) as sdk:
                chat = Chat(sdk, None)
                chat.say(LEGAL)
            case = chat.reference
            chat_proxy("handoff", "claim", case, "--as", "Ada", *data)
            chat_proxy("handoff", "resolve", case, "Our colleague calls you.", "--as", "Ada", *data)
            wait_for(lambda: len(book.todo()) == 3)
            wait_for(lambda: chat_proxy("webhooks", "status", *data, check=False).returncode == 0)
        finally:
            chat_proxy("webhooks", "remove", *data, made["endpoint"])
    told = book.todo()
    assert [each["type"] for each in told] == ["case.opened", "case.claimed", "case.resolved"]
    assert [each["data"]["version"] for each in told] == [1, 2, 3]
    for word in (LEGAL, case, "Ada", "colleague", "legal", "urgent"):
        assert word not in json.dumps(told)
