"""« Mon équipe » through Reflex's event pipeline: for who leads one, and for nobody else."""

from typing import Any

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.web.led.state import LedState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.state import UsersState
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/team"


def tab(cast: Cast, secret: str) -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret})


def led(cast: Cast) -> tuple[str, str]:
    """Make a team with Léa, an agent, at its head; her cookie's secret and the team."""
    _, secret = cast.join("Léa Chef", "agent")
    given = {"name": "Ventes", "lead": "lea@example.org", "default_role": cast.roles["agent"]}
    return secret, cast.kit.teams.create(cast.admin, form=TeamForm.parse(given, cast.kit.teams.modules))


async def form_of(page: Tab, **given: object) -> dict[str, Any]:
    shown = await page.state(LedState)
    form = {"full_name": "Ana Lopez", "email": "ana@example.org", "team_id": shown.team.id, "role_id": ""}
    return form | {"creation_key": shown.creation_key} | given


async def test_a_lead_sees_the_page_invites_sends_again_and_takes_back(cast: Cast) -> None:
    secret, team_id = led(cast)
    cast.create("Ben Ailleurs", department="Support", email="ben@example.org")
    async with tab(cast, secret) as page:
        await page.fire(SessionState.enter, path=PATH)
        assert (await page.state(SessionState)).leads
        told = await page.fire(LedState.load_led, path=PATH)
        assert "Ben Ailleurs" not in told.text
        await page.fire(LedState.ask_newcomer, path=PATH)
        assert (await page.state(LedState)).team.id == team_id
        await page.fire(LedState.invite_newcomer, path=PATH, form=await form_of(page))
        shown = await page.state(LedState)
        assert (shown.is_open, [each.full_name for each in shown.page.people]) == (False, ["Ana Lopez"])
        [ana] = shown.page.people
        await page.fire(LedState.resend_led, path=PATH, user_id=ana.id)
        assert (await page.state(SessionState)).notice.key == "led.told.resent"
        await page.fire(LedState.ask_led_revocation, path=PATH, user_id=ana.id)
        await page.fire(LedState.revoke_led, path=PATH)
        assert (await page.state(SessionState)).notice.key == "led.told.revoked"
    assert cast.person(ana.id).status == "created"


async def test_a_page_is_turned_to_the_ends_and_no_further(cast: Cast) -> None:
    secret, _ = led(cast)
    given = {"department": "Ventes", "email": "aaron@example.org"}
    aaron = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Aaron Premier", **given)).user_id
    for number in range(24):
        cast.create(f"Ana {number:02}", department="Ventes", email=f"p{number}@example.org")
    last = cast.create("Zoé Dernière", department="Ventes", email="derniere@example.org")
    async with tab(cast, secret) as page:

        async def shown(handler: Any, **given: object) -> tuple[int, list[str]]:
            await page.fire(handler, path=PATH, **given)
            found = (await page.state(LedState)).page
            return found.first, [each.full_name for each in found.people]

        assert (await shown(LedState.load_led))[0] == 1
        for _ in range(2):
            assert await shown(LedState.turn_led_on) == (26, ["Zoé Dernière"])
        for _ in range(2):
            assert (await shown(LedState.turn_led_back))[0] == 1
        await page.fire(LedState.turn_led_on, path=PATH)
        cast.kit.users.delete(cast.admin, user_id=last)
        first = await shown(LedState.resend_led, user_id=aaron)
        cast.create("Zoé Nouvelle", department="Ventes", email="nouvelle@example.org")
        assert await shown(LedState.resend_led, user_id=aaron) == first
        assert (first[0], len(first[1])) == (1, 25)


async def test_a_forged_team_is_refused_under_its_field(cast: Cast) -> None:
    """ACL-06."""
    secret, _ = led(cast)
    support = cast.kit.teams.create(cast.admin, form=TeamForm.parse({"name": "Support"}, ()))
    async with tab(cast, secret) as page:
        await page.fire(LedState.load_led, path=PATH)
        await page.fire(LedState.ask_newcomer, path=PATH)
        before = cast.acts()
        await page.fire(LedState.invite_newcomer, path=PATH, form=await form_of(page, team_id=support))
        assert (await page.state(LedState)).errors["team_id"].key == "errors.not_your_team"
        for forged in ({"department": "Support"}, {"tier_id": cast.tier_id}, {"staged_password": "0" * 32}):
            await page.fire(LedState.invite_newcomer, path=PATH, form=await form_of(page, **forged))
            assert (await page.state(LedState)).errors["form"].key == "errors.unknown_field"
        await page.fire(LedState.resend_led, path=PATH, user_id=cast.admin.user_id)
        assert (await page.state(SessionState)).notice.key == "errors.not_found"
        told = await page.fire(UsersState.load, path="/users")
        assert "Olga" not in told.text
        assert cast.acts() == before


@pytest.mark.parametrize("role", ["agent", "manager", "admin"])
async def test_who_leads_no_team_gets_nothing_of_it(cast: Cast, role: str) -> None:
    """ACL-01, ACL-02."""
    led(cast)
    _, secret = cast.join("Nora Autre", role)
    before = cast.acts()
    async with tab(cast, secret) as page:
        await page.fire(SessionState.enter, path=PATH)
        assert not (await page.state(SessionState)).leads
        for handler in (LedState.load_led, LedState.ask_newcomer, LedState.revoke_led):
            await page.fire(handler, path=PATH)
        await page.fire(LedState.invite_newcomer, path=PATH, form={"full_name": "Eva"})
        shown = await page.state(LedState)
        assert (shown.loaded, shown.is_open, shown.teams, shown.errors) == (False, False, [], {})
    assert cast.acts() == before


async def test_the_next_event_after_the_lead_is_gone_is_refused(cast: Cast) -> None:
    """ACL-04."""
    secret, team_id = led(cast)
    async with tab(cast, secret) as page:
        await page.fire(LedState.load_led, path=PATH)
        await page.fire(LedState.ask_newcomer, path=PATH)
        form = await form_of(page)
        without = TeamForm.parse({"name": "Ventes"}, cast.kit.teams.modules)
        cast.kit.teams.change(cast.admin, team_id=team_id, form=without, version=1)
        before = cast.acts()
        await page.fire(LedState.invite_newcomer, path=PATH, form=form)
        assert (await page.state(LedState)).is_open
    assert cast.acts() == before
