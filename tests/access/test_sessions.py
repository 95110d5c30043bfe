"""Sessions and their limits."""

from datetime import datetime

import pytest
from sqlmodel import col, select, update

from comunik_kit.access.tables import UserSession
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User
from tests.access.acts import sign_in
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock


def alive(cast: Cast, secret: str) -> bool:
    """Tell whether a cookie still stands for somebody."""
    return cast.kit.sessions.actor(secret, origin=ORIGIN) is not None


def test_the_table_holds_no_secret_and_each_sign_in_has_one_of_its_own(cast: Cast) -> None:
    """SES-01: 256 random bits, a digest in the table, a new one each time."""
    secrets = {sign_in(cast).secret for _ in range(3)}

    assert len(secrets) == 3
    assert all(len(secret) == 43 for secret in secrets)
    assert not any(secret in cast.dump() for secret in secrets)


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "é" * 43, "x" * 10_000, "' OR 1=1 --"])
def test_an_invented_cookie_stands_for_nobody(cast: Cast, secret: str) -> None:
    """SES-01."""
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None


def test_an_admin_is_signed_out_after_thirty_idle_minutes(cast: Cast, clock: MovedClock) -> None:
    """SES-05: both sides of the limit; being there moves it."""
    clock.move(minutes=29, seconds=59)
    assert alive(cast, cast.admin_secret)
    clock.move(minutes=29, seconds=59)
    assert alive(cast, cast.admin_secret)
    clock.move(minutes=30)
    assert not alive(cast, cast.admin_secret)


def test_an_admin_is_signed_out_after_twelve_hours_however_busy(cast: Cast, clock: MovedClock) -> None:
    """SES-05: and « remember me » changes nothing for admins."""
    remembered = sign_in(cast, remember=True)
    assert remembered.max_age is None
    for _ in range(12 * 4 - 1):
        clock.move(minutes=15)
        assert alive(cast, remembered.secret)
    clock.move(minutes=15)
    assert not alive(cast, remembered.secret)


def test_others_have_a_day_idle_and_a_week_in_all(cast: Cast, clock: MovedClock) -> None:
    """SES-05."""
    _, idle = cast.join("Ana Lopez", "agent")
    _, busy = cast.join("Luc Morel", "agent")
    for _ in range(13):
        clock.move(hours=12)
        assert alive(cast, busy)
    assert not alive(cast, idle)
    clock.move(hours=12)
    assert not alive(cast, busy)


def test_who_asked_to_be_remembered_has_thirty_days(cast: Cast, clock: MovedClock) -> None:
    """SES-05."""
    cast.join("Ana Lopez", "agent")
    remembered = sign_in(cast, email="ana@example.org", remember=True)
    assert remembered.max_age == 30 * 24 * 60 * 60
    clock.move(days=29, hours=23)
    assert alive(cast, remembered.secret)
    clock.move(hours=1)
    assert not alive(cast, remembered.secret)


def test_a_remembered_person_who_becomes_admin_has_an_admins_limits(cast: Cast, clock: MovedClock) -> None:
    """SES-05: the rights of this moment decide."""
    ana, _ = cast.join("Ana Lopez", "agent")
    remembered = sign_in(cast, email="ana@example.org", remember=True)
    clock.move(days=3)
    assert alive(cast, remembered.secret)
    with cast.kit.db.write() as s:
        s.execute(update(User).where(col(User.id) == ana.user_id).values(role_id=cast.roles["admin"]))

    assert not alive(cast, remembered.secret)


@pytest.mark.parametrize("moment", ["deleted_at", "suspended_at"])
def test_the_session_of_an_ended_account_is_dead_at_once(cast: Cast, clock: MovedClock, moment: str) -> None:
    """SES-03, SES-07."""
    ana, secret = cast.join("Ana Lopez", "agent")
    with cast.kit.db.write() as s:
        s.execute(update(User).where(col(User.id) == ana.user_id).values({moment: clock.now()}))

    assert not alive(cast, secret)
    assert alive(cast, cast.admin_secret)


def test_signing_out_ends_this_session_alone_and_is_written_down(cast: Cast) -> None:
    """SES-04."""
    other = sign_in(cast).secret
    cast.kit.sessions.end(other, origin=ORIGIN)
    cast.kit.sessions.end(other, origin=ORIGIN)

    assert not alive(cast, other)
    assert alive(cast, cast.admin_secret)
    assert cast.acts().count("session_ended") == 1


def test_a_visit_is_noted_at_most_once_a_minute(cast: Cast, clock: MovedClock) -> None:
    """SES-05: reading a page is no write each time."""
    before = _last_seen(cast)
    clock.move(seconds=59)
    alive(cast, cast.admin_secret)
    assert _last_seen(cast) == before

    clock.move(seconds=1)
    alive(cast, cast.admin_secret)
    assert [(now - then).total_seconds() for now, then in zip(_last_seen(cast), before, strict=True)] == [
        60,
        60,
    ]


def test_a_changed_role_counts_at_the_next_event_and_unknown_permissions_never(cast: Cast) -> None:
    """ACL-04."""
    ana, secret = cast.join("Ana Lopez", "manager")
    assert ana.may("users:invite")
    cast.demote(ana.user_id, "agent")
    assert not cast.actor(secret).may("users:invite")
    with cast.kit.db.write() as s:
        role = s.exec(select(Role).where(Role.id == cast.roles["agent"])).one()
        role.permissions = ["calls:read", "everything:manage"]

    assert cast.actor(secret).permissions == {"calls:read"}


def _last_seen(cast: Cast) -> list[datetime]:
    with cast.kit.db.read() as s:
        person = s.exec(select(User.last_seen_at)).one()
        assert person is not None
        return [s.exec(select(UserSession.last_seen_at)).one(), person]
