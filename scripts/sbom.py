"""Prints the bill of materials: every locked package, Python's and JavaScript's, in CycloneDX 1.6 (WEB-07).

Reads the lock files and nothing else, so that the same files give the same bill. Uses the standard library alone.
"""

import base64
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements"
BUN_LOCK = ROOT / "reflex.lock" / "bun.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")
SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")
TRAILING_COMMA = re.compile(r",(\s*[}\]])")

Component = dict[str, Any]


def component(kind: str, name: str, version: str, scope: str, hashes: list[dict[str, str]]) -> Component:
    """Write one package down; its address in the world of packages is its reference."""
    purl = f"pkg:{kind}/{quote(name, safe='/')}@{quote(version, safe='')}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": scope,
        "purl": purl,
        "hashes": hashes,
    }


def python(path: Path, scope: str) -> Iterator[Component]:
    """Read a file of locked requirements: a package, then the hashes of its files."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text()):
        if found := PINNED.match(block):
            hashes = [{"alg": "SHA-256", "content": each} for each in SHA256.findall(block)]
            yield component("pypi", found[1], found[2], scope, hashes)


def javascript() -> Iterator[Component]:
    """Read bun's lock file, which is JSON but for its last commas."""
    for entry in json.loads(TRAILING_COMMA.sub(r"\1", BUN_LOCK.read_text()))["packages"].values():
        name, _, version = entry[0].rpartition("@")
        algorithm, _, digest = entry[-1].partition("-")
        content = base64.b64decode(digest).hex()
        hashes = [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": content}]
        yield component("npm", name, version, "required", hashes)


def bill() -> dict[str, Any]:
    """Put the bill together: what runs first, so that tools of development alone count as such."""
    found: dict[str, Component] = {}
    for each in (
        *python(REQUIREMENTS / "run.txt", "required"),
        *javascript(),
        *python(REQUIREMENTS / "dev.txt", "excluded"),
        *python(REQUIREMENTS / "redis.txt", "excluded"),
    ):
        found.setdefault(each["bom-ref"], each)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    components = [found[ref] for ref in sorted(found)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(components))}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"]}},
        "components": components,
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
    sys.stdout.write("\n")
