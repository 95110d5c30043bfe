"""Suspending, deleting, restoring: every past state with every act, and what each leaves alone."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, KitError, NotFound
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users import repository
from comunik_kit.users.errors import (
    AlreadySuspended,
    EmailTaken,
    LastAdmin,
    NothingToRestore,
    NotYourself,
    TooLateToRestore,
)
from comunik_kit.users.lifecycle import RESTORABLE, Endings
from comunik_kit.users.tables import User
from tests.users.test_changes import RANKS
from tests.users.world import Place, World

ROUNDS = 20
ACTS = ("suspend", "restore", "delete")
BEFORE = ("created", "invited", "active")


@dataclass(frozen=True)
class Past:
    """How somebody came to stand where they stand."""

    status: str
    acts: tuple[str, ...] = ()
    days: float = 0
    anonymised: bool = False


# Of people alone: here nobody takes invitations back (`invitations/test_reinviting.py` says what that makes of them).
PASTS = {
    **{status: Past(status) for status in BEFORE},
    **{f"{status}, suspended": Past(status, ("suspend",)) for status in BEFORE},
    **{f"{status}, deleted": Past(status, ("delete",)) for status in BEFORE},
    "active, suspended, deleted": Past("active", ("suspend", "delete")),
    "active, suspended, restored": Past("active", ("suspend", "restore")),
    "active, deleted, restored": Past("active", ("delete", "restore")),
    "active, deleted 30 days ago": Past("active", ("delete",), 29.99),
    "active, deleted longer ago": Past("active", ("delete",), 30),
    "active, anonymised": Past("active", ("delete",), 31, anonymised=True),
}

Outcome = str | type[KitError]


def _expected(past: str) -> dict[str, Outcome]:
    """What each act makes of a past: the status it leads to, or how it is refused."""
    if past in BEFORE or past.endswith("restored"):
        return {"suspend": "suspended", "restore": NothingToRestore, "delete": "deleted"}
    if past.endswith("suspended"):
        return {"suspend": AlreadySuspended, "restore": past.partition(",")[0], "delete": "deleted"}
    gone: dict[str, Outcome] = {"suspend": NotFound, "delete": NotFound}
    if past.endswith("anonymised"):
        return {**gone, "restore": NotFound}
    if past.endswith("longer ago"):
        return {**gone, "restore": TooLateToRestore}
    former = past.removesuffix(", deleted").removesuffix(", deleted 30 days ago")
    return {**gone, "restore": "suspended" if "suspended" in former else former}


def act(world: World, actor: Actor, name: str, user_id: str) -> None:
    """Do one of the three."""
    getattr(world.users, name)(actor, user_id=user_id)


def lived(world: World, here: Place, actor: Actor, past: Past) -> User:
    """Make somebody with a past."""
    person = here.person("Marie Dupont", status=past.status)
    for each in past.acts:
        act(world, actor, each, person.id)
    world.clock.move(days=past.days)
    if past.anonymised:
        with world.db.write() as s:
            s.get_one(User, person.id).anonymised_at = world.clock.now()
    return person


@pytest.mark.parametrize("past", PASTS)
def test_every_past_meets_every_act(world: World, here: Place, past: str) -> None:
    actor = here.actor()
    for name, outcome in _expected(past).items():
        person = lived(world, here, actor, PASTS[past])
        before, entries = here.stored(person.id), here.journal()
        if isinstance(outcome, str):
            act(world, actor, name, person.id)
            stored = here.stored(person.id)
            assert (stored.status, stored.version) == (outcome, before.version + 1)
            assert len(here.journal()) == len(entries) + 1
            continue
        with pytest.raises(outcome):
            act(world, actor, name, person.id)
        assert here.stored(person.id) == before
        assert here.journal() == entries


def test_whichever_way_an_end_comes_it_asks_for_the_permission(world: World, here: Place) -> None:
    """ACL-02: acts on many, and the undoing of one, come past the service for one person."""
    person, manager = here.person("Marie Dupont", status="active"), here.actor("manager")
    with pytest.raises(Forbidden), world.db.write() as s:
        Endings().delete(s, manager, person.id, world.clock.now())
    assert here.stored(person.id) == person


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("acting", RANKS)
def test_nobody_ends_or_restores_the_access_of_an_equal_or_higher_role_but_admins_on_admins(
    world: World, here: Place, acting: str, name: str
) -> None:
    """ACL-06."""
    actor, admin = here.actor(acting), here.actor()
    for target, rank in RANKS.items():
        person = here.person("Marie Dupont", target, status="active")
        if name == "restore":
            world.users.suspend(admin, user_id=person.id)
        before, entries = here.stored(person.id), here.journal()
        if acting == "admin" or (acting == "manager" and name != "delete" and rank < RANKS[acting]):
            act(world, actor, name, person.id)
            assert len(here.journal()) == len(entries) + 1
            continue
        refusal = PersonAboveYou if acting == "manager" and name != "delete" else Forbidden
        with pytest.raises(refusal):
            act(world, actor, name, person.id)
        assert here.stored(person.id) == before
        assert here.journal() == entries


def test_only_who_may_delete_restores_who_was_deleted(world: World, here: Place) -> None:
    person = here.person("Marie Dupont", status="active")
    world.users.delete(here.actor(), user_id=person.id)
    with pytest.raises(Forbidden):
        world.users.restore(here.actor("manager"), user_id=person.id)
    assert here.stored(person.id).status == "deleted"


def test_people_of_another_workspace_are_answered_as_missing_ones(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-03."""
    foreign, actor = elsewhere.person("Marie Ailleurs", status="active"), here.actor()
    world.users.suspend(elsewhere.actor(), user_id=foreign.id)
    before = elsewhere.stored(foreign.id)
    for wrong in (foreign.id, uuid.uuid4().hex, "x", "", None):
        for name in ACTS:
            with pytest.raises(NotFound):
                act(world, actor, name, wrong)  # type: ignore[arg-type]
    assert elsewhere.stored(foreign.id) == before
    assert here.journal() == []


def test_nobody_suspends_themselves(world: World, here: Place) -> None:
    actor = here.actor()
    here.actor()  # another admin, so that it is not for being the last
    with pytest.raises(NotYourself):
        world.users.suspend(actor, user_id=actor.user_id)
    assert here.stored(actor.user_id).status == "active"
    assert world.suspended == []


def test_what_ends_with_an_access_ends_in_its_transaction(world: World, here: Place) -> None:
    """SES-07: sessions end with a suspension; invitations they sent only when that is wanted."""
    first, second, actor = here.person("Marie Dupont"), here.person("Ana Martin"), here.actor()
    world.users.suspend(actor, user_id=first.id)
    assert (world.suspended, world.taken_back, world.removed) == ([first.id], [], [])
    world.users.suspend(actor, user_id=second.id, with_issued=True)
    assert (world.suspended, world.taken_back, world.removed) == ([first.id, second.id], [second.id], [])
    assert [entry.details for entry in here.journal("user_suspended")] == [{}, {"revoked": 2}]


def test_a_deleted_person_is_not_restored_while_somebody_else_has_the_address(
    world: World, here: Place
) -> None:
    """ACL-10, INV-05: the refusal says by whom it was taken."""
    actor, person = here.actor(), here.person("Marie Dupont", email="marie@exemple.fr", status="active")
    world.users.delete(actor, user_id=person.id)
    other = here.person("Marie Dupond", email="Marie@Exemple.FR")
    with pytest.raises(EmailTaken) as refusal:
        world.users.restore(actor, user_id=person.id)
    assert refusal.value.params["name"] == "Marie Dupond"
    assert refusal.value.params["user_id"] == other.id
    assert here.stored(person.id).status == "deleted"
    world.users.delete(actor, user_id=other.id)
    world.users.restore(actor, user_id=person.id)
    assert here.stored(person.id).status == "active"


def test_a_person_created_again_regains_no_old_right(world: World, here: Place) -> None:
    """ACL-10: another row, with the role given now; the former one stays deleted."""
    actor = here.actor()
    person = here.person("Marie Dupont", "admin", email="marie@exemple.fr", status="active")
    world.users.delete(actor, user_id=person.id)
    again = world.users.create(actor, new=here.new(email="marie@exemple.fr", role_id=here.roles["user"]))
    stored = here.stored(again.user_id)
    assert (stored.role_id, stored.status) == (here.roles["user"], "created")
    assert again.user_id != person.id
    assert here.stored(person.id).status == "deleted"


def test_the_journal_says_from_where_somebody_came_back(world: World, here: Place) -> None:
    actor, person = here.actor(), here.person("Marie Dupont", status="active")
    for name in ("suspend", "delete", "restore", "restore"):
        act(world, actor, name, person.id)
    assert [entry.tag for entry in here.journal()] == [
        "user_suspended",
        "user_deleted",
        "user_restored",
        "user_restored",
    ]
    assert [entry.details for entry in here.journal("user_restored")] == [
        {"former": "deleted"},
        {"former": "suspended"},
    ]


@pytest.mark.parametrize("name", ["suspend", "delete"])
def test_two_admins_who_end_each_others_access_leave_one(world: World, name: str) -> None:
    """ACL-07, fault 13: under races too."""
    for _ in range(ROUNDS):
        place = world.workspace(uuid.uuid4().hex)
        first, second = place.actor(), place.actor()

        def end(actor: Actor, other: Actor) -> str:
            try:
                act(world, actor, name, other.user_id)
            except (LastAdmin, NotFound) as refusal:
                return type(refusal).__name__
            return "done"

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(end, (first, second), (second, first)))
        assert sorted(outcomes) == ["LastAdmin", "done"]
        with world.db.read() as s:
            assert len(repository.active_admins(s, place.id)) == 1


@pytest.mark.parametrize("status", ["created", "invited"])
def test_the_last_admin_is_not_suspended_while_the_others_cannot_sign_in(
    world: World, here: Place, status: str
) -> None:
    """ACL-07."""
    here.person("Inactive", "admin", status=status)
    last = here.person("Dernière", "admin", status="active")
    acting = here.actor("manager")
    raised = replace(here.actor("admin"), user_id=acting.user_id)
    world.users.delete(raised, user_id=_other_admin(world, here, last.id))
    with pytest.raises(LastAdmin):
        world.users.suspend(raised, user_id=last.id)
    assert here.stored(last.id).status == "active"


def _other_admin(world: World, here: Place, but: str) -> str:
    with world.db.read() as s:
        return next(each for each in repository.active_admins(s, here.id) if each != but)


def test_restorable_is_thirty_days() -> None:
    assert timedelta(days=30) == RESTORABLE
