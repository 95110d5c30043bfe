"""The list of people as its page asks for it."""

import pytest
from sqlmodel import delete

from comunik_kit.invitations.views import InvitationPage
from comunik_kit.users import names
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.users.state import UsersState
from comunik_kit.workspaces.tables import Domain
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio


def invite(stage: Stage, number: int, name: str = "Ana") -> None:
    for each in range(number):
        new = stage.cast.new(f"{name} {each:02}", email=f"{names.sort_name(name)}{each}@example.org")
        stage.cast.kit.invitations.create_and_invite(stage.cast.admin, new=new)


def revoke(stage: Stage, page: InvitationPage) -> None:
    for row in page.rows:
        stage.cast.kit.invitations.revoke(stage.cast.admin, user_id=row.user_id)


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


@pytest.mark.parametrize(
    "name", ["Ana\u200cLopez {:02}", "щ" * 117 + " {:02}", "\U00020000" * 117 + " {:02}"]
)
async def test_the_pages_lead_on_behind_any_name(stage: Stage, name: str) -> None:
    """With an invisible joiner in it, or the longest of a script that takes much room."""
    for number in range(30):
        stage.cast.create(name.format(number), email=f"p{number}@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=not_invited")
        await tab.fire(UsersState.turn_on)
        second = (await tab.state(UsersState)).page
        assert (second.first, len(second.rows)) == (26, 5)
        await tab.fire(UsersState.turn_back)
        assert (await tab.state(UsersState)).page.first == 1


async def test_a_second_click_at_either_end_stays_there(stage: Stage) -> None:
    """A double click is one click and another, which finds no page further on."""
    for number in range(30):
        stage.cast.create(f"Personne {number:02}", email=f"p{number}@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=not_invited")
        for handler, first, rows in ((UsersState.turn_on, 26, 5), (UsersState.turn_back, 1, 25)):
            for _ in range(2):
                await tab.fire(handler)
                page = (await tab.state(UsersState)).page
                assert (page.first, len(page.rows)) == (first, rows)


async def test_a_page_that_went_empty_is_left_for_the_first(stage: Stage) -> None:
    """It does not come back by itself in place of the first, for somebody new who stands behind it."""
    for number in range(24):
        stage.cast.create(f"Ana {number:02}", email=f"p{number}@example.org")
    last = stage.cast.create("Zoé Dernière", email="zoe@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users")
        await tab.fire(UsersState.turn_on)
        assert [row.full_name for row in (await tab.state(UsersState)).page.rows] == ["Zoé Dernière"]
        stage.cast.kit.users.delete(stage.cast.admin, user_id=last)
        await tab.fire(UsersState.refresh)
        first = (await tab.state(UsersState)).page
        stage.cast.create("Zoé Nouvelle", email="nouvelle@example.org")
        await tab.fire(UsersState.refresh)
        shown = (await tab.state(UsersState)).page
        assert (first.first, len(first.rows), first.after) == (1, 25, "")
        assert (shown.rows, shown.total, bool(shown.after)) == (first.rows, 26, True)


async def test_whoever_is_new_at_the_top_appears_also_after_turning_back(stage: Stage) -> None:
    for number in range(40):
        stage.cast.create(f"Ana {number:02}", email=f"p{number}@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users")
        await tab.fire(UsersState.turn_on)
        await tab.fire(UsersState.turn_back)
        stage.cast.create("Aaron Premier", email="aaron@example.org")
        await tab.fire(UsersState.refresh)
        page = (await tab.state(UsersState)).page
        assert (page.rows[0].full_name, page.first, len(page.rows)) == ("Aaron Premier", 1, 25)


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


@pytest.mark.parametrize(("comes_back", "left"), [(False, 25), (True, 2)])
async def test_a_page_of_the_invited_that_empties_is_the_first_one_and_stays_it(
    stage: Stage,
    comes_back: bool,  # noqa: FBT001  - whether the page was come to from behind
    left: int,
) -> None:
    invite(stage, 27)
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=invited")
        await tab.fire(InvitationsState.turn_on)
        if comes_back:
            await tab.fire(InvitationsState.turn_back)
        revoke(stage, (await tab.state(InvitationsState)).page)
        told = await tab.fire(UsersState.refresh)
        page = (await tab.state(InvitationsState)).page
        assert told.failures == []
        assert (len(page.rows), page.total, page.before) == (left, left, "")
        invite(stage, 1, "Zoé")
        await tab.fire(UsersState.refresh)
        assert (await tab.state(InvitationsState)).page.rows[0].full_name == "Zoé 00"


async def test_the_first_page_of_the_invited_that_one_came_back_to_shows_who_comes(stage: Stage) -> None:
    invite(stage, 30)
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=invited")
        await tab.fire(InvitationsState.turn_on)
        await tab.fire(InvitationsState.turn_back)
        invite(stage, 1, "Zoé")
        await tab.fire(UsersState.refresh)
        page = (await tab.state(InvitationsState)).page
        assert (page.rows[0].full_name, len(page.rows), page.before) == ("Zoé 00", 25, "")


async def test_a_second_click_on_next_or_back_among_the_invited_turns_no_page(stage: Stage) -> None:
    invite(stage, 30)
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users?tab=invited")
        for turn, shown in ((InvitationsState.turn_on, 5), (InvitationsState.turn_back, 25)):
            await tab.fire(turn)
            once = (await tab.state(InvitationsState)).page
            await tab.fire(turn)
            assert len(once.rows) == shown
            assert (await tab.state(InvitationsState)).page == once


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
