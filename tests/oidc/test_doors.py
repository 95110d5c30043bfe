"""Roles that providers give to newcomers, once such a role is deleted: what the door says is what it does."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.errors import ChangedMeanwhile
from comunik_kit.oidc.errors import OidcNobody
from comunik_kit.oidc.tables import OidcProvider
from tests.oidc.acts import came_in, provided, row, through
from tests.roles.conftest import form
from tests.support.cast import Cast
from tests.support.oidc import Issuer
from tests.workspaces.houses import opened


def visitors(cast: Cast) -> str:
    return cast.kit.role_definitions.create(cast.admin, form=form("Visiteur", "user", "calls:read"))


def changes(cast: Cast) -> list[AuditEntry]:
    with cast.kit.db.read() as s:
        wanted = select(AuditEntry).where(col(AuditEntry.tag) == AuditTag.SIGN_IN_PROVIDER_CHANGED)
        return list(s.execute(wanted).scalars())


def test_newcomers_get_what_replaces_the_role_of_their_provider(cast: Cast, issuer: Issuer) -> None:
    """A role that is nowhere was left to the provider, and nobody new came in."""
    role, agent = visitors(cast), cast.roles["agent"]
    provider, other = provided(cast, issuer, newcomer_role=role), provided(cast, issuer, newcomer_role=agent)
    asked = cast.kit.role_definitions.removal(cast.admin, role_id=role, replacement_id=agent)
    assert (asked.providers, asked.lets_in, asked.needs_replacement) == (["Exemple SSO"], True, False)
    cast.kit.role_definitions.delete(cast.admin, role_id=role, replacement_id=agent)

    assert (row(cast, provider).newcomer_role_id, row(cast, provider).version) == (agent, 2)
    assert row(cast, other).version == 1
    [entry] = changes(cast)
    assert (entry.target_id, entry.actor_id) == (provider, cast.admin.user_id)
    assert entry.details == {"before": {"newcomer_role": role}, "after": {"newcomer_role": agent}}
    actor = cast.actor(came_in(cast, issuer, provider).secret)
    assert cast.person(actor.user_id).role_id == agent


@pytest.mark.parametrize("chosen", ["", "admin"])
def test_without_a_replacement_for_anybody_no_newcomer_comes_in_and_the_door_says_so(
    cast: Cast, issuer: Issuer, chosen: str
) -> None:
    """INV-01: nobody's choice is given to nobody, and what administers to no newcomer."""
    role, replacement = visitors(cast), cast.roles.get(chosen, "")
    provider = provided(cast, issuer, newcomer_role=role)
    asked = cast.kit.role_definitions.removal(cast.admin, role_id=role, replacement_id=replacement)
    assert (asked.providers, asked.lets_in) == (["Exemple SSO"], False)
    cast.kit.role_definitions.delete(cast.admin, role_id=role, replacement_id=replacement)

    assert row(cast, provider).newcomer_role_id == ""
    assert [entry.details["after"] for entry in changes(cast)] == [{"newcomer_role": ""}]
    with pytest.raises(OidcNobody):
        through(cast, issuer, provider)
    with pytest.raises(ChangedMeanwhile):
        provided(cast, issuer, provider=provider, version="1")


def test_a_role_that_no_provider_gives_leaves_them_alone(cast: Cast, issuer: Issuer) -> None:
    role = visitors(cast)
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    assert cast.kit.role_definitions.removal(cast.admin, role_id=role).providers == []
    cast.kit.role_definitions.delete(cast.admin, role_id=role)
    assert row(cast, provider).version == 1
    assert changes(cast) == []


def test_the_provider_of_another_workspace_is_neither_told_nor_changed(cast: Cast, issuer: Issuer) -> None:
    """ACL-03."""
    role = visitors(cast)
    provider = provided(cast, issuer)
    houses = opened(cast)
    neighbour = houses.actor(houses.place("voisine.localhost:3000"))
    theirs = provided(cast, issuer, by=neighbour)
    with cast.kit.db.write() as s:
        for each in (provider, theirs):
            stored = s.get_one(OidcProvider, each)
            stored.newcomer_role_id = role
            s.add(stored)
    assert cast.kit.role_definitions.removal(cast.admin, role_id=role).providers == ["Exemple SSO"]
    cast.kit.role_definitions.delete(cast.admin, role_id=role)
    assert row(cast, provider).newcomer_role_id == ""
    assert (row(cast, theirs).newcomer_role_id, row(cast, theirs).version) == (role, 1)
