"""The teams that somebody leads, and their people: all that leading a team lets one see."""

from collections.abc import Sequence

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.roles import repository as roles
from comunik_kit.roles.tables import Role
from comunik_kit.roles.views import RoleChoice
from comunik_kit.users import pages, team_queries
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.rules import Allowed, may_give_as_lead, may_reach_as_lead
from comunik_kit.users.tables import Department
from comunik_kit.users.team_views import LedPage, LedPerson, LedTeam
from comunik_kit.users.views import UserRow


class TeamsLed:
    """Reads; inviting is done further right (`invitations/leading.py`)."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def teams(self, actor: Actor) -> list[LedTeam]:
        """List the teams that the actor leads, each with the roles that they may invite with."""
        require_lead(actor)
        with self._db.read() as s:
            here = roles.roles_of(s, actor.workspace_id)
            led = team_queries.leading(s, actor.workspace_id, actor.user_id)
            return [
                LedTeam(t.id, t.name, t.colour, t.default_role_id or "", _roles(actor, t, here)) for t in led
            ]

    def people(self, actor: Actor, *, cursor: str = "") -> LedPage:
        """Read a page of their people, deleted ones left out; nobody of any other team (ACL-03)."""
        require_lead(actor)
        mine = UserFilter(department_ids=tuple(sorted(actor.leads)))
        with self._db.look() as c:
            found = pages.page(
                c, actor, UserListQuery.of(mine, cursor=cursor), self._clock.now(), judge=_judge
            )
        people = [_person(row) for row in found.rows]
        return LedPage(people, found.before, found.after, found.first, found.total)


def require_lead(actor: Actor) -> None:
    """Refuse with `Forbidden` who leads no team."""
    if not actor.is_lead:
        raise Forbidden


def team_led(s: Session, actor: Actor, team_id: str) -> Department | None:
    """Find a team that the actor leads at this moment."""
    return next(
        (t for t in team_queries.leading(s, actor.workspace_id, actor.user_id) if t.id == team_id), None
    )


def _roles(actor: Actor, team: Department, here: Sequence[Role]) -> list[RoleChoice]:
    return [
        RoleChoice(role.id, role.key, role.name)
        for role in here
        if may_give_as_lead(actor, role.rank, role.permissions, is_default=role.id == team.default_role_id)
    ]


def _judge(actor: Actor, *, user_id: str, rank: int, status: str | None, permissions: list[str]) -> Allowed:
    """Everybody on the page is of a team that the actor leads: the query asked for no others."""
    del user_id
    mine = next(iter(actor.leads))
    invite = may_reach_as_lead(actor, department_id=mine, rank=rank, status=status, permissions=permissions)
    return Allowed(edit=False, invite=invite, delete=False, change_role=False, suspend=False, restore=False)


def _person(row: UserRow) -> LedPerson:
    return LedPerson(
        id=row.id,
        full_name=row.full_name,
        email=row.email,
        initials=row.initials,
        photo_url=row.photo_url,
        role_key=row.role_key,
        role_name=row.role_name,
        team=row.department,
        status=row.status,
        may_invite=row.may_invite,
    )
