"""What one would pick instead of Comunik KIT, over SQLite with 100,000 people, each as its manual runs it.

Django 5.2 with allauth and django-invitations, Directus 12.4, Strapi 5.54 and n8n 2.40. The kept figures were measured
once on two cores like these; `measured` reads those of another run, so that ratios are of one machine and one hour.
They are medians of three rounds, from where a signed-in admin's request begins to where its answer ends; in Chromium,
until the rows can be seen. Inviting includes handing the mail to an SMTP server on the same machine; Strapi sends none.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

PEOPLE = 100_000
_FILES = {"Django admin": "django", "Directus": "directus", "Strapi": "strapi", "n8n": "n8n"}


@dataclass(frozen=True, slots=True)
class Peers:
    """One job's figures by name; the best is the smallest, or the largest when more is better. Nobody may be in it."""

    figures: Mapping[str, float]
    more_is_better: bool = False

    @property
    def best(self) -> tuple[str, float]:
        """Name the best peer and its figure."""
        name = (max if self.more_is_better else min)(self.figures, key=self.figures.__getitem__)
        return name, self.figures[name]

    def share(self, ratio: float) -> float | None:
        """Give so much of the best peer's figure; None when there is nothing to compare with."""
        return ratio * self.best[1] if self.figures else None

    def times_better(self, ours: float) -> float:
        """Tell how many times better ours is than the best of theirs."""
        best = self.best[1]
        return ours / best if self.more_is_better else best / ours


@dataclass(frozen=True, slots=True)
class Field:
    """What the peers need for each job: milliseconds, but for the people created, invited and written to a second."""

    list_page: Peers
    search: Peers
    create_and_invite: Peers
    invited_a_second: Peers
    cold: Peers
    warm: Peers
    last_key: Peers

    @classmethod
    def measured(cls, folder: Path) -> Self:
        """Read a run's `<peer>-100000.json`; a job whose best peer was not run is compared with nobody.

        Raises `LookupError` when the folder holds no run at all.
        """
        runs = {name: folder / f"{file}-{PEOPLE}.json" for name, file in _FILES.items()}
        found = {name: json.loads(path.read_text("utf-8")) for name, path in runs.items() if path.exists()}
        if not found:
            raise LookupError(f"no run of a peer with {PEOPLE:,} people in {folder}")
        return cls(**{each.name: _read(each.name, found) for each in fields(cls)})


KEPT = Field(
    list_page=Peers({"Django admin": 11.4, "Directus": 4.14, "Strapi": 17.8, "n8n": 302.0}),
    search=Peers({"Django admin": 36.8, "Directus": 116.0, "Strapi": 61.0, "n8n": 143.0}),
    create_and_invite=Peers({"Django admin": 21.2, "Directus": 132.0, "Strapi": 87.8, "n8n": 60.3}),
    invited_a_second=Peers(
        {"Django admin": 46.4, "Directus": 7.62, "Strapi": 10.5, "n8n": 50.2}, more_is_better=True
    ),
    cold=Peers({"Django admin": 240.0, "Directus": 1428.0, "Strapi": 1104.0, "n8n": 3533.0}),
    warm=Peers({"Django admin": 130.0, "Directus": 1328.0, "Strapi": 926.0, "n8n": 2628.0}),
    last_key=Peers({"Django admin": 112.0, "Directus": 550.0, "Strapi": 226.0, "n8n": 494.0}),
)
# Where a run keeps each figure; inviting is the better of one and four at a time.
_PLACES: Mapping[str, Callable[[Any], float]] = {
    "list_page": lambda run: run["J2"]["c1"]["p50_ms"],
    "search": lambda run: run["J3"]["upon"]["c1"]["p50_ms"],
    "create_and_invite": lambda run: run["J4"]["c1"]["p50_ms"],
    "invited_a_second": lambda run: max(run["J4"]["c1"]["rps"], run["J4"]["c4"]["rps"]),
    "cold": lambda run: run["J6"]["users_cold"]["visible_ms"],
    "warm": lambda run: run["J6"]["users_warm"]["visible_ms"],
    "last_key": lambda run: run["J6"]["search:upon"]["last_key_to_rows_ms"],
}


def _read(job: str, runs: Mapping[str, Any]) -> Peers:
    """Read one job; a ratio beside anybody but the best would flatter."""
    kept: Peers = getattr(KEPT, job)
    found = {name: _PLACES[job](run) for name, run in runs.items() if _has(run, job)}
    return Peers(found if kept.best[0] in found else {}, kept.more_is_better)


def _has(run: Any, job: str) -> bool:
    """Tell whether a run got as far as this job: it may have done some alone."""
    try:
        return _PLACES[job](run) > 0
    except KeyError:
        return False
