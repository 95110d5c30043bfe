"""`comunik-kit domain check`: each record, expected and found, and the cause; on both databases."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comunik_kit.cli import commands
from tests.support.cast import found, kit_on
from tests.support.clock import MovedClock
from tests.support.nameserver import serving

HOST = "kit.exemple.fr"


def test_a_domain_is_looked_at_without_changing_anything(
    database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """Status 1 until it is proven; the words are those of the page's table."""
    kit = kit_on(database_url, clock, tmp_path)
    cast = found(kit)
    before = cast.dump()
    with serving() as server:
        server.zone("exemple.fr")
        given = {
            "KIT_DATA_DIR": str(tmp_path),
            "KIT_DATABASE_URL": database_url,
            "KIT_DNS_SERVERS": f"127.0.0.1:{server.port}",
        }

        def check(*more: str) -> Result:
            return CliRunner(env=given).invoke(commands, ["domain", "check", HOST, *more])

        missing = check("--json")
        assert missing.exit_code == 1
        told = json.loads(missing.output)
        assert [(f["record"], f["cause"]) for f in told["findings"]] == [
            ("txt", "missing"),
            ("address", "missing"),
        ]

        server.put(f"_kit-proof.{HOST}", "TXT", f'"{told["findings"][0]["expected"][0]}"')
        server.put(HOST, "A", "93.184.215.14")
        proven = check()
        assert (proven.exit_code, "cause" in proven.output) == (0, False)
        assert f"ok  TXT _kit-proof.{HOST}" in proven.output
    assert cast.dump() == before
    kit.db.dispose()


@pytest.mark.parametrize("name", ["192.168.0.1", "exemple", "kit.exemple.fr:53"])
def test_what_is_no_host_name_is_never_asked_about(
    database_url: str, clock: MovedClock, tmp_path: Path, name: str
) -> None:
    """INP-09."""
    kit = kit_on(database_url, clock, tmp_path)
    found(kit)
    kit.db.dispose()
    with serving() as server:
        given = {
            "KIT_DATA_DIR": str(tmp_path),
            "KIT_DATABASE_URL": database_url,
            "KIT_DNS_SERVERS": f"127.0.0.1:{server.port}",
        }
        result = CliRunner(env=given).invoke(commands, ["domain", "check", name])

    assert (result.exit_code, server.asked) == (1, [])
