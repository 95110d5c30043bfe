"""Invented people: names, places in the company, and where their access stands."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from comunik_kit.demo.dice import likely, weighted
from comunik_kit.demo.words import DEPARTMENTS, DOMAINS, FIRST_NAMES, LAST_NAMES, LINES
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.ids import new_id
from comunik_kit.users import names

# No admin among them: without a password of theirs, they would only make the last real admin removable.
_ROLES = (("agent", 62), ("user", 20), ("supervisor", 11), ("manager", 7))
_STATUSES = (("active", 76), ("invited", 13), ("created", 7), ("suspended", 2), ("deleted", 2))
_LANGUAGES = (("fr", 92), ("en", 8))
_ZONES = (("Europe/Paris", 94), ("Indian/Reunion", 3), ("America/Martinique", 2), ("Europe/Brussels", 1))
_OLDEST_DAYS = 420
_SMALL = 20


@dataclass(frozen=True, slots=True)
class Ground:
    """What demo people stand on: ids by name, and the moment they are made."""

    workspace_id: str
    roles: Mapping[str, str]
    departments: Mapping[str, str]
    companies: Sequence[tuple[str, str]]  # names with their ids
    tier_id: str
    admin_id: str
    now: datetime


def people(ground: Ground, count: int, taken: set[str], chance: Random) -> Iterator[dict[str, Any]]:
    """Give so many rows of the users' table; `taken` are address keys in use, and grows."""
    for _ in range(count):
        name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
        email = _free_address(name, taken, chance)
        yield _who(ground, name, email, chance) | _moments(ground.now, chance)


def _free_address(name: str, taken: set[str], chance: Random) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    first, _, last = ascii_name.partition(" ")
    domain = chance.choice(DOMAINS)
    email, number = f"{first}.{last}@{domain}", 2
    while email in taken:
        # A thousand namesakes must not mean a thousand tries for each.
        number += 1 if number < _SMALL else chance.randrange(1, 5_000)
        email = f"{first}.{last}{number}@{domain}"
    taken.add(email)
    return email


def _who(ground: Ground, name: str, email: str, chance: Random) -> dict[str, Any]:
    represents = likely(0.25, chance)
    phone = f"{chance.choice(LINES)}{chance.randrange(10_000):04d}" if likely(0.8, chance) else ""
    company, company_id = chance.choice(ground.companies) if represents else ("", None)
    return {
        "workspace_id": ground.workspace_id,
        "full_name": name,
        "sort_name": names.sort_name(name),
        "email": email,
        "email_key": email,
        "search_text": names.search_text(name, EmailAddress(email, email), phone, company),
        "phone": phone,
        "role_id": ground.roles[weighted(_ROLES, chance)],
        "department_id": ground.departments[weighted(DEPARTMENTS, chance)],
        "company_id": company_id,
        "tier_id": ground.tier_id,
        "photo_id": None,
        "language": weighted(_LANGUAGES, chance),
        "time_zone": weighted(_ZONES, chance),
        "modules_off": [],
        "created_by": ground.admin_id,
        "creation_key": None,
        "version": 1,
    }


def _moments(now: datetime, chance: Random) -> dict[str, Any]:
    """Choose a status and the moments that lead to it, none of them in the future."""
    status = weighted(_STATUSES, chance)
    age = chance.uniform(0.2, 40) if status in {"invited", "created"} else chance.uniform(12, _OLDEST_DAYS)
    created = now - timedelta(days=age)
    moments: dict[str, Any] = dict.fromkeys(
        ("invited_at", "activated_at", "suspended_at", "deleted_at", "last_seen_at")
    )
    moments |= {"id": new_id(created), "created_at": created}
    if status != "created":
        moments["invited_at"] = created + timedelta(minutes=chance.uniform(0, 30))
    if status in {"active", "suspended", "deleted"}:
        moments["activated_at"] = created + timedelta(hours=chance.uniform(0.5, 100))
        moments["last_seen_at"] = now - timedelta(hours=min(chance.expovariate(1 / 30), 200))
    if status in {"suspended", "deleted"}:
        moments[f"{status}_at"] = now - timedelta(days=chance.uniform(0.1, 5))
    return moments
