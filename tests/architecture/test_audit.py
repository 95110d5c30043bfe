"""`make audit` asks for every locked package and holds what is known against its deadline (WEB-07)."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.architecture.source import ROOT

TODAY = "2026-03-10"


@dataclass
class Osv:
    """A stand-in for OSV: its contract, with the faults that a test says."""

    faults: dict[str, list[dict[str, Any]]]
    page: int = 100
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def batch(self, queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answer in the order of the questions, a page of each."""
        return [self._one(query["package"]["purl"], int(query.get("page_token", 0))) for query in queries]

    def _one(self, purl: str, start: int) -> dict[str, Any]:
        self.asked.append(purl)
        known = [{"id": each["id"]} for each in self.faults.get(purl.rpartition("@")[0], ())]
        more = {"next_page_token": str(start + self.page)} if len(known) > start + self.page else {}
        page = known[start : start + self.page]
        return ({"vulns": page} if page else {}) | more


@contextmanager
def osv(faults: dict[str, list[dict[str, Any]]], page: int = 100) -> Iterator[Osv]:
    """Listen on loopback."""
    there = Osv(faults, page)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._say({"results": there.batch(body["queries"])})

        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            self._say(next(each for known in faults.values() for each in known if each["id"] == name))

        def _say(self, told: object) -> None:
            raw = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  - the library's own name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there.url = f"http://127.0.0.1:{server.server_port}"
        yield there
        server.shutdown()


def fault(name: str, published: str, severity: str = "", **more: Any) -> dict[str, Any]:
    judged = {"database_specific": {"severity": severity}} if severity else {}
    return {"id": name, "published": f"{published}T08:00:00Z", "summary": f"{name} is bad"} | judged | more


def audited(database: str) -> tuple[int, str]:
    command = [sys.executable, str(ROOT / "scripts" / "audit.py"), "--database", database, "--today", TODAY]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_locked_package_is_asked_for_and_nothing_known_is_nothing_said() -> None:
    """WEB-07."""
    with osv({}) as there:
        code, said = audited(there.url)
    printed = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "sbom.py")], capture_output=True, text=True, check=True
    )
    assert (code, sorted(there.asked)) == (
        0,
        sorted(c["purl"] for c in json.loads(printed.stdout)["components"]),
    )
    assert said.strip().endswith("packages, 0 known faults")


@pytest.mark.parametrize(
    ("purl", "known", "code", "words"),
    [
        (
            "pkg:pypi/starlette",
            fault("GHSA-1", "2026-03-08", "CRITICAL"),
            0,
            "by 2026-03-10  CRITICAL  starlette",
        ),
        ("pkg:pypi/starlette", fault("GHSA-1", "2026-03-07", "CRITICAL"), 1, "LATE since 2026-03-09"),
        ("pkg:npm/react", fault("GHSA-1", "2026-03-02", "HIGH"), 1, "LATE since 2026-03-09  HIGH  react"),
        ("pkg:npm/react", fault("GHSA-1", "2026-02-08", "MODERATE"), 0, "by 2026-03-10"),
        ("pkg:npm/react", fault("GHSA-1", "2025-01-01", "LOW"), 0, "next release  LOW"),
        ("pkg:npm/react", fault("X-1", "2026-03-01"), 1, "LATE since 2026-03-08  HIGH"),
        ("pkg:pypi/pytest", fault("GHSA-1", "2026-02-20", "CRITICAL"), 0, "by 2026-03-22"),
        (
            "pkg:npm/react",
            fault("GHSA-1", "2026-01-01", "HIGH", withdrawn="2026-01-02T00:00:00Z"),
            0,
            ", 0 known",
        ),
    ],
)
def test_what_is_known_has_its_deadline(purl: str, known: dict[str, Any], code: int, words: str) -> None:
    """WEB-07: counted from the day it was published; not judged is high, a tool of development has thirty days."""
    with osv({purl: [known]}) as there:
        ended, said = audited(there.url)
    assert ended == code, said
    assert words in said


def test_one_fault_of_two_names_is_told_once_and_every_page_is_read() -> None:
    """WEB-07: as it was judged, whichever name comes first."""
    twice = [fault("PYSEC-1", "2026-03-01", aliases=["GHSA-1"]), fault("GHSA-1", "2026-03-01", "LOW")]
    with osv({"pkg:pypi/starlette": [*twice, fault("GHSA-2", "2026-03-09", "HIGH")]}, page=1) as there:
        code, said = audited(there.url)
    assert (code, said.strip().rpartition(", ")[2]) == (0, "2 known faults")
    assert "GHSA-1, PYSEC-1" in said
    assert "GHSA-2" in said


def test_a_database_that_cannot_be_asked_is_no_clean_bill() -> None:
    """WEB-07."""
    code, said = audited("http://127.0.0.1:9")
    assert (code, "could not be asked" in said) == (2, True)
