"""The guard through Reflex's own pipeline: who is refused, what it shows them, what stays untouched."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.white_label.state import WhiteLabelState
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock
from tests.support.events import Tab, name_of

COOKIE = "kit_session"
HYDRATE = "reflex___state____state.hydrate_and_load"


def play(scene: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(scene())


def test_an_admin_sees_the_list(cast: Cast) -> None:
    async def scene() -> None:
        async with Tab({COOKIE: cast.admin_secret}) as tab:
            outcome = await tab.fire(UsersState.load, path="/users")
            assert "olga@example.org" in outcome.text
            assert outcome.redirects == []

    play(scene)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("cookies", [{}, {COOKIE: ""}, {COOKIE: "x" * 43}, {COOKIE: "é"}, {"other": "1"}])
def test_nobody_is_sent_to_sign_in_and_told_nothing(cookies: dict[str, str]) -> None:
    """ACL-01, SES-01."""

    async def scene() -> None:
        async with Tab(cookies) as tab:
            outcome = await tab.fire(UsersState.load, path="/users?tab=active")
            assert outcome.redirects == ["/login?next=%2Fusers%3Ftab%3Dactive"]
            assert "olga" not in outcome.text

    play(scene)


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "null", "http://localhost:3000.evil.example"]
)
def test_a_cookie_from_a_foreign_page_counts_for_nothing(cast: Cast, origin: str | None) -> None:
    """WEB-01."""

    async def scene() -> None:
        async with Tab({COOKIE: cast.admin_secret}, origin=origin) as tab:
            outcome = await tab.fire(UsersState.load, path="/users")
            assert "olga" not in outcome.text

    play(scene)


def test_the_token_of_a_tab_shows_another_person_nothing(cast: Cast) -> None:
    """SES-09: the victim's token and somebody else's cookie, or none."""
    _, agent_secret = cast.join("Anna Roy", "agent")

    async def scene() -> None:
        async with Tab({COOKIE: cast.admin_secret}) as tab:
            await tab.fire(UsersState.load, path="/users")
            await tab.fire(SessionState.enter)
            for cookies in ({}, {COOKIE: agent_secret}):
                tab.become(cookies)
                seen = await tab.fire(HYDRATE)
                assert "olga" not in seen.text.lower()

    play(scene)


def test_a_session_ended_elsewhere_is_over_at_the_next_event(cast: Cast) -> None:
    """SES-03."""

    async def scene() -> None:
        async with Tab({COOKIE: cast.admin_secret}) as tab:
            await tab.fire(UsersState.load, path="/users")
            cast.kit.sessions.end(cast.admin_secret, origin=ORIGIN)
            outcome = await tab.fire(UsersState.refresh, path="/users")
            assert outcome.redirects == ["/login?next=%2Fusers"]
            assert (await tab.state(UsersState)).page.rows == []

    play(scene)


def test_a_demotion_bites_at_the_next_event(cast: Cast) -> None:
    """ACL-04."""
    manager, secret = cast.join("Mado Petit", "manager")

    async def scene() -> None:
        async with Tab({COOKIE: secret}) as tab:
            await tab.fire(NewColleagueState.open_drawer, path="/users")
            assert (await tab.state(NewColleagueState)).opened
            cast.demote(manager.user_id, "agent")
            await tab.fire(NewColleagueState.submit, form=cast.form(), path="/users")

    play(scene)
    assert cast.acts().count("user_created") == len(["Olga", "Mado"])


def test_an_idle_admin_is_signed_out(cast: Cast, clock: MovedClock) -> None:
    """SES-05: both sides of the limit."""

    async def scene() -> tuple[list[str], list[str]]:
        async with Tab({COOKIE: cast.admin_secret}) as tab:
            clock.move(minutes=29)
            before = await tab.fire(UsersState.load, path="/users")
            clock.move(minutes=31)
            after = await tab.fire(UsersState.load, path="/users")
            return before.redirects, after.redirects

    assert play(scene) == ([], ["/login?next=%2Fusers"])


@pytest.mark.parametrize("payload", [{}, {"host": "a.example", "workspace_id": "x"}, {"hots": "a.example"}])
def test_an_event_with_foreign_arguments_does_nothing(cast: Cast, payload: dict[str, str]) -> None:
    """INP-01: unknown keys are refused before the handler."""

    async def scene() -> None:
        async with Tab({COOKIE: cast.admin_secret}) as tab:
            outcome = await tab.fire(WhiteLabelState.save, **payload)
            assert outcome.failures == []

    before = cast.dump()
    play(scene)
    assert cast.dump() == before


def test_setvar_writes_nothing(cast: Cast) -> None:
    """ACL-01: the handler that Reflex puts on every state."""

    async def scene() -> Any:
        async with Tab({COOKIE: cast.admin_secret}) as tab:
            name = name_of(UsersState.load).replace(".load", ".setvar")
            await tab.fire(name, var_name="domain_ready", value=False)
            return (await tab.state(UsersState)).domain_ready

    assert play(scene) is True
