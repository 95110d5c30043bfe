"""The other side of the matrix: what writes does write when an administrator asks for it as a page does (ACL-02)."""

import asyncio
from typing import Any

import pytest

from tests.web.installation import Installation
from tests.web.test_matrix import made, say_honestly

pytestmark = pytest.mark.browser
ITEM = ("item_state.load_item",)
# What a page does before the act, in the order in which one of each of what there is can bear it.
WRITERS: dict[str, tuple[str, ...]] = {
    "notice_choices_state.keep_quiet": ("notice_choices_state.load_notice_choices",),
    "notice_choices_state.choose_kind": ("notice_choices_state.load_notice_choices",),
    "wishes_state.choose": ("wishes_state.load",),
    "notices_state.read_notice": ("notices_state.load_notices",),
    "home_state.move_widget": ("home_state.load",),
    "home_state.restore_widgets": ("home_state.load",),
    "item_state.take": ITEM,
    "item_state.write_note": ITEM,
    "item_state.add_tag": ITEM,
    "item_state.drop_tag": ITEM,
    "item_state.move": ITEM,
    "item_state.give_back": ITEM,
    "factor_state.begin_factor": (),
    "factor_state.cancel_factor": (),
    "passkeys_state.rename_passkey": ("profile_state.load_security", "passkeys_state.ask_passkey"),
    "passkeys_state.remove_passkey": ("profile_state.load_security", "passkeys_state.ask_passkey"),
    "identities_state.unlink_identity": ("profile_state.load_security", "identities_state.ask_unlink"),
    "sign_in_rules_state.set_rules": ("sign_in_rules_state.load_rules",),
    "providers_state.end_provider": ("providers_state.load_providers", "providers_state.ask_provider_end"),
    "views_state.change_view": (),
    "views_state.delete_view": (),
    "views_state.save_view": (),
    "jobs_watch_state.undo": ("jobs_watch_state.load_jobs",),
    "journal_keeping_state.keep_journal": ("journal_keeping_state.load_keeping",),
    "record_parts_state.switch_module": ("user_record_state.load", "record_parts_state.load_parts"),
    "importing_state.write": ("importing_state.load",),
    "importing_state.undo": ("importing_state.load",),
    "preview_state.send_to_me": ("preview_state.load_preview",),
    "blocked_state.unblock": ("blocked_state.load_blocked", "blocked_state.ask_unblock"),
    "modules_state.move_module": ("modules_state.load_modules",),
    "modules_state.set_module": ("modules_state.load_modules",),
    "own_modules_state.switch_own_module": ("own_modules_state.load_own_modules",),
    "home_preview_state.see_as_role": ("home_preview_state.offer_views",),
    "tiers_state.make_default": ("tiers_state.load_tiers",),
    "tiers_state.move_tier": ("tiers_state.load_tiers",),
    "api_state.make_key": ("api_state.load_keys", "api_state.ask_key"),
    "api_state.revoke_key": ("api_state.load_keys", "api_state.ask_revocation"),
    "hooks_state.end_source": ("hooks_state.load_sources", "hooks_state.ask_source_end"),
    "team_editing_state.save_team": ("teams_state.load_teams", "team_editing_state.ask_new_team"),
    "team_removal_state.delete_team": (
        "teams_state.load_teams",
        "team_removal_state.ask_team_removal",
        "team_removal_state.choose_team",
    ),
}


@pytest.fixture(scope="module")
def things(here: Installation) -> dict[str, Any]:
    """Give what `@name` stands for in the matrix."""
    return made(here, "admin")


@pytest.mark.parametrize("name", WRITERS)
def test_an_honest_event_writes_when_an_admin_sends_it(
    here: Installation, things: dict[str, Any], name: str
) -> None:
    """ACL-02: the same event as in the table; a guard that refused everybody would pass all the refusals."""

    async def scene() -> bool:
        async with here.line("admin") as line:
            for step in WRITERS[name]:
                await say_honestly(line, step, things)
                await line.settled()
            before = here.rows()
            await say_honestly(line, name, things)
            await line.settled()
            return here.rows() != before

    assert asyncio.run(scene())
