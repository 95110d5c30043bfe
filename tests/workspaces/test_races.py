"""One name wanted twice at the same moment: from the console for a new workspace, and by one that is there."""

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from comunik_kit.kernel.errors import KitError
from comunik_kit.workspaces.errors import HostTaken
from comunik_kit.workspaces.tables import Domain, Workspace
from tests.access.acts import at_once
from tests.support.cast import Cast
from tests.workspaces.houses import OTHER_PASSWORD

ROUNDS = 4


def founded(cast: Cast, host: str) -> object:
    """Make a workspace of that name, as the console does."""
    return cast.kit.installed_workspaces.create(
        workspace="Maison Voisine",
        name="Olga Voisin",
        email="olga@example.org",
        domain=host,
        password=OTHER_PASSWORD,
    )


def rows(cast: Cast) -> dict[str, int]:
    """Count the rows of every table."""
    with cast.kit.db.read() as s:
        tables = SQLModel.metadata.sorted_tables
        return {each.name: s.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


def holders(cast: Cast, host: str) -> list[str]:
    """Name the workspaces that have a host."""
    with cast.kit.db.read() as s:
        return list(s.execute(select(col(Domain.workspace_id)).where(col(Domain.host) == host)).scalars())


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_name_wanted_by_a_new_workspace_and_by_one_that_is_there_goes_to_one(
    cast: Cast, number: int
) -> None:
    """TOK-07: the other is refused in words, and of a workspace that is not founded there is no row."""
    host, before = f"equipe{number}.exemple.fr", rows(cast)
    outcomes = at_once(
        lambda: founded(cast, host),
        lambda: cast.kit.workspaces.set_domain(cast.admin, host=host),
    )
    refused = [each for each in outcomes if isinstance(each, KitError)]
    assert [type(each) for each in refused] == [HostTaken]
    [holder] = holders(cast, host)
    with cast.kit.db.read() as s:
        workspaces = list(s.execute(select(col(Workspace.id))).scalars())
    if outcomes[0] is refused[0]:
        assert (workspaces, holder) == ([cast.workspace_id], cast.workspace_id)
        assert rows(cast) == before | {"audit_entries": before["audit_entries"] + 1}
    else:
        assert len(workspaces) == 2
        assert holder != cast.workspace_id
        assert holders(cast, "localhost") == [cast.workspace_id]
        assert cast.acts().count("domain_changed") == 0
