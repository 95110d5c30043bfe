"""A folder more is a module more: menu, page, columns, API and export, without another line of the product."""

import json
import subprocess
import sys
from pathlib import Path

DEFINITION = '''"""Visits."""

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Number, Text
from comunik_kit.roles.permissions import Permission

MODULE = Module(
    key="visits", place=6, icon="map-pin", reading=Permission.CALLS_READ, managing=Permission.CALLS_MANAGE,
    kinds=("planned", "done"), statuses=("open", "closed"), follows={"open": ("closed",)},
    columns=("what", "status", "place", "owner", "when"),
    details={"place": Text(80), "guests": Number(99)}, counted="done", widget=5,
)
'''
# In a process of its own: the registry is read once.
SCENE = """
import json, sys
from datetime import UTC, datetime
from comunik_kit.modules import kinds
kinds.__path__.append(sys.argv[1])
from comunik_kit.modules.registry import MODULES, WIDGETS, module_named
from comunik_kit.modules.inputs import ActivityInput
from comunik_kit.http import openapi, app
from comunik_kit.integrations.files import COLUMNS
from comunik_kit.wiring.access import _MODULES
from comunik_kit.web import layout, routes
from comunik_kit.modules.export_files import ItemSheet
said = {"module": "visits", "kind": "done", "at": "2026-03-02T09:00:00Z", "title": "Ana", "status": "open",
        "details": {"place": "Nantes", "guests": 3}}
taken = ActivityInput.parse(said, datetime(2026, 3, 3, tzinfo=UTC))
pages = [page for page in routes.PAGES if page.path.startswith("/visits")]
drawn = "".join(str(page.draw()) for page in pages)
print(json.dumps({
    "modules": [module.key for module in MODULES],
    "widgets": [module.key for module in WIDGETS],
    "menu": [entry.href for entry in layout.MODULES],
    "pages": [page.path for page in pages],
    "drawn": [word for word in ("modules.detail.place", "modules.status.visits.closed", "/visits/export.")
              if word in drawn],
    "details": dict(taken.details),
    "described": "VisitsActivity" in openapi.description()["components"]["schemas"],
    "csv": "guests" in COLUMNS,
    "first": "visits" in _MODULES,
    "routes": [r.path for r in app.routes(lambda: None) if r.path.startswith("/visits")],
}))
"""


def test_a_made_up_module_is_everywhere_that_the_five_are(tmp_path: Path) -> None:
    """Issue 6, point 2: adding one touches nothing else."""
    folder = tmp_path / "visits"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Visits."""\n', encoding="utf-8")
    (folder / "definition.py").write_text(DEFINITION, encoding="utf-8")
    scene = [sys.executable, "-c", SCENE, str(tmp_path)]
    done = subprocess.run(scene, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["modules"] == ["calls", "tickets", "leads", "offers", "discussions", "visits"]
    assert found["widgets"][-1] == "visits"
    assert found["menu"][-1] == "/visits"
    assert found["pages"] == ["/visits", "/visits/[item_id]"]
    assert len(found["drawn"]) == 3, found["drawn"]
    assert found["details"] == {"place": "Nantes", "guests": 3}
    assert found["routes"] == ["/visits/export.csv", "/visits/export.xlsx"]
    assert (found["described"], found["csv"], found["first"]) == (True, True, True)
