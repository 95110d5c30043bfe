"""The link with which a new address confirms itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from comunik_kit.access.errors import (
    AddressLinkExpired,
    AddressLinkUnknown,
    AddressLinkUsed,
    AddressTakenMeanwhile,
    ResetLinkExpired,
    TooManyAttempts,
)
from comunik_kit.access.views import AddressPeek
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces
from tests.access.acts import OLGA, at_once, reset, reset_link, sign_in
from tests.access.asking import NEW, ask, ask_for, confirm, letters, link_of
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.support.waiting import eventually


def test_looking_at_a_link_does_not_use_it(cast: Cast) -> None:
    """TOK-08: a mail scanner may come by as often as it likes; only an open link names the address."""
    link = ask(cast)
    before = cast.dump()
    seen = {cast.kit.address_changes.peek(link) for _ in range(5)}
    assert cast.dump() == before
    assert [(each.status, each.email) for each in seen] == [("open", NEW)]

    confirm(cast, link)
    after = cast.kit.address_changes.peek(link)
    assert (after.status, after.email) == ("used", "")


def test_a_link_lives_for_a_day(cast: Cast, clock: MovedClock) -> None:
    """TOK-04."""
    link = ask(cast)
    clock.move(hours=23, minutes=59, seconds=59)
    assert cast.kit.address_changes.peek(link).status == "open"
    clock.move(seconds=1)

    with pytest.raises(AddressLinkExpired):
        confirm(cast, link)
    assert (cast.kit.address_changes.peek(link).status, cast.kit.address_changes.peek(link).email) == (
        "expired",
        "",
    )
    assert cast.person(cast.admin.user_id).email == OLGA


def test_of_twenty_posts_of_one_link_one_wins(cast: Cast) -> None:
    """TOK-03, LOG-05: and the former address is told once."""
    link = ask(cast)
    answers = at_once(*[lambda: confirm(cast, link)] * 20)

    assert answers.count(None) == 1
    assert {type(each) for each in answers if each} == {AddressLinkUsed}
    assert cast.acts().count("user_address_changed") == 1
    assert len(letters(cast)) == 1
    assert len([each for each in cast.letters() if each.template == "address_changed"]) == 1


def test_of_two_people_who_confirm_one_address_at_once_one_gets_it(cast: Cast) -> None:
    """INV-13, INV-05: the other one keeps theirs, and is told why."""
    ana, _ = cast.join("Ana Lopez", "agent")
    luc, _ = cast.join("Luc Morel", "agent")
    links = [ask_for(cast, who.user_id, "poste@example.net") for who in (ana, luc)]
    answers = at_once(*[lambda link=link: confirm(cast, link) for link in links])

    assert sorted(type(each).__name__ for each in answers) == ["AddressTakenMeanwhile", "NoneType"]
    held = sorted(cast.person(who.user_id).email for who in (ana, luc))
    assert "poste@example.net" in held
    assert len(set(held)) == 2
    assert cast.acts().count("user_address_changed") == 1


def test_an_address_that_somebody_got_meanwhile_stays_theirs(cast: Cast) -> None:
    """INV-13: whoever was created with it since, joined or not; and one's own link stays open."""
    link = ask(cast, "bea@example.org")
    bea = cast.create("Bea Roux")
    with pytest.raises(AddressTakenMeanwhile):
        confirm(cast, link)
    assert (cast.person(cast.admin.user_id).email, cast.person(bea).email) == (OLGA, "bea@example.org")
    assert sign_in(cast)

    cast.kit.users.delete(cast.admin, user_id=bea)
    confirm(cast, link)
    assert cast.person(cast.admin.user_id).email == "bea@example.org"


def test_open_reset_links_die_with_the_former_address(cast: Cast) -> None:
    """INV-13, TOK-05: they lie in a mailbox that is the account's no more."""
    link, forgotten = ask(cast), reset_link(cast)
    confirm(cast, link)

    with pytest.raises(ResetLinkExpired):
        reset(cast, forgotten)
    assert [each.state for each in cast.letters() if each.template == "password_reset"] == ["cancelled"]


def test_the_link_of_an_ended_account_opens_nothing(cast: Cast) -> None:
    """INV-12, TOK-05."""
    ana, _ = cast.join("Ana Lopez", "agent")
    link = ask_for(cast, ana.user_id, "ana@example.net")
    cast.kit.users.delete(cast.admin, user_id=ana.user_id)

    assert cast.kit.address_changes.peek(link) == AddressPeek("expired")
    with pytest.raises(AddressLinkExpired):
        confirm(cast, link)
    assert cast.person(ana.user_id).email_key == "ana@example.org"


@pytest.mark.parametrize("end", ["demoted", "deleted", "raised"])
def test_a_link_opens_nothing_once_who_asked_could_ask_no_more(cast: Cast, end: str) -> None:
    """ACL-06: by the rights of the moment it is used."""
    ana, _ = cast.join("Ana Lopez", "agent")
    mado, _ = cast.join("Mado Petit", "manager")
    cast.kit.address_changes.request_for(mado, user_id=ana.user_id, email="ana@example.net")
    link = link_of(cast, letters(cast)[-1])
    assert cast.kit.address_changes.peek(link).status == "open"
    if end == "deleted":
        cast.kit.users.delete(cast.admin, user_id=mado.user_id)
    elif end == "demoted":
        cast.demote(mado.user_id, "agent")
    else:
        cast.demote(ana.user_id, "admin")

    with pytest.raises(AddressLinkExpired):
        confirm(cast, link)
    assert cast.person(ana.user_id).email == "ana@example.org"


def test_links_of_other_purposes_and_forged_ones_are_unknown(cast: Cast) -> None:
    """TOK-02."""
    link = ask(cast)
    row_id = letters(cast)[-1].subject_id
    others = [
        *(cast.kit.keyring.link(purpose, row_id, 1) for purpose in ("invite", "reset", "silence")),
        cast.kit.keyring.link("address", row_id, 2),
        cast.kit.keyring.link("address", cast.admin.user_id, 1),
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        *(link + "A", "", "\0" * 65, "é" * 65),
    ]
    for other in others:
        assert cast.kit.address_changes.peek(other) == AddressPeek("unknown")
        with pytest.raises(AddressLinkUnknown):
            confirm(cast, other)
    assert cast.kit.recovery.peek(link) == cast.kit.acceptance.peek(link).status == "unknown"
    confirm(cast, link)


def test_one_network_tries_thirty_links_in_five_minutes(cast: Cast) -> None:
    """AUT-07."""
    link = ask(cast)
    for _ in range(30):
        with pytest.raises(AddressLinkUnknown):
            confirm(cast, "x" * 65)
    with pytest.raises(TooManyAttempts):
        confirm(cast, link)


def test_no_link_and_no_password_is_in_the_database(cast: Cast) -> None:
    """TOK-01: a dump moves no account."""
    link = ask(cast)
    assert link not in cast.dump()
    assert link[22:] not in cast.dump()
    confirm(cast, link)

    assert link[22:] not in cast.dump()
    assert PASSWORD not in cast.dump()


def test_a_confirmation_goes_on_from_what_the_record_says_when_its_turn_comes(cast: Cast) -> None:
    """Somebody who saved the record in between is not written over, nor found under the old name."""
    link = ask(cast)
    with ThreadPoolExecutor(1) as pool:
        with cast.kit.db.write() as s:
            workspaces.lock_workspace(s, cast.workspace_id)
            confirming = pool.submit(confirm, cast, link)
            eventually(lambda: _waits(cast), of="the confirmation's waiting")
            olga = s.get_one(User, cast.admin.user_id)
            olga.full_name, olga.version = "Olga Durand", olga.version + 1
            saved = olga.version
        confirming.result()
    after = cast.person(cast.admin.user_id)

    assert (after.full_name, after.email, after.version) == ("Olga Durand", NEW, saved + 1)
    assert "durand" in after.search_text


def _waits(cast: Cast) -> bool:
    """Tell whether a transaction waits for another; on SQLite they stand in line before they begin."""
    if cast.kit.db.is_sqlite:
        return True
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with cast.kit.db.look() as connection:
        return bool(connection.execute(waiting).scalar_one())
