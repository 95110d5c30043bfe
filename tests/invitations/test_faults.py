"""Faults in the middle of an acceptance: everything or nothing, wherever they strike, and the next try works."""

import sys
from itertools import count
from pathlib import Path

from sqlmodel import SQLModel, select

from comunik_kit.access.tables import Credential, UserSession
from comunik_kit.invitations.service import Invited
from comunik_kit.invitations.tables import Invitation
from comunik_kit.mail.outbox import Template
from comunik_kit.users.tables import UserStatus
from tests.support import forks
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.statements import Broken, broken_after, raise_broken

# An acceptance takes about thirty-five statements, the commit included: far fewer would be no acceptance.
FEWEST = 25


def accepted_whole(cast: Cast, invited: Invited) -> bool:
    """Tell whether all is there that an acceptance leaves, once."""

    def of_ana(table: type[SQLModel]) -> int:
        with cast.kit.db.read() as s:
            return len(
                [row for row in s.exec(select(table)) if getattr(row, "user_id", "") == invited.user_id]
            )

    with cast.kit.db.read() as s:
        burnt = s.get_one(Invitation, invited.invitation_id).accepted_at is not None
    news = [letter for letter in cast.letters() if letter.template == Template.INVITATION_ACCEPTED]
    return (
        burnt
        and cast.person(invited.user_id).status == UserStatus.ACTIVE
        and (of_ana(Credential), of_ana(UserSession), len(news)) == (1, 1, 1)
        and cast.acts().count("invitation_accepted") == 1
    )


def test_a_fault_after_any_statement_leaves_an_invitation_as_it_was(cast: Cast) -> None:
    """INV-09: person, password, session, link, entry and message; before the commit too."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    link, before = cast.link(invited.invitation_id), cast.dump()
    form = {"password": PASSWORD, "confirmation": PASSWORD, "origin": ORIGIN}
    number, started = 0, None
    for number in count(1):
        try:
            with broken_after(cast.kit.db, number, raise_broken):
                started = cast.kit.acceptance.accept(link, invitation_id=invited.invitation_id, **form)
        except Broken:
            assert cast.dump() == before, f"something is left of a fault after statement {number}"
        else:
            break

    assert number > FEWEST
    assert accepted_whole(cast, invited)
    assert started is not None
    assert cast.actor(started.secret).user_id == invited.user_id


def test_a_process_killed_in_the_middle_leaves_an_invitation_as_it_was(cast: Cast, tmp_path: Path) -> None:
    """INV-09: SIGKILL after every fourth statement; the last process lives, and accepts with the same link."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    moment, link = cast.kit.clock.now().isoformat(), cast.link(invited.invitation_id)
    module = "tests.invitations.dying_acceptances"
    command = [sys.executable, "-m", module, cast.kit.settings.database_url, tmp_path, moment, link]

    code, said = forks.run([*command, invited.invitation_id])

    assert code == 0, said
    assert int(said) > FEWEST
    assert accepted_whole(cast, invited)
