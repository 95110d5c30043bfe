"""The service of teams over two workspaces."""

from dataclasses import dataclass, field

from sqlmodel import Session

from comunik_kit.users import team_queries
from comunik_kit.users.tables import User
from comunik_kit.users.team_inputs import TeamForm
from comunik_kit.users.team_views import TeamLine
from comunik_kit.users.teams import Teams
from tests.users.world import Place, World

MODULES = ("calls", "tickets")


def form(name: str = "Ventes", **given: object) -> TeamForm:
    """Fill the form of a team as the page sends it."""
    return TeamForm.parse({"name": name, **given}, MODULES)


@dataclass
class House:
    """The service over two workspaces."""

    world: World
    here: Place
    elsewhere: Place
    moved: list[tuple[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the service, with a recorder where the modules stand."""
        self.teams = Teams(db=self.world.db, clock=self.world.clock, modules=MODULES, on_moved=self._on_moved)

    def _on_moved(self, _s: Session, _workspace: str, team_id: str, to: str | None) -> None:
        self.moved.append((team_id, to))

    def line(self, team_id: str, place: Place | None = None) -> TeamLine:
        """Read a team as the page shows it."""
        book = self.teams.book((place or self.here).actor())
        return next(line for line in book.teams if line.id == team_id)

    def everything(self) -> list[tuple[object, ...]]:
        """Write down every team of both workspaces, to see that nothing changed."""
        with self.world.db.read() as s:
            found = [
                each for p in (self.here, self.elsewhere) for each, *_ in team_queries.lines(s, p.id, [])
            ]
            return [(t.id, t.name, t.colour, t.lead_id, t.default_role_id, t.version) for t in found]

    def put(self, user_id: str, team_id: str) -> None:
        """Put somebody into a team, past every rule."""
        with self.world.db.write() as s:
            user = s.get_one(User, user_id)
            user.department_id = team_id
            s.add(user)
