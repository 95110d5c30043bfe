"""The browsers a person signs in with, and the notices of a new one and of a higher role."""

import pytest
from sqlmodel import col, select

from comunik_kit.access.devices import name_of
from comunik_kit.access.tables import KnownDevice
from comunik_kit.audit.journal import Origin
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import OutboxMessage
from tests.access.acts import NEW_PASSWORD, OLGA, at_once, reset, reset_link, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock

_SAYS = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}) Gecko/20100101 Firefox/{0}"
FIREFOX = Origin("192.0.2.17", _SAYS.format("140.0"))
NEWER_FIREFOX = Origin("198.51.100.9", _SAYS.format("141.0"))
IPHONE = Origin(
    "192.0.2.18",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1",
)
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


def told(cast: Cast, template: Template = Template.NEW_DEVICE) -> list[OutboxMessage]:
    """List the notices of one kind, oldest first."""
    return [each for each in cast.letters() if each.template == template]


def known(cast: Cast) -> list[KnownDevice]:
    """List the browsers of everybody, oldest first."""
    with cast.kit.db.read() as s:
        return list(s.exec(select(KnownDevice).order_by(col(KnownDevice.id))).all())


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX.user_agent, "Firefox · Linux"),
        (IPHONE.user_agent, "Safari · iPhone"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME}", "Chrome · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Edg/140.0.0.0", "Edge · Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_CHROME} OPR/120.0", "Opera · macOS"),
        (f"Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 {_CHROME}", "Samsung Internet · Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_CHROME}", "Chrome · ChromeOS"),  # codespell:ignore cros
        ("curl/8.9.1", ""),
        ("Windows", "Windows"),
        ("", ""),
        ("<img src=x> Firefox/\r\nBcc: eve@evil.com", "Firefox"),
        ("(" * 300, ""),
    ],
)
def test_a_browser_is_named_by_its_family_and_its_system(user_agent: str, name: str) -> None:
    """INP-08: nothing of what it says of itself is repeated."""
    assert name_of(user_agent) == name


def test_the_first_browsers_of_a_person_are_no_news(cast: Cast) -> None:
    """LOG-05: the first set-up, an acceptance, and signing in again with what did either."""
    cast.join("Ana Lopez", "agent")
    sign_in(cast, email="ana@example.org")
    sign_in(cast)

    assert told(cast) == []
    assert len(known(cast)) == 2


def test_a_new_browser_is_told_once_to_its_person(cast: Cast, clock: MovedClock) -> None:
    """LOG-05: which, when and from where; a newer version of it from another place is no news."""
    cast.join("Ana Lopez", "agent")
    clock.move(hours=1)
    sign_in(cast, origin=FIREFOX)
    clock.move(days=30)
    sign_in(cast, origin=NEWER_FIREFOX)
    (letter,) = told(cast)

    assert (letter.to_email, letter.recipient_id) == (OLGA, cast.admin.user_id)
    assert (letter.params["device"], letter.params["place"]) == ("Firefox · Linux", "192.0.2.17")
    assert letter.params["happened_at"] == letter.created_at.isoformat()
    assert known(cast)[-1].last_seen_at == clock.now()
    assert known(cast)[-1].first_seen_at == letter.created_at


def test_each_further_browser_is_told_and_each_person_has_their_own(cast: Cast) -> None:
    """LOG-05: that Olga knows a browser says nothing about Ana's."""
    cast.join("Ana Lopez", "agent")
    for origin in (FIREFOX, IPHONE, FIREFOX):
        sign_in(cast, origin=origin)
    sign_in(cast, email="ana@example.org", origin=FIREFOX)

    assert [(each.to_email, each.params["device"]) for each in told(cast)] == [
        (OLGA, "Firefox · Linux"),
        (OLGA, "Safari · iPhone"),
        ("ana@example.org", "Firefox · Linux"),
    ]
    assert len({each.fingerprint for each in known(cast)}) == 5


def test_a_wrong_password_from_a_new_browser_tells_nobody(cast: Cast) -> None:
    """LOG-05: nobody floods a mailbox by guessing."""
    answers = at_once(lambda: sign_in(cast, "wrong", origin=FIREFOX))
    assert [type(each).__name__ for each in answers] == ["BadCredentials"]
    assert told(cast) == []
    assert len(known(cast)) == 1


def test_signing_in_from_a_new_browser_many_times_at_once_tells_it_once(cast: Cast) -> None:
    """LOG-05: and nobody is kept out by it."""
    answers = at_once(*[lambda: sign_in(cast, origin=FIREFOX)] * 8)

    assert {type(each).__name__ for each in answers} == {"StartedSession"}
    assert len(told(cast)) == 1
    assert len(known(cast)) == 2


def test_a_reset_is_told_by_its_own_notice_and_the_sign_in_after_it_by_its_browser(cast: Cast) -> None:
    """LOG-05, AUT-12: whoever took a mailbox over is seen twice."""
    reset(cast, reset_link(cast))
    assert told(cast) == []
    sign_in(cast, NEW_PASSWORD, origin=FIREFOX)

    assert [each.template for each in cast.letters()][-2:] == [Template.PASSWORD_CHANGED, Template.NEW_DEVICE]


def test_changing_the_password_in_a_known_browser_is_no_new_browser(cast: Cast) -> None:
    """LOG-05."""
    cast.kit.passwords.change(cast.admin, current=PASSWORD, password=NEW_PASSWORD, confirmation=NEW_PASSWORD)
    assert told(cast) == []


def test_the_table_of_browsers_says_nothing_to_who_reads_it(cast: Cast) -> None:
    """LOG-05: a digest, another one for each person."""
    sign_in(cast, origin=FIREFOX)
    rows = repr(known(cast))

    assert "Firefox" not in rows
    assert FIREFOX.ip not in rows


def test_a_higher_role_is_told_to_who_got_it(cast: Cast) -> None:
    """LOG-05: by whom, from which, to which."""
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.demote(ana.user_id, "manager")
    (letter,) = told(cast, Template.ROLE_RAISED)

    assert (letter.to_email, letter.recipient_rank) == ("ana@example.org", 40)
    assert (letter.params["giver"], letter.params["old_role_key"], letter.params["role_key"]) == (
        "Olga Martin",
        "agent",
        "manager",
    )


def test_a_lower_role_the_same_one_or_one_of_somebody_not_in_yet_is_not_told(cast: Cast) -> None:
    """LOG-05: whoever has not come in learns their role from the invitation."""
    ana, _ = cast.join("Ana Lopez", "manager")
    cast.demote(ana.user_id, "manager")
    cast.demote(ana.user_id, "agent")
    created = cast.create("Bea Roux")
    cast.demote(created, "manager")

    assert told(cast, Template.ROLE_RAISED) == []


def test_each_rise_is_a_message_of_its_own(cast: Cast, clock: MovedClock) -> None:
    """LOG-05: up, down and up again is told twice."""
    ana, _ = cast.join("Ana Lopez", "agent")
    for role in ("manager", "agent", "manager"):
        clock.move(minutes=1)
        cast.demote(ana.user_id, role)

    assert len(told(cast, Template.ROLE_RAISED)) == 2
    assert ORIGIN.user_agent not in repr(known(cast))
