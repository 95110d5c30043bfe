"""Sealing from several processes at once: the chain that comes of it is one, and holds."""

import sys

from tests.audit.ledger import HERE, Ledger
from tests.support import forks

WORK = """
import sys
from datetime import UTC, datetime
from comunik_kit import wiring
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.sealing import Sealing
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
url, place, name = sys.argv[1:]
db = Database(url)
sealing = Sealing(db=db, keyring=Keyring(b"a key for tests alone, 32 bytes!"), chunk=2)
for turn in range(25):
    with db.write() as s:
        record(s, datetime.now(UTC), None, AuditTag.SIGN_IN_FAILED, Target("user", "", name), workspace_id=place)
    sealing.run_due()
"""


def test_two_processes_that_write_and_seal_at_once_make_one_chain(ledger: Ledger) -> None:
    """LOG-02."""
    command = [sys.executable, "-c", WORK, ledger.db.url, HERE]
    both = [forks.start([*command, name]) for name in ("one", "other")]
    assert [each.wait(timeout=60) for each in both] == [0, 0]
    ledger.sealing.run_due()
    found = ledger.verdict()
    assert (found.entries, found.unsealed, found.broken) == (50, 0, None)
