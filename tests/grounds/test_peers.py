"""The bench compares with peers as they were measured, and with nobody where the best of them was left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.peers import KEPT, Field

RUN: dict[str, Any] = {
    "J2": {"c1": {"p50_ms": 22.0}},
    "J3": {"upon": {"c1": {"p50_ms": 80.0}}},
    "J4": {"c1": {"p50_ms": 50.0, "rps": 20.0}, "c4": {"rps": 24.0}},
    "J6": {
        "users_cold": {"visible_ms": 500.0},
        "users_warm": {"visible_ms": 300.0},
        "search:upon": {"last_key_to_rows_ms": 250.0},
    },
}


def written(folder: Path, *names: str) -> Path:
    """Write the same run for each of these peers."""
    for name in names:
        (folder / f"{name}-100000.json").write_text(json.dumps(RUN))
    return folder


def test_a_run_on_this_machine_replaces_the_kept_figures(tmp_path: Path) -> None:
    found = Field.measured(written(tmp_path, "django", "directus", "n8n"))
    assert found.list_page.figures == {"Django admin": 22.0, "Directus": 22.0, "n8n": 22.0}
    assert (found.search.best[1], found.create_and_invite.best[1]) == (80.0, 50.0)
    assert (found.invited_a_second.best[1], found.invited_a_second.times_better(240.0)) == (24.0, 10.0)
    assert (found.cold.best[1], found.warm.best[1], found.last_key.best[1]) == (500.0, 300.0, 250.0)


def test_a_job_whose_best_was_not_run_is_compared_with_nobody(tmp_path: Path) -> None:
    found = Field.measured(written(tmp_path, "django", "strapi"))
    assert (found.list_page.figures, found.list_page.share(0.5)) == ({}, None)
    assert (found.invited_a_second.figures, found.search.share(0.5)) == ({}, 40.0)


def test_a_run_may_hold_some_jobs_alone(tmp_path: Path) -> None:
    (tmp_path / "django-100000.json").write_text(json.dumps({"J6": RUN["J6"], "J4": {}}))
    found = Field.measured(tmp_path)
    assert (found.search.figures, found.create_and_invite.figures) == ({}, {})
    assert found.last_key.figures == {"Django admin": 250.0}


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "django-10000.json").write_text(json.dumps(RUN))
    with pytest.raises(LookupError, match="no run of a peer"):
        Field.measured(tmp_path)


def test_the_best_is_the_quickest_or_who_does_most() -> None:
    assert KEPT.list_page.best == ("Directus", 4.14)
    assert KEPT.invited_a_second.best == ("n8n", 50.2)
