"""What changed, told to whoever shows it (architecture, decision 10): a workspace and a topic, never a row.

A service announces after its commit; an open page that shows the topic reads its own small part again. Listeners are
called in the announcer's thread and must only take note.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum


class Topic(StrEnum):
    """What a page may show."""

    PEOPLE = "people"
    INVITATIONS = "invitations"
    MAIL = "mail"


Announce = Callable[[str, Topic], None]
"""Says that something of a workspace's topic changed: workspace id, topic."""

Listener = Callable[[str, Topic], None]


def announce_to_nobody(_workspace_id: str, _topic: Topic) -> None:
    """Tell nobody: for services that nobody watches, such as those of a test or of the command line."""


class Fanout:
    """The listeners of this process."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()

    def announce(self, workspace_id: str, topic: Topic) -> None:
        """Tell every listener."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(workspace_id, topic)

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
