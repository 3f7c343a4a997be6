"""Keys change under a proxy that serves: no turn fails, no restart, and the log stays in order."""

import asyncio
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openai import OpenAI

from proxy.audit import export_bundle, open_bundle, verify_bundle
from proxy.cellar import open_cellar
from proxy.keys import new_auditor_pair, read_auditor_public, read_auditor_secret
from proxy.keys.base import KeyPurpose
from proxy.keys.keyring import Change
from tests.running import RunningProxy

SECRET, PUBLIC = new_auditor_pair(now=datetime.now(UTC))
SEED = read_auditor_secret(SECRET).seed


def _rotated(purpose: KeyPurpose) -> Change:
    return lambda document: document.rotated(
        purpose, now=datetime.now(UTC), randomness=secrets.token_bytes
    )


async def _change_keys(data: Path) -> None:
    """As the administrator's commands do, in another process than the proxy's."""
    changes: list[tuple[str, Change]] = [
        ("rotated", _rotated(KeyPurpose.CASE)),
        ("rotated", _rotated(KeyPurpose.ENROLMENT)),
        ("added", lambda document: document.with_auditor(read_auditor_public(PUBLIC))),
    ]
    for name, change in changes:
        async with open_cellar(data) as cellar:
            await cellar.change_keys(change, {"change": name})


async def _opened(data: Path, bundle: Path) -> list[dict[str, Any]]:
    async with open_cellar(data) as cellar:
        export_bundle(cellar.streams, cellar.keyring, bundle)
    assert verify_bundle(bundle).errors == ()
    return list(open_bundle(bundle, SEED))


def test_keys_are_rotated_while_turns_go_on_and_an_added_auditor_reads_what_follows(
    proxy: RunningProxy, client: OpenAI, tmp_path: Path
) -> None:
    def turn(words: str) -> None:
        client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": words}]
        )

    turn("before the keys change")
    asyncio.run(_change_keys(proxy.data))
    until, number = time.monotonic() + 60, 0
    records, mine = list[dict[str, Any]](), list[dict[str, Any]]()
    while not mine and time.monotonic() < until:
        number += 1
        turn(f"turn {number} while keys change")
        records = asyncio.run(_opened(proxy.data, tmp_path / f"bundle{number}"))
        turns = [r for r in records if r["kind"] == "turn_opened"]
        mine = [r for r in turns if r["state"] == "opened"]

    assert mine, "the added auditor opens turns that came after"
    assert not any("before the keys" in str(record["content"]) for record in mine)
    changes = [r["clear"]["change"] for r in records if r["kind"] == "key_changed"]
    assert sorted(changes) == ["added", "rotated", "rotated"]
