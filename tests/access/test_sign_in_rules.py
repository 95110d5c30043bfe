"""The rules of a workspace: its passwords, and the roles that must have a second factor."""

import pytest

from comunik_kit.access import password_rules
from comunik_kit.access.errors import PasswordTooShort
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.kernel.errors import Forbidden, InvalidInput
from comunik_kit.users.errors import UnknownChoice
from tests.access.acts import reset, reset_link
from tests.access.second import switched_on
from tests.support.cast import ORIGIN, PASSWORD, Cast

PHRASE = "trois vélos dans la cour"


def set_rules(cast: Cast, preset: str = "kit", *roles: str) -> None:
    form = {"preset": preset} | {f"role_{cast.roles[role]}": "on" for role in roles}
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules.parse(form))


def test_a_required_factor_bites_at_the_next_event_and_no_longer_than_it_is_missing(cast: Cast) -> None:
    """MFA-08: the session that is open has no right until the factor is on."""
    _, secret = cast.join("Ana Lopez", "manager")
    assert cast.actor(secret).may("users:invite")
    set_rules(cast, "kit", "manager")

    held = cast.actor(secret)
    assert held.must_set_factor
    assert held.permissions
    assert not any(held.may(right) for right in held.permissions)
    with pytest.raises(Forbidden):
        cast.create("Bea Roux", by=held)
    assert not cast.actor(cast.admin_secret).must_set_factor
    switched_on(cast, held)
    assert cast.actor(secret).may("users:invite")


def test_a_rule_taken_back_bites_no_more_and_each_change_is_written_down_once(cast: Cast) -> None:
    _, secret = cast.join("Ana Lopez", "agent")
    before = len(cast.acts())
    set_rules(cast, "kit", "agent")
    set_rules(cast, "kit", "agent")
    set_rules(cast, "kit")
    assert cast.acts()[before:] == ["sign_in_rules_changed"] * 2
    assert not cast.actor(secret).must_set_factor


def test_people_are_counted_by_role_and_factor(cast: Cast) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.join("Luc Morel", "agent")
    switched_on(cast, ana)
    shown = cast.kit.sign_in_rules.view(cast.admin)
    by_key = {role.key: (role.people, role.with_factor) for role in shown.roles}
    assert (by_key["agent"], by_key["admin"], by_key["user"]) == ((2, 1), (1, 0), (0, 0))
    assert (shown.people, shown.with_factor) == (3, 1)


def test_only_who_manages_security_sees_and_sets_them(cast: Cast) -> None:
    """ACL-02."""
    manager, _ = cast.join("Mado Petit", "manager")
    with pytest.raises(Forbidden):
        cast.kit.sign_in_rules.view(manager)
    with pytest.raises(Forbidden):
        cast.kit.sign_in_rules.set(manager, rules=NewRules.parse({"preset": "long"}))
    assert cast.kit.sign_in_rules.view(cast.admin).preset == "kit"


@pytest.mark.parametrize(
    "form",
    [{}, {"preset": "none"}, {"preset": "kit", "role_x": "on"}, {"preset": "kit", "is_admin": "on"},
     {"preset": "kit", "role_": "on"}, {"preset": ["kit"]}],
)  # fmt: skip
def test_a_form_of_anything_else_is_refused(form: dict[str, object]) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput):
        NewRules.parse(form)


def test_a_role_of_elsewhere_is_no_choice(cast: Cast) -> None:
    """ACL-03."""
    rules = NewRules.parse({"preset": "long", f"role_{'0' * 32}": "on"})
    with pytest.raises(UnknownChoice):
        cast.kit.sign_in_rules.set(cast.admin, rules=rules)
    assert cast.kit.sign_in_rules.view(cast.admin).preset == "kit"


@pytest.mark.parametrize(
    ("password", "kit", "long"),
    [("Vélo-rouge-42!", True, False), (PHRASE, False, True), ("x" * 14, False, False), ("🚲" * 64, False, True),
     ("aaaaaaaaaaaaaaa", False, True), ("password", False, False), ("Comunik-comunik", False, False)],
)  # fmt: skip
def test_each_preset_has_its_own_idea_of_a_good_password(password: str, *, kit: bool, long: bool) -> None:
    """AUT-01, AUT-05: context words and common ones are refused by both."""
    verdicts = [password_rules.first_refusal(password, (), preset) is None for preset in ("kit", "long")]
    assert verdicts == [kit, long]


def test_every_place_that_sets_a_password_asks_for_the_workspaces(cast: Cast) -> None:
    """AUT-04, AUT-05: own change, staged by an admin, reset link, invitation."""
    set_rules(cast, "long")
    link = reset_link(cast)
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    accept = {"invitation_id": invited.invitation_id, "origin": ORIGIN}
    secret = cast.link(invited.invitation_id)
    kit, short = cast.kit, "Train-bleu-17?"
    refusals = []
    for act in (
        lambda: kit.passwords.change(cast.admin, current=PASSWORD, password=short, confirmation=short),
        lambda: kit.passwords.stage(cast.admin, password=short, name="", email=""),
        lambda: reset(cast, link, short),
        lambda: kit.acceptance.accept(secret, password=short, confirmation=short, **accept),
    ):
        with pytest.raises(InvalidInput) as refused:
            act()
        refusals.append(refused.value.errors["password"])
    assert [type(each) for each in refusals] == [PasswordTooShort] * 4
    assert {each.params["min"] for each in refusals} == {15}
    assert kit.passwords.stage(cast.admin, password=PHRASE, name="", email="")
    assert kit.acceptance.accept(secret, password=PHRASE, confirmation=PHRASE, **accept)
    reset(cast, link, PHRASE)
