"""Whoever names a provider could come in as whom it stands for: never as somebody above them (INV-01)."""

from dataclasses import replace

import pytest

from comunik_kit.oidc.errors import OidcPersonAbove
from tests.oidc.acts import came_in, identities, provided, through
from tests.support.cast import Cast
from tests.support.oidc import Issuer


def test_who_has_risen_above_who_set_the_provider_up_waits_for_somebody_higher(
    cast: Cast, issuer: Issuer
) -> None:
    """The identity stays; an administrator who saves the provider again takes it on."""
    ana, _ = cast.join("Ana Lopez", "agent")
    weak = replace(cast.admin, rank=40, permissions=cast.admin.permissions - {"users:delete"})
    provider = provided(cast, issuer, by=weak)
    # Whose provider it is has to be able to act on Ana at the first sign-in; that is asked of today's rights.
    came_in(cast, issuer, provider)
    cast.demote(ana.user_id, "admin")
    with pytest.raises(OidcPersonAbove):
        through(cast, issuer, provider)
    assert cast.acts()[-1] == "authn_login_fail"
    assert len(identities(cast)) == 1
    provided(cast, issuer, provider=provider, version="1")
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.user_id


def test_a_low_role_with_a_right_that_they_lacked_is_above_too(cast: Cast, issuer: Issuer) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    weak = replace(cast.admin, permissions=cast.admin.permissions - {"leads:manage"})
    provider = provided(cast, issuer, by=weak)
    came_in(cast, issuer, provider)
    cast.demote(ana.user_id, "manager")
    with pytest.raises(OidcPersonAbove):
        through(cast, issuer, provider)


def test_people_still_come_in_when_who_set_the_provider_up_has_fallen_or_left(
    cast: Cast, issuer: Issuer
) -> None:
    """A provider does not fail with one person's job."""
    ana, _ = cast.join("Ana Lopez", "agent")
    boss, secret = cast.join("Boss Morel", "admin")
    provider = provided(cast, issuer, by=cast.actor(secret))
    came_in(cast, issuer, provider)
    cast.demote(boss.user_id, "user")
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.user_id
    cast.kit.users.delete(cast.admin, user_id=boss.user_id)
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.user_id


def test_who_set_it_up_comes_in_by_it_themselves(cast: Cast, issuer: Issuer) -> None:
    issuer.person = issuer.person | {"sub": "olga-1", "email": "olga@example.org"}
    provider = provided(cast, issuer)
    for _ in range(2):
        assert cast.actor(came_in(cast, issuer, provider).secret).user_id == cast.admin.user_id
