"""Each act that wants a fresh proof wants it in its service, whoever calls it (SES-08)."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.integrations.inputs import NewKey, Scope, SourceForm
from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ProofNeeded
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.registry import MODULES
from comunik_kit.users.filters import UserFilter
from tests.http.test_hooks import MAPPING
from tests.support.cast import Cast

Act = Callable[[Cast, Actor, str], object]


def give_a_password(cast: Cast, by: Actor, ana: str) -> object:
    staged = cast.kit.passwords.stage(by, password="Autre-Mot-2026!", name="", email="")
    return cast.kit.passwords.give_initial(by, user_id=ana, staged=staged)


def make_a_source(cast: Cast, by: Actor, _ana: str) -> object:
    return cast.kit.webhook_sources.create(by, form=SourceForm.parse("PBX", json.dumps(MAPPING)))


ACTS: dict[str, Act] = {
    "another's address": lambda cast, by, ana: cast.kit.address_changes.request_for(
        by, user_id=ana, email="ana@ailleurs.fr"
    ),
    "another's password": give_a_password,
    "rules of signing in": lambda cast, by, _: cast.kit.sign_in_rules.set(
        by, rules=NewRules(Preset.LONG, (), by_link=True)
    ),
    "how long the journal is kept": lambda cast, by, _: cast.kit.journal_keeping.keep(by, months="12"),
    "a key of the API": lambda cast, by, _: cast.kit.api_keys.create(
        by, new=NewKey.of("CRM", [Scope.ACTIVITIES_WRITE.value], None)
    ),
    "a sender of web hooks": make_a_source,
    "people as a file": lambda cast, by, _: cast.kit.people_exports.begin(by, UserFilter()),
    "the archive as a file": lambda cast, by, _: cast.kit.archive.export(by, ArchiveFilter()),
    "the journal as a file": lambda cast, by, _: cast.kit.journal_exports.begin(
        by, JournalFilter(), language="fr"
    ),
    "activity as a file": lambda cast, by, _: cast.kit.module_exports.begin(by, MODULES[0].key, ItemFilter()),
    "somebody's data": lambda cast, by, ana: cast.kit.personal_data.file(by, user_id=ana),
    "one's own data": lambda cast, by, _: cast.kit.personal_data.file(by, user_id=by.user_id),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_without_a_fresh_proof_changes_nothing(cast: Cast, name: str) -> None:
    """SES-08: with one it is done."""
    ana, _ = cast.join("Ana Lopez", "agent")
    before = cast.acts()
    with pytest.raises(ProofNeeded):
        ACTS[name](cast, replace(cast.admin, is_recent=False), ana.user_id)
    assert cast.acts() == before
    ACTS[name](cast, cast.admin, ana.user_id)
    assert cast.acts() != before
