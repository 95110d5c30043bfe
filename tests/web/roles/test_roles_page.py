"""« Rôles » through Reflex's event pipeline: the form, the preview before saving, the question before deleting."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.roles.views import RoleLine
from comunik_kit.web.roles.editing_state import RoleEditingState
from comunik_kit.web.roles.removal_state import RoleRemovalState
from comunik_kit.web.roles.state import RolesState
from comunik_kit.web.session import SessionState
from comunik_kit.web.user_record.rights_state import RightsState
from comunik_kit.web.user_record.state import UserRecordState
from tests.roles.conftest import form
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/settings/roles"


def tab(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


def filled(name: str, level: str, *rights: str) -> dict[str, object]:
    return {"name": name, "level": level, **dict.fromkeys(rights, "on")}


def own(cast: Cast) -> list[RoleLine]:
    return [line for line in cast.kit.role_definitions.book(cast.admin).roles if not line.key]


async def test_a_role_is_made_and_stands_in_the_matrix_and_in_the_choices_elsewhere(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(RolesState.load_roles, path=PATH)
        await page.fire(RoleEditingState.ask_new_role, path=PATH)
        assert (await page.state(RoleEditingState)).step == "form"
        made = filled("Auditeur", "user", "audit:read")
        await page.fire(RoleEditingState.hand_in, path=PATH, form=made)
        assert (await page.state(RoleEditingState)).step == ""
        book = (await page.state(RolesState)).book
        assert [(line.name, line.permissions) for line in book.roles if not line.key] == [
            ("Auditeur", ["audit:read"])
        ]
        assert (await page.state(SessionState)).notice.key == "roles.told.created"
    choices = cast.kit.users.choices(cast.admin).roles
    assert ("", "Auditeur") in [(choice.key, choice.name) for choice in choices]


async def test_what_is_wrong_is_said_under_its_field_and_the_sheet_stays(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(RoleEditingState.ask_new_role, path=PATH)
        await page.fire(RoleEditingState.hand_in, path=PATH, form=filled("", "admin"))
        shown = await page.state(RoleEditingState)
        assert (shown.step, set(shown.errors)) == ("form", {"name", "level"})
        await page.fire(RoleEditingState.hand_in, path=PATH, form=filled("Manager", "user"))
        shown = await page.state(RoleEditingState)
        assert {name: error.key for name, error in shown.errors.items()} == {"name": "errors.role_name_taken"}
    assert own(cast) == []


async def test_nothing_is_saved_before_the_preview_was_seen(cast: Cast) -> None:
    role = cast.kit.role_definitions.create(cast.admin, form=form("Auditeur", "user", "calls:read"))
    cast.create("Ana Lopez", role_id=role)
    async with tab(cast) as page:
        await page.fire(RoleEditingState.ask_change, path=PATH, role_id=role)
        await page.fire(RoleEditingState.apply_role, path=PATH)
        assert own(cast)[0].permissions == ["calls:read"]
        changed = filled("Auditeur", "user", "audit:read")
        await page.fire(RoleEditingState.hand_in, path=PATH, form=changed)
        shown = await page.state(RoleEditingState)
        assert (shown.step, shown.preview.people, shown.preview.names) == ("preview", 1, ["Ana Lopez"])
        assert (shown.preview.gained, shown.preview.lost) == (["audit:read"], ["calls:read"])
        assert own(cast)[0].permissions == ["calls:read"]
        await page.fire(RoleEditingState.go_back, path=PATH)
        await page.fire(RoleEditingState.apply_role, path=PATH)
        assert own(cast)[0].permissions == ["calls:read"]
        await page.fire(RoleEditingState.hand_in, path=PATH, form=changed)
        await page.fire(RoleEditingState.apply_role, path=PATH)
        assert own(cast)[0].permissions == ["audit:read"]
        assert (await page.state(RoleEditingState)).step == ""


async def test_a_role_that_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    define = cast.kit.role_definitions
    role = define.create(cast.admin, form=form("Auditeur", "user", "calls:read"))
    async with tab(cast) as page:
        await page.fire(RoleEditingState.ask_change, path=PATH, role_id=role)
        version = own(cast)[0].version
        define.change(cast.admin, role_id=role, form=form("Contrôleur", "user"), version=version)
        await page.fire(RoleEditingState.hand_in, path=PATH, form=filled("Auditrice", "user"))
        await page.fire(RoleEditingState.apply_role, path=PATH)
        shown = await page.state(RoleEditingState)
        assert shown.errors["form"].key == "errors.changed_meanwhile"
        assert shown.step == "form"
    assert own(cast)[0].name == "Contrôleur"


async def test_a_shipped_role_gives_its_rights_up_and_gets_them_back_after_a_look(cast: Cast) -> None:
    agent = cast.roles["agent"]

    def line() -> RoleLine:
        return next(each for each in cast.kit.role_definitions.book(cast.admin).roles if each.id == agent)

    async with tab(cast) as page:
        await page.fire(RoleEditingState.ask_change, path=PATH, role_id=agent)
        draft = (await page.state(RoleEditingState)).draft
        assert (draft.key, draft.name, draft.level) == ("agent", "Agent", "agent")
        await page.fire(RoleEditingState.hand_in, path=PATH, form=filled("Agent", "agent", "audit:read"))
        await page.fire(RoleEditingState.apply_role, path=PATH)
        assert (line().permissions, line().is_changed) == (["audit:read"], True)
        await page.fire(RoleEditingState.ask_reset, path=PATH, role_id=agent)
        shown = await page.state(RoleEditingState)
        assert (shown.step, shown.preview.lost) == ("preview", ["audit:read"])
        assert line().is_changed
        await page.fire(RoleEditingState.apply_role, path=PATH)
        assert not line().is_changed
        await page.fire(RoleEditingState.ask_reset, path=PATH, role_id=cast.roles["admin"])
        assert (await page.state(SessionState)).notice.key == "errors.admin_stays_whole"


async def test_a_shipped_role_is_copied_and_keeps_its_name(cast: Cast) -> None:
    agent = cast.roles["agent"]
    async with tab(cast) as page:
        await page.fire(RoleEditingState.ask_copy, path=PATH, role_id=agent)
        draft = (await page.state(RoleEditingState)).draft
        assert (draft.role_id, draft.level, draft.copied_key) == ("", "agent", "agent")
        assert "calls:manage" in draft.permissions
        await page.fire(RoleEditingState.ask_change, path=PATH, role_id=agent)
        await page.fire(RoleEditingState.hand_in, path=PATH, form=filled("Autre", "user"))
        shown = await page.state(RoleEditingState)
        assert shown.errors["form"].key == "errors.role_is_shipped"


async def test_deleting_asks_for_a_replacement_and_shows_what_it_changes(cast: Cast) -> None:
    role = cast.kit.role_definitions.create(cast.admin, form=form("Auditeur", "user", "audit:read"))
    ana = cast.create("Ana Lopez", role_id=role)
    async with tab(cast) as page:
        await page.fire(RoleRemovalState.ask_role_removal, path=PATH, role_id=role)
        asked = (await page.state(RoleRemovalState)).asked
        assert (asked.name, asked.needs_replacement, asked.preview.people) == ("Auditeur", True, 1)
        await page.fire(RoleRemovalState.delete_role, path=PATH)
        assert (await page.state(SessionState)).notice.key == "errors.role_in_use"
        assert cast.person(ana).role_id == role
        chosen = cast.roles["user"]
        await page.fire(RoleRemovalState.choose_replacement, path=PATH, role_id=chosen)
        preview = (await page.state(RoleRemovalState)).asked.preview
        assert preview.lost == ["audit:read"]
        assert "calls:read" in preview.gained
        await page.fire(RoleRemovalState.delete_role, path=PATH)
        assert (await page.state(RoleRemovalState)).asked.id == ""
    assert cast.person(ana).role_id == cast.roles["user"]
    assert own(cast) == []


async def test_a_manager_reads_the_matrix_and_changes_nothing(cast: Cast) -> None:
    """ACL-02, seed 2."""
    role = cast.kit.role_definitions.create(cast.admin, form=form("Auditeur", "user", "calls:read"))
    _, secret = cast.join("Mado Blanc", "manager")
    before = cast.acts()
    async with tab(cast, secret) as page:
        await page.fire(RolesState.load_roles, path=PATH)
        book = (await page.state(RolesState)).book
        assert (book.may_manage, len(book.roles)) == (False, 6)
        await page.fire(RoleEditingState.ask_change, path=PATH, role_id=role)
        await page.fire(RoleEditingState.hand_in, path=PATH, form=filled("Volé", "user", "audit:read"))
        await page.fire(RoleEditingState.apply_role, path=PATH)
        await page.fire(RoleRemovalState.ask_role_removal, path=PATH, role_id=role)
        await page.fire(RoleRemovalState.delete_role, path=PATH)
        assert (await page.state(RoleEditingState)).step == ""
        assert (await page.state(RoleRemovalState)).asked.id == ""
    assert [line.name for line in own(cast)] == ["Auditeur"]
    assert cast.acts() == before


@pytest.mark.parametrize("wrong", ["0" * 32, "nobody", "", "é" * 32])
async def test_an_id_of_nothing_is_refused_as_a_notice(cast: Cast, wrong: str) -> None:
    """INP-01."""
    async with tab(cast) as page:
        for handler in (
            RoleEditingState.ask_copy,
            RoleEditingState.ask_change,
            RoleEditingState.ask_reset,
            RoleRemovalState.ask_role_removal,
        ):
            told = await page.fire(handler, path=PATH, role_id=wrong)
            assert told.failures == []
            assert (await page.state(SessionState)).notice.key == "errors.not_found"
        assert (await page.state(RoleEditingState)).step == ""


async def test_the_record_answers_why(cast: Cast) -> None:
    ana, ben = cast.create("Ana Lopez"), cast.create("Ben Martin")
    async with tab(cast) as page:
        await page.fire(UserRecordState.load, path=f"/users/{ana}")
        await page.fire(RightsState.show_rights, path=f"/users/{ana}", open=True)
        shown = await page.state(RightsState)
        assert shown.of == ana
        reasons = {each.permission: each.why for each in shown.found.rights}
        assert (reasons["calls:manage"], reasons["audit:read"]) == ("on", "role")
        await page.fire(UserRecordState.load, path=f"/users/{ben}")
        assert (await page.state(RightsState)).of != ben
        await page.fire(RightsState.show_rights, path=f"/users/{ben}", open=False)
        assert (await page.state(RightsState)).found.rights == []
