"""A customer who writes in a language that the policy does not cover: said in a header and on record."""

import json
from pathlib import Path

import httpx

from proxy.offline import RecordingProvider
from tests.running import RunningProxy

GERMAN = (
    "Guten Tag, ich warte schon seit drei Wochen auf meine Bestellung und niemand antwortet mir. "
    "Bitte schreiben Sie an erika.muster@example.com, wann das Paket endlich kommt."
)


def test_what_has_a_shape_is_protected_and_the_rest_is_said_to_be_uncovered(
    proxy: RunningProxy, provider: RecordingProvider, tmp_path: Path
) -> None:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": GERMAN}]}
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    with httpx.Client(base_url=proxy.url, headers=headers, trust_env=False) as http:
        answer = http.post("/v1/chat/completions", json=body)
    assert answer.headers["x-chat-proxy-language"] == "de; uncovered"
    (sent,) = provider.requests
    assert b"erika.muster" not in sent.body
    assert b"Paket" in sent.body
    turn = answer.headers["x-chat-proxy-turn"]
    opened = [
        record
        for record in map(json.dumps, proxy.opened_log(tmp_path / "bundle"))
        if turn in record and "turn_opened" in record
    ]
    assert '"language": "de"' in opened[0]
    assert '"structured_only": true' in opened[0]
