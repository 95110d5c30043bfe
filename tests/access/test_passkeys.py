"""One's own passkeys: registered, counting as a second factor, renamed, taken away."""

from dataclasses import replace
from functools import partial

import pytest

from comunik_kit.access.errors import (
    BadFactorCode,
    FactorIsRequired,
    PasskeyCeremonyOver,
    PasskeysNotHere,
    PasskeyTwice,
    PasskeyUnreadable,
    TooManyPasskeys,
)
from comunik_kit.access.passkey_inputs import KeyAnswer, key_name
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.tables import Passkey
from comunik_kit.access.views import StartedSession
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound, ProofNeeded
from comunik_kit.mail.outbox import Template
from tests.access.acts import at_once, sign_in
from tests.access.keys import Authenticator, counted, page, place, registered
from tests.access.second import awaited, finish, switched_on
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock


def test_a_passkey_is_kept_told_by_mail_and_in_the_journal(cast: Cast) -> None:
    """MFA-05, MFA-09: its public half alone; no challenge is in the database."""
    question = cast.kit.passkeys.begin(cast.admin, at=place(cast))
    device, here = Authenticator(), place(cast)
    body = device.make(question, origin=page(here))
    cast.kit.passkeys.register(cast.admin, at=here, answer=KeyAnswer.parse(body), name="Bureau")

    (shown,) = cast.kit.passkeys.of(cast.admin)
    assert (shown.name, shown.host, shown.used) == ("Bureau", "localhost", "")
    assert cast.acts()[-1] == "authn_passkey_added"
    assert [letter.template for letter in cast.letters()] == [Template.PASSKEY_ADDED]
    assert str(question.options["challenge"]) not in cast.dump()
    with cast.kit.db.read() as s:
        assert s.get_one(Passkey, shown.id).transports == ["internal"]


def test_the_question_names_the_host_of_the_database_and_excludes_keys_that_are_there(cast: Cast) -> None:
    """MFA-09."""
    device = registered(cast)
    options = cast.kit.passkeys.begin(cast.admin, at=place(cast, "localhost:9999")).options
    assert options["rp"]["id"] == "localhost"
    assert len(options["excludeCredentials"]) == 1
    assert "email" not in str(options["user"]["id"])
    assert device.handle.hex() == cast.admin.user_id


def test_a_first_passkey_counts_once_its_recovery_codes_are_kept(cast: Cast) -> None:
    """MFA-06: nobody has a factor without a way back; until then the password is enough."""
    registered(cast)
    assert cast.kit.factors.view(cast.admin).step == "codes"
    assert not cast.person(cast.admin.user_id).has_factor
    assert isinstance(sign_in(cast), StartedSession)

    codes = cast.kit.factors.codes(cast.admin)
    cast.kit.factors.keep(cast.admin)
    view = cast.kit.factors.view(cast.admin)
    assert (view.step, view.is_on, view.codes_left) == ("keys", True, 10)
    assert cast.person(cast.admin.user_id).has_factor
    assert finish(cast, awaited(cast), codes[0])
    assert Template.FACTOR_ON not in [letter.template for letter in cast.letters()]


def test_a_passkey_counts_on_while_new_codes_are_not_kept_yet(cast: Cast) -> None:
    registered(cast)
    cast.kit.factors.keep(cast.admin)
    cast.kit.factors.renew_codes(cast.admin)
    view = cast.kit.factors.view(cast.admin)
    assert (view.step, view.is_on, cast.person(cast.admin.user_id).has_factor) == ("codes", True, True)


def test_beside_an_app_a_passkey_leaves_the_codes_as_they_are(cast: Cast) -> None:
    app = switched_on(cast)
    registered(cast)
    assert cast.kit.factors.view(cast.admin).step == "on"
    assert finish(cast, awaited(cast), app.codes[0])


def test_registering_needs_a_fresh_proof_and_a_password_of_ones_own(cast: Cast) -> None:
    """MFA-05, AUT-11."""
    stale, initial = replace(cast.admin, is_recent=False), replace(cast.admin, must_change_password=True)
    for act in (cast.kit.passkeys.check, lambda who: cast.kit.passkeys.begin(who, at=place(cast))):
        with pytest.raises(ProofNeeded):
            act(stale)
        with pytest.raises(Forbidden):
            act(initial)
    assert "PasskeyCeremony" not in cast.dump()


@pytest.mark.parametrize("change", ["origin", "kind", "session", "garbage", "host"])
def test_what_was_not_made_for_this_question_is_no_passkey(cast: Cast, change: str) -> None:
    """MFA-09: another origin, another kind of answer, another session, no key at all, another host."""
    here, device = place(cast), Authenticator()
    question = cast.kit.passkeys.begin(cast.admin, at=here)
    body = device.make(question, origin="http://localhost.evil.example" if change == "origin" else page(here))
    if change == "kind":
        body = device.sign(cast.kit.passkey_sign_in.begin("b", at=here, origin=ORIGIN), origin=page(here))
    if change == "garbage":
        body["credential"]["response"]["attestationObject"] = "AAAA" * 2000
    who = replace(cast.admin, session_id="0" * 32) if change == "session" else cast.admin
    at = replace(here, host="other.localhost", origins=frozenset({"http://other.localhost"}))
    with pytest.raises((PasskeyUnreadable, PasskeyCeremonyOver)):
        cast.kit.passkeys.register(
            who, at=at if change == "host" else here, answer=KeyAnswer.parse(body), name="x"
        )
    assert cast.kit.passkeys.of(cast.admin) == []
    assert cast.letters() == []


def test_a_question_lasts_five_minutes_and_serves_once(cast: Cast, clock: MovedClock) -> None:
    """MFA-09: both sides of the limit; twenty answers at once keep one key."""
    here = place(cast)
    question = cast.kit.passkeys.begin(cast.admin, at=here)
    late = cast.kit.passkeys.begin(cast.admin, at=here)
    clock.move(minutes=4, seconds=59)
    answer = KeyAnswer.parse(Authenticator().make(question, origin=page(here)))
    register = lambda: cast.kit.passkeys.register(cast.admin, at=here, answer=answer, name="x")  # noqa: E731
    results = at_once(*[register] * 20)
    assert results.count(None) == 1
    assert all(isinstance(each, PasskeyCeremonyOver) for each in results if each is not None)
    clock.move(seconds=1)
    with pytest.raises(PasskeyCeremonyOver):
        cast.kit.passkeys.register(
            cast.admin,
            at=here,
            answer=KeyAnswer.parse(Authenticator().make(late, origin=page(here))),
            name="x",
        )
    assert len(cast.kit.passkeys.of(cast.admin)) == 1


def test_a_key_is_registered_once_and_twenty_are_enough(cast: Cast) -> None:
    here, device = place(cast), registered(cast)
    other, _ = cast.join("Ana Lopez", "agent")
    again = device.make(cast.kit.passkeys.begin(other, at=here), origin=page(here))
    with pytest.raises(PasskeyTwice):
        cast.kit.passkeys.register(other, at=here, answer=KeyAnswer.parse(again), name="x")
    for _ in range(19):
        registered(cast)
    with pytest.raises(TooManyPasskeys):
        cast.kit.passkeys.begin(cast.admin, at=here)


def test_of_several_who_register_one_key_at_once_one_has_it(cast: Cast) -> None:
    """MFA-09: whoever comes second hears so, also where both had looked before either wrote."""
    here, device = place(cast), Authenticator()
    people = [cast.join(name, "agent")[0] for name in ("Ana", "Bea", "Cleo", "Dora", "Eva", "Flo")]
    answers = [device.make(cast.kit.passkeys.begin(each, at=here), origin=page(here)) for each in people]
    registers = [
        partial(cast.kit.passkeys.register, who, at=here, answer=KeyAnswer.parse(body), name="x")
        for who, body in zip(people, answers, strict=True)
    ]

    results = at_once(*registers)
    assert results.count(None) == 1
    assert all(isinstance(each, PasskeyTwice) for each in results if each is not None)
    assert sum(len(cast.kit.passkeys.of(each)) for each in people) == 1


def test_no_passkey_is_made_at_a_bare_number(cast: Cast) -> None:
    for host in ("127.0.0.1", "[::1]"):
        with pytest.raises(PasskeysNotHere):
            cast.kit.passkeys.begin(cast.admin, at=place(cast, host))


def test_renaming_and_removing_are_for_ones_own(cast: Cast) -> None:
    """ACL-03: a colleague's key answers like a missing one."""
    registered(cast)
    (mine,) = cast.kit.passkeys.of(cast.admin)
    other, _ = cast.join("Ana Lopez", "agent")
    for key_id in (mine.id, "0" * 32):
        with pytest.raises(NotFound):
            cast.kit.passkeys.rename(other, key_id=key_id, name="x")
        with pytest.raises(NotFound):
            cast.kit.passkeys.remove(other, key_id=key_id)
    cast.kit.passkeys.rename(cast.admin, key_id=mine.id, name="Maison")
    assert [each.name for each in cast.kit.passkeys.of(cast.admin)] == ["Maison"]
    assert cast.acts()[-1] == "authn_passkey_renamed"
    with pytest.raises(ProofNeeded):
        cast.kit.passkeys.remove(replace(cast.admin, is_recent=False), key_id=mine.id)


def test_whoever_chose_somebodys_password_takes_no_passkey_of_theirs(cast: Cast) -> None:
    """AUT-11."""
    registered(cast)
    (mine,) = cast.kit.passkeys.of(cast.admin)
    with pytest.raises(Forbidden):
        cast.kit.passkeys.remove(replace(cast.admin, must_change_password=True), key_id=mine.id)
    assert cast.kit.passkeys.of(cast.admin) == [mine]


def test_with_the_last_factor_its_codes_go_and_the_password_is_enough(cast: Cast) -> None:
    """MFA-05."""
    _, codes = counted(cast)
    half = awaited(cast)
    (mine,) = cast.kit.passkeys.of(cast.admin)
    cast.kit.passkeys.remove(cast.admin, key_id=mine.id)
    assert not cast.person(cast.admin.user_id).has_factor
    assert "RecoveryCode" not in cast.dump()
    with pytest.raises(Exception, match="factor_step_over"):
        finish(cast, half, codes[0])
    assert isinstance(sign_in(cast), StartedSession)
    assert cast.letters()[-1].template == Template.PASSKEY_REMOVED
    assert cast.acts().count("authn_passkey_removed") == 1


def test_a_required_factor_may_be_either_but_not_none(cast: Cast) -> None:
    """MFA-08: the last of them stays; with both, either may go."""
    app, _ = switched_on(cast), registered(cast)
    rules = NewRules.parse({"preset": "kit", f"role_{cast.roles['admin']}": "on"})
    cast.kit.sign_in_rules.set(cast.admin, rules=rules)
    cast.kit.factors.remove(cast.admin)
    assert cast.kit.factors.view(cast.admin).step == "keys"
    assert cast.person(cast.admin.user_id).has_factor
    assert [cast.letters()[-1].template, cast.acts()[-1]] == [Template.APP_REMOVED, "authn_app_removed"]
    (mine,) = cast.kit.passkeys.of(cast.admin)
    with pytest.raises(FactorIsRequired):
        cast.kit.passkeys.remove(cast.admin, key_id=mine.id)
    assert len(cast.kit.passkeys.of(cast.admin)) == 1
    half = awaited(cast)
    with pytest.raises(BadFactorCode):
        finish(cast, half, app.code(1))
    assert finish(cast, half, app.codes[0])


def test_who_must_have_a_factor_is_held_until_the_codes_of_a_first_passkey_are_kept(cast: Cast) -> None:
    """MFA-08: the same session goes on, with nothing to sign in anew for."""
    _, secret = cast.join("Ana Lopez", "agent")
    rules = NewRules.parse({"preset": "kit", f"role_{cast.roles['agent']}": "on"})
    cast.kit.sign_in_rules.set(cast.admin, rules=rules)
    assert cast.actor(secret).must_set_factor
    registered(cast, cast.actor(secret))
    assert cast.actor(secret).must_set_factor
    cast.kit.factors.keep(cast.actor(secret))
    assert not cast.actor(secret).must_set_factor


def test_an_administrator_takes_passkeys_with_the_rest(cast: Cast) -> None:
    """MFA-08: also those that do not count yet."""
    ana, secret = cast.join("Ana Lopez", "agent")
    registered(cast, ana)
    cast.kit.factors.reset(cast.admin, user_id=ana.user_id)
    assert cast.kit.passkeys.of(ana) == []
    assert "RecoveryCode" not in cast.dump()
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None
    assert cast.letters()[-1].template == Template.FACTOR_OFF
    assert cast.acts()[-1] == "authn_factor_reset"


def test_after_thirty_days_a_deleted_persons_passkeys_and_their_names_are_forgotten(
    cast: Cast, clock: MovedClock
) -> None:
    """ACL-10."""
    ana, _ = cast.join("Ana Lopez", "agent")
    registered(cast, ana, name="iPhone de Zoulou")
    cast.kit.users.delete(cast.admin, user_id=ana.user_id)
    assert "iPhone de Zoulou" in cast.dump()
    clock.move(days=30)
    assert cast.kit.erasure.run_due() == 1
    assert "Zoulou" not in cast.dump()
    assert cast.kit.passkeys.of(ana) == []


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"ceremony": "x", "credential": {"id": "a"}},
        {"ceremony": "0" * 32, "credential": {"id": ""}},
        {"ceremony": "0" * 32, "credential": {"id": "a" * 1401}},
        {"ceremony": "0" * 32, "credential": {"id": 7}},
        {"ceremony": "0" * 32, "credential": "a"},
        {"ceremony": "0" * 32, "credential": {"id": "a"}, "role": "admin"},
        {"ceremony": "0" * 32, "credential": {"id": "a"}, "next": 1},
    ],
)
def test_an_answer_is_parsed_strictly(body: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput):
        KeyAnswer.parse(body)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, 7, None, "\u202egnp"])
def test_a_name_can_be_read(name: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput):
        key_name(name)
