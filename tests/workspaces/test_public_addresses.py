"""Which addresses everybody can reach, and none that leads to a private one by another way (INP-09)."""

import pytest

from comunik_kit.workspaces.lookups import is_public


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:c0a8:101::",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "224.0.0.1",
        "239.1.2.3",
        "fe80::1",
        "fd00::1",
        "10.0.0.1",
        "::1",
        "no address",
    ],
)
def test_what_only_some_can_reach_is_not_public_however_it_is_written(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "2002:808:808::1"])
def test_what_everybody_can_reach_is_public(address: str) -> None:
    """A network that has IPv6 alone reaches every IPv4 address through its translator."""
    assert is_public(address)
