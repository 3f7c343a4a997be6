"""Each key signs for a while and vouches for the next: nothing old can be signed again."""

import json
import os
from datetime import timedelta
from itertools import pairwise

import pytest

from proxy.audit import AuditLog, FindingKind, open_bundle, verify_bundle
from proxy.audit.footer import read_footer
from proxy.clock import SetClock
from proxy.errors import ServiceError
from proxy.ids import TenantId
from proxy.keys import new_auditor_pair, read_auditor_public, read_auditor_secret
from proxy.keys.base import KeyPurpose
from proxy.keys.signatures import Ed25519Signer, sign_for
from tests.audit.made import (
    NOW,
    SEED,
    SHOP,
    Place,
    b64,
    event,
    joined,
    lines,
    members,
    rebuilt,
    seeded,
)

K = FindingKind
Parts = dict[str, bytes]


async def _four_keys(here: Place) -> tuple[Parts, str]:
    """One stream in which every second footer names a new key; its parts, and its log's name."""
    clock = SetClock(NOW)
    log = here.open(clock=clock, key_seconds=1.5)
    for number in range(8):
        clock.forward(timedelta(seconds=1))
        await log.record(event(number))
    await log.close()
    parts = members(here.export())
    return parts, next(name for name in parts if name.endswith("/log"))


def _footers(log: bytes) -> list[int]:
    return [at for at, line in enumerate(lines(log)) if line.startswith(b"footer ")]


def _told(here: Place, parts: Parts, name: str, log: list[bytes]) -> set[tuple[str, int | None]]:
    report = verify_bundle(rebuilt(here.folder / "bundle.zip", parts | {name: joined(log)}))
    return {(f.kind.value, f.footer) for f in report.errors}


async def test_keys_change_and_the_log_verifies(here: Place) -> None:
    parts, name = await _four_keys(here)
    claims = [read_footer(line.split(b" ")[2]) for line in lines(parts[name]) if b"footer " in line]

    assert len({c.key for c in claims}) >= 4
    assert claims[-1].next_key is None
    for before, after in pairwise(claims):
        assert after.key == (before.next_key or before.key)
    assert verify_bundle(here.folder / "bundle.zip").errors == ()


async def test_a_footer_signed_again_with_todays_key_is_named(here: Place) -> None:
    """The thief holds the newest key only; what older keys signed he cannot make anew."""
    parts, name = await _four_keys(here)
    log = lines(parts[name])
    third = _footers(parts[name])[2]
    thief = Ed25519Signer(b"t" * 32)
    body = json.loads(log[third].split(b" ")[2])
    for key in (thief.public.hex(), body["key"]):
        changed = json.dumps(body | {"key": key}, sort_keys=True, separators=(",", ":")).encode()
        signature = sign_for(thief, "audit-footer", changed)
        forged = [*log]
        forged[third] = b"footer " + b64(signature) + b" " + changed
        told = _told(here, parts, name, forged)
        assert told == {("wrong_key" if key != body["key"] else "bad_signature", 2)}


async def test_losing_the_footer_that_vouches_is_one_finding_and_the_rest_is_still_checked(
    here: Place,
) -> None:
    parts, name = await _four_keys(here)
    log = lines(parts[name])
    vouching = next(
        (n, at)
        for n, at in enumerate(_footers(parts[name]))
        if read_footer(log[at].split(b" ")[2]).next_key
    )
    number, at = vouching
    assert _told(here, parts, name, [*log[:at], *log[at + 1 :]]) == {
        ("missing_footer", number),
        ("wrong_key", number + 1),
    }
    broken = bytearray(log[at])
    broken[10] ^= 1
    assert _told(here, parts, name, [*log[:at], bytes(broken), *log[at + 1 :]]) == {
        ("bad_signature", number)
    }


async def test_a_log_goes_on_under_new_keys_without_losing_or_delaying_anything(
    here: Place,
) -> None:
    log = here.open()
    await log.record(event(1))
    first = log.stream
    here.keyring.changed(lambda d: d.rotated(KeyPurpose.ENROLMENT, now=NOW, randomness=seeded(8)))
    assert [log.stale, here.keyring.refresh(), log.stale] == [False, True, True]
    await log.renew()
    assert [log.stale] == [False]
    await log.record(event(2))
    await log.close()

    report = verify_bundle(here.export())
    assert log.stream != first
    assert (report.errors, report.streams) == ((), 2)
    turns = [r for r in open_bundle(here.folder / "bundle.zip", SEED) if r["kind"] == "turn_opened"]
    assert len(turns) == 2


async def test_each_auditor_of_a_tenant_opens_its_records_and_nobody_elses(here: Place) -> None:
    pairs = [new_auditor_pair(now=NOW, randomness=seeded(40 + n)) for n in range(2)]
    publics = [read_auditor_public(public) for _, public in pairs]
    here.keyring = here.keyring.changed(
        lambda d: d.with_auditor(publics[0]).with_auditor(publics[1], tenant=TenantId("other"))
    )
    log = here.open()
    await log.record(event(1))
    other = event(2)
    await log.record(type(other)(other.kind, TenantId("other"), None, other.clear, other.sealed))
    await log.close()
    path = here.export()

    assert verify_bundle(path).errors == ()
    seeds = {"house": SEED} | {
        name: read_auditor_secret(secret).seed
        for name, (secret, _) in zip(("second", "other"), pairs, strict=True)
    }
    opened = {
        who: {r["tenant"] for r in open_bundle(path, seed) if r["state"] == "opened"}
        for who, seed in seeds.items()
    }
    everybody = {"system", SHOP}
    assert opened == {"house": everybody, "second": everybody, "other": {"other"}}


async def test_a_copy_of_the_process_records_nothing(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a fork the writer's thread is gone and its keys must not be used twice."""
    log: AuditLog = here.open()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(ServiceError, match="copy of the process"):
        await log.record(event(1))
    monkeypatch.undo()
    await log.close()


async def test_a_stream_of_a_key_that_was_revoked_later_stays_good_for_who_kept_a_checkpoint(
    here: Place,
) -> None:
    log = here.open()
    await log.record(event(1))
    await log.close()
    here.export("first.zip")
    kept = members(here.folder / "first.zip")["checkpoint"].decode()
    old = here.keyring.enrolment_signer().kid
    here.keyring = here.keyring.changed(
        lambda d: d.rotated(KeyPurpose.ENROLMENT, now=NOW, randomness=seeded(8)).revoked(
            old, now=NOW
        )
    )
    path = here.export()

    assert {f.kind for f in verify_bundle(path).errors} == {K.REVOKED_KEY}
    report = verify_bundle(path, checkpoints=[kept])
    assert report.errors == ()
    assert K.VOUCHED_ELSEWHERE in {f.kind for f in report.notices}
