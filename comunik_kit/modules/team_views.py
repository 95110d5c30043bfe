"""What « Mon équipe » shows of people's work."""

from dataclasses import dataclass, field

COLUMNS = ("name", "received", "missed", "tickets", "load", "last")
"""What the lines may be sorted by."""


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team to narrow the page to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One person: calls of the period, tickets that wait in their hands, all that does, the last thing of theirs.

    `last` is ISO 8601 in UTC, empty for none. Bars are in percent of the longest of the page; only people have them.
    """

    id: str = ""
    name: str = ""
    initials: str = ""
    photo_url: str = ""
    team: str = ""
    received: int = 0
    missed: int = 0
    tickets: int = 0
    load: int = 0
    last: str = ""
    received_bar: int = 0
    missed_bar: int = 0
    load_bar: int = 0


NO_LINE = TeamLine()


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """The people by name, what is nobody's, what deleted accounts still hold, and all of it.

    `capped`: there are more people, and they are not in it.
    """

    people: list[TeamLine] = field(default_factory=list)
    nobody: TeamLine = NO_LINE
    gone: TeamLine = NO_LINE
    total: TeamLine = NO_LINE
    capped: bool = False

    def sorted_by(self, column: str, *, down: bool) -> list[TeamLine]:
        """Give the people in another order; who has the same stays in the order of names."""
        if column not in COLUMNS[1:]:
            return self.people[::-1] if down else list(self.people)
        return sorted(self.people, key=lambda line: getattr(line, column), reverse=down)


NO_FIGURES = TeamFigures()


@dataclass(frozen=True, slots=True)
class TeamView:
    """The page: whose figures, over which period, of which of the reader's modules, and the teams to choose from."""

    time_zone: str = "Europe/Paris"
    workspace_wide: bool = False
    span: str = "7d"
    modules: list[str] = field(default_factory=list)
    teams: list[TeamChoice] = field(default_factory=list)
    team: str = ""
    figures: TeamFigures = NO_FIGURES
