"""A provider's word is good in its own workspace: what it says of an address shows nobody the neighbours (ACL-03)."""

from comunik_kit.access.views import StartedSession
from tests.oidc.acts import came_in, provided
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.oidc import Issuer
from tests.workspaces.houses import Houses, opened

ANA = "ana@example.org"


def at_the_neighbours(cast: Cast) -> Houses:
    """Have Ana be at home next door, by a link that was mailed to her."""
    houses = opened(cast, email=ANA, name="Ana Voisin")
    houses.prove_address(ANA, houses.place("voisine.localhost"))
    return houses


def test_a_newcomer_s_address_is_not_proven_by_their_provider(cast: Cast, issuer: Issuer) -> None:
    """Whoever runs the provider could come in as any address, and read where else its owner works."""
    at_the_neighbours(cast)
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    ana = cast.actor(came_in(cast, issuer, provider).secret)
    assert cast.person(ana.user_id).email_proven_at is None
    assert cast.kit.frame.view(ana).spaces == []


def test_who_is_linked_proves_their_address_once_more_by_mail(cast: Cast, issuer: Issuer) -> None:
    """Another sign-in by the provider changes nothing of that."""
    houses = at_the_neighbours(cast)
    cast.join("Ana Lopez", "agent")
    houses.prove_address(ANA, houses.place("localhost"))
    before = cast.kit.sign_in.sign_in(email=ANA, password=PASSWORD, origin=ORIGIN)
    assert isinstance(before, StartedSession)
    assert [each.name for each in cast.kit.frame.view(cast.actor(before.secret)).spaces] == ["Maison Voisine"]
    provider = provided(cast, issuer)
    ana = cast.actor(came_in(cast, issuer, provider).secret)
    assert cast.kit.frame.view(ana).spaces == []
    houses.prove_address(ANA, houses.place("localhost"))
    ana = cast.actor(came_in(cast, issuer, provider).secret)
    assert [each.name for each in cast.kit.frame.view(ana).spaces] == ["Maison Voisine"]
