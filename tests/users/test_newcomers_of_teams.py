"""What a team gives its newcomers, where their form leaves it open."""

import io
import json
import zipfile
from typing import Any

import pytest

from comunik_kit.kernel.errors import InvalidInput, MissingValue
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.tables import User
from comunik_kit.users.team_inputs import TeamForm
from tests.support.cast import Cast
from tests.users.test_races import at_once


def team(cast: Cast, role: str = "supervisor", name: str = "Ventes") -> str:
    """Make a team that gives a role and takes a module away."""
    given = {"name": name, "default_role": cast.roles[role] if role else "", "off_calls": "on"}
    return cast.kit.teams.create(cast.admin, form=TeamForm.parse(given, cast.kit.teams.modules))


def made(cast: Cast, **given: Any) -> User:
    return cast.person(cast.create("Ana Lopez", **given))


def test_a_form_without_a_role_gets_the_team_s(cast: Cast) -> None:
    team(cast)
    ana = made(cast, department="ventes", role_id="")
    assert (ana.role_id, ana.modules_off) == (cast.roles["supervisor"], ["calls"])


def test_a_role_that_was_chosen_stays(cast: Cast) -> None:
    team(cast)
    ana = made(cast, department="Ventes", role_id=cast.roles["user"])
    assert (ana.role_id, ana.modules_off) == (cast.roles["user"], ["calls"])


@pytest.mark.parametrize("department", ["Support", "Neuve"])
def test_a_team_without_a_default_leaves_the_role_to_be_chosen(cast: Cast, department: str) -> None:
    team(cast, role="", name="Support")
    before = cast.acts()
    with pytest.raises(MissingValue) as refused:
        made(cast, department=department, role_id="")
    assert refused.value.field == "role_id"
    with pytest.raises(InvalidInput):
        cast.new(role_id="")
    assert cast.acts() == before


def test_nobody_gets_by_a_team_what_their_creator_may_not_give(cast: Cast) -> None:
    """INV-01."""
    team(cast, role="admin")
    manager, _ = cast.join("Mado Blanc", "manager")
    before = cast.acts()
    with pytest.raises(RoleAboveYours):
        cast.create("Ana Lopez", by=manager, department="Ventes", role_id="")
    assert cast.acts() == before


def test_nobody_is_left_in_a_team_that_is_deleted_at_the_same_moment(cast: Cast) -> None:
    """Whatever the order: in the team before it goes, or in one made anew."""
    for number in range(10):
        sales = team(cast)

        def delete(team_id: str = sales) -> None:
            cast.kit.teams.delete(cast.admin, team_id=team_id, version=1, moved_to="")

        def create(number: int = number) -> None:
            cast.create(f"P{number} Lopez", department="Ventes", email=f"p{number}@example.org")

        at_once(delete, create)
        left = cast.kit.teams.book(cast.admin).teams
        assert [line.id for line in left if line.id == sales] == []
        for line in left:
            cast.kit.teams.delete(cast.admin, team_id=line.id, version=line.version, moved_to="")
        assert cast.kit.users.counts(cast.admin).all == number + 2


def test_a_deleted_role_is_no_team_s_default_any_more(cast: Cast) -> None:
    define = cast.kit.role_definitions
    role = define.create(cast.admin, form=RoleForm.parse({"name": "Veilleur", "level": "user"}))
    given = TeamForm.parse({"name": "Ventes", "default_role": role}, cast.kit.teams.modules)
    cast.kit.teams.create(cast.admin, form=given)
    define.delete(cast.admin, role_id=role)
    [line] = cast.kit.teams.book(cast.admin).teams
    assert (line.role_id, line.version) == ("", 2)
    assert cast.acts()[-2:] == ["department_changed", "role_deleted"]


def test_one_s_own_file_names_the_teams_that_one_leads(cast: Cast) -> None:
    form = TeamForm.parse({"name": "Ventes", "lead": "olga@example.org"}, cast.kit.teams.modules)
    cast.kit.teams.create(cast.admin, form=form)
    packed = cast.kit.personal_data.file(cast.admin, user_id=cast.admin.user_id)
    assert leads_in(packed.content) == ["Ventes"]


def leads_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("account.json"))[0]["leads"]
