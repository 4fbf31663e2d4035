from __future__ import annotations

import asyncio
from ipaddress import ip_address

import pytest

from api.webhooks.addresses import RefusedAddressError, addresses_of, is_public, is_public_host

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104  an address to refuse
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize(("address", "public"), [*((one, False) for one in PRIVATE), *((one, True) for one in PUBLIC)])
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("example.org", True),
        ("8.8.8.8", True),
        ("[::1]", False),
        ("127.0.0.1", False),
        ("localhost", False),
        ("LOCALHOST.", False),
        ("db.localhost", False),
        ("printer.local", False),
        ("metadata.google.internal", False),
        ("", False),
    ],
)
def test_names_of_this_machine_and_its_network_are_known(host: str, public: bool) -> None:
    assert is_public_host(host) is public


def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_looked_up() -> None:
    with pytest.raises(RefusedAddressError):
        asyncio.run(addresses_of("localhost", 80, allow_private=False))
    with pytest.raises(RefusedAddressError):
        asyncio.run(addresses_of("2130706433", 80, allow_private=False))  # 127.0.0.1 as one number


def test_private_addresses_are_taken_where_they_are_allowed() -> None:
    assert asyncio.run(addresses_of("127.0.0.1", 80, allow_private=True)) == ("127.0.0.1",)
