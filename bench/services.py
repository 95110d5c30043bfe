"""The services over a database of so many people: the list, the search, create and invite."""

import hashlib
import random
import shutil
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from bench.measure import percentiles
from comunik_kit.audit.journal import Origin
from comunik_kit.demo import fill
from comunik_kit.demo.filling import ADDRESS
from comunik_kit.kernel import schema
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.tables import Role
from comunik_kit.settings import read
from comunik_kit.users.inputs import NewColleague, UserListQuery
from comunik_kit.users.tables import User
from comunik_kit.wiring import Kit, assemble
from comunik_kit.workspaces import repository as workspaces

SEARCHES = ("dup", "martel", "lef", "hélène", "marie payet", "example.org", "zzqx", "bo")
PAGES = 200
INVITATIONS = 200
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Speed:
    """Median and 95th percentile in milliseconds; `rate` is invitations a second, one after the other."""

    list_page: tuple[float, float]
    search: tuple[float, float]
    home: tuple[float, float]
    rate: float


def filled(folder: Path, people: int) -> tuple[Kit, str]:
    """Open a database of so many demo people, made the first time and copied afterwards; return the console's words."""
    kept = folder / f"people-{people}-{_schema()}"
    if not (kept / "told.txt").exists():
        shutil.rmtree(kept, ignore_errors=True)
        kit = _kit(kept)
        told = fill(kit, users=people)
        kit.db.dispose()
        (kept / "told.txt").write_text(told)
    work = folder / f"run-{people}"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(kept, work)
    return _kit(work), (kept / "told.txt").read_text()


def _schema() -> str:
    """Tell one schema from another, so that a database made with an older one is not used."""
    versions = Path(schema.__file__).resolve().parents[2] / "alembic" / "versions"
    return hashlib.sha256(b"".join(f.read_bytes() for f in sorted(versions.glob("*.py")))).hexdigest()[:8]


def _kit(folder: Path) -> Kit:
    settings = read({"KIT_DATA_DIR": str(folder), "KIT_PUBLIC_URL": "http://localhost:3947"})
    schema.upgrade(settings.database_url)
    return assemble(settings)


def speed(kit: Kit) -> Speed:
    """Measure what an admin waits for."""
    actor = admin(kit)
    return Speed(
        list_page=percentiles(pages(kit, actor)),
        search=percentiles(searches(kit, actor)),
        home=percentiles([_timed(lambda: kit.home.view(actor)) for _ in range(20)]),
        rate=_rate(kit, actor),
    )


def admin(kit: Kit) -> Actor:
    """Find the demo's admin."""
    query = (
        select(User, Role).join(Role, col(Role.id) == col(User.role_id)).where(col(User.email_key) == ADDRESS)
    )
    with kit.db.read() as s:
        user, role = s.execute(query).one()
    return Actor(
        user_id=user.id,
        workspace_id=user.workspace_id,
        session_id="bench",
        name=user.full_name,
        role_id=role.id,
        rank=role.rank,
        permissions=frozenset(role.permissions),
        ip=Origin().ip,
    )


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def pages(kit: Kit, actor: Actor) -> list[float]:
    """Walk through the list as one does: page after page, from the start again now and then."""
    seconds, cursor = [], ""
    for step in range(PAGES + WARM_UP):
        began = time.perf_counter()
        page = kit.users.page(actor, UserListQuery.parse("all", "", cursor))
        seconds.append(time.perf_counter() - began)
        cursor = page.after if step % 10 else ""
    return seconds[WARM_UP:]


def searches(kit: Kit, actor: Actor, fragments: Sequence[str] = SEARCHES) -> list[float]:
    """Search for these in turn by chance, once before for each."""

    def search(words: str) -> float:
        query = UserListQuery.parse("all", words)
        return _timed(lambda: kit.users.page(actor, query))

    for words in fragments:
        search(words)
    chance = random.Random(1)  # noqa: S311  - the order of searches
    return [search(chance.choice(fragments)) for _ in range(PAGES)]


def _rate(kit: Kit, actor: Actor) -> float:
    with kit.db.read() as s:
        agent = s.execute(select(col(Role.id)).where(col(Role.key) == "agent")).scalar_one()
        tier = workspaces.tiers_of(s, actor.workspace_id)[0].id
    began = time.perf_counter()
    for number in range(INVITATIONS):
        form: dict[str, object] = {
            "full_name": f"Zoé Essai {number}",
            "email": f"essai{number}@example.org",
            "phone": "",
            "role_id": agent,
            "tier_id": tier,
            "department": "Ventes",
            "company": "",
            "creation_key": str(uuid.uuid4()),
        }
        kit.invitations.create_and_invite(actor, new=NewColleague.parse(form))
    return INVITATIONS / (time.perf_counter() - began)
