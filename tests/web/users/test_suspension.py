"""Suspending and restoring from the list and the record, and the page of deleted accounts."""

import pytest

from comunik_kit.users.tables import UserStatus
from comunik_kit.web.deleted.state import DeletedState
from comunik_kit.web.session import SessionState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.suspension import SuspensionState
from tests.web.users.conftest import Stage

LIST = "/users/?tab=all"
pytestmark = pytest.mark.anyio


async def test_suspending_asks_first_and_names_the_invitations_that_wait(stage: Stage) -> None:
    """SES-07: the person's sessions end with it; what they sent only when that is ticked."""
    sami, secret = stage.join("Sami Roy", "manager")
    sent = stage.cast.kit.invitations.create_and_invite(sami, new=stage.cast.new("Ana Lopez"))

    async with stage.tab() as tab:
        await tab.fire(SuspensionState.ask_suspension, path=LIST, user_id=sami.user_id)
        asked = await tab.state(SuspensionState)
        assert (asked.asking, asked.person.name) == (True, "Sami Roy")
        assert (asked.waiting.total, asked.waiting.names) == (1, ["Ana Lopez"])
        assert stage.cast.person(sami.user_id).status == UserStatus.ACTIVE
        await tab.fire(SuspensionState.suspend, path=LIST, form={"with_issued": "on"})
        assert (await tab.state(SessionState)).notice.key == "lifecycle.told.suspended"
    assert stage.cast.person(sami.user_id).status == UserStatus.SUSPENDED
    assert stage.cast.person(sent.user_id).status == UserStatus.CREATED
    async with stage.tab(secret) as tab:
        told = await tab.fire(UserRecordState.load, path=f"/users/{sent.user_id}")
        assert "Ana Lopez" not in told.text


async def test_the_record_of_the_suspended_offers_their_return(stage: Stage) -> None:
    sami, _ = stage.join("Sami Roy", "agent")
    path = f"/users/{sami.user_id}"
    async with stage.tab() as tab:
        await tab.fire(SuspensionState.ask_suspension, path=path, user_id=sami.user_id)
        await tab.fire(SuspensionState.suspend, path=path, form={})
        await tab.fire(UserRecordState.load, path=path)
        shown = (await tab.state(UserRecordState)).person
        assert (shown.status, shown.may_restore, shown.may_suspend) == ("suspended", True, False)
        await tab.fire(SuspensionState.restore, path=path, user_id=sami.user_id)
        assert (await tab.state(UserRecordState)).person.status == "active"


async def test_a_deleted_account_waits_with_its_days_and_comes_back(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    async with stage.tab() as tab:
        await tab.fire(PersonActsState.ask_removal, path=LIST, user_id=ana)
        await tab.fire(PersonActsState.remove, path=LIST)
        await tab.fire(DeletedState.load_deleted, path="/users/deleted")
        [row] = (await tab.state(DeletedState)).page.rows
        assert (row.id, row.days_left, row.may_restore) == (ana, 30, True)
        await tab.fire(UserRecordState.load, path=f"/users/{ana}")
        shown = (await tab.state(UserRecordState)).person
        assert (shown.status, shown.days_left, shown.may_edit, shown.may_delete) == (
            "deleted",
            30,
            False,
            False,
        )
        await tab.fire(DeletedState.bring_back, path="/users/deleted", user_id=ana)
        assert (await tab.state(DeletedState)).page.rows == []
    assert stage.cast.person(ana).status == UserStatus.CREATED


@pytest.mark.parametrize("all_of_it", [True, False])
async def test_a_page_of_the_deleted_that_empties_is_the_first_one(
    stage: Stage,
    all_of_it: bool,  # noqa: FBT001  - whether nobody is deleted any more in the end
) -> None:
    users, admin = stage.cast.kit.users, stage.cast.admin
    people = [stage.cast.create(f"Ana {each:02}", email=f"p{each}@example.org") for each in range(26)]
    for each in people:
        users.delete(admin, user_id=each)
    async with stage.tab() as tab:
        await tab.fire(DeletedState.load_deleted, path="/users/deleted")
        for _ in ("once", "and by a second click"):
            await tab.fire(DeletedState.more_deleted)
            assert [row.id for row in (await tab.state(DeletedState)).page.rows] == people[25:]
        for each in people[:25] if all_of_it else []:
            users.restore(admin, user_id=each)
        await tab.fire(DeletedState.bring_back, user_id=people[25])
        page = (await tab.state(DeletedState)).page
        left = [] if all_of_it else people[:25]
        assert ([row.id for row in page.rows], page.after, page.is_first) == (left, "", True)


async def test_who_took_the_address_is_named(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    email = stage.cast.person(ana).email
    stage.cast.kit.users.delete(stage.cast.admin, user_id=ana)
    stage.cast.kit.users.create(stage.cast.admin, new=stage.cast.new("Ana Autre", email=email))
    async with stage.tab() as tab:
        await tab.fire(DeletedState.bring_back, path="/users/deleted", user_id=ana)
        notice = (await tab.state(SessionState)).notice
        assert (notice.kind, notice.key, notice.params["name"]) == (
            "danger",
            "errors.email_taken",
            "Ana Autre",
        )
    assert stage.cast.person(ana).status == UserStatus.DELETED


async def test_a_manager_sees_no_deleted_account(stage: Stage) -> None:
    """ACL-02."""
    ana = stage.cast.create("Ana Lopez")
    stage.cast.kit.users.delete(stage.cast.admin, user_id=ana)
    _, secret = stage.join("Mado Blanc", "manager")
    async with stage.tab(secret) as tab:
        await tab.fire(DeletedState.load_deleted, path="/users/deleted")
        told = await tab.fire(UserRecordState.load, path=f"/users/{ana}")
        assert (await tab.state(DeletedState)).page.rows == []
        assert "Ana Lopez" not in told.text
