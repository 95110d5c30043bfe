"""Whatever an event's handshake says of the host: none that is not ours makes mail, none has a say in a link."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.rendering import LINK_PATHS, PAGES
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.web.bulk.asking_state import AskingState
from comunik_kit.web.bulk.selection_state import SelectionState
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.led.state import LedState
from comunik_kit.web.mail.preview_state import PreviewState
from comunik_kit.web.module.item_state import ItemState
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.profile.passkeys_state import PasskeysState
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.user_record.address_state import PersonAddressState
from comunik_kit.web.user_record.factor_state import FactorResetState
from comunik_kit.web.user_record.parts_state import RecordPartsState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.white_label.brand_state import BrandState
from tests.access.keys import registered
from tests.access.second import App, switched_on
from tests.http.test_forged_hosts import DOORS
from tests.mail.full_letters import PURPOSES
from tests.support.cast import Cast
from tests.support.events import Handler, Tab
from tests.support.forged import BASE, BY_THE_CLOCK, FOREIGN, HOST, forged, ids_of, lead_home
from tests.web.users.conftest import Stage
from tests.web.users.test_record import change
from tests.web.white_label.test_brand import handed_in
from tests.workspaces.houses import proved

pytestmark = pytest.mark.anyio
LIST, SECURITY = "/users/?tab=all", "/profile/security"


@dataclass
class Scene:
    """The workspace at its own host, and an open page there: Olga's, until somebody else sits down at it."""

    cast: Cast
    tab: Tab

    async def fire(self, handler: Handler, path: str, **payload: Any) -> None:
        """Do what comes before."""
        told = await self.tab.fire(handler, path=path, **payload)
        assert told.failures == []

    def sit_down(self, secret: str) -> None:
        """Change who is at the page."""
        self.tab.become({session_cookie_name(self.cast.kit.settings): secret})


@dataclass(frozen=True)
class Said:
    """An event: its handler, the page it comes from, what it brings."""

    handler: Handler
    path: str
    payload: dict[str, Any] = field(default_factory=dict)


def invited(scene: Scene) -> str:
    return scene.cast.kit.invitations.create_and_invite(scene.cast.admin, new=scene.cast.new()).user_id


def item(scene: Scene) -> str:
    now = scene.cast.kit.clock.now()
    new = NewActivity("calls", "missed", "Dubois", now, status="missed")
    with scene.cast.kit.db.write() as s:
        return post(s, scene.cast.workspace_id, new, now)


async def created_and_invited(scene: Scene) -> Said:
    return Said(NewColleagueState.submit, "/users", {"form": Stage(scene.cast).form(act="create_invite")})


async def invited_from_the_list(scene: Scene) -> Said:
    await scene.fire(InvitingState.ask_new, LIST, user_id=scene.cast.create())
    return Said(InvitingState.invite, LIST, {"form": {"leaves": "now"}})


async def sent_again(scene: Scene) -> Said:
    return Said(PersonActsState.resend, LIST, {"user_id": invited(scene)})


async def revised(scene: Scene) -> Said:
    await scene.fire(InvitingState.ask_revision, LIST, user_id=invited(scene))
    form = {"leaves": "now", "invitation_days": "10", "invitation_words": "À bientôt"}
    return Said(InvitingState.revise, LIST, {"form": form})


async def corrected(scene: Scene) -> Said:
    await scene.fire(InvitingState.ask_correction, LIST, user_id=invited(scene))
    return Said(InvitingState.correct, LIST, {"form": {"email": "ana.lopez@example.net"}})


async def of_a_lead(scene: Scene) -> Said:
    _, secret = scene.cast.join("Léa Chef", "agent")
    given = {"name": "Ventes", "lead": "lea@example.org", "default_role": scene.cast.roles["agent"]}
    team = TeamForm.parse(given, scene.cast.kit.teams.modules)
    team_id = scene.cast.kit.teams.create(scene.cast.admin, form=team)
    scene.sit_down(secret)
    await scene.fire(LedState.load_led, "/team")
    await scene.fire(LedState.ask_newcomer, "/team")
    form = {"full_name": "Ana Lopez", "email": "ana@example.org", "team_id": team_id, "role_id": ""}
    key = (await scene.tab.state(LedState)).creation_key
    return Said(LedState.invite_newcomer, "/team", {"form": form | {"creation_key": key}})


async def many_at_once(scene: Scene) -> Said:
    await scene.fire(UsersState.load, LIST)
    await scene.fire(SelectionState.tick, LIST, user_id=scene.cast.create(), ranged=False)
    await scene.fire(AskingState.ask, LIST, act="invite")
    return Said(AskingState.begin, LIST, {"form": {}})


async def brand_tried(scene: Scene) -> Said:
    await scene.fire(BrandState.load_brand, "/settings/white-label?tab=brand")
    return Said(BrandState.hand_in, "/settings/white-label?tab=brand", {"form": handed_in("try")})


async def sample(scene: Scene) -> Said:
    await scene.fire(PreviewState.load_preview, "/settings/mail")
    return Said(PreviewState.send_to_me, "/settings/mail")


async def reset_from_the_record(scene: Scene) -> Said:
    ana, _ = scene.cast.join("Ana Lopez", "agent")
    await scene.fire(UserRecordState.load, f"/users/{ana.user_id}")
    return Said(RecordPartsState.send_reset, f"/users/{ana.user_id}")


async def address_from_the_record(scene: Scene) -> Said:
    ana, _ = scene.cast.join("Ana Lopez", "agent")
    await scene.fire(UserRecordState.load, f"/users/{ana.user_id}")
    form = {"email": "ana.lopez@example.net"}
    return Said(PersonAddressState.ask, f"/users/{ana.user_id}", {"form": form})


async def factor_taken_on_the_record(scene: Scene) -> Said:
    ana, _ = scene.cast.join("Ana Lopez", "agent")
    switched_on(scene.cast, ana)
    await scene.fire(UserRecordState.load, f"/users/{ana.user_id}")
    return Said(FactorResetState.reset_factor, f"/users/{ana.user_id}")


async def raised(scene: Scene) -> Said:
    ana, _ = scene.cast.join("Ana Lopez", "agent")
    path = f"/users/{ana.user_id}"
    await scene.fire(UserRecordState.load, f"{path}?edit=1")
    form = change(Stage(scene.cast), ana.user_id, role_id=scene.cast.roles["manager"])
    return Said(UserRecordState.save, path, {"form": form})


async def given(scene: Scene) -> Said:
    ana, _ = scene.cast.join("Ana Lopez", "agent")
    path = f"/calls/{item(scene)}"
    await scene.fire(ItemState.load_item, path)
    await scene.fire(ItemState.ask_whom, path)
    return Said(ItemState.give, path, {"owner_id": ana.user_id})


async def named_in_a_note(scene: Scene) -> Said:
    ana, _ = scene.cast.join("Ana Lopez", "agent")
    path = f"/calls/{item(scene)}"
    await scene.fire(ItemState.load_item, path)
    await scene.fire(ItemState.give, path, owner_id=ana.user_id)
    return Said(ItemState.write_note, path, {"form": {"note": "Pour @Ana Lopez"}})


async def codes_kept(scene: Scene) -> Said:
    cast = scene.cast
    await scene.fire(ProfileState.load_security, SECURITY)
    await scene.fire(FactorState.begin_factor, SECURITY)
    seed = cast.kit.factors.secret(cast.admin).key.replace("-", "")
    cast.kit.factors.confirm(cast.admin, code=App(cast, seed, []).code())
    return Said(FactorState.keep_codes, SECURITY)


async def codes_renewed(scene: Scene) -> Said:
    switched_on(scene.cast)
    return Said(FactorState.renew_codes, SECURITY)


async def factor_off(scene: Scene) -> Said:
    switched_on(scene.cast)
    return Said(FactorState.remove_factor, SECURITY)


async def app_removed(scene: Scene) -> Said:
    switched_on(scene.cast)
    registered(scene.cast, host=HOST)
    return Said(FactorState.remove_factor, SECURITY)


async def passkey_removed(scene: Scene) -> Said:
    registered(scene.cast, host=HOST)
    await scene.fire(ProfileState.load_security, SECURITY)
    (key,) = (await scene.tab.state(PasskeysState)).keys
    await scene.fire(PasskeysState.ask_passkey, SECURITY, question="remove", key_id=key.id)
    return Said(PasskeysState.remove_passkey, SECURITY)


EVENTS: dict[Callable[[Scene], Awaitable[Said]], Template] = {
    created_and_invited: Template.INVITATION,
    invited_from_the_list: Template.INVITATION,
    sent_again: Template.INVITATION,
    revised: Template.INVITATION,
    corrected: Template.INVITATION,
    of_a_lead: Template.INVITATION,
    many_at_once: Template.INVITATION,
    brand_tried: Template.INVITATION,
    sample: Template.INVITATION,
    reset_from_the_record: Template.PASSWORD_RESET,
    address_from_the_record: Template.ADDRESS_CHANGE,
    factor_taken_on_the_record: Template.FACTOR_OFF,
    raised: Template.ROLE_RAISED,
    given: Template.ASSIGNED,
    named_in_a_note: Template.MENTIONED,
    codes_kept: Template.FACTOR_ON,
    codes_renewed: Template.RECOVERY_CODES,
    factor_off: Template.FACTOR_OFF,
    app_removed: Template.APP_REMOVED,
    passkey_removed: Template.PASSKEY_REMOVED,
}
"""What makes mail by a page's event: how it comes about, and the message it makes."""


def page_of(cast: Cast) -> Tab:
    """Open a page of Olga's at the workspace's own host."""
    proved(cast, HOST)
    return Tab(
        {session_cookie_name(cast.kit.settings): cast.admin_secret},
        origin=BASE,
        host=HOST,
    )


def forge(tab: Tab, host: str, name: str) -> None:
    """Have the page's socket say that it is at a host, and everything that may be forged name another."""
    tab.call_it(host=host, **{key.lower().replace("-", "_"): value for key, value in forged(name).items()})


@pytest.mark.parametrize("event", EVENTS)
async def test_at_a_foreign_host_no_message_is_made(
    cast: Cast, event: Callable[[Scene], Awaitable[Said]]
) -> None:
    """TOK-07, WEB-01: behind the gate, which lets no such socket in, the event itself is nobody's."""
    async with page_of(cast) as tab:
        said = await event(Scene(cast, tab))
        before, acts = ids_of(cast), cast.acts()
        forge(tab, FOREIGN, HOST)
        told = await tab.fire(said.handler, path=said.path, **said.payload)
        cast.kit.bulk_engine.round()
        assert [each.startswith("/login") for each in told.redirects] == [True]
    assert (ids_of(cast), cast.acts()) == (before, acts)


@pytest.mark.parametrize("event", EVENTS)
async def test_forged_headers_have_no_say_in_a_link(
    cast: Cast, event: Callable[[Scene], Awaitable[Said]]
) -> None:
    """TOK-07: the row is made, and every link in its message leads to the workspace's own host."""
    async with page_of(cast) as tab:
        said = await event(Scene(cast, tab))
        before = ids_of(cast)
        forge(tab, HOST, FOREIGN)
        told = await tab.fire(said.handler, path=said.path, **said.payload)
        cast.kit.bulk_engine.round()
        assert told.failures == []
    lead_home(cast, before, EVENTS[event])


def test_every_message_with_a_link_is_made_here_or_by_the_clock_alone() -> None:
    """TOK-07: a new message is in no release before its making was tried with forged hosts."""
    linked = {each for each in Template if PURPOSES.get(each, "") in LINK_PATHS or each in PAGES}
    tried = {*DOORS.values(), *EVENTS.values()}
    assert linked - tried == BY_THE_CLOCK
    assert tried & BY_THE_CLOCK == set()
    assert linked == set(Template)
