"""Keeping a journal for so long: what is older leaves at the front of the chain, and the rest still holds."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from comunik_kit.audit import chains
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.trimming import months_before
from tests.audit.ledger import HERE, THERE, Ledger

YEAR = 366


def keep(ledger: Ledger, months: int, place: str = HERE) -> None:
    """Set how long, as the service does."""
    with ledger.db.write() as s:
        chain = chains.hold(s, ledger.keyring, place)
        assert chain is not None
        chain.kept_months = months
        chains.write(s, ledger.keyring, chain)


def names(ledger: Ledger, place: str = HERE) -> list[str]:
    with ledger.db.look() as c:
        query = text("SELECT target_name FROM audit_entries WHERE workspace_id = :here ORDER BY at, id")
        return list(c.execute(query, {"here": place}).scalars())


def test_what_is_older_leaves_and_the_chain_holds(ledger: Ledger) -> None:
    """LOG-04: purged per written retention; the removal is itself an entry."""
    ledger.sealed("old", "older")
    ledger.sealed("there", place=THERE)
    noted = ledger.verdict().head
    ledger.clock.move(days=YEAR)
    ledger.sealed("young")
    keep(ledger, 12)
    assert ledger.trimming.run_due() == 2
    assert names(ledger) == ["young", ""]
    assert names(ledger, THERE) == ["there"], "another workspace keeps its own"
    found = ledger.verdict()
    assert (found.entries, found.removed, found.unsealed, found.broken) == (1, 2, 1, None)
    with ledger.db.read() as s:
        removal = s.execute(text("SELECT id FROM audit_entries WHERE tag = 'audit_log_trimmed'")).scalar_one()
        details = s.get_one(AuditEntry, removal).details
    assert (details["count"], details["months"]) == (2, 12)
    ledger.sealing.run_due()
    assert (ledger.verdict().entries, ledger.verdict().broken) == (2, None)
    assert [each.broken for each in ledger.proof.verify(expect=noted)] == [None, None]
    assert ledger.trimming.run_due() == 0


def test_a_journal_that_is_kept_for_ever_loses_nothing(ledger: Ledger) -> None:
    ledger.sealed("old")
    ledger.clock.move(days=40 * YEAR)
    assert ledger.trimming.run_due() == 0
    assert names(ledger) == ["old"]


def test_an_old_entry_behind_a_young_one_stays_until_its_front_is_gone(ledger: Ledger) -> None:
    """Only the front of a chain leaves, so that no hole is made in it."""
    ledger.clock.move(days=YEAR)
    ledger.sealed("young")
    ledger.clock.move(days=-YEAR)
    ledger.sealed("old")
    ledger.clock.move(days=YEAR)
    keep(ledger, 12)
    assert ledger.trimming.run_due() == 0
    assert ledger.count() == 2


def test_what_is_not_sealed_is_not_removed(ledger: Ledger) -> None:
    ledger.write("old", "older")
    keep(ledger, 12)
    ledger.clock.move(days=2 * YEAR)
    assert ledger.trimming.run_due() == 0
    assert ledger.count() == 2


def test_the_database_still_refuses_to_delete_what_is_kept(ledger: Ledger) -> None:
    """LOG-02: the checkpoint opens the way for nothing behind it."""
    ledger.sealed("old")
    ledger.clock.move(days=YEAR)
    ledger.sealed("young")
    keep(ledger, 12)
    ledger.trimming.run_due()
    before = ledger.verdict()
    for statement in ("DELETE FROM audit_entries", "DELETE FROM audit_entries WHERE seq = 2"):
        with pytest.raises(DBAPIError, match="append-only"):
            ledger.sql(statement)
    assert ledger.verdict() == before


def test_who_moves_the_checkpoint_to_delete_is_found(ledger: Ledger) -> None:
    """LOG-02: the triggers believe the row, the proof does not."""
    ledger.sealed("one", "two", "three")
    ledger.sql("UPDATE audit_chains SET removed = 2 WHERE name = :here", here=HERE)
    ledger.sql("DELETE FROM audit_entries WHERE seq <= 2")
    broken = ledger.verdict().broken
    assert broken is not None
    assert broken.fault == "head"
    assert ledger.trimming.run_due() == 0


def test_what_is_put_back_below_the_checkpoint_is_found(ledger: Ledger) -> None:
    """LOG-02."""
    ledger.sealed("old")
    with ledger.db.read() as s:
        old = s.execute(text("SELECT id FROM audit_entries")).scalar_one()
        kept = s.get_one(AuditEntry, old).model_dump()
    ledger.clock.move(days=YEAR)
    ledger.sealed("young")
    keep(ledger, 12)
    ledger.trimming.run_due()
    with ledger.db.write() as s:
        s.add(AuditEntry(**kept))
    broken = ledger.verdict().broken
    assert broken is not None
    assert (broken.fault, broken.id) == ("extra", old)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-03-31", 12, "2025-03-31"), ("2024-02-29", 12, "2023-02-28"), ("2026-01-15", 24, "2024-01-15")],
)
def test_months_before_a_day(day: str, months: int, before: str) -> None:
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    assert months_before(moment, months) == datetime.fromisoformat(before).replace(tzinfo=UTC)
