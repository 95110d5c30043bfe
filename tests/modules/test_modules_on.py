"""A person's modules: the tier's, read by the role, not switched off."""

from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.modules.registry import MODULES, WIDGETS
from comunik_kit.modules.rules import modules_on
from comunik_kit.roles.permissions import SHIPPED_ROLES, Permission

KEYS = [entry.key for entry in MODULES]


def _shipped(role: str) -> frozenset[Permission]:
    return next(shipped.permissions for shipped in SHIPPED_ROLES if shipped.key == role)


def test_a_user_has_no_leads_and_no_offers_whatever_the_tier() -> None:
    assert modules_on(KEYS, _shipped("user"), []) == ["calls", "tickets", "discussions"]
    assert modules_on(KEYS, _shipped("agent"), []) == KEYS


def test_a_module_outside_the_tier_or_switched_off_is_not_on() -> None:
    everything = _shipped("admin")
    assert modules_on(["tickets", "calls"], everything, []) == ["calls", "tickets"]
    assert modules_on(KEYS, everything, ["calls", "leads"]) == ["tickets", "offers", "discussions"]
    assert modules_on([], everything, []) == []


@given(
    st.sets(st.sampled_from([*KEYS, "nonsense"])), st.sets(st.sampled_from([*Permission])), st.sets(st.text())
)
def test_each_of_the_three_can_only_take_away(
    tier: set[str], held: set[Permission], switched_off: set[str]
) -> None:
    on = modules_on(tier, held, switched_off)
    assert set(on) <= tier - switched_off
    assert all(f"{key}:read" in held for key in on)


def test_home_has_the_four_widgets_of_the_sources_in_their_order() -> None:
    assert [entry.key for entry in WIDGETS] == ["calls", "leads", "tickets", "discussions"]
    assert all(entry.counted in entry.kinds for entry in WIDGETS)
