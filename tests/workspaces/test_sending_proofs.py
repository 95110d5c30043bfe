"""SPF, DKIM and DMARC of the sending address, asked of a real name server."""

from collections.abc import Iterator

import pytest

from comunik_kit.workspaces import sending_proofs
from comunik_kit.workspaces.resolving import DnsResolvers
from comunik_kit.workspaces.sending_proofs import sending_domain
from comunik_kit.workspaces.views import RecordView
from tests.support.nameserver import NameServer, serving

DOMAIN = "mail.exemple.fr"
KEY = '"v=DKIM1; k=rsa; p=MIGfMA0GCSq"'


@pytest.fixture
def server() -> Iterator[NameServer]:
    """Serve a zone in which nothing is said about mail."""
    with serving() as server:
        server.zone("exemple.fr")
        yield server


def causes(server: NameServer, *, is_resend: bool = False) -> dict[str, str]:
    """Tell each record's cause."""
    return {line.record: line.cause for line in lines(server, is_resend=is_resend)}


def lines(server: NameServer, *, is_resend: bool = False) -> list[RecordView]:
    """Ask."""
    resolvers = DnsResolvers([server.address], patience=0.4)
    answers = resolvers.ask(sending_proofs.questions(DOMAIN, is_resend=is_resend))
    return list(sending_proofs.judge(DOMAIN, answers, is_resend=is_resend))


def test_nothing_is_there(server: NameServer) -> None:
    """A key may have any name, so that of one's own server is not called missing."""
    assert causes(server) == {"spf": "missing", "dkim": "unknown", "dmarc": "missing"}
    assert causes(server, is_resend=True) == {"spf": "missing", "dkim": "missing", "dmarc": "missing"}


def test_everything_is_there(server: NameServer) -> None:
    """DMARC of the domain above counts as well."""
    server.put(DOMAIN, "TXT", '"google-site-verification=x"', '"v=spf1 mx -all"')
    server.put(f"mail._domainkey.{DOMAIN}", "TXT", KEY)
    server.put("_dmarc.exemple.fr", "TXT", '"v=DMARC1; p=reject"')

    assert causes(server) == {"spf": "ok", "dkim": "ok", "dmarc": "ok"}
    assert [line.name for line in lines(server)] == [DOMAIN, f"mail._domainkey.{DOMAIN}", "_dmarc.exemple.fr"]


def test_what_resend_needs_is_looked_for_where_resend_wants_it(server: NameServer) -> None:
    """Its bounces have a name of their own, and its key too."""
    server.put(f"send.{DOMAIN}", "TXT", '"v=spf1 include:other.example ~all"')
    server.put(f"resend._domainkey.{DOMAIN}", "TXT", '"p=MIGfMA0GCSq"')
    assert causes(server, is_resend=True)["spf"] == "not_allowed"

    server.put(f"send.{DOMAIN}", "TXT", '"v=spf1 include:amazonses.com ~all"')
    assert causes(server, is_resend=True) == {"spf": "ok", "dkim": "ok", "dmarc": "missing"}


@pytest.mark.parametrize(
    ("values", "cause"),
    [
        (('"v=spf1 a -all"', '"v=spf1 mx -all"'), "twice"),
        (('"v=spf1 +all"',), "open"),
        (('"v=spf1 a mx " "~all"',), "ok"),
    ],
)
def test_spf_is_read_not_only_found(server: NameServer, values: tuple[str, ...], cause: str) -> None:
    """Two of them count as none; one for everybody protects nobody; parts belong together."""
    server.put(DOMAIN, "TXT", *values)
    assert causes(server)["spf"] == cause


def test_a_key_that_was_taken_back_is_none(server: NameServer) -> None:
    """An empty `p=` (RFC 6376)."""
    server.put(f"default._domainkey.{DOMAIN}", "TXT", '"v=DKIM1; p="')
    assert causes(server)["dkim"] == "unknown"


def test_a_policy_that_refuses_nothing_is_said_to_watch(server: NameServer) -> None:
    """`p=none` is a beginning."""
    server.put(f"_dmarc.{DOMAIN}", "TXT", '"v=DMARC1; p=none; rua=mailto:a@exemple.fr"')
    assert causes(server)["dmarc"] == "watching"


def test_silence_is_not_called_missing(server: NameServer) -> None:
    """A time-out proves nothing."""
    server.silent = True
    assert set(causes(server, is_resend=True).values()) == {"silent"}


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("kit@mail.exemple.fr", DOMAIN),
        ("comunik-kit@localhost", ""),
        ("a@serveur.localhost", ""),
        ("a@10.0.0.1", ""),
        ("a", ""),
    ],
)
def test_only_an_address_that_leaves_this_machine_has_something_to_prove(address: str, domain: str) -> None:
    """INP-09: numbers and local names are never asked about."""
    assert sending_domain(address) == domain
