"""Each act asks in its service for the permission that it is about, whoever calls it (ACL-02)."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from comunik_kit.importing.inputs import LinesQuery, Manner, Sending
from comunik_kit.invitations.inputs import NewAddress
from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions.inputs import Movers
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.wiring import Kit
from tests.importing.desk import Desk
from tests.support.cast import Cast

NOBODY = "0" * 32


@dataclass(frozen=True)
class Things:
    """What the acts are about: Ana works here, Paul has an invitation, a list of two is ready to be written."""

    cast: Cast
    ana: Actor
    paul: str
    list_id: str

    @classmethod
    def of(cls, cast: Cast) -> "Things":
        """Bring them in."""
        ana, _ = cast.join("Ana Lopez", "agent")
        cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Paul Roy"))
        found = cast.kit.people_named.person(cast.admin, "paul@example.org")
        return cls(cast, ana, found, Desk(cast).judge("Nom;Adresse\nLéa Roux;lea@example.org\n"))

    @property
    def kit(self) -> Kit:
        """The services."""
        return self.cast.kit

    def manner(self) -> Manner:
        """Read the list as it was guessed."""
        return Desk(self.cast).manner(self.list_id)

    def changed(self, **given: object) -> ChangeUser:
        """Fill the record's form of Ana."""
        found = self.kit.users.detail(self.cast.admin, self.ana.user_id)
        kept = (
            "full_name",
            "phone",
            "role_id",
            "department",
            "company",
            "tier_id",
            "photo_id",
            "language",
            "version",
        )
        return ChangeUser.parse({name: getattr(found, name) for name in kept} | given)


Act = Callable[[Things, Actor], object]
P = Permission
LISTS: Sequence[tuple[Permission, Act]] = [
    (P.USERS_CREATE, lambda it, by: it.kit.imports.judge(by, import_id=it.list_id, manner=it.manner())),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.lines(by, it.list_id, LinesQuery())),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.recent(by)),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.refused(by, it.list_id, language="fr")),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.stop(by, import_id=it.list_id)),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.undo(by, import_id=it.list_id)),
    (
        P.USERS_CREATE,
        lambda it, by: it.kit.imports.write(by, import_id=it.list_id, sending=Sending(invites=False)),
    ),
    (P.USERS_INVITE, lambda it, by: it.kit.imports.write(by, import_id=it.list_id, sending=Sending())),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.drop(by, import_id=it.list_id)),
    (P.USERS_CREATE, lambda it, by: it.kit.imports.receive(by, io.BytesIO(b"a@b.fr\n"))),
]
NAMED: Sequence[tuple[Permission, Act]] = [
    (P.USERS_READ, lambda it, by: it.kit.people_named.narrowed(by, UserFilter(), role="agent")),
    (P.USERS_READ, lambda it, by: it.kit.people_named.role(by, "agent")),
    (P.USERS_READ, lambda it, by: it.kit.people_named.tier(by)),
    (P.USERS_READ, lambda it, by: it.kit.people_named.person(by, "ana@example.org")),
    (P.USERS_READ, lambda it, by: it.kit.prepared_exports.take(by, NOBODY)),
    (P.USERS_READ, lambda it, by: it.kit.users.holder(by, email_key="ana@example.org")),
    (P.USERS_READ, lambda it, by: it.kit.timeline.page(by, user_id=it.ana.user_id)),
    (P.USERS_READ, lambda it, by: it.kit.personal_activity.latest(by, user_id=it.ana.user_id)),
    (P.USERS_READ, lambda it, by: it.kit.personal_modules.of(by, user_id=it.ana.user_id)),
    (P.USERS_READ, lambda it, by: it.kit.home_previews.of_person(by, user_id=it.ana.user_id)),
    (P.USERS_READ, lambda it, by: it.kit.bulk_jobs.stop(by, job_id=NOBODY)),
    (P.USERS_READ, lambda it, by: it.kit.issued_invitations.waiting(by, user_id=it.ana.user_id)),
    (P.USERS_READ, lambda it, by: it.kit.revisions.pending(by, user_id=it.paul)),
    (
        P.USERS_READ,
        lambda it, by: it.kit.subscriptions.move_preview(
            by, people=Movers((it.ana.user_id,)), tier_id=it.cast.tier_id
        ),
    ),
]
PEOPLE: Sequence[tuple[Permission, Act]] = [
    (P.USERS_INVITE, lambda it, by: it.kit.invitations.create_and_invite(by, new=it.cast.new("Zoé Petit"))),
    (
        P.USERS_INVITE,
        lambda it, by: it.kit.invitations.create_and_invite_all(by, given=[it.cast.new("Zoé Petit")]),
    ),
    (
        P.USERS_INVITE,
        lambda it, by: it.kit.revisions.correct_address(
            by, user_id=it.paul, address=NewAddress.parse({"email": "paul@ailleurs.fr"})
        ),
    ),
    (P.USERS_CREATE, lambda it, by: it.kit.teams.usual_role(by, department="Ventes")),
    (P.USERS_CREATE, lambda it, by: it.kit.teams.create(by, form=led_by("ana@example.org", "Ventes"))),
    (P.USERS_INVITE, lambda it, by: it.kit.teams.create(by, form=led_by("ana@example.org", "Achats"))),
    (P.USERS_UPDATE, lambda it, by: it.kit.personal_data.file(by, user_id=it.ana.user_id)),
    (P.AUDIT_READ, lambda it, by: it.kit.personal_data.file(by, user_id=it.ana.user_id)),
    (
        P.ROLES_ASSIGN,
        lambda it, by: it.kit.users.change(
            by, user_id=it.ana.user_id, change=it.changed(role_id=it.cast.roles["manager"])
        ),
    ),
    (P.USERS_DELETE, lambda it, by: it.kit.deleted_people.page(by)),
    (P.USERS_DELETE, lambda it, by: it.kit.users.delete(by, user_id=it.ana.user_id)),
]
SETTINGS: Sequence[tuple[Permission, Act]] = [
    (P.MAIL_READ, lambda it, by: it.kit.workspaces.invitation_defaults(by)),
    (P.MAIL_MANAGE, lambda it, by: it.kit.workspaces.set_invitation_defaults(by, days="5", reminders="2")),
    (P.MODULES_MANAGE, lambda it, by: it.kit.home_previews.of_person(by, user_id=it.ana.user_id)),
]


def led_by(email: str, name: str) -> TeamForm:
    """Fill the form of a team that somebody leads."""
    return TeamForm(name, lead=email_address.parse(email))


def outcome(act: Act, it: Things, by: Actor) -> str:
    """Tell how an act ends: « done », or the code of the error."""
    try:
        act(it, by)
    except KitError as error:
        return error.code
    return "done"


@pytest.mark.parametrize(
    "acts", [LISTS, NAMED, PEOPLE, SETTINGS], ids=["lists", "named", "people", "settings"]
)
def test_an_admin_without_one_permission_is_refused_what_it_is_for(
    lone_cast: Cast, acts: Sequence[tuple[Permission, Act]]
) -> None:
    """ACL-02: before a proof is asked for; nothing is changed. With the permission something else decides."""
    it = Things.of(lone_cast)
    for permission, act in acts:
        before = lone_cast.dump()
        held = lone_cast.admin.permissions - {permission}
        lacking = replace(lone_cast.admin, permissions=held, is_recent=False)
        assert (permission, outcome(act, it, lacking)) == (permission, "forbidden")
        assert lone_cast.dump() == before
        assert outcome(act, it, lone_cast.admin) != "forbidden"


def test_who_leads_no_team_neither_sends_again_nor_takes_back(lone_cast: Cast) -> None:
    """ACL-02: not even an administrator, who has other ways."""
    it = Things.of(lone_cast)
    ways: Sequence[Act] = (
        lambda it, by: it.kit.team_invitations.resend(by, user_id=it.paul),
        lambda it, by: it.kit.team_invitations.revoke(by, user_id=it.paul),
    )
    before = lone_cast.dump()
    assert [outcome(act, it, lone_cast.admin) for act in ways] == ["forbidden", "forbidden"]
    assert lone_cast.dump() == before


def test_who_may_give_no_role_brings_in_no_list(lone_cast: Cast) -> None:
    """INV-01: the form would have no role to offer; nothing of the file is kept."""
    it = Things.of(lone_cast)
    weak, before = replace(lone_cast.admin, rank=0, permissions=frozenset({P.USERS_CREATE})), lone_cast.dump()
    assert outcome(LISTS[-1][1], it, weak) == "forbidden"
    assert lone_cast.dump() == before
