"""A webhook reaches the address that was looked at, and no machine that it must not."""

import pytest

from proxy.outside.addresses import ForbiddenAddressError, checked_address, may_reach

NEVER = [
    "169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "0.0.0.0", "::",  # noqa: S104
    "224.0.0.1", "ff02::1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "255.255.255.255", "240.0.0.1",
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "fd00::1", "::ffff:127.0.0.1",
    "64:ff9b::7f00:1", "100.64.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_reached(address: str) -> None:
    assert not may_reach(address, private=False)
    assert not may_reach(address, private=True)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_ones_only_where_it_is_said(address: str) -> None:
    assert not may_reach(address, private=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "fd00::1", "::ffff:127.0.0.1"])
def test_private_ones_are_reached_where_it_is_said(address: str) -> None:
    assert may_reach(address, private=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_ones_are_reached(address: str) -> None:
    assert may_reach(address, private=False)


async def test_one_bad_address_among_several_refuses_them_all() -> None:
    async def both(host: str, port: int) -> list[str]:
        return ["8.8.8.8", "169.254.169.254"]

    async def none(host: str, port: int) -> list[str]:
        return []

    for resolver in (both, none):
        with pytest.raises(ForbiddenAddressError):
            await checked_address("hooks.example.com", 443, private=True, resolver=resolver)
