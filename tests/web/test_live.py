"""A page moves by itself when somebody else changed what it shows; without any query while nobody does."""

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.tables import UserSession
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.delivery import Delivery
from comunik_kit.web import live
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.users.state import UsersState
from tests.support.cast import ORIGIN, Cast
from tests.support.deliveries import hand_over, report
from tests.support.events import Tab
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at, invite

pytestmark = pytest.mark.anyio
INVITED = "/users?tab=invited"
QUIET = 1.2  # longer than two readings may be apart


def word_of(tab: Tab) -> str:
    page = tab.heard.vars(InvitationsState).get("page")
    return page.rows[0].delivery if page else ""


async def test_a_report_of_the_carrier_moves_the_line(cast: Cast) -> None:
    _, message = invite(cast)

    async with at(cast, INVITED) as tab:
        for word in (Delivery.SENT, Delivery.DELIVERED, Delivery.OPENED):
            if word is Delivery.SENT:
                await asyncio.to_thread(hand_over, cast.kit, message)
            else:
                await asyncio.to_thread(report, cast.kit, message, word)
            await soon(lambda word=word: word_of(tab) == word, of=word)
        moved = tab.heard.vars(InvitationsState)["moved"]
        assert (moved.name, moved.word, moved.count) == ("Ana Lopez", "opened", 1)
        assert tab.heard.failures == []
        assert all(len(repr(delta)) < 15_000 for delta in tab.heard.deltas)


async def test_what_one_admin_does_is_on_the_others_screen(cast: Cast) -> None:
    _, other = cast.join("Mado Petit", "admin")

    async with at(cast, "/users", other) as tab:
        await asyncio.to_thread(cast.create, "Ana Lopez")
        await soon(lambda: "Ana Lopez" in tab.heard.text, seconds=1, of="the new person")
        assert tab.heard.vars(UsersState)["counts"].all == 3


async def test_a_quiet_page_asks_nothing_and_says_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does its strip of acts on many, while none is under way."""
    invite(cast)
    monkeypatch.setattr(live, "MOVING", 0.1)

    async with at(cast, INVITED) as tab:
        with counted(cast.kit.db) as asked:
            await asyncio.sleep(QUIET)
        assert asked == []
        assert tab.heard.deltas == []


async def test_a_change_that_shows_nothing_new_sends_nothing(cast: Cast) -> None:
    invite(cast)

    async with at(cast, INVITED) as tab:
        with counted(cast.kit.db) as asked:
            cast.kit.fanout.announce(cast.workspace_id, Topic.MAIL)
            await soon(lambda: bool(asked), of="reading")
            await asyncio.sleep(0.3)
        assert tab.heard.deltas == []


async def test_another_workspace_and_another_topic_wake_nobody(cast: Cast) -> None:
    async with at(cast, "/users"):
        with counted(cast.kit.db) as asked:
            cast.kit.fanout.announce("f" * 32, Topic.PEOPLE)
            cast.kit.fanout.announce(cast.workspace_id, Topic.MAIL)
            await asyncio.sleep(QUIET)
        assert asked == []


async def test_a_last_page_that_others_empty_is_the_first_one_from_then_on(cast: Cast) -> None:
    people = [invite(cast, f"P{number} X", email=f"p{number}@example.org")[0] for number in range(26)]

    async with at(cast, INVITED) as tab:
        await tab.fire(InvitationsState.turn_on, path=INVITED)
        assert [row.full_name for row in (await tab.state(InvitationsState)).page.rows] == ["P0 X"]
        await asyncio.to_thread(cast.kit.invitations.revoke, cast.admin, user_id=people[0])
        await soon(lambda: newest(tab) == "P25 X", of="the first page")
        await asyncio.to_thread(invite, cast)
        await soon(lambda: newest(tab) == "Ana Lopez", of="whoever was invited since")


def newest(tab: Tab) -> str:
    page = tab.heard.vars(InvitationsState).get("page")
    return page.rows[0].full_name if page and page.rows else ""


async def test_a_storm_of_changes_is_read_at_most_twice_a_second(cast: Cast) -> None:
    async with at(cast, INVITED):
        began = time.monotonic()
        with counted(cast.kit.db) as asked:
            while time.monotonic() - began < QUIET:
                await asyncio.to_thread(cast.kit.fanout.announce, cast.workspace_id, Topic.MAIL)
        pages = [statement for statement in asked if "FROM invitations JOIN" in statement]
    assert 1 <= len(pages) <= 3


async def test_fifty_open_pages_cost_nothing_until_a_change_and_then_one_reading_a_session(
    cast: Cast,
) -> None:
    invite(cast)
    _, other = cast.join("Sami Roy", "supervisor")

    async with AsyncExitStack() as house:
        for number in range(50):
            await house.enter_async_context(at(cast, INVITED, other if number % 2 else ""))
        with counted(cast.kit.db) as asked:
            await asyncio.sleep(QUIET)
            assert asked == []
            cast.kit.fanout.announce(cast.workspace_id, Topic.PEOPLE)
            cast.kit.fanout.announce(cast.workspace_id, Topic.INVITATIONS)
            await soon(lambda: pages_in(asked) == 2, of="the reading of each of the two")
            await asyncio.sleep(QUIET)
        assert pages_in(asked) == 2
        assert len(asked) <= 2 * 15


def pages_in(asked: list[str]) -> int:
    return sum("FROM invitations JOIN" in statement for statement in asked)


def happen(cast: Cast) -> None:
    """Let something come that each part of the page of people listens for."""
    cast.create("Ana Lopez")
    for topic in (Topic.JOBS, Topic.NOTICES, Topic.RIGHTS):
        cast.kit.fanout.announce(cast.workspace_id, topic)


def is_left_to_the_frame(cast: Cast) -> bool:
    """Tell whether nothing of a page listens any more but the bell and the menu that every page has."""
    return len(cast.kit.fanout._listeners) == 2


async def test_a_page_of_an_ended_session_hears_no_more(cast: Cast) -> None:
    """SES-03: a background event outlives the guard's check, so it asks again before it writes."""
    _, secret = cast.join("Mado Petit", "admin")

    async with at(cast, "/users", secret) as tab:
        cast.kit.sessions.end(secret, origin=ORIGIN)
        happen(cast)
        await soon(lambda: not cast.kit.fanout.is_heard, of="the end")
        await soon(lambda: tab.heard.redirects == ["/login?next=%2Fusers"], of="the way out")
        assert "Ana Lopez" not in tab.heard.text


async def test_who_loses_the_right_to_read_hears_no_more(cast: Cast) -> None:
    """ACL-04."""
    actor, secret = cast.join("Sami Roy", "supervisor")

    async with at(cast, "/users", secret) as tab:
        cast.demote(actor.user_id, "user")
        happen(cast)
        await soon(lambda: is_left_to_the_frame(cast), of="the end")
        assert "Ana Lopez" not in tab.heard.text


async def test_somebody_elses_cookie_never_gets_what_the_first_one_followed(cast: Cast) -> None:
    """SES-09: the token of a tab proves nothing; the state belongs to the other session from there on."""
    _, other = cast.join("Ugo Simon", "user")

    async with at(cast, "/users") as tab:
        tab.become({session_cookie_name(cast.kit.settings): other})
        await tab.fire(UsersState.refresh, path="/users")
        happen(cast)
        await soon(lambda: not cast.kit.fanout.is_heard, of="the end")
        assert "Ana Lopez" not in tab.heard.text
        assert (await tab.state(UsersState)).page.rows == []


@pytest.mark.parametrize("leave", ["navigation", "closing"])
async def test_leaving_the_page_ends_it(cast: Cast, leave: str) -> None:
    async with at(cast, "/users") as tab:
        if leave == "navigation":
            await tab.open("/profile")
            await soon(lambda: is_left_to_the_frame(cast), of="the end")
        else:
            tab.close()
            await soon(lambda: not cast.kit.fanout.is_heard, of="the end")
        with counted(cast.kit.db) as asked:
            cast.kit.fanout.announce(cast.workspace_id, Topic.PEOPLE)
            await asyncio.sleep(0.3)
        assert [statement for statement in asked if "users" in statement and "LIMIT" in statement] == []


async def test_a_tab_whose_socket_is_long_gone_is_noticed_without_any_change(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_AROUND", 0.05)

    async with at(cast, "/users"):
        with counted(cast.kit.db) as asked:
            monkeypatch.setattr("comunik_kit.web.session.cookies_behind", lambda _header: "")
            await soon(lambda: not cast.kit.fanout.is_heard, of="the end")
        assert asked == []


async def test_asking_to_follow_many_times_follows_once(cast: Cast) -> None:
    """One socket cannot pile up listeners."""
    async with at(cast, "/users") as tab:
        at_first = len(cast.kit.fanout._listeners)
        for _ in range(20):
            await tab._send(UsersState.follow, "/users", {})
        await soon(lambda: len(cast.kit.fanout._listeners) == at_first, of="one listener")
        await asyncio.sleep(0.2)
        assert len(cast.kit.fanout._listeners) == at_first


async def test_following_keeps_no_session_alive(cast: Cast) -> None:
    """SES-05: an unattended screen must not count as somebody at work."""
    _, secret = cast.join("Sami Roy", "supervisor")

    async with at(cast, "/users", secret) as tab:
        before = seen(cast)
        cast.kit.clock.move(minutes=10)  # type: ignore[attr-defined]
        cast.create("Ana Lopez")
        await soon(lambda: "Ana Lopez" in tab.heard.text, of="the new person")
        assert seen(cast) == before


def seen(cast: Cast) -> list[Any]:
    with cast.kit.db.read() as session:
        return sorted(session.execute(select(col(UserSession.last_seen_at))).scalars())


async def test_a_search_typed_meanwhile_is_not_undone(cast: Cast) -> None:
    for name in ("Ana Lopez", "Paul Moreau"):
        cast.create(name)

    async with at(cast, "/users") as tab:
        cast.create("Léa Blanc")
        await tab.fire(UsersState.look_for, text="paul", path="/users")
        await asyncio.sleep(QUIET)
        assert [row.full_name for row in (await tab.state(UsersState)).page.rows] == ["Paul Moreau"]


async def test_a_page_that_was_forgotten_meanwhile_loads_anew(cast: Cast) -> None:
    """Reflex forgets a tab that said nothing for an hour; its page must not go blank when somebody else acts."""
    async with at(cast, "/users") as tab:
        at_first = len(cast.kit.fanout._listeners)
        tab.states.states.clear()
        happen(cast)
        await soon(lambda: "Ana Lopez" in tab.heard.text, of="the page")
        assert (await tab.state(UsersState)).counts.all == 2
        await soon(lambda: len(cast.kit.fanout._listeners) == at_first, of="following again")


async def test_a_reading_that_fails_is_tried_again_and_disturbs_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """LOG-03: what failed is told by its kind alone."""
    monkeypatch.setattr(live, "LATER", 0.1)
    failures = [OSError("postgresql://kit:secret@db is away"), OSError("again")]
    real = cast.kit.users.page

    def page(*given: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*given)

    async with at(cast, "/users") as tab:
        monkeypatch.setattr(type(cast.kit.users), "page", lambda _self, *given: page(*given))
        with caplog.at_level(logging.WARNING):
            cast.create("Ana Lopez")
            await soon(lambda: "Ana Lopez" in tab.heard.text, of="the new person")
        assert failures == []
        assert tab.heard.failures == []
        assert "secret" not in caplog.text
