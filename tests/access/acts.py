"""What the tests of signing in do over and over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from comunik_kit.access.views import StartedSession
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.errors import KitError
from comunik_kit.mail.outbox import Template
from tests.support.cast import ORIGIN, PASSWORD, Cast

OLGA = "olga@example.org"
NEW_PASSWORD = "Train-bleu-17?"


def sign_in(
    cast: Cast,
    password: str = PASSWORD,
    *,
    email: str = OLGA,
    origin: Origin = ORIGIN,
    remember: bool = False,
) -> StartedSession:
    """Sign somebody in, Olga unless told otherwise."""
    started = cast.kit.sign_in.sign_in(email=email, password=password, remember=remember, origin=origin)
    assert isinstance(started, StartedSession)
    return started


def reset_link(cast: Cast, email: str = OLGA) -> str:
    """Ask for a link and take it from the last message about it."""
    cast.kit.recovery.request(email=email, origin=ORIGIN)
    letter = [each for each in cast.letters() if each.template == Template.PASSWORD_RESET][-1]
    return cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)


def reset(cast: Cast, link: str, password: str = NEW_PASSWORD) -> None:
    """Use a link."""
    cast.kit.recovery.reset(link, password=password, confirmation=password, origin=ORIGIN)


def newcomer(cast: Cast, name: str = "Ana Lopez") -> str:
    """Create a person whose initial password is `PASSWORD`; answer their id."""
    staged = cast.kit.passwords.stage(cast.admin, password=PASSWORD, name=name, email="ana@example.org")
    return cast.create(name, staged_password=staged)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; give each one's answer or refusal."""
    gate = Barrier(len(acts))

    def play(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except KitError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(play, acts))
