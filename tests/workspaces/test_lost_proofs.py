"""A proof that disappears, the way back, and a name that two workspaces want."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from comunik_kit.kernel.ids import new_id
from comunik_kit.workspaces import records
from comunik_kit.workspaces.errors import HostTaken
from comunik_kit.workspaces.tables import Domain, Workspace
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.nameserver import NameServer
from tests.workspaces.proving import (
    DAY,
    FORMER,
    HOST,
    LOCAL,
    due_mail,
    met_at,
    pass_,
    proven,
    publish,
    row,
    warnings,
    withdraw,
)


@pytest.fixture
def cast(asking: Cast) -> Cast:
    """Play in a workspace that asks our name server."""
    return asking


def test_a_proof_that_disappears_warns_first_and_takes_the_links_away_a_day_later(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """TOK-07, WEB-01: links and origins leave a domain that is no longer ours, and come back with its proof."""
    proven(cast, server)
    withdraw(server)
    pass_(clock, cast, DAY)
    assert warnings(cast) == []
    pass_(clock, cast, timedelta(minutes=3))
    assert (warnings(cast), met_at(cast)[0]) == (["domain_failing"], HOST)

    for _ in range(12):
        pass_(clock, cast, timedelta(hours=3))
    assert row(cast).state == "lost"
    assert warnings(cast) == ["domain_failing", "domain_lost"]
    assert met_at(cast) == ("", LOCAL)
    assert cast.acts()[-2:] == ["domain_proof_missing", "domain_lost"]
    assert due_mail(cast) == 2

    publish(cast, server)
    pass_(clock, cast, DAY)
    assert (row(cast).state, met_at(cast)[0]) == ("proven", HOST)
    assert (row(cast).failing_since, row(cast).warned_at) == (None, None)


def lose(cast: Cast, server: NameServer, clock: MovedClock) -> None:
    """Let the proof be gone for days."""
    withdraw(server)
    for _ in range(30):
        pass_(clock, cast, timedelta(hours=3))
    assert row(cast).state == "lost"


def test_links_go_back_to_the_last_good_host_while_that_one_proves_itself(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """And no longer than it does."""
    proven(cast, server, FORMER)
    proven(cast, server)
    assert row(cast).good_host == FORMER
    lose(cast, server, clock)
    assert met_at(cast) == (FORMER, f"https://{FORMER}")
    assert cast.kit.domain_proofs.view(cast.admin).good_host == FORMER

    withdraw(server, FORMER)
    pass_(clock, cast, DAY)
    assert met_at(cast) == ("", LOCAL)


def test_links_do_not_go_back_to_a_host_that_is_not_ours_any_more(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """A dangling name of before is no safe place."""
    proven(cast, server, FORMER)
    proven(cast, server)
    withdraw(server, FORMER)
    lose(cast, server, clock)

    assert (row(cast).good_host, met_at(cast)[1]) == ("", LOCAL)


def test_name_servers_that_do_not_answer_take_nothing_away(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """A resolver's outage is no lost proof, however long it lasts."""
    proven(cast, server)
    server.failing = True
    for _ in range(20):
        pass_(clock, cast, timedelta(hours=6))

    assert (row(cast).state, row(cast).failing_since, warnings(cast)) == ("proven", None, [])
    assert met_at(cast)[0] == HOST


def test_two_workspaces_that_ask_for_one_name_at_once_are_told_apart(cast: Cast) -> None:
    """ACL-03: one has it, the other hears that it is taken."""
    now = cast.kit.clock.now()
    with cast.kit.db.write() as s:
        s.add(Workspace(id=new_id(now), name="Voisine", brand="Voisine", created_at=now))
    with cast.kit.db.read() as s:
        theirs = s.exec(select(Workspace.id).where(Workspace.name == "Voisine")).one()
    neighbour = type(cast.admin)(**{**_fields(cast), "workspace_id": theirs})

    def ask(actor: object) -> str:
        try:
            cast.kit.workspaces.set_domain(actor, host=HOST)  # pyright: ignore[reportArgumentType]
        except HostTaken:
            return "taken"
        return "set"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, (cast.admin, neighbour))) == ["set", "taken"]
    with cast.kit.db.read() as s:
        assert len(s.exec(select(Domain).where(Domain.host == HOST)).all()) == 1


def _fields(cast: Cast) -> dict[str, object]:
    return {name: getattr(cast.admin, name) for name in type(cast.admin).__dataclass_fields__}


def test_a_host_that_another_workspace_proves_is_no_longer_a_way_back(cast: Cast, server: NameServer) -> None:
    """ACL-03: the last good host belongs to whoever proved it last."""
    proven(cast, server, FORMER)
    proven(cast, server)
    now = cast.kit.clock.now()
    other = Workspace(id=new_id(now), name="Voisine", brand="Voisine", created_at=now)
    with cast.kit.db.write() as s:
        s.add(other)
        s.flush()
        s.add(
            Domain(
                id=new_id(now),
                workspace_id=other.id,
                host=FORMER,
                state="pending",
                next_check_at=now,
                created_at=now,
            )
        )
    theirs = records.wanted(cast.kit.keyring, other.id, FORMER, LOCAL).token
    server.put(f"_kit-proof.{FORMER}", "TXT", f'"{theirs}"')
    assert cast.kit.domain_proofs.run_due() == 1

    assert row(cast).good_host == ""
