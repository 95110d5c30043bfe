"""Another address to sign in with: asked for by oneself, or by who may change the record."""

import pytest

from comunik_kit.access.errors import (
    AddressLinkExpired,
    AddressUnchanged,
    BadCredentials,
    NoAccountYet,
    TooManyAttempts,
    WrongCurrentPassword,
)
from comunik_kit.kernel.email_address import InvalidEmail
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.errors import LinkIsDead
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users.errors import EmailTaken
from tests.access.acts import NEW_PASSWORD, OLGA, newcomer, reset, reset_link, sign_in
from tests.access.asking import NEW, ask, ask_for, confirm, letters, link_of
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.users.world import World


def test_nothing_changes_before_the_new_address_has_confirmed_itself(cast: Cast) -> None:
    """INV-13: the new address gets the link, and no name: nobody has proven yet that it is theirs."""
    before = cast.person(cast.admin.user_id)
    ask(cast)
    after = cast.person(cast.admin.user_id)

    assert (after.email, after.version) == (before.email, before.version)
    assert [(each.template, each.to_email, each.to_name) for each in cast.letters()] == [
        (Template.ADDRESS_CHANGE, NEW, "")
    ]
    assert "Olga" not in str(cast.letters()[0].params)
    assert cast.acts()[-1] == "user_address_change_requested"
    assert sign_in(cast)
    with pytest.raises(BadCredentials):
        sign_in(cast, email=NEW)


def test_once_confirmed_it_signs_in_and_the_former_one_is_told(cast: Cast) -> None:
    """INV-13: the former address learns of it, and opens nothing any more; one's own browsers go on."""
    confirm(cast, ask(cast, "Olga.Martin@Example.NET"))
    told = letters(cast, Template.ADDRESS_CHANGED)

    assert sign_in(cast, email=NEW)
    with pytest.raises(BadCredentials):
        sign_in(cast)
    assert [(each.to_email, each.params["new_email"]) for each in told] == [(OLGA, "Olga.Martin@Example.NET")]
    assert cast.actor(cast.admin_secret).user_id == cast.admin.user_id
    assert "user_address_changed" in cast.acts()
    assert "olga.martin@example.net" in cast.person(cast.admin.user_id).search_text


def test_whoever_looks_at_the_list_hears_of_it_once_it_is_confirmed(cast: Cast) -> None:
    heard: list[tuple[str, Topic]] = []
    with cast.kit.fanout.listening(lambda place, topic: heard.append((place, topic))):
        link = ask(cast)
        assert (cast.workspace_id, Topic.PEOPLE) not in heard
        confirm(cast, link)
    assert (cast.workspace_id, Topic.PEOPLE) in heard


def test_whoever_has_no_password_at_hand_gets_no_link_and_is_counted(cast: Cast) -> None:
    """INV-13, AUT-07: a browser left open is no place to guess."""
    for wrong in ("wrong", "", *["guess"] * 8):
        with pytest.raises(InvalidInput) as refused:
            ask(cast, current=wrong)
        assert {name: type(each) for name, each in refused.value.errors.items()} == {
            "current": WrongCurrentPassword
        }
    with pytest.raises(TooManyAttempts):
        ask(cast)

    assert cast.letters() == []
    assert "user_address_change_requested" not in cast.acts()


def test_the_right_password_is_not_counted(cast: Cast) -> None:
    """AUT-07: after nine wrong ones there is room for as many right ones as there are links."""
    for _ in range(9):
        with pytest.raises(InvalidInput):
            ask(cast, current="wrong")

    assert len({ask(cast, f"olga{number}@example.net") for number in range(4)}) == 4


def test_an_account_gets_five_links_an_hour(cast: Cast, clock: MovedClock) -> None:
    """AUT-12: no mailbox is flooded, one's own wishes and those for others counted together."""
    ana, _ = cast.join("Ana Lopez", "agent")
    for number in range(4):
        ask(cast, f"olga{number}@example.net")
    ask_for(cast, ana.user_id, "ana@example.net")
    for wish in (lambda: ask(cast), lambda: ask_for(cast, ana.user_id, "ana2@example.net")):
        with pytest.raises(TooManyAttempts):
            wish()
    assert len(letters(cast)) == 5

    clock.move(hours=1)
    ask(cast)
    assert len(letters(cast)) == 6


@pytest.mark.parametrize(
    ("email", "refusal"),
    [
        ("", InvalidEmail),
        ("olga", InvalidEmail),
        ("a@b\r\nBcc: c@d.fr", InvalidEmail),
        (OLGA, AddressUnchanged),
        ("  OLGA@Example.ORG ", AddressUnchanged),
    ],
)
def test_what_is_no_other_address_is_refused_and_sends_nothing(cast: Cast, email: str, refusal: type) -> None:
    """INV-05, INP-08."""
    for _ in range(6):
        with pytest.raises(InvalidInput) as refused:
            ask(cast, email)
        assert {name: type(each) for name, each in refused.value.errors.items()} == {"email": refusal}
    assert cast.letters() == []


def test_an_initial_password_moves_no_address(cast: Cast) -> None:
    """AUT-11."""
    newcomer(cast)
    actor = cast.actor(sign_in(cast, email="ana@example.org").secret)
    with pytest.raises(Forbidden):
        cast.kit.address_changes.request(actor, email=NEW, current=PASSWORD)
    assert cast.letters() == []


def test_a_taken_address_is_asked_for_like_any_other(cast: Cast) -> None:
    """INV-13, AUT-09: who may not see the people learns of none of them here."""
    cast.join("Ana Lopez", "agent")
    cast.create("Bea Roux")
    agent, _ = cast.join("Luc Morel", "agent")
    for email in ("ana@example.org", "bea@example.org", "nobody@example.org"):
        cast.kit.address_changes.request(agent, email=email, current=PASSWORD)

    assert [each.to_email for each in letters(cast)] == [
        "ana@example.org",
        "bea@example.org",
        "nobody@example.org",
    ]
    assert not any("Luc" in str(each.params) for each in letters(cast))


def test_an_admin_asks_for_somebody_and_their_sessions_end_at_the_confirmation(cast: Cast) -> None:
    """INV-13, SES-07: whoever sat there under the old address signs in with the new one."""
    ana, secret = cast.join("Ana Lopez", "agent")
    answer = cast.kit.address_changes.request_for(
        cast.admin, user_id=ana.user_id, email=" Ana.Lopez@Example.NET "
    )
    letter = letters(cast)[-1]
    assert (answer, letter.to_email) == ("Ana.Lopez@Example.NET",) * 2
    assert (letter.params["asker"], letter.to_name, letter.params["full_name"]) == ("Olga Martin", "", "")
    assert cast.actor(secret)

    confirm(cast, link_of(cast, letter))
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None
    assert [each.to_email for each in letters(cast, Template.ADDRESS_CHANGED)] == ["ana@example.org"]
    assert sign_in(cast, email="ana.lopez@example.net")
    assert cast.actor(cast.admin_secret)


def test_nobody_goes_around_their_own_password_by_asking_as_an_admin(cast: Cast) -> None:
    """INV-13: a browser left open moves no account, not even an admin's."""
    with pytest.raises(Forbidden):
        ask_for(cast, cast.admin.user_id, NEW)
    assert cast.letters() == []


@pytest.mark.parametrize("role", ["user", "agent", "supervisor"])
def test_who_may_not_change_people_changes_no_address_of_theirs(cast: Cast, role: str) -> None:
    """ACL-01."""
    ana, _ = cast.join("Ana Lopez", "user")
    luc, _ = cast.join("Luc Morel", role)
    with pytest.raises(Forbidden):
        cast.kit.address_changes.request_for(luc, user_id=ana.user_id, email="ana@example.net")
    assert letters(cast) == []


def test_nobody_moves_the_address_of_who_stands_above_them(cast: Cast) -> None:
    """ACL-06: it would be the way into a higher account."""
    mado, _ = cast.join("Mado Petit", "manager")
    paul, _ = cast.join("Paul Roy", "manager")
    for user_id in (cast.admin.user_id, paul.user_id):
        with pytest.raises(PersonAboveYou):
            cast.kit.address_changes.request_for(mado, user_id=user_id, email="x@example.net")
    assert letters(cast) == []


def test_a_taken_address_is_named_to_who_may_see_the_people(cast: Cast) -> None:
    """INV-05."""
    ana, _ = cast.join("Ana Lopez", "agent")
    bea = cast.create("Bea Roux")
    with pytest.raises(EmailTaken) as refused:
        ask_for(cast, ana.user_id, "BEA@example.org")

    assert refused.value.params["user_id"] == bea
    assert letters(cast) == []


def test_only_somebody_of_this_workspace_who_has_joined_has_an_address_to_change(
    cast: Cast, clock: MovedClock
) -> None:
    """ACL-03: a foreign id is answered like a missing one."""
    zoe = World(cast.kit.db, clock).workspace("Ailleurs").person("Zoé Voisine", status="active")
    gone, _ = cast.join("Paul Roy", "agent")
    cast.kit.users.delete(cast.admin, user_id=gone.user_id)
    for user_id in (zoe.id, gone.user_id, "0" * 32, "x"):
        with pytest.raises(NotFound):
            ask_for(cast, user_id, "new@example.net")
    with pytest.raises(NoAccountYet):
        ask_for(cast, cast.create("Bea Roux"), "new@example.net")
    assert letters(cast) == []


def test_the_newest_link_is_the_only_one(cast: Cast) -> None:
    """TOK-05: and the message with the older one does not leave any more."""
    older, newer = ask(cast, "one@example.net"), ask(cast, "two@example.net")
    peek = cast.kit.address_changes.peek
    assert (peek(older).status, peek(newer).status) == ("expired", "open")
    assert [each.state for each in letters(cast)] == ["cancelled", "queued"]

    with pytest.raises(AddressLinkExpired):
        confirm(cast, older)
    confirm(cast, newer)
    assert cast.person(cast.admin.user_id).email == "two@example.net"


@pytest.mark.parametrize("way", ["changed", "forgotten"])
def test_a_new_password_ends_the_link_and_takes_its_message_back(cast: Cast, way: str) -> None:
    """TOK-05, INV-13: whoever knew the old one may have asked."""
    link = ask(cast)
    if way == "forgotten":
        reset(cast, reset_link(cast))
    else:
        cast.kit.passwords.change(
            cast.admin, current=PASSWORD, password=NEW_PASSWORD, confirmation=NEW_PASSWORD
        )

    with pytest.raises(AddressLinkExpired):
        confirm(cast, link)
    assert [each.state for each in letters(cast)] == ["cancelled"]
    assert cast.person(cast.admin.user_id).email == OLGA


def test_a_message_whose_link_was_replaced_is_not_sent_again(cast: Cast) -> None:
    """REL-04: it would only disappoint."""
    ask(cast, "one@example.net")
    with cast.kit.db.write() as s:
        dead = s.get_one(OutboxMessage, letters(cast)[0].id)
        dead.state = MailState.DEAD.value
        s.add(dead)
    ask(cast, "two@example.net")

    with pytest.raises(LinkIsDead):
        cast.kit.dead_letters.retry(cast.admin, message_id=dead.id)


def test_the_link_of_a_message_that_did_not_leave_is_sent_again_while_it_lives(cast: Cast) -> None:
    """REL-04."""
    ask(cast)
    with cast.kit.db.write() as s:
        dead = s.get_one(OutboxMessage, letters(cast)[0].id)
        dead.state = MailState.DEAD.value
        s.add(dead)
    cast.kit.dead_letters.retry(cast.admin, message_id=dead.id)

    assert letters(cast)[0].state == MailState.QUEUED
