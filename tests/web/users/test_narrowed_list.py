"""The list narrowed, sorted and saved, as its page asks for it."""

import pytest

from comunik_kit.users.filters import UserFilter
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.narrowing import Chip
from comunik_kit.web.users.offers_state import OffersState
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.views_state import ViewsState
from tests.access.second import switched_on
from tests.support.events import Tab
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio


async def names(tab: Tab) -> list[str]:
    return [row.full_name for row in (await tab.state(UsersState)).page.rows]


async def test_the_address_says_what_is_shown_and_each_chip_takes_something_away(stage: Stage) -> None:
    stage.cast.create("Ana Lopez", email="ana@example.org", department="Vente")
    stage.cast.create("Bob Noir", email="bob@example.org", department="Achats")
    offers = stage.cast.kit.list_offers.offers(stage.cast.admin, UserFilter())
    vente = next(each.id for each in offers.departments if each.name == "Vente")
    async with stage.tab() as tab:
        told = await tab.fire(
            UsersState.load, path=f"/users?department={vente}&seen=never&sort=-name&columns=company"
        )
        shown = (await tab.state(UsersState)).asked
        assert told.failures == []
        assert await names(tab) == ["Ana Lopez"]
        assert shown.chips == [
            Chip("users.filter.department", "/users?seen=never&sort=-name&columns=company", text="Vente"),
            Chip(
                "users.filter.seen",
                f"/users?department={vente}&sort=-name&columns=company",
                key="users.filter.seen.never",
            ),
        ]
        assert (shown.sort, shown.columns) == ("-name", ["company"])
        assert "Bob Noir" not in told.text


async def test_who_has_a_second_factor_is_a_filter_of_the_address(stage: Stage) -> None:
    ana, _ = stage.cast.join("Ana Lopez", "agent")
    switched_on(stage.cast, ana)
    async with stage.tab() as tab:
        for said, shown in (
            ("on", ["Ana Lopez"]),
            ("none", ["Olga Martin"]),
            ("x", ["Ana Lopez", "Olga Martin"]),
        ):
            await tab.fire(UsersState.load, path=f"/users?2fa={said}")
            assert await names(tab) == shown
        await tab.fire(UsersState.load, path="/users?2fa=on")
        chips = (await tab.state(UsersState)).asked.chips
        assert chips == [Chip("users.filter.factor", "/users", key="users.filter.factor.on")]
        told = await tab.fire(UsersState.narrow, path="/users", group="2fa", value="none")
        assert told.redirects == ["/users?2fa=none"]


async def test_what_the_workspace_does_not_have_is_not_asked_for(stage: Stage) -> None:
    """ACL-03: a foreign id is no filter and no word."""
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path=f"/users?department={'a' * 32}&role={'b' * 32}&inviter=none")
        shown = (await tab.state(UsersState)).asked
        assert shown.query == "inviter=none"
        assert await names(tab) == ["Olga Martin"]


async def test_the_invited_are_people_once_they_are_narrowed_or_sorted(stage: Stage) -> None:
    stage.cast.kit.invitations.create_and_invite(stage.cast.admin, new=stage.cast.new("Ana Lopez"))
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=invited")
        assert (await tab.state(UsersState)).asked.of_people is False
        assert len((await tab.state(InvitationsState)).page.rows) == 1
        await tab.fire(UsersState.load, path="/users?tab=invited&seen=never")
        assert (await tab.state(UsersState)).asked.of_people is True
        assert await names(tab) == ["Ana Lopez"]


async def test_each_choice_leads_to_the_address_that_asks_for_it_as_well(stage: Stage) -> None:
    role, here = stage.cast.roles["user"], "/users?tab=active&q=olga"
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path=here)
        for handler, payload, address in (
            (UsersState.narrow, {"group": "role", "value": role}, f"/users?tab=active&q=olga&role={role}"),
            (UsersState.narrow, {"group": "seen", "value": "7d"}, "/users?tab=active&q=olga&seen=7d"),
            (UsersState.narrow, {"group": "password", "value": "x"}, "/users?tab=active&q=olga"),
            (UsersState.sort_by, {"word": "-seen"}, "/users?tab=active&q=olga&sort=-seen"),
            (
                UsersState.toggle_column,
                {"column": "role"},
                "/users?tab=active&q=olga&columns=department,status,last_seen",
            ),
        ):
            told = await tab.fire(handler, path=here, **payload)
            assert f"'{address}'" in told.text or f'"{address}"' in told.text, (address, told.text[-400:])


async def test_a_choice_keeps_what_was_typed_and_is_still_searched_for(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users")
        for handler, payload, address in (
            (UsersState.narrow, {"group": "seen", "value": "7d"}, "/users?q=dup&seen=7d"),
            (UsersState.sort_by, {"word": "-seen"}, "/users?q=dup&sort=-seen"),
        ):
            told = await tab.fire(handler, path="/users?q=dup", **payload)
            assert told.redirects == [address]


async def test_a_search_keeps_filter_and_order(stage: Stage) -> None:
    for number in range(3):
        stage.cast.create(f"Personne {number}", email=f"p{number}@example.org")
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?seen=never&sort=-name")
        await tab.fire(UsersState.look_for, text="personne")
        shown = (await tab.state(UsersState)).asked
        assert await names(tab) == ["Personne 2", "Personne 1", "Personne 0"]
        assert shown.query == "q=personne&seen=never&sort=-name"
        assert shown.chips[0].href == "/users?q=personne&sort=-name"


async def test_a_view_is_saved_renamed_and_deleted_and_an_agent_has_none(stage: Stage) -> None:
    """ACL-02."""
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?seen=never&sort=-seen")
        await tab.fire(ViewsState.ask_to_save)
        await tab.fire(ViewsState.save_view, form={"name": "Jamais venus", "shared": True})
        assert (await tab.state(ViewsState)).dialog == ""
        await tab.fire(ViewsState.offer_views, open=True)
        [view] = (await tab.state(ViewsState)).views
        assert (view.name, view.query, view.shared) == ("Jamais venus", "seen=never&sort=-seen", True)
        await tab.fire(ViewsState.change_view, view_id=view.id, form={"name": "Absents", "shared": False})
        assert [(each.name, each.shared) for each in (await tab.state(ViewsState)).views] == [
            ("Absents", False)
        ]
        await tab.fire(ViewsState.delete_view, view_id=view.id)
        assert (await tab.state(ViewsState)).views == []
    _, secret = stage.join("Anna Petit", "agent")
    async with stage.tab(secret) as tab:
        await tab.fire(ViewsState.save_view, form={"name": "Les miens"})
        told = await tab.fire(OffersState.offer, open=True)
        assert "Olga Martin" not in told.text
    assert stage.cast.kit.saved_views.all(stage.cast.admin) == []
