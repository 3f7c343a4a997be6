"""Where events may go, and who may know: every change on record, no secret readable at rest."""

import base64
from pathlib import Path

import pytest

from proxy.errors import AdministratorError, CallerError, ErrorCode, ServiceError
from proxy.sensitive import Sensitive
from proxy.storage import Database
from proxy.webhooks.endpoints import MOST_SECRETS, Endpoints, _checked
from tests.handoff.world import SHOP
from tests.webhooks.world import Shop


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "http://127.0.0.1/",
        "https://user@hooks.example.com/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https:///in",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nx: y",
        "https://höoks.example.com/",
        "https://hooks.example.com/" + "x" * 2000,
        "ftp://hooks.example.com/",
        "file:/etc/passwd",
        "hooks.example.com",
    ],
)
async def test_an_address_that_cannot_be_used_is_refused_at_once(shop: Shop, url: str) -> None:
    before = len(await shop.endpoints.list())
    with pytest.raises(AdministratorError) as error:
        await shop.endpoints.add(SHOP, url, by="test")
    assert error.value.code is ErrorCode.INVALID_SETTINGS
    assert "secret" not in error.value.message
    assert len(await shop.endpoints.list()) == before


def test_plain_http_is_for_this_machine_and_development_alone() -> None:
    assert _checked("http://localhost:9/x", development=True).port == 9
    assert _checked("http://[::1]:9/x", development=True).hostname == "::1"
    for url in ("http://hooks.example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/"):
        with pytest.raises(AdministratorError):
            _checked(url, development=True)


async def test_neither_secret_nor_token_can_be_read_in_the_database(tmp_path: Path) -> None:
    database = await Database.for_data_folder(tmp_path)
    shop = Shop(database)
    made = await shop.add_endpoint()
    await database.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"hooks.example.com" in everything
    assert b"path-token" not in everything
    raw = made.secret.reveal().removeprefix("whsec_")
    assert raw.encode() not in everything
    assert base64.b64decode(raw) not in everything
    assert len(base64.b64decode(raw)) == 32


async def test_each_change_is_on_record_before_it_is_made(shop: Shop) -> None:
    shop.audit.broken = True
    with pytest.raises(ServiceError):
        await shop.endpoints.add(SHOP, "https://two.example.com/", by="Ada")
    with pytest.raises(ServiceError):
        await shop.endpoints.remove(shop.endpoint, by="Ada")
    with pytest.raises(ServiceError):
        await shop.endpoints.add_secret(shop.endpoint, by="Ada")
    shop.audit.broken = False
    assert [each.endpoint_id for each, _ in await shop.endpoints.list()] == [shop.endpoint]
    assert len(await shop.endpoints.secrets(shop.endpoint)) == 1

    added = await shop.endpoints.add_secret(shop.endpoint, by="Ada")
    (event,) = (e for e in shop.audit.events if e.clear["event"] == "secret_added")
    assert (event.clear["secret"], event.clear["by"]) == (added.secret_id, "Ada")
    assert added.secret.reveal() not in repr(shop.audit.events)


async def test_the_last_secret_stays_and_there_are_never_too_many(shop: Shop) -> None:
    (first,) = await shop.endpoints.secrets(shop.endpoint)
    with pytest.raises(CallerError) as error:
        await shop.endpoints.revoke_secret(shop.endpoint, first.secret_id, by="test")
    assert error.value.code is ErrorCode.CONFLICT
    last = await shop.endpoints.add_secret(shop.endpoint, by="test")
    for _ in range(MOST_SECRETS - 2):
        last = await shop.endpoints.add_secret(shop.endpoint, by="test")
    with pytest.raises(CallerError):
        await shop.endpoints.add_secret(shop.endpoint, by="test")
    await shop.endpoints.revoke_secret(shop.endpoint, first.secret_id, by="test")
    with pytest.raises(CallerError) as error:
        await shop.endpoints.revoke_secret(shop.endpoint, first.secret_id, by="test")
    assert error.value.code is ErrorCode.NOT_FOUND
    assert last.secret in await shop.endpoints.signing(shop.endpoint)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_" + base64.b64encode(b"s" * 23).decode(),
        "whsec_" + base64.b64encode(b"s" * 65).decode(),
        base64.b64encode(b"s" * 32).decode(),
        "whsec_not base64 ü",
    ],
)
async def test_a_secret_that_is_none_is_refused_without_being_repeated(
    shop: Shop, secret: str
) -> None:
    with pytest.raises(AdministratorError) as error:
        await shop.endpoints.add_secret(shop.endpoint, by="test", secret=Sensitive(secret))
    assert secret == "" or secret[6:] == "" or secret not in error.value.message


async def test_a_secret_of_the_receivers_own_is_signed_with(shop: Shop) -> None:
    given = Sensitive("whsec_" + base64.b64encode(b"s" * 24).decode())
    await shop.endpoints.add_secret(shop.endpoint, by="test", secret=given)
    assert given in await shop.endpoints.signing(shop.endpoint)


async def test_a_ping_tells_nothing(shop: Shop) -> None:
    shop.wire.answers = lambda sent: 405
    answer = await shop.endpoints.test(shop.endpoint, shop.wire)
    assert answer.status == 405
    (sent,) = shop.wire.sent
    assert (sent.event["type"], sent.event["data"]) == ("ping", {})
    assert isinstance(shop.endpoints, Endpoints)


async def test_switched_off_events_are_kept_and_sent_when_it_is_on_again(shop: Shop) -> None:
    await shop.endpoints.switch_off(shop.endpoint, by="test")
    await shop.open()
    await shop.wait(days=20)
    assert shop.wire.sent == []
    shop.wire.answers = lambda sent: 500
    await shop.endpoints.switch_on(shop.endpoint, by="test")
    await shop.deliverer.deliver()
    assert len(shop.wire.sent) == 1
    assert shop.given_up() == []
