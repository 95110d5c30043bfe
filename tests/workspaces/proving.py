"""Bringing a domain to its proof and away from it, and looking at what that did."""

from datetime import timedelta

from sqlmodel import col, select

from comunik_kit.mail import claiming
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.workspaces import records
from comunik_kit.workspaces.tables import Domain
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.nameserver import NameServer

HOST, FORMER, OURS = "kit.exemple.fr", "ancien.exemple.net", "93.184.215.14"
LOCAL = "http://localhost:3000"
DAY = timedelta(days=1, minutes=1)


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


def met_at(cast: Cast) -> tuple[str, str]:
    """Name the proven host at which the workspace is met, empty for none, and the address that links begin with."""
    met = [host for host in (HOST, FORMER) if cast.kit.hosts.at(host) is not None]
    assert len(met) <= 1
    return "".join(met), cast.kit.workspaces.white_label(cast.admin).link_base


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
