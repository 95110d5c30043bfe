"""A link that was read in the built-in outbox proves nobody's address: it shows no neighbours (ACL-03)."""

from collections.abc import Callable

import pytest

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.views import StartedSession
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.outbox import Template
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.workspaces.houses import opened

BOB = "bob@example.org"


def at_the_neighbours(cast: Cast) -> None:
    """Have Bob be at home next door, by a link that was mailed to him."""
    houses = opened(cast, email=BOB, name="Bob Voisin")
    houses.prove_address(BOB, houses.place("voisine.localhost"))


def secret_of(cast: Cast, template: Template, *, read: bool) -> str:
    """Take the secret of the newest message of a kind: by reading it in the archive, or as its mail carries it."""
    letter = next(
        each
        for each in reversed(cast.letters())
        if each.template == template and each.workspace_id == cast.workspace_id
    )
    mailed = cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)
    if read:
        assert cast.kit.mailbox.read(cast.admin, letter.id).link.endswith(mailed)
    return mailed


def joined(cast: Cast, *, read: bool) -> Actor:
    """Bring Bob in through an invitation."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bob Martin"))
    return accepted(cast, invited.invitation_id, secret_of(cast, Template.INVITATION, read=read))


def accepted(cast: Cast, invitation_id: str, secret: str) -> Actor:
    given = {"password": PASSWORD, "confirmation": PASSWORD, "origin": ORIGIN}
    return cast.actor(cast.kit.acceptance.accept(secret, invitation_id=invitation_id, **given).secret)


def by_new_password(cast: Cast, *, read: bool) -> Actor:
    """Come in as Bob by way of « Mot de passe oublié »."""
    cast.kit.recovery.request(email=BOB, origin=ORIGIN)
    secret = secret_of(cast, Template.PASSWORD_RESET, read=read)
    cast.kit.recovery.reset(secret, password=PASSWORD, confirmation=PASSWORD, origin=ORIGIN)
    started = cast.kit.sign_in.sign_in(email=BOB, password=PASSWORD, origin=ORIGIN)
    assert isinstance(started, StartedSession)
    return cast.actor(started.secret)


def by_link(cast: Cast, *, read: bool) -> Actor:
    """Come in as Bob by a link in place of the password."""
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    cast.kit.link_sign_in.request(email=BOB, origin=ORIGIN)
    started = cast.kit.link_sign_in.use(secret_of(cast, Template.SIGN_IN_LINK, read=read), origin=ORIGIN)
    assert isinstance(started, StartedSession)
    return cast.actor(started.secret)


def neighbours(cast: Cast, actor: Actor) -> list[str]:
    return [each.name for each in cast.kit.frame.view(actor).spaces]


@pytest.mark.parametrize("read", [True, False])
def test_an_invitation_that_was_read_here_proves_no_address(cast: Cast, *, read: bool) -> None:
    at_the_neighbours(cast)
    bob = joined(cast, read=read)
    assert neighbours(cast, bob) == ([] if read else ["Maison Voisine"])
    assert (cast.person(bob.user_id).email_proven_at is None) == read


@pytest.mark.parametrize("come_in", [by_new_password, by_link])
def test_a_link_into_an_account_that_was_read_here_proves_no_address(
    cast: Cast, come_in: Callable[..., Actor]
) -> None:
    """Whoever reads the archive comes in with it; the next one that only the mail carries proves the address."""
    at_the_neighbours(cast)
    joined(cast, read=True)
    assert neighbours(cast, come_in(cast, read=True)) == []
    assert neighbours(cast, come_in(cast, read=False)) == ["Maison Voisine"]


@pytest.mark.parametrize("read", [True, False])
def test_an_address_that_an_admin_asked_for_is_proven_by_its_mail_alone(cast: Cast, *, read: bool) -> None:
    """Whoever asks for somebody's address and reads the link here would learn where its owner is."""
    at_the_neighbours(cast)
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.kit.address_changes.request_for(cast.admin, user_id=ana.user_id, email=BOB)
    cast.kit.address_changes.confirm(secret_of(cast, Template.ADDRESS_CHANGE, read=read), origin=ORIGIN)
    assert cast.person(ana.user_id).email == BOB
    assert neighbours(cast, ana) == ([] if read else ["Maison Voisine"])


def test_of_an_invitation_only_the_link_that_was_read_is_spoilt(cast: Cast) -> None:
    """Another one that replaced it went to the address alone."""
    at_the_neighbours(cast)
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bob Martin"))
    secret_of(cast, Template.INVITATION, read=True)
    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    bob = accepted(cast, invited.invitation_id, secret_of(cast, Template.INVITATION, read=False))
    assert neighbours(cast, bob) == ["Maison Voisine"]


def test_a_message_that_hides_its_link_spoils_nothing_by_being_read(cast: Cast) -> None:
    """As with a real carrier: what is read has no link."""
    at_the_neighbours(cast)
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bob Martin"))
    secret = secret_of(cast, Template.INVITATION, read=False)
    with cast.kit.db.write() as s:
        letter = s.merge(cast.letters()[-1])
        letter.channel = "resend"
    assert cast.kit.mailbox.read(cast.admin, letter.id).link == ""
    assert neighbours(cast, accepted(cast, invited.invitation_id, secret)) == ["Maison Voisine"]
