"""What invented people did to invented activity: on some of it a note, a tag, and that it was taken."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from comunik_kit.demo.dice import likely
from comunik_kit.demo.words import NOTES, TAGS
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules.tables import ActivityEvent, ActivityTag

_WORKED_ON = 0.06


@dataclass
class Work:
    """Rows of the timelines and of the tags."""

    events: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)


def work_on(rows: Iterable[Mapping[str, Any]], now: datetime, chance: Random) -> Work:
    """Work on some of the activities that somebody owns, soon after they happened."""
    done = Work()
    for row in rows:
        if row["owner_id"] and likely(_WORKED_ON, chance):
            done.events.extend(_events(row, now, chance))
            if likely(0.5, chance):
                done.tags.append(_tag(row, chance))
    return done


def _events(row: Mapping[str, Any], now: datetime, chance: Random) -> Iterator[dict[str, Any]]:
    owner = row["owner_id"]
    taken = min(row["occurred_at"] + timedelta(minutes=chance.uniform(1, 30)), now)
    yield _event(row, taken, act="taken", after=owner)
    if likely(0.7, chance):
        noted = min(taken + timedelta(minutes=chance.uniform(1, 90)), now)
        yield _event(row, noted, act="note", text=chance.choice(NOTES))


def _event(row: Mapping[str, Any], at: datetime, **values: str) -> dict[str, Any]:
    of = {"workspace_id": row["workspace_id"], "activity_id": row["id"], "actor_id": row["owner_id"]}
    return ActivityEvent.row(id=new_id(at), at=at, **of, **values)


def _tag(row: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    word = chance.choice(TAGS)
    of = {"workspace_id": row["workspace_id"], "activity_id": row["id"], "module": row["module"]}
    return ActivityTag.row(key=fold(word), word=word, **of)
