"""A journal of before the seals: kept as it was, and sealed in its order by the first round."""

from sqlalchemy import create_engine, text

from comunik_kit.audit.sealing import Sealing
from comunik_kit.audit.verifying import Verifying
from comunik_kit.kernel import schema
from comunik_kit.kernel.db import Database, normalised
from comunik_kit.kernel.secrets import Keyring
from tests.migrations.lived_in import HERE, go, live_in
from tests.support.clock import START

OLD = 450
ENTRY = """INSERT INTO audit_entries (id, workspace_id, at, tag, actor_name, target_kind, target_id, target_name, ip,
    user_agent, details) VALUES (:id, :place, :at, 'user_created', 'Olga', 'user', 'x', :name, '', '', '{}')"""


def _write_old(url: str) -> None:
    engine = create_engine(normalised(url))
    with engine.begin() as c:
        at = START if not url.startswith("sqlite") else START.strftime("%Y-%m-%d %H:%M:%S.%f")
        rows = [{"id": f"{n:032x}", "place": HERE, "at": at, "name": f"Nr. {n}"} for n in range(OLD)]
        c.execute(text(ENTRY), rows)
    engine.dispose()


def test_old_entries_are_sealed_in_their_order_and_the_way_back_loses_none(
    empty_database_url: str, keyring: Keyring
) -> None:
    """LOG-02, REL-09."""
    live_in(empty_database_url)
    go(empty_database_url, "0006")
    _write_old(empty_database_url)
    schema.upgrade(empty_database_url)
    db = Database(empty_database_url)
    assert Sealing(db=db, keyring=keyring).run_due() == OLD
    [found] = Verifying(db=db, keyring=keyring).verify()
    assert (found.entries, found.broken) == (OLD, None)
    with db.look() as c:
        ids = c.execute(text("SELECT id FROM audit_entries ORDER BY seq")).scalars().all()
    assert ids == sorted(ids)
    db.dispose()
    go(empty_database_url, "0006")
    engine = create_engine(normalised(empty_database_url))
    with engine.connect() as c:
        assert c.execute(text("SELECT count(*) FROM audit_entries")).scalar_one() == OLD
    engine.dispose()
