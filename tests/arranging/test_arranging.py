"""Modules as a workspace sets them: on or off for all, their order, what newcomers begin with, who may switch them."""

import pytest

from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.modules.arranging import Setting
from comunik_kit.modules.errors import ModuleLocked
from comunik_kit.modules.rules import AS_SHIPPED, KEYS, modules_here, modules_on, widgets_on
from comunik_kit.roles.permissions import SHIPPED_ROLES, Permission
from comunik_kit.workspaces.tables import ModuleSetting
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.world import Place, World

ALL = next(role.permissions for role in SHIPPED_ROLES if role.key == "admin")


@pytest.fixture
def elsewhere(cast: Cast, clock: MovedClock) -> Place:
    """Build another company's workspace in the same database."""
    return World(cast.kit.db, clock).workspace("Maison Voisine")


def row(module: str, **columns: bool) -> ModuleSetting:
    return ModuleSetting.model_validate({"workspace_id": "w", "module": module, **columns})


def test_without_a_setting_everything_is_as_shipped() -> None:
    assert modules_here([]) == AS_SHIPPED
    assert modules_on(KEYS, ALL, [], AS_SHIPPED) == [*KEYS]


def test_what_is_off_here_is_off_whatever_else_says() -> None:
    here = modules_here([row("calls", is_on=False)])
    assert modules_on(KEYS, ALL, [], here) == ["tickets", "leads", "offers", "discussions"]


def test_the_order_is_the_workspace_s_in_the_menu_and_of_the_widgets() -> None:
    here = modules_here([row("discussions"), row("tickets"), row("calls"), row("unheard_of")])
    on = modules_on(KEYS, ALL, ["leads"], here)
    assert on == ["discussions", "tickets", "calls", "offers"]
    assert [entry.key for entry in widgets_on(on, here)] == ["discussions", "tickets", "calls"]


def test_the_widgets_keep_their_own_order_until_somebody_sets_one() -> None:
    here = modules_here([row(key, is_locked=False) for key in KEYS])
    shown = [entry.key for entry in widgets_on(KEYS, here)]
    assert shown == ["calls", "leads", "tickets", "discussions"]


def test_a_module_off_for_the_workspace_is_gone_from_menu_home_and_its_page_and_the_record_says_why(
    cast: Cast,
) -> None:
    """ACL-04: at the next event."""
    kit, (ana, _) = cast.kit, cast.join("Ana Lopez", "agent")
    assert "calls" in kit.home.view(ana).modules
    kit.workspace_modules.set(cast.admin, module="calls", setting=Setting.ON, on=False)
    seen = kit.home.view(ana)
    assert "calls" not in seen.modules
    assert "calls" not in [widget.module for widget in seen.widgets]
    assert "calls" not in kit.frame.view(ana).modules
    with pytest.raises(NotFound):
        kit.module_items.people(ana, "calls", "")
    of = {each.key: each for each in kit.personal_modules.of(cast.admin, user_id=ana.user_id)}
    assert (of["calls"].why, of["calls"].may_switch, of["tickets"].why) == ("workspace", False, "on")
    right = kit.personal_rights.why(cast.admin, user_id=ana.user_id, permission=Permission.CALLS_READ)
    assert (right.held, right.why) == (False, "workspace")
    assert kit.subscriptions.book(cast.admin).modules_off == ["calls"]
    assert "module_settings_changed" in cast.acts()
    kit.workspace_modules.set(cast.admin, module="calls", setting=Setting.ON, on=True)
    assert "calls" in kit.home.view(ana).modules


def test_an_order_is_made_of_places(cast: Cast) -> None:
    kit, admin = cast.kit, cast.admin
    kit.workspace_modules.move(admin, module="discussions", up=True)
    kit.workspace_modules.move(admin, module="calls", up=True)  # the first stays first
    order = [line.key for line in kit.workspace_modules.book(admin).modules]
    assert order == ["calls", "tickets", "leads", "discussions", "offers"]
    assert kit.frame.view(admin).modules == order
    assert [widget.module for widget in kit.home.view(admin).widgets] == [
        "calls",
        "tickets",
        "leads",
        "discussions",
    ]
    assert cast.acts().count("module_moved") == 1


def test_newcomers_begin_without_what_is_off_by_default_and_nobody_else_changes(cast: Cast) -> None:
    kit = cast.kit
    before = cast.create("Ana Avant")
    kit.workspace_modules.set(cast.admin, module="leads", setting=Setting.NEWCOMERS, on=False)
    after = cast.create("Ben Après")
    assert (cast.person(before).modules_off, cast.person(after).modules_off) == ([], ["leads"])
    kit.personal_modules.switch(cast.admin, user_id=after, module="leads", on=True)
    assert cast.person(after).modules_off == []


def test_a_person_switches_what_is_free_within_tier_and_role_and_nothing_else(cast: Cast) -> None:
    """ACL-05."""
    kit, (ugo, _) = cast.kit, cast.join("Ugo Simple", "user")
    with pytest.raises(ModuleLocked):
        kit.personal_modules.switch_own(ugo, module="calls", on=False)
    for module in ("calls", "leads"):
        kit.workspace_modules.set(cast.admin, module=module, setting=Setting.FREE, on=True)
    own = {each.key: (each.why, each.may_switch) for each in kit.personal_modules.own(ugo)}
    assert (own["calls"], own["tickets"], own["leads"]) == (("on", True), ("on", False), ("role", False))
    kit.personal_modules.switch_own(ugo, module="calls", on=False)
    assert "calls" not in kit.home.view(ugo).modules
    for module in ("leads", "nothing", ""):
        with pytest.raises(NotFound):
            kit.personal_modules.switch_own(ugo, module=module, on=True)
    assert cast.person(ugo.user_id).modules_off == ["calls"]
    kit.personal_modules.switch_own(ugo, module="calls", on=True)
    assert "calls" in kit.home.view(ugo).modules
    assert cast.acts().count("user_modules_changed") == 2


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_nobody_but_who_may_manage_modules_sets_them(cast: Cast, role: str) -> None:
    """ACL-01."""
    actor, _ = cast.join("Mado Blanc", role)
    modules = cast.kit.workspace_modules
    before = modules.book(cast.admin)
    for act in (
        lambda: modules.book(actor),
        lambda: modules.set(actor, module="calls", setting=Setting.ON, on=False),
        lambda: modules.move(actor, module="calls", up=False),
    ):
        with pytest.raises(Forbidden):
            act()
    assert modules.book(cast.admin) == before


def test_another_workspace_keeps_its_modules(cast: Cast, elsewhere: Place) -> None:
    """ACL-03."""
    neighbour, modules = elsewhere.actor("admin"), cast.kit.workspace_modules
    modules.set(cast.admin, module="calls", setting=Setting.ON, on=False)
    modules.move(cast.admin, module="tickets", up=True)
    assert [line.key for line in modules.book(neighbour).modules] == [*KEYS]
    assert all(line.is_on for line in modules.book(neighbour).modules)
    with pytest.raises(NotFound):
        modules.set(neighbour, module="nothing", setting=Setting.ON, on=False)
