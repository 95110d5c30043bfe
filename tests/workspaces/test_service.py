"""The white-label page."""

import pytest
from sqlmodel import select

from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.ids import new_id
from comunik_kit.workspaces.errors import HostTaken, InvalidHost
from comunik_kit.workspaces.tables import Domain, DomainState, Workspace
from tests.support.cast import Cast
from tests.workspaces.proving import met_at


def prove(cast: Cast) -> None:
    """Mark the domain as proven."""
    with cast.kit.db.write() as s:
        s.exec(select(Domain)).one().state = DomainState.PROVEN.value


def domain(cast: Cast) -> tuple[str, str]:
    """Look at the domain's row."""
    with cast.kit.db.read() as s:
        row = s.exec(select(Domain)).one()
        return row.host, row.state


def test_an_admin_sets_a_domain_and_it_waits_for_its_proof(cast: Cast) -> None:
    """LOG-01: the change is in the journal."""
    view = cast.kit.workspaces.set_domain(cast.admin, host="Kit.Exemple.fr")

    assert (view.host, view.state, view.link_base) == ("kit.exemple.fr", "pending", "http://localhost:3000")
    assert domain(cast) == ("kit.exemple.fr", "pending")
    assert cast.acts()[-1] == "domain_changed"
    assert met_at(cast)[0] == ""


def test_a_proven_host_is_ours_until_another_replaces_it(cast: Cast) -> None:
    """WEB-01, TOK-07: a new name proves itself anew, the same name keeps its proof."""
    workspaces = cast.kit.workspaces
    workspaces.set_domain(cast.admin, host="kit.exemple.fr")
    prove(cast)
    assert met_at(cast) == ("kit.exemple.fr", "https://kit.exemple.fr")

    acts = cast.acts()
    workspaces.set_domain(cast.admin, host="https://kit.exemple.fr/")
    assert (met_at(cast)[0], cast.acts()) == ("kit.exemple.fr", acts)

    workspaces.set_domain(cast.admin, host="autre.exemple.fr")
    assert met_at(cast) == ("", "http://localhost:3000")


def test_only_who_may_manage_it_changes_the_domain(cast: Cast) -> None:
    """ACL-01: a manager neither sees nor changes it."""
    manager, _ = cast.join("Mado Petit", "manager")
    with pytest.raises(Forbidden):
        cast.kit.workspaces.set_domain(manager, host="kit.exemple.fr")
    with pytest.raises(Forbidden):
        cast.kit.workspaces.white_label(manager)

    assert domain(cast) == ("localhost", "development")
    assert "domain_changed" not in cast.acts()


def test_a_wrong_or_taken_name_changes_nothing(cast: Cast) -> None:
    """ACL-03: what belongs to another workspace stays there."""
    now = cast.kit.clock.now()
    with cast.kit.db.write() as s:
        other = Workspace(id=new_id(now), name="Voisine", brand="Voisine", created_at=now)
        s.add(other)
        s.flush()
        s.add(
            Domain(id=new_id(now), workspace_id=other.id, host="voisine.fr", state="proven", created_at=now)
        )
    with pytest.raises(HostTaken):
        cast.kit.workspaces.set_domain(cast.admin, host="voisine.fr")
    with pytest.raises(InvalidHost):
        cast.kit.workspaces.set_domain(cast.admin, host="exemple")

    assert cast.kit.workspaces.white_label(cast.admin).host == "localhost"
    assert "domain_changed" not in cast.acts()
