"""What holds for every state: flat, and made of views alone."""

import typing
from collections.abc import Iterator

import pytest
import reflex as rx
from sqlmodel import SQLModel

OURS = sorted(
    (state for state in rx.State.__subclasses__() if state.__module__.startswith("comunik_kit")),
    key=lambda state: state.__name__,
)


def parts(hint: object) -> Iterator[object]:
    """Take a type apart, generics and unions included."""
    yield hint
    for argument in typing.get_args(hint):
        yield from parts(argument)


def test_there_are_states_to_look_at() -> None:
    assert {"SessionState", "UsersState", "NewColleagueState", "HomeState"} <= {s.__name__ for s in OURS}


@pytest.mark.parametrize("state", OURS)
def test_a_state_has_no_state_below_it(state: type[rx.State]) -> None:
    """A handler loads its state with all below it: flat ones stay light."""
    assert state.__subclasses__() == []


@pytest.mark.parametrize("state", OURS)
def test_no_row_of_a_table_is_in_a_variable(state: type[rx.State]) -> None:
    """ACL-08: a row carries columns that no screen shows."""
    hints = typing.get_type_hints(state)
    rows = [
        name
        for name, hint in hints.items()
        for part in parts(hint)
        if isinstance(part, type) and issubclass(part, SQLModel)
    ]
    assert rows == []


@pytest.mark.parametrize("state", OURS)
def test_what_is_baked_into_the_public_bundle_is_empty(state: type[rx.State]) -> None:
    """Defaults of every variable are in the JavaScript that anybody can read."""
    told = repr({name: field.default_value() for name, field in state.get_fields().items() if name[0] != "_"})
    assert not any(sign in told for sign in ("@", "http", "secret", "Olga"))
