"""A domain that proves itself: asked of a real name server, kept in both databases, over days of a moved clock."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail import claiming
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.workspaces import proof_rules, records
from comunik_kit.workspaces.errors import HostTaken, NoDomainToCheck
from comunik_kit.workspaces.tables import Domain, Workspace
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import MovedClock
from tests.support.nameserver import NameServer, serving

HOST, FORMER, OURS = "kit.exemple.fr", "ancien.exemple.net", "93.184.215.14"
LOCAL = "http://localhost:3000"
DAY = timedelta(days=1, minutes=1)


@pytest.fixture
def server() -> Iterator[NameServer]:
    """Serve two zones with nothing of ours in them."""
    with serving() as server:
        server.zone("exemple.fr", "dns10.ovh.net")
        server.zone("exemple.net")
        yield server


@pytest.fixture
def cast(database_url: str, clock: MovedClock, tmp_path: Path, server: NameServer) -> Iterator[Cast]:
    """Found a workspace that asks this server."""
    kit = kit_on(database_url, clock, tmp_path, KIT_DNS_SERVERS=f"127.0.0.1:{server.port}")
    yield found(kit)
    kit.db.dispose()


def token(cast: Cast, host: str) -> str:
    """Derive what a domain must show."""
    return records.wanted(cast.kit.keyring, cast.workspace_id, host, LOCAL).token


def publish(cast: Cast, server: NameServer, host: str = HOST) -> None:
    """Create the records."""
    server.put(f"_kit-proof.{host}", "TXT", f'"{token(cast, host)}"')
    server.put(host, "A", OURS)


def withdraw(server: NameServer, host: str = HOST) -> None:
    """Take the proof away."""
    server.take(f"_kit-proof.{host}", "TXT")


def row(cast: Cast) -> Domain:
    """Look at the domain."""
    with cast.kit.db.read() as s:
        return s.exec(select(Domain).where(Domain.workspace_id == cast.workspace_id)).one()


def pass_(clock: MovedClock, cast: Cast, time: timedelta) -> int:
    """Let time pass, and the chores look; how many domains they saw."""
    clock.move_to(clock.now() + time)
    return cast.kit.domain_proofs.run_due()


def proven(cast: Cast, server: NameServer, host: str = HOST) -> None:
    """Bring a domain to its proof."""
    cast.kit.workspaces.set_domain(cast.admin, host=host)
    publish(cast, server, host)
    cast.kit.domain_proofs.run_due()
    assert row(cast).state == "proven"


def warnings(cast: Cast) -> list[str]:
    """List which warnings were written."""
    with cast.kit.db.read() as s:
        found = select(OutboxMessage.template).where(col(OutboxMessage.template).startswith("domain_"))
        return list(s.exec(found.order_by(col(OutboxMessage.id))).all())


def due_mail(cast: Cast) -> int:
    """Count what may leave."""
    with cast.kit.db.read() as s:
        return len(s.exec(select(OutboxMessage).where(*claiming._may_leave(cast.kit.clock.now()))).all())


def test_the_page_says_what_to_create_before_anybody_was_asked(cast: Cast, server: NameServer) -> None:
    """The record's full name and its value, with no question to a name server."""
    cast.kit.workspaces.set_domain(cast.admin, host="Kit.Exemple.fr.")
    view = cast.kit.domain_proofs.view(cast.admin)

    assert [(r.name, r.kind, r.expected) for r in view.records] == [
        (f"_kit-proof.{HOST}", "TXT", [token(cast, HOST)]),
        (HOST, "A", []),
    ]
    assert not view.is_checked
    assert server.asked == []


def test_mail_waits_for_the_proof_and_leaves_by_itself(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """People can be created meanwhile; the links of their messages lead to the proven host."""
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    assert cast.kit.domain_proofs.run_due() == 1
    assert (row(cast).state, row(cast).failures, due_mail(cast)) == ("pending", 1, 0)

    publish(cast, server)
    assert pass_(clock, cast, timedelta(seconds=50)) == 0
    assert pass_(clock, cast, timedelta(seconds=20)) == 1

    assert (row(cast).state, due_mail(cast)) == ("proven", 1)
    assert cast.kit.workspaces.link_base() == f"https://{HOST}"
    assert cast.kit.workspaces.host() == HOST
    assert cast.acts()[-1] == "domain_proven"
    assert warnings(cast) == []


def test_what_is_shown_after_a_look_is_what_was_found(cast: Cast, server: NameServer) -> None:
    """Expected beside found, the cause, the keeper and its own words, the name as that page wants it."""
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    server.put(f"_kit-proof.{HOST}.exemple.fr", "TXT", f'"{token(cast, HOST)}"')
    view = cast.kit.domain_proofs.check(cast.admin)

    proof, address = view.records
    assert (proof.cause, proof.where) == ("wrong_place", f"_kit-proof.{HOST}.exemple.fr")
    assert (proof.short_name, address.short_name, address.cause) == ("_kit-proof.kit", "kit", "missing")
    assert (view.provider, view.name_field) == ("OVHcloud", "Sous-domaine")
    assert view.checked_at < view.next_check_at
    assert view == cast.kit.domain_proofs.view(cast.admin)


def test_asking_again_at_once_asks_nobody(cast: Cast, server: NameServer, clock: MovedClock) -> None:
    """The button is no way to have name servers flooded."""
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    first = cast.kit.domain_proofs.check(cast.admin)
    asked = len(server.asked)

    assert cast.kit.domain_proofs.check(cast.admin) == first
    assert len(server.asked) == asked
    clock.move_to(clock.now() + proof_rules.BETWEEN)
    cast.kit.domain_proofs.check(cast.admin)
    assert len(server.asked) > asked


def test_looks_come_at_longer_and_longer_intervals_and_daily_at_last(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """Back-off."""
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    waits = []
    for _ in range(12):
        assert cast.kit.domain_proofs.run_due() == 1
        next_at = row(cast).next_check_at
        assert next_at is not None
        waits.append(next_at - clock.now())
        clock.move_to(clock.now() + waits[-1])

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(days=1))
    publish(cast, server)
    cast.kit.domain_proofs.run_due()
    assert row(cast).next_check_at == clock.now() + timedelta(days=1)


def test_a_proof_that_disappears_warns_first_and_takes_the_links_away_a_day_later(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """TOK-07, WEB-01: links and origins leave a domain that is no longer ours, and come back with its proof."""
    proven(cast, server)
    withdraw(server)
    pass_(clock, cast, DAY)
    assert warnings(cast) == []
    pass_(clock, cast, timedelta(minutes=3))
    assert (warnings(cast), cast.kit.workspaces.host()) == (["domain_failing"], HOST)

    for _ in range(12):
        pass_(clock, cast, timedelta(hours=3))
    assert row(cast).state == "lost"
    assert warnings(cast) == ["domain_failing", "domain_lost"]
    assert (cast.kit.workspaces.host(), cast.kit.workspaces.link_base()) == ("", LOCAL)
    assert cast.acts()[-2:] == ["domain_proof_missing", "domain_lost"]
    assert due_mail(cast) == 2

    publish(cast, server)
    pass_(clock, cast, DAY)
    assert (row(cast).state, cast.kit.workspaces.host()) == ("proven", HOST)
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
    assert (cast.kit.workspaces.host(), cast.kit.workspaces.link_base()) == (FORMER, f"https://{FORMER}")
    assert cast.kit.domain_proofs.view(cast.admin).good_host == FORMER

    withdraw(server, FORMER)
    pass_(clock, cast, DAY)
    assert (cast.kit.workspaces.host(), cast.kit.workspaces.link_base()) == ("", LOCAL)


def test_links_do_not_go_back_to_a_host_that_is_not_ours_any_more(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """A dangling name of before is no safe place."""
    proven(cast, server, FORMER)
    proven(cast, server)
    withdraw(server, FORMER)
    lose(cast, server, clock)

    assert (row(cast).good_host, cast.kit.workspaces.link_base()) == ("", LOCAL)


def test_name_servers_that_do_not_answer_take_nothing_away(
    cast: Cast, server: NameServer, clock: MovedClock
) -> None:
    """A resolver's outage is no lost proof, however long it lasts."""
    proven(cast, server)
    server.failing = True
    for _ in range(20):
        pass_(clock, cast, timedelta(hours=6))

    assert (row(cast).state, row(cast).failing_since, warnings(cast)) == ("proven", None, [])
    assert cast.kit.workspaces.host() == HOST


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


def test_of_several_processes_one_looks(cast: Cast) -> None:
    """Each takes a domain for itself before it asks."""
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: cast.kit.domain_proofs.run_due(), range(4)))

    assert sum(done) == 1
    assert row(cast).failures == 1


def test_a_name_set_while_another_was_being_looked_at_is_not_proven_by_it(
    cast: Cast, server: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer counts for the name that was asked about."""
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    publish(cast, server)
    looked_up = cast.kit.domain_proofs.look_up

    def changed_meanwhile(workspace_id: str, *, host: str) -> object:
        found = looked_up(workspace_id, host=host)
        cast.kit.workspaces.set_domain(cast.admin, host=FORMER)
        return found

    monkeypatch.setattr(cast.kit.domain_proofs, "look_up", changed_meanwhile)
    cast.kit.domain_proofs.check(cast.admin)

    assert (row(cast).host, row(cast).state) == (FORMER, "pending")
    assert "domain_proven" not in cast.acts()


def test_a_development_name_is_never_asked_about(cast: Cast, server: NameServer) -> None:
    """Localhost stays what it was: no look, no button."""
    assert cast.kit.domain_proofs.run_due() == 0
    with pytest.raises(NoDomainToCheck):
        cast.kit.domain_proofs.check(cast.admin)

    assert cast.kit.domain_proofs.view(cast.admin).records == []
    assert server.asked == []


def test_only_who_may_manage_the_domain_has_it_looked_at(cast: Cast, server: NameServer) -> None:
    """ACL-01."""
    manager, _ = cast.join("Mado Petit", "manager")
    cast.kit.workspaces.set_domain(cast.admin, host=HOST)
    for use in (cast.kit.domain_proofs.check, cast.kit.domain_proofs.view, cast.kit.sending_proofs.check):
        with pytest.raises(Forbidden):
            use(manager)

    assert server.asked == []
