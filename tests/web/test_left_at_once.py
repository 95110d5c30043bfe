"""Open pages of whom an act shuts out: they leave by themselves, whatever page it is, without an event of theirs."""

import asyncio
from collections.abc import Callable

import pytest

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.actor import Actor
from comunik_kit.web.session import SessionState
from tests.support.cast import PASSWORD, Cast
from tests.support.waiting import soon
from tests.web.live_page import at

pytestmark = pytest.mark.anyio
OTHER = "Autre-Mot-2026!"
TO_SIGN_IN, TO_FACTOR = "/login?next=%2Fnotifications", "/profile/security"


def suspend(cast: Cast, ugo: Actor, _secret: str) -> None:
    cast.kit.users.suspend(cast.admin, user_id=ugo.user_id)


def delete(cast: Cast, ugo: Actor, _secret: str) -> None:
    cast.kit.users.delete(cast.admin, user_id=ugo.user_id)


def end_his_sessions(cast: Cast, ugo: Actor, _secret: str) -> None:
    cast.kit.open_sessions.end(cast.admin, user_id=ugo.user_id)


def sign_out(cast: Cast, _ugo: Actor, secret: str) -> None:
    cast.kit.sessions.end(secret, origin=Origin())


def give_a_password(cast: Cast, ugo: Actor, _secret: str) -> None:
    staged = cast.kit.passwords.stage(cast.admin, password=OTHER, name="", email="")
    cast.kit.passwords.give_initial(cast.admin, user_id=ugo.user_id, staged=staged)


def change_his_password(cast: Cast, ugo: Actor, _secret: str) -> None:
    cast.kit.passwords.change(ugo, current=PASSWORD, password=OTHER, confirmation=OTHER)


def suspend_the_workspace(cast: Cast, _ugo: Actor, _secret: str) -> None:
    cast.kit.installed_workspaces.suspend(cast.workspace_id)


def ask_for_a_factor(cast: Cast, ugo: Actor, _secret: str) -> None:
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (ugo.role_id,), by_link=False))


ACTS: dict[str, tuple[Callable[[Cast, Actor, str], None], str]] = {
    "he is suspended": (suspend, TO_SIGN_IN),
    "he is deleted": (delete, TO_SIGN_IN),
    "an admin ends his sessions": (end_his_sessions, TO_SIGN_IN),
    "he signs out in another tab": (sign_out, TO_SIGN_IN),
    "an admin gives him a password": (give_a_password, TO_SIGN_IN),
    "he changes his password elsewhere": (change_his_password, TO_SIGN_IN),
    "the workspace is suspended": (suspend_the_workspace, TO_SIGN_IN),
    "his role must have a second factor": (ask_for_a_factor, TO_FACTOR),
}


@pytest.mark.parametrize("name", ACTS)
async def test_an_open_page_leaves_when_its_reader_is_shut_out(cast: Cast, name: str) -> None:
    """SES-03, SES-07, MFA-08: what was on the screen is taken off it too."""
    act, where = ACTS[name]
    ugo, secret = cast.join("Ugo Petit", "agent")
    async with at(cast, "/notifications", secret) as page:
        await asyncio.to_thread(act, cast, ugo, secret)
        await soon(lambda: page.heard.redirects == [where], of=name)
        await asyncio.sleep(0.3)
        assert page.heard.redirects == [where]
        assert page.heard.failures == []
        if where == TO_SIGN_IN:
            assert not (await page.state(SessionState)).person.name


async def test_nobody_else_s_page_hears_of_it(cast: Cast) -> None:
    """ACL-03: neither a question nor a word."""
    ugo, _ = cast.join("Ugo Petit", "agent")
    _, secret = cast.join("Anna Roy", "agent")
    async with at(cast, "/notifications", secret) as page, at(cast, "/notifications") as olgas:
        await asyncio.to_thread(cast.kit.open_sessions.end, cast.admin, user_id=ugo.user_id)
        await asyncio.to_thread(cast.kit.users.suspend, cast.admin, user_id=ugo.user_id)
        await asyncio.sleep(0.5)
        assert page.heard.redirects == olgas.heard.redirects == []


async def test_an_act_that_is_not_kept_sends_nobody_away(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "agent")
    async with at(cast, "/notifications", secret) as page:
        with cast.kit.db.write() as s:
            cast.kit.sessions.end_all(s, ugo.user_id, cast.kit.clock.now())
            s.rollback()
        await asyncio.sleep(0.3)
        assert page.heard.redirects == []
        assert cast.kit.sessions.actor(secret, origin=Origin()) is not None
