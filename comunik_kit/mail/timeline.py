"""Every message to one person with its steps, for the people who look after people."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.mail import repository, timeline_queries
from comunik_kit.mail.lines import line_of
from comunik_kit.mail.rendering import subject_of
from comunik_kit.mail.steps import steps_of
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.mail.views import Story, TimelinePage
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces

PAGE = 8

IsHere = Callable[[Session, str, str], bool]
"""Tells whether a workspace has a person: workspace id, person's id."""


class Timeline:
    """What became of the messages to a person; their bodies stay in the archive of messages."""

    def __init__(self, *, db: Database, clock: Clock, is_here: IsHere) -> None:
        """Take the outbox, and the way to ask whether somebody belongs to a workspace."""
        self._db, self._clock, self._is_here = db, clock, is_here

    def page(self, actor: Actor, *, user_id: str, before: str = "", after: str = "") -> TimelinePage:
        """Read a few messages, newest first; `NotFound` for an unknown, foreign or deleted person."""
        actor.require(Permission.USERS_READ)
        with self._db.read() as session:
            if not self._is_here(session, actor.workspace_id, user_id):
                raise NotFound
            found = timeline_queries.messages_to(
                session, actor.workspace_id, user_id, older_than=after, newer_than=before, size=PAGE + 1
            )
            more = len(found) > PAGE
            shown = found[1:] if before and more else found[:PAGE]
            stories = _stories(session, actor.workspace_id, shown, self._clock.now())
        is_first = not more if before else not after
        is_last = False if before else not more
        return TimelinePage(
            stories=stories,
            before="" if is_first or not shown else shown[0].id,
            after="" if is_last or not shown else shown[-1].id,
        )


def _stories(
    session: Session, workspace_id: str, messages: list[OutboxMessage], now: datetime
) -> list[Story]:
    ids = [message.id for message in messages]
    letters = repository.letters(session, workspace_id, ids)
    events = timeline_queries.events_of(session, workspace_id, ids)
    domain = workspaces.domain_of(session, workspace_id)
    stories = []
    for message in messages:
        line = line_of(message, domain, now)
        own = [event for event in events if event.message_id == message.id]
        stories.append(Story(message.id, subject_of(letters[message.id]), line, steps_of(message, own, line)))
    return stories
