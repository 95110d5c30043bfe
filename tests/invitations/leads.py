"""A team with its lead, an agent, beside another that they do not lead."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.team_inputs import LedNewcomer, TeamForm
from tests.support.cast import Cast


@dataclass
class Team:
    """A team with its lead, an agent, and another team that they do not lead."""

    cast: Cast
    id: str
    other: str
    secret: str

    @property
    def lead(self) -> Actor:
        """Read the lead as the guard does."""
        return self.cast.actor(self.secret)

    def new(self, name: str = "Ana Lopez", **given: object) -> LedNewcomer:
        """Fill the form as the lead's page sends it."""
        first = name.partition(" ")[0].lower()
        form = {"full_name": name, "email": f"{first}@example.org", "team_id": self.id, "role_id": ""}
        return LedNewcomer.parse(form | {"creation_key": str(uuid.uuid4())} | given)

    def invited(self, name: str = "Ana Lopez", **given: object) -> str:
        """Invite somebody as the lead; their id."""
        new = self.new(name, **given)
        self.cast.kit.team_invitations.invite(self.lead, new=new)
        holder = self.cast.kit.users.holder(self.cast.admin, email_key=new.email.key)
        return holder.user_id

    def save(self, team_id: str, **given: object) -> None:
        """Save a team's form as the admin."""
        line = next(each for each in self.cast.kit.teams.book(self.cast.admin).teams if each.id == team_id)
        form = TeamForm.parse({"name": line.name, **given}, self.cast.kit.teams.modules)
        self.cast.kit.teams.change(self.cast.admin, team_id=team_id, form=form, version=line.version)


def made(cast: Cast) -> Team:
    """Make both teams, and let the lead of one in."""
    _, secret = cast.join("Léa Chef", "agent")
    given = {"lead": "lea@example.org", "default_role": cast.roles["agent"], "off_tickets": "on"}
    form = TeamForm.parse({"name": "Ventes", **given}, cast.kit.teams.modules)
    sales = cast.kit.teams.create(cast.admin, form=form)
    support = TeamForm.parse({"name": "Support"}, cast.kit.teams.modules)
    return Team(cast, sales, cast.kit.teams.create(cast.admin, form=support), secret)


def refusal(act: Callable[[], object]) -> type[KitError] | None:
    """Tell what an act is refused with."""
    try:
        act()
    except KitError as error:
        return type(error)
    return None


def everything(cast: Cast) -> tuple[int, int]:
    """Count the journal and the messages, to see that nothing happened."""
    return len(cast.acts()), len(cast.letters())


def put(team: Team, user_id: str, department: str, role: str = "agent") -> None:
    """Move somebody as the admin's form does."""
    person = team.cast.person(user_id)
    form = {
        "full_name": person.full_name,
        "role_id": team.cast.roles[role],
        "tier_id": person.tier_id,
        "version": person.version,
        "phone": "",
        "department": department,
        "company": "",
        "photo_id": "",
        "language": person.language,
    }
    team.cast.kit.users.change(team.cast.admin, user_id=user_id, change=ChangeUser.parse(form))
