"""Asking providers: no address that is not public, whatever a name says (INP-09)."""

import socket
import threading
from typing import Any

import pytest

from comunik_kit.oidc import fetching
from comunik_kit.oidc.errors import OidcUnavailable
from comunik_kit.oidc.fetching import Fetching
from tests.support.oidc import Issuer


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "::1", "fe80::1",
     "fd00::1", "::ffff:127.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Rebinding too: what was resolved is what would be connected to, and it never is."""
    asked: list[object] = []

    def resolve(*given: Any, **_more: Any) -> list[Any]:
        asked.append(given[0])
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(OidcUnavailable) as refusal:
        Fetching(local=False).object_at("https://accounts.example.com/x")
    assert refusal.value.reason == "private"
    assert asked == ["accounts.example.com"]


def test_a_name_that_is_none_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_given: Any, **_more: Any) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(OidcUnavailable) as refusal:
        Fetching(local=False).object_at("https://accounts.example.com/x")
    assert refusal.value.reason == "no_name"


def test_a_name_server_that_keeps_silent_takes_no_longer_than_a_provider_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system would wait for half a minute, and a request with it."""
    is_over = threading.Event()

    def resolve(*_given: Any, **_more: Any) -> list[Any]:
        is_over.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching, "SECONDS", 0.05)
    try:
        with pytest.raises(OidcUnavailable) as refusal:
            Fetching(local=False).object_at("https://accounts.example.com/x")
    finally:
        is_over.set()
    assert refusal.value.reason == "silent"


def test_this_machine_is_asked_in_development_alone(issuer: Issuer) -> None:
    assert Fetching(local=True).object_at(f"{issuer.issuer}/.well-known/openid-configuration")
    with pytest.raises(OidcUnavailable) as refusal:
        Fetching(local=False).object_at(f"{issuer.issuer}/.well-known/openid-configuration")
    assert refusal.value.reason == "insecure"
    assert len(issuer.asked) == 1


def test_nobody_at_home_is_said_to_be_silent() -> None:
    with pytest.raises(OidcUnavailable) as refusal:
        Fetching(local=True).object_at("http://127.0.0.1:9/x")
    assert refusal.value.reason == "silent"
