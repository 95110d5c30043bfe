"""The white-label domain: how it is written, and where links lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.workspaces import rules
from comunik_kit.workspaces.errors import InvalidHost
from comunik_kit.workspaces.tables import DomainState


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("kit.exemple.fr", "kit.exemple.fr"),
        ("  KIT.Exemple.FR. ", "kit.exemple.fr"),
        ("https://kit.exemple.fr/", "kit.exemple.fr"),
        ("HTTP://kit.exemple.fr", "kit.exemple.fr"),
        ("équipe.exemple.fr", "xn--quipe-9ra.exemple.fr"),
        ("ÉQUIPE.exemple.fr", "xn--quipe-9ra.exemple.fr"),
        ("xn--quipe-9ra.exemple.fr", "xn--quipe-9ra.exemple.fr"),
        ("localhost", "localhost"),
        ("Acme.localhost", "acme.localhost"),
    ],
)
def test_a_host_name_is_read_as_people_write_it(text: str, host: str) -> None:
    """One spelling for one host."""
    assert rules.parse_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "exemple",
        "kit.exemple.fr:8080",
        "kit.exemple.fr/users",
        "kit exemple.fr",
        "moi@exemple.fr",
        "https://",
        "ftp://exemple.fr",
        "192.168.0.1",
        "[::1]",
        "::1",
        "exemple.123",
        "-kit.exemple.fr",
        "kit-.exemple.fr",
        "kit..exemple.fr",
        ".exemple.fr",
        "kit_1.exemple.fr",
        "a" * 64 + ".fr",
        ".".join(["abcdefgh"] * 30),
        "exemple.fr\r\nX: y",
        "exemple.fr?x",
        "*.exemple.fr",
        "..localhost",
        "\0.fr",
        "\udcff.fr",
    ],
)
def test_what_nobody_could_sign_in_on_is_refused(text: str) -> None:
    """Wrong host names never become part of a link or of an origin (TOK-07, WEB-01)."""
    with pytest.raises(InvalidHost):
        rules.parse_host(text)


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_a_plain_host_name(text: str) -> None:
    """A host that was read reads as itself, and has nothing in it that a link or a header could trip over."""
    try:
        host = rules.parse_host(text)
    except InvalidHost:
        return
    assert rules.parse_host(host) == host
    assert set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


@pytest.mark.parametrize(
    ("host", "state"),
    [
        ("localhost", DomainState.DEVELOPMENT),
        ("acme.localhost", DomainState.DEVELOPMENT),
        ("notlocalhost", DomainState.PENDING),
        ("localhost.exemple.fr", DomainState.PENDING),
    ],
)
def test_only_development_names_need_no_proof(host: str, state: DomainState) -> None:
    """Every other name waits for its proof."""
    assert rules.domain_state_of(host) is state


@pytest.mark.parametrize(
    ("host", "state", "base"),
    [
        ("kit.exemple.fr", "proven", "https://kit.exemple.fr"),
        ("kit.exemple.fr", "pending", "http://localhost:3000"),
        ("localhost", "development", "http://localhost:3000"),
        ("", "", "http://localhost:3000"),
    ],
)
def test_links_begin_with_the_proven_host_or_the_configured_address(host: str, state: str, base: str) -> None:
    """TOK-07: there is no other input."""
    assert rules.link_base(host, state, "http://localhost:3000") == base
