"""A data folder, open: what is done in it is on record first, and it is closed whatever happens."""

import asyncio
import os
import secrets
import shutil
from pathlib import Path

import pytest

from proxy.audit import export_bundle, open_bundle, verify_bundle
from proxy.audit.base import StreamStoreError
from proxy.audit.events import EventKind
from proxy.cellar import CaseSealer, Installed, install, open_cellar
from proxy.errors import AdministratorError, CallerError, ErrorCode, ProxyError, ServiceError
from proxy.ids import ClientId, TenantId
from proxy.keys import read_auditor_secret
from proxy.keys.base import KeyPurpose
from proxy.policy.base import RetentionClass
from proxy.storage.clients import Role

SHOP = TenantId("shop")


@pytest.fixture
async def installed(tmp_path: Path) -> Installed:
    return await install(
        tmp_path / "data", auditor_public=None, auditor_key_out=tmp_path / "key", client="first"
    )


async def test_a_folder_that_was_never_made_is_told_how(tmp_path: Path) -> None:
    with pytest.raises(AdministratorError) as failure:
        async with open_cellar(tmp_path / "none"):
            pytest.fail("there is nothing to open")
    assert failure.value.code is ErrorCode.NOT_INITIALISED
    assert "chat-proxy init" in failure.value.message
    assert not (tmp_path / "none").exists()


def test_what_was_installed_does_not_print_its_key(installed: Installed) -> None:
    assert installed.client_key not in repr(installed)
    assert installed.client_key.startswith("sk-")


async def test_the_first_clients_key_works(installed: Installed) -> None:
    async with open_cellar(installed.data) as cellar:
        client = await cellar.clients.by_key(installed.client_key)
        assert client is not None
        assert client.client_id == installed.client
        assert cellar.development is True


async def test_a_client_that_cannot_be_recorded_is_neither_made_nor_revoked(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_cellar(installed.data) as cellar:

        async def refuse(event: object) -> None:
            raise ServiceError(ErrorCode.AUDIT_UNAVAILABLE, "No record can be written.")

        monkeypatch.setattr(cellar.log, "record", refuse)
        with pytest.raises(ServiceError):
            await cellar.add_client("second", SHOP, Role.CLIENT)
        with pytest.raises(ServiceError):
            await cellar.revoke_client(installed.client)
        (only,) = await cellar.clients.list()
        assert (only.client_id, only.revoked_at) == (installed.client, None)


async def test_a_revoked_client_is_still_known_but_its_key_is_not(installed: Installed) -> None:
    async with open_cellar(installed.data) as cellar:
        await cellar.revoke_client(installed.client)
        assert await cellar.clients.by_key(installed.client_key) is None
        assert [client.client_id for client in await cellar.clients.list()] == [installed.client]
        with pytest.raises(CallerError):
            await cellar.revoke_client(ClientId("client_nobody"))


async def test_a_new_client_does_not_print_its_key(installed: Installed) -> None:
    async with open_cellar(installed.data) as cellar:
        made = await cellar.add_client("second", SHOP, Role.CLIENT)
    assert made.key not in repr(made)


async def refused(data: Path) -> str:
    with pytest.raises(AdministratorError) as failure:
        async with open_cellar(data):
            pytest.fail("the log is not private")
    assert failure.value.code is ErrorCode.INVALID_SETTINGS
    return failure.value.message


async def test_a_log_that_others_reach_or_that_is_no_file_of_ours_is_refused(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is written: the streams stay byte by byte as they were."""
    audit = installed.data / "audit"
    (stream,) = audit.glob("stream_*.sqlite")
    before = stream.read_bytes()
    audit.chmod(0o710)
    assert f"chmod 700 {audit}" in await refused(installed.data)
    audit.chmod(0o700)
    stream.chmod(0o604)
    assert f"chmod 600 {stream}" in await refused(installed.data)
    stream.chmod(0o600)

    (audit / "lock").unlink(missing_ok=True)
    os.mkfifo(audit / "lock", 0o600)
    assert "not a file" in await refused(installed.data)
    (audit / "lock").unlink()
    moved = stream.rename(tmp_path / "moved")
    stream.symlink_to(moved)
    assert f"{stream} is a link" in await refused(installed.data)
    stream.unlink()
    moved.rename(stream)
    elsewhere = audit.rename(tmp_path / "elsewhere")
    audit.symlink_to(elsewhere)
    assert f"{audit} is a link" in await refused(installed.data)
    audit.unlink()
    elsewhere.rename(audit)

    own = os.geteuid()
    with monkeypatch.context() as changed:
        changed.setattr("proxy.cellar.open_keyring", lambda _: None)
        changed.setattr("proxy.private_files.os.geteuid", lambda: own + 1)
        assert "another user" in await refused(installed.data)
    assert [file.read_bytes() for file in audit.glob("stream_*")] == [before]
    async with open_cellar(installed.data):
        assert len(list(audit.glob("stream_*.sqlite"))) == 2


async def test_the_log_is_closed_also_after_an_error(installed: Installed) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_cellar(installed.data) as cellar:
            raise ZeroDivisionError
    with pytest.raises(ServiceError):
        await cellar.record(EventKind.LOG_EXPORTED, {"by": "test"})


async def test_two_processes_may_have_it_open_at_once(installed: Installed) -> None:
    async with open_cellar(installed.data) as one, open_cellar(installed.data) as other:
        await one.add_client("second", SHOP, Role.CLIENT)
        assert len(await other.clients.list()) == 2
        assert one.log.stream != other.log.stream


async def test_a_sealed_text_opens_with_its_own_context_only(installed: Installed) -> None:
    async with open_cellar(installed.data) as cellar:
        sealer = CaseSealer(cellar.keyring.case_key)
        sealed = sealer.seal(b"Crystal Minh", b"case 1")
        assert b"Crystal" not in sealed
        assert sealer.open(sealed, b"case 1") == b"Crystal Minh"
        with pytest.raises(ProxyError):
            sealer.open(sealed, b"case 2")
        with pytest.raises(ProxyError):
            sealer.open(secrets.token_bytes(len(sealed)), b"case 1")


async def test_everything_with_a_time_to_live_is_swept(installed: Installed) -> None:
    async with open_cellar(installed.data) as cellar:
        classes = [sweepable.retention_class for sweepable in cellar.sweepables()]
    assert set(classes) == set(RetentionClass)


async def test_with_a_database_of_several_hosts_nothing_lies_in_the_folder_but_keys(
    tmp_path: Path, postgres: str
) -> None:
    """Install, record from two proxies at once, export, verify, open: all from PostgreSQL."""
    key = tmp_path / "key"
    made = await install(
        tmp_path / "data",
        auditor_public=None,
        auditor_key_out=key,
        client="first",
        database=postgres,
    )
    shutil.copytree(made.data, tmp_path / "second host")
    async with open_cellar(made.data) as one, open_cellar(tmp_path / "second host") as other:
        assert await other.clients.by_key(made.client_key) is not None
        await asyncio.gather(
            *(
                at.record(EventKind.LOG_EXPORTED, {"by": f"n{n}"})
                for n in range(9)
                for at in (one, other)
            )
        )
        exported = export_bundle(other.streams, other.keyring, tmp_path / "log.bundle")
    assert {path.name for path in made.data.iterdir()} == {"keys", "database"}
    report = verify_bundle(tmp_path / "log.bundle")
    assert report.ok, report.findings
    assert exported.streams == 3
    opened = list(open_bundle(tmp_path / "log.bundle", read_auditor_secret(key.read_text()).seed))
    assert sum(record["kind"] == "log_exported" for record in opened) == 18
    assert {record["state"] for record in opened} == {"opened"}


async def test_a_database_that_cannot_be_used_leaves_no_half_made_folder(tmp_path: Path) -> None:
    with pytest.raises(AdministratorError, match="cannot be opened"):
        await install(
            tmp_path / "data",
            auditor_public=None,
            auditor_key_out=tmp_path / "key",
            client="first",
            database="postgresql://nobody@127.0.0.1:1/nothing",
        )
    assert list(tmp_path.iterdir()) == []


async def test_changed_keys_are_taken_over_and_tried_again_when_no_stream_can_be_begun(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_cellar(installed.data) as serving, open_cellar(installed.data) as desk:
        assert not await serving.take_over_keys()
        await desk.change_keys(
            lambda document: document.rotated(
                KeyPurpose.ENROLMENT, now=desk.clock.now(), randomness=secrets.token_bytes
            ),
            {"change": "rotated"},
        )
        before = serving.log.stream
        with monkeypatch.context() as broken:
            broken.setattr(serving.streams, "create", _refusing)
            with pytest.raises(ServiceError):
                await serving.take_over_keys()
        assert serving.log.stream == before
        assert await serving.take_over_keys()
        assert serving.log.stream != before
        await serving.record(EventKind.LOG_EXPORTED, {"by": "test"})


def _refusing(*_: object) -> None:
    raise StreamStoreError("no room")
