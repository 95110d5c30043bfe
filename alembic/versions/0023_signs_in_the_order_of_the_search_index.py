"""signs and digits in the order of SQLite's search index.

An id of the index is the place of a name's first eight letters in the alphabet. All signs and digits had one place
there, and letters behind them were counted on: « box 2 a » stood before « box 1 b », and a search that finds more than
are counted left people out on its later pages. Now nothing is counted on behind a sign or digit, so that those names
are known to begin alike; the hyphen, which so many names have, has a place of its own. `users/ordering.py` counts in
the same way.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

LETTERS, LETTER_BITS, NAMESAKE_BITS = 8, 5, 22


def _class_before(c: str) -> str:
    return f"""CASE WHEN {c} = '' THEN 0 WHEN {c} <= ' ' THEN 1 WHEN {c} < 'a' THEN 2 WHEN {c} <= 'z'
        THEN unicode({c}) - 94 ELSE 29 END"""


def _class(c: str) -> str:
    return f"""CASE WHEN {c} = '' THEN 0 WHEN {c} <= ' ' THEN 1 WHEN {c} < '-' THEN 2 WHEN {c} = '-' THEN 3
        WHEN {c} < 'a' THEN 4 WHEN {c} <= 'z' THEN unicode({c}) - 92 ELSE 31 END"""


def _label_before(name: str) -> str:
    return _sum([_class_before(f"substr({name}, {number}, 1)") for number in range(1, LETTERS + 1)])


def _label(name: str) -> str:
    return _sum(
        [
            f"CASE WHEN substr({name}, 1, {number - 1}) GLOB '*[^a-z -]*' THEN 0"
            f" ELSE {_class(f'substr({name}, {number}, 1)')} END"
            for number in range(1, LETTERS + 1)
        ]
    )


def _sum(places: list[str]) -> str:
    """Write eight places as one number, the first one weighing most."""
    bits = [LETTER_BITS * (LETTERS - number) + NAMESAKE_BITS for number in range(1, LETTERS + 1)]
    return " + ".join(f"(({place}) << {shift})" for place, shift in zip(places, bits, strict=True))


def _add(label: str) -> str:
    """Take the next number of those letters; where they are all given, the end of the list must do."""
    return f"""
    INSERT INTO user_search_rows (id, user_id, workspace_id, status, sort_name, search_text)
    SELECT CASE WHEN next.id < next.first + {1 << NAMESAKE_BITS} THEN next.id
        ELSE (SELECT max(id) + 1 FROM user_search_rows) END,
        new.id, new.workspace_id, new.status, new.sort_name, new.search_text
    FROM (SELECT named.first, ifnull(
        (SELECT id + 1 FROM user_search_rows
         WHERE id BETWEEN named.first AND named.first + {(1 << NAMESAKE_BITS) - 1} ORDER BY id DESC LIMIT 1),
        named.first) AS id FROM (SELECT {label} AS first) AS named) AS next
    WHERE new.deleted_at IS NULL;"""


PAIRS = """(SELECT group_concat(hex(substr(old.search_text, n, 2)), ' ')
    FROM user_search_places WHERE n < length(old.search_text))"""
EMPTY = (
    "DROP TRIGGER users_search_insert",
    "DROP TRIGGER users_search_update",
    "DROP TRIGGER user_search_rows_delete",
    "INSERT INTO user_search (user_search) VALUES ('delete-all')",
    "INSERT INTO user_search_pairs (user_search_pairs) VALUES ('delete-all')",
    "DELETE FROM user_search_rows",
)
LEAVE = f"""CREATE TRIGGER user_search_rows_delete AFTER DELETE ON user_search_rows BEGIN
    INSERT INTO user_search (user_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
    INSERT INTO user_search_pairs (user_search_pairs, rowid, pairs) VALUES ('delete', old.id, {PAIRS}); END"""


def upgrade() -> None:
    """Number everybody anew."""
    _number(_label("new.sort_name"), _label("sort_name"))


def downgrade() -> None:
    """Number everybody as before."""
    _number(_label_before("new.sort_name"), _label_before("sort_name"))


def _number(new: str, each: str) -> None:
    """Build the index again from what it is made of, in the order of its ids, in which it is fastest to build."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for statement in (*EMPTY, LEAVE):
        op.execute(statement)
    op.execute(f"CREATE TRIGGER users_search_insert AFTER INSERT ON users BEGIN {_add(new)} END")
    op.execute(
        f"""CREATE TRIGGER users_search_update AFTER UPDATE OF workspace_id, sort_name, search_text, deleted_at ON users
        WHEN old.search_text IS NOT new.search_text OR old.sort_name IS NOT new.sort_name
        OR old.workspace_id IS NOT new.workspace_id OR old.deleted_at IS NOT new.deleted_at
        BEGIN DELETE FROM user_search_rows WHERE user_id = old.id; {_add(new)} END"""
    )
    op.execute(
        f"""INSERT INTO user_search_rows (id, user_id, workspace_id, status, sort_name, search_text)
        SELECT first + row_number() OVER (PARTITION BY first ORDER BY sort_name, id) - 1,
        id, workspace_id, status, sort_name, search_text
        FROM (SELECT id, workspace_id, status, sort_name, search_text, {each} AS first
        FROM users WHERE deleted_at IS NULL) ORDER BY 1"""
    )
