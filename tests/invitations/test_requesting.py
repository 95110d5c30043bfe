"""« Demander un nouveau lien », and what the inviter hears of it and of an acceptance."""

import pytest

from comunik_kit.access.errors import TooManyAttempts
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.tables import MailState, OptOut
from tests.invitations.looking import accept, invite, of, row, status
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock


def ask(cast: Cast, secret: str) -> None:
    assert cast.kit.link_requests.request(secret, origin=ORIGIN) is None


def test_an_expired_link_asks_its_inviter_and_one_click_answers(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast)
    cast.kit.worker.step()
    clock.move(days=8)
    told: list[Topic] = []
    with cast.kit.fanout.listening(lambda _, topic: told.append(topic)):
        ask(cast, cast.link(invited.invitation_id))
    (letter,) = of(cast, "link_requested")

    assert (letter.to_email, letter.params["full_name"]) == ("olga@example.org", "Olga Martin")
    assert (letter.params["invitee"], letter.params["email"]) == ("Ana Lopez", "ana@example.org")
    assert letter.params["path"] == f"/users/{invited.user_id}"
    assert (letter.purpose, letter.subject_id) == ("", "")
    assert Topic.INVITATIONS in told
    assert cast.kit.invitations.page(cast.admin).rows[0].link_requested_at == clock.now().isoformat()
    assert cast.kit.revisions.pending(cast.admin, user_id=invited.user_id).link_requested_at

    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    assert row(cast, invited.invitation_id).link_requested_at is None
    assert (status(cast, invited.invitation_id, 1), status(cast, invited.invitation_id, 2)) == (
        "replaced",
        "open",
    )
    assert cast.acts()[-2:] == ["invitation_link_requested", "invitation_resent"]


def test_a_replaced_link_may_ask_too(cast: Cast) -> None:
    invited = invite(cast)
    cast.kit.invitations.resend(cast.admin, user_id=invited.user_id)
    ask(cast, cast.link(invited.invitation_id, 1))
    assert len(of(cast, "link_requested")) == 1


def test_whoever_asks_again_the_same_day_is_heard_once(cast: Cast, clock: MovedClock) -> None:
    invited = invite(cast)
    clock.move(days=8)
    for _ in range(3):
        ask(cast, cast.link(invited.invitation_id))
        clock.move(hours=7)
    assert len(of(cast, "link_requested")) == 1
    clock.move(hours=7)
    ask(cast, cast.link(invited.invitation_id))
    assert len(of(cast, "link_requested")) == 2


@pytest.mark.parametrize("kind", ["open", "accepted", "revoked", "forged", "other", "nothing"])
def test_any_other_link_gets_the_same_answer_and_changes_nothing(cast: Cast, kind: str) -> None:
    """AUT-09, TOK-02."""
    invited = invite(cast)
    secret = cast.link(invited.invitation_id)
    if kind == "accepted":
        accept(cast, invited.invitation_id)
    elif kind == "revoked":
        cast.kit.invitations.revoke(cast.admin, user_id=invited.user_id)
    elif kind == "forged":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    elif kind == "other":
        secret = cast.kit.keyring.link("reset", invited.invitation_id, 1)
    elif kind == "nothing":
        secret = ""
    before = (len(cast.letters()), len(cast.acts()))
    ask(cast, secret)
    assert (len(cast.letters()), len(cast.acts())) == before
    assert row(cast, invited.invitation_id).link_requested_at is None


def test_asking_is_counted_by_network_before_anything_is_looked_up(cast: Cast, clock: MovedClock) -> None:
    """AUT-07."""
    invited = invite(cast)
    clock.move(days=8)
    for _ in range(10):
        ask(cast, "x")
    with pytest.raises(TooManyAttempts):
        ask(cast, cast.link(invited.invitation_id))
    assert of(cast, "link_requested") == []


def test_an_inviter_who_was_deleted_leaves_no_link_to_ask_with(cast: Cast) -> None:
    mado, _ = cast.join("Mado Petit", "manager")
    invited = cast.kit.invitations.create_and_invite(mado, new=cast.new())
    cast.kit.users.delete(cast.admin, user_id=mado.user_id)
    ask(cast, cast.link(invited.invitation_id))
    assert of(cast, "link_requested") == []


def test_the_inviter_learns_that_somebody_joined(cast: Cast) -> None:
    """INV-09: in the transaction of the acceptance."""
    invited = invite(cast)
    accept(cast, invited.invitation_id)
    (letter,) = of(cast, "invitation_accepted")
    assert (letter.to_email, letter.params["invitee"]) == ("olga@example.org", "Ana Lopez")
    assert letter.params["path"] == f"/users/{invited.user_id}"
    assert letter.state == MailState.QUEUED


def test_who_asked_not_to_be_told_is_not(cast: Cast, clock: MovedClock) -> None:
    with cast.kit.db.write() as session:
        session.add(
            OptOut(
                user_id=cast.admin.user_id,
                template="invitation_accepted",
                workspace_id=cast.workspace_id,
                at=clock.now(),
            )
        )
    invited = invite(cast)
    accept(cast, invited.invitation_id)
    assert of(cast, "invitation_accepted") == []
    assert cast.person(invited.user_id).status == "active"
