"""What is wrong with a domain, named from what real name servers answer over the wire."""

from collections.abc import Callable, Iterator

import pytest

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.workspaces import records
from comunik_kit.workspaces.diagnosis import Cause, Diagnosis, Finding, Standing, diagnose
from comunik_kit.workspaces.lookups import Kind, Outcome, Question
from comunik_kit.workspaces.providers import provider_of
from comunik_kit.workspaces.resolving import DnsResolvers
from tests.support.nameserver import NameServer, serving

HOST, ZONE, HERE = "kit.exemple.fr", "exemple.fr", "serveur.hote.net"
OURS, OTHERS, CLOUDFLARE = "93.184.215.14", "8.8.4.4", "104.16.132.229"
WANTED = records.wanted(Keyring(b"a key for tests alone, 32 bytes!"), "w" * 32, HOST, f"https://{HERE}")
PROOF = WANTED.proof_name
OLD_TOKEN = records.PREFIX + "0" * 40
PATIENCE = 0.4


@pytest.fixture
def one() -> Iterator[NameServer]:
    """Serve a domain on which everything is right."""
    with serving() as server:
        yield right(server)


@pytest.fixture
def other() -> Iterator[NameServer]:
    """Serve the same from a second server."""
    with serving() as server:
        yield right(server)


def right(server: NameServer) -> NameServer:
    """Make everything as it should be."""
    server.zone(ZONE, "dns10.ovh.net", "ns10.ovh.net")
    server.zone("fr")
    server.put(PROOF, "TXT", f'"{WANTED.token}"')
    server.put(HOST, "CNAME", f"{HERE}.")
    server.put(HERE, "A", OURS)
    return server


def seen(*servers: NameServer, host: records.Wanted = WANTED) -> Diagnosis:
    """Ask them."""
    resolvers = DnsResolvers([server.address for server in servers], patience=PATIENCE)
    return diagnose(host, resolvers.ask(records.questions(host)))


def of(found: Diagnosis, record: str) -> Finding:
    """Pick the finding on one record."""
    return next(finding for finding in found.findings if finding.record == record)


def test_a_domain_on_which_everything_is_right_stands(one: NameServer, other: NameServer) -> None:
    """The records, the zone, and who keeps it."""
    found = seen(one, other)

    assert found.standing is Standing.STANDS
    assert [(f.record, f.cause) for f in found.findings] == [("txt", Cause.OK), ("address", Cause.OK)]
    assert (of(found, "txt").name, of(found, "txt").expected) == (f"_kit-proof.{HOST}", (WANTED.token,))
    assert (of(found, "address").kind, of(found, "address").expected) == ("CNAME", (HERE,))
    assert found.zone == ZONE
    assert provider_of(found.name_servers).name == "OVHcloud"


def doubled_proof(server: NameServer) -> None:
    server.take(PROOF, "TXT")
    server.put(f"{PROOF}.{ZONE}", "TXT", f'"{WANTED.token}"')


def proof_on_the_host(server: NameServer) -> None:
    server.take(PROOF, "TXT")
    server.put(ZONE, "TXT", '"v=spf1 -all"', f'"{WANTED.token}"')


def doubled_address(server: NameServer) -> None:
    server.take(HOST, "CNAME")
    server.put(f"{HOST}.{ZONE}", "A", OURS)


def old_token(server: NameServer) -> None:
    server.put(PROOF, "TXT", f'"{OLD_TOKEN}"', ttl=3600)


def old_address(server: NameServer) -> None:
    server.take(HOST, "CNAME")
    server.put(HOST, "A", OTHERS, ttl=601)


def proxy(server: NameServer) -> None:
    server.take(HOST, "CNAME")
    server.put(HOST, "A", CLOUDFLARE)


def private(server: NameServer) -> None:
    server.take(HOST, "CNAME")
    server.put(HOST, "A", "192.168.1.7")


def nothing(server: NameServer) -> None:
    server.take(PROOF, "TXT")


def foreign_text(server: NameServer) -> None:
    server.put(PROOF, "TXT", '"something else"')


def unanswered(server: NameServer) -> None:
    server.silent = True


def failing(server: NameServer) -> None:
    server.failing = True


MISTAKES: list[tuple[Callable[[NameServer], None], str, Cause, dict[str, object]]] = [
    (doubled_proof, "txt", Cause.WRONG_PLACE, {"where": f"{PROOF}.{ZONE}", "found": ()}),
    (proof_on_the_host, "txt", Cause.WRONG_PLACE, {"where": ZONE}),
    (doubled_address, "address", Cause.WRONG_PLACE, {"where": f"{HOST}.{ZONE}"}),
    (old_token, "txt", Cause.OLD_VALUE, {"found": (OLD_TOKEN,), "minutes": 60}),
    (old_address, "address", Cause.OLD_VALUE, {"found": (OTHERS,), "minutes": 11}),
    (proxy, "address", Cause.PROXIED, {"found": (CLOUDFLARE,)}),
    (private, "address", Cause.PRIVATE, {"found": (), "hidden": 1}),
    (nothing, "txt", Cause.MISSING, {"found": ()}),
    (foreign_text, "txt", Cause.MISSING, {"found": ("something else",)}),
    (unanswered, "txt", Cause.SILENT, {"found": (), "right": 0}),
    (failing, "txt", Cause.BROKEN, {"found": ()}),
]


@pytest.mark.parametrize(("mistake", "record", "cause", "more"), MISTAKES)
def test_each_mistake_is_called_by_its_name(
    one: NameServer,
    mistake: Callable[[NameServer], None],
    record: str,
    cause: Cause,
    more: dict[str, object],
) -> None:
    """One cause for each, with what is needed to repair it; nothing stands meanwhile."""
    mistake(one)
    found = seen(one)

    finding = of(found, record)
    assert finding.cause is cause
    assert {name: getattr(finding, name) for name in more} == more
    assert found.standing is not Standing.STANDS


def test_a_name_that_nobody_registered_is_told_apart_from_a_record_that_is_missing(one: NameServer) -> None:
    """NXDOMAIN of the registered name itself."""
    elsewhere = records.Wanted("kit.nexistepas.fr", WANTED.token, HERE)
    found = seen(one, host=elsewhere)

    assert {finding.cause for finding in found.findings} == {Cause.UNKNOWN_DOMAIN}
    assert found.standing is Standing.FALLEN


def test_servers_that_do_not_say_the_same_are_told(one: NameServer, other: NameServer) -> None:
    """One knows the record, the other has never heard of it."""
    nothing(other)
    finding = of(seen(one, other), "txt")

    assert (finding.cause, finding.right, finding.servers) == (Cause.SPLIT, 1, 2)


def test_a_value_of_before_that_some_still_keep_is_a_matter_of_time(
    one: NameServer, other: NameServer
) -> None:
    """The TTL is not over: how long that may last is told."""
    old_token(other)
    found = seen(one, other)

    assert (of(found, "txt").cause, of(found, "txt").minutes) == (Cause.WAITING, 60)
    assert found.standing is Standing.UNSURE


def test_a_server_that_is_silent_says_nothing_against_one_that_answers(
    one: NameServer, other: NameServer
) -> None:
    """A time-out is no proof of absence."""
    other.silent = True
    found = seen(one, other)

    assert found.standing is Standing.STANDS


def test_a_rule_on_certificates_is_told_and_holds_nothing_up(one: NameServer) -> None:
    """CAA, from the nearest name that has one."""
    one.put(ZONE, "CAA", '0 issue "pki.goog"')
    found = seen(one)

    finding = of(found, "caa")
    assert (finding.cause, finding.name, finding.found) == (Cause.CAA, ZONE, ('0 issue "pki.goog"',))
    assert found.standing is Standing.STANDS

    one.put(HOST, "CAA", '0 issue "letsencrypt.org"')
    one.take(HOST, "CNAME")
    one.put(HOST, "A", OURS)
    assert [finding.record for finding in seen(one).findings] == ["txt", "address"]


def test_the_domain_itself_wants_an_address_for_no_alias_may_stand_there(one: NameServer) -> None:
    """An apex gets an A record with the server's own addresses."""
    apex = records.Wanted(ZONE, WANTED.token, HERE)
    one.put(apex.proof_name, "TXT", f'"{WANTED.token}"')
    one.put(ZONE, "A", OURS)
    found = seen(one, host=apex)

    assert (of(found, "address").kind, of(found, "address").expected) == ("A", (OURS,))
    assert found.standing is Standing.STANDS


def test_a_server_that_knows_no_address_of_its_own_asks_for_any_public_one(one: NameServer) -> None:
    """`KIT_PUBLIC_URL` is local, or is the domain itself."""
    assert records.wanted(Keyring(b"k" * 32), "w", HOST, "http://localhost:3000").target == ""
    assert records.wanted(Keyring(b"k" * 32), "w", HOST, f"https://{HOST}").target == ""
    anywhere = records.Wanted(HOST, WANTED.token)

    assert seen(one, host=anywhere).standing is Standing.STANDS
    private(one)
    assert seen(one, host=anywhere).standing is Standing.FALLEN


def test_a_private_address_is_never_shown_nor_contacted(one: NameServer) -> None:
    """INP-09: whoever types names learns nothing about what is inside."""
    private(one)
    one.put(HOST, "AAAA", "::1", "fd00::7")
    found = seen(one)

    assert (of(found, "address").cause, of(found, "address").hidden) == (Cause.PRIVATE, 3)
    assert "192.168" not in repr(found)
    assert "fd00" not in repr(found)
    assert all(name.endswith((ZONE, HERE, "fr")) for name, _ in one.asked)


def test_another_workspace_is_given_another_token_for_the_same_name() -> None:
    """Nobody can prove a name with somebody else's record."""
    keyring = Keyring(b"k" * 32)
    mine = records.wanted(keyring, "a" * 32, HOST, "").token
    theirs = records.wanted(keyring, "b" * 32, HOST, "").token

    assert mine != theirs
    assert mine == records.wanted(keyring, "a" * 32, HOST, "").token


def test_no_server_to_ask_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without name servers says that they cannot be reached."""
    resolvers = DnsResolvers()
    monkeypatch.setattr(resolvers, "_servers", lambda: ())
    question = Question(HOST, Kind.A)

    (answer,) = resolvers.ask([question])[question]
    assert answer.outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("ada.ns.cloudflare.com", "Cloudflare"),
        ("ns-12.awsdns-34.co.uk", "Amazon Route 53"),
        ("ns1045.ui-dns.biz", "IONOS"),
        ("notovh.net", ""),
        ("ns1.exemple.fr", ""),
    ],
)
def test_the_keeper_is_guessed_from_whole_names(server: str, name: str) -> None:
    """A look-alike is nobody."""
    assert provider_of([server]).name == name
