"""An import that makes administrators asks for a fresh proof before it writes (SES-08)."""

from dataclasses import replace

import pytest

from comunik_kit.importing.inputs import Sending
from comunik_kit.kernel.errors import ProofNeeded
from tests.importing.desk import Desk

AGENTS = "Nom;E-mail;Rôle\nDi;di@exemple.fr;Agent\n"
ONE_ADMIN = "Nom;E-mail;Rôle\nBo;bo@exemple.fr;Admin\nCy;cy@exemple.fr;Agent\n"
BY_CHOICE = "Nom;E-mail\nBo;bo@exemple.fr\n"


@pytest.mark.parametrize("makes_admins", ["in a line", "by the role chosen for all"])
def test_it_waits_for_the_proof_and_nobody_is_written_before(desk: Desk, makes_admins: str) -> None:
    """SES-08."""
    stale, chosen = replace(desk.cast.admin, is_recent=False), desk.cast.roles["admin"]
    in_a_line = makes_admins == "in a line"
    import_id = desk.judge(ONE_ADMIN) if in_a_line else desk.judge(BY_CHOICE, role_id=chosen)
    with pytest.raises(ProofNeeded):
        desk.imports.write(stale, import_id=import_id, sending=Sending())
    view = desk.view(import_id)
    assert (view.state, view.written) == ("judged", 0)
    assert desk.write(import_id).written == (2 if in_a_line else 1)


def test_one_that_makes_none_asks_for_none(desk: Desk) -> None:
    """What an earlier judging chose counts no more."""
    stale = replace(desk.cast.admin, is_recent=False)
    import_id = desk.judge(AGENTS)
    usual = desk.view(import_id).role_id
    desk.judge_again(import_id, role_id=desk.cast.roles["admin"])
    desk.judge_again(import_id, role_id=usual)
    assert desk.write(import_id, by=stale).written == 1
