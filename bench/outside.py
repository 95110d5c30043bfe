"""What stands outside the product in the bench: its worker as a process of its own, and a workspace that may invite."""

import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from bench import processes
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.roles.tables import Role
from comunik_kit.users.inputs import NewColleague
from comunik_kit.wiring import Kit
from comunik_kit.workspaces import repository as workspaces

FROM = "equipe@example.org"


@contextmanager
def worker(data: Path, settings: Mapping[str, str]) -> Iterator[int]:
    """Run `comunik-kit worker` over a data folder until the block ends; its process id."""
    environment = processes.environment(data) | dict(settings)
    with (processes.CACHE / "worker.log").open("a") as log:
        process = subprocess.Popen(
            [str(processes.COMMAND), "worker"], env=environment, stdout=log, stderr=log
        )
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


def waits(kit: Kit) -> bool:
    """Tell whether anything has not left, at the least cost."""
    queued = select(col(OutboxMessage.id)).where(col(OutboxMessage.state) == MailState.QUEUED.value)
    with kit.db.look() as connection:
        return connection.execute(queued.limit(1)).first() is not None


def waiting(kit: Kit) -> int:
    """Count what has not left."""
    queued = select(func.count()).where(col(OutboxMessage.state) == MailState.QUEUED.value)
    with kit.db.look() as connection:
        return connection.execute(queued).scalar_one()


class Forms:
    """Writes the form « Nouveau collègue » for people who do not exist."""

    def __init__(self, kit: Kit, actor: Actor) -> None:
        """Look up what a form must name."""
        with kit.db.read() as s:
            role = select(col(Role.id)).where(
                col(Role.key) == "agent", col(Role.workspace_id) == actor.workspace_id
            )
            self._role_id = s.execute(role).scalar_one()
            self._tier_id = workspaces.tiers_of(s, actor.workspace_id)[0].id

    def fill(self, number: int) -> NewColleague:
        """Fill one in."""
        form: dict[str, object] = {
            "full_name": f"Zoé Essai {number}",
            "email": address(number),
            "phone": "",
            "role_id": self._role_id,
            "tier_id": self._tier_id,
            "department": "Ventes",
            "company": "",
            "creation_key": str(uuid.uuid4()),
        }
        return NewColleague.parse(form)


def address(number: int) -> str:
    """Give the address of such a person."""
    return f"essai{number}@example.org"
