"""Several processes on one database, each with several threads: what may happen once happens once."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, func, select

from comunik_kit.access.limits import SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.tables import PendingSignIn, RecoveryCode, UserSession
from comunik_kit.mail.outbox import Template
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Workspace
from tests.access.acts import OLGA, newcomer, reset_link, sign_in
from tests.access.second import awaited, switched_on
from tests.support import crowd
from tests.support.cast import ORIGIN, PASSWORD, Cast, kit_on
from tests.support.clock import MovedClock

MANY = 20
ACTS = "tests.access.racing"


def many_addresses(number: int) -> list[str]:
    return [f"198.51.100.{each}" for each in range(number)]


def rows(cast: Cast, table: type[SQLModel], *where: ColumnElement[bool]) -> int:
    with cast.kit.db.read() as s:
        return s.exec(select(func.count()).select_from(table).where(*where)).one()


def told(cast: Cast) -> Counter[str]:
    return Counter(cast.acts())


def test_of_many_wrong_passwords_for_one_account_ten_are_compared(cast: Cast) -> None:
    """AUT-07: from forty-eight addresses, in four processes; the others' hashes are not even begun."""
    answers = crowd.at_once(cast.kit, f"{ACTS}:guess", [(OLGA, ip) for ip in many_addresses(48)])

    hits = SIGN_IN_ACCOUNT.hits
    assert Counter(answers) == {"BadCredentials 1": hits, "TooManyAttempts 0": 48 - hits}
    assert told(cast)["authn_login_fail"] == hits


def test_of_many_wrong_passwords_from_one_address_ten_are_compared(cast: Cast) -> None:
    """AUT-07: whoever tries one password at many accounts."""
    tries = [(f"p{number}@example.org", "203.0.113.7") for number in range(48)]
    answers = crowd.at_once(cast.kit, f"{ACTS}:guess", tries)

    hits = SIGN_IN_ADDRESS.hits
    assert Counter(answers) == {"BadCredentials 1": hits, "TooManyAttempts 0": 48 - hits}
    assert sign_in(cast)  # from another address, with the right one


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_one_code_in_four_processes_at_once_opens_one_session(
    cast: Cast, clock: MovedClock, kind: str
) -> None:
    """MFA-01, MFA-06: each try with a second step of its own, and no counter between it and the code."""
    app = switched_on(cast)
    clock.move(minutes=1)
    code = app.code() if kind == "app" else app.codes[3]
    tries = [(awaited(cast), code, ip) for ip in many_addresses(MANY)]
    sessions, before = rows(cast, UserSession), told(cast)

    answers = crowd.at_once(cast.kit, f"{ACTS}:give_factor", tries)

    assert Counter(answers) == {"signed in": 1, "BadFactorCode": MANY - 1}
    assert told(cast) - before == {"authn_login_success": 1, "authn_factor_fail": MANY - 1}
    assert rows(cast, UserSession) == sessions + 1
    assert rows(cast, PendingSignIn, col(PendingSignIn.used_at).is_not(None)) == 1
    assert rows(cast, RecoveryCode, col(RecoveryCode.used_at).is_not(None)) == (kind == "recovery")


def test_a_reset_link_in_four_processes_at_once_sets_one_password(cast: Cast) -> None:
    """TOK-03: the winner's; one entry, one notice, and nobody is signed in."""
    newcomer(cast)
    link, before = reset_link(cast), told(cast)
    passwords = [f"Train-bleu-{number}?" for number in range(10, 10 + MANY)]

    answers = crowd.at_once(cast.kit, f"{ACTS}:reset", [(link, each) for each in passwords])

    [winner] = [answer for answer in answers if answer != "ResetLinkUsed"]
    assert answers.count("ResetLinkUsed") == MANY - 1
    assert told(cast) - before == {"authn_password_change": 1}
    assert [each.template for each in cast.letters()].count(Template.PASSWORD_CHANGED) == 1
    assert rows(cast, UserSession, col(UserSession.ended_at).is_(None)) == 0
    assert sign_in(cast, winner)


def test_a_link_that_signs_in_opens_one_session_in_four_processes_at_once(cast: Cast) -> None:
    """TOK-03."""
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    cast.kit.link_sign_in.request(email=OLGA, origin=ORIGIN)
    letter = cast.letters()[-1]
    link = cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)
    sessions, before = rows(cast, UserSession), told(cast)

    answers = crowd.at_once(cast.kit, f"{ACTS}:enter", [(link,)] * MANY)

    assert Counter(answers) == {"signed in": 1, "SignInLinkUsed": MANY - 1}
    assert told(cast) - before == {"authn_login_success": 1}
    assert rows(cast, UserSession) == sessions + 1


def test_an_installation_claimed_by_four_processes_at_once_has_one_owner(
    database_url: str, clock: MovedClock, tmp_path: Path
) -> None:
    """AUT-10."""
    kit = kit_on(database_url, clock, tmp_path)
    tries = [(f"owner{number}@example.org", PASSWORD) for number in range(12)]
    answers = crowd.at_once(kit, f"{ACTS}:claim", tries)

    with kit.db.read() as s:
        [owner] = s.exec(select(User.email))
        assert s.exec(select(func.count()).select_from(Workspace)).one() == 1
    assert sorted(answers) == sorted(["AlreadySetUp"] * 11 + [owner])
    kit.db.dispose()
