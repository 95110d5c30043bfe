"""Signing in."""

import pytest
from sqlmodel import select

from comunik_kit.access.errors import BadCredentials, InitialPasswordExpired, TooManyAttempts
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.sign_in import SignIn
from comunik_kit.access.tables import Credential, UserSession
from comunik_kit.audit.journal import Origin
from tests.access.acts import NEW_PASSWORD, OLGA, at_once, newcomer, reset, reset_link, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


class CountingHasher(Hasher):
    """Counts how often a password was compared."""

    compared = 0

    def verify(self, password: str, hashed: str | None) -> bool:
        """Compare, and count it."""
        self.compared += 1
        return super().verify(password, hashed)


def test_the_right_password_opens_a_session_whatever_the_spelling_of_the_address(cast: Cast) -> None:
    """SES-01, INV-05."""
    started = sign_in(cast, email="  OLGA@Example.ORG ")

    assert cast.actor(started.secret).user_id == cast.admin.user_id
    assert cast.acts()[-1] == "authn_login_success"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (OLGA, "Vélo-rouge-43!"),
        (OLGA, ""),
        (OLGA, "x" * 5_000),
        ("nobody@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("ana@example.org", PASSWORD),
        ("", ""),
    ],
)
def test_every_wrong_try_is_refused_alike(cast: Cast, email: str, password: str) -> None:
    """AUT-09: wrong password, unknown address, somebody created only (Ana), no address at all."""
    cast.create("Ana Lopez")
    with pytest.raises(BadCredentials) as refused:
        sign_in(cast, password, email=email)

    assert (refused.value.field, refused.value.params) == (None, {})
    assert cast.acts()[-1] == "authn_login_fail"
    assert "authn_login_success" not in cast.acts()[3:]


def test_an_address_that_is_nobodys_is_not_written_down(cast: Cast) -> None:
    """LOG-03: people type their password into the field for the address."""
    with pytest.raises(BadCredentials):
        sign_in(cast, "wrong", email="My-Secret-Passw0rd!")

    assert "secret-passw0rd" not in cast.dump().lower()


def test_fifty_wrong_passwords_at_once_are_compared_at_most_ten_times(cast: Cast) -> None:
    """AUT-07: counted before the hash."""
    hasher = CountingHasher(keyring=cast.kit.keyring, cost=4)
    door = SignIn(
        db=cast.kit.db,
        clock=cast.kit.clock,
        hasher=hasher,
        throttle=cast.kit.throttle,
        sessions=cast.kit.sessions,
        second_step=cast.kit.second_step,
        hosts=cast.kit.hosts,
    )
    tries = [
        lambda n=number: door.sign_in(email=OLGA, password=f"wrong {n}", origin=Origin(f"10.0.0.{n}"))
        for number in range(50)
    ]
    answers = at_once(*tries)

    assert hasher.compared <= 10
    assert sum(isinstance(answer, TooManyAttempts) for answer in answers) == 50 - hasher.compared


def test_one_address_cannot_try_many_accounts(cast: Cast) -> None:
    """AUT-07: the counter of the network address."""
    for number in range(10):
        with pytest.raises(BadCredentials):
            sign_in(cast, "wrong", email=f"person{number}@example.org")
    with pytest.raises(TooManyAttempts):
        sign_in(cast)

    assert sign_in(cast, origin=Origin("198.51.100.7"))


def test_a_reset_link_works_while_signing_in_is_throttled(cast: Cast) -> None:
    """AUT-07: nobody is locked out by what others type."""
    for number in range(12):
        with pytest.raises((BadCredentials, TooManyAttempts)):
            sign_in(cast, "wrong", origin=Origin(f"10.0.0.{number}"))
    reset(cast, reset_link(cast))

    assert sign_in(cast, NEW_PASSWORD)


def test_signing_in_often_with_the_right_password_is_not_throttled(cast: Cast) -> None:
    """AUT-07: a success does not count."""
    assert len({sign_in(cast).secret for _ in range(15)}) == 15


def test_an_old_hash_is_renewed_at_sign_in(cast: Cast) -> None:
    """AUT-03: the cost went up since."""
    costlier = Hasher(keyring=cast.kit.keyring, cost=5)
    door = SignIn(
        db=cast.kit.db,
        clock=cast.kit.clock,
        hasher=costlier,
        throttle=cast.kit.throttle,
        sessions=cast.kit.sessions,
        second_step=cast.kit.second_step,
        hosts=cast.kit.hosts,
    )
    door.sign_in(email=OLGA, password=PASSWORD, origin=ORIGIN)
    with cast.kit.db.read() as s:
        hashed = s.exec(select(Credential.password_hash)).one()

    assert hashed.startswith("$2b$05$")
    assert sign_in(cast)


def test_an_initial_password_opens_for_72_hours_and_not_longer(cast: Cast, clock: MovedClock) -> None:
    """AUT-11: and that it is over is only said to who knows it."""
    newcomer(cast)
    clock.move(hours=71, minutes=59)
    assert sign_in(cast, email="ana@example.org").must_change_password

    clock.move(minutes=1)
    with pytest.raises(InitialPasswordExpired):
        sign_in(cast, email="ana@example.org")
    with pytest.raises(BadCredentials):
        sign_in(cast, "wrong", email="ana@example.org")


def test_no_session_outlives_its_account_however_they_cross(cast: Cast) -> None:
    """SES-07: deleting and signing in at the same moment, over and over."""
    for number in range(12):
        name = f"Paul{number} Roy"
        user_id = cast.join(name, "agent")[0].user_id
        email = f"paul{number}@example.org"
        answers = at_once(
            lambda u=user_id: cast.kit.users.delete(cast.admin, user_id=u),
            lambda e=email: sign_in(cast, email=e),
        )
        assert answers[0] == name
        with cast.kit.db.read() as s:
            alive = select(UserSession).where(UserSession.user_id == user_id)
            assert [row for row in s.exec(alive) if row.ended_at is None] == []
