"""What changed, told to whoever shows it (architecture, decision 10): a workspace and a topic, never a row.

A service announces after its commit; an open page that shows the topic reads its own small part again. Listeners are
called in the announcer's thread and must only take note.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import Protocol

logger = logging.getLogger(__name__)


class Topic(StrEnum):
    """What a page may show."""

    PEOPLE = "people"
    INVITATIONS = "invitations"
    MAIL = "mail"
    IMPORTS = "imports"
    JOBS = "jobs"
    DOMAIN = "domain"
    ACTIVITY = "activity"
    NOTICES = "notices"
    RIGHTS = "rights"
    SESSIONS = "sessions"
    """Sessions of a person ended: announced with the person's id in place of a workspace's."""


Announce = Callable[[str, Topic], None]
"""Says that something of a workspace's topic changed: workspace id, topic."""

Listener = Callable[[str, Topic], None]

ANY_WORKSPACE = ""
"""In place of a workspace's id: an announcement may have been missed, nobody knows whose."""


def written(workspace_id: str, topic: Topic) -> str:
    """Write an announcement down for another process; `Fanout.tell_written` reads it there."""
    return f"{workspace_id} {topic}"


def announce_rights(announce: Announce, workspace_id: str) -> None:
    """Say that roles, teams or modules of people changed: the lists show it, and the menu of every open tab."""
    announce(workspace_id, Topic.PEOPLE)
    announce(workspace_id, Topic.RIGHTS)


def announce_to_nobody(_workspace_id: str, _topic: Topic) -> None:
    """Tell nobody: for services that nobody watches, such as those of a test or of the command line."""


class Relay(Protocol):
    """Brings announcements from one process to another while it runs."""

    def running(self) -> AbstractContextManager[None]:
        """Work for a while."""
        ...


class Fanout:
    """The listeners of this process, and the way to those of others."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._pass_on: Announce = announce_to_nobody

    def pass_on_to(self, others: Announce) -> None:
        """Hand every announcement of this process on as well; `others` must neither raise nor wait."""
        self._pass_on = others

    def announce(self, workspace_id: str, topic: Topic) -> None:
        """Tell every listener, here and in other processes."""
        self.tell(workspace_id, topic)
        self._pass_on(workspace_id, topic)

    def tell(self, workspace_id: str, topic: Topic) -> None:
        """Tell the listeners of this process; one that fails is no matter of the others, nor of the announcer."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(workspace_id, topic)
            except Exception as error:  # noqa: BLE001  - the act is done; a page that misses it is the lesser evil
                logger.warning("a listener failed: %s", type(error).__name__)

    def tell_written(self, said: str) -> None:
        """Tell the listeners of this process what another one has `written`; what is no announcement is passed over."""
        workspace_id, _, topic = said.partition(" ")
        if topic in set(Topic):  # another version of the product may have more of them
            self.tell(workspace_id, Topic(topic))

    def have_all_look(self) -> None:
        """Have every listener of this process look once more: something may have been missed."""
        for topic in Topic:
            self.tell(ANY_WORKSPACE, topic)

    @property
    def is_heard(self) -> bool:
        """Tell whether anybody listens here."""
        return bool(self._listeners)

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Have a listener told for a while."""
        with self._lock:
            self._listeners.add(listener)
        try:
            yield
        finally:
            with self._lock:
                self._listeners.discard(listener)
