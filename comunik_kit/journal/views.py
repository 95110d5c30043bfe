"""The shapes that leave the journal. Moments are ISO 8601 in UTC; no link is in them, no secret."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry: its sentence (`key`, `texts`, `words`), where it came from, and what is shown when asked for.

    `record_id` is the person whose record it leads to, `record_name` theirs; empty when nobody has one. `seq` is the
    entry's place in the chain, 0 while it is not sealed.
    """

    id: str
    at: str
    tag: str
    key: str
    texts: dict[str, str]
    words: dict[str, list[str]]
    ip: str = ""
    device: str = ""
    user_agent: str = ""
    record_id: str = ""
    record_name: str = ""
    details: str = ""
    seq: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A keyset page, newest first; cursors are empty at the ends."""

    rows: list[EntryRow] = field(default_factory=list)
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody to filter by."""

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long the journal is kept, in months (0: for ever), how many are sealed, and who may change it."""

    months: int = 0
    sealed: int = 0
    removed: int = 0
    head: str = ""
    may_manage: bool = False
