"""One's own identities: seen, unlinked, and the last way in kept (AUT-13)."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound, ProofNeeded
from comunik_kit.oidc.errors import LastWayIn
from tests.access.keys import registered
from tests.oidc.acts import came_in, identities, provided
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.oidc import Issuer


def linked(cast: Cast, issuer: Issuer) -> tuple[Actor, str]:
    """Have Ana, who has a password, come in by a provider; her, and the identity."""
    cast.join("Ana Lopez", "agent")
    ana = cast.actor(came_in(cast, issuer, provided(cast, issuer)).secret)
    return ana, cast.kit.oidc_identities.of(ana)[0].id


def newcomer(cast: Cast, issuer: Issuer) -> tuple[Actor, str]:
    """Have Ana be made by her first sign-in, without a password; her, and the identity."""
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    ana = cast.actor(came_in(cast, issuer, provider).secret)
    return ana, cast.kit.oidc_identities.of(ana)[0].id


def test_one_sees_one_s_own_and_not_what_the_provider_calls_one(cast: Cast, issuer: Issuer) -> None:
    ana, _ = linked(cast, issuer)
    (shown,) = cast.kit.oidc_identities.of(ana)
    assert (shown.provider, shown.issuer) == ("Exemple SSO", issuer.issuer)
    assert "ana-1" not in repr(shown)
    assert cast.kit.oidc_identities.of(cast.admin) == []


def test_unlinking_needs_a_fresh_proof(cast: Cast, issuer: Issuer) -> None:
    """SES-08."""
    ana, identity = linked(cast, issuer)
    with pytest.raises(ProofNeeded):
        cast.kit.oidc_identities.unlink(replace(ana, is_recent=False), identity_id=identity)
    assert len(identities(cast)) == 1
    assert cast.kit.oidc_identities.unlink(ana, identity_id=identity) == "Exemple SSO"
    assert identities(cast) == []
    assert cast.acts()[-1] == "authn_identity_unlinked"


def test_somebody_else_s_identity_is_one_that_is_not_there(cast: Cast, issuer: Issuer) -> None:
    """ACL-03."""
    _, identity = linked(cast, issuer)
    with pytest.raises(NotFound):
        cast.kit.oidc_identities.unlink(cast.admin, identity_id=identity)
    assert len(identities(cast)) == 1


def test_the_last_way_in_is_kept(cast: Cast, issuer: Issuer) -> None:
    ana, identity = newcomer(cast, issuer)
    with pytest.raises(LastWayIn):
        cast.kit.oidc_identities.unlink(ana, identity_id=identity)
    assert len(identities(cast)) == 1
    registered(cast, ana)
    assert cast.kit.oidc_identities.unlink(ana, identity_id=identity)


def test_a_password_that_the_domain_closes_is_no_way_in(cast: Cast, issuer: Issuer) -> None:
    """AUT-14."""
    ana, identity = linked(cast, issuer)
    provided(cast, issuer, name="Obligatoire", is_required="on")
    with pytest.raises(LastWayIn):
        cast.kit.oidc_identities.unlink(ana, identity_id=identity)
    assert len(identities(cast)) == 1


def test_another_provider_is_a_way_in_while_it_is_on(cast: Cast, issuer: Issuer) -> None:
    ana, identity = newcomer(cast, issuer)
    other = provided(cast, issuer, name="Autre")
    came_in(cast, issuer, other)
    provided(cast, issuer, name="Autre", provider=other, version="1", is_on="")
    with pytest.raises(LastWayIn):
        cast.kit.oidc_identities.unlink(ana, identity_id=identity)
    provided(cast, issuer, name="Autre", provider=other, version="2", is_on="on")
    cast.kit.oidc_identities.unlink(ana, identity_id=identity)
    assert [each.provider_id for each in identities(cast)] == [other]


def test_who_unlinked_and_comes_by_the_provider_again_is_linked_anew(cast: Cast, issuer: Issuer) -> None:
    """By the verified address, as the first time; and told by mail again."""
    ana, identity = linked(cast, issuer)
    cast.kit.oidc_identities.unlink(ana, identity_id=identity)
    provider = cast.kit.oidc_providers.book(cast.admin).providers[0].id
    assert cast.actor(came_in(cast, issuer, provider).secret).user_id == ana.user_id
    assert cast.acts().count("authn_identity_linked") == 2


def test_what_providers_call_a_person_is_in_their_data_and_gone_with_them(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    """GDPR articles 15, 17 and 20."""
    ana, _ = linked(cast, issuer)
    given = cast.kit.personal_data.file(ana, user_id=ana.user_id)
    with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
        (told,) = json.loads(archive.read("identities.json"))
    assert (told["provider"], told["subject"]) == ("Exemple SSO", "ana-1")
    cast.kit.users.delete(cast.admin, user_id=ana.user_id)
    clock.move(days=30)
    assert cast.kit.erasure.run_due() == 1
    assert identities(cast) == []
