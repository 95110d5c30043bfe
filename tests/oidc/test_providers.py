"""Setting providers up: by who may manage security, with a fresh proof, within what they may grant (AUT-13)."""

from dataclasses import replace
from typing import Any

import pytest

from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, InvalidInput, NotFound, ProofNeeded
from comunik_kit.oidc.errors import IssuerStays, NewcomersAdminister, OidcRuleBroken, TooManyProviders
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.roles.tables import Role
from comunik_kit.users.errors import UnknownChoice
from tests.oidc.acts import came_in, form, identities, provided, row
from tests.support.cast import Cast
from tests.support.oidc import SECRET, Issuer
from tests.workspaces.houses import opened


def test_a_provider_is_added_changed_and_removed_and_its_secret_is_never_shown(
    cast: Cast, issuer: Issuer
) -> None:
    providers = cast.kit.oidc_providers
    provider = provided(cast, issuer, is_required="on")
    sealed = row(cast, provider).sealed_secret
    shown = providers.book(cast.admin).providers[0]
    assert (shown.name, shown.domains, shown.is_required) == ("Exemple SSO", "example.org", True)
    assert SECRET not in repr(providers.book(cast.admin)) + cast.dump()
    provided(cast, issuer, provider=provider, version="1", client_secret="", name="Autre nom")
    assert row(cast, provider).sealed_secret == sealed
    assert row(cast, provider).version == 2
    assert providers.remove(cast.admin, provider_id=provider) == "Autre nom"
    assert providers.book(cast.admin).providers == []
    assert cast.acts()[-3:] == [
        "sign_in_provider_added",
        "sign_in_provider_changed",
        "sign_in_provider_removed",
    ]


def test_removing_a_provider_leaves_the_people_and_forgets_whom_it_stood_for(
    cast: Cast, issuer: Issuer
) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    came_in(cast, issuer, provider)
    assert cast.kit.oidc_providers.book(cast.admin).providers[0].people == 1
    cast.kit.oidc_providers.remove(cast.admin, provider_id=provider)
    assert identities(cast) == []
    assert cast.person(ana.user_id).status == "active"


def test_only_who_manages_security_and_has_proven_it_lately_sets_one_up(cast: Cast, issuer: Issuer) -> None:
    """SES-08."""
    agent, _ = cast.join("Bob Petit", "agent")
    stale = replace(cast.admin, is_recent=False)
    for actor, refusal in ((agent, Forbidden), (stale, ProofNeeded)):
        with pytest.raises(refusal):
            provided(cast, issuer, by=actor)
    provider = provided(cast, issuer)
    with pytest.raises(ProofNeeded):
        cast.kit.oidc_providers.remove(stale, provider_id=provider)
    for act in (cast.kit.oidc_providers.book, cast.kit.oidc_providers.check_proof):
        with pytest.raises(Forbidden):
            act(agent)
    with pytest.raises(Forbidden):
        cast.kit.oidc_providers.inspect(agent, provider_id=provider)
    assert len(cast.kit.oidc_providers.book(cast.admin).providers) == 1


def test_what_somebody_else_saved_meanwhile_and_the_issuer_stay(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer)
    with pytest.raises(ChangedMeanwhile):
        provided(cast, issuer, provider=provider, version="2")
    with pytest.raises(IssuerStays):
        provided(cast, issuer, provider=provider, version="1", issuer="https://accounts.example.com")
    assert row(cast, provider).issuer == issuer.issuer
    assert cast.acts()[-1] == "sign_in_provider_added"


def test_nobody_lets_newcomers_have_more_than_they_may_give(cast: Cast, issuer: Issuer) -> None:
    """INV-01, ACL-03."""
    weak = replace(cast.admin, rank=20, permissions=frozenset({"security:manage", "users:create"}))
    creates_nobody = replace(cast.admin, permissions=cast.admin.permissions - {"users:create"})
    for actor, role in ((weak, "admin"), (creates_nobody, "agent")):
        with pytest.raises(RoleAboveYours):
            provided(cast, issuer, by=actor, newcomer_role=cast.roles[role])
    for choice in ({"newcomer_role": "0" * 32}, {"newcomer_team": "0" * 32}):
        with pytest.raises(UnknownChoice):
            cast.kit.oidc_providers.save(cast.admin, form=form(issuer, **choice))
    assert cast.kit.oidc_providers.book(cast.admin).providers == []


def test_no_rule_makes_an_administrator_of_whoever_comes(cast: Cast, issuer: Issuer) -> None:
    """INV-01: not even one that an administrator writes; and such roles are not offered."""
    offered = {each.key for each in cast.kit.oidc_providers.book(cast.admin).roles}
    assert offered == {"agent", "supervisor", "manager", "user"}
    with pytest.raises(NewcomersAdminister):
        provided(cast, issuer, newcomer_role=cast.roles["admin"])
    assert cast.kit.oidc_providers.book(cast.admin).providers == []


def test_a_role_that_administers_by_now_is_not_given_to_newcomers(cast: Cast, issuer: Issuer) -> None:
    provider = provided(cast, issuer, newcomer_role=cast.roles["agent"])
    with cast.kit.db.write() as s:
        role = s.get_one(Role, cast.roles["agent"])
        role.permissions = [*role.permissions, "settings:read", "security:manage"]
        s.add(role)
    with pytest.raises(OidcRuleBroken):
        came_in(cast, issuer, provider)
    assert identities(cast) == []
    assert cast.acts()[-1] == "authn_login_fail"


def test_there_are_at_most_ten(cast: Cast, issuer: Issuer) -> None:
    for _ in range(10):
        provided(cast, issuer)
    with pytest.raises(TooManyProviders):
        provided(cast, issuer)


def test_the_provider_of_one_workspace_is_nothing_to_another(cast: Cast, issuer: Issuer) -> None:
    """ACL-03."""
    provider = provided(cast, issuer)
    houses = opened(cast)
    neighbour = houses.actor(houses.place("voisine.localhost:3000"))
    providers = cast.kit.oidc_providers
    assert providers.book(neighbour).providers == []
    with pytest.raises(NotFound):
        providers.remove(neighbour, provider_id=provider)
    with pytest.raises(NotFound):
        providers.inspect(neighbour, provider_id=provider)
    with pytest.raises(NotFound):
        provided(cast, issuer, by=neighbour, provider=provider, version="1")
    for email in ("ana@example.org", "olga@example.org"):
        assert cast.kit.oidc_sign_in.offered_to(houses.place("voisine.localhost:3000"), email=email) is None
    assert row(cast, provider).version == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"issuer": ""}, "issuer"),
        ({"issuer": "accounts.example.com"}, "issuer"),
        ({"issuer": "http://accounts.example.com"}, "issuer"),
        ({"issuer": "https://10.0.0.1"}, "issuer"),
        ({"issuer": "https://intranet"}, "issuer"),
        ({"issuer": "https://u:p@accounts.example.com"}, "issuer"),
        ({"issuer": "https://accounts.example.com?x=1"}, "issuer"),
        ({"issuer": "https://accounts.example.com#x"}, "issuer"),
        ({"issuer": "https://accounts.example.com:0"}, "issuer"),
        ({"issuer": "https://[::1"}, "issuer"),
        ({"issuer": "javascript:alert(1)"}, "issuer"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": " "}, "client_secret"),
        ({"client_secret": "x" * 513}, "client_secret"),
        ({"domains": "example"}, "domains"),
        ({"domains": "ana@example.org"}, "domains"),
        ({"domains": " ".join(f"d{n}.example.org" for n in range(21))}, "domains"),
        ({"domains": "", "is_required": "on"}, "domains"),
        ({"domains": "", "vouches": "on"}, "domains"),
        ({"domains": "", "newcomer_role": "0" * 32}, "domains"),
        ({"newcomer_role": "x"}, "newcomer_role"),
        ({"more": "x"}, "form"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(issuer: Issuer, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        form(issuer, **changes)
    assert list(refusal.value.errors) == [field]


def test_domains_are_read_as_people_write_them(issuer: Issuer) -> None:
    read = form(issuer, domains=" Example.ORG, @exemple.fr;éclair.fr\nexample.org ")
    assert read.domains == ("example.org", "exemple.fr", "xn--clair-9ra.fr")


def test_a_provider_on_this_machine_is_for_an_installation_on_this_machine(issuer: Issuer) -> None:
    from comunik_kit.oidc.rules import is_askable  # noqa: PLC0415

    assert is_askable(issuer.issuer, local=True)
    assert not is_askable(issuer.issuer, local=False)
    assert not is_askable("https://localhost", local=False)
    assert is_askable("https://accounts.example.com/realms/x", local=False)


@pytest.mark.parametrize(
    ("document", "answers", "code"),
    [
        ({}, {}, "ok"),
        ({"issuer": "https://evil.example"}, {}, "issuer"),
        ({"token_endpoint": None}, {}, "endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, {}, "endpoint"),
        ({"jwks_uri": "http://accounts.example.com/jwks"}, {}, "endpoint"),
        ({"response_types_supported": ["id_token"]}, {}, "no_code"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, {}, "no_algorithm"),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, {}, "no_auth_method"),
        ({}, {"/jwks": (200, "application/json", b'{"keys": []}')}, "no_keys"),
        ({}, {"/jwks": (200, "text/html", b"{}")}, "not_json"),
        ({}, {"/jwks": (200, "application/json", b"[" * 100_000)}, "not_json"),
        ({}, {"/jwks": (200, "application/json", b" " * (512 * 1024 + 1))}, "too_big"),
        ({}, {"/.well-known/openid-configuration": (302, "application/json", b"{}")}, "status"),
        ({}, {"/.well-known/openid-configuration": (404, "application/json", b"{}")}, "status"),
    ],
)
def test_checking_a_provider_says_what_is_wrong_with_it(
    cast: Cast, issuer: Issuer, document: dict[str, Any], answers: dict[str, Any], code: str
) -> None:
    """INP-09: no redirect is followed, nothing big or other than JSON is read."""
    provider = provided(cast, issuer)
    issuer.document, issuer.answers = document, answers
    found = cast.kit.oidc_providers.inspect(cast.admin, provider_id=provider)
    assert found[0].code == code
    assert found[0].good == (code == "ok")
    assert "POST /token" not in issuer.asked
