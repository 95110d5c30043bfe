"""A database that is locked or goes away in the middle of an event: a sentence, nothing by half, and on it goes."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel import db
from comunik_kit.web import failures
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.wiring import using
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock
from tests.support.events import Tab
from tests.support.holding import held
from tests.support.postgres import Mortal
from tests.support.statements import broken_after
from tests.support.waiting import soon

PLACE = "/nowhere"  # nothing else is read when it opens
AWAY = "errors.data_away"
MOST = 50  # people for whom there is room at first
ACT = {"act": "create_invite", "photo": "", "phone_region": "FR", "language": "fr"}

pytestmark = pytest.mark.anyio


@pytest.fixture
def on_postgresql(theirs: Cast) -> Iterator[Cast]:
    """Have the pages use it."""
    with using(theirs.kit):
        yield theirs


def tab_of(cast: Cast) -> Tab:
    """Open a tab of Olga's that tells failures as the app does."""
    return Tab({session_cookie_name(cast.kit.settings): cast.admin_secret}, report=failures.report)


async def says(tab: Tab, key: str) -> None:
    async def is_said() -> bool:
        return (await tab.state(SessionState)).notice.key == key and key in tab.heard.text

    await soon(is_said, of=f"the notice {key}")


async def invite(tab: Tab, form: dict[str, object]) -> None:
    """Press « Create and invite »."""
    await tab.fire(NewColleagueState.submit, path=PLACE, form=form | ACT)


async def is_tried_again_with_success(tab: Tab, cast: Cast, form: dict[str, object]) -> None:
    """Press the very same button again: one person, one message."""
    assert not (await tab.state(NewColleagueState)).busy
    await invite(tab, form)
    await says(tab, "users.told.created_invited.local")
    assert is_invited(cast)


def is_invited(cast: Cast) -> bool:
    """Tell whether Ana was created and invited, once and wholly."""
    letters, acts = [letter.to_email for letter in cast.letters()], cast.acts()
    return (letters, acts.count("user_created"), acts.count("invitation_sent")) == (["ana@example.org"], 2, 1)


async def test_a_write_lock_that_another_process_keeps_is_told_and_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-07: the wait ends while the lock is still held, and the same form does it afterwards."""
    monkeypatch.setattr(db, "_PATIENCE", 0.2)
    form, before = cast.form(), cast.dump()
    async with tab_of(cast) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)
        with held(cast.kit.settings.database_url):
            await invite(tab, form)
            await says(tab, AWAY)
            assert cast.dump() == before
            assert (await tab.state(NewColleagueState)).opened
        await is_tried_again_with_success(tab, cast, form)


async def test_a_full_disk_is_told_and_leaves_nothing(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """REL-07: the log names what SQLite calls it; with room again the same form does it."""
    writer = cast.kit.db._writer
    cast.kit.db.dispose()
    event.listen(writer, "connect", allow_no_growth)
    form, before = cast.form(), ""
    async with tab_of(cast) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)
        for number in range(MOST):
            form, before = cast.form(email=f"ana{number}@example.org"), cast.dump()
            await invite(tab, form)
            await soon(lambda: "notice" in tab.heard.text, of="an answer")
            if AWAY in tab.heard.text:
                break
        assert AWAY in tab.heard.text
        assert cast.dump() == before
        assert "OperationalError SQLITE_FULL" in caplog.text
        event.remove(writer, "connect", allow_no_growth)
        cast.kit.db.dispose()
        await invite(tab, form)
        await says(tab, "users.told.created_invited.local")


def allow_no_growth(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA max_page_count=1")  # as many as there are, for there are more


@pytest.mark.postgresql
@pytest.mark.parametrize("number", [1, 4, 9, 16])
async def test_a_connection_that_ends_in_the_middle_of_an_event_is_told_and_leaves_nothing(
    on_postgresql: Cast, mortal: Mortal, number: int
) -> None:
    """REL-07: the very next event has a connection that lives. The last of these ends what is read after the act."""
    cast, form, before = on_postgresql, on_postgresql.form(), on_postgresql.dump()
    async with tab_of(cast) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)
        with broken_after(cast.kit.db, number, mortal.cut):
            await invite(tab, form)
            await says(tab, AWAY)
        assert cast.dump() == before or is_invited(cast)
        await is_tried_again_with_success(tab, cast, form)


@pytest.mark.postgresql
async def test_a_connection_that_ends_between_two_readings_is_not_noticed(
    on_postgresql: Cast, mortal: Mortal
) -> None:
    """REL-07: what is looked up has no transaction that could end with it; the next look has another connection."""
    cast, form = on_postgresql, on_postgresql.form()
    async with tab_of(cast) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)
        with broken_after(cast.kit.db, 14, mortal.cut):
            await invite(tab, form)
            await says(tab, "users.told.created_invited.local")
        assert AWAY not in tab.heard.text
        assert is_invited(cast)


@pytest.mark.postgresql
async def test_a_database_that_is_gone_for_a_while_is_told_once_an_event(
    on_postgresql: Cast, mortal: Mortal, caplog: pytest.LogCaptureFixture
) -> None:
    """REL-07: who acts cannot be read either, and saying so asks nothing of the database; it comes back by itself."""
    cast, form, before = on_postgresql, on_postgresql.form(), on_postgresql.dump()
    async with tab_of(cast) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)
        mortal.shut()
        with caplog.at_level(logging.WARNING):
            await invite(tab, form)
            await says(tab, AWAY)
            await tab.fire(SessionState.enter, path=PLACE)
        assert len([line for line in caplog.records if "database" in line.message]) == 2
        assert tab.heard.failures == []
        mortal.open()
        assert cast.dump() == before
        await is_tried_again_with_success(tab, cast, form)


@pytest.mark.postgresql
async def test_a_lock_that_another_connection_keeps_is_told_and_leaves_nothing(
    mortal: Mortal, clock: MovedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-07: PostgreSQL ends the wait itself, while the lock is still held."""
    monkeypatch.setattr(db, "_POSTGRES", {"options": "-c lock_timeout=200"})
    kit = kit_on(mortal.url, clock, tmp_path)
    with using(kit):
        cast = found(kit)
        form, before = cast.form(), cast.dump()
        async with tab_of(cast) as tab:
            await tab.fire(NewColleagueState.open_drawer, path=PLACE)
            with psycopg.connect(mortal.url) as other:
                other.execute("LOCK TABLE outbox_messages IN EXCLUSIVE MODE")
                await invite(tab, form)
                await says(tab, AWAY)
                assert cast.dump() == before
            await is_tried_again_with_success(tab, cast, form)
    kit.db.dispose()


async def test_a_fault_while_nobody_can_be_identified_is_told_once_under_its_id(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """REL-07, LOG-03: the event that would say so would meet the same fault, and the next one too."""
    async with tab_of(cast) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("a secret")

        monkeypatch.setattr(type(cast.kit.sessions), "actor_at", fail)
        heard = await tab.fire(SessionState.enter, path=PLACE)
        notice = (await tab.state(SessionState)).notice
        assert (notice.key, heard.failures) == ("errors.unexpected", [])
        [line] = [each.message for each in caplog.records if each.name == failures.__name__]
        assert f"unexpected RuntimeError (id {notice.params['id']})" in line
        assert "a secret" not in line + heard.text


@pytest.mark.postgresql
async def test_a_stranger_with_a_tabs_token_learns_nothing_while_the_database_is_gone(
    on_postgresql: Cast, mortal: Mortal
) -> None:
    """SES-09, REL-07: they are told that it is gone, and not what the tab would be told next."""
    async with tab_of(on_postgresql) as tab:
        await tab.fire(NewColleagueState.open_drawer, path=PLACE)
        drawer = await tab.state(NewColleagueState)
        drawer.last_added = "Ana Lopez"  # not told yet
        mortal.shut()
        tab.become({"kit_session": "x" * 43})
        heard = await tab.fire(SessionState.enter, path=PLACE)
        assert AWAY in heard.text
        assert "Ana Lopez" not in heard.text
        mortal.open()
