"""Many at the same moment, on both databases: one winner, whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from comunik_kit.invitations.errors import AlreadyActive, LinkRevoked, LinkUsed, NoLiveInvitation
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.tables import UserStatus
from tests.support.cast import ORIGIN, PASSWORD, Cast

MANY = 20
ROUNDS = 12


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; give each one's answer or refusal."""
    gate = Barrier(len(acts))

    def play(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except KitError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(play, acts))


def accepting(cast: Cast, invitation_id: str) -> Callable[[], object]:
    return lambda: cast.kit.acceptance.accept(
        cast.link(invitation_id),
        invitation_id=invitation_id,
        password=PASSWORD,
        confirmation=PASSWORD,
        origin=ORIGIN,
    )


def test_twenty_acceptances_of_one_link_make_one_account(cast: Cast) -> None:
    """TOK-03."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    answers = at_once(*[accepting(cast, invited.invitation_id)] * MANY)

    assert sum(isinstance(answer, LinkUsed) for answer in answers) == MANY - 1
    assert cast.acts().count("invitation_accepted") == 1


def test_twenty_creations_of_one_address_make_one_person_and_one_message(cast: Cast) -> None:
    """INV-04: twenty forms of their own, and one form twenty times."""
    forms = [cast.new() for _ in range(MANY)]
    at_once(*[lambda f=form: cast.kit.invitations.create_and_invite(cast.admin, new=f) for form in forms])
    same = cast.new("Luc Morel")
    at_once(*[lambda: cast.kit.invitations.create_and_invite(cast.admin, new=same)] * MANY)

    assert [letter.to_email for letter in cast.letters()] == ["ana@example.org", "luc@example.org"]
    assert cast.acts().count("user_created") == len(["Olga", "Ana", "Luc"])


def test_an_invitation_is_never_both_revoked_and_accepted(cast: Cast) -> None:
    """INV-07: whichever comes first wins alone, and the journal agrees."""
    for number in range(ROUNDS):
        invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(f"P{number} Durand"))
        accepted, revoked = at_once(
            accepting(cast, invited.invitation_id),
            lambda who=invited.user_id: cast.kit.invitations.revoke(cast.admin, user_id=who),
        )
        joined = cast.person(invited.user_id).status == UserStatus.ACTIVE
        assert joined == isinstance(revoked, AlreadyActive | NoLiveInvitation)
        assert joined != isinstance(accepted, LinkRevoked)
    acts = cast.acts()
    assert acts.count("invitation_accepted") + acts.count("invitation_revoked") == ROUNDS
