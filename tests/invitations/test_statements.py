"""What inviting asks of the database: a number of statements that no number of people moves, each through an index."""

from comunik_kit.kernel.db import Database
from comunik_kit.users.inputs import NewColleague
from tests.support.cast import Cast
from tests.support.statements import counted

MANY = 100
MOST = 11


def _forms(cast: Cast, first: int, number: int) -> list[NewColleague]:
    return [cast.new(email=f"p{each}@example.org") for each in range(first, first + number)]


def test_inviting_a_hundred_takes_as_many_statements_as_inviting_one(cast: Cast) -> None:
    invitations, [warm, one, *many] = cast.kit.invitations, _forms(cast, 0, MANY + 2)
    invitations.create_and_invite(cast.admin, new=warm)
    with counted(cast.kit.db) as for_one:
        invitations.create_and_invite(cast.admin, new=one)
    with counted(cast.kit.db) as for_many:
        invitations.create_and_invite_all(cast.admin, given=many)

    assert len(for_one) == len(for_many) <= MOST
    assert len(cast.letters()) == MANY + 2


def test_inviting_a_hundred_walks_through_no_table(lone_cast: Cast) -> None:
    """SQLite, which has no statistics, would take any index for a hundred keys: the one of the workspace, say."""
    with counted(lone_cast.kit.db) as asked:
        lone_cast.kit.invitations.create_and_invite_all(lone_cast.admin, given=_forms(lone_cast, 0, MANY))
    plan = "\n".join(
        _plan(lone_cast.kit.db, each) for each in asked if each.startswith("SELECT") and "users" in each
    )

    assert "users USING INDEX uq_users_workspace_id_email_key (workspace_id=? AND email_key=?)" in plan
    assert "(creation_key=?)" in plan
    # A workspace has a handful of module settings, and nothing to narrow them by.
    walked = [step for step in plan.splitlines() if "(workspace_id=?)" in step and "settings" not in step]
    assert walked == []


def _plan(db: Database, statement: str) -> str:
    given = tuple(None for sign in statement if sign == "?")
    with db.look() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
    return "\n".join(step.detail for step in steps)
