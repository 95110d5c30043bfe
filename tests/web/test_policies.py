"""What holds for every event handler, by looking at all of them (ACL-01)."""

import inspect

import pytest
from reflex_base.registry import RegistrationContext

import comunik_kit.comunik_kit  # noqa: F401  - registers every state
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import MARKER, is_framework_event, policy_of

HANDLERS = RegistrationContext.get().event_handlers
OURS = sorted(
    name for name, found in HANDLERS.items() if found.handler.fn.__module__.startswith("comunik_kit")
)
PUBLIC = {
    "address_state.load",
    "enter_state.load",
    "setup_state.load",
    "sign_in_state.load",
    "sign_in_state.offer_provider",
    "reset_state.load",
    "welcome_state.load",
    "link_state.follow",
    "session_state.choose_language",
    "session_state.tell_failure",
}


def short(name: str) -> str:
    return name.rpartition("____")[2]


def test_every_handler_of_ours_carries_a_marker() -> None:
    """ACL-01."""
    unmarked = [name for name in OURS if not hasattr(HANDLERS[name].handler.fn, MARKER)]
    assert len(OURS) > 30  # the list is not empty by mistake
    assert unmarked == []


def test_only_the_doors_are_open_to_anybody() -> None:
    assert {short(name) for name in OURS if (p := policy_of(name)) and p.public} == PUBLIC


def test_what_reflex_adds_to_every_state_is_refused() -> None:
    """`setvar` and its like write any variable by name."""
    added = [name for name in HANDLERS if name not in OURS and not is_framework_event(name)]
    assert any(name.endswith(".setvar") for name in added)
    assert [name for name in added if policy_of(name) is not None] == []


@pytest.mark.parametrize("name", OURS)
def test_a_marker_names_a_permission_that_exists(name: str) -> None:
    policy = policy_of(name)
    assert policy is not None
    assert not policy.permission or policy.permission in set(Permission)


@pytest.mark.parametrize("name", OURS)
def test_a_handler_declares_its_arguments_one_by_one(name: str) -> None:
    """The guard compares an event's keys with them; `**anything` would let everything in (INP-01)."""
    kinds = {p.kind for p in inspect.signature(HANDLERS[name].handler.fn).parameters.values()}
    assert kinds <= {inspect.Parameter.POSITIONAL_OR_KEYWORD}
