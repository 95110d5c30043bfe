"""The chain of the journal: what is sealed holds, and what was touched is found, also by whoever owns the database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from comunik_kit.audit import personal
from comunik_kit.audit.chain import head_mac
from comunik_kit.audit.sealing import Sealing
from comunik_kit.audit.tables import AuditChain, AuditEntry
from comunik_kit.audit.verifying import Fault, Verifying
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.kernel.secrets import Keyring
from tests.audit.ledger import AMINA, HERE, THERE, Ledger

NAMES = ("Paul", "Ana", "Zoé", "Bo", "Léo", "Ida", "Max")

UPDATE, DELETE, OF_CHAINS = (
    "UPDATE audit_entries SET",
    "DELETE FROM audit_entries WHERE",
    "UPDATE audit_chains SET",
)
# What somebody does to a chain of seven, and what is said of it.
TOUCHES = {
    "an act": (f"{UPDATE} tag = 'user_created' WHERE seq = 3", Fault.CHANGED, 3),
    "a detail": (f"{UPDATE} details = '{{}}' WHERE seq = 3", Fault.CHANGED, 3),
    "who": (f"{UPDATE} actor_id = 'x' WHERE seq = 3", Fault.CHANGED, 3),
    "no workspace": (f"{UPDATE} workspace_id = NULL WHERE seq = 3", Fault.MISSING, 3),
    "a name": (f"{UPDATE} target_name = 'Eve' WHERE seq = 3", Fault.WORDS, 3),
    "a name and its salt": (f"{UPDATE} target_name = 'Eve', about_salt = '' WHERE seq = 3", Fault.WORDS, 3),
    "a name that only leaves": (f"{UPDATE} actor_name = '' WHERE seq = 3", Fault.WORDS, 3),
    "a digest": (f"{UPDATE} about_digest = 'x' WHERE seq = 3", Fault.CHANGED, 3),
    "a seal": (f"{UPDATE} seal = 'x' WHERE seq = 3", Fault.CHANGED, 3),
    "one removed": (f"{DELETE} seq = 3", Fault.MISSING, 3),
    "the first removed": (f"{DELETE} seq = 1", Fault.MISSING, 1),
    "the last removed": (f"{DELETE} seq = 7", Fault.CUT_OFF, 7),
    "the end removed": (f"{DELETE} seq > 4", Fault.CUT_OFF, 5),
    "all removed": (f"{DELETE} seq > 0", Fault.CUT_OFF, 1),
    "one put behind": (f"{UPDATE} seq = 8 WHERE seq = 3", Fault.MISSING, 3),
    "one taken out": (f"{UPDATE} seq = NULL WHERE seq = 3", Fault.MISSING, 3),
    "the last put behind": (f"{UPDATE} seq = 8 WHERE seq = 7", Fault.MISSING, 7),
    "the checkpoint moved": (f"{OF_CHAINS} removed = 2 WHERE length = 7", Fault.HEAD, 7),
    "kept for a shorter time": (f"{OF_CHAINS} kept_months = 12 WHERE length = 7", Fault.HEAD, 7),
    "the head forgotten": ("DELETE FROM audit_chains WHERE length = 7", Fault.EXTRA, 1),
}


def test_what_is_written_is_sealed_in_its_workspaces_chain(ledger: Ledger) -> None:
    ledger.write(*NAMES)
    ledger.write("Paul", place=THERE)
    ledger.write("Paul", place=None)
    assert ledger.verdict().unsealed == len(NAMES)
    assert ledger.sealing.run_due() == len(NAMES) + 2
    here, there, nowhere = ledger.verdict(), ledger.verdict(THERE), ledger.verdict(None)
    assert (here.entries, here.unsealed, here.broken) == (len(NAMES), 0, None)
    assert (there.entries, nowhere.entries, there.broken, nowhere.broken) == (1, 1, None, None)
    assert len({here.head, there.head, nowhere.head}) == 3
    assert ledger.sealing.run_due() == 0
    assert ledger.verdict() == here


def test_a_chain_grows_on(ledger: Ledger) -> None:
    ledger.sealed("Paul", "Ana")
    before = ledger.verdict().head
    ledger.sealed("Zoé")
    assert (ledger.verdict().entries, ledger.verdict().broken) == (3, None)
    assert ledger.verdict().head != before


@pytest.mark.parametrize("name", TOUCHES)
def test_a_touched_chain_says_where_it_is_broken(ledger: Ledger, name: str) -> None:
    """LOG-02: a tampered copy is detected, with the triggers gone."""
    ledger.sealed(*NAMES, count=1)
    statement, fault, seq = TOUCHES[name]
    with ledger.without_triggers() as c:
        c.execute(text(statement))
    ledger.sealed("Elsewhere", place=THERE)
    assert ledger.verdict(THERE).broken is None
    broken = ledger.verdict().broken
    assert broken is not None
    assert (broken.fault, broken.seq) == (fault, seq)
    assert broken.act == ("" if fault in {Fault.HEAD, Fault.CUT_OFF} else broken.act)


def test_two_entries_that_change_places_are_found(ledger: Ledger) -> None:
    """LOG-02."""
    ledger.sealed(*NAMES)
    with ledger.without_triggers() as c:
        for before, after in ((3, 30), (4, 3), (30, 4)):
            c.execute(text(f"{UPDATE} seq = :after WHERE seq = :before"), {"before": before, "after": after})
    broken = ledger.verdict().broken
    assert broken is not None
    assert (broken.fault, broken.seq) == (Fault.CHANGED, 3)


def test_an_entry_put_in_between_is_found(ledger: Ledger) -> None:
    """LOG-02: whoever moves the later ones on, and invents a seal, has no key to make it with."""
    ledger.sealed(*NAMES)
    with ledger.without_triggers() as c:
        c.execute(text(f"{UPDATE} seq = seq + 100 WHERE seq > 3"))
        c.execute(text(f"{UPDATE} seq = seq - 99 WHERE seq > 100"))
        columns = ", ".join(name for name in AuditEntry.model_fields if name not in {"id", "seq"})
        c.execute(
            text(
                f"INSERT INTO audit_entries (id, seq, {columns}) SELECT 'f', 4, {columns} "  # noqa: S608
                "FROM audit_entries WHERE seq = 3"
            )
        )
        c.execute(text("UPDATE audit_chains SET length = 8"))
    assert _fault(ledger) is Fault.HEAD
    _mend_head(ledger)
    broken = ledger.verdict().broken
    assert broken is not None
    assert (broken.fault, broken.seq, broken.id) == (Fault.CHANGED, 4, "f")


def _mend_head(ledger: Ledger) -> None:
    """Write the code of the head as only the server's key can."""
    with ledger.db.write() as s:
        row = s.get_one(AuditChain, HERE)
        row.mac = head_mac(ledger.keyring, row)
        s.add(row)


def _fault(ledger: Ledger) -> Fault | None:
    broken = ledger.verdict().broken
    return broken.fault if broken else None


def test_who_takes_the_end_away_cannot_set_the_head_back(ledger: Ledger) -> None:
    """LOG-02: the last entry's seal is readable, the code over the head's row is not to be made without the key."""
    ledger.sealed(*NAMES)
    with ledger.without_triggers() as c:
        c.execute(text(f"{DELETE} seq > 4"))
        c.execute(
            text("UPDATE audit_chains SET length = 4, head = (SELECT seal FROM audit_entries WHERE seq = 4)")
        )
    assert _fault(ledger) is Fault.HEAD
    ledger.write("Later")
    assert ledger.sealing.run_due() == 0, "sealing on would cover it up"
    assert _fault(ledger) is Fault.HEAD


def test_who_has_the_database_alone_cannot_chain_anew(ledger: Ledger) -> None:
    """LOG-02: the seals are keyed."""
    ledger.sealed(*NAMES)
    forger = Keyring(b"some other key, of 32 bytes too!")
    with ledger.without_triggers() as c:
        c.execute(text(f"{UPDATE} seq = NULL, seal = '' WHERE seq > 0"))
        c.execute(text("DELETE FROM audit_chains"))
    Sealing(db=ledger.db, keyring=forger).run_due()
    assert [each.broken for each in Verifying(db=ledger.db, keyring=forger).verify()] == [None]
    assert _fault(ledger) is Fault.HEAD


def test_a_head_that_was_noted_outside_must_still_be_in_the_chain(ledger: Ledger) -> None:
    """LOG-02: also against whoever has the server's key, or put an old copy of the whole database back."""
    ledger.sealed("Paul", "Ana")
    noted = ledger.verdict().head
    ledger.sealed("Zoé")
    assert [each.broken for each in ledger.proof.verify(expect=noted)] == [None]
    assert [each.broken for each in ledger.proof.verify(expect=ledger.verdict().head)] == [None]
    [found] = ledger.proof.verify(expect="0" * 64)
    assert found.broken is not None
    assert found.broken.fault is Fault.NOT_EXPECTED


def test_an_entry_of_many_is_sealed_as_written(ledger: Ledger) -> None:
    ledger.write_many(700)
    assert Sealing(db=ledger.db, keyring=ledger.keyring).run_due() == 700
    assert (ledger.verdict().entries, ledger.verdict().broken) == (700, None)


def test_a_forgotten_persons_names_leave_and_the_chain_holds(ledger: Ledger) -> None:
    """LOG-02, decision 0012: words and salt leave together, so that nobody finds them again by guessing."""
    ledger.sealed("Amina Diallo", "Amina Diallo")
    ledger.write("Amina Diallo")
    who = DataSubject(
        user_id=AMINA, workspace_id=HERE, full_name="Amina Diallo", email="a@x.org", email_key="a@x.org"
    )
    with ledger.db.write() as s:
        personal.forget(s, who)
    found = ledger.verdict()
    assert (found.entries, found.emptied, found.unsealed, found.broken) == (2, 2, 1, None)
    with ledger.db.look() as c:
        rows = c.execute(text("SELECT * FROM audit_entries ORDER BY id")).all()
    assert "Amina" not in repr(rows)
    assert {(row.by_salt, row.about_salt) for row in rows} == {("", "")}
    assert [bool(row.by_digest) for row in rows] == [True, True, False]
    ledger.sealing.run_due()
    assert (ledger.verdict().entries, ledger.verdict().broken) == (3, None)


@pytest.mark.parametrize(
    "statement",
    [
        f"{UPDATE} seal = 'x' WHERE seq = 2",
        f"{UPDATE} seq = NULL WHERE seq = 2",
        f"{UPDATE} seq = 9 WHERE seq = 2",
        f"{UPDATE} by_digest = '' WHERE seq = 2",
        f"{UPDATE} by_salt = 'x' WHERE seq = 2",
        f"{UPDATE} seq = 9, tag = 'x' WHERE seq IS NULL",
        f"{UPDATE} seq = 9, target_name = '' WHERE seq IS NULL",
        f"{DELETE} seq = 1",
        f"{DELETE} seq IS NULL",
        "DELETE FROM audit_entries",
    ],
)
def test_the_database_refuses_every_other_change(ledger: Ledger, statement: str) -> None:
    """LOG-02: by trigger, on both databases."""
    ledger.sealed("Paul", "Ana")
    ledger.write("Zoé")
    before = ledger.verdict()
    with pytest.raises(DBAPIError, match="append-only"):
        ledger.sql(statement)
    assert ledger.verdict() == before
    assert ledger.count() == 3


def test_several_who_write_and_seal_at_once_make_one_chain(ledger: Ledger) -> None:
    def work(number: int) -> None:
        for turn in range(10):
            ledger.write(f"{number}-{turn}")
            ledger.sealing.run_due()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    ledger.sealing.run_due()
    found = ledger.verdict()
    assert (found.entries, found.unsealed, found.broken) == (40, 0, None)


def test_reading_while_others_seal_finds_nothing_wrong(ledger: Ledger) -> None:
    def seal() -> None:
        for turn in range(20):
            ledger.sealed(str(turn))

    with ThreadPoolExecutor(1) as pool:
        sealing = pool.submit(seal)
        while not sealing.done():
            assert [each.broken for each in ledger.proof.verify()] in ([], [None])
        sealing.result()
    assert ledger.verdict().entries == 20


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=2, max_size=6
    ),
    details=st.dictionaries(
        st.text("abc", max_size=3), st.integers() | st.text("é\"'\\", max_size=4), max_size=3
    ),
    nth=st.integers(0, 5),
    column=st.sampled_from(["tag", "actor_id", "target_kind", "target_name", "ip", "seal", "by_digest"]),
)
def test_whatever_is_written_holds_until_one_column_of_it_is_touched(
    ledger: Ledger, names: list[str], details: dict[str, Any], nth: int, column: str
) -> None:
    """LOG-02: any entry, any column."""
    before = ledger.verdict().entries if ledger.count() else 0
    for name in names:
        ledger.write(name, **details)
    ledger.sealing.run_due()
    assert (ledger.verdict().entries, ledger.verdict().broken) == (before + len(names), None)
    seq = before + 1 + nth % len(names)
    with touched(ledger, column, seq):
        broken = ledger.verdict().broken
        assert broken is not None
        assert broken.seq == seq
    assert ledger.verdict().broken is None


@contextmanager
def touched(ledger: Ledger, column: str, seq: int) -> Iterator[None]:
    """Change a column past the triggers, and put it back."""
    where = {"seq": seq}
    with ledger.without_triggers() as c:
        old = c.execute(text(f"SELECT {column} FROM audit_entries WHERE seq = :seq"), where).scalar_one()  # noqa: S608
        c.execute(text(f"{UPDATE} {column} = 'touched' WHERE seq = :seq"), where)
    yield
    with ledger.without_triggers() as c:
        c.execute(text(f"{UPDATE} {column} = :old WHERE seq = :seq"), {**where, "old": old})
