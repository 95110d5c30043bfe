"""Which host leads to which workspace, and who may be in there (TOK-07, WEB-01, ACL-03)."""

import pytest

from comunik_kit.access.errors import BadCredentials
from comunik_kit.workspaces.hosts import Hosts, name_in
from comunik_kit.workspaces.tables import DomainState
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.workspaces.houses import OTHER_PASSWORD, opened, proved

KIT = "kit.exemple.fr"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("kit.exemple.fr", "kit.exemple.fr"),
        ("KIT.Exemple.fr:8443", "kit.exemple.fr"),
        ("kit.exemple.fr.", "kit.exemple.fr"),
        ("[::1]:3000", "[::1]"),
        ("[::1]", "[::1]"),
        ("olga@kit.exemple.fr", ""),
        ("x" * 300, ""),
        ("", ""),
    ],
)
def test_a_host_is_its_name_alone(header: str, name: str) -> None:
    """TOK-07: in one spelling, without the port."""
    assert name_in(header) == name


@pytest.mark.parametrize(
    ("origin", "host", "is_ours"),
    [
        ("http://localhost:3000", "localhost:3000", True),
        ("http://127.0.0.1:3000", "127.0.0.1:3000", True),
        ("http://[::1]:3000", "[::1]:3000", True),
        ("http://localhost:3000", "127.0.0.1:3000", True),
        (f"https://{KIT}", KIT, True),
        (f"https://{KIT}", "localhost:3000", False),
        ("http://localhost:3000", KIT, False),
        ("", "localhost:3000", False),
        ("null", "localhost:3000", False),
        ("https://", "localhost:3000", False),
        (f"http://{KIT}", KIT, False),
        (f"https://{KIT}:8443", KIT, False),
        (f"https://evil.{KIT}", KIT, False),
        (f"https://{KIT}.evil.example", KIT, False),
        ("https://KIT.exemple.fr", KIT, False),
        ("http://localhost:3000.evil.example", "localhost:3000", False),
        ("http://user@localhost:3000", "localhost:3000", False),
        ("http://localhost", "localhost:3000", False),
    ],
)
def test_only_pages_of_the_very_host_are_ours(
    lone_cast: Cast, origin: str, host: str, *, is_ours: bool
) -> None:
    """WEB-01: evil, null, look-alike, sub-domain, another workspace's, none at all."""
    proved(lone_cast, KIT)
    place = lone_cast.kit.hosts.at(host)

    assert place is not None
    assert (origin in place.origins) is is_ours


@pytest.mark.parametrize(
    "host", ["", "evil.example", f"evil.{KIT}", f"{KIT}.evil.example", "192.0.2.1", "atelier.localhost"]
)
def test_any_other_name_is_nobodys(lone_cast: Cast, host: str) -> None:
    """TOK-07, WEB-01."""
    proved(lone_cast, KIT)

    assert lone_cast.kit.hosts.at(host) is None


def test_a_public_address_has_no_twins(lone_cast: Cast) -> None:
    """WEB-01: loopback names stand for each other, real ones do not; a default port goes unsaid."""
    real = Hosts(db=lone_cast.kit.db, public_url="https://maison.exemple.fr:443")
    place = real.at("maison.exemple.fr")

    assert place is not None
    assert (place.origins, place.workspace_id) == (
        frozenset({"https://maison.exemple.fr"}),
        lone_cast.workspace_id,
    )
    assert real.at("localhost") is None


@pytest.mark.parametrize("state", [DomainState.PENDING, DomainState.LOST])
def test_a_name_that_is_not_proven_leads_nowhere(lone_cast: Cast, state: DomainState) -> None:
    """TOK-07: nor does one whose proof is lost; the workspace is met at the public address."""
    proved(lone_cast, KIT, state)
    kit = lone_cast.kit
    public = kit.hosts.at("localhost")

    assert kit.hosts.at(KIT) is None
    assert public is not None
    assert kit.hosts.admits(public, lone_cast.workspace_id)


def test_each_workspace_is_met_at_its_own_host(cast: Cast) -> None:
    """ACL-03: the same address is two people with two passwords, and the host says which."""
    houses = opened(cast)
    here, there = houses.place("localhost"), houses.place("voisine.localhost")
    kit = cast.kit

    ours = kit.sign_in.sign_in(email="olga@example.org", password=PASSWORD, origin=ORIGIN, at=here)
    theirs = kit.sign_in.sign_in(email="olga@example.org", password=OTHER_PASSWORD, origin=ORIGIN, at=there)
    for password, place in ((PASSWORD, there), (OTHER_PASSWORD, here)):
        with pytest.raises(BadCredentials):
            kit.sign_in.sign_in(email="olga@example.org", password=password, origin=ORIGIN, at=place)

    assert cast.actor(ours.secret).workspace_id == cast.workspace_id
    assert cast.actor(theirs.secret).workspace_id == houses.other_id
    assert [kit.hosts.admits(place, cast.workspace_id) for place in (here, there)] == [True, False]
    assert [kit.hosts.admits(place, houses.other_id) for place in (here, there)] == [False, True]


def test_without_a_host_of_its_own_it_is_met_at_the_public_address(cast: Cast) -> None:
    """Product: a domain that waits for its proof keeps nobody out."""
    houses = opened(cast, domain="people.exemple.fr", email="paul@example.org")
    public = houses.place("localhost")
    kit = cast.kit

    signed = kit.sign_in.sign_in(email="paul@example.org", password=OTHER_PASSWORD, origin=ORIGIN, at=public)
    assert cast.actor(signed.secret).workspace_id == houses.other_id
    assert kit.hosts.admits(public, houses.other_id)

    houses.prove("people.exemple.fr")
    assert not kit.hosts.admits(public, houses.other_id)
    with pytest.raises(BadCredentials):
        kit.sign_in.sign_in(email="paul@example.org", password=OTHER_PASSWORD, origin=ORIGIN, at=public)


def test_a_link_opens_nothing_at_another_workspaces_host(cast: Cast) -> None:
    """ACL-03, TOK-06: neither an invitation nor a new password; at home both do."""
    houses = opened(cast)
    here, there = houses.place("localhost"), houses.place("voisine.localhost")
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    secret, links = cast.link(invited.invitation_id), cast.kit.opened_links

    assert [links.belongs("invite", secret, at=place) for place in (here, there)] == [True, False]
    assert [links.belongs("invite", "x" * 65, at=place) for place in (here, there)] == [True, True]


def test_asking_for_a_password_is_heard_by_the_workspace_of_the_host(cast: Cast) -> None:
    """AUT-09, ACL-03: the mail goes to the account there, and says nothing of the other."""
    houses = opened(cast)
    there = houses.place("voisine.localhost")
    cast.kit.recovery.request(email="olga@example.org", origin=ORIGIN, at=there)

    letters = [letter for letter in cast.letters() if letter.template == "password_reset"]
    assert [letter.workspace_id for letter in letters] == [houses.other_id]


def test_a_suspended_workspace_lets_nobody_in_and_nothing_out(cast: Cast, clock: MovedClock) -> None:
    """SES-07: at once, for who is in as well; resumed, all is as it was."""
    houses = opened(cast)
    there, kit = houses.place("voisine.localhost"), cast.kit
    kit.recovery.request(email="olga@example.org", origin=ORIGIN, at=there)
    assert houses.due_mail(clock.now()) == [houses.other_id]

    assert kit.installed_workspaces.suspend(houses.other_id)
    assert not kit.installed_workspaces.suspend(houses.other_id)
    suspended = houses.place("voisine.localhost")
    assert (suspended.is_suspended, kit.hosts.admits(suspended, houses.other_id)) == (True, False)
    assert houses.due_mail(clock.now()) == []
    with pytest.raises(BadCredentials):
        kit.sign_in.sign_in(email="olga@example.org", password=OTHER_PASSWORD, origin=ORIGIN, at=suspended)

    assert kit.installed_workspaces.resume(houses.other_id)
    assert houses.due_mail(clock.now()) == [houses.other_id]
    assert [act for act in cast.acts() if act.startswith("workspace_")][-2:] == [
        "workspace_suspended",
        "workspace_resumed",
    ]


def test_other_workspaces_are_listed_to_whom_both_mails_reach(cast: Cast) -> None:
    """ACL-03: an administrator who creates somebody's address elsewhere learns nothing by it."""
    houses = opened(cast)
    there = houses.place("voisine.localhost")
    assert cast.kit.frame.view(houses.actor(there)).spaces == []

    houses.prove_address("olga@example.org", there)
    assert cast.kit.frame.view(houses.actor(there)).spaces == []
    houses.prove_address("olga@example.org", houses.place("localhost"))
    spaces = cast.kit.frame.view(houses.actor(there)).spaces
    assert [(space.name, space.address) for space in spaces] == [
        ("Ateliers Lumière", "http://localhost:3000")
    ]
