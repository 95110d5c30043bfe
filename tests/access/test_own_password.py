"""Changing one's own password, and initial passwords."""

import pytest

from comunik_kit.access.errors import (
    BadCredentials,
    PasswordCommon,
    PasswordHasContext,
    PasswordMismatch,
    PasswordUnchanged,
    StagedPasswordGone,
    TooManyAttempts,
    WrongCurrentPassword,
)
from comunik_kit.access.views import StartedSession
from comunik_kit.kernel.errors import Forbidden, InvalidInput
from comunik_kit.mail.outbox import Template
from comunik_kit.users.tables import UserStatus
from tests.access.acts import NEW_PASSWORD, newcomer, reset_link, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def change(
    cast: Cast, *, current: str = PASSWORD, password: str = NEW_PASSWORD, confirmation: str = ""
) -> StartedSession:
    """Change Olga's password."""
    return cast.kit.passwords.change(
        cast.admin, current=current, password=password, confirmation=confirmation or password
    )


def test_a_new_password_ends_every_session_and_is_told_by_mail(cast: Cast) -> None:
    """AUT-06, SES-01, LOG-05: the browser it is done in goes on, under a new secret."""
    elsewhere = sign_in(cast).secret
    started = change(cast)

    assert cast.kit.sessions.actor(elsewhere, origin=ORIGIN) is None
    assert cast.kit.sessions.actor(cast.admin_secret, origin=ORIGIN) is None
    assert cast.actor(started.secret).user_id == cast.admin.user_id
    assert [(each.template, each.to_email) for each in cast.letters()] == [
        (Template.PASSWORD_CHANGED, "olga@example.org")
    ]
    assert cast.acts()[-1] == "authn_password_change"
    with pytest.raises(BadCredentials):
        sign_in(cast)
    assert sign_in(cast, NEW_PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "field", "refusal"),
    [
        ({"current": "wrong"}, "current", WrongCurrentPassword),
        ({"current": ""}, "current", WrongCurrentPassword),
        ({"password": PASSWORD}, "password", PasswordUnchanged),
        ({"password": "Password1!"}, "password", PasswordCommon),
        ({"password": "Olga-Martin1"}, "password", PasswordHasContext),
        ({"confirmation": "other"}, "confirmation", PasswordMismatch),
    ],
)
def test_a_refused_change_changes_nothing(
    cast: Cast, wrong: dict[str, str], field: str, refusal: type
) -> None:
    """AUT-04, AUT-06."""
    with pytest.raises(InvalidInput) as refused:
        change(cast, **wrong)

    assert {name: type(error) for name, error in refused.value.errors.items()} == {field: refusal}
    assert cast.actor(cast.admin_secret)
    assert "authn_password_change" not in cast.acts()
    assert cast.letters() == []


def test_guessing_the_current_password_is_throttled(cast: Cast) -> None:
    """AUT-07: a browser left open is no place to guess."""
    for _ in range(10):
        with pytest.raises(InvalidInput):
            change(cast, current="wrong")
    with pytest.raises(TooManyAttempts):
        change(cast)


def test_an_open_reset_link_dies_with_the_password(cast: Cast) -> None:
    """TOK-05."""
    link = reset_link(cast)
    assert cast.kit.recovery.peek(link) == "open"
    change(cast)

    assert cast.kit.recovery.peek(link) == "expired"


def test_an_initial_password_opens_the_account_for_its_change_alone(cast: Cast) -> None:
    """AUT-11."""
    user_id = newcomer(cast)
    assert cast.person(user_id).status == UserStatus.ACTIVE
    actor = cast.actor(sign_in(cast, email="ana@example.org").secret)
    assert actor.must_change_password
    assert not actor.may("calls:read")

    started = cast.kit.passwords.change(
        actor, current=PASSWORD, password=NEW_PASSWORD, confirmation=NEW_PASSWORD
    )
    assert cast.actor(started.secret).may("calls:read")


def test_an_initial_password_is_nowhere_in_clear_and_in_no_mail(cast: Cast) -> None:
    """AUT-11."""
    newcomer(cast)

    assert PASSWORD not in cast.dump()
    assert cast.letters() == []


def test_a_staged_password_serves_once_its_author_alone_and_for_half_an_hour(
    cast: Cast, clock: MovedClock
) -> None:
    """AUT-11."""
    manager, _ = cast.join("Mado Petit", "manager")
    staged = cast.kit.passwords.stage(cast.admin, password=PASSWORD, name="", email="")
    with pytest.raises(InvalidInput) as refused:
        cast.create("Bea Roux", by=manager, staged_password=staged)
    assert isinstance(refused.value.errors["password"], StagedPasswordGone)

    cast.create("Ana Lopez", staged_password=staged)
    with pytest.raises(InvalidInput):
        cast.create("Cleo Noir", staged_password=staged)
    late = cast.kit.passwords.stage(cast.admin, password=PASSWORD, name="", email="")
    clock.move(minutes=30)
    with pytest.raises(InvalidInput):
        cast.create("Dora Brun", staged_password=late)
    assert not any(name in cast.dump() for name in ("Bea Roux", "Cleo Noir", "Dora Brun"))


def test_only_who_may_create_people_stages_a_password_and_only_a_good_one(cast: Cast) -> None:
    """AUT-04, AUT-11."""
    agent, _ = cast.join("Luc Morel", "agent")
    with pytest.raises(Forbidden):
        cast.kit.passwords.stage(agent, password=PASSWORD, name="", email="")
    with pytest.raises(InvalidInput):
        cast.kit.passwords.stage(cast.admin, password="Ana-Lopez1", name="Ana Lopez", email="")
    with cast.kit.db.read() as s:
        assert s.connection().exec_driver_sql("SELECT count(*) FROM staged_passwords").scalar_one() == 0
