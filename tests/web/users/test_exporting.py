"""« Exporter »: what the page is told while a file is put together, and who gets it."""

import asyncio
import re

import pytest

from comunik_kit.users import exporting
from comunik_kit.web.session import SessionState
from comunik_kit.web.users import export_state
from comunik_kit.web.users.export_state import ExportState
from comunik_kit.web.users.exporting import export_menu
from comunik_kit.web.users.state import UsersState
from tests.support.events import Outcome, Tab
from tests.support.waiting import soon
from tests.web.users.conftest import Stage

LIST = "/users/?tab=all"

pytestmark = pytest.mark.anyio


def downloads(told: Outcome) -> list[str]:
    return [str(event.payload["url"]) for event in told.events if event.name == "_download"]


async def is_idle(tab: Tab) -> bool:
    return not (await tab.state(ExportState)).at_work


async def test_a_prepared_file_is_fetched_by_the_browser(stage: Stage) -> None:
    stage.cast.create("Ana Lopez")
    async with stage.tab() as tab:
        told = await tab.fire(ExportState.prepare, path=LIST, query="?tab=all&q=ana")
        assert told.failures == []
        [address] = downloads(told)
        assert re.fullmatch(r"(http://localhost:8000)?/users/exports/[0-9a-f]{32}", address)
        shown = await tab.state(ExportState)
        assert (shown.at_work, shown.written, shown.total) == (False, 1, 1)
        assert (await tab.state(SessionState)).notice.key == "export.ready"
        assert set(told.vars(ExportState)) <= {"at_work", "written", "total"}
    ready = stage.cast.kit.prepared_exports.take(stage.cast.admin, address.rpartition("/")[2])
    assert b"".join(ready.pieces())[:2] == b"PK"
    assert stage.cast.acts()[-1] == "users_exported"


async def test_what_leaves_is_what_the_list_shows_and_not_what_else_the_address_says(stage: Stage) -> None:
    """A department that is gone is no filter of the list; nor is what was typed and has not been looked for yet."""
    stage.cast.create("Ana Lopez")
    stage.cast.create("Bob Noir", email="bob@example.org")
    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path=f"/users?department={'a' * 32}&tab=not_invited&q=%C3%A0na+l")
        listed = await tab.state(UsersState)
        [row] = listed.page.rows
        await tab.fire(ExportState.prepare, path=LIST, query=f"?{listed.asked.query}")
        assert (row.full_name, (await tab.state(ExportState)).total) == ("Ana Lopez", 1)
    drawn = str(export_menu())
    assert drawn.count(f'"?"+{UsersState.asked.query!s}') == 2
    assert "location" not in drawn


def test_nothing_leaves_before_the_list_says_what_it_shows() -> None:
    opener = str(export_menu()).partition("onSelect")[0]
    assert str(UsersState.loaded) in opener


async def test_it_can_be_stopped_and_nothing_stays(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "CHUNK", 1)
    monkeypatch.setattr(export_state, "_LOOK", 0.01)
    gate, read = asyncio.Event(), exporting.PeopleExports._chunks
    loop = asyncio.get_running_loop()

    def slowly(self: exporting.PeopleExports, walk: exporting.Walk) -> object:
        for chunk in read(self, walk):
            yield chunk
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(20)

    monkeypatch.setattr(exporting.PeopleExports, "_chunks", slowly)
    for number in range(4):
        stage.cast.create(f"P{number} X", email=f"p{number}@example.org")
    async with stage.tab() as tab:
        fired = asyncio.create_task(tab.fire(ExportState.prepare, path=LIST, query=""))

        async def has_begun() -> bool:
            return (await tab.state(ExportState)).total == 5

        await soon(has_begun, seconds=20, of="the export")
        await tab.fire(ExportState.stop, path=LIST)
        gate.set()
        told = await fired
        assert await is_idle(tab)
        assert (told.failures, downloads(told)) == ([], [])
    await asyncio.wrap_future(export_state._MAKER.submit(lambda: None))  # the thread has ended what it did
    assert list((stage.cast.kit.settings.data_dir / "exports").iterdir()) == []


@pytest.mark.parametrize("query", ["tab=all", "x" * 6_000, "?" + "x" * 6_000])
async def test_what_no_address_ends_with_begins_nothing(stage: Stage, query: str) -> None:
    """INP-01."""
    before = stage.cast.acts()
    async with stage.tab() as tab:
        told = await tab.fire(ExportState.prepare, path=LIST, query=query)
        assert (told.failures, downloads(told)) == ([], [])
        assert await is_idle(tab)
        assert (await tab.state(SessionState)).notice.key == "errors.wrong_value"
    assert stage.cast.acts() == before


async def test_who_may_not_read_people_prepares_nothing(stage: Stage) -> None:
    """ACL-02."""
    _, secret = stage.join("Anna Petit", "agent")
    before = stage.cast.acts()
    async with stage.tab(secret) as tab:
        told = await tab.fire(ExportState.prepare, path=LIST, query="")
        assert downloads(told) == []
        assert await is_idle(tab)
    assert stage.cast.acts() == before


async def test_a_disk_that_is_full_is_said_and_ends_the_work(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("comunik_kit.users.prepared.PreparedExports.prepare", refuse)
    async with stage.tab() as tab:
        told = await tab.fire(ExportState.prepare, path=LIST, query="")
        assert (told.failures, downloads(told)) == ([], [])
        assert (await tab.state(SessionState)).notice.key == "export.broken"
        assert await is_idle(tab)
