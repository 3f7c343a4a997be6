"""Killed at random moments under load, the log has a record of everything the provider received."""

import hashlib
import random
import threading
import time
from pathlib import Path

import httpx
import pytest

from proxy.offline import RecordingProvider, read_recording, serve_in_thread
from tests.running import RunningProxy, installed

ROUNDS = 3
CLIENTS = 8


def hammer(proxy: RunningProxy, stop: threading.Event, number: int) -> None:
    """Send turns until told to stop; what fails meanwhile is what a crash looks like."""
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    turn = 0
    with httpx.Client(trust_env=False, headers=headers, timeout=30) as client:
        while not stop.is_set():
            turn += 1
            words = f"hi, my name is Crystal Minh, parcel {number}-{turn} of round {time.time_ns()}"
            body = {
                "model": "gpt-4o-mini",
                "messages": [{"role": "user", "content": words}],
                "stream": turn % 2 == 0,
            }
            try:
                client.post(f"{proxy.url}/v1/chat/completions", json=body)
            except httpx.HTTPError:
                time.sleep(0.05)


@pytest.mark.timeout(400)
def test_no_record_is_lost_of_anything_the_provider_received(tmp_path: Path) -> None:
    moments = random.Random(20261123)
    kept = tmp_path / "received"
    provider = RecordingProvider(file=kept)
    with serve_in_thread(provider.app) as upstream:
        proxy = installed(tmp_path, upstream, env={"CHAT_PROXY_FOOTER_SECONDS": "1"})
        for _ in range(ROUNDS):
            proxy.start()
            stop = threading.Event()
            clients = [
                threading.Thread(target=hammer, args=(proxy, stop, number))
                for number in range(CLIENTS)
            ]
            for one in clients:
                one.start()
            enough = len(provider.bodies()) + 2 * CLIENTS
            while len(provider.bodies()) < enough:
                time.sleep(0.02)
            time.sleep(moments.random())
            proxy.kill()
            stop.set()
            for one in clients:
                one.join()
    received = {hashlib.sha256(request.body).hexdigest() for request in read_recording(kept)}
    assert len(received) > ROUNDS * CLIENTS
    records = proxy.opened_log(tmp_path / "bundle")
    recorded = {
        dict(record["content"]).get("sent_sha256")  # type: ignore[call-overload]
        for record in records
        if record["kind"] == "turn_opened"
    }
    assert received <= recorded
