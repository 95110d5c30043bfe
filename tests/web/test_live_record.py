"""A record that is open while somebody else changes what it shows."""

import asyncio
import threading

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.users.views import UserDetail
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.suspension import SuspensionState
from tests.support.cast import Cast
from tests.support.deliveries import hand_over
from tests.support.waiting import soon
from tests.web.live_page import at, invite

pytestmark = pytest.mark.anyio


async def test_under_an_open_form_the_person_stands_still_and_the_messages_move(cast: Cast) -> None:
    """The version in the form is what refuses to overwrite another's change: it must not grow under it."""
    ana, message = invite(cast)

    async with at(cast, f"/users/{ana}") as tab:
        await tab.fire(UserRecordState.edit, path=f"/users/{ana}")
        version = (await tab.state(UserRecordState)).person.version
        cast.demote(ana, "supervisor")
        hand_over(cast.kit, message)
        await soon(lambda: "timeline" in tab.heard.vars(UserRecordState), of="the message")
        assert (await tab.state(UserRecordState)).person.version == version
        await tab.fire(UserRecordState.stop, path=f"/users/{ana}")
        assert (await tab.state(UserRecordState)).person.version > version


async def test_the_record_of_somebody_who_is_deleted_says_so_to_who_may_restore_them(cast: Cast) -> None:
    ana = cast.create("Ana Lopez")

    async with at(cast, f"/users/{ana}") as tab:
        cast.kit.users.delete(cast.admin, user_id=ana)
        await soon(lambda: "person" in tab.heard.vars(UserRecordState), of="the end")
        shown = await tab.state(UserRecordState)
        assert (shown.status, shown.person.full_name, shown.person.status) == (
            "found",
            "Ana Lopez",
            "deleted",
        )


async def test_for_everybody_else_the_record_of_somebody_who_is_deleted_is_gone(cast: Cast) -> None:
    """ACL-10."""
    ana = cast.create("Ana Lopez")
    _, secret = cast.join("Sami Roy", "supervisor")

    async with at(cast, f"/users/{ana}", secret) as tab:
        cast.kit.users.delete(cast.admin, user_id=ana)
        await soon(lambda: tab.heard.vars(UserRecordState).get("status") == "missing", of="the end")
        assert (await tab.state(UserRecordState)).person.full_name == ""


async def test_what_was_read_before_one_s_own_act_is_not_shown_after_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading for the open page that the reader's own act overtakes is dropped, and made anew."""
    sami, _ = cast.join("Sami Roy", "agent")
    path = f"/users/{sami.user_id}"
    held, read = threading.Event(), list[str]()
    detail = cast.kit.users.detail

    def slow(actor: Actor, user_id: str) -> UserDetail:
        found = detail(actor, user_id)
        if threading.current_thread().name.startswith("live"):
            read.append(found.status)
            held.wait(10)
        return found

    async with at(cast, path) as tab:
        monkeypatch.setattr(cast.kit.users, "detail", slow)
        await asyncio.to_thread(cast.kit.users.suspend, cast.admin, user_id=sami.user_id)
        await soon(lambda: read == ["suspended"], of="the reading for the open page")
        await tab.fire(SuspensionState.restore, path=path, user_id=sami.user_id)
        held.set()
        await soon(lambda: len(read) > 1, of="another reading")
        shown = [delta.get(UserRecordState.get_full_name(), {}) for delta in tab.heard.deltas]
        said = [value.status for told in shown for name, value in told.items() if name.startswith("person")]
        assert said == ["active"]
        assert (await tab.state(UserRecordState)).person.status == "active"
