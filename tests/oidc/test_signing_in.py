"""Signing in by a provider: who is meant, what is asked for besides, and what is refused (AUT-13)."""

import pytest

from comunik_kit.access.errors import BadCredentials
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.kernel.errors import KitError
from comunik_kit.mail.outbox import Template
from comunik_kit.oidc.errors import (
    OidcAddressUnproven,
    OidcInvitationFirst,
    OidcNobody,
    OidcNoSeat,
    OidcOtherDomain,
    OidcOtherIdentity,
    OidcPersonAbove,
    OidcRuleBroken,
    OidcUnproven,
)
from comunik_kit.users.tables import UserStatus
from comunik_kit.workspaces.tables import Tier
from tests.access.second import finish, switched_on
from tests.oidc.acts import back, came_in, identities, last_told, left, place, provided, through
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.support.oidc import ANA, SECRET, Issuer


def test_who_has_an_account_is_linked_by_their_verified_address_and_told(cast: Cast, issuer: Issuer) -> None:
    """LOG-05: the journal and a mail say so, once; the second time the identity alone decides."""
    ana, _ = cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    started = came_in(cast, issuer, provider)
    assert cast.actor(started.secret).user_id == ana.user_id
    assert cast.acts()[-2:] == ["authn_identity_linked", "authn_login_success"]
    issuer.person = ANA | {"email": "elsewhere@example.net", "email_verified": False}
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.user_id
    assert cast.person(ana.user_id).email == "ana@example.org"
    assert [each.template for each in cast.letters()].count(Template.IDENTITY_LINKED) == 1
    assert [each.subject for each in identities(cast)] == ["ana-1"]


def test_the_secret_and_what_is_under_way_are_nowhere_in_clear(cast: Cast, issuer: Issuer) -> None:
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    location, browser = left(cast, provider)
    said = issuer.authorise(location)
    question = issuer.codes[said["code"]]
    started = back(cast, said, browser)
    assert isinstance(started, StartedSession)
    secrets = (SECRET, browser, said["state"], question["nonce"], started.secret)
    assert not [each for each in secrets if each in cast.dump()]
    assert SECRET not in location


def test_our_second_step_follows_unless_the_provider_does_it(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """MFA-07."""
    switched_on(cast)
    clock.move(minutes=1)
    issuer.person = ANA | {"email": "olga@example.org", "sub": "olga-1"}
    provider = provided(cast, issuer, by=cast.actor(cast.admin_secret))
    awaited = through(cast, issuer, provider)
    assert isinstance(awaited, AwaitedFactor)
    form = {"provider": provider, "version": "1", "asks_factor": "on"}
    provided(cast, issuer, by=cast.actor(cast.admin_secret), **form)
    assert isinstance(through(cast, issuer, provider), StartedSession)


def test_the_journal_says_by_which_provider_after_a_second_step_too(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    app = switched_on(cast)
    clock.move(minutes=1)
    issuer.person = ANA | {"email": "olga@example.org", "sub": "olga-1"}
    awaited = through(cast, issuer, provided(cast, issuer, by=cast.actor(cast.admin_secret)))
    assert isinstance(awaited, AwaitedFactor)
    assert cast.acts()[-1] == "authn_factor_awaited"
    finish(cast, awaited.secret, app.code())
    assert last_told(cast) == "Olga Martin a ouvert une session par Exemple SSO"
    clock.move(minutes=1)
    by_password = cast.kit.sign_in.sign_in(email="olga@example.org", password=PASSWORD, origin=ORIGIN)
    assert isinstance(by_password, AwaitedFactor)
    finish(cast, by_password.secret, app.code())
    assert last_told(cast) == "Olga Martin a ouvert une session"


def test_a_fresh_sign_in_is_a_fresh_proof_for_a_quarter_of_an_hour(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """SES-08: who has no password proves it that way."""
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    started = came_in(cast, issuer, provider)
    assert not cast.kit.proving.has_password(cast.actor(started.secret))
    assert cast.kit.proving.has_password(cast.admin)
    clock.move(minutes=15)
    assert not cast.actor(started.secret).is_recent
    assert cast.actor(came_in(cast, issuer, provider).secret).is_recent


@pytest.mark.parametrize(
    ("vouches", "person", "refusal"),
    [
        ("on", {"email_verified": None}, None),
        ("", {"email_verified": None}, OidcAddressUnproven),
        ("on", {"email_verified": False}, OidcAddressUnproven),
        ("on", {"email_verified": "true"}, OidcAddressUnproven),
        ("on", {"email_verified": None, "email": None}, OidcAddressUnproven),
        ("on", {"email_verified": None, "email": "ana@example.net"}, OidcOtherDomain),
    ],
)
def test_an_address_that_nobody_calls_verified_counts_where_the_company_keeps_the_directory(
    cast: Cast, issuer: Issuer, vouches: str, person: dict[str, object], refusal: type[KitError] | None
) -> None:
    """For the listed domains alone, and never against the provider's own word."""
    cast.join("Ana Lopez", "agent")
    issuer.person = {name: value for name, value in (ANA | person).items() if value is not None}
    issuer.userinfo = issuer.person
    provider = provided(cast, issuer, vouches=vouches)
    if refusal is None:
        came_in(cast, issuer, provider)
    else:
        with pytest.raises(refusal):
            through(cast, issuer, provider)
    assert len(identities(cast)) == (refusal is None)


@pytest.mark.parametrize(
    ("person", "refusal"),
    [
        ({"email_verified": False}, OidcAddressUnproven),
        ({"email_verified": None}, OidcAddressUnproven),
        ({"email_verified": "true"}, OidcAddressUnproven),
        ({"email": None}, OidcAddressUnproven),
        ({"email": "no address"}, OidcAddressUnproven),
        ({"email": "ana@example.net"}, OidcOtherDomain),
        ({"email": "ana@sub.example.org"}, OidcOtherDomain),
        ({"email": "nobody@example.org"}, OidcNobody),
    ],
)
def test_nobody_is_linked_by_anything_less(
    cast: Cast, issuer: Issuer, person: dict[str, object], refusal: type[KitError]
) -> None:
    cast.join("Ana Lopez", "agent")
    issuer.person = {name: value for name, value in (ANA | person).items() if value is not None}
    issuer.userinfo = issuer.person
    with pytest.raises(refusal):
        through(cast, issuer, provided(cast, issuer))
    assert identities(cast) == []
    assert cast.acts()[-1] == "authn_login_fail"


def test_the_address_is_read_of_userinfo_where_the_token_has_none(cast: Cast, issuer: Issuer) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    issuer.person, issuer.userinfo = {"sub": "ana-1"}, ANA | {"sub": "somebody-else"}
    with pytest.raises(OidcUnproven):
        through(cast, issuer, provider)
    issuer.userinfo = dict(ANA)
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.user_id


def test_an_invited_person_follows_their_invitation_first(cast: Cast, issuer: Issuer) -> None:
    """INV-02: an address alone adopts no invitation, not even where newcomers are let in."""
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    with pytest.raises(OidcInvitationFirst):
        through(cast, issuer, provider)
    assert cast.person(invited.user_id).status == UserStatus.INVITED
    assert identities(cast) == []


@pytest.mark.parametrize("linked", [True, False])
def test_who_is_suspended_or_gone_hears_what_every_failed_sign_in_does(
    cast: Cast, issuer: Issuer, *, linked: bool
) -> None:
    """AUT-09; and whoever was deleted is not made anew by themselves."""
    ana, _ = cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    if linked:
        came_in(cast, issuer, provider)
    cast.kit.users.suspend(cast.admin, user_id=ana.user_id)
    with pytest.raises(BadCredentials):
        through(cast, issuer, provider)
    cast.kit.users.delete(cast.admin, user_id=ana.user_id)
    with pytest.raises(BadCredentials):
        through(cast, issuer, provider)
    assert cast.person(ana.user_id).status == UserStatus.DELETED


def test_another_subject_with_the_same_address_is_somebody_else(cast: Cast, issuer: Issuer) -> None:
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    came_in(cast, issuer, provider)
    issuer.person = ANA | {"sub": "ana-2"}
    with pytest.raises(OidcOtherIdentity):
        through(cast, issuer, provider)
    assert [each.subject for each in identities(cast)] == ["ana-1"]


def test_nobody_above_who_set_the_provider_up_is_linked_by_it(cast: Cast, issuer: Issuer) -> None:
    """INV-01: whoever names the provider could otherwise come in as anybody."""
    boss, secret = cast.join("Boss Morel", "admin")
    provider = provided(cast, issuer, by=cast.actor(secret))
    cast.demote(boss.user_id, "agent")
    issuer.person = ANA | {"sub": "olga-1", "email": "olga@example.org"}
    with pytest.raises(OidcPersonAbove):
        through(cast, issuer, provider)
    assert identities(cast) == []


def test_nobody_is_linked_by_a_provider_of_somebody_who_is_gone(cast: Cast, issuer: Issuer) -> None:
    """INV-01: nobody answers for it any more, until an administrator saves it again."""
    boss, secret = cast.join("Boss Morel", "admin")
    provider = provided(cast, issuer, by=cast.actor(secret))
    cast.join("Ana Lopez", "agent")
    cast.kit.users.delete(cast.admin, user_id=boss.user_id)
    with pytest.raises(OidcPersonAbove):
        through(cast, issuer, provider)
    assert identities(cast) == []


def test_newcomers_are_made_with_the_role_and_team_of_the_provider(cast: Cast, issuer: Issuer) -> None:
    cast.create("Bob Petit", department="Ventes")
    team = cast.kit.oidc_providers.book(cast.admin).teams[0]
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"], newcomer_team=team.id)
    actor = cast.actor(came_in(cast, issuer, provider).secret)
    ana = cast.person(actor.user_id)
    assert (ana.full_name, ana.email, ana.status) == ("Ana Lopez", "ana@example.org", UserStatus.ACTIVE)
    assert (ana.role_id, ana.department_id) == (cast.roles["agent"], team.id)
    assert ana.invited_at is None
    assert cast.acts()[-3:] == ["user_created", "authn_identity_linked", "authn_login_success"]
    assert Template.IDENTITY_LINKED not in {each.template for each in cast.letters()}
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.id


def test_who_came_in_by_a_provider_has_no_password_until_they_choose_one(cast: Cast, issuer: Issuer) -> None:
    """No text is the password; « forgotten » works as it does for everybody."""
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    came_in(cast, issuer, provider)
    for password in ("", PASSWORD):
        with pytest.raises(BadCredentials):
            cast.kit.sign_in.sign_in(email="ana@example.org", password=password, origin=ORIGIN)
    cast.kit.recovery.request(email="ana@example.org", origin=ORIGIN)
    letter = next(each for each in cast.letters() if each.template == Template.PASSWORD_RESET)
    link = cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)
    cast.kit.recovery.reset(link, password=PASSWORD, confirmation=PASSWORD, origin=ORIGIN)
    assert cast.kit.sign_in.sign_in(email="ana@example.org", password=PASSWORD, origin=ORIGIN)


def test_a_newcomer_whose_name_is_none_is_called_by_their_address(cast: Cast, issuer: Issuer) -> None:
    issuer.person = ANA | {"name": "\u202e"}
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    actor = cast.actor(came_in(cast, issuer, provider).secret)
    assert cast.person(actor.user_id).full_name == "ana"


def test_newcomers_need_a_seat(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    with cast.kit.db.write() as s:
        s.get_one(Tier, cast.tier_id).seats = 1  # Olga's
    with pytest.raises(OidcNoSeat):
        through(cast, issuer, provider)
    assert cast.acts().count("user_created") == 1  # Olga's own


def test_newcomers_need_who_set_it_up_to_be_allowed_still(cast: Cast, issuer: Issuer) -> None:
    """INV-01: with the rights of today, not with those of the day it was saved."""
    boss, secret = cast.join("Boss Morel", "admin")
    provider = provided(cast, issuer, by=cast.actor(secret), newcomer_role=cast.roles["manager"])
    cast.demote(boss.user_id, "agent")
    with pytest.raises(OidcRuleBroken):
        through(cast, issuer, provider)
    assert cast.acts()[-1] == "authn_login_fail"
    assert identities(cast) == []


def test_a_button_is_for_everybody_or_for_the_domain_that_was_typed(cast: Cast, issuer: Issuer) -> None:
    """AUT-09: by the domain alone, whoever has the address."""
    offers = cast.kit.oidc_sign_in
    theirs = provided(cast, issuer)
    everybody = provided(cast, issuer, domains="", name="Pour tous")
    assert [each.id for each in offers.offered(place(cast))] == [everybody]
    for email in ("ana@example.org", "Nobody@EXAMPLE.org"):
        found = offers.offered_to(place(cast), email=email)
        assert found is not None
        assert found.id == theirs
    assert offers.offered_to(place(cast), email="ana@example.net") is None
    assert offers.offered_to(place(cast), email="no address") is None
