"""`comunik-kit users import FILE`: counts, and one verdict for each refused line."""

import threading
from pathlib import Path

import pytest

from comunik_kit.importing import working
from comunik_kit.kernel.errors import InvalidInput
from tests.cli.test_users import Command, cast, command, entries, environ, told  # noqa: F401  - fixtures
from tests.support.cast import Cast

FILE = "Nom;E-mail;Service\nAna;ana@exemple.fr;Lune\nBo;bo@exemple.fr;\nMal;mal;\nEncore;BO@exemple.fr;\n"


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Lend a file with two good lines, if the department may be made."""
    file = tmp_path / "liste.csv"
    file.write_text(FILE, encoding="utf-8")
    return str(file)


def test_good_lines_come_in_and_each_refused_one_says_why(cast: Cast, command: Command, path: str) -> None:  # noqa: F811
    found = told(command("import", path, "--json"))
    assert (found["lines"], found["new"], found["written"]) == (4, 1, 1)
    assert found["counts"] == {"written": 1, "unknown_department": 1, "malformed": 1, "twice": 1}
    assert [(line["line"], line["verdict"]) for line in found["refused"]] == [
        (2, "unknown_department"),
        (4, "malformed"),
        (5, "twice"),
    ]
    assert found["refused"][1]["reason"] == "The e-mail address is missing or not valid."
    assert [letter.to_email for letter in cast.letters()] == ["bo@exemple.fr"]
    [started] = [entry for entry in entries(cast) if entry.tag == "people_import_started"]
    assert (started.actor_name, started.user_agent) == ("Olga Martin", "console")


def test_a_dry_run_writes_nothing_and_leaves_nothing_behind(cast: Cast, command: Command, path: str) -> None:  # noqa: F811
    found = told(command("import", path, "--dry-run", "--make-departments", "--json"))
    assert (found["new"], found["written"]) == (2, 0)
    assert "exemple.fr" not in cast.dump()


def test_a_file_without_addresses_is_refused_and_leaves_nothing_behind(
    cast: Cast,  # noqa: F811
    command: Command,  # noqa: F811
    tmp_path: Path,
) -> None:
    file = tmp_path / "villes.csv"
    file.write_text("Nom;Ville\nAna;Parisville\n", encoding="utf-8")
    result = command("import", str(file), "--json")
    assert isinstance(result.exception, InvalidInput)
    assert list(result.exception.errors) == ["column_email"]
    assert "Parisville" not in cast.dump()


def test_people_can_be_made_without_a_message(cast: Cast, command: Command, path: str) -> None:  # noqa: F811
    result = command("import", path, "--create-only", "--make-departments")
    assert result.output.splitlines()[-1] == "4 lines, 2 good, 2 imported"
    assert cast.letters() == []


def test_the_same_file_again_brings_nobody(cast: Cast, command: Command, path: str) -> None:  # noqa: F811
    told(command("import", path, "--json"))
    assert told(command("import", path, "--json"))["counts"]["invited"] == 2
    assert len(cast.letters()) == 1


def test_a_process_at_work_beside_it_takes_nothing_from_the_command(
    cast: Cast,  # noqa: F811
    command: Command,  # noqa: F811
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whichever of the two writes the lines, the command waits for them and tells what became of them."""
    monkeypatch.setattr(working, "POLL", 0.001)
    stop = threading.Event()
    companion = threading.Thread(target=cast.kit.import_work.run, args=(stop,))
    companion.start()
    try:
        found = told(command("import", path, "--make-departments", "--json"))
    finally:
        stop.set()
        companion.join()
    assert (found["new"], found["written"]) == (2, 2)
    assert len(cast.letters()) == 2
