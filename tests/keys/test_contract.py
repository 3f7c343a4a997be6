"""What every keyring promises, whatever holds it: the contract that the next kind must satisfy too.

A new kind (a KMS, a secret store) adds one line to ``KINDS``.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proxy.errors import AdministratorError
from proxy.ids import CaseId, TenantId
from proxy.keys import LocalKeyring, new_auditor_pair, open_case, read_auditor_public, seal_case
from proxy.keys.base import KeyPurpose, Keyring, KeyState
from proxy.keys.keyring import Change
from proxy.keys.passphrase import Cost
from proxy.keys.signatures import sign_for, verify_for
from proxy.sensitive import Sensitive

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PUBLICS = [read_auditor_public(new_auditor_pair(now=NOW)[1]) for _ in range(3)]
WORDS = Sensitive("correct horse battery")
SHOP, OTHER = TenantId("shop"), TenantId("other")

Reopen = Callable[[], LocalKeyring]


def _plain(folder: Path) -> Reopen:
    LocalKeyring.create(folder / "keys", PUBLICS[0], now=NOW)
    return lambda: LocalKeyring.open(folder / "keys")


def _under_a_passphrase(folder: Path) -> Reopen:
    ring = LocalKeyring.create(folder / "keys", PUBLICS[0], now=NOW)
    ring.with_passphrase(WORDS, cost=Cost(1, 64, 1))
    return lambda: LocalKeyring.open(folder / "keys", passphrase=WORDS)


KINDS = {"file": _plain, "file under a passphrase": _under_a_passphrase}


@pytest.fixture(params=KINDS)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Reopen:
    """Opens the same keyring again, as another process would."""
    return KINDS[request.param](tmp_path)


def rotated(purpose: KeyPurpose) -> Change:
    return lambda document: document.rotated(purpose, now=NOW, randomness=secrets.token_bytes)


def test_it_satisfies_the_interface_and_gives_the_same_keys_each_time(reopen: Reopen) -> None:
    first: Keyring = reopen()
    second: Keyring = reopen()

    assert first.log_id == second.log_id
    assert first.case_key() == second.case_key()
    assert first.tenant_secret(SHOP) == second.tenant_secret(SHOP)
    assert list(first.auditors()) == list(second.auditors()) == [PUBLICS[0].key]


def test_what_it_signs_verifies_under_its_public_key(reopen: Reopen) -> None:
    signer = reopen().enrolment_signer()

    verify_for(signer.public, "purpose", b"words", sign_for(signer, "purpose", b"words"))
    assert [k.kid for k in reopen().public_keys(KeyPurpose.ENROLMENT)] == [signer.kid]


def test_secrets_of_tenants_and_purposes_are_all_different(reopen: Reopen) -> None:
    ring = reopen()
    derived = [ring.derive(p, t) for p in ("a", "b", "tenant-secret") for t in (SHOP, OTHER)]

    assert len({*derived, ring.case_key().secret}) == 7
    assert {len(secret) for secret in derived} == {32}


def test_a_rotated_key_counts_at_once_and_for_others_after_a_refresh(reopen: Reopen) -> None:
    serving, administrator = reopen(), reopen()
    sealed = seal_case(serving.case_key(), CaseId("c"), b"text")
    administrator.changed(rotated(KeyPurpose.CASE)).changed(rotated(KeyPurpose.ENROLMENT))

    before = serving.enrolment_signer().kid
    assert serving.refresh()
    assert not serving.refresh()
    assert serving.enrolment_signer().kid != before
    assert open_case(serving.case_key(), CaseId("c"), sealed) == b"text"
    assert serving.tenant_secret(SHOP) == administrator.tenant_secret(SHOP)


def test_a_retired_enrolment_key_is_known_and_can_sign_nothing_more(reopen: Reopen) -> None:
    ring = reopen().changed(rotated(KeyPurpose.ENROLMENT))
    old, new = reopen().document.of(KeyPurpose.ENROLMENT)

    assert (old.state, old.secret) == (KeyState.RETIRED, None)
    assert old.ended is not None
    assert new.kid == ring.enrolment_signer().kid
    assert [k.state for k in ring.public_keys(KeyPurpose.ENROLMENT)] == [
        KeyState.RETIRED,
        KeyState.ACTIVE,
    ]


def test_several_auditors_and_those_of_a_tenant_alone(reopen: Reopen) -> None:
    ring = reopen().changed(lambda d: d.with_auditor(PUBLICS[1]))
    ring.changed(lambda d: d.with_auditor(PUBLICS[2], tenant=SHOP))
    ring = reopen()

    assert [a.kid for a in ring.auditors()] == [p.key.kid for p in PUBLICS[:2]]
    assert [a.kid for a in ring.auditors(OTHER)] == [p.key.kid for p in PUBLICS[:2]]
    assert [a.kid for a in ring.auditors(SHOP)] == [PUBLICS[2].key.kid]


def test_the_last_auditor_of_all_cannot_go_and_none_comes_twice(reopen: Reopen) -> None:
    ring = reopen().changed(lambda d: d.with_auditor(PUBLICS[2], tenant=SHOP))

    with pytest.raises(AdministratorError, match="somebody must be able to open"):
        ring.changed(lambda d: d.retired(PUBLICS[0].key.kid, now=NOW))
    with pytest.raises(AdministratorError, match="already"):
        ring.changed(lambda d: d.with_auditor(PUBLICS[0]))
    assert reopen().document == ring.document


def test_states_only_go_down(reopen: Reopen) -> None:
    first = reopen().case_key().kid
    ring = reopen().changed(rotated(KeyPurpose.CASE))
    for forbidden in (ring.case_key().kid, "f" * 32):
        with pytest.raises(AdministratorError):
            ring.changed(lambda d, kid=forbidden: d.revoked(kid, now=NOW))  # type: ignore[misc]
    ring = ring.changed(lambda d: d.revoked(first, now=NOW))
    assert ring.case_key().older, "what a leaked case key sealed must still open"
    ring = ring.changed(lambda d: d.destroyed(first, now=NOW))

    assert reopen().case_key().older == ()
    with pytest.raises(AdministratorError):
        ring.changed(lambda d: d.revoked(first, now=NOW))
    with pytest.raises(AdministratorError):
        ring.changed(rotated(KeyPurpose.ROOT))


def test_two_changes_at_once_do_not_undo_each_other(reopen: Reopen) -> None:
    one, other = reopen(), reopen()
    one.changed(rotated(KeyPurpose.CASE))

    with pytest.raises(AdministratorError, match="somebody else"):
        other.changed(rotated(KeyPurpose.CASE))
    assert len(reopen().document.of(KeyPurpose.CASE)) == 2


def test_every_key_says_when_it_expires_but_the_root(reopen: Reopen) -> None:
    told = {key.purpose: key.expires for key in reopen().status()}

    assert told.pop(KeyPurpose.ROOT) is None
    assert {datetime.fromisoformat(at or "") for at in told.values()} == {NOW + timedelta(days=365)}


def test_a_drill_is_noted(reopen: Reopen) -> None:
    reopen().changed(lambda d: d.drilled(PUBLICS[0].key.kid, now=NOW))

    (drilled,) = [key for key in reopen().status() if key.purpose is KeyPurpose.AUDITOR]
    assert drilled.drilled == "2026-03-01T12:00:00.000Z"


def test_no_secret_is_printed(reopen: Reopen) -> None:
    ring = reopen()
    told = f"{ring.document} {ring.status()} {ring.case_key()} {ring.public_keys(KeyPurpose.CASE)}"
    secrets_here = [key.secret for key in ring.document.keys if key.secret]

    assert len(secrets_here) == 3
    assert not [s for s in secrets_here if s.hex() in told or repr(s) in told]
