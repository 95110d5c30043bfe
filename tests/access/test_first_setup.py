"""The first set-up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import func, select

from comunik_kit.access.errors import AlreadySetUp, PasswordHasContext, WrongSetupCode
from comunik_kit.access.views import StartedSession
from comunik_kit.kernel.email_address import InvalidEmail
from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue, TooLong
from comunik_kit.modules import registry
from comunik_kit.roles.tables import Role
from comunik_kit.users.errors import BadName
from comunik_kit.users.tables import User
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.errors import InvalidHost
from comunik_kit.workspaces.tables import Tier, Workspace
from tests.access.acts import at_once
from tests.support.cast import ORIGIN, PASSWORD, found, kit_on
from tests.support.clock import MovedClock

FORM = {
    "workspace": "Ateliers Lumière",
    "name": "Olga Martin",
    "email": "olga@example.org",
    "password": PASSWORD,
    "domain": "localhost",
}


@pytest.fixture
def kit(database_url: str, clock: MovedClock, tmp_path: Path) -> Iterator[Kit]:
    """Lend an installation nobody has claimed."""
    made = kit_on(database_url, clock, tmp_path)
    yield made
    made.db.dispose()


def claim(kit: Kit, code: str | None = None, **changes: str) -> StartedSession:
    """Claim the installation."""
    right = kit.first_setup.code() if code is None else code
    return kit.first_setup.claim(right, **(FORM | changes), origin=ORIGIN)


def count(kit: Kit, table: type) -> int:
    """Count the rows of a table."""
    with kit.db.read() as s:
        return s.exec(select(func.count()).select_from(table)).one()


def test_the_first_set_up_makes_a_workspace_and_its_admin(kit: Kit) -> None:
    """AUT-10."""
    assert (kit.first_setup.is_open(), kit.workspaces.summary("localhost")) == (True, None)
    cast = found(kit)

    assert cast.admin.name == "Olga Martin"
    assert cast.admin.may("settings:read")
    assert sorted(cast.roles) == ["admin", "agent", "manager", "supervisor", "user"]
    assert cast.acts() == ["workspace_created", "user_created", "authn_login_success"]
    view = kit.workspaces.summary("localhost")
    assert view is not None
    assert (view.name, view.brand, view.host, view.domain_state) == (
        "Ateliers Lumière",
        "Comunik KIT",
        "localhost",
        "development",
    )
    assert not kit.first_setup.is_open()


def test_ten_claims_at_the_same_moment_make_one_owner(kit: Kit) -> None:
    """AUT-10."""
    answers = at_once(*[lambda n=number: claim(kit, email=f"owner{n}@example.org") for number in range(10)])

    assert sum(isinstance(answer, StartedSession) for answer in answers) == 1
    assert sum(isinstance(answer, AlreadySetUp) for answer in answers) == 9
    assert [count(kit, table) for table in (Workspace, User, Tier, Role)] == [1, 1, 1, 5]


@pytest.mark.parametrize("code", ["", "x", "A" * 65, "\udcff", "é" * 65])
def test_nobody_claims_it_without_the_code_of_the_console(kit: Kit, code: str) -> None:
    """AUT-10: whatever else the form says."""
    with pytest.raises(WrongSetupCode):
        claim(kit, code)
    with pytest.raises(WrongSetupCode):
        claim(kit, code, email="", password="")

    assert kit.first_setup.peek(code) == "unknown"
    assert count(kit, Workspace) == 0


def test_a_claimed_installation_is_closed_for_good(kit: Kit) -> None:
    """AUT-10: the code of before opens nothing."""
    assert kit.first_setup.peek(kit.first_setup.code()) == "open"
    claim(kit)

    assert kit.first_setup.peek(kit.first_setup.code()) == "claimed"
    with pytest.raises(AlreadySetUp):
        claim(kit, email="second@example.org")
    assert count(kit, User) == 1


@pytest.mark.parametrize(
    ("wrong", "refusals"),
    [
        ({"workspace": "  "}, {"workspace": MissingValue}),
        ({"workspace": "x" * 121}, {"workspace": TooLong}),
        ({"name": "\u202eagrO"}, {"name": BadName}),
        ({"name": "***"}, {"name": BadName}),
        ({"email": "olga"}, {"email": InvalidEmail}),
        ({"domain": "http://"}, {"domain": InvalidHost}),
        ({"domain": "192.168.0.1"}, {"domain": InvalidHost}),
        ({"password": "Olga-Martin1"}, {"password": PasswordHasContext}),
        (
            {"workspace": "", "name": "", "email": "", "password": "", "domain": ""},
            dict.fromkeys(FORM, MissingValue),
        ),
    ],
)
def test_every_wrong_field_is_named_and_nothing_is_made(
    kit: Kit, wrong: dict[str, str], refusals: dict[str, type[KitError]]
) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput) as refused:
        claim(kit, **wrong)

    assert {name: type(error) for name, error in refused.value.errors.items()} == refusals
    assert kit.first_setup.is_open()
    assert count(kit, Workspace) == 0


def test_a_real_domain_waits_for_its_proof(kit: Kit) -> None:
    """Product: configured, not yet proven."""
    claim(kit, domain="Équipe.Exemple.fr")
    view = kit.workspaces.summary("localhost")

    assert view is not None
    assert (view.host, view.domain_state) == ("xn--quipe-9ra.exemple.fr", "pending")


def test_the_standard_subscription_switches_every_module_on(kit: Kit) -> None:
    """Product: « Standard » is shipped."""
    claim(kit)
    with kit.db.read() as s:
        tier = s.exec(select(Tier)).one()

    assert (tier.name, tier.seats) == ("Standard", None)
    assert tier.modules == [module.key for module in registry.MODULES]
