"""« Mot de passe oublié »."""

import pytest

from comunik_kit.access.errors import (
    BadCredentials,
    ResetLinkExpired,
    ResetLinkUnknown,
    ResetLinkUsed,
    TooManyAttempts,
)
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.mail.outbox import Template
from tests.access.acts import NEW_PASSWORD, OLGA, at_once, reset, reset_link, sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock


def test_a_link_sets_a_new_password_and_ends_every_session(cast: Cast) -> None:
    """AUT-12: nobody is signed in by it, and a notice leaves."""
    reset(cast, reset_link(cast))

    assert cast.kit.sessions.actor(cast.admin_secret, origin=ORIGIN) is None
    assert [each.template for each in cast.letters()] == [Template.PASSWORD_RESET, Template.PASSWORD_CHANGED]
    assert cast.acts()[-1] == "authn_password_change"
    with pytest.raises(BadCredentials):
        sign_in(cast)
    assert sign_in(cast, NEW_PASSWORD)


@pytest.mark.parametrize(
    "email",
    ["OLGA@EXAMPLE.ORG", " olga@example.org ", "nobody@example.org", "ólga@example.org", "[]", "a,b", ""],
)
def test_mail_goes_to_the_stored_address_or_nowhere(cast: Cast, email: str) -> None:
    """AUT-12, CVE-2023-7028: whatever was typed."""
    cast.kit.recovery.request(email=email, origin=ORIGIN)

    assert {each.to_email for each in cast.letters()} <= {OLGA}
    assert bool(cast.letters()) is (email.strip().lower() == OLGA)
    assert cast.acts()[-1] == "authn_password_reset_requested"


def test_only_people_who_can_sign_in_get_a_link(cast: Cast) -> None:
    """INV-12: forgetting a password that was never set does not activate anybody."""
    cast.create("Ana Lopez")
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Luc Morel"))
    gone, _ = cast.join("Zoe Blanc", "agent")
    cast.kit.users.delete(cast.admin, user_id=gone.user_id)
    for name in ("ana", "luc", "zoe"):
        cast.kit.recovery.request(email=f"{name}@example.org", origin=ORIGIN)

    assert Template.PASSWORD_RESET not in [each.template for each in cast.letters()]


def test_a_link_lives_for_an_hour_counted_when_it_is_used(cast: Cast, clock: MovedClock) -> None:
    """TOK-04: opened before, posted after."""
    link = reset_link(cast)
    clock.move(minutes=59, seconds=59)
    assert cast.kit.recovery.peek(link) == "open"
    clock.move(seconds=1)

    with pytest.raises(ResetLinkExpired):
        reset(cast, link)
    assert sign_in(cast)


def test_looking_at_a_link_does_not_use_it(cast: Cast) -> None:
    """TOK-08."""
    link = reset_link(cast)
    assert [cast.kit.recovery.peek(link) for _ in range(5)] == ["open"] * 5
    reset(cast, link)

    assert cast.kit.recovery.peek(link) == "used"
    with pytest.raises(ResetLinkUsed):
        reset(cast, link, "Autre-mot-99!")
    assert sign_in(cast, NEW_PASSWORD)


def test_of_twenty_posts_of_one_link_one_wins(cast: Cast) -> None:
    """TOK-03."""
    link = reset_link(cast)
    passwords = [f"Train-bleu-{number}?" for number in range(20)]
    answers = at_once(*[lambda p=password: reset(cast, link, p) for password in passwords])

    assert answers.count(None) == 1
    assert cast.acts().count("authn_password_change") == 1
    assert sign_in(cast, passwords[answers.index(None)])


def test_a_newer_link_or_a_sign_in_ends_the_older_one(cast: Cast) -> None:
    """TOK-05."""
    older, newer = reset_link(cast), reset_link(cast)
    assert (cast.kit.recovery.peek(older), cast.kit.recovery.peek(newer)) == ("expired", "open")
    assert [each.state for each in cast.letters()] == ["cancelled", "queued"]

    sign_in(cast)
    with pytest.raises(ResetLinkExpired):
        reset(cast, newer)


def test_the_link_of_an_ended_account_opens_nothing(cast: Cast) -> None:
    """TOK-05."""
    ana, _ = cast.join("Ana Lopez", "agent")
    link = reset_link(cast, "ana@example.org")
    cast.kit.users.delete(cast.admin, user_id=ana.user_id)

    with pytest.raises(ResetLinkExpired):
        reset(cast, link)


def test_links_of_other_purposes_and_forged_ones_are_unknown(cast: Cast) -> None:
    """TOK-02: an invitation's link is no reset link, and the other way round."""
    link = reset_link(cast)
    row_id = cast.letters()[-1].subject_id
    others = [
        cast.kit.keyring.link("invite", row_id, 1),
        cast.kit.keyring.link("reset", row_id, 2),
        cast.kit.first_setup.code(),
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        link + "A",
        "",
        "\0" * 65,
        "é" * 65,
    ]
    for other in others:
        with pytest.raises(ResetLinkUnknown):
            reset(cast, other)
    assert cast.kit.acceptance.peek(link).status == "unknown"
    assert cast.kit.recovery.peek(link) == "open"


def test_a_weak_password_leaves_the_link_good(cast: Cast) -> None:
    """AUT-04."""
    link = reset_link(cast)
    with pytest.raises(InvalidInput):
        reset(cast, link, "Ateliers1!")

    reset(cast, link)


def test_an_account_gets_three_links_an_hour_and_nobody_is_told(cast: Cast, clock: MovedClock) -> None:
    """AUT-12: a mailbox cannot be flooded, and the limit says nothing about the account."""
    for number in range(6):
        cast.kit.recovery.request(email=OLGA, origin=Origin(f"10.0.0.{number}"))
    assert len(cast.letters()) == 3

    clock.move(hours=1)
    cast.kit.recovery.request(email=OLGA, origin=ORIGIN)
    assert len(cast.letters()) == 4


def test_one_address_asks_ten_times_in_five_minutes_for_whomever(cast: Cast) -> None:
    """AUT-09: known and unknown people count alike."""
    for number in range(10):
        cast.kit.recovery.request(email=f"person{number}@example.org", origin=ORIGIN)
    for email in (OLGA, "nobody@example.org"):
        with pytest.raises(TooManyAttempts):
            cast.kit.recovery.request(email=email, origin=ORIGIN)
    assert cast.letters() == []


def test_no_link_and_no_password_is_in_the_database(cast: Cast) -> None:
    """TOK-01: a dump opens no account."""
    link = reset_link(cast)
    reset(cast, link)

    assert link not in cast.dump()
    assert link[22:] not in cast.dump()
    assert NEW_PASSWORD not in cast.dump()
    assert PASSWORD not in cast.dump()
