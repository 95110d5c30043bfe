"""Switching a second factor on and off."""

from dataclasses import replace

import pytest

from comunik_kit.access.errors import (
    BadFactorCode,
    FactorClockOff,
    FactorIsRequired,
    FactorStepOver,
    NoFactor,
    TooManyAttempts,
)
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.kernel.errors import Forbidden, NotFound, ProofNeeded
from comunik_kit.mail.outbox import Template
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users.errors import NotYourself
from tests.access.acts import NEW_PASSWORD, newcomer, sign_in
from tests.access.second import awaited, begun, finish, switched_on
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def test_it_counts_only_once_a_code_was_right_and_the_recovery_codes_are_kept(cast: Cast) -> None:
    """MFA-05: step by step; until the last one signing in is as before."""
    factors, olga = cast.kit.factors, cast.admin
    assert factors.view(olga).step == "off"
    app = begun(cast, olga)
    assert factors.view(olga).step == "scan"
    with pytest.raises(NotFound):
        factors.codes(olga)
    with pytest.raises(NoFactor):
        factors.keep(olga)

    factors.confirm(olga, code=app.code())
    assert factors.view(olga).step == "codes"
    assert not cast.person(olga.user_id).has_factor
    assert sign_in(cast)
    with pytest.raises(NotFound):
        factors.secret(olga)

    factors.keep(olga)
    shown = factors.view(olga)
    assert (shown.step, shown.codes_left, shown.is_on) == ("on", 10, True)
    assert cast.person(olga.user_id).has_factor
    assert awaited(cast)
    assert [letter.template for letter in cast.letters()] == [Template.FACTOR_ON]
    assert cast.acts()[-2:] == ["authn_factor_added", "authn_factor_awaited"]


def test_seed_and_codes_are_nowhere_in_the_database_and_shown_no_more(cast: Cast) -> None:
    """MFA-04, MFA-06: 160 bits encrypted, codes as digests; once they are kept nobody gets them again."""
    app = switched_on(cast)

    dump = cast.dump()
    assert app.seed not in dump
    assert [code for code in app.codes if code in dump or code.replace("-", "") in dump] == []
    assert len(set(app.codes)) == 10
    with pytest.raises(NotFound):
        cast.kit.factors.codes(cast.admin)
    with pytest.raises(NotFound):
        cast.kit.factors.secret(cast.admin)


def test_a_wrong_code_switches_nothing_on(cast: Cast) -> None:
    """MFA-02, MFA-05."""
    app = begun(cast, cast.admin)
    for wrong in ("", "000", "abcdef", "1" * 10_000, app.code(-4)):
        with pytest.raises((BadFactorCode, FactorClockOff)):
            cast.kit.factors.confirm(cast.admin, code=wrong)
    assert cast.kit.factors.view(cast.admin).step == "scan"


def test_a_clock_ahead_is_told_while_switching_on(cast: Cast) -> None:
    """MFA-02."""
    app = begun(cast, cast.admin)
    with pytest.raises(FactorClockOff):
        cast.kit.factors.confirm(cast.admin, code=app.code(5))


def test_codes_are_counted_before_they_are_compared(cast: Cast, clock: MovedClock) -> None:
    """MFA-03: five in five minutes, twenty in an hour."""
    app = begun(cast, cast.admin)
    for _ in range(5):
        with pytest.raises(BadFactorCode):
            cast.kit.factors.confirm(cast.admin, code="000000")
    with pytest.raises(TooManyAttempts):
        cast.kit.factors.confirm(cast.admin, code=app.code())
    clock.move(minutes=5)
    cast.kit.factors.confirm(cast.admin, code=app.code())


def test_what_was_begun_is_over_after_half_an_hour(cast: Cast, clock: MovedClock) -> None:
    app = begun(cast, cast.admin)
    clock.move(minutes=30)
    with pytest.raises(NoFactor):
        cast.kit.factors.confirm(cast.admin, code=app.code())
    assert cast.kit.factors.view(cast.admin).step == "off"


@pytest.mark.parametrize("act", ["begin", "secret", "codes", "keep", "renew_codes", "remove"])
def test_every_act_on_it_needs_a_fresh_proof(cast: Cast, act: str) -> None:
    """MFA-05, SES-08."""
    switched_on(cast)
    before = cast.acts()
    with pytest.raises(ProofNeeded):
        getattr(cast.kit.factors, act)(replace(cast.admin, is_recent=False))
    assert cast.acts() == before
    assert cast.kit.factors.view(cast.admin).step == "on"


def test_an_initial_password_comes_before_a_factor(cast: Cast) -> None:
    """AUT-11."""
    newcomer(cast)
    ana = cast.actor(sign_in(cast, email="ana@example.org").secret)
    with pytest.raises(Forbidden):
        cast.kit.factors.begin(ana)


@pytest.mark.parametrize("act", ["secret", "codes", "keep", "renew_codes", "remove"])
def test_whoever_chose_somebodys_password_sees_and_ends_nothing_of_their_factor(cast: Cast, act: str) -> None:
    """AUT-11: a seed or codes that were being made would be known to them, and count later."""
    switched_on(cast)
    cast.kit.factors.begin(cast.admin)
    held = replace(cast.admin, must_change_password=True)
    before = cast.dump()
    with pytest.raises(Forbidden):
        getattr(cast.kit.factors, act)(held)
    assert cast.dump() == before


def test_new_recovery_codes_kill_the_old_ones(cast: Cast) -> None:
    """MFA-06: and their person is told by mail."""
    app = switched_on(cast)
    cast.kit.factors.renew_codes(cast.admin)
    fresh = cast.kit.factors.codes(cast.admin)
    cast.kit.factors.keep(cast.admin)

    assert not set(fresh) & set(app.codes)
    with pytest.raises(BadFactorCode):
        finish(cast, awaited(cast), app.codes[0])
    assert finish(cast, awaited(cast), fresh[0])
    assert cast.letters()[-1].template == Template.RECOVERY_CODES


def test_another_app_takes_the_place_of_the_first_and_until_then_the_first_counts(
    cast: Cast, clock: MovedClock
) -> None:
    first = switched_on(cast)
    second = begun(cast, cast.admin)
    clock.move(minutes=1)
    assert finish(cast, awaited(cast), first.code())
    cast.kit.factors.confirm(cast.admin, code=second.code())
    cast.kit.factors.keep(cast.admin)
    clock.move(minutes=1)

    with pytest.raises(BadFactorCode):
        finish(cast, awaited(cast), first.code())
    assert finish(cast, awaited(cast), second.code())


def test_switching_it_off_leaves_nothing_of_it(cast: Cast) -> None:
    app = switched_on(cast)
    half = awaited(cast)
    cast.kit.factors.remove(cast.admin)

    assert sign_in(cast)
    with pytest.raises(FactorStepOver):
        finish(cast, half, app.codes[0])
    assert not cast.person(cast.admin.user_id).has_factor
    assert cast.letters()[-1].template == Template.FACTOR_OFF
    assert cast.kit.factors.view(cast.admin).step == "off"


def test_who_must_have_one_replaces_it_and_does_not_switch_it_off(cast: Cast) -> None:
    """MFA-08."""
    switched_on(cast)
    rules = NewRules.parse({"preset": "kit", f"role_{cast.roles['admin']}": "on"})
    cast.kit.sign_in_rules.set(cast.admin, rules=rules)
    with pytest.raises(FactorIsRequired):
        cast.kit.factors.remove(cast.admin)
    assert cast.person(cast.admin.user_id).has_factor


def test_an_admin_takes_the_factor_of_who_has_lost_it(cast: Cast) -> None:
    """MFA-08: sessions end, the person is told by whom, the journal knows."""
    ana, secret = cast.join("Ana Lopez", "manager")
    switched_on(cast, ana)
    assert cast.kit.factors.reset(cast.admin, user_id=ana.user_id) == "Ana Lopez"

    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None
    assert sign_in(cast, email="ana@example.org")
    letter = cast.letters()[-1]
    assert (letter.template, letter.params["giver"]) == (Template.FACTOR_OFF, "Olga Martin")
    assert "authn_factor_reset" in cast.acts()


def test_nobody_takes_the_factor_of_somebody_above_them_or_of_elsewhere(cast: Cast) -> None:
    """MFA-08, ACL-06: nor their own by this way."""
    switched_on(cast)
    mado, _ = cast.join("Mado Petit", "manager")
    nina, _ = cast.join("Nina Faure", "manager")
    agent, _ = cast.join("Luc Morel", "agent")
    switched_on(cast, nina)
    before = cast.acts()
    for who, whom, refusal in (
        (mado, cast.admin.user_id, PersonAboveYou),
        (mado, nina.user_id, PersonAboveYou),
        (mado, mado.user_id, NotYourself),
        (agent, nina.user_id, Forbidden),
        (cast.admin, "0" * 32, NotFound),
        (cast.admin, "nobody", NotFound),
        (cast.admin, agent.user_id, NoFactor),
    ):
        with pytest.raises(refusal):
            cast.kit.factors.reset(who, user_id=whom)
    with pytest.raises(ProofNeeded):
        cast.kit.factors.reset(replace(cast.admin, is_recent=False), user_id=nina.user_id)
    assert cast.acts() == before
    assert cast.person(nina.user_id).has_factor


def test_a_changed_password_keeps_the_factor_and_forgets_trusted_browsers(cast: Cast) -> None:
    """AUT-06."""
    app = switched_on(cast)
    device = finish(cast, awaited(cast), app.codes[0], trust=True).device
    assert sign_in_trusted(cast, device)
    cast.kit.passwords.change(cast.admin, current=PASSWORD, password=NEW_PASSWORD, confirmation=NEW_PASSWORD)
    half = cast.kit.sign_in.sign_in(
        email="olga@example.org", password=NEW_PASSWORD, origin=ORIGIN, device=device
    )
    assert type(half).__name__ == "AwaitedFactor"


def sign_in_trusted(cast: Cast, device: str) -> bool:
    started = cast.kit.sign_in.sign_in(
        email="olga@example.org", password=PASSWORD, origin=ORIGIN, device=device
    )
    return type(started).__name__ == "StartedSession"
