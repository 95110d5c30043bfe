"""Whether an address is known is not to be told from the work that it makes: statements and hashes, never a clock."""

from collections.abc import Callable

import bcrypt
import pytest

from comunik_kit.access.errors import BadCredentials
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.audit.journal import Origin
from comunik_kit.mail.outbox import Template
from tests.access.acts import OLGA, reset_link, sign_in
from tests.access.keys import asked, registered
from tests.support.cast import Cast
from tests.support.statements import counted

ANA = "ana@example.org"
# Somebody who may sign in, somebody created only, nobody, and what is no address.
WHO = (ANA, "bob@example.org", "nobody@example.org", "ólga@example.org", "no address")
LINKS = {Template.PASSWORD_RESET, Template.SIGN_IN_LINK}


@pytest.fixture
def door(cast: Cast) -> Cast:
    """Found a workspace that offers links, with one who may sign in beside Olga and one who may not."""
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    cast.join("Ana Lopez", "agent")
    cast.create("Bob Morel")
    return cast


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the times that bcrypt works."""
    worked: list[str] = []

    def compare(password: bytes, known: bytes) -> bool:
        worked.append("compared")
        return _compare(password, known)

    _compare = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", compare)
    return worked


def ask_for_reset(cast: Cast, email: str, number: int = 0) -> None:
    cast.kit.recovery.request(email=email, origin=Origin(f"192.0.2.{number}"))


def ask_for_link(cast: Cast, email: str, number: int = 0) -> None:
    cast.kit.link_sign_in.request(email=email, origin=Origin(f"192.0.2.{number}"))


def guess(cast: Cast, email: str, number: int = 0) -> None:
    with pytest.raises(BadCredentials):
        sign_in(cast, "wrong", email=email, origin=Origin(f"192.0.2.{number}"))


def work_of(cast: Cast, act: Callable[[], object]) -> list[str]:
    """List the statements of an act; of those that end what was tried apart, only that it ended."""
    with counted(cast.kit.db) as said:
        act()
    ends = ("RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
    return ["end of a trial" if each.startswith(ends) else each for each in said]


@pytest.mark.parametrize("act", [ask_for_reset, ask_for_link, guess])
def test_every_address_makes_the_same_statements(
    door: Cast, act: Callable[[Cast, str, int], None], hashed: list[str]
) -> None:
    """AUT-09: word for word, one hash at a sign-in and none elsewhere; a link is made for one address alone."""
    act(door, "first@example.org", 0)  # what is read once is read
    hashed.clear()
    works = [work_of(door, lambda who=who: act(door, who, 1)) for who in WHO]

    assert [len(each) for each in works] == [len(works[0])] * len(WHO)
    assert works == [works[0]] * len(WHO)
    assert hashed == ["compared"] * (len(WHO) if act is guess else 0)
    links = [each.to_email for each in door.letters() if each.template in LINKS]
    assert links == ([] if act is guess else [ANA])


def test_the_same_is_done_while_mail_is_held_back(door: Cast) -> None:
    """AUT-09: a carrier that is down is the worker's affair, and nobody's who asks."""
    door.kit.mail_control.pause(door.admin)
    ask_for_reset(door, "first@example.org", 0)
    works = [work_of(door, lambda who=who: ask_for_reset(door, who, 1)) for who in WHO]
    assert works == [works[0]] * len(WHO)


@pytest.mark.parametrize("act", [ask_for_reset, ask_for_link])
def test_an_account_that_has_had_its_links_makes_the_same_statements(
    door: Cast, act: Callable[[Cast, str, int], None]
) -> None:
    """AUT-07, AUT-09: its own limit is silent."""
    for number in range(5):
        act(door, ANA, number)
    had = len(door.letters())
    over, nobody = (work_of(door, lambda who=who: act(door, who, 9)) for who in (ANA, "nobody@example.org"))

    assert over == nobody
    assert len(door.letters()) == had


def test_what_was_done_for_nobody_leaves_nothing(door: Cast) -> None:
    """AUT-09: nor does it end the link of the one in whose name it was done."""
    link = reset_link(door)
    ask_for_link(door, OLGA)
    before = door.letters()
    for act in (ask_for_reset, ask_for_link):
        act(door, "nobody@example.org")
        act(door, "bob@example.org")

    assert door.letters() == before
    assert door.kit.recovery.peek(link) == "open"


def test_a_passkey_is_asked_for_alike_whoever_is_there(door: Cast) -> None:
    """AUT-09, MFA-10: the question names nobody, so that there is nothing to compare but two questions."""
    asked(door)
    nobodys = work_of(door, lambda: asked(door))
    registered(door)
    assert work_of(door, lambda: asked(door)) == nobodys
    assert asked(door).options["allowCredentials"] == []
