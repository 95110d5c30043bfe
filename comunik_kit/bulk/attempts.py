"""One person at a time: a refusal undoes what was begun for that person, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.errors import NotYourself

Params: TypeAlias = Mapping[str, Any]
"""What the act was started with, such as the role to give."""
Before: TypeAlias = dict[str, Any]
"""What taking the act back needs to know of one person."""
Outcome: TypeAlias = Before | KitError | None
"""What became of one person; None when there was nothing to do."""

Carry: TypeAlias = Callable[[Session, Actor, Sequence[str], Params, datetime], Mapping[str, Outcome]]
"""Carries an act out on some people: by their ids what became of each."""
One: TypeAlias = Callable[[Session, Actor, str, Params, datetime], Before | None]
"""Carries an act out on one person, or refuses; None when there was nothing to do."""
Back: TypeAlias = Callable[[Session, Actor, str, Params, datetime], object]
"""Takes an act back for one person, by what `Before` says, or refuses."""


def one_by_one(act: One) -> Carry:
    """Make an act on many of an act on one; nobody acts on themselves that way."""

    def carry(
        s: Session, actor: Actor, ids: Sequence[str], params: Params, now: datetime
    ) -> Mapping[str, Outcome]:
        return {user_id: attempt(s, act, actor, user_id, params, now) for user_id in ids}

    return carry


def attempt(s: Session, act: One, actor: Actor, user_id: str, given: Params, now: datetime) -> Outcome:
    """Try an act on one person; only a refusal that a person can read is an outcome, all else is a fault."""
    if user_id == actor.user_id:
        return NotYourself()
    try:
        with s.begin_nested():
            return act(s, actor, user_id, given, now)
    except KitError as refusal:
        return refusal


def back(undo: Back) -> One:
    """Make the taking back an act like the others."""

    def act(s: Session, actor: Actor, user_id: str, before: Params, now: datetime) -> Before:
        undo(s, actor, user_id, before, now)
        return {}

    return act
