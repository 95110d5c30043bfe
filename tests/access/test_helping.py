"""An administrator helps somebody to get in again: a reset link, or an initial password."""

import pytest

from comunik_kit.access.errors import NoAccountYet, TooManyAttempts
from comunik_kit.access.sign_in import BadCredentials
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users.errors import NotYourself
from tests.access.acts import sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast

ANA = "ana@example.org"
INITIAL = "Tournesol-jaune-7!"


def staged(cast: Cast, actor: Actor | None = None) -> str:
    return cast.kit.passwords.stage(actor or cast.admin, password=INITIAL, name="Ana Lopez", email=ANA)


def test_a_reset_link_goes_to_the_stored_address_and_signs_nobody_out(cast: Cast) -> None:
    """AUT-12: the admin never holds the link."""
    ana, secret = cast.join("Ana Lopez", "agent")
    assert cast.kit.recovery.send(cast.admin, user_id=ana.user_id) == ANA
    letter = cast.letters()[-1]
    assert (letter.template, letter.to_email) == ("password_reset", ANA)
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is not None
    assert cast.acts()[-1] == "authn_password_reset_sent"


def test_an_initial_password_ends_every_session_and_must_be_replaced(cast: Cast) -> None:
    """AUT-11."""
    ana, secret = cast.join("Ana Lopez", "agent")
    cast.kit.passwords.give_initial(cast.admin, user_id=ana.user_id, staged=staged(cast))
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None
    with pytest.raises(BadCredentials):
        cast.kit.sign_in.sign_in(email=ANA, password=PASSWORD, origin=ORIGIN)
    assert sign_in(cast, INITIAL, email=ANA).must_change_password
    assert "authn_initial_password_given" in cast.acts()
    assert INITIAL not in cast.dump()


def test_a_staged_password_serves_once_and_only_who_staged_it(cast: Cast) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    mado, _ = cast.join("Mado Blanc", "manager")
    of_mado, own = staged(cast, mado), staged(cast)
    with pytest.raises(InvalidInput):
        cast.kit.passwords.give_initial(cast.admin, user_id=ana.user_id, staged=of_mado)
    cast.kit.passwords.give_initial(cast.admin, user_id=ana.user_id, staged=own)
    with pytest.raises(InvalidInput):
        cast.kit.passwords.give_initial(cast.admin, user_id=ana.user_id, staged=own)


def test_who_may_not_be_helped_is_not(cast: Cast) -> None:
    """ACL-03, ACL-06."""
    ana, _ = cast.join("Ana Lopez", "agent")
    mado, _ = cast.join("Mado Blanc", "manager")
    new = cast.create("Nora Petit")
    acts, letters = cast.acts(), len(cast.letters())
    tries = (
        (ana, mado.user_id, Forbidden),
        (mado, cast.admin.user_id, PersonAboveYou),
        (cast.admin, new, NoAccountYet),
        (cast.admin, "0" * 32, NotFound),
    )
    for actor, user_id, refusal in tries:
        with pytest.raises(refusal):
            cast.kit.recovery.send(actor, user_id=user_id)
        with pytest.raises(refusal):
            cast.kit.passwords.give_initial(actor, user_id=user_id, staged="0" * 32)
    with pytest.raises(NotYourself):
        cast.kit.passwords.give_initial(cast.admin, user_id=cast.admin.user_id, staged="0" * 32)
    assert (cast.acts(), len(cast.letters())) == (acts, letters)


def test_nobody_fills_a_mailbox_with_links(cast: Cast) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    for _ in range(3):
        cast.kit.recovery.send(cast.admin, user_id=ana.user_id)
    with pytest.raises(TooManyAttempts):
        cast.kit.recovery.send(cast.admin, user_id=ana.user_id)
