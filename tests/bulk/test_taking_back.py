"""Taking an act on many back after others have acted: what they did stays, and nothing is made twice."""

import pytest

from comunik_kit.users.team_inputs import TeamForm
from tests.bulk.staff import Staff
from tests.support.cast import ORIGIN, PASSWORD


@pytest.mark.parametrize("end", ["suspend", "delete"])
def test_who_was_invited_or_joined_since_a_return_keeps_it(staff: Staff, end: str) -> None:
    """Neither moves the version of a record: taking a return back would end what others have begun since."""
    ana, bo, cid = staff.people(3)
    for each in (ana, bo, cid):
        getattr(staff.kit.users, end)(staff.cast.admin, user_id=each)
    job = staff.done("restore", [ana, bo, cid])
    joins, waits = (staff.kit.invitations.invite(staff.cast.admin, user_id=each) for each in (ana, bo))
    staff.kit.acceptance.accept(
        staff.cast.link(joins.invitation_id),
        invitation_id=joins.invitation_id,
        password=PASSWORD,
        confirmation=PASSWORD,
        origin=ORIGIN,
    )

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "changed_meanwhile", bo: "changed_meanwhile", cid: "done"}
    assert [staff.cast.person(each).status for each in (ana, bo)] == ["active", "invited"]
    assert staff.kit.acceptance.peek(staff.cast.link(waits.invitation_id)).status == "open"


def test_who_comes_back_from_a_deletion_has_to_be_invited_again(staff: Staff) -> None:
    """ACL-10: as of a single person; the question before the act says so."""
    [ana] = staff.people(1)
    sent = staff.kit.invitations.invite(staff.cast.admin, user_id=ana)

    back = staff.undone(staff.done("delete", [ana]))

    assert staff.outcomes(back) == {ana: "done"}
    assert staff.cast.person(ana).status == "created"
    assert staff.kit.acceptance.peek(staff.cast.link(sent.invitation_id)).status == "revoked"


def test_a_department_that_was_renamed_since_is_the_one_that_people_come_back_to(staff: Staff) -> None:
    [ana] = staff.people(1)
    staff.done("department", [ana], department="Ventes")
    former = staff.cast.person(ana).department_id
    job = staff.done("department", [ana], department="Support")
    _rename_team(staff, "Ventes", "Commerce")
    staff.cast.create("Bo Roy", department="Ventes")  # another team has the name by now

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "done"}
    assert staff.cast.person(ana).department_id == former
    teams = staff.kit.teams.book(staff.cast.admin).teams
    assert {each.name: each.people for each in teams} == {"Commerce": 1, "Support": 0, "Ventes": 1}


def test_a_department_that_was_deleted_since_is_made_anew_for_who_comes_back(staff: Staff) -> None:
    [ana] = staff.people(1)
    staff.done("department", [ana], department="Ventes")
    job = staff.done("department", [ana], department="Support")
    teams = staff.kit.teams
    gone = next(each for each in teams.book(staff.cast.admin).teams if each.name == "Ventes")
    teams.delete(staff.cast.admin, team_id=gone.id, version=gone.version)

    staff.undone(job)

    assert staff.kit.users.detail(staff.cast.admin, ana).department == "Ventes"


def _rename_team(staff: Staff, name: str, to: str) -> None:
    teams, admin = staff.kit.teams, staff.cast.admin
    line = next(each for each in teams.book(admin).teams if each.name == name)
    teams.change(admin, team_id=line.id, form=TeamForm(to), version=line.version)
