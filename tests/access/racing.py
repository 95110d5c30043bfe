"""What the processes of a race do: acts for `tests/support/crowd.py`, each a try of one person."""

from copy import copy
from typing import Any

from comunik_kit.access.hasher import Hasher
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.errors import KitError
from comunik_kit.wiring import Kit
from tests.support.cast import ORIGIN


class _Noting:
    """A hasher that notes that it was asked to compare."""

    def __init__(self, hasher: Hasher) -> None:
        self.hasher, self.asked = hasher, 0

    def verify(self, password: str, hashed: str | None) -> bool:
        """Note it, and compare."""
        self.asked += 1
        return self.hasher.verify(password, hashed)


class _Lenient:
    """Counters that let everybody as far as what is raced for."""

    def count(self, *_attempts: object) -> None:
        """Count nothing."""

    def forgive(self, *_given: object) -> None:
        """Have nothing to take back."""


def guess(kit: Kit, email: str, ip: str) -> str:
    """Try a wrong password; the refusal, and how many hashes were compared for it."""
    sign_in: Any = copy(kit.sign_in)
    sign_in._hasher = noting = _Noting(sign_in._hasher)
    try:
        sign_in.sign_in(email=email, password="wrong", origin=Origin(ip, "a test"))
    except KitError as refusal:
        return f"{type(refusal).__name__} {noting.asked}"
    return "signed in"


def give_factor(kit: Kit, half: str, code: str, ip: str) -> str:
    """Give a code at a second step, with no counter in the way: all get to the code itself."""
    step: Any = copy(kit.second_step)
    step._throttle = _Lenient()
    step.finish(half, code=code, origin=Origin(ip, "a test"))
    return "signed in"


def accept(kit: Kit, link: str, invitation_id: str, password: str) -> str:
    """Accept an invitation."""
    form = {"password": password, "confirmation": password, "origin": ORIGIN}
    kit.acceptance.accept(link, invitation_id=invitation_id, **form)
    return password


def reset(kit: Kit, link: str, password: str) -> str:
    """Choose a new password with a link."""
    kit.recovery.reset(link, password=password, confirmation=password, origin=ORIGIN)
    return password


def enter(kit: Kit, link: str) -> str:
    """Open a session with a link."""
    kit.link_sign_in.use(link, origin=ORIGIN)
    return "signed in"


def claim(kit: Kit, email: str, password: str) -> str:
    """Claim a new installation with the console's code."""
    kit.first_setup.claim(
        kit.first_setup.code(),
        workspace="Ateliers Lumière",
        name="Olga Martin",
        email=email,
        password=password,
        domain="localhost",
        origin=ORIGIN,
    )
    return email
