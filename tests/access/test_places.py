"""Where an address is, by the address alone."""

import pytest

from comunik_kit.access.places import Place, place_of


@pytest.mark.parametrize(
    ("ip", "beside", "place"),
    [
        ("127.0.0.1", "", Place.MACHINE),
        ("::1", "::1", Place.MACHINE),
        ("::ffff:127.0.0.1", "", Place.MACHINE),
        ("192.168.1.20", "", Place.LOCAL),
        ("192.168.1.20", "192.168.1.7", Place.SAME),
        ("192.168.1.20", "192.168.2.7", Place.LOCAL),
        ("::ffff:192.168.1.20", "192.168.1.7", Place.SAME),
        ("10.0.0.1", "81.2.69.160", Place.LOCAL),
        ("fe80::1", "", Place.LOCAL),
        ("fd12:3456::1", "", Place.LOCAL),
        ("81.2.69.160", "", Place.INTERNET),
        ("81.2.69.160", "81.2.69.1", Place.SAME),
        ("81.2.69.160", "2001:4860::1", Place.INTERNET),
        ("2001:4860:0:1::8", "2001:4860:0:1::9", Place.SAME),
        ("2001:4860:0:1::8", "2001:4860:0:2::8", Place.INTERNET),
        ("", "127.0.0.1", Place.NOWHERE),
        ("unix", "", Place.NOWHERE),
        ("81.2.69.160", "unix", Place.INTERNET),
    ],
)
def test_an_address_says_where_it_is(ip: str, beside: str, place: Place) -> None:
    """SES-06."""
    assert place_of(ip, beside) is place
