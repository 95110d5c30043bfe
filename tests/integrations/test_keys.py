"""Keys of the API: drawn once, kept as a digest, good for one workspace and for what they may."""

import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.integrations.errors import (
    KeyExpired,
    KeyMissing,
    KeyRevoked,
    KeyShownAlready,
    KeyUnknown,
    ScopeMissing,
    TooManyKeys,
)
from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.integrations.rules import MOST_KEYS
from comunik_kit.integrations.tables import ApiKey
from comunik_kit.integrations.views import KeyView
from comunik_kit.kernel.errors import Forbidden, InvalidInput, KitError, NotFound
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.support.statements import counted


def made(cast: Cast, name: str = "Standard", days: str = "") -> tuple[str, str]:
    """Make a key and have it shown; give its id and the key."""
    key_id = cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": name, "days": days}))
    return key_id, cast.kit.api_keys.show(cast.admin, key_id=key_id)


def use(cast: Cast, key: str) -> str:
    return cast.kit.api_keys.holder(key, scope=Scope.ACTIVITIES_WRITE).workspace_id


def listed(cast: Cast) -> list[KeyView]:
    return cast.kit.api_keys.book(cast.admin).keys


def test_a_key_is_shown_once_and_its_secret_is_nowhere_kept(cast: Cast) -> None:
    """LOG-03: neither in a row nor in the journal."""
    key_id, key = made(cast)
    assert re.fullmatch(r"kit_[0-9a-z]{12}_[\w-]{43}", key)
    assert use(cast, key) == cast.workspace_id
    with pytest.raises(KeyShownAlready):
        cast.kit.api_keys.show(cast.admin, key_id=key_id)
    shown = listed(cast)[0]
    assert (shown.name, shown.state, shown.created_by) == ("Standard", "active", "Olga Martin")
    assert key.startswith(shown.prefix + "_")
    assert key.rpartition("_")[2] not in cast.dump()
    assert key[17:] not in cast.dump()
    assert cast.acts()[-2:] == ["api_key_created", "api_key_shown"]


def test_nobody_uses_a_key_that_was_not_shown(cast: Cast) -> None:
    cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": "Standard"}))
    shown = listed(cast)[0]
    assert shown.state == "unseen"
    with pytest.raises(KeyUnknown):
        use(cast, f"{shown.prefix}_{'A' * 43}")


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda _key: "", KeyMissing),
        (lambda _key: "kit", KeyUnknown),
        (lambda key: key[:-1], KeyUnknown),
        (lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"), KeyUnknown),
        (lambda key: key.replace("kit_", "kit_x", 1)[:16] + key[16:], KeyUnknown),
        (lambda key: key + "\n", KeyUnknown),
        (lambda key: "é" * len(key), KeyUnknown),
        (lambda _key: "kit_" + "0" * 12 + "_" + "A" * 43, KeyUnknown),
    ],
)
def test_what_is_no_key_opens_nothing(cast: Cast, spoil: object, refusal: type[KitError]) -> None:
    assert callable(spoil)
    _, key = made(cast)
    with pytest.raises(refusal):
        use(cast, spoil(key))
    assert listed(cast)[0].last_used_at == ""


def test_a_revoked_key_opens_nothing_from_the_next_request_on(cast: Cast) -> None:
    key_id, key = made(cast)
    other_id, other = made(cast, "Autre")
    assert cast.kit.api_keys.revoke(cast.admin, key_id=key_id) == "Standard"
    with pytest.raises(KeyRevoked):
        use(cast, key)
    with pytest.raises(KeyUnknown):  # its state is for who holds the secret
        use(cast, key[:-1] + "~")
    assert use(cast, other) == cast.workspace_id
    assert cast.kit.api_keys.revoke(cast.admin, key_id=key_id) == "Standard"
    assert cast.acts().count("api_key_revoked") == 1
    assert {row.id: row.state for row in listed(cast)} == {key_id: "revoked", other_id: "active"}


def test_a_key_ends_with_its_term(cast: Cast, clock: MovedClock) -> None:
    _, key = made(cast, days="30")
    clock.move(days=30, seconds=-1)
    assert use(cast, key)
    clock.move(seconds=1)
    with pytest.raises(KeyExpired):
        use(cast, key)


def test_a_key_does_only_what_its_scopes_say(cast: Cast) -> None:
    """ACL-02."""
    key_id, key = made(cast)
    with cast.kit.db.write() as s:
        s.get_one(ApiKey, key_id).scopes = []
    with pytest.raises(ScopeMissing):
        use(cast, key)


def test_the_last_use_is_noted_at_most_once_a_minute(cast: Cast, clock: MovedClock) -> None:
    _, key = made(cast)
    use(cast, key)
    first = listed(cast)[0].last_used_at
    assert first == clock.now().isoformat()
    clock.move(seconds=59)
    with counted(cast.kit.db) as said:
        use(cast, key)
    assert [each for each in said if not each.lstrip().startswith("SELECT")] == []
    assert listed(cast)[0].last_used_at == first
    clock.move(seconds=1)
    use(cast, key)
    assert listed(cast)[0].last_used_at == clock.now().isoformat()


def test_only_who_may_manage_the_api_touches_keys(cast: Cast) -> None:
    """ACL-02."""
    key_id, key = made(cast)
    manager, _ = cast.join("Mado Blanc", "manager")
    keys, before = cast.kit.api_keys, cast.acts()
    for act in (
        lambda: keys.book(manager),
        lambda: keys.create(manager, new=NewKey.parse({"name": "Volée"})),
        lambda: keys.show(manager, key_id=key_id),
        lambda: keys.revoke(manager, key_id=key_id),
    ):
        with pytest.raises(Forbidden):
            act()
    assert cast.acts() == before
    assert use(cast, key)


def test_a_key_of_another_workspace_is_as_unknown_as_none(cast: Cast) -> None:
    """ACL-03."""
    key_id, key = made(cast)
    stranger = _elsewhere(cast)
    for act in (cast.kit.api_keys.show, cast.kit.api_keys.revoke):
        with pytest.raises(NotFound):
            act(stranger, key_id=key_id)
        with pytest.raises(NotFound):
            act(stranger, key_id="f" * 32)
    assert cast.kit.api_keys.book(stranger).keys == []
    assert use(cast, key) == cast.workspace_id


def _elsewhere(cast: Cast) -> object:
    from dataclasses import replace  # noqa: PLC0415

    return replace(cast.admin, workspace_id="e" * 32)


def test_a_workspace_has_only_so_many_keys_that_work(cast: Cast) -> None:
    """INP-02: revoked ones do not count."""
    ids = [
        cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": f"Clé {n}"})) for n in range(MOST_KEYS)
    ]
    with pytest.raises(TooManyKeys):
        cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": "Une de trop"}))
    cast.kit.api_keys.revoke(cast.admin, key_id=ids[0])
    assert cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": "À sa place"}))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "x", "days": "31"}, "days"),
        ({"name": "x", "days": "-1"}, "days"),
        ({"name": "x", "scopes": "users:write"}, "form"),
        ({"name": "x", "workspace_id": "f" * 32}, "form"),
    ],
)
def test_a_form_that_is_wrong_is_refused_by_field(form: dict[str, object], field: str) -> None:
    """INP-01, ACL-05."""
    with pytest.raises(InvalidInput) as refused:
        NewKey.parse(form)
    assert set(refused.value.errors) == {field}


def test_a_scope_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput):
        NewKey.of("x", ["users:write"], None)
    with pytest.raises(InvalidInput):
        NewKey.of("x", [], None)


def test_of_two_at_once_one_is_shown_the_key(cast: Cast) -> None:
    key_id = cast.kit.api_keys.create(cast.admin, new=NewKey.parse({"name": "Standard"}))
    first = cast.kit.api_keys.show(cast.admin, key_id=key_id)
    with cast.kit.db.read() as s:
        digest = s.execute(select(col(ApiKey.digest))).scalar_one()
    with pytest.raises(KeyShownAlready):
        cast.kit.api_keys.show(cast.admin, key_id=key_id)
    with cast.kit.db.read() as s:
        assert s.execute(select(col(ApiKey.digest))).scalar_one() == digest
    assert use(cast, first)
