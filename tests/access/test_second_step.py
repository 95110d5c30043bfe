"""Signing in with a second factor: what is open between the two steps, and what a code is good for."""

import pytest

from comunik_kit.access.errors import BadFactorCode, FactorClockOff, FactorStepOver, TooManyAttempts
from comunik_kit.access.views import AwaitedFactor, SignedIn, StartedSession
from comunik_kit.audit.journal import Origin
from tests.access.acts import at_once, sign_in
from tests.access.second import awaited, finish, switched_on
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def test_between_the_steps_there_is_no_session(cast: Cast) -> None:
    """MFA-07, SES-01: the half's secret stands for nobody; the session has another one, and no dump knows either."""
    app = switched_on(cast)
    sessions = cast.dump().count("UserSession")
    half = awaited(cast)
    assert cast.kit.sessions.actor(half, origin=ORIGIN) is None
    assert cast.dump().count("UserSession") == sessions

    whole = finish(cast, half, app.codes[0])
    assert whole.started.secret != half
    assert cast.actor(whole.started.secret).user_id == cast.admin.user_id
    dump = cast.dump()
    assert half not in dump
    assert whole.started.secret not in dump
    assert cast.acts()[-1] == "authn_login_success"


def test_the_step_lasts_five_minutes_and_serves_once(cast: Cast, clock: MovedClock) -> None:
    """MFA-07: both sides of the limit."""
    app = switched_on(cast)
    half, late = awaited(cast), awaited(cast)
    clock.move(minutes=4, seconds=59)
    assert finish(cast, half, app.codes[0])
    with pytest.raises(FactorStepOver):
        finish(cast, half, app.codes[1])
    clock.move(seconds=1)
    with pytest.raises(FactorStepOver):
        finish(cast, late, app.codes[1])
    assert cast.kit.factors.view(cast.admin).codes_left == 9


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "é" * 43, "x" * 10_000])
def test_an_invented_step_is_none(cast: Cast, secret: str) -> None:
    """MFA-07."""
    app = switched_on(cast)
    with pytest.raises(FactorStepOver):
        finish(cast, secret, app.codes[0])


def test_a_time_step_serves_once_and_never_an_earlier_one_after_it(cast: Cast, clock: MovedClock) -> None:
    """MFA-01: t, then t+1, then t again; the code that switched the factor on is used up too."""
    app = switched_on(cast)
    with pytest.raises(BadFactorCode):
        finish(cast, awaited(cast), app.code())
    clock.move(seconds=30)
    now = app.code()
    assert finish(cast, awaited(cast), now)
    assert finish(cast, awaited(cast), app.code(1))
    for replayed in (now, app.code(1), app.code(-1)):
        with pytest.raises(BadFactorCode):
            finish(cast, awaited(cast), replayed)


def test_one_code_twenty_times_at_once_opens_one_session(cast: Cast, clock: MovedClock) -> None:
    """MFA-01, MFA-06: the app's code and a recovery code; each try with a step of its own."""
    app = switched_on(cast)
    clock.move(minutes=1)
    for code in (app.code(), app.codes[3]):
        halves = [awaited(cast) for _ in range(20)]
        origins = [Origin(f"198.51.100.{number}", "a test") for number in range(20)]
        answers = at_once(
            *(
                lambda half=half, code=code, origin=origin: finish(cast, half, code, origin=origin)
                for half, origin in zip(halves, origins, strict=True)
            )
        )
        assert sum(isinstance(answer, SignedIn) for answer in answers) == 1
        assert all(isinstance(a, (SignedIn, BadFactorCode, TooManyAttempts)) for a in answers)
        clock.move(minutes=5)


def test_one_step_is_finished_once_however_many_codes(cast: Cast) -> None:
    """MFA-07."""
    app = switched_on(cast)
    half = awaited(cast)
    answers = at_once(*(lambda code=code: finish(cast, half, code) for code in app.codes[:4]))
    assert sum(isinstance(answer, SignedIn) for answer in answers) == 1
    assert cast.kit.factors.view(cast.admin).codes_left == 9


def test_a_recovery_code_serves_once_and_its_person_alone(cast: Cast) -> None:
    """MFA-06."""
    olgas = switched_on(cast)
    ana, _ = cast.join("Ana Lopez", "agent")
    anas = switched_on(cast, ana)
    with pytest.raises(BadFactorCode):
        finish(cast, awaited(cast), anas.codes[0])
    assert finish(cast, awaited(cast), olgas.codes[0].lower())
    with pytest.raises(BadFactorCode):
        finish(cast, awaited(cast), olgas.codes[0])
    assert cast.kit.factors.view(ana).codes_left == 10


def test_guessing_is_throttled_per_person_and_per_address_and_nobody_is_shut_out_for_good(
    cast: Cast, clock: MovedClock
) -> None:
    """MFA-03: 5 in 5 minutes, 20 in an hour, 50 in a day; a right code counts no more than a wrong one before."""
    app = switched_on(cast)
    wrong = 0
    for _ in range(24):
        half = awaited(cast)
        try:
            finish(cast, half, "000000", origin=Origin(f"203.0.113.{wrong}", "a test"))
        except BadFactorCode:
            wrong += 1
        except TooManyAttempts:
            with pytest.raises(TooManyAttempts):
                finish(cast, half, app.codes[0])
            clock.move(minutes=5)
    assert wrong == 20
    with pytest.raises(TooManyAttempts):
        finish(cast, awaited(cast), app.codes[0])
    clock.move(hours=1)
    assert finish(cast, awaited(cast), app.codes[0])
    assert cast.acts().count("authn_factor_fail") == 20


def test_a_late_code_says_that_the_clock_is_wrong_and_an_early_one_does_not(
    cast: Cast, clock: MovedClock
) -> None:
    """MFA-02."""
    app = switched_on(cast)
    clock.move(minutes=5)
    with pytest.raises(FactorClockOff):
        finish(cast, awaited(cast), app.code(-3))
    with pytest.raises(BadFactorCode):
        finish(cast, awaited(cast), app.code(3))


def test_a_remembered_browser_is_not_asked_for_thirty_days_and_still_needs_the_password(
    cast: Cast, clock: MovedClock
) -> None:
    """MFA-07: the cookie of one person is nothing for another."""
    app = switched_on(cast)
    device = finish(cast, awaited(cast), app.codes[0], trust=True).device
    ana, _ = cast.join("Ana Lopez", "agent")
    switched_on(cast, ana)
    assert device not in cast.dump()
    assert awaited(cast, email="ana@example.org", device=device)
    assert awaited(cast, device=device[:-1] + ("A" if device[-1] != "A" else "B"))
    clock.move(days=29, hours=23)
    signed = cast.kit.sign_in.sign_in(
        email="olga@example.org", password=PASSWORD, origin=ORIGIN, device=device
    )
    assert isinstance(signed, StartedSession)
    clock.move(hours=1)
    assert awaited(cast, device=device)


def test_trusted_browsers_are_asked_again_once_their_person_wants_it(cast: Cast) -> None:
    app = switched_on(cast)
    device = finish(cast, awaited(cast), app.codes[0], trust=True).device
    assert cast.kit.factors.view(cast.admin).trusted == 1
    assert cast.kit.factors.distrust(cast.admin) == 1
    assert awaited(cast, device=device)


def test_remember_me_is_kept_over_the_second_step(cast: Cast) -> None:
    """SES-05."""
    ana, _ = cast.join("Ana Lopez", "agent")
    app = switched_on(cast, ana)
    whole = finish(cast, awaited(cast, email="ana@example.org", remember=True), app.codes[0])
    assert whole.started.max_age == 30 * 24 * 60 * 60


def test_a_suspended_person_does_not_finish(cast: Cast) -> None:
    """SES-07: the end of an access is the end of a sign-in under way."""
    ana, _ = cast.join("Ana Lopez", "agent")
    app = switched_on(cast, ana)
    half = awaited(cast, email="ana@example.org")
    cast.kit.users.suspend(cast.admin, user_id=ana.user_id)
    with pytest.raises(FactorStepOver):
        finish(cast, half, app.codes[0])


def test_who_has_no_factor_signs_in_in_one_step(cast: Cast) -> None:
    switched_on(cast)
    cast.join("Ana Lopez", "agent")
    assert sign_in(cast, email="ana@example.org")
    wrong = pytest.raises(Exception, match="bad_credentials")
    with wrong:
        cast.kit.sign_in.sign_in(email="olga@example.org", password="wrong", origin=ORIGIN)
    assert AwaitedFactor("x").secret == "x"
