"""Signing in with a passkey: in place of the password, and after it."""

from collections.abc import Callable
from typing import Any

import pytest

from comunik_kit.access.errors import (
    FactorStepOver,
    NoPasskeyHere,
    PasskeyCeremonyOver,
    PasskeyCopied,
    PasskeyUnknown,
    TooManyAttempts,
)
from comunik_kit.access.views import AwaitedFactor, KeyQuestion, SignedIn, StartedSession
from comunik_kit.kernel.errors import KitError
from tests.access.acts import OLGA, at_once
from tests.access.keys import Authenticator, alone, asked, counted, page, place, registered, second
from tests.access.second import awaited
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.workspaces.houses import OTHER_PASSWORD, opened

THERE = "voisine.localhost"
Change = Callable[[dict[str, Any]], object]


def here(cast: Cast) -> str:
    return page(place(cast))


def question_of(cast: Cast, half: str) -> KeyQuestion:
    return cast.kit.passkey_sign_in.ask(half, at=place(cast), origin=ORIGIN)


def test_a_passkey_alone_opens_a_session_without_any_second_step(cast: Cast, clock: MovedClock) -> None:
    """MFA-10, SES-01: whoever holds it has shown two things; the key notes that it was used."""
    device, _ = counted(cast)
    clock.move(minutes=1)
    started = alone(cast, device.sign(asked(cast), origin=here(cast)))
    assert cast.actor(started.secret).user_id == cast.admin.user_id
    assert cast.actor(started.secret).is_recent
    assert cast.kit.passkeys.of(cast.admin)[0].used == clock.now().isoformat()
    assert cast.acts()[-1] == "authn_login_success"
    assert started.secret not in cast.dump()


def test_the_question_is_the_same_for_everybody(cast: Cast) -> None:
    """AUT-09: nobody's keys are in it, and it asks that the holder be known."""
    registered(cast)
    options = asked(cast).options
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"


def test_an_answer_opens_one_session_however_often_it_is_given(cast: Cast) -> None:
    """MFA-09: the same one twenty times at once, from one browser; and again afterwards."""
    device = registered(cast, counts=False)
    body = device.sign(asked(cast), origin=here(cast))
    results = at_once(*[lambda: alone(cast, body)] * 20)
    assert sum(isinstance(each, StartedSession) for each in results) == 1
    assert sum(isinstance(each, PasskeyCeremonyOver) for each in results) == 19
    with pytest.raises(PasskeyCeremonyOver):
        alone(cast, body)
    assert cast.acts().count("authn_login_success") == 2  # the set-up's own, and this one


def test_an_answer_is_good_for_five_minutes_and_from_the_browser_that_asked(
    cast: Cast, clock: MovedClock
) -> None:
    """MFA-09: both sides of the limit."""
    device = registered(cast)
    body = device.sign(asked(cast), origin=here(cast))
    for browser in ("c" * 43, "", "x" * 500):
        with pytest.raises(PasskeyCeremonyOver):
            alone(cast, body, browser=browser)
    clock.move(minutes=4, seconds=59)
    assert alone(cast, body)
    late = device.sign(asked(cast), origin=here(cast))
    clock.move(minutes=5)
    with pytest.raises(PasskeyCeremonyOver):
        alone(cast, late)


def _with(**response: object) -> Change:
    return lambda body: body["credential"]["response"].update(response)


@pytest.mark.parametrize(
    "change",
    [
        _with(signature="AAAA"),
        _with(signature=""),
        _with(authenticatorData="AAAA"),
        _with(clientDataJSON="AAAA"),
        _with(clientDataJSON="é"),
        _with(userHandle="AAAA"),
        _with(userHandle=7),
        lambda body: body["credential"].update(type="password"),
        lambda body: body["credential"].update(rawId="AAAA"),
        lambda body: body["credential"].update(id="AAAA", rawId="AAAA"),
        lambda body: body["credential"].pop("response"),
    ],
)
def test_what_was_tampered_with_is_an_unknown_key(cast: Cast, change: Change) -> None:
    """MFA-10, AUT-09: one answer for all of it, never an error of ours; the attempt is in the journal."""
    device = registered(cast)
    body = device.sign(asked(cast), origin=here(cast))
    change(body)
    with pytest.raises(PasskeyUnknown):
        alone(cast, body)
    assert cast.acts()[-1] == "authn_login_fail"
    assert cast.acts().count("authn_passkey_copied") == 0


@pytest.mark.parametrize(
    "origin", ["https://localhost:3000", "http://localhost:3001", "http://evil.example", "", "null"]
)
def test_another_origin_signs_nothing_here(cast: Cast, origin: str) -> None:
    """MFA-09: a proxy in the middle has its own."""
    device = registered(cast)
    assert origin != here(cast)
    with pytest.raises(PasskeyUnknown):
        alone(cast, device.sign(asked(cast), origin=origin))
    with pytest.raises(PasskeyUnknown):
        alone(cast, device.sign(asked(cast), origin=here(cast), rp_id="evil.example"))


def test_a_key_that_did_not_see_who_holds_it_is_only_a_second_factor(cast: Cast) -> None:
    """MFA-10: user verification, where it stands for the password."""
    device, _ = counted(cast)
    with pytest.raises(PasskeyUnknown):
        alone(cast, device.sign(asked(cast), origin=here(cast), verified=False))
    half = awaited(cast)
    body = device.sign(question_of(cast, half), origin=here(cast), verified=False)
    assert isinstance(second(cast, half, body), SignedIn)


@pytest.mark.parametrize("back", [1, 5])
def test_a_counter_that_goes_back_is_refused_and_in_the_journal(cast: Cast, back: int) -> None:
    """MFA-10: the same count again, and a smaller one; in place of the password and after it."""
    device, _ = counted(cast)
    device.count = 9
    alone(cast, device.sign(asked(cast), origin=here(cast)))
    device.count -= back
    with pytest.raises(PasskeyCopied):
        alone(cast, device.sign(asked(cast), origin=here(cast)))
    half = awaited(cast)
    device.count -= 1
    with pytest.raises(PasskeyCopied):
        second(cast, half, device.sign(question_of(cast, half), origin=here(cast)))
    assert cast.acts().count("authn_passkey_copied") == 2
    assert cast.acts().count("authn_login_success") == 2  # the set-up's own, and the first one


def test_a_forged_signature_does_not_accuse_the_key(cast: Cast) -> None:
    """MFA-10: only a genuine one says anything about a copy."""
    device, forger = registered(cast), Authenticator()
    device.count = 9
    alone(cast, device.sign(asked(cast), origin=here(cast)))
    forger.credential_id, forger.handle = device.credential_id, device.handle
    with pytest.raises(PasskeyUnknown):
        alone(cast, forger.sign(asked(cast), origin=here(cast)))
    assert "authn_passkey_copied" not in cast.acts()


def test_a_removed_key_and_one_of_somebody_gone_open_nothing(cast: Cast) -> None:
    """SES-07, MFA-10."""
    device = registered(cast)
    cast.kit.passkeys.remove(cast.admin, key_id=cast.kit.passkeys.of(cast.admin)[0].id)
    ana, _ = cast.join("Ana Lopez", "agent")
    hers = registered(cast, ana)
    cast.kit.users.suspend(cast.admin, user_id=ana.user_id)
    for each in (device, hers):
        with pytest.raises(PasskeyUnknown):
            alone(cast, each.sign(asked(cast), origin=here(cast)))


def test_the_second_step_takes_a_key_of_the_person_themselves(cast: Cast) -> None:
    """MFA-07: not a colleague's, whatever it signs; each question serves once."""
    device, _ = counted(cast)
    ana, _ = cast.join("Ana Lopez", "agent")
    hers = registered(cast, ana)
    half = awaited(cast)
    asked_of = question_of(cast, half)
    assert len(asked_of.options["allowCredentials"]) == 1
    with pytest.raises(PasskeyUnknown):
        second(cast, half, hers.sign(asked_of, origin=here(cast)))
    assert cast.acts()[-1] == "authn_factor_fail"
    signed = second(cast, half, device.sign(asked_of, origin=here(cast), trust=True))
    assert cast.actor(signed.started.secret).user_id == cast.admin.user_id
    assert signed.device
    assert isinstance(
        cast.kit.sign_in.sign_in(email=OLGA, password=PASSWORD, origin=ORIGIN, device=signed.device),
        StartedSession,
    )


def test_a_question_of_one_step_is_none_of_another(cast: Cast) -> None:
    """MFA-09: neither of another sign-in nor of the door; nor is the door's one of a step."""
    device, _ = counted(cast)
    half, other = awaited(cast), awaited(cast)
    with pytest.raises(PasskeyCeremonyOver):
        second(cast, half, device.sign(question_of(cast, other), origin=here(cast)))
    with pytest.raises(PasskeyCeremonyOver):
        second(cast, half, device.sign(asked(cast), origin=here(cast)))
    with pytest.raises(PasskeyCeremonyOver):
        alone(cast, device.sign(question_of(cast, half), origin=here(cast)), browser=half)


def test_twenty_at_once_finish_one_second_step(cast: Cast) -> None:
    """MFA-09: each try is counted, so that most wait at the throttle."""
    device, _ = counted(cast)
    half = awaited(cast)
    body = device.sign(question_of(cast, half), origin=here(cast))
    results = at_once(*[lambda: second(cast, half, body)] * 20)
    assert sum(isinstance(each, SignedIn) for each in results) == 1
    refused = (FactorStepOver, PasskeyCeremonyOver, TooManyAttempts)
    assert all(isinstance(each, (SignedIn, *refused)) for each in results)


def test_without_a_step_or_a_key_there_is_no_question(cast: Cast) -> None:
    """MFA-07: who asks learns nothing about anybody."""
    for secret in ("", "x" * 43):
        with pytest.raises(FactorStepOver):
            question_of(cast, secret)
    device, _ = counted(cast)
    half = awaited(cast)
    body = device.sign(question_of(cast, half), origin=here(cast))
    with pytest.raises(FactorStepOver):
        second(cast, "x" * 43, body)


def test_tries_are_counted_for_the_address(cast: Cast) -> None:
    """AUT-07: sixty in five minutes; a success takes its own back."""
    for _ in range(60):
        asked(cast)
    with pytest.raises(TooManyAttempts):
        asked(cast)


def test_a_key_of_one_workspace_is_no_use_at_anothers_host(cast: Cast) -> None:
    """ACL-03, MFA-09: neither alone nor as a second factor, and the password's step there does not offer it."""
    houses = opened(cast, domain=THERE, email="paul@example.org", name="Paul Voisin")
    device, _ = counted(cast)
    there = place(cast, THERE)
    question = asked(cast, THERE)
    assert question.options["rpId"] == THERE
    with pytest.raises(PasskeyUnknown):
        alone(cast, device.sign(question, origin=page(there)), THERE)
    with pytest.raises(KitError):
        alone(cast, device.sign(asked(cast), origin=here(cast)), THERE)
    paul = cast.kit.sign_in.sign_in(
        email="paul@example.org", password=OTHER_PASSWORD, origin=ORIGIN, at=there
    )
    assert isinstance(paul, StartedSession)
    theirs = registered(cast, cast.actor(paul.secret), host=THERE)
    assert cast.actor(
        alone(cast, theirs.sign(asked(cast, THERE), origin=page(there)), THERE).secret
    ).workspace_id == (houses.other_id)
    with pytest.raises(PasskeyUnknown):
        alone(cast, theirs.sign(asked(cast), origin=here(cast)))


def test_the_step_says_whether_a_key_will_do_here(cast: Cast) -> None:
    """MFA-07: only after the right password."""
    counted(cast)
    for host, by_key in (("localhost", True), ("127.0.0.1", False)):
        half = cast.kit.sign_in.sign_in(email=OLGA, password=PASSWORD, origin=ORIGIN, at=place(cast, host))
        assert isinstance(half, AwaitedFactor)
        assert half.by_key is by_key


def test_a_key_of_another_host_gives_no_question(cast: Cast) -> None:
    counted(cast)
    half = awaited(cast)
    cast.kit.passkeys.of(cast.admin)
    opened(cast, domain=THERE, email="paul@example.org", name="Paul Voisin")
    with pytest.raises(NoPasskeyHere):
        cast.kit.passkey_sign_in.ask(half, at=place(cast, THERE), origin=ORIGIN)
