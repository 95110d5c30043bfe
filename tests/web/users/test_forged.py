"""Every handler of these screens, called with what no page would send (INP-01, ACL-02)."""

from typing import Any

import pytest

from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.offers_state import OffersState
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.views_state import ViewsState
from comunik_kit.web.white_label.state import WhiteLabelState
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio

HOSTILE: list[Any] = [
    None,
    True,
    -1,
    1.5,
    "",
    "x" * 100_000,
    "\x00",
    [],
    ["a"],
    {},
    {"$gt": 0},
    {"a": {"b": []}},
]
ONE_ARGUMENT: list[tuple[Any, str]] = [
    (UsersState.look_for, "text"),
    (UsersState.sort_by, "word"),
    (UsersState.toggle_column, "column"),
    (OffersState.offer, "open"),
    (ViewsState.offer_views, "open"),
    (ViewsState.save_view, "form"),
    (ViewsState.delete_view, "view_id"),
    (ViewsState.leave_views, "open"),
    (NewColleagueState.settle, "open"),
    (NewColleagueState.choose_role, "role_id"),
    (NewColleagueState.choose_entry, "by_password"),
    (NewColleagueState.look_at_email, "text"),
    (NewColleagueState.submit, "form"),
    (UserRecordState.choose_role, "role_id"),
    (UserRecordState.save, "form"),
    (PersonActsState.ask_removal, "user_id"),
    (PersonActsState.ask_revocation, "user_id"),
    (InvitingState.ask_new, "user_id"),
    (InvitingState.ask_revision, "user_id"),
    (InvitingState.ask_correction, "user_id"),
    (InvitingState.invite, "form"),
    (InvitingState.revise, "form"),
    (InvitingState.correct, "form"),
    (PersonActsState.resend, "user_id"),
    (PersonActsState.show_link, "user_id"),
    (PersonActsState.leave, "open"),
    (WhiteLabelState.change, "changing"),
    (WhiteLabelState.save, "form"),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "argument"), ONE_ARGUMENT)
async def test_a_hostile_argument_is_refused_without_a_trace(
    stage: Stage, handler: Any, argument: str
) -> None:
    """INP-01."""
    before = stage.cast.acts()
    async with stage.tab() as tab:
        for value in HOSTILE:
            told = await tab.fire(handler, path="/users", **{argument: value})
            assert told.failures == [], value
        assert stage.cast.acts() == before
        assert stage.cast.kit.users.counts(stage.cast.admin).all == 1


@pytest.mark.parametrize("name", ["workspace_id", "status", "id", "creation_date", "is_admin", "deleted_at"])
async def test_a_form_with_a_field_of_its_own_invention_is_refused(stage: Stage, name: str) -> None:
    """ACL-05."""
    async with stage.tab() as tab:
        told = await tab.fire(NewColleagueState.submit, form=stage.form(**{name: "1"}))
        assert told.failures == []
        assert (await tab.state(NewColleagueState)).errors["form"].key == "errors.unknown_field"
        assert stage.cast.kit.users.counts(stage.cast.admin).all == 1


async def test_a_password_put_into_the_form_is_refused_and_kept_nowhere(stage: Stage) -> None:
    """AUT-11, LOG-03."""
    async with stage.tab() as tab:
        told = await tab.fire(NewColleagueState.submit, form=stage.form(password="canary-Passw0rd!"))
        assert (await tab.state(NewColleagueState)).errors["form"].key == "errors.unknown_field"
        assert "canary" not in told.text
        assert "canary" not in stage.cast.dump()


async def test_a_person_of_nowhere_is_not_found(stage: Stage) -> None:
    """ACL-03."""
    before = stage.cast.acts()
    named = (InvitingState.ask_new, PersonActsState.resend, PersonActsState.ask_removal)
    async with stage.tab() as tab:
        for handler in named:
            told = await tab.fire(handler, path="/users", user_id="0" * 32)
            assert told.failures == []
        assert (await tab.state(PersonActsState)).question == ""
        assert stage.cast.acts() == before


async def test_turning_pages_that_are_not_there_shows_the_first(stage: Stage) -> None:
    async with stage.tab() as tab:
        for handler in (InvitationsState.turn_on, InvitationsState.turn_back, UsersState.turn_on):
            told = await tab.fire(handler, path="/users")
            assert told.failures == []
        assert [row.full_name for row in (await tab.state(UsersState)).page.rows] == ["Olga Martin"]
