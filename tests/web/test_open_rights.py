"""The frame of an open page when an admin changes what its reader may do, through Reflex's event pipeline."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.arranging import Setting
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.live_page import at

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Change:
    """What an admin does to Ugo, an agent, and the var that says so on his open page."""

    act: Callable[[Cast, str], object]
    var: str
    says: Callable[[object], bool]


def switch_off(cast: Cast, _ugo: str) -> None:
    cast.kit.workspace_modules.set(cast.admin, module="calls", setting=Setting.ON, on=False)


def move_up(cast: Cast, _ugo: str) -> None:
    cast.kit.workspace_modules.move(cast.admin, module="tickets", up=True)


def switch_off_for_him(cast: Cast, ugo: str) -> None:
    cast.kit.personal_modules.switch(cast.admin, user_id=ugo, module="calls", on=False)


def take_a_right(cast: Cast, _ugo: str) -> None:
    role = next(each for each in cast.kit.role_definitions.book(cast.admin).roles if each.key == "agent")
    form = {right: True for right in role.permissions if right != "calls:manage"}
    parsed = RoleForm.parse({"name": role.name, "level": role.level, **form})
    cast.kit.role_definitions.change(cast.admin, role_id=role.id, form=parsed, version=role.version)


def make_leader(cast: Cast, ugo: str) -> None:
    form = {"name": "Ventes", "lead": cast.person(ugo).email}
    cast.kit.teams.create(cast.admin, form=TeamForm.parse(form, cast.kit.teams.modules))


def shrink_tier(cast: Cast, _ugo: str) -> None:
    tier = cast.kit.subscriptions.book(cast.admin).tiers[0]
    form = TierForm.parse({"name": tier.name, "seats": "", "price": "", "tickets": True})
    cast.kit.subscriptions.change(cast.admin, tier_id=tier.id, form=form, version=tier.version)


def lacks(word: str) -> Callable[[object], bool]:
    return lambda said: isinstance(said, list) and said != [] and word not in said


def puts_first(*words: str) -> Callable[[object], bool]:
    return lambda said: isinstance(said, list) and said[: len(words)] == [*words]


CHANGES = {
    "a module is switched off": Change(switch_off, "modules", lacks("calls")),
    "modules change places": Change(move_up, "modules", puts_first("tickets", "calls")),
    "a module is switched off for him": Change(switch_off_for_him, "modules", lacks("calls")),
    "his role loses a right": Change(take_a_right, "permissions", lacks("calls:manage")),
    "he has another role": Change(
        lambda cast, ugo: cast.demote(ugo, "user"), "permissions", lacks("calls:manage")
    ),
    "he leads a team": Change(make_leader, "leads", lambda said: said is True),
    "his subscription has fewer modules": Change(shrink_tier, "modules", lambda said: said == ["tickets"]),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_an_open_page_shows_what_its_reader_may_do_from_now_on(cast: Cast, name: str) -> None:
    """ACL-04: without a reload, and whatever page it is."""
    change = CHANGES[name]
    ugo, secret = cast.join("Ugo Petit", "agent")
    async with at(cast, "/profile", secret) as page:
        await asyncio.to_thread(change.act, cast, ugo.user_id)
        await soon(lambda: change.says(page.heard.vars(SessionState).get(change.var)), of=name)
        assert change.says(getattr(await page.state(SessionState), change.var))
        assert page.heard.failures == []


async def test_whom_a_change_does_not_touch_is_sent_nothing(cast: Cast) -> None:
    ugo, secret = cast.join("Ugo Petit", "agent")
    async with at(cast, "/profile", secret) as touched, at(cast, "/profile") as olgas:
        await asyncio.to_thread(switch_off_for_him, cast, ugo.user_id)
        await soon(lambda: "modules" in touched.heard.vars(SessionState), of="his menu")
        await asyncio.sleep(0.3)
        assert olgas.heard.deltas == []


async def test_nothing_is_read_while_nobody_s_rights_change(cast: Cast) -> None:
    """A new colleague, an activity, another workspace's roles: no question is asked for the frame."""
    async with at(cast, "/profile"):
        with counted(cast.kit.db) as asked:
            for topic in (Topic.PEOPLE, Topic.ACTIVITY):
                cast.kit.fanout.announce(cast.workspace_id, topic)
            cast.kit.fanout.announce("f" * 32, Topic.RIGHTS)
            await asyncio.sleep(0.3)
            assert asked == []
