"""Changing and deleting people: who may, what is kept in the journal, and that an admin always remains."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, KitError, NotFound
from comunik_kit.roles.rules import PersonAboveYou, RoleAboveYours
from comunik_kit.users import repository
from comunik_kit.users.errors import LastAdmin, NotYourself, UnknownChoice
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.lifecycle import Endings
from comunik_kit.users.service import Users
from comunik_kit.users.tables import User
from tests.users.world import Place, World

RANKS = {"user": 10, "agent": 20, "supervisor": 30, "manager": 40, "admin": 50}
ROUNDS = 20


def change(world: World, here: Place, actor: Actor, user_id: str, **given: object) -> None:
    """Change a person as the record's form does."""
    form = ChangeUser.parse(here.changed(user_id, **given))
    world.users.change(actor, user_id=user_id, change=form)


def test_a_change_is_stored_and_the_journal_names_the_fields_and_where_one_belongs_not_what_one_is_called(
    world: World, here: Place
) -> None:
    person = here.person("Marie Dupont")
    change(
        world, here, here.actor(), person.id, full_name="Marie Élan", phone="0612345678", department="Ventes"
    )
    stored = here.stored(person.id)
    assert (stored.full_name, stored.sort_name, stored.phone, stored.version) == (
        "Marie Élan",
        "marie elan",
        "+33612345678",
        2,
    )
    [entry] = here.journal("user_updated")
    moves = {"department_id": ["", "Ventes"]}
    assert entry.details == {"fields": ["full_name", "phone", "department_id"], "moves": moves}
    assert "612345678" not in str(entry.details)
    assert here.journal("privilege_permissions_changed") == []


def test_a_form_saved_without_a_difference_writes_nothing(world: World, here: Place) -> None:
    person = here.person("Marie Dupont")
    change(world, here, here.actor(), person.id)
    assert here.stored(person.id).version == 1
    assert here.journal() == []


def test_the_second_of_two_who_edit_at_once_is_told(world: World, here: Place) -> None:
    person, actor = here.person("Marie Dupont"), here.actor()
    late = ChangeUser.parse(here.changed(person.id, full_name="Trop Tard"))
    change(world, here, actor, person.id, full_name="Marie Élan")
    with pytest.raises(ChangedMeanwhile):
        world.users.change(actor, user_id=person.id, change=late)
    assert here.stored(person.id).full_name == "Marie Élan"
    assert len(here.journal()) == 1


def test_a_role_change_is_in_the_journal_with_before_and_after(world: World, here: Place) -> None:
    person = here.person("Marie Dupont", "agent")
    change(world, here, here.actor(), person.id, role_id=here.roles["manager"])
    [entry] = here.journal()
    assert entry.tag == "privilege_permissions_changed"
    assert (entry.details["before"]["key"], entry.details["after"]["key"]) == ("agent", "manager")
    assert here.stored(person.id).role_id == here.roles["manager"]


@pytest.mark.parametrize("acting", RANKS)
def test_nobody_acts_on_an_equal_or_higher_role_but_admins_on_admins(
    world: World, here: Place, acting: str
) -> None:
    """ACL-06: every actor's role with every person's, changing and deleting."""
    actor = here.actor(acting)
    for target, rank in RANKS.items():
        person, entries = here.person("Marie Dupont", target, status="active"), len(here.journal())
        may_change = acting == "admin" or (acting == "manager" and rank < RANKS[acting])
        refusal = PersonAboveYou if acting == "manager" else Forbidden
        _expect(
            None if may_change else refusal,
            lambda who=person.id: change(world, here, actor, who, full_name="Changée"),
        )
        assert here.stored(person.id).full_name == ("Changée" if may_change else "Marie Dupont")
        _expect(
            None if acting == "admin" else Forbidden,
            lambda who=person.id: world.users.delete(actor, user_id=who),
        )
        assert (here.stored(person.id).deleted_at is not None) == (acting == "admin")
        assert len(here.journal()) == entries + may_change + (acting == "admin")


def _expect(refusal: type[KitError] | None, act: Callable[[], object]) -> None:
    if refusal is None:
        act()
        return
    with pytest.raises(refusal):
        act()


def test_a_manager_raises_nobody_above_themselves(world: World, here: Place) -> None:
    """INV-01."""
    actor = here.actor("manager")
    for role, rank in RANKS.items():
        person, entries = here.person("Marie Dupont", "user"), len(here.journal())
        allowed = rank <= RANKS["manager"]
        _expect(
            None if allowed else RoleAboveYours,
            lambda who=person.id, wanted=here.roles[role]: change(world, here, actor, who, role_id=wanted),
        )
        assert here.stored(person.id).role_id == here.roles[role if allowed else "user"]
        assert len(here.journal()) == entries + (allowed and role != "user")


@pytest.mark.parametrize("field", ["role_id", "tier_id", "photo_id"])
def test_a_foreign_choice_is_answered_as_a_missing_one(
    world: World, here: Place, elsewhere: Place, field: str
) -> None:
    """ACL-03."""
    foreign = {"role_id": elsewhere.roles["user"], "tier_id": elsewhere.tier_id, "photo_id": elsewhere.id}
    person, actor = here.person("Marie Dupont"), here.actor()
    for wrong in (foreign[field], uuid.uuid4().hex):
        with pytest.raises(UnknownChoice):
            change(world, here, actor, person.id, **{field: wrong})
    assert here.stored(person.id).version == 1
    assert here.journal() == []


def test_people_of_another_workspace_cannot_be_touched(world: World, here: Place, elsewhere: Place) -> None:
    """ACL-03: a foreign id is answered as a missing one, and nothing happens on either side."""
    actor, foreign = here.actor(), elsewhere.person("Marie Ailleurs")
    form = ChangeUser.parse({**elsewhere.changed(foreign.id), "full_name": "Volée"})
    for wrong in (foreign.id, "0" * 32, "x", "", None, {"$gt": 0}):
        with pytest.raises(NotFound):
            world.users.change(actor, user_id=wrong, change=form)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            world.users.delete(actor, user_id=wrong)  # type: ignore[arg-type]
    assert elsewhere.stored(foreign.id).full_name == "Marie Ailleurs"
    assert elsewhere.stored(foreign.id).deleted_at is None
    assert world.removed == []
    assert here.journal() == elsewhere.journal() == []


def test_a_deleted_person_is_gone_from_everywhere_and_stays_in_the_journal(world: World, here: Place) -> None:
    """ACL-10."""
    actor, person = here.actor(), here.person("Marie Dupont", "manager", status="active")
    world.users.delete(actor, user_id=person.id)
    assert world.removed == [person.id]
    assert here.stored(person.id).status == "deleted"
    [entry] = here.journal()
    assert (entry.tag, entry.target_name) == ("user_deleted", "Marie Dupont")
    for act in (
        lambda: world.users.delete(actor, user_id=person.id),
        lambda: world.users.detail(here.actor("manager"), person.id),
    ):
        with pytest.raises(NotFound):
            act()
    assert world.removed == [person.id]
    assert len(here.journal()) == 1


def test_when_an_end_fails_nobody_is_deleted(world: World, here: Place) -> None:
    """One transaction: the sessions do not end without the deletion, nor the deletion without them."""
    actor, person = here.actor(), here.person("Marie Dupont")

    def fail(_s: Session, _user_id: str, _now: object) -> None:
        raise RuntimeError

    users = Users(
        db=world.db, clock=world.clock, creation=world.creation, endings=Endings(on_removed=(fail,))
    )
    with pytest.raises(RuntimeError):
        users.delete(actor, user_id=person.id)
    assert here.stored(person.id).deleted_at is None
    assert here.journal() == []


def test_nobody_deletes_themselves(world: World, here: Place) -> None:
    actor = here.actor()
    here.actor()  # another admin, so that it is not for being the last
    with pytest.raises(NotYourself):
        world.users.delete(actor, user_id=actor.user_id)
    assert here.stored(actor.user_id).status == "active"


@pytest.mark.parametrize("status", ["created", "invited", "suspended", "deleted"])
def test_the_last_admin_who_can_sign_in_stays_one(
    world: World, here: Place, elsewhere: Place, status: str
) -> None:
    """ACL-07: admins who cannot sign in, and those of another workspace, do not count."""
    elsewhere.actor()
    last = here.actor()
    here.person("Inactive", "admin", status=status)
    form = {**_filled(world, here, last), "role_id": here.roles["manager"]}
    with pytest.raises(LastAdmin) as refusal:
        world.users.change(last, user_id=last.user_id, change=ChangeUser.parse(form))
    assert refusal.value.field == "role_id"
    assert here.stored(last.user_id).role_id == here.roles["admin"]
    assert here.journal() == []


def test_an_admin_steps_down_when_another_remains(world: World, here: Place) -> None:
    """ACL-07."""
    actor = here.actor()
    here.actor()
    form = {**_filled(world, here, actor), "role_id": here.roles["user"]}
    world.users.change(actor, user_id=actor.user_id, change=ChangeUser.parse(form))
    assert here.stored(actor.user_id).role_id == here.roles["user"]


def _filled(world: World, here: Place, reader: Actor) -> dict[str, object]:
    """Fill the form on the reader's own record, without bringing another admin into being."""
    found = world.users.detail(reader, reader.user_id)
    return {
        "full_name": found.full_name,
        "phone": "",
        "role_id": found.role_id,
        "department": "",
        "company": "",
        "tier_id": here.tier_id,
        "photo_id": "",
        "language": "",
        "version": found.version,
    }


def _leave(world: World, here: Place, user_id: str) -> None:
    """Take a person away, past every rule."""
    with world.db.write() as s:
        user = repository.user(s, here.id, user_id)
        assert user is not None
        user.deleted_at = world.clock.now()
        s.add(user)


@pytest.mark.parametrize("first", ["demote", "delete"])
@pytest.mark.parametrize("second", ["demote", "delete"])
def test_of_two_admins_who_remove_each_other_one_remains(
    world: World, here: Place, first: str, second: str
) -> None:
    """ACL-07: whatever the order, one of the two is refused."""

    def act(how: str, actor: Actor, target: User) -> KitError | None:
        try:
            if how == "delete":
                world.users.delete(actor, user_id=target.id)
            else:
                form = {**_filled(world, here, actor), "role_id": here.roles["user"], "version": 1}
                world.users.change(actor, user_id=target.id, change=ChangeUser.parse(form))
        except KitError as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            pair = [here.person(f"Admin {number}", "admin", status="active") for number in (1, 2)]
            one, two = (here.actor(user=user) for user in pair)
            outcomes = [pool.submit(act, first, one, pair[1]), pool.submit(act, second, two, pair[0])]
            refusals = [each.result() for each in outcomes]
            with world.db.read() as s:
                admins = repository.active_admins(s, here.id)
            assert len(admins) == 1, refusals
            assert [type(each) for each in refusals if each] in ([LastAdmin], [NotFound]), refusals
            _leave(world, here, admins[0])
