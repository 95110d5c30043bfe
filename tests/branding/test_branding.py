"""Changing the brand: by whom, as a whole, once, and written down."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.branding.service import judge
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, InvalidInput
from comunik_kit.workspaces.looks import face_of, look_of
from comunik_kit.workspaces.tables import Workspace
from tests.branding.conftest import brand_form, picture
from tests.support.cast import Cast
from tests.web.neighbours import move_in


def entries(cast: Cast) -> list[AuditEntry]:
    with cast.kit.db.read() as s:
        wanted = select(AuditEntry).where(col(AuditEntry.tag) == "brand_changed").order_by(col(AuditEntry.id))
        return list(s.execute(wanted).scalars())


def test_a_brand_is_changed_as_a_whole_and_what_changed_is_written_down(cast: Cast) -> None:
    """LOG-01."""
    shown = cast.kit.branding.save(cast.admin, form=brand_form(theme="dark"))
    assert (shown.brand, shown.accent, shown.theme, shown.version) == ("Maison Aubry", "#0f766e", "dark", 2)
    look = cast.kit.workspaces.summary("localhost").look  # pyright: ignore[reportOptionalMemberAccess]
    assert (look.brand, look.legal_line) == ("Maison Aubry", "Maison Aubry SAS, RCS Lyon 123 456 789")

    (entry,) = entries(cast)
    assert entry.details["before"]["brand"] == "Comunik KIT"
    assert entry.details["after"]["brand"] == "Maison Aubry"
    assert "language" not in entry.details["after"]


def test_saving_what_is_there_already_writes_nothing(cast: Cast) -> None:
    cast.kit.branding.save(cast.admin, form=brand_form())
    again = cast.kit.branding.save(cast.admin, form=brand_form(version="2"))
    assert again.version == 2
    assert len(entries(cast)) == 1


def test_who_filled_an_older_form_is_told_and_changes_nothing(cast: Cast) -> None:
    cast.kit.branding.save(cast.admin, form=brand_form())
    with pytest.raises(ChangedMeanwhile):
        cast.kit.branding.save(cast.admin, form=brand_form(brand="Autre", version="1"))
    assert cast.kit.branding.view(cast.admin).brand == "Maison Aubry"
    assert len(entries(cast)) == 1


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_nobody_else_sees_changes_or_tries_the_brand(cast: Cast, role: str) -> None:
    """ACL-02."""
    actor, _ = cast.join("Mado Blanc", role)
    before = cast.dump()
    kit, form = cast.kit, brand_form()
    for act in (
        lambda: kit.branding.view(actor),
        lambda: kit.branding.draft(actor, form=form),
        lambda: kit.branding.save(actor, form=form),
        lambda: kit.brand_trials.show(actor, form=form),
        lambda: kit.brand_trials.send(actor, form=form),
    ):
        with pytest.raises(Forbidden):
            act()
    assert cast.dump() == before


def test_a_brand_and_its_pictures_are_one_workspaces_alone(cast: Cast) -> None:
    """ACL-03."""
    ids = move_in(cast.kit.db).ids
    other = replace(cast.admin, workspace_id=ids["workspace"], user_id=ids["user"])
    logo = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    with pytest.raises(InvalidInput) as refusal:
        cast.kit.branding.save(other, form=brand_form(logo=logo))
    assert refusal.value.errors["logo"].code == "picture_gone"
    cast.kit.branding.save(cast.admin, form=brand_form(logo=logo))

    assert cast.kit.branding.view(other).brand != "Maison Aubry"
    cast.kit.branding.save(other, form=brand_form(brand="Voisin"))
    assert cast.kit.branding.view(cast.admin).brand == "Maison Aubry"
    assert cast.kit.brand_pictures.open(f"{logo}.png") is not None


def test_a_draft_shows_the_form_and_saves_nothing(cast: Cast) -> None:
    before = cast.dump()
    look = cast.kit.branding.draft(cast.admin, form=brand_form(brand="Essai"))
    assert (look.brand, look.accent) == ("Essai", "#0f766e")
    assert cast.dump() == before


def test_a_colour_in_the_database_that_is_none_never_reaches_a_page() -> None:
    """INP-08."""
    row = Workspace(id="a" * 32, name="x", brand="x", accent="red;}", created_at=None)  # pyright: ignore[reportArgumentType]
    row.pictures = {"logo": {"id": "../x", "width": 1, "height": 1}, "cover": {"id": "a" * 32, "width": 0}}
    face = face_of(look_of(row))
    assert face.variables["--brand"] == "#2563eb"
    assert (face.logo, face.cover) == (False, False)


def test_a_colour_is_judged_as_it_is_typed() -> None:
    assert judge("#fde0") is None
    pale = judge("#fde047")
    assert pale is not None
    assert (pale.on_light < 4.5, bool(pale.proposal)) == (True, True)
