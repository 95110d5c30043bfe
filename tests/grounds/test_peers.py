"""The bench compares with peers as they were measured, and with none where the best of them was left out."""

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


@pytest.mark.parametrize("names", [(), ("strapi",), ("django",), ("django", "directus")])
def test_without_the_best_of_a_job_nothing_is_compared(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(LookupError, match="was not measured"):
        Field.measured(written(tmp_path, *names))


def test_the_best_is_the_quickest_or_who_does_most() -> None:
    assert KEPT.list_page.best == ("Directus", 4.14)
    assert KEPT.invited_a_second.best == ("n8n", 50.2)
