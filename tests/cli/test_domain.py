"""`comunik-kit domain check`: each record, expected and found, and the cause; on both databases."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comunik_kit.cli import commands
from tests.support.cast import found, kit_on
from tests.support.clock import MovedClock
from tests.support.nameserver import NameServer, serving

HOST = "kit.exemple.fr"


def check(url: str, folder: Path, server: NameServer, *words: str) -> Result:
    """Run the command beside the app."""
    given = {
        "KIT_DATA_DIR": str(folder),
        "KIT_DATABASE_URL": url,
        "KIT_DNS_SERVERS": f"127.0.0.1:{server.port}",
    }
    return CliRunner(env=given).invoke(commands, ["domain", "check", *words])


def test_a_domain_is_looked_at_without_changing_anything(
    database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """Status 1 until it is proven; the words are those of the page's table."""
    cast = found(kit_on(database_url, clock, tmp_path))
    before = cast.dump()
    with serving() as server:
        server.zone("exemple.fr")
        missing = check(database_url, tmp_path, server, HOST, "--json")
        told = json.loads(missing.output)["findings"]
        assert [(f["record"], f["cause"]) for f in told] == [("txt", "missing"), ("address", "missing")]

        server.put(f"_kit-proof.{HOST}", "TXT", f'"{told[0]["expected"][0]}"')
        server.put(HOST, "A", "93.184.215.14")
        proven = check(database_url, tmp_path, server, HOST)

    assert (missing.exit_code, proven.exit_code) == (1, 0)
    assert f"ok  TXT _kit-proof.{HOST}" in proven.output
    assert "cause" not in proven.output
    assert cast.dump() == before
    cast.kit.db.dispose()


@pytest.mark.parametrize("name", ["192.168.0.1", "exemple", "kit.exemple.fr:53"])
def test_what_is_no_host_name_is_never_asked_about(
    database_url: str, clock: MovedClock, tmp_path: Path, name: str
) -> None:
    """INP-09."""
    kit = kit_on(database_url, clock, tmp_path)
    found(kit)
    kit.db.dispose()
    with serving() as server:
        result = check(database_url, tmp_path, server, name)

    assert (result.exit_code, server.asked) == (1, [])
