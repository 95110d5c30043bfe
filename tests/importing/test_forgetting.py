"""ACL-10: who is forgotten stands in no line of a list any more."""

import pytest

from tests.importing.desk import Desk
from tests.support.clock import MovedClock

GONE = "zo_e@exemple.fr"


@pytest.fixture
def listed(desk: Desk, clock: MovedClock) -> Desk:
    """Lend a workspace that somebody left, and from which they will be forgotten in a while."""
    user_id = desk.cast.create("Zoé Quatrevaux", email=GONE)
    desk.kit.users.delete(desk.cast.admin, user_id=user_id)
    clock.move(days=20)
    return desk


def _forgotten(desk: Desk, clock: MovedClock) -> str:
    """Forget who is due while the list is still kept; what the database holds then."""
    clock.move(days=11)
    assert desk.kit.erasure.run() == 1
    return desk.cast.dump()


@pytest.mark.parametrize(
    "line",
    [
        f"Zoé Quatrevaux;{GONE};12",
        f"Zoé Quatrevaux;{GONE.upper()};12",
        f"Zoé Quatrevaux;Zoé <{GONE}>, Bo <bo@exemple.fr>;",
        f"Zoé Quatrevaux;;{GONE}",
    ],
)
def test_lines_of_the_forgotten_are_emptied_whatever_was_wrong_with_them(
    listed: Desk, clock: MovedClock, line: str
) -> None:
    import_id = listed.judge(f"Nom;E-mail;Mobile\n{line}\nAna;ana@exemple.fr;12\nBo;bo@exemple.fr;")
    listed.write(import_id)
    dump = _forgotten(listed, clock)
    assert GONE not in dump.lower()
    assert "Quatrevaux" not in dump
    assert [each.name for each in listed.lines(import_id)] == ["", "Ana", "Bo"]


def test_a_line_of_somebody_with_a_like_address_stays(listed: Desk, clock: MovedClock) -> None:
    import_id = listed.judge("Nom;E-mail;Mobile\nZoa;zoxe@exemple.fr;12\nBo;bo@exemple.fr;")
    listed.write(import_id)
    _forgotten(listed, clock)
    assert [each.name for each in listed.lines(import_id)] == ["Zoa", "Bo"]
