"""A data folder, open: what is done in it is on record first, and it is closed whatever happens."""

import secrets
from pathlib import Path

import pytest

from proxy.audit.events import EventKind
from proxy.cellar import CaseSealer, Installed, install, open_cellar
from proxy.errors import AdministratorError, CallerError, ErrorCode, ProxyError, ServiceError
from proxy.ids import ClientId, TenantId
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
        sealer = CaseSealer(cellar.keyring.case_key())
        sealed = sealer.seal(b"Crystal Minh", b"case 1")
        assert b"Crystal" not in sealed
        assert sealer.open(sealed, b"case 1") == b"Crystal Minh"
        with pytest.raises(ProxyError):
            sealer.open(sealed, b"case 2")
        with pytest.raises(ProxyError):
            sealer.open(secrets.token_bytes(len(sealed)), b"case 1")


async def test_everything_with_a_time_to_live_is_swept(installed: Installed) -> None:
    async with open_cellar(installed.data) as cellar:
        classes = [sweepable.retention_class.value for sweepable in cellar.sweepables()]
    assert sorted(classes) == ["audit_content", "audit_header", "case"]
