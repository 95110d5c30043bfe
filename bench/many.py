"""Many at once: created, invited and sent a second, while a worker of its own empties the queue into a local sink."""

import time
from itertools import count

from bench import outside, services, sinks
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.wiring import Kit

KINDS = {"local": "built-in outbox", "smtp": "SMTP server", "resend": "Resend, batches"}
LIKE_THE_PEERS = "smtp"  # what their invitations were handed to
PEOPLE, AT_ONCE, WARM_UP = 1_000, 100, 100
PATIENCE = 300.0
_numbers = count(1_000_000)


def rate(kit: Kit, kind: str, people: int = PEOPLE) -> float:
    """Invite so many people in transactions of a hundred; how many a second were created, invited and sent in the end.

    The worker is warm: it has sent a few before the clock runs.
    """
    actor = services.admin(kit)
    with sinks.sink(kind) as variables, outside.worker(kit.settings.data_dir, variables):
        _emptied(kit, actor, WARM_UP)
        began = time.perf_counter()
        _emptied(kit, actor, people)
        return people / (time.perf_counter() - began)


def _emptied(kit: Kit, actor: Actor, people: int) -> None:
    forms, until = outside.Forms(kit, actor), time.perf_counter() + PATIENCE
    for _ in range(0, people, AT_ONCE):
        given = [forms.fill(next(_numbers)) for _ in range(AT_ONCE)]
        refused = [
            each
            for each in kit.invitations.create_and_invite_all(actor, given=given)
            if isinstance(each, KitError)
        ]
        if refused:
            raise refused[0]
    while outside.waits(kit):
        if time.perf_counter() > until:
            msg = "the queue was not emptied"
            raise RuntimeError(msg)
        time.sleep(0.01)
