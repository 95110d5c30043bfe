"""People change what is theirs, and nothing that gives rights."""

from dataclasses import replace

import pytest

from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, InvalidInput, NotFound
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.profile import ChangeProfile, time_zones
from comunik_kit.users.tables import Photo
from tests.support.cast import Cast
from tests.support.clock import MovedClock

PHOTO, FOREIGN = "a" * 32, "b" * 32


@pytest.fixture
def ugo(cast: Cast) -> Actor:
    """Bring a user in."""
    return cast.join("Ugo Petit", "user")[0]


def form(cast: Cast, actor: Actor, **changes: object) -> dict[str, object]:
    """Fill the form as the page would."""
    seen = cast.kit.profile.view(actor)
    kept: dict[str, object] = {
        "full_name": seen.full_name,
        "phone": seen.phone,
        "photo_id": seen.photo_id,
        "language": seen.language,
        "time_zone": seen.time_zone,
        "version": str(seen.version),
    }
    return kept | changes


def save(cast: Cast, actor: Actor, **changes: object) -> None:
    """Send the form."""
    cast.kit.profile.change(actor, change=ChangeProfile.parse(form(cast, actor, **changes)))


def test_a_person_changes_name_number_language_and_zone_and_is_found_by_the_new_name(
    cast: Cast, ugo: Actor
) -> None:
    save(
        cast, ugo, full_name="Hugo Lefèvre", phone="06 12 34 56 78", language="en", time_zone="Indian/Reunion"
    )
    row = cast.person(ugo.user_id)
    assert (row.full_name, row.phone, row.language) == ("Hugo Lefèvre", "+33612345678", "en")
    assert (row.sort_name, row.time_zone) == ("hugo lefevre", "Indian/Reunion")
    assert "hugo lefevre ugo@example.org" in row.search_text
    assert row.role_id == cast.roles["user"]
    assert cast.acts()[-1] == AuditTag.USER_UPDATED


@pytest.mark.parametrize(
    "field", ["role_id", "email", "tier_id", "workspace_id", "activated_at", "modules_off"]
)
def test_a_field_that_is_not_theirs_is_refused_with_the_whole_form(
    cast: Cast, ugo: Actor, field: str
) -> None:
    """ACL-05."""
    with pytest.raises(InvalidInput):
        save(cast, ugo, full_name="Autre Nom", **{field: cast.roles["admin"]})
    assert cast.person(ugo.user_id).full_name == "Ugo Petit"
    assert cast.person(ugo.user_id).role_id == cast.roles["user"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("language", "xx"),
        ("phone", "12"),
        ("full_name", " "),
        ("photo_id", "../../etc/passwd"),
        ("version", "x"),
        ("full_name", 7),
    ],
)
def test_a_wrong_value_is_said_under_its_field_and_nothing_is_saved(
    cast: Cast, ugo: Actor, field: str, value: object
) -> None:
    """INP-01."""
    before = cast.kit.profile.view(ugo)
    with pytest.raises(InvalidInput) as refused:
        save(cast, ugo, **{field: value})
    assert set(refused.value.errors) == {field}
    assert cast.kit.profile.view(ugo) == before


def test_an_older_form_does_not_overwrite_a_newer_one(cast: Cast, ugo: Actor) -> None:
    older = ChangeProfile.parse(form(cast, ugo, full_name="Ancien Nom"))
    save(cast, ugo, full_name="Nouveau Nom")
    with pytest.raises(ChangedMeanwhile):
        cast.kit.profile.change(ugo, change=older)
    assert cast.person(ugo.user_id).full_name == "Nouveau Nom"


def test_one_may_wear_only_a_photo_one_sent_oneself(cast: Cast, ugo: Actor, clock: MovedClock) -> None:
    """INP-06, ACL-03."""
    with cast.kit.db.write() as s:
        for photo_id, sender in ((PHOTO, ugo.user_id), (FOREIGN, cast.admin.user_id)):
            s.add(
                Photo(id=photo_id, workspace_id=cast.workspace_id, uploaded_by=sender, created_at=clock.now())
            )
    with pytest.raises(UnknownChoice):
        save(cast, ugo, photo_id=FOREIGN)
    save(cast, ugo, photo_id=PHOTO)
    assert cast.kit.profile.view(ugo).photo_url == f"/photos/{PHOTO}"
    save(cast, ugo, photo_id="")
    assert cast.person(ugo.user_id).photo_id is None


def test_an_initial_password_must_be_replaced_before_anything_is_changed(cast: Cast, ugo: Actor) -> None:
    """AUT-11."""
    change = ChangeProfile.parse(form(cast, ugo, full_name="Autre Nom"))
    with pytest.raises(Forbidden):
        cast.kit.profile.change(replace(ugo, must_change_password=True), change=change)
    assert cast.person(ugo.user_id).full_name == "Ugo Petit"


def test_choosing_a_language_in_the_menu_does_not_spoil_an_open_form(cast: Cast, ugo: Actor) -> None:
    opened = ChangeProfile.parse(form(cast, ugo, full_name="Ugo Grand"))
    cast.kit.profile.keep_language(ugo, language="en")
    assert cast.person(ugo.user_id).language == "en"
    cast.kit.profile.change(ugo, change=opened)
    assert cast.person(ugo.user_id).full_name == "Ugo Grand"


def test_choosing_the_same_language_again_writes_nothing(cast: Cast, ugo: Actor) -> None:
    before = cast.acts()
    cast.kit.profile.keep_language(ugo, language=cast.person(ugo.user_id).language)
    with pytest.raises(UnknownChoice):
        cast.kit.profile.keep_language(ugo, language="tlh")
    assert cast.acts() == before


def test_a_person_of_another_workspace_is_as_unknown_as_nobody(cast: Cast, ugo: Actor) -> None:
    """ACL-03."""
    stranger = replace(ugo, workspace_id="f" * 32)
    with pytest.raises(NotFound):
        cast.kit.profile.view(stranger)


def test_time_zones_are_places_and_utc() -> None:
    zones = time_zones()
    assert zones[0] == "UTC"
    assert "Europe/Paris" in zones
    assert not any(zone.startswith("Etc/") for zone in zones)
