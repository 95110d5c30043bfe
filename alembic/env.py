"""Runs the migrations on a connection that the caller opened (`comunik_kit.kernel.schema`)."""

import os

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

from comunik_kit.access import tables as _access
from comunik_kit.audit import tables as _audit
from comunik_kit.invitations import tables as _invitations
from comunik_kit.kernel.db import normalised
from comunik_kit.mail import tables as _mail
from comunik_kit.modules import tables as _modules
from comunik_kit.notices import tables as _notices
from comunik_kit.roles import tables as _roles
from comunik_kit.users import tables as _users
from comunik_kit.workspaces import tables as _workspaces

KNOWN = (_access, _audit, _invitations, _mail, _modules, _notices, _roles, _users, _workspaces)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave SQLite's search index out of comparisons: no SQLModel table stands behind it."""
    return not (kind == "table" and name and name.startswith("user_search"))


def run(connection: sa.Connection) -> None:
    """Run on this connection, altering SQLite tables by copy."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_name=include_name,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = sa.create_engine(normalised(os.environ["KIT_DATABASE_URL"]))
    with engine.begin() as opened:
        run(opened)
