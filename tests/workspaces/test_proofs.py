"""A domain that proves itself: asked of a real name server, kept in both databases, over days of a moved clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from comunik_kit.kernel.errors import Forbidden
from comunik_kit.workspaces import proof_rules
from comunik_kit.workspaces.errors import NoDomainToCheck
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.nameserver import NameServer
from tests.workspaces.proving import FORMER, HOST, due_mail, met_at, pass_, publish, row, token, warnings


@pytest.fixture
def cast(asking: Cast) -> Cast:
    """Play in a workspace that asks our name server."""
    return asking


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
    assert met_at(cast) == (HOST, f"https://{HOST}")
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
