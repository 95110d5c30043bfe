"""Every event handler × every role, asked of the running app over real sockets (ACL-01, ACL-02)."""

import asyncio
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.mail.tables import MailState
from comunik_kit.roles.inputs import RoleForm
from tests.access.second import awaited, switched_on
from tests.support.cast import found, kit_on
from tests.support.waiting import eventually
from tests.web import installation
from tests.web.belongings import belongings, standing_for
from tests.web.installation import Installation, Line, full_name, registered

pytestmark = pytest.mark.browser
TABLE = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text())
HANDLERS: Mapping[str, dict[str, Any]] = TABLE["handlers"]
ROLES: list[str] = TABLE["who"]["anybody"]
OUTSIDE = {"anonymous", "stranger", "pending"}
SENT_AWAY = OUTSIDE | {"held"}
REFUSED = "refused an event with foreign arguments: {}\n"
# What nobody who is refused may hear: who else is here, and links that open something.
OF_OTHERS = ("example.org", "Tara", "Inès", "Olga", "/invite/", "Ateliers Lumière SA")
# After it the workspace is met at another host than the others are said at.
MOVES_AWAY = "white_label_state.save"
# What a page does before its last step: those who may take the first steps are refused the last one all the same.
FIRST_STEPS = ("user_record_state.load", "person_acts_state.ask_revocation", "inviting_state.ask_revision")
# Which question must be open for an act to be about somebody.
ASKED_BY = {
    "inviting_state.correct": "inviting_state.ask_correction",
    "inviting_state.invite": "inviting_state.ask_new",
    "inviting_state.revise": "inviting_state.ask_revision",
    "person_acts_state.remove": "person_acts_state.ask_removal",
    "suspension_state.suspend": "suspension_state.ask_suspension",
    "person_acts_state.revoke": "person_acts_state.ask_revocation",
}
# What else than `@<what it is>` an argument may be.
OF_ITS_KIND = {
    "user_id": {"@newcomer", "@invited"},
    "owner_id": {"@newcomer"},
    "key_id": {"@key", "@passkey"},
}
BRAND = {
    "act": "save",
    "brand": "Maison Aubry",
    "accent": "#1d4ed8",
    "sender_name": "",
    "reply_to": "",
    "legal_line": "",
    "language": "fr",
    "theme": "system",
    "version": "1",
}
# What the journal says when every writing handler has done what it was honestly asked for.
WRITTEN = [
    "brand_changed",
    "domain_changed",
    "invitation_changed",
    "invitation_defaults_changed",
    "invitation_readdressed",
    "invitation_resent",
    "invitation_revoked",
    *["invitation_sent"] * 2,
    "mail_address_suppressed",
    "mail_channel_limits_changed",
    "mail_channel_paused",
    "mail_channel_resumed",
    "privilege_permissions_changed",
    "user_address_corrected",
    "user_created",
    "user_deleted",
    "user_restored",
    "user_suspended",
    *["user_updated"] * 2,
]


def allowed(role: str) -> list[str]:
    return [name for name, line in HANDLERS.items() if role in TABLE["who"][line["for"]]]


def refused(role: str) -> list[str]:
    return [name for name in HANDLERS if name not in allowed(role)]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the app with the cast in it, and another installation's admin at the door."""
    with installation.running(tmp_path_factory.mktemp("matrix")) as running:
        folder = tmp_path_factory.mktemp("elsewhere")
        (folder / "data").mkdir()
        running.secrets["stranger"] = _admin_elsewhere(folder / "data")
        running.ids.update(belongings(running))
        _hold_some(running)
        yield running


def _hold_some(here: Installation) -> None:
    """Bring in a manager with a second factor, and somebody whose role must have one and who has none."""
    cast = here.cast
    pia, _ = cast.join("Pia Attente", "manager")
    switched_on(cast, pia)
    rights = dict.fromkeys(
        ("users:create", "users:update", "users:invite", "roles:read", "calls:manage"), "on"
    )
    form = RoleForm.parse({"name": "Garde", "level": "supervisor", **rights})
    role_id = cast.kit.role_definitions.create(cast.admin, form=form)
    _, here.secrets["held"] = replace(cast, roles={**cast.roles, "guard": role_id}).join("Hugo Tenu", "guard")
    rules = NewRules.parse({"preset": "kit", f"role_{role_id}": "on"})
    cast.kit.sign_in_rules.set(cast.admin, rules=rules)
    eventually(lambda: all(m.state != MailState.QUEUED for m in cast.letters()), of="mail leaving")


def line(here: Installation, role: str) -> Line:
    """Open a socket; the second step of signing in is a fresh one, for it does not last."""
    if role == "pending":
        here.secrets[role] = awaited(here.cast, email="pia@example.org")
    return here.line(role)


def _admin_elsewhere(folder: Path) -> str:
    from comunik_kit.kernel import schema  # noqa: PLC0415

    url = f"sqlite:///{folder / 'kit.db'}"
    schema.upgrade(url)
    elsewhere = found(kit_on(url, SystemClock(), folder), workspace="Ailleurs")
    elsewhere.kit.db.dispose()
    return elsewhere.admin_secret


def made(here: Installation, role: str) -> dict[str, Any]:
    """Make what `@name` stands for: honest forms, which would go through if the role were allowed."""
    own = here.cast.person(here.ids.get(role, here.ids["user"]))
    target = here.cast.person(here.ids["newcomer"])
    common = {"phone": "", "language": "fr", "photo": ""}
    return standing_for(here.ids) | {
        "@message": here.cast.letters()[-1].id,
        "@address": {"email": "tara.cible@example.com"},
        "@options": {"leaves": "now", "invitation_days": "10", "invitation_words": "À bientôt"},
        "@brand": BRAND,
        "@domain": {"domain": "people.example.com"},
        "@colleague": here.cast.form("Eva Intruse") | {"act": "create_invite"},
        "@profile": common
        | {"full_name": f"{own.full_name} Bis", "time_zone": own.time_zone, "version": str(own.version)},
        "@change": common
        | {
            "full_name": "Tara Volée",
            "role_id": here.cast.roles["user"],
            "tier_id": target.tier_id,
            "department": "",
            "company": "",
            "version": str(target.version),
        },
    }


async def say_honestly(socket: Line, name: str, things: Mapping[str, Any]) -> None:
    row = HANDLERS[name]
    payload = {key: things.get(str(value), value) for key, value in row.get("with", {}).items()}
    path = row.get("at", "/")
    await socket.say(full_name(name), payload, path=things.get(path, path))


def test_the_table_has_every_handler_and_no_other() -> None:
    """ACL-01: a new handler is in no release before somebody said who may call it."""
    assert sorted(registered()) == sorted(HANDLERS)


def test_every_id_in_the_table_is_of_what_the_handler_is_about() -> None:
    """ACL-03: a person's id tried as that of a subscription is unknown to everybody, and proves nothing."""
    named = [
        (handler, name, value)
        for handler, line in HANDLERS.items()
        for name, value in line.get("with", {}).items()
        if name.endswith("_id")
    ]
    wrong = [each for each in named if each[2] not in OF_ITS_KIND.get(each[1], {f"@{each[1][:-3]}"})]
    assert wrong == []
    assert {value for _, _, value in named} >= {"@tier", "@team", "@view", "@job", "@notice", "@block"}


@pytest.mark.parametrize("role", [role for role in ROLES if refused(role)])
def test_a_refused_event_changes_nothing_and_tells_nothing(here: Installation, role: str) -> None:
    """ACL-02, MFA-07, MFA-08: each refused handler gets an honest event from a page it could come from."""
    things = made(here, role)

    async def scene() -> str:
        async with opened as socket:
            for name in FIRST_STEPS:
                await say_honestly(socket, name, things)
            await socket.settled()
            for name in refused(role):
                await say_honestly(socket, name, things)
            return await socket.settled()

    opened = line(here, role)
    before = here.rows()
    heard = asyncio.run(scene())
    assert here.rows() == before
    assert [text for text in OF_OTHERS if text in heard] == []
    assert heard.count("_redirect") == (len(refused(role)) if role in SENT_AWAY else 0)


@pytest.mark.parametrize("role", ROLES)
def test_the_guard_lets_each_role_through_to_just_its_handlers(here: Installation, role: str) -> None:
    """ACL-01: with an argument no handler has, an event is refused either for its sender or, in the log, for it."""

    async def scene() -> None:
        async with opened as socket:
            for name in HANDLERS:
                await socket.say(full_name(name), {"foreign": 1})
            await socket.settled()

    opened = line(here, role)
    rows, said = here.rows(), len(here.app.words())
    asyncio.run(scene())
    words = here.app.words()[said:]
    assert [name for name in HANDLERS if REFUSED.format(full_name(name)) in words] == allowed(role)
    assert here.rows() == rows


@pytest.mark.parametrize("role", ROLES)
def test_an_allowed_reader_is_shown_what_the_page_is_for(here: Installation, role: str) -> None:
    """ACL-02, the other side: a guard that refused everybody would pass the tests above."""
    things = made(here, role)
    showing = [name for name in allowed(role) if "shows" in HANDLERS[name]]

    async def scene() -> list[str]:
        async with line(here, role) as socket:
            silent = []
            for name in showing:
                await say_honestly(socket, name, things)
                if not await socket.shows(HANDLERS[name]["shows"]):
                    silent.append(name)
            return silent

    assert asyncio.run(scene()) == []


def test_the_honest_events_do_what_they_ask_for_when_an_admin_sends_them(here: Installation) -> None:
    """Else the refusals above would prove nothing: the same events, all of them written in the journal."""
    things = made(here, "admin")
    writing = (
        "submit",
        "save",
        "invite",
        "revise",
        "correct",
        "resend",
        "revoke",
        "remove",
        "suspend",
        "restore",
    )
    writing += ("pause", "resume", "set_defaults", "set_limits", ".block", "brand_state.hand_in")

    async def scene() -> None:
        async with line(here, "admin") as socket:
            await say_honestly(socket, "user_record_state.load", things)
            names = [name for name in HANDLERS if name.endswith(writing)]
            for name in sorted(names, key=MOVES_AWAY.__eq__):
                if name in ASKED_BY:
                    await say_honestly(socket, ASKED_BY[name], things)
                await say_honestly(socket, name, things)
            await socket.settled()

    before = len(here.cast.acts())
    asyncio.run(scene())
    assert sorted(here.cast.acts()[before:]) == WRITTEN
