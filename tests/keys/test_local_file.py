"""The keyring in a folder: private, strict, and never with an auditor's private key."""

import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import CaseId, TenantId
from proxy.keys import (
    LocalKeyring,
    new_auditor_pair,
    open_case,
    read_auditor_public,
    read_auditor_secret,
    seal_case,
)
from proxy.keys.base import KeyPurpose, KeyState
from proxy.keys.keyring import Change
from proxy.keys.local_file import FILE_NAME, write_private

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECRET_TEXT, PUBLIC_TEXT = new_auditor_pair(now=NOW, development=True)
SHOP, OTHER = TenantId("shop"), TenantId("other")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    LocalKeyring.create(tmp_path / "keys", read_auditor_public(PUBLIC_TEXT), now=NOW)
    return tmp_path / "keys"


def rotated(purpose: KeyPurpose) -> Change:
    return lambda document: document.rotated(purpose, now=NOW, randomness=secrets.token_bytes)


def refused(folder: Path) -> str:
    with pytest.raises(AdministratorError) as error:
        LocalKeyring.open(folder)
    assert error.value.code is ErrorCode.INVALID_KEYRING
    return error.value.message


def test_a_created_keyring_is_opened_with_the_same_secrets(folder: Path) -> None:
    first, second = LocalKeyring.open(folder), LocalKeyring.open(folder)

    assert first.tenant_secret(SHOP) == second.tenant_secret(SHOP)
    assert first.case_key() == second.case_key()
    assert first.enrolment_signer().public == second.enrolment_signer().public
    assert first.auditors()[0] == read_auditor_public(PUBLIC_TEXT).key
    assert first.log_id == second.log_id


def test_folder_and_file_are_private(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_tenants_and_purposes_never_share_a_secret(folder: Path) -> None:
    ring = LocalKeyring.open(folder)
    derived = {
        ring.tenant_secret(SHOP),
        ring.tenant_secret(OTHER),
        ring.derive("handoff", SHOP),
        ring.derive("handoff", OTHER),
        ring.derive("1:a\n1:b", TenantId("c")),
        ring.derive("1:a", TenantId("b\n1:c")),
        ring.case_key().secret,
    }

    assert len(derived) == 7
    assert {len(secret) for secret in derived} == {32}


def test_the_private_half_of_the_auditor_is_nowhere_in_the_folder(folder: Path) -> None:
    seed = read_auditor_secret(SECRET_TEXT).seed
    text = (folder / FILE_NAME).read_text()

    assert seed.hex() not in text
    assert SECRET_TEXT.split("\n")[7] not in text
    auditor = next(k for k in json.loads(text)["keys"] if k["purpose"] == "auditor")
    assert auditor["secret"] is None
    assert auditor["development"] is True
    assert LocalKeyring.open(folder).development


def test_a_second_keyring_is_never_written_over_the_first(folder: Path) -> None:
    with pytest.raises(AdministratorError, match="exists already"):
        LocalKeyring.create(folder, read_auditor_public(PUBLIC_TEXT), now=NOW)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_reach_is_refused_with_the_command_that_helps(
    folder: Path, mode: int
) -> None:
    (folder / FILE_NAME).chmod(mode)

    assert "chmod 600" in refused(folder)


@pytest.mark.parametrize("mode", [0o750, 0o701])
def test_a_folder_that_others_reach_is_refused(folder: Path, mode: int) -> None:
    folder.chmod(mode)

    assert "chmod 700" in refused(folder)


def test_a_link_is_refused_for_file_and_folder(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved.json"
    (folder / FILE_NAME).rename(moved)
    (folder / FILE_NAME).symlink_to(moved)
    assert "link" in refused(folder)

    (tmp_path / "linked").symlink_to(folder)
    assert "link" in refused(tmp_path / "linked")


def test_another_owner_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.geteuid()
    monkeypatch.setattr("proxy.keys.local_file.os.geteuid", lambda: own + 1)

    assert "another user" in refused(folder)


def test_what_is_no_file_is_refused_and_does_not_hang(folder: Path) -> None:
    (folder / FILE_NAME).unlink()
    assert "init" in refused(folder)
    os.mkfifo(folder / FILE_NAME, 0o600)
    assert "not a file" in refused(folder)
    assert "init" in refused(folder / "nowhere")


def _edit(folder: Path, change: str) -> None:
    path = folder / FILE_NAME
    document = json.loads(path.read_text())
    exec(change, {"document": document, "keys": document["keys"]})  # noqa: S102 - fixed texts below
    path.write_text(json.dumps(document))


@pytest.mark.parametrize(
    "change",
    [
        "document['version'] = 'chat-proxy-keyring/v9'",
        "document['more'] = 1",
        "document.pop('log')",
        "document['keys'] = {}",
        "keys.pop()",
        "keys.append(dict(keys[0], kid='0' * 32))",
        "keys[0].pop('state')",
        "keys[0]['state'] = 'primary'",
        "keys[0]['purpose'] = 'case'",
        "keys[0]['secret'] = 'xyz'",
        "keys[0]['secret'] = keys[0]['secret'][:-2]",
        "keys[0]['secret'] = None",
        "keys[0]['development'] = 'no'",
        "keys[1]['kid'] = keys[0]['kid']",
        "keys[2]['secret'] = '00' * 32",
        "keys[2]['kid'] = '0' * 32",
        "keys[3]['secret'] = '00' * 32",
        "keys[3]['public'] = keys[3]['public'][:-2] + '00'",
    ],
)
def test_a_keyring_that_is_not_exactly_right_is_refused_without_its_secrets(
    folder: Path, change: str
) -> None:
    root = json.loads((folder / FILE_NAME).read_text())["keys"][0]["secret"]
    _edit(folder, change)

    assert root[:16] not in refused(folder)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "é", "\x00" * 10, "x" * (1 << 21)])
def test_text_that_is_no_keyring_is_refused(folder: Path, text: str) -> None:
    (folder / FILE_NAME).write_text(text)

    refused(folder)


def test_a_rotated_case_key_seals_anew_and_opens_old_cases(folder: Path) -> None:
    before = LocalKeyring.open(folder)
    old = seal_case(before.case_key(), CaseId("c"), b"text")
    before.changed(rotated(KeyPurpose.CASE))
    after = LocalKeyring.open(folder)

    assert after.case_key().kid != before.case_key().kid
    assert open_case(after.case_key(), CaseId("c"), old) == b"text"
    assert after.tenant_secret(SHOP) == before.tenant_secret(SHOP)
    assert list(folder.iterdir()) == [folder / FILE_NAME]


def test_a_rotated_enrolment_key_stays_known_until_it_is_revoked(folder: Path) -> None:
    before = LocalKeyring.open(folder)
    old = before.enrolment_signer().kid
    after = before.changed(rotated(KeyPurpose.ENROLMENT))
    states = {k.kid: k.state for k in after.public_keys(KeyPurpose.ENROLMENT)}

    assert states == {old: KeyState.RETIRED, after.enrolment_signer().kid: KeyState.ACTIVE}
    after.changed(lambda d: d.revoked(old, now=NOW))
    reopened = LocalKeyring.open(folder).public_keys(KeyPurpose.ENROLMENT)
    assert reopened[0].state is KeyState.REVOKED


def test_an_active_or_unknown_key_cannot_be_revoked_nor_the_root_rotated(folder: Path) -> None:
    ring = LocalKeyring.open(folder)
    for kid in (ring.enrolment_signer().kid, "f" * 32):
        with pytest.raises(AdministratorError):
            ring.changed(lambda d, kid=kid: d.revoked(kid, now=NOW))  # type: ignore[misc]
    with pytest.raises(AdministratorError):
        ring.changed(rotated(KeyPurpose.ROOT))


def test_a_new_auditor_takes_over_and_loses_the_development_mark(folder: Path) -> None:
    _, production = new_auditor_pair(now=NOW)
    before = LocalKeyring.open(folder)
    old = before.auditors()[0].kid
    before.changed(lambda d: d.with_auditor(read_auditor_public(production)).retired(old, now=NOW))
    ring = LocalKeyring.open(folder)

    assert not ring.development
    assert [k.development for k in ring.public_keys(KeyPurpose.AUDITOR)] == [True, False]


def test_a_private_file_is_never_overwritten_nor_written_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "auditor.key"
    write_private(target, "one")
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AdministratorError):
        write_private(target, "two")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AdministratorError):
        write_private(tmp_path / "link", "two")
    with pytest.raises(AdministratorError):
        write_private(tmp_path / "no" / "folder", "two")
    assert target.read_text() == "one"
