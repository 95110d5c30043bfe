"""Every handler that takes a form, found by its arguments: keys and types that no page sends (INP-01, ACL-05)."""

import asyncio
import inspect
from collections.abc import Iterable
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import SQLModel

from tests.web.installation import Installation, full_name, registered
from tests.web.test_hostile_events import WRONG, complaints
from tests.web.test_matrix import ASKED_BY, HANDLERS, made, say_honestly

pytestmark = pytest.mark.browser
COLUMNS = frozenset(column.name for table in SQLModel.metadata.sorted_tables for column in table.c)
# What a page does before it shows the form, beside the questions that the matrix knows.
OPENED_BY = ASKED_BY | {
    "api_state.make_key": "api_state.ask_key",
    "asking_state.begin": "asking_state.ask",
    "brand_state.hand_in": "brand_state.load_brand",
    "hooks_state.try_mapping": "hooks_state.ask_source",
    "importing_state.judge": "importing_state.load",
    "importing_state.write": "importing_state.load",
    "item_state.add_tag": "item_state.load_item",
    "item_state.write_note": "item_state.load_item",
    "passkeys_state.rename_passkey": "passkeys_state.ask_passkey",
    "person_address_state.ask": "user_record_state.load",
    "record_parts_state.give_password": "user_record_state.load",
    "role_editing_state.hand_in": "role_editing_state.ask_new_role",
    "team_editing_state.save_team": "team_editing_state.ask_new_team",
    "tier_editing_state.hand_in_tier": "tier_editing_state.ask_new_tier",
    "user_record_state.save": "user_record_state.load",
    "views_state.change_view": "views_state.ask_to_arrange",
    "views_state.save_view": "views_state.ask_to_save",
    "white_label_state.save": "white_label_state.load",
}
# These take the fields that they know by name and hand nothing else on: another key is not refused, but of no use.
PICKING = {
    "activity_file_state.file_taken",
    "archive_state.between",
    "asking_state.begin",
    "blocked_state.block",
    "home_preview_state.see_as_role",
    "hooks_state.try_mapping",
    "importing_state.taken",
    "item_state.add_tag",
    "item_state.write_note",
    "journal_keeping_state.keep_journal",
    "journal_state.narrow_days",
    "module_state.between",
    "notice_choices_state.keep_quiet",
    "passkeys_state.rename_passkey",
    "person_address_state.ask",
    "record_parts_state.give_password",
    "sending_state.set_defaults",
    "sending_state.set_limits",
    "suspension_state.suspend",
    "views_state.change_view",
    "views_state.save_view",
    "white_label_state.save",
}
# Fields of a form that an honest one in the matrix leaves out.
OPTIONAL: dict[str, set[str]] = {
    "importing_state.judge": {"role_id", "tier_id"},
    "inviting_state.invite": {"starts_on"},
    "inviting_state.revise": {"starts_on"},
    "new_colleague_state.submit": {"language", "photo_id", "starts_on", "invitation_days"},
    "profile_state.save": {"photo_id"},
    "sign_in_rules_state.set_rules": {"role_id"},  # is called like the box of a role, and is not ticked
    "team_editing_state.save_team": {"colour"},
    "user_record_state.save": {"photo_id"},
}
# Fields of which every value has a sense: a choice that is none stands for nobody's, a box is ticked or not.
HARMLESS: dict[str, set[str]] = {
    "home_preview_state.see_as_role": {"tier_id", "department"},
    "new_colleague_state.submit": {"act"},
    "views_state.change_view": {"shared"},
    "views_state.save_view": {"shared"},
}
CANARY = "canari-of-a-key-that-is-no-field"


def takes_form(short: str) -> bool:
    handler = RegistrationContext.get().event_handlers[registered()[short]].handler
    return "form" in inspect.signature(handler.fn).parameters


FORMS = sorted(name for name in registered() if takes_form(name))


@pytest.fixture(scope="module")
def things(here: Installation) -> dict[str, Any]:
    """Give what `@name` stands for in the matrix."""
    return made(here, "admin")


def honest(name: str, things: dict[str, Any]) -> dict[str, Any]:
    """Fill a form as its page would."""
    form = HANDLERS[name]["with"]["form"]
    return dict(things[form] if isinstance(form, str) else form)


def send(here: Installation, things: dict[str, Any], name: str, forms: Iterable[dict[str, Any]]) -> str:
    """Open the form as a page does, and hand these in, one after the other; nothing may break."""
    row = HANDLERS[name]
    others = {key: things.get(str(value), value) for key, value in row.get("with", {}).items()}
    path = things.get(row.get("at", "/"), row.get("at", "/"))

    async def scene() -> str:
        async with here.line("admin") as line:
            if name in OPENED_BY:
                await say_honestly(line, OPENED_BY[name], things)
                await line.settled()
            for form in forms:
                await line.say(full_name(name), others | {"form": form}, path=path)
            return await line.settled()

    said = len(here.app.words())
    heard = asyncio.run(scene())
    assert complaints(here, said) == []
    return heard


def test_every_form_is_tried() -> None:
    """INP-01: a new one is among them; what is said here of forms is said of one that is there."""
    assert len(FORMS) > 30
    assert PICKING | OPTIONAL.keys() | HARMLESS.keys() | OPENED_BY.keys() - ASKED_BY.keys() <= set(FORMS)


@pytest.mark.parametrize("name", [name for name in FORMS if name not in PICKING])
def test_a_form_cannot_name_a_column_that_is_not_its_own(
    here: Installation, things: dict[str, Any], name: str
) -> None:
    """ACL-05: each column's name in turn, on a form that would go through without it."""
    form = honest(name, things)
    more = sorted(COLUMNS - form.keys() - OPTIONAL.get(name, set()))
    before = here.rows()
    send(here, things, name, [form | {column: ""} for column in more])
    assert here.rows() == before


@pytest.mark.parametrize("name", sorted(PICKING))
def test_a_form_that_takes_its_fields_by_name_writes_no_other(
    here: Installation, things: dict[str, Any], name: str
) -> None:
    """ACL-05: all columns' names at once; what they say is nowhere afterwards."""
    form = honest(name, things)
    send(here, things, name, [form | dict.fromkeys(COLUMNS - form.keys(), CANARY)])
    assert CANARY not in repr(here.rows())


@pytest.mark.parametrize("name", FORMS)
def test_a_form_with_a_field_of_a_wrong_type_is_refused(
    here: Installation, things: dict[str, Any], name: str
) -> None:
    """INP-01: each field in turn."""
    form = honest(name, things)
    tried = [field for field in form if field not in HARMLESS.get(name, set())]
    before = here.rows()
    send(here, things, name, [form | {field: wrong} for field in tried for wrong in WRONG])
    assert here.rows() == before
