"""The three dots: invite, resend, copy the link, revoke, delete."""

import pytest

from comunik_kit.users.tables import UserStatus
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.session import SessionState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.state import UsersState
from tests.web.users.conftest import Stage

LIST = "/users/?tab=all"

pytestmark = pytest.mark.anyio


async def test_an_invitation_from_the_list_shows_there_at_once(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path=LIST)
        asked = await tab.fire(InvitingState.ask_new, path=LIST, user_id=ana)
        assert asked.failures == []
        assert (await tab.state(InvitingState)).question == "new"
        assert stage.cast.letters() == []
        told = await tab.fire(InvitingState.invite, path=LIST, form={"leaves": "now"})
        row = next(row for row in (await tab.state(UsersState)).page.rows if row.id == ana)
        assert told.failures == []
        assert row.status == UserStatus.INVITED
        assert (await tab.state(SessionState)).notice.key == "users.told.invited.local"
        assert len(stage.cast.letters()) == 1


async def test_no_list_and_no_dialog_is_ever_told_the_secret_of_a_link(stage: Stage) -> None:
    """INV-10: the dialog knows whose link it copies; the link itself comes by `http/invitations.py`."""
    sent = stage.cast.kit.invitations.create_and_invite(stage.cast.admin, new=stage.cast.new("Ana Lopez"))
    secret = stage.cast.link(sent.invitation_id)
    before = stage.cast.acts()

    async with stage.tab() as tab:
        shown = [
            await tab.fire(UsersState.load, path="/users?tab=invited"),
            await tab.fire(UserRecordState.load, path=f"/users/{sent.user_id}"),
            await tab.fire(PersonActsState.show_link, path=LIST, user_id=sent.user_id),
        ]
        acts = await tab.state(PersonActsState)
        assert (acts.question, acts.person.id) == ("link", sent.user_id)
        shown.append(await tab.fire(PersonActsState.leave, path=LIST, open=False))
        assert (await tab.state(PersonActsState)).question == ""
    told = "".join(each.text for each in shown)
    assert "Ana Lopez" in told
    assert secret not in told
    assert "/invite/" not in told
    assert stage.cast.acts() == before


async def test_resending_kills_the_old_link_and_says_so(stage: Stage) -> None:
    sent = stage.cast.kit.invitations.create_and_invite(stage.cast.admin, new=stage.cast.new("Ana Lopez"))

    async with stage.tab() as tab:
        await tab.fire(PersonActsState.resend, path=LIST, user_id=sent.user_id)
        assert (await tab.state(SessionState)).notice.key == "users.told.resent.local"
        old = stage.cast.kit.acceptance.peek(stage.cast.link(sent.invitation_id, 1))
        new = stage.cast.kit.acceptance.peek(stage.cast.link(sent.invitation_id, 2))
        assert (old.status, new.status) == ("replaced", "open")


async def test_revoking_asks_first_then_takes_the_invitation_back(stage: Stage) -> None:
    sent = stage.cast.kit.invitations.create_and_invite(stage.cast.admin, new=stage.cast.new("Ana Lopez"))

    async with stage.tab() as tab:
        await tab.fire(PersonActsState.ask_revocation, path=LIST, user_id=sent.user_id)
        acts = await tab.state(PersonActsState)
        assert (acts.question, acts.person.name) == ("revocation", "Ana Lopez")
        assert stage.cast.person(sent.user_id).status == UserStatus.INVITED
        await tab.fire(PersonActsState.revoke, path=LIST)
        assert stage.cast.person(sent.user_id).status == UserStatus.CREATED
        assert (await tab.state(PersonActsState)).question == ""


async def test_deleting_from_the_record_leads_back_to_the_list(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")

    async with stage.tab() as tab:
        await tab.fire(PersonActsState.ask_removal, path=f"/users/{ana}", user_id=ana)
        assert stage.cast.person(ana).deleted_at is None
        told = await tab.fire(PersonActsState.remove, path=f"/users/{ana}")
        assert told.redirects == ["/users"]
        assert stage.cast.person(ana).deleted_at is not None
        notice = (await tab.state(SessionState)).notice
        assert (notice.key, notice.params["name"]) == ("users.told.removed", "Ana Lopez")


async def test_deleting_oneself_is_refused_in_words(stage: Stage) -> None:
    me = stage.cast.admin.user_id

    async with stage.tab() as tab:
        await tab.fire(PersonActsState.ask_removal, path=LIST, user_id=me)
        told = await tab.fire(PersonActsState.remove, path=LIST)
        assert told.failures == []
        notice = (await tab.state(SessionState)).notice
        assert (notice.kind, notice.key) == ("danger", "errors.not_yourself")
        assert stage.cast.person(me).deleted_at is None


async def test_a_confirmation_without_a_question_does_nothing(stage: Stage) -> None:
    """A forged `remove` finds nobody to remove (INP-01)."""
    async with stage.tab() as tab:
        for handler in (PersonActsState.remove, PersonActsState.revoke):
            told = await tab.fire(handler, path=LIST)
            assert told.failures == []
            assert (await tab.state(SessionState)).notice.key == "errors.not_found"
        assert stage.cast.kit.users.counts(stage.cast.admin).all == 1


async def test_a_supervisor_can_do_none_of_it(stage: Stage) -> None:
    """ACL-02."""
    _, secret = stage.join("Sami Roy", "supervisor")
    ana = stage.cast.create("Ana Lopez")
    before = len(stage.cast.acts())
    named = (
        InvitingState.ask_new, PersonActsState.resend, PersonActsState.show_link,
        PersonActsState.ask_removal, PersonActsState.ask_revocation,
    )  # fmt: skip

    async with stage.tab(secret) as tab:
        for handler in named:
            await tab.fire(handler, path=LIST, user_id=ana)
        for handler in (PersonActsState.remove, PersonActsState.revoke, UserRecordState.edit):
            await tab.fire(handler, path=f"/users/{ana}")
        assert (await tab.state(PersonActsState)).question == ""
        assert len(stage.cast.acts()) == before
        assert stage.cast.person(ana).status == UserStatus.CREATED
