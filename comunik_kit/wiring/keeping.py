"""The journal: sealed, verified, read, kept as long as a workspace says."""

from typing import Any

from comunik_kit.audit.sealing import Sealing
from comunik_kit.audit.trimming import Trimming
from comunik_kit.audit.verifying import Verifying
from comunik_kit.journal.exporting import JournalExports
from comunik_kit.journal.keeping import JournalKeeping
from comunik_kit.journal.service import JournalPages
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "journal_seals": sealing(on),
        "journal_proof": Verifying(db=on.db, keyring=on.keyring),
        "journal_trims": trimming(on),
        "journal_pages": JournalPages(db=on.db, clock=on.clock),
        "journal_exports": JournalExports(db=on.db, clock=on.clock),
        "journal_keeping": JournalKeeping(db=on.db, clock=on.clock, keyring=on.keyring),
    }


def sealing(on: Ground) -> Sealing:
    """Make what seals; also one of the chores."""
    return Sealing(db=on.db, keyring=on.keyring)


def trimming(on: Ground) -> Trimming:
    """Make what removes when its time is over; also one of the chores."""
    return Trimming(db=on.db, clock=on.clock, keyring=on.keyring)
