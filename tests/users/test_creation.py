"""Creating people: what is stored, what is refused, what happens twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, KitError, WrongType
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.errors import AlreadyCreated, EmailTaken, NoDomain, UnknownChoice
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.views import Created
from tests.users.world import Place, World


def test_a_person_is_stored_as_typed_with_one_journal_entry(world: World, here: Place) -> None:
    actor = here.actor("manager")
    new = here.new(full_name="Hélène Œuvre", email="Helene@Exemple.fr", phone="06 12 34 56 78")
    created = world.users.create(actor, new=new)
    stored = here.stored(created.user_id)
    assert (stored.full_name, stored.sort_name) == ("Hélène Œuvre", "helene oeuvre")
    assert (stored.email, stored.email_key, stored.phone) == (
        "Helene@Exemple.fr",
        "helene@exemple.fr",
        "+33612345678",
    )
    assert (stored.status, stored.language, stored.modules_off) == ("created", "fr", [])
    assert stored.invited_at is None
    assert stored.activated_at is None
    [entry] = here.journal()
    assert (entry.tag, entry.actor_id, entry.target_id) == ("user_created", actor.user_id, created.user_id)
    assert "exemple.fr" not in str(entry.details)
    assert world.staged == []


def test_departments_and_companies_are_made_once_whatever_their_spelling(world: World, here: Place) -> None:
    actor = here.actor()
    world.users.create(actor, new=here.new(department="Équipe Ventes", company="ACME"))
    world.users.create(actor, new=here.new(email="b@exemple.fr", department="EQUIPE  ventes", company="Acme"))
    choices = world.users.choices(actor)
    assert choices.departments == ["Équipe Ventes"]
    assert choices.companies == ["ACME"]
    assert len(here.journal("department_created", "company_created")) == 2


def test_without_a_domain_nobody_is_added(world: World) -> None:
    bare = world.workspace("Sans domaine", domain=False)
    actor = bare.actor()
    before = bare.people()
    with pytest.raises(NoDomain):
        world.users.create(actor, new=bare.new(department="Ventes"))
    assert bare.people() == before
    assert bare.journal() == []
    assert not world.users.choices(actor).domain_ready
    assert world.users.choices(actor).departments == []


def test_a_taken_address_is_refused_with_who_has_it(world: World, here: Place) -> None:
    """INV-05."""
    holder = here.person("Marie Dupont", status="active", email="marie@exemple.fr")
    actor = here.actor()
    with pytest.raises(EmailTaken) as refusal:
        world.users.create(actor, new=here.new(email="MARIE@Exemple.FR", department="Neuf"))
    assert refusal.value.field == "email"
    assert refusal.value.params == {"user_id": holder.id, "status": "active", "name": "Marie Dupont"}
    assert here.journal() == []
    assert world.users.choices(actor).departments == []


def test_an_address_of_another_workspace_or_of_a_deleted_person_is_free(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-10: deleting frees the address."""
    elsewhere.person("Marie Ailleurs", email="marie@exemple.fr")
    gone = here.person("Marie Partie", "admin", status="deleted", email="marie@exemple.fr")
    created = world.users.create(here.actor(), new=here.new(email="marie@exemple.fr"))
    assert created.user_id != gone.id
    assert here.stored(created.user_id).role_id == here.roles["agent"]
    assert here.stored(gone.id).status == "deleted"


def test_the_same_opening_of_the_form_twice_is_one_person(world: World, here: Place) -> None:
    """INV-04."""
    actor, new = here.actor(), here.new()
    first = world.users.create(actor, new=new)
    again = world.users.create(actor, new=new)
    assert again == Created(first.user_id, first.full_name, first.email, already=True)
    assert not first.already
    assert len(here.journal("user_created")) == 1


def test_a_form_that_was_used_for_somebody_else_says_so(world: World, here: Place) -> None:
    """INV-04: the second person is neither created nor pretended."""
    actor, new = here.actor(), here.new()
    world.users.create(actor, new=new)
    before = here.people()
    with pytest.raises(AlreadyCreated):
        world.users.create(actor, new=replace(new, email=here.new(email="other@exemple.fr").email))
    assert here.people() == before


def test_a_key_seen_at_a_colleague_s_tells_nothing(world: World, here: Place, elsewhere: Place) -> None:
    """INV-04: a key belongs to one actor of one workspace."""
    new = here.new()
    first = world.users.create(here.actor(), new=new)
    with pytest.raises(WrongType):
        world.users.create(here.actor("manager"), new=new)
    there = elsewhere.new(creation_key=new.creation_key)
    assert world.users.create(elsewhere.actor(), new=there).user_id != first.user_id


def test_an_initial_password_makes_an_account_that_works_at_once(world: World, here: Place) -> None:
    """AUT-11."""
    staged = uuid.uuid4().hex
    created = world.users.create(here.actor(), new=here.new(staged_password=staged))
    assert world.staged == [(staged, created.user_id)]
    assert here.stored(created.user_id).status == "active"
    assert staged not in str([entry.details for entry in here.journal()])


@pytest.mark.parametrize("field", ["role_id", "tier_id", "photo_id"])
def test_a_choice_of_another_workspace_is_answered_as_a_missing_one(
    world: World, here: Place, elsewhere: Place, field: str
) -> None:
    """ACL-03."""
    foreign = {"role_id": elsewhere.roles["agent"], "tier_id": elsewhere.tier_id, "photo_id": elsewhere.id}
    actor, before = here.actor(), here.people()
    for wrong in (foreign[field], uuid.uuid4().hex):
        with pytest.raises(UnknownChoice) as refusal:
            world.users.create(actor, new=here.new(**{field: wrong}))
        assert (refusal.value.field, refusal.value.params) == (field, {})
    assert here.people() == before


RANKS = {"user": 10, "agent": 20, "supervisor": 30, "manager": 40, "admin": 50}


@pytest.mark.parametrize("inviter", RANKS)
def test_nobody_creates_above_themselves(world: World, here: Place, inviter: str) -> None:
    """INV-01, ACL-06: every inviter's role with every role given."""
    actor = here.actor(inviter)
    for number, role in enumerate(RANKS):
        before, entries = here.people(), len(here.journal())
        new = here.new(role_id=here.roles[role], email=f"a{number}@exemple.fr")
        if inviter in {"manager", "admin"} and RANKS[role] <= RANKS[inviter]:
            assert here.stored(world.users.create(actor, new=new).user_id).role_id == here.roles[role]
            continue
        with pytest.raises(RoleAboveYours if inviter == "manager" else Forbidden):
            world.users.create(actor, new=new)
        assert here.people() == before
        assert len(here.journal()) == entries


def test_an_initial_password_not_yet_changed_creates_nobody(world: World, here: Place) -> None:
    """AUT-11."""
    actor = here.actor(must_change_password=True)
    before = here.people()
    with pytest.raises(Forbidden):
        world.users.create(actor, new=here.new())
    assert here.people() == before


def test_twenty_creations_of_one_address_make_one_person(world: World, here: Place) -> None:
    """INV-04."""
    actor = here.actor()
    before = here.people()
    forms = [here.new(email=f"{'ANA' if i % 2 else 'ana'}@exemple.fr") for i in range(20)]
    outcomes = _together(world, actor, forms)
    assert sum(isinstance(each, Created) for each in outcomes) == 1
    assert sum(isinstance(each, EmailTaken) for each in outcomes) == 19
    assert here.people() == before + 1
    assert len(here.journal("user_created")) == 1


def test_twenty_deliveries_of_one_form_make_one_person(world: World, here: Place) -> None:
    """INV-04."""
    actor = here.actor()
    before = here.people()
    outcomes = _together(world, actor, [here.new(creation_key=str(uuid.UUID(int=7)), department="Neuf")] * 20)
    assert sorted(each.already for each in outcomes if isinstance(each, Created)) == [False] + [True] * 19
    assert here.people() == before + 1
    assert len(here.journal("user_created", "department_created")) == 2


def _together(world: World, actor: Actor, forms: list[NewColleague]) -> list[Created | KitError]:
    def create(new: NewColleague) -> Created | KitError:
        try:
            return world.users.create(actor, new=new)
        except KitError as refusal:
            return refusal

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(create, forms))
