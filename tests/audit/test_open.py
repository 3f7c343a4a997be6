"""Opening needs the auditor's key, and says why a content cannot be read."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from proxy.audit import open_bundle
from proxy.errors import AdministratorError, VerificationError
from proxy.keys import new_auditor_pair, read_auditor_public, read_auditor_secret
from tests.audit.made import NOW, SEED, Place, event, framed, frames, members, rebuilt, write


def states(path: Path, seed: bytes = SEED) -> list[str]:
    return [str(record["state"]) for record in open_bundle(path, seed)]


def test_every_record_is_an_object_that_json_writes(bundle: Path) -> None:
    records = list(open_bundle(bundle, SEED))

    assert len(records) == 26
    for record in records:
        assert set(record) == {
            "stream", "seq", "kind", "at", "tenant", "conversation", "clear", "follows", "state",
            "content",
        }  # fmt: skip
        assert json.loads(json.dumps(record)) == record
        assert record["state"] == "opened"
    assert {"sent": "words of turn 3"} in [record["content"] for record in records]


def test_a_wrong_key_is_said_clearly_with_both_ids(bundle: Path) -> None:
    other = read_auditor_secret(new_auditor_pair(now=NOW)[0])

    with pytest.raises(VerificationError, match=other.kid):
        list(open_bundle(bundle, other.seed))
    with pytest.raises(AdministratorError):
        list(open_bundle(bundle, SEED[:31]))


async def test_after_a_change_of_auditor_each_opens_his_own_part(here: Place) -> None:
    secret, public = new_auditor_pair(now=NOW)
    log = here.open()
    await write(log, 2)
    await log.close()
    first = here.keyring.auditors()[0].kid
    here.keyring = here.keyring.changed(
        lambda d: d.with_auditor(read_auditor_public(public)).retired(first, now=NOW)
    )
    log = here.open()
    await write(log, 1)
    await log.close()
    path = here.export()

    assert sorted(states(path)) == ["opened"] * 4 + ["other_key"] * 3
    newer = read_auditor_secret(secret).seed
    assert sorted(states(path, newer)) == ["opened"] * 3 + ["other_key"] * 4


def changed(bundle: Path, part: str, data: bytes | None) -> Path:
    parts = members(bundle)
    name = min(n for n in parts if n.endswith("/" + part))
    parts[name] = parts[name] if data is None else data
    return rebuilt(bundle, parts, f"opened-{part}.zip")


def test_missing_content_is_called_erased_and_changed_content_changed(bundle: Path) -> None:
    parts = members(bundle)
    name = min(n for n in parts if n.endswith("/contents"))
    kept = frames(parts[name])
    gone = changed(bundle, "contents", framed([f for f in kept if f[0] != 3]))
    assert states(gone)[3] == "erased"
    assert states(gone).count("opened") == 25

    kept[3] = (3, kept[3][1][:-1] + bytes([kept[3][1][-1] ^ 1]))
    assert states(changed(bundle, "contents", framed(kept)))[3] == "changed"


def test_missing_keys_mean_erased_and_changed_keys_changed(bundle: Path) -> None:
    assert states(changed(bundle, "keys", b"")).count("erased") == 13
    parts = members(bundle)
    name = min(n for n in parts if n.endswith("/keys"))
    broken = parts[name].replace(b"A", b"B", 3)
    assert "changed" in states(changed(bundle, "keys", broken))


def test_a_data_key_that_the_header_does_not_commit_to_is_not_used(bundle: Path) -> None:
    parts = members(bundle)
    name = min(n for n in parts if n.endswith("/log"))
    header = next(line for line in parts[name].split(b"\n") if b'"seq":3,' in line)
    lied = re.sub(rb'"kc":"[0-9a-f]{64}"', b'"kc":"' + b"0" * 64 + b'"', header)

    assert states(changed(bundle, "log", parts[name].replace(header, lied)))[3] == "changed"


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK")
    with pytest.raises(VerificationError):
        list(open_bundle(tmp_path / "x.zip", SEED))
    with pytest.raises(VerificationError):
        list(open_bundle(tmp_path / "nowhere.zip", SEED))


async def test_many_conversations_open(here: Place) -> None:
    log = here.open()
    await asyncio.gather(*(log.record(event(n, f"conv_{n}")) for n in range(1200)))
    await log.close()

    assert states(here.export()).count("opened") == 1202
