"""What the forms about people take, and that nothing else gets in."""

import unicodedata
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel import email_address
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.users.inputs import TABS, ChangeUser, NewColleague, UserListQuery
from comunik_kit.users.tables import User

ID = "0123456789abcdef" * 2
KEY = str(uuid.UUID(int=1))
NEW: dict[str, object] = {
    "full_name": "Ana Martin",
    "email": "ana@exemple.fr",
    "phone": "",
    "role_id": ID,
    "department": "",
    "company": "",
    "tier_id": ID,
    "photo_id": "",
    "language": "",
    "staged_password": "",
    "creation_key": KEY,
}
CHANGE = {
    **{
        name: value for name, value in NEW.items() if name not in {"email", "staged_password", "creation_key"}
    },
    "version": "3",
}


def refused(parse: Any, form: Any) -> dict[str, str]:
    """Give the code of each refused field."""
    with pytest.raises(InvalidInput) as refusal:
        parse(form)
    return {name: error.code for name, error in refusal.value.errors.items()}


def test_a_form_is_read_into_the_shapes_that_are_stored() -> None:
    form = {
        **NEW,
        "full_name": "  Ana \n Martín ",
        "phone": "06.12.34.56.78",
        "email": " Ana@EXEMPLE.fr ",
        "language": "en",
    }
    new = NewColleague.parse(form)
    assert new.full_name == "Ana Martín"
    assert new.phone == "+33612345678"
    assert (new.email.display, new.email.key) == ("Ana@EXEMPLE.fr", "ana@exemple.fr")
    assert (new.photo_id, new.staged_password, new.language) == (None, None, "en")
    assert new.creation_key == uuid.UUID(int=1).hex
    assert ChangeUser.parse(CHANGE).version == ChangeUser.parse({**CHANGE, "version": 3}).version == 3


def test_every_wrong_field_is_named_at_once() -> None:
    form = {
        "full_name": " ",
        "email": "ana@",
        "phone": "12",
        "role_id": "admin",
        "language": "de",
        "creation_key": "1",
        "department": "x" * 81,
        "company": "\u202etxt",
    }
    assert refused(NewColleague.parse, form) == {
        "full_name": "required",
        "email": "invalid_email",
        "phone": "invalid_phone",
        "role_id": "unknown_choice",
        "tier_id": "required",
        "language": "unknown_choice",
        "creation_key": "wrong_value",
        "department": "too_long",
        "company": "bad_name",
    }


COLUMNS = sorted((set(User.model_fields) | {"is_admin", "rank", "permissions", "password"}) - set(NEW))


@pytest.mark.parametrize("name", COLUMNS)
def test_no_column_can_be_set_that_the_form_does_not_have(name: str) -> None:
    """ACL-05."""
    assert refused(NewColleague.parse, {**NEW, name: "1"}) == {"form": "unknown_field"}
    if name not in CHANGE:
        assert refused(ChangeUser.parse, {**CHANGE, name: "1"}) == {"form": "unknown_field"}


@pytest.mark.parametrize("name", ["email", "staged_password", "creation_key"])
def test_the_record_s_form_changes_no_address_and_no_password(name: str) -> None:
    """ACL-05."""
    assert refused(ChangeUser.parse, {**CHANGE, name: NEW[name]}) == {"form": "unknown_field"}


@pytest.mark.parametrize("name", sorted(CHANGE))
def test_a_field_missing_from_the_record_s_form_does_not_empty_it(name: str) -> None:
    form = {key: value for key, value in CHANGE.items() if key != name}
    assert refused(ChangeUser.parse, form)[name] in {"required", "wrong_value"}


@pytest.mark.parametrize("wrong", [None, 7, 1.5, True, ["x"], {"$gt": ""}, b"x", float("nan")])
@pytest.mark.parametrize("name", sorted(NEW))
def test_only_text_is_taken(name: str, wrong: object) -> None:
    """INP-01."""
    assert refused(NewColleague.parse, {**NEW, name: wrong})[name] == "wrong_value"


@pytest.mark.parametrize("form", [None, 7, "x", ["x"], {1: "x"}, {None: None}])
def test_what_is_no_form_is_refused(form: object) -> None:
    """INP-01."""
    assert refused(NewColleague.parse, form) == {"form": "unknown_field"}


@pytest.mark.parametrize("name", sorted(set(NEW)))
def test_a_megabyte_of_text_is_refused(name: str) -> None:
    """INP-01, INP-02."""
    assert refused(NewColleague.parse, {**NEW, name: "a" * 1_000_000})[name] in {
        "too_long",
        "required",
        "invalid_email",
    }


@pytest.mark.parametrize(
    "version", ["", "0x1", "-1", "\uff11", "1" * 10, True, 0, -1, 10**12, None, 1.0, "1 OR 1"]
)
def test_a_version_is_a_plain_number(version: object) -> None:
    """INP-01."""
    assert refused(ChangeUser.parse, {**CHANGE, "version": version}) == {"version": "wrong_value"}


@pytest.mark.parametrize("name", ["...", "\u200b", "A\u202eB", "A\0B", "\ud800A", "A\u2066B", "\u0301", "🙂"])
def test_a_name_that_cannot_be_read_is_refused(name: str) -> None:
    assert refused(NewColleague.parse, {**NEW, "full_name": name})["full_name"] in {"bad_name", "required"}


@pytest.mark.parametrize(
    "name", ["Ана Мартин", "李小龍", "O’Connor-Ĺ. d'Été", "José 3", "محمد", "Nguyễn Thị", "Ana 🙂"]
)
def test_names_of_the_world_are_taken(name: str) -> None:
    assert NewColleague.parse({**NEW, "full_name": name}).full_name == unicodedata.normalize("NFC", name)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.binary(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(form=st.dictionaries(st.sampled_from([*NEW, "version", "x"]), _ANYTHING))
def test_whatever_comes_is_read_or_refused_and_nothing_else(form: dict[str, object]) -> None:
    """INP-01."""
    for parse in (NewColleague.parse, ChangeUser.parse):
        try:
            read = parse({**NEW, **form} if parse == NewColleague.parse else {**CHANGE, **form})
            assert read.full_name
        except InvalidInput as refusal:
            told = refusal.errors
        else:
            continue
        assert told
        assert all(isinstance(error, KitError) for error in told.values())


@given(tab=_ANYTHING, search=_ANYTHING, cursor=_ANYTHING)
def test_whatever_a_query_brings_is_read_or_refused(tab: object, search: object, cursor: object) -> None:
    """INP-01."""
    if not all(isinstance(each, str) for each in (tab, search, cursor)):
        with pytest.raises(InvalidInput) as refusal:
            UserListQuery.parse(tab=tab, search=search, cursor=cursor)
        assert set(refusal.value.errors) <= {"tab", "search", "cursor"}
        return
    query = UserListQuery.parse(tab=tab, search=search, cursor=cursor)
    assert query.filter.tab in TABS
    assert len(query.filter.search) <= 100


def test_the_address_of_the_form_follows_the_one_policy() -> None:
    """INV-05."""
    assert NewColleague.parse({**NEW, "email": "ANA@Société.FR"}).email == email_address.parse(
        "ANA@Société.FR"
    )
