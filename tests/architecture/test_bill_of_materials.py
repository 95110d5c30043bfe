"""The bill of materials lists what is locked, and everything that is locked can be checked (WEB-07)."""

import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

from tests.architecture.source import ROOT

HEX = {"SHA-256": 64, "SHA-512": 128}


@cache
def _printed() -> str:
    command = [sys.executable, "-I", "-S", str(ROOT / "scripts" / "sbom.py")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _components() -> list[dict[str, Any]]:
    return json.loads(_printed())["components"]


def _locked() -> set[tuple[str, str, str]]:
    """Read the lock files by other means than the bill does: line by line."""
    python = [
        ("pypi", *found)
        for path in (ROOT / "requirements").glob("*.txt")
        for found in re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", path.read_text(), re.MULTILINE)
    ]
    text = (ROOT / "reflex.lock" / "bun.lock").read_text().partition('"packages": {')[2]
    javascript = [("npm", *found) for found in re.findall(r'": \["(@?[^"@]+)@([^"]+)"', text)]
    return {*python, *javascript}


def test_every_locked_package_is_listed_with_its_version() -> None:
    """WEB-07."""
    listed = {(c["purl"].partition("/")[0][4:], c["name"], c["version"]) for c in _components()}
    assert len([each for each in listed if each[0] == "npm"]) > 100
    assert listed == _locked()


def test_every_package_has_a_whole_hash() -> None:
    """WEB-07: none can be installed unseen."""
    wrong = [
        c["purl"]
        for c in _components()
        if not c["hashes"] or any(len(h["content"]) != HEX[h["alg"]] for h in c["hashes"])
    ]
    assert wrong == []


def test_what_runs_is_told_from_what_tests_need() -> None:
    """WEB-07."""
    scopes = {c["name"]: c["scope"] for c in _components()}
    assert (scopes["starlette"], scopes["react"], scopes["pytest"]) == ("required", "required", "excluded")


def test_the_same_locks_give_the_same_bill() -> None:
    """WEB-07: it can be kept beside a release and compared."""
    first = _printed()
    _printed.cache_clear()
    assert _printed() == first
    assert re.search(r'"serialNumber": "urn:uuid:[0-9a-f-]{36}"', first)
