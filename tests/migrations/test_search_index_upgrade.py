"""People of the version before stand in SQLite's search index in the order of their names once it is taken along."""

from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from comunik_kit.users import ordering
from tests.migrations.lived_in import HERE, add_people, change, go, live_in


def rows(connection: Connection) -> dict[str, int]:
    """Give the index's number of each name, after its own check of itself."""
    for index in ("user_search", "user_search_pairs"):
        connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('integrity-check')"))  # noqa: S608  - ours
    return {row.sort_name: row.id for row in connection.execute(text("SELECT * FROM user_search_rows"))}


def found(connection: Connection, index: str, word: str) -> list[str]:
    """Search one of the indexes, in its order."""
    looked = text(f"SELECT rowid FROM {index} WHERE {index} MATCH :word ORDER BY rowid")  # noqa: S608  - ours
    numbers = {number: name for name, number in rows(connection).items()}
    return [numbers[number] for (number,) in connection.execute(looked, {"word": word})]


def test_names_with_digits_are_known_to_begin_alike_and_found_as_before(tmp_path: Path) -> None:
    """REL-09."""
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    live_in(url)
    go(url, "0022")
    add_people(url, HERE, {"Box 2 A": "active", "Box 1 B": "active"})
    engine = create_engine(url)
    with engine.begin() as connection:
        before = rows(connection)
    assert before["box 2 a"] < before["box 1 b"]

    go(url, "head")
    change(url, "UPDATE users SET sort_name = 'box 3 c' WHERE sort_name = 'box 2 a'")
    with engine.begin() as connection:
        after = rows(connection)
        by_text = found(connection, "user_search", '"box"')
        by_pair = found(connection, "user_search_pairs", b"bo".hex())
    assert set(after) == {"box 3 c" if name == "box 2 a" else name for name in before}
    assert ordering.begin_alike(after["box 1 b"], after["box 3 c"])
    assert {after[name] - ordering.first_row(name) for name in after} <= {0, 1}
    assert sorted(by_text) == ["box 1 b", "box 3 c"]
    assert sorted(by_pair) == ["bo", "box 1 b", "box 3 c"]

    change(url, "UPDATE users SET sort_name = 'box 2 a' WHERE sort_name = 'box 3 c'")
    go(url, "0022")
    with engine.begin() as connection:
        assert rows(connection) == before
    engine.dispose()
    go(url, "head")
