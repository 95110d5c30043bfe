"""The rows of `audit_chains`: held by whoever makes a chain longer or shorter."""

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from comunik_kit.audit.chain import head_mac
from comunik_kit.audit.errors import JournalBroken
from comunik_kit.audit.tables import AuditChain
from comunik_kit.kernel.secrets import Keyring


def hold(s: Session, keyring: Keyring, name: str, *, wait: bool = True) -> AuditChain | None:
    """Hold a chain's row until the transaction ends, making it on first use; None when it is held and we do not wait.

    Raises `JournalBroken` for a row that was not written with the server's key: to go on would cover that up.
    """
    query = select(AuditChain).where(col(AuditChain.name) == name)
    held = query.with_for_update(skip_locked=not wait).execution_options(populate_existing=True)
    found = s.exec(held).first()
    if found is None and _is_made(s, keyring, name):
        found = s.exec(held).first()
    if found is not None and found.mac != head_mac(keyring, found):
        raise JournalBroken
    return found


def write(s: Session, keyring: Keyring, chain: AuditChain) -> None:
    """Write a chain's row with its code."""
    chain.mac = head_mac(keyring, chain)
    s.add(chain)
    s.flush()


def _is_made(s: Session, keyring: Keyring, name: str) -> bool:
    insert = sqlite.insert if s.get_bind().dialect.name == "sqlite" else postgresql.insert
    fresh = AuditChain(name=name)
    fresh.mac = head_mac(keyring, fresh)
    row = insert(AuditChain).values(**fresh.model_dump()).on_conflict_do_nothing().returning(literal(1))
    return s.execute(row).first() is not None
