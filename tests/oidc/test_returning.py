"""Who was deleted and is in the workspace again, under another account, comes by the provider."""

import pytest

from comunik_kit.oidc.errors import OidcInvitationFirst
from comunik_kit.users.tables import UserStatus
from tests.oidc.acts import came_in, identities, provided, through
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.oidc import Issuer


def test_who_was_deleted_and_is_here_anew_comes_in_as_the_account_that_has_the_address_now(
    cast: Cast, issuer: Issuer
) -> None:
    """The provider still calls them what it called the deleted one, which opens nothing."""
    former, _ = cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    came_in(cast, issuer, provider)
    cast.kit.users.delete(cast.admin, user_id=former.user_id)
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    with pytest.raises(OidcInvitationFirst):
        through(cast, issuer, provider)
    assert [each.user_id for each in identities(cast)] == [former.user_id]
    cast.kit.acceptance.accept(
        cast.link(invited.invitation_id),
        invitation_id=invited.invitation_id,
        password=PASSWORD,
        confirmation=PASSWORD,
        origin=ORIGIN,
    )

    for _ in range(2):
        actor = cast.actor(came_in(cast, issuer, provider).secret)
        assert actor.user_id == invited.user_id
    assert [(each.user_id, each.subject) for each in identities(cast)] == [(invited.user_id, "ana-1")]
    assert cast.acts().count("authn_identity_linked") == 2
    assert cast.person(former.user_id).status == UserStatus.DELETED
