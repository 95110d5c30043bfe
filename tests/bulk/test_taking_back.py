"""Taking an act on many back after others have acted: what they did stays, and nothing is made twice."""

from dataclasses import replace

import pytest

from comunik_kit.invitations.inputs import AT_ONCE
from comunik_kit.invitations.tables import Invitation
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


def test_an_invitation_that_was_renewed_by_inviting_many_is_past_its_term_again(staff: Staff) -> None:
    """Who was « Invité », and had asked for another link, stands there again; no link that was made opens."""
    [ana] = staff.people(1)
    sent = staff.kit.invitations.invite(staff.cast.admin, user_id=ana, options=replace(AT_ONCE, days=3))
    while staff.kit.worker.step():
        pass
    staff.clock.move(days=10)
    staff.kit.link_requests.request(staff.cast.link(sent.invitation_id), origin=ORIGIN)
    before = _invitation(staff, sent.invitation_id)
    job = staff.done("invite", [ana])
    assert _invitation(staff, sent.invitation_id).version == 2

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "done"}
    after = _invitation(staff, sent.invitation_id)
    kept = {"version", "next_reminder_at"}
    assert after.model_dump(exclude=kept) == before.model_dump(exclude=kept)
    assert (after.version, after.next_reminder_at) == (2, None)
    assert (staff.cast.person(ana).status, staff.cast.person(ana).invited_at) == ("invited", before.issued_at)
    letters = [letter.state for letter in staff.cast.letters() if letter.recipient_id == ana]
    assert letters == ["sent", "cancelled"]
    links = [staff.cast.link(sent.invitation_id, version) for version in (1, 2)]
    assert [staff.kit.acceptance.peek(link).status for link in links] == ["replaced", "expired"]
    assert staff.journal()["invitation_revoked"] == 0
    [entry] = staff.entries("invitation_changed")
    assert (entry.target_id, entry.details) == (ana, {"fields": ["expires_at"]})


def test_an_invitation_that_was_renewed_and_taken_back_is_renewed_once_more(staff: Staff) -> None:
    """The new link is another than the one that was taken back."""
    [ana] = staff.people(1)
    sent = staff.kit.invitations.invite(staff.cast.admin, user_id=ana)
    staff.clock.move(days=10)
    staff.undone(staff.done("invite", [ana]))

    staff.done("invite", [ana])

    assert [each.state for each in staff.cast.letters() if each.version == 3] == ["queued"]
    links = [staff.cast.link(sent.invitation_id, version) for version in (1, 2, 3)]
    statuses = [staff.kit.acceptance.peek(link).status for link in links]
    assert statuses == ["replaced", "replaced", "open"]


def _invitation(staff: Staff, invitation_id: str) -> Invitation:
    with staff.kit.db.read() as s:
        return s.get_one(Invitation, invitation_id)
