"""Many at the same moment, on both databases: one winner, whole."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import select

from comunik_kit.access.tables import UserSession
from comunik_kit.invitations.errors import AlreadyActive, LinkRevoked, LinkUsed, NoLiveInvitation
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.tables import UserStatus
from tests.access.acts import sign_in
from tests.support import crowd
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


def test_one_link_accepted_in_four_processes_at_once_makes_one_account(cast: Cast) -> None:
    """TOK-03, INV-09: with the winner's password; one session, one entry, one message to who invited."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    link, before = cast.link(invited.invitation_id), Counter(cast.acts())
    passwords = [f"Train-bleu-{number}?" for number in range(10, 10 + MANY)]
    tries = [(link, invited.invitation_id, each) for each in passwords]

    answers = crowd.at_once(cast.kit, "tests.access.racing:accept", tries)

    [winner] = [answer for answer in answers if answer != LinkUsed.__name__]
    assert answers.count(LinkUsed.__name__) == MANY - 1
    assert Counter(cast.acts()) - before == {"invitation_accepted": 1}
    assert [letter.dedupe_key for letter in cast.letters()].count(f"accepted/{invited.invitation_id}") == 1
    with cast.kit.db.read() as s:
        assert len(s.exec(select(UserSession.id).where(UserSession.user_id == invited.user_id)).all()) == 1
    assert sign_in(cast, winner, email="ana@example.org").user_id == invited.user_id


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
