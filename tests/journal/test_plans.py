"""The journal is as quick with many entries as with a few: no plan of a page walks or sorts them all."""

from typing import Any

import pytest
from sqlalchemy import event, text

from comunik_kit.audit.journal import Entry, Target, record_all
from comunik_kit.audit.tags import AuditTag
from comunik_kit.journal.filter import JournalFilter
from tests.support.cast import Cast

MANY = 3_000


@pytest.fixture
def long_journal(lone_cast: Cast) -> Cast:
    """Write many entries, of which few are about Olga."""
    kit = lone_cast.kit
    for _ in range(3):
        at = kit.clock.now()
        entries = [Entry(AuditTag.INVITED, Target("user", f"{n:032x}", f"Nr. {n}")) for n in range(MANY // 3)]
        with kit.db.write() as s:
            record_all(s, at, lone_cast.admin, entries)
    with kit.db._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
        c.execute(text("ANALYZE"))
    return lone_cast


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "ix_audit_entries_workspace_id_at_id"),
        ({"period": "7d"}, "ix_audit_entries_workspace_id_at_id"),
        ({"act": "roles"}, "ix_audit_entries_workspace_id_at_id"),
        ({"person": "olga"}, "ix_audit_entries_workspace_id_target_id_id"),
    ],
)
def test_a_page_is_found_by_an_index(long_journal: Cast, query: dict[str, str], index: str) -> None:
    wanted = {name: long_journal.admin.user_id if value == "olga" else value for name, value in query.items()}
    asked = JournalFilter.parse(wanted)
    first = long_journal.kit.journal_pages.page(long_journal.admin, asked)
    said: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        said.append((statement, given))

    reader = long_journal.kit.db._reader
    event.listen(reader, "before_cursor_execute", note)
    long_journal.kit.journal_pages.page(long_journal.admin, asked, cursor=first.after)
    event.remove(reader, "before_cursor_execute", note)
    [(statement, given)] = [each for each in said if "FROM audit_entries" in each[0]]
    with reader.connect() as c:
        plan = " / ".join(row[3] for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all())
    assert index in plan
    assert "SCAN audit_entries" not in plan
    assert query == {"person": "olga"} or "TEMP B-TREE" not in plan, plan
