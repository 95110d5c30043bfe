"""What the screens are made of: no password in a form's event, a word for everything shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from reflex.components.component import BaseComponent
from reflex_components_core.el.elements.forms import Form

from comunik_kit.invitations.rules import InvitationState
from comunik_kit.locale import LANGUAGES, catalogue
from comunik_kit.roles.permissions import SHIPPED_ROLES
from comunik_kit.users.inputs import TABS
from comunik_kit.users.tables import UserStatus
from comunik_kit.web.new_colleague.drawer import new_colleague
from comunik_kit.web.new_colleague.form import ACTS
from comunik_kit.web.user_record.form import record_form
from comunik_kit.workspaces.tables import DomainState

EXACT = {
    "users.create": "Créer",
    "users.new.title": "Nouveau collègue",
    "users.act.create": "Créer",
    "users.act.create_add": "Créer & Ajouter un autre",
    "users.act.create_invite": "Créer & Inviter",
    "users.act.create_invite_add": "Créer & Inviter & Ajouter un autre",
    "users.field.full_name": "Nom complet",
    "users.field.email": "E-mail (nom d’utilisateur)",
    "users.field.phone": "Numéro de mobile",
    "users.field.role": "Rôle",
    "users.field.department": "Département / Équipe",
    "users.field.company": "Entreprise",
    "users.field.tier": "Abonnement",
    "users.remove": "Supprimer le compte",
    "users.status.created": "Non invité",
    "app.photo.upload": "+ Télécharger",
}


def forms(of: BaseComponent) -> Iterator[Form]:
    """Find every form below a component."""
    if isinstance(of, Form):
        yield of
    for child in of.children:
        yield from forms(child)
    for other in getattr(of, "_get_components_in_props", list)():
        yield from forms(other)


def test_only_named_fields_are_in_the_event_of_a_form() -> None:
    """The initial password has no name; Reflex would send it under its id (AUT-11, LOG-03)."""
    found: list[Any] = [*forms(new_colleague()), *forms(record_form())]
    assert len(found) == 2
    assert [form._get_form_refs() for form in found] == [{}, {}]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_word_for_everything_that_can_be_shown(lang: str) -> None:
    wanted = [f"users.status.{status}" for status in UserStatus]
    wanted += [f"users.tab.{tab}" for tab in TABS] + [f"users.act.{act}" for act in ACTS]
    wanted += [f"users.empty.{tab}.{part}" for tab in TABS for part in ("title", "text")]
    wanted += [f"users.may.{role.key}" for role in SHIPPED_ROLES]
    wanted += [f"invitations.state.{state}" for state in InvitationState]
    wanted += [f"white_label.state.{state}{part}" for state in DomainState for part in ("", ".text")]
    wanted += [
        f"users.told.{act}.{where}"
        for act in ("created_invited", "invited", "resent")
        for where in ("leaving", "local", "waiting")
    ]
    assert [key for key in wanted if key not in catalogue(lang)] == []


def test_the_french_words_are_those_of_the_product() -> None:
    words = catalogue("fr")
    assert {key: words.get(key) for key in EXACT} == EXACT
