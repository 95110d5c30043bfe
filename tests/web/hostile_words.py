"""Texts that want to be more than text, put into every column that people or their machines write in (WEB-03)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import JSON, Column, String, insert, select, update
from sqlmodel import AutoString, Session, SQLModel

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.ids import new_id

# `{}` is where the mark of the column goes. What they would make has the class « canary », or begins a script.
TEXTS = (
    "<script>alert('{}')</script>",
    "javascript:alert('{}')",
    "<img src=x onerror=alert('{}') class=canary>",
    "\"><svg/onload=alert('{}') class=canary>",
    "</script></style></title></textarea><b class=canary>{}</b>",
    "[{}](javascript:alert(1))",
    "![{}](https://evil.example/x.png)",
    "{{{{7*7}}}}${{7*7}}{}",
    "&lt;b class=canary&gt;{}&amp;",
    "\u202egpj.{}",
    "' onmouseover=alert('{}') class='canary",
    "`${{alert('{}')}}`",
    "<iframe srcdoc='<b class=canary>{}'>",
    "//evil.example/{}",
    "\\u003cb class=canary\\u003e{}",
)
# Columns that hold no words of anybody's, by the column's name wherever it is, or by table and column.
_IDS = (
    "id",
    "name_key",
    "email_key",
    "creation_key",
    "request_key",
    "dedupe_key",
    "batch_key",
    "external_key",
    "key",
)
_MADE = (
    *(
        "digest",
        "seal",
        "mac",
        "head",
        "checkpoint",
        "fingerprint",
        "bucket",
        "handle",
        "bound_to",
        "lease_by",
    ),
    *("password_hash", "sealed_secret", "sealed_seed", "public_key", "search_text", "sort_name", "about"),
)
_FROM_LISTS = (
    *(
        "state",
        "status",
        "kind",
        "module",
        "language",
        "theme",
        "time_zone",
        "template",
        "tag",
        "act",
        "reason",
    ),
    *(
        "code",
        "verdict",
        "delivery",
        "channel",
        "purpose",
        "colour",
        "accent",
        "sign_in_preset",
        "day",
        "off",
    ),
    *(
        "target_kind",
        "pause_reason",
        "transports",
        "scopes",
        "permissions",
        "modules",
        "modules_off",
        "whose",
    ),
    *("factor_role_ids", "reminder_days", "pictures", "own_home", "saved_rights", "counts", "source"),
)
_BY_NAME = {
    **dict.fromkeys(_IDS, "an id, or a name folded for comparing"),
    **dict.fromkeys(_MADE, "made by the product of what is tried elsewhere, or of chance"),
    **dict.fromkeys(_FROM_LISTS, "one of a fixed list, and read strictly"),
    "rp_id": "a host of ours",
}
NO_WORDS = {
    "audit_chains.name": "the id of a workspace",
    "mail_channels.name": "one of a fixed list",
    "worker_beats.name": "made by the worker",
    "api_answers.name": "not a word on any page: the key of a request, given back to its sender alone",
    "api_answers.body": "what the API said, given back to its sender alone",
    "domains.host": "the address at which the browser is",
    "domains.good_host": "an address at which the browser was",
    "oidc_flows.host": "the address at which the browser is",
    "saved_views.query": "taken apart and made again of fixed lists (INP-09)",
    "oidc_flows.wanted": "led to only if it is a page of ours (INP-09)",
    "passkeys.credential_id": "given by the browser, compared and never shown",
    "users.phone": "a number taken apart, and made anew of digits",
    "workspaces.reply_to": "an address taken apart for each message (INP-08)",
    "bulk_jobs.undo_of": "an id",
    "mail_reports.detail": "kept to count a report once; what it says is shown from `mail_events`",
    "mail_reports.to_email": "the same",
    "bulk_jobs.params": "ids, and words of fixed lists",
    "bulk_items.before": "what the person's columns held, to be put back",
    "activity_tags.key": "the word folded for comparing",
}
# Words of lists in JSON values, and what stands before the words in a column that says two things.
_KEPT = ("typos", "origin", "role", "tier", "priority", "currency", "amount", "cause", "record")
_BEFORE = {"outbox_messages.last_error": "rejected: "}
_MANY = 200


NOT_SHOWN = {
    "activity_events.before": "shown of a status alone, which is one of a list; former tags are not told",
    "bulk_jobs.ip": "told in the journal, from its own entry",
    "bulk_jobs.user_agent": "the same",
    "oidc_identities.subject": "what a provider calls somebody: compared, and given to that person's file alone",
    "pending_sign_ins.provider": "told in the journal, from its own entry",
    "trusted_devices.user_agent": "told as a browser and a system, of fixed lists",
    "user_sessions.user_agent": "the same",
    "webhook_sources.mapping": "written in a sheet that is not opened for a source again",
}


def marked(number: int, text: str) -> str:
    """Put the mark of a column into a text."""
    return text.format(f"k{number:02}k")


def is_of_words(column: Column[Any]) -> bool:
    """Tell whether people or their machines write in a column."""
    name, kind = column.name, column.type
    by_name = name in _BY_NAME or name.endswith(("_id", "_by", "_digest", "_salt"))
    held = isinstance(kind, String | AutoString | JSON)
    return held and not by_name and not column.foreign_keys and str(column) not in NO_WORDS


def columns() -> dict[str, int]:
    """Number every column that holds words, by table and column."""
    found = [str(c) for table in SQLModel.metadata.sorted_tables for c in table.c if is_of_words(c)]
    return {name: number for number, name in enumerate(sorted(found))}


def plant(db: Database) -> dict[str, set[str]]:
    """Write them into every row there is; answer what now stands in each column, text by text."""
    planted: dict[str, set[str]] = {name: set() for name in columns()}
    with db.write() as s:
        for table in SQLModel.metadata.sorted_tables:
            if table.name != AuditEntry.__tablename__:
                _plant_in(s, table.name, planted)
        _add_to_journal(s, planted)
    return planted


def _plant_in(s: Session, name: str, planted: dict[str, set[str]]) -> None:
    """Write in each row of a table; the fewer rows, the more of the texts stand in each."""
    table = SQLModel.metadata.tables[name]
    wanted = [column for column in table.c if str(column) in planted]
    rows = s.execute(select(table)).mappings().all() if wanted else []
    for place, row in enumerate(rows[:_MANY]):
        here = [column == row[column.name] for column in table.primary_key.columns]
        values = {column.name: _written(column, row, (place, len(rows)), planted) for column in wanted}
        s.execute(update(table).where(*here).values(values))


def _written(column: Column[Any], row: Any, place: tuple[int, int], planted: dict[str, set[str]]) -> Any:
    texts = list(_texts(columns()[str(column)], *place))
    held = row[column.name]
    if isinstance(column.type, JSON):
        texts = texts if _with_words(held, "") != held else []
        held = _with_words(held, " ".join(texts))
    else:
        texts = _fitting(texts, getattr(column.type, "length", None) or _MANY)
        held = _BEFORE.get(str(column), "") + " ".join(texts)
    planted[str(column)].update(texts)
    return held


def _texts(number: int, row: int, rows: int) -> Iterator[str]:
    """Share the texts out over the rows, and begin each column with another."""
    step = min(rows, len(TEXTS))
    for place in range(row % step, len(TEXTS), step):
        yield marked(number, TEXTS[(place + number) % len(TEXTS)])


def _fitting(texts: Sequence[str], length: int) -> list[str]:
    """Take as many as the column has room for, one at least: SQLite does not mind."""
    rooms = accumulate(len(text) + 1 for text in texts)
    return [
        text
        for number, (text, room) in enumerate(zip(texts, rooms, strict=True))
        if not number or room <= length
    ]


def _with_words(held: Any, text: str) -> Any:
    """Put a text in place of every text of a JSON value, but where ids, times and words of lists stand."""
    if isinstance(held, dict):
        return {name: each if _is_kept(name) else _with_words(each, text) for name, each in held.items()}
    if isinstance(held, list):
        return [_with_words(each, text) for each in held]
    return text if isinstance(held, str) else held


def _is_kept(name: str) -> bool:
    return name in _KEPT or name in _BY_NAME or name.endswith(("_id", "_ids", "_at", "_key", "_by"))


def _add_to_journal(s: Session, planted: dict[str, set[str]]) -> None:
    """Write every act a second time with such words: the journal lets nothing be changed."""
    table = SQLModel.metadata.tables[AuditEntry.__tablename__]
    rows = [dict(row) for row in s.execute(select(table).where(table.c.actor_id.is_not(None))).mappings()]
    sealing = {"seq": None, "seal": "", "by_salt": "", "by_digest": "", "about_salt": "", "about_digest": ""}
    for place, row in enumerate(rows):
        words = {
            column.name: _written(column, row, (place, len(rows)), planted)
            for column in table.c
            if str(column) in planted
        }
        s.execute(insert(table).values(row | sealing | words | {"id": new_id(row["at"])}))
