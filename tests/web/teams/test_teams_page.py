"""« Équipes » through Reflex's event pipeline, and what the drawer proposes for a team."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.users.team_views import TeamLine
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.web.teams.editing_state import TeamEditingState
from comunik_kit.web.teams.removal_state import TeamRemovalState
from comunik_kit.web.teams.state import TeamsState
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/settings/teams"


def tab(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


def team(cast: Cast, name: str = "Ventes", **given: object) -> str:
    form = TeamForm.parse({"name": name, **given}, cast.kit.teams.modules)
    return cast.kit.teams.create(cast.admin, form=form)


def lines(cast: Cast) -> list[TeamLine]:
    return cast.kit.teams.book(cast.admin).teams


async def test_a_team_is_made_changed_and_found_again(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(TeamEditingState.ask_new_team, path=PATH)
        form = {"name": "Ventes", "colour": "teal", "lead": "olga@example.org", "off_calls": "on"}
        await page.fire(TeamEditingState.save_team, path=PATH, form=form)
        assert not (await page.state(TeamEditingState)).is_open
        [line] = (await page.state(TeamsState)).book.teams
        assert (line.name, line.colour, line.lead, line.modules_off) == (
            "Ventes",
            "teal",
            "Olga Martin",
            ["calls"],
        )
        await page.fire(TeamEditingState.ask_team_change, path=PATH, team_id=line.id)
        draft = (await page.state(TeamEditingState)).draft
        assert (draft.lead, draft.colour) == ("olga@example.org", "teal")
        await page.fire(TeamEditingState.save_team, path=PATH, form={"name": "Vente", "colour": "red"})
        assert (await page.state(SessionState)).notice.key == "teams.told.changed"
        await page.fire(TeamsState.look_for_team, path=PATH, text="support")
        book = (await page.state(TeamsState)).book
        assert (book.teams, book.found, book.total) == ([], 0, 1)
    assert [(line.name, line.colour, line.lead) for line in lines(cast)] == [("Vente", "red", "")]


async def test_what_is_wrong_is_said_under_its_field_and_the_sheet_stays(cast: Cast) -> None:
    team(cast)
    async with tab(cast) as page:
        await page.fire(TeamEditingState.ask_new_team, path=PATH)
        await page.fire(TeamEditingState.save_team, path=PATH, form={"name": "", "lead": "nobody"})
        shown = await page.state(TeamEditingState)
        assert (shown.is_open, set(shown.errors)) == (True, {"name", "lead"})
        await page.fire(TeamEditingState.save_team, path=PATH, form={"name": "VENTES"})
        assert (await page.state(TeamEditingState)).errors["name"].key == "errors.team_name_taken"
        await page.fire(TeamEditingState.save_team, path=PATH, form={"name": "Autre", "lead_id": "0" * 32})
        assert (await page.state(TeamEditingState)).errors["form"].key == "errors.unknown_field"
    assert [line.name for line in lines(cast)] == ["Ventes"]


async def test_a_team_that_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    made = team(cast)
    async with tab(cast) as page:
        await page.fire(TeamEditingState.ask_team_change, path=PATH, team_id=made)
        form = TeamForm.parse({"name": "Support"}, cast.kit.teams.modules)
        cast.kit.teams.change(cast.admin, team_id=made, form=form, version=1)
        await page.fire(TeamEditingState.save_team, path=PATH, form={"name": "Vente"})
        assert (await page.state(TeamEditingState)).errors["form"].key == "errors.changed_meanwhile"
    assert [line.name for line in lines(cast)] == ["Support"]


async def test_a_team_with_people_goes_only_when_it_is_said_where_they_go(cast: Cast) -> None:
    sales, support = team(cast), team(cast, "Support")
    ana = cast.create("Ana Lopez", department="Ventes")
    async with tab(cast) as page:
        await page.fire(TeamRemovalState.ask_team_removal, path=PATH, team_id=sales)
        asked = (await page.state(TeamRemovalState)).asked
        assert (asked.people, [each.name for each in asked.others]) == (1, ["Support"])
        await page.fire(TeamRemovalState.delete_team, path=PATH)
        assert (await page.state(SessionState)).notice.key == "errors.team_in_use"
        assert cast.person(ana).department_id == sales
        await page.fire(TeamRemovalState.choose_team, path=PATH, value=support)
        await page.fire(TeamRemovalState.delete_team, path=PATH)
        assert (await page.state(TeamRemovalState)).asked.id == ""
    assert cast.person(ana).department_id == support
    assert [line.name for line in lines(cast)] == ["Support"]


async def test_a_manager_reads_the_teams_and_changes_nothing(cast: Cast) -> None:
    """ACL-02."""
    made = team(cast)
    _, secret = cast.join("Mado Blanc", "manager")
    before = cast.acts()
    async with tab(cast, secret) as page:
        await page.fire(TeamsState.load_teams, path=PATH)
        book = (await page.state(TeamsState)).book
        assert (book.may_manage, len(book.teams)) == (False, 1)
        await page.fire(TeamEditingState.ask_team_change, path=PATH, team_id=made)
        await page.fire(TeamEditingState.save_team, path=PATH, form={"name": "Volée"})
        await page.fire(TeamRemovalState.ask_team_removal, path=PATH, team_id=made)
        await page.fire(TeamRemovalState.delete_team, path=PATH)
    assert cast.acts() == before


@pytest.mark.parametrize("wrong", ["0" * 32, "nobody", "", "é" * 32])
async def test_an_id_of_nothing_is_refused_as_a_notice(cast: Cast, wrong: str) -> None:
    """INP-01."""
    async with tab(cast) as page:
        for handler in (TeamEditingState.ask_team_change, TeamRemovalState.ask_team_removal):
            told = await page.fire(handler, path=PATH, team_id=wrong)
            assert told.failures == []
            assert (await page.state(SessionState)).notice.key == "errors.not_found"


async def test_the_drawer_proposes_the_role_of_a_team_until_another_is_chosen(cast: Cast) -> None:
    team(cast, default_role=cast.roles["supervisor"])
    team(cast, "Support", default_role=cast.roles["agent"])
    async with tab(cast) as page:
        await page.fire(NewColleagueState.open_drawer, path="/users")
        await page.fire(NewColleagueState.choose_department, path="/users", name="ventes")
        shown = await page.state(NewColleagueState)
        assert (shown.kept.role_id, shown.role_key) == (cast.roles["supervisor"], "supervisor")
        await page.fire(NewColleagueState.choose_department, path="/users", name="Support")
        assert (await page.state(NewColleagueState)).kept.role_id == cast.roles["agent"]
        await page.fire(NewColleagueState.choose_role, path="/users", role_id=cast.roles["user"])
        await page.fire(NewColleagueState.choose_department, path="/users", name="Ventes")
        assert (await page.state(NewColleagueState)).role_key == "user"


async def test_the_drawer_proposes_nothing_that_its_reader_may_not_give(cast: Cast) -> None:
    """INV-01."""
    team(cast, default_role=cast.roles["admin"])
    _, secret = cast.join("Mado Blanc", "manager")
    async with tab(cast, secret) as page:
        await page.fire(NewColleagueState.open_drawer, path="/users")
        await page.fire(NewColleagueState.choose_department, path="/users", name="Ventes")
        assert (await page.state(NewColleagueState)).kept.role_id == ""
