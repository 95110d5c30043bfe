"""Each act that wants a fresh proof wants it in its service, whoever calls it (SES-08)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.integrations.inputs import NewKey, Scope, SourceForm
from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ProofNeeded
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.registry import MODULES
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.roles.rules import LEVELS
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import ChangeUser
from tests.access.keys import Authenticator, page, place
from tests.http.test_hooks import MAPPING
from tests.support.cast import Cast


@dataclass(frozen=True)
class Things:
    """What the acts are about: Ana, a key that nobody has seen, a sender of web hooks, a role of our own."""

    ana: str
    key: str
    source: str
    role: str

    @classmethod
    def of(cls, cast: Cast) -> "Things":
        """Make them."""
        kit, olga = cast.kit, cast.admin
        return cls(
            cast.join("Ana Lopez", "agent")[0].user_id,
            kit.api_keys.create(olga, new=NewKey.of("CRM", [Scope.ACTIVITIES_WRITE.value], None)),
            kit.webhook_sources.create(olga, form=SourceForm.parse("Standard", json.dumps(MAPPING))),
            kit.role_definitions.create(olga, form=RoleForm("Auditeur", LEVELS["user"], frozenset())),
        )


Act = Callable[[Cast, Actor, Things], object]


def give_a_password(cast: Cast, by: Actor, it: Things) -> object:
    staged = cast.kit.passwords.stage(by, password="Autre-Mot-2026!", name="", email="")
    return cast.kit.passwords.give_initial(by, user_id=it.ana, staged=staged)


def make_an_admin(cast: Cast, by: Actor, it: Things) -> object:
    found = cast.kit.users.detail(by, it.ana)
    kept = ("full_name", "phone", "department", "company", "tier_id", "photo_id", "language", "version")
    form = {name: getattr(found, name) for name in kept} | {"role_id": cast.roles["admin"]}
    return cast.kit.users.change(by, user_id=it.ana, change=ChangeUser.parse(form))


def make_a_source(cast: Cast, by: Actor, _it: Things) -> object:
    return cast.kit.webhook_sources.create(by, form=SourceForm.parse("PBX", json.dumps(MAPPING)))


ACTS: dict[str, Act] = {
    "another's address": lambda cast, by, it: cast.kit.address_changes.request_for(
        by, user_id=it.ana, email="ana@ailleurs.fr"
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
    "somebody's data": lambda cast, by, it: cast.kit.personal_data.file(by, user_id=it.ana),
    "a new administrator": make_an_admin,
    "somebody's end": lambda cast, by, it: cast.kit.users.delete(by, user_id=it.ana),
    "a key's secret": lambda cast, by, it: cast.kit.api_keys.show(by, key_id=it.key),
    "a sender's secret": lambda cast, by, it: cast.kit.webhook_sources.secret(by, source_id=it.source),
    "the domain": lambda cast, by, _: cast.kit.workspaces.set_domain(by, host="ailleurs.localhost"),
    "a role whose people become administrators": lambda cast, by, it: cast.kit.role_definitions.delete(
        by, role_id=it.role, replacement_id=cast.roles["admin"]
    ),
    "one's own data": lambda cast, by, _: cast.kit.personal_data.file(by, user_id=by.user_id),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_without_a_fresh_proof_changes_nothing(cast: Cast, name: str) -> None:
    """SES-08: with one it is done."""
    it = Things.of(cast)
    before = cast.acts()
    with pytest.raises(ProofNeeded):
        ACTS[name](cast, replace(cast.admin, is_recent=False), it)
    assert cast.acts() == before
    ACTS[name](cast, cast.admin, it)
    assert cast.acts() != before


def test_a_factor_that_was_begun_with_a_proof_is_not_finished_without_one(cast: Cast) -> None:
    """SES-08, MFA-05: neither the app's first code nor a passkey; what was begun can still be finished."""
    stale, here, device = replace(cast.admin, is_recent=False), place(cast), Authenticator()
    cast.kit.factors.begin(cast.admin)
    made = KeyAnswer.parse(device.make(cast.kit.passkeys.begin(cast.admin, at=here), origin=page(here)))
    before = cast.dump()
    with pytest.raises(ProofNeeded):
        cast.kit.factors.confirm(stale, code="000000")
    with pytest.raises(ProofNeeded):
        cast.kit.passkeys.register(stale, at=here, answer=made, name="Bureau")
    assert cast.dump() == before
    cast.kit.passkeys.register(cast.admin, at=here, answer=made, name="Bureau")
    assert [key.name for key in cast.kit.passkeys.of(cast.admin)] == ["Bureau"]
