"""Whoever acts may have ended in the meantime, and ids may be nobody's: said plainly, and nothing is changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, KitError, NotFound
from comunik_kit.mail.outbox import Template
from comunik_kit.modules.acting import Aim
from comunik_kit.wiring import Kit
from comunik_kit.workspaces import repository as workspaces
from tests.support.cast import ORIGIN, PASSWORD, Cast

NOBODY = "0" * 32
NEW = "Autre-Mot-2026!"
Act = Callable[[Kit, Actor], object]


def start_a_session(kit: Kit, by: Actor) -> object:
    with kit.db.write() as s:
        return kit.sessions.start(s, by.user_id, origin=ORIGIN)


def read_a_workspace(kit: Kit, _by: Actor) -> object:
    with kit.db.read() as s:
        return workspaces.workspace_of(s, NOBODY)


def lock_a_workspace(kit: Kit, _by: Actor) -> object:
    with kit.db.write() as s:
        return workspaces.lock_workspace(s, NOBODY)


def lock_a_domain(kit: Kit, _by: Actor) -> object:
    with kit.db.write() as s:
        return workspaces.lock_with_domain(s, NOBODY)


ENDED: dict[str, tuple[type[KitError], Act]] = {
    "their password": (
        Forbidden,
        lambda kit, by: kit.passwords.change(by, current=PASSWORD, password=NEW, confirmation=NEW),
    ),
    "whether they have one": (Forbidden, lambda kit, by: kit.proving.has_password(by)),
    "a proof": (Forbidden, lambda kit, by: kit.proving.prove(by, password=PASSWORD)),
    "a second factor": (Forbidden, lambda kit, by: kit.factors.begin(by)),
    "a session": (NotFound, start_a_session),
    "the frame of the page": (NotFound, lambda kit, by: kit.frame.view(by)),
    "their notices": (NotFound, lambda kit, by: kit.notice_choices.view(by)),
    "a message to themselves": (
        NotFound,
        lambda kit, by: kit.previews.send(by, template=Template.INVITATION, language="fr"),
    ),
}
# Who is deleted can be restored: these know them still.
FORGOTTEN = {"a session", "the frame of the page"}
NOWHERE: dict[str, Act] = {
    "a workspace": read_a_workspace,
    "a workspace that is held": lock_a_workspace,
    "a workspace and its domain": lock_a_domain,
    "whoever is helped": lambda kit, by: kit.factors.reset(by, user_id=cast("str", ["Ana"])),
    "a list": lambda kit, by: kit.imports.drop(by, import_id=NOBODY),
    "who invited": lambda kit, by: kit.issued_invitations.waiting(by, user_id="Ana"),
    "whose messages": lambda kit, by: kit.timeline.page(by, user_id=NOBODY),
    "a module": lambda kit, by: kit.module_acts.take(by, aim=Aim("nothing", NOBODY)),
    "an address": lambda kit, by: kit.people_named.person(by, "nobody@example.org"),
    "no address at all": lambda kit, by: kit.people_named.person(by, "nobody"),
}


@pytest.mark.parametrize("name", ENDED)
def test_whoever_has_ended_acts_no_more(lone_cast: Cast, name: str) -> None:
    """SES-03, SES-07: an event that was on its way when they were deleted finds that they are gone."""
    ana, _ = lone_cast.join("Ana Lopez", "admin")
    lone_cast.kit.users.delete(lone_cast.admin, user_id=ana.user_id)
    refusal, act = ENDED[name]
    gone = replace(ana, user_id=NOBODY) if name in FORGOTTEN else ana
    before = lone_cast.acts(), len(lone_cast.letters())
    with pytest.raises(refusal):
        act(lone_cast.kit, gone)
    assert (lone_cast.acts(), len(lone_cast.letters())) == before


@pytest.mark.parametrize("name", NOWHERE)
def test_what_is_nowhere_is_not_found(lone_cast: Cast, name: str) -> None:
    """ACL-03, INP-01: as what is another workspace's; nothing is changed."""
    before = lone_cast.dump()
    with pytest.raises(NotFound):
        NOWHERE[name](lone_cast.kit, lone_cast.admin)
    assert lone_cast.dump() == before
