"""The list of people as its page asks for it."""

import pytest
from sqlmodel import delete

from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.users.state import UsersState
from comunik_kit.workspaces.tables import Domain
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio


async def test_the_address_says_which_list_is_shown(stage: Stage) -> None:
    stage.cast.create("Hélène Dupont", email="helene@example.org")
    stage.cast.create("Paul Moreau", email="paul@example.org")

    async with stage.tab() as tab:
        told = await tab.fire(UsersState.load, path="/users/?tab=not_invited&q=helene")
        shown = await tab.state(UsersState)
        assert told.failures == []
        assert [row.full_name for row in shown.page.rows] == ["Hélène Dupont"]
        assert (shown.tab, shown.search, shown.counts.all) == ("not_invited", "helene", 3)
        assert "Paul Moreau" not in told.text


async def test_an_unknown_tab_is_the_first_one(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=secret&q=%00")
        shown = await tab.state(UsersState)
        assert (shown.tab, shown.search) == ("all", "")
        assert [row.full_name for row in shown.page.rows] == ["Olga Martin"]


async def test_a_search_keeps_the_tab_and_starts_at_the_first_page(stage: Stage) -> None:
    for number in range(30):
        stage.cast.create(f"Personne {number:02}", email=f"p{number}@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=not_invited")
        await tab.fire(UsersState.turn_on)
        assert len((await tab.state(UsersState)).page.rows) == 5
        await tab.fire(UsersState.look_for, text="personne 0")
        shown = await tab.state(UsersState)
        assert (shown.tab, shown.page.total, shown.page.first) == ("not_invited", 12, 1)
        assert shown.page.before == ""


async def test_the_pages_lead_on_and_back(stage: Stage) -> None:
    for number in range(30):
        stage.cast.create(f"Personne {number:02}", email=f"p{number}@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users")
        first = (await tab.state(UsersState)).page
        await tab.fire(UsersState.turn_on)
        second = (await tab.state(UsersState)).page
        await tab.fire(UsersState.turn_back)
        again = (await tab.state(UsersState)).page
        assert (len(first.rows), len(second.rows), second.first) == (25, 6, 26)
        assert not {row.id for row in first.rows} & {row.id for row in second.rows}
        assert again.rows == first.rows


async def test_the_tab_of_the_invited_shows_invitations(stage: Stage) -> None:
    stage.cast.kit.invitations.create_and_invite(stage.cast.admin, new=stage.cast.new("Ana Lopez"))
    stage.cast.create("Paul Moreau", email="paul@example.org")

    async with stage.tab() as tab:
        told = await tab.fire(UsersState.load, path="/users?tab=invited")
        sent = (await tab.state(InvitationsState)).page
        assert [(row.full_name, row.state, row.inviter) for row in sent.rows] == [
            ("Ana Lopez", "pending", "Olga Martin")
        ]
        assert "Paul Moreau" not in told.text
        await tab.fire(UsersState.look_for, text="nobody at all")
        assert (await tab.state(InvitationsState)).page.rows == []


async def test_without_a_domain_the_page_knows_it(stage: Stage) -> None:
    with stage.cast.kit.db.write() as session:
        session.exec(delete(Domain))

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users")
        shown = await tab.state(UsersState)
        assert (shown.loaded, shown.domain_ready) == (True, False)


async def test_an_agent_sees_nobody(stage: Stage) -> None:
    """ACL-02."""
    _, secret = stage.join("Anna Petit", "agent")

    async with stage.tab(secret) as tab:
        for handler in (UsersState.load, UsersState.refresh, UsersState.turn_on, UsersState.turn_back):
            told = await tab.fire(handler, path="/users")
            assert "Olga Martin" not in told.text
        told = await tab.fire(UsersState.look_for, text="olga")
        assert "Olga Martin" not in told.text
        assert (await tab.state(UsersState)).page.rows == []


async def test_a_supervisor_reads_the_list_but_may_not_act(stage: Stage) -> None:
    _, secret = stage.join("Sami Roy", "supervisor")

    async with stage.tab(secret) as tab:
        await tab.fire(UsersState.load, path="/users")
        rows = (await tab.state(UsersState)).page.rows
        assert {row.full_name for row in rows} == {"Olga Martin", "Sami Roy"}
        assert not any(row.may_edit or row.may_invite or row.may_delete for row in rows)


async def test_the_search_field_is_drawn_anew_for_other_words_alone(stage: Stage) -> None:
    """Drawing it anew takes the focus away from whoever types."""
    async with stage.tab() as tab:

        async def drawn(path: str) -> int:
            await tab.fire(UsersState.load, path=path)
            return (await tab.state(UsersState)).visit

        assert [await drawn("/users"), await drawn("/users"), await drawn("/users?q=olga")] == [1, 1, 2]
        await tab.fire(UsersState.look_for, text="ana", path="/users")
        assert [await drawn("/users?q=ana"), await drawn("/users")] == [2, 3]
