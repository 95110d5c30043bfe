"""The services over a database of so many people: the list, the search, create and invite."""

import hashlib
import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from bench.measure import Moment, Timing, timed
from bench.outside import Forms
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.tables import Credential
from comunik_kit.audit.journal import Origin
from comunik_kit.demo import fill
from comunik_kit.demo.filling import ADDRESS
from comunik_kit.kernel import schema
from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.permissions import ADMIN_RANK
from comunik_kit.roles.tables import Role
from comunik_kit.settings import read
from comunik_kit.users.inputs import UserListQuery
from comunik_kit.users.tables import User
from comunik_kit.wiring import Kit, assemble

SEARCHES = ("dup", "martel", "lef", "hélène", "marie payet", "example.org", "zzqx", "bo")
PAGES = 200
ROUNDS = 3
WARM_UP = 5


@dataclass(slots=True)
class Speed:
    """What an admin waits for, over several rounds."""

    list_page: Timing = field(default_factory=Timing)
    search: Timing = field(default_factory=Timing)
    create_and_invite: Timing = field(default_factory=Timing)
    home: Timing = field(default_factory=Timing)


def filled(folder: Path, people: int, *, run: str = "run", **variables: str) -> tuple[Kit, str]:
    """Open a database of so many demo people, made the first time and copied afterwards; return the console's words.

    `run` tells the copies of several measurements apart, `variables` are the environment's.
    """
    kept = folder / f"people-{people}-{schema_word()}"
    if not (kept / "told.txt").exists():
        shutil.rmtree(kept, ignore_errors=True)
        kit = kit_over(kept)
        told = fill(kit, users=people)
        kit.db.dispose()
        (kept / "told.txt").write_text(told)
    work = folder / f"{run}-{people}"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(kept, work)
    return kit_over(work, **variables), (kept / "told.txt").read_text()


def demo(folder: Path, people: int) -> tuple[Path, str]:
    """Give the data folder of so many demo people, for an app to run on, and their admin's password."""
    kit, told = filled(folder, people)
    kit.db.dispose()
    return kit.settings.data_dir, password_in(told)


def with_passwords(kit: Kit, number: int, password: str) -> Sequence[str]:
    """Give so many people below admins a password, hashed as the app does; their addresses."""
    hashed, now = Hasher(keyring=kit.keyring).hash(password), kit.clock.now()
    people = (
        select(col(User.id), col(User.email_key))
        .join(Role, col(Role.id) == col(User.role_id))
        .where(col(User.status) == "active", col(Role.rank) != ADMIN_RANK)
        .order_by(col(User.id))
        .limit(number)
    )
    with kit.db.write() as session:
        found = session.execute(people).all()
        session.add_all(
            [Credential(user_id=user_id, password_hash=hashed, changed_at=now) for user_id, _ in found]
        )
    return [address for _, address in found]


def password_in(told: str) -> str:
    """Find the admin's password in the console's words."""
    password = re.search(r"password +(\S+)", told)
    return password[1] if password else ""


def schema_word() -> str:
    """Tell one schema from another, so that a database made with an older one is not used."""
    versions = Path(schema.__file__).resolve().parents[2] / "alembic" / "versions"
    return hashlib.sha256(b"".join(f.read_bytes() for f in sorted(versions.glob("*.py")))).hexdigest()[:8]


def kit_over(folder: Path, **variables: str) -> Kit:
    """Make the services over a data folder."""
    settings = read({"KIT_DATA_DIR": str(folder), "KIT_PUBLIC_URL": "http://localhost:3947"} | variables)
    schema.upgrade(settings.database_url)
    return assemble(settings)


def speed(kit: Kit) -> Speed:
    """Measure what an admin waits for, one kind of act after the other, several times over."""
    actor, found = admin(kit), Speed()
    forms, numbers = Forms(kit, actor), count()
    for _ in range(ROUNDS):
        found.list_page.add(pages(kit, actor))
        found.search.add(searches(kit, actor))
        found.create_and_invite.add(_invitations(kit, actor, forms, numbers))
        found.home.add([timed(lambda: kit.home.view(actor)) for _ in range(10)])
    return found


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
        is_recent=True,
    )


def pages(kit: Kit, actor: Actor) -> list[Moment]:
    """Walk through the list as one does: page after page, from the start again now and then."""
    moments, cursor = [], ""
    for step in range(PAGES + WARM_UP):
        query, shown = UserListQuery.parse("all", "", cursor), []
        moments.append(timed(lambda query=query, shown=shown: shown.append(kit.users.page(actor, query))))
        cursor = shown[0].after if step % 10 else ""
    return moments[WARM_UP:]


def searches(kit: Kit, actor: Actor, fragments: Sequence[str] = SEARCHES) -> list[Moment]:
    """Search for these in turn by chance, once before for each."""

    def search(words: str) -> Moment:
        query = UserListQuery.parse("all", words)
        return timed(lambda: kit.users.page(actor, query))

    for words in fragments:
        search(words)
    chance = random.Random(1)  # noqa: S311  - the order of searches
    return [search(chance.choice(fragments)) for _ in range(PAGES)]


def _invitations(kit: Kit, actor: Actor, forms: Forms, numbers: Iterator[int]) -> list[Moment]:
    """Create and invite one person after the other, as clicks do."""

    def click() -> Moment:
        new = forms.fill(next(numbers))
        return timed(lambda: kit.invitations.create_and_invite(actor, new=new))

    return [click() for _ in range(PAGES + WARM_UP)][WARM_UP:]
