"""Cards to print: a QR code and a code to type, for people without a mailbox."""

from collections.abc import Callable

import pytest

from comunik_kit.access.errors import TooManyAttempts
from comunik_kit.invitations.errors import CardUnknown, NoLiveInvitation
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.secrets import read_code
from comunik_kit.roles.rules import RoleAboveYours
from tests.invitations.looking import accept, invite, row, status
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock


def printed(cast: Cast, user_id: str) -> str:
    return cast.kit.cards.print(cast.admin, user_id=user_id).code


def redeem(cast: Cast, code: str) -> str:
    return cast.kit.cards.redeem(code, origin=ORIGIN)


def test_the_code_of_a_card_opens_what_its_link_opens(cast: Cast) -> None:
    invited = invite(cast, leaves="by_card", words="Bienvenue")
    card = cast.kit.cards.print(cast.admin, user_id=invited.user_id)
    secret = cast.link(invited.invitation_id)

    assert card.link == f"http://localhost:3000/invite/{secret}"
    assert (card.address, card.full_name, card.words) == (
        "http://localhost:3000/invite",
        "Ana Lopez",
        "Bienvenue",
    )
    assert len(card.code) == 12
    assert redeem(cast, card.code) == secret
    assert cast.acts()[-1] == "invitation_card_printed"
    assert accept(cast, invited.invitation_id)


@pytest.mark.parametrize(
    "typing",
    [
        str.lower,
        lambda code: f" {code[:4]} {code[4:8]}-{code[8:]} ",
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "i"),
    ],
)
def test_a_code_is_read_however_people_type_it(cast: Cast, typing: Callable[[str], str]) -> None:
    invited = invite(cast, leaves="by_card")
    assert redeem(cast, typing(printed(cast, invited.user_id))) == cast.link(invited.invitation_id)


@pytest.mark.parametrize("code", ["", "0" * 12, "U" * 12, "é" * 12, "0" * 13, "%00", "A" * 10_000])
def test_any_other_code_is_unknown(lone_cast: Cast, code: str) -> None:
    invite(lone_cast, leaves="by_card")
    with pytest.raises(CardUnknown):
        redeem(lone_cast, code)


def test_only_a_printed_card_has_a_code(cast: Cast) -> None:
    invited = invite(cast, leaves="by_card")
    code = cast.kit.keyring.code("invite", invited.invitation_id, 1)
    with pytest.raises(CardUnknown):
        redeem(cast, code)


def test_opening_changes_nothing_and_printing_twice_gives_the_same_card(cast: Cast) -> None:
    """TOK-08."""
    invited = invite(cast, leaves="by_card")
    code = printed(cast, invited.user_id)
    before = cast.acts()
    assert {redeem(cast, code) for _ in range(3)} == {cast.link(invited.invitation_id)}
    assert cast.acts() == before
    assert printed(cast, invited.user_id) == code


def test_a_new_link_kills_the_code_and_a_new_card_has_another(cast: Cast) -> None:
    """INV-06: who has a card gets no message by a resend."""
    invited = invite(cast, leaves="by_card")
    old = printed(cast, invited.user_id)
    sent = cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    with pytest.raises(CardUnknown):
        redeem(cast, old)
    assert (sent.by_card, cast.letters()) == (True, [])
    new = printed(cast, invited.user_id)
    assert new != old
    assert redeem(cast, new) == cast.link(invited.invitation_id, 2)


def test_a_card_says_what_became_of_the_invitation(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast, leaves="by_card")
    code = printed(cast, invited.user_id)
    clock.move(days=8)
    assert cast.kit.acceptance.peek(redeem(cast, code)).status == "expired"
    with pytest.raises(NoLiveInvitation):
        printed(cast, invited.user_id)
    cast.kit.invitations.revoke(cast.admin, user_id=invited.user_id)
    assert cast.kit.acceptance.peek(redeem(cast, code)).status == "revoked"


def test_tries_are_counted_by_network_before_the_code_is_looked_up(cast: Cast) -> None:
    """AUT-07: the eleventh is refused, right or wrong."""
    invited = invite(cast, leaves="by_card")
    code = printed(cast, invited.user_id)
    for number in range(10):
        with pytest.raises(CardUnknown):
            redeem(cast, f"{number:012d}")
    with pytest.raises(TooManyAttempts):
        redeem(cast, code)


def test_no_table_holds_the_code_and_the_row_only_its_digest(cast: Cast) -> None:
    """TOK-01."""
    invited = invite(cast, leaves="by_card")
    card = cast.kit.cards.print(cast.admin, user_id=invited.user_id)
    dump = cast.dump()
    assert card.code not in dump
    assert card.link.rpartition("/")[2] not in dump
    digest = row(cast, invited.invitation_id).card_digest
    assert digest
    assert digest in dump
    assert card.code not in repr(card)
    assert card.link not in repr(card)


def test_a_card_is_for_who_may_invite_that_person(cast: Cast) -> None:
    """ACL-01, ACL-06, ACL-03."""
    above = cast.kit.invitations.create_and_invite(
        cast.admin, new=cast.new("Iris Noir", role_id=cast.roles["admin"])
    )
    agent, _ = cast.join("Paul Noir", "agent")
    manager, _ = cast.join("Mado Petit", "manager")
    for actor, refusal in ((agent, Forbidden), (manager, RoleAboveYours)):
        with pytest.raises(refusal):
            cast.kit.cards.print(actor, user_id=above.user_id)
    with pytest.raises(NotFound):
        cast.kit.cards.print(cast.admin, user_id="0" * 32)
    assert "invitation_card_printed" not in cast.acts()
    assert row(cast, above.invitation_id).card_digest is None


def test_the_link_of_a_mailed_invitation_can_be_printed_too(cast: Cast) -> None:
    invited = invite(cast)
    assert redeem(cast, printed(cast, invited.user_id)) == cast.link(invited.invitation_id)
    assert status(cast, invited.invitation_id, 1) == "open"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert read_code("oO0iIlL1-abcd") == "00011111ABCD"
    assert read_code("U0000000000") == ""
