"""Each act on many does what the act on one does, with its rules, its journal and its messages."""

from datetime import timedelta
from typing import Any

import pytest

from comunik_kit.invitations.errors import LinkRevoked
from tests.bulk.staff import EVERYBODY, Staff
from tests.support.cast import ORIGIN, PASSWORD


def test_people_are_invited_and_nobody_twice(staff: Staff) -> None:
    """INV-04: who holds a live invitation gets no second message, the one who has joined none at all."""
    ids = staff.people(3)
    staff.kit.invitations.invite(staff.cast.admin, user_id=ids[0])
    paul, _ = staff.cast.join("Paul Petit", "agent")
    letters = len(staff.cast.letters())

    job = staff.done("invite", [*ids, paul.user_id])

    assert staff.outcomes(job) == {
        ids[0]: "unchanged",
        ids[1]: "done",
        ids[2]: "done",
        paul.user_id: "already_active",
    }
    assert (job.state, job.total, job.done, job.refused) == ("finished", 4, 3, 1)
    assert len(staff.cast.letters()) == letters + 2


def test_an_invitation_that_has_not_left_is_taken_back(staff: Staff) -> None:
    [ana, bo] = staff.people(2)
    job = staff.done("invite", [ana, bo])
    staff.kit.invitations.resend(staff.cast.admin, user_id=bo)

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "done", bo: "changed_meanwhile"}
    assert staff.cast.person(ana).status == "created"
    assert staff.cast.person(bo).status == "invited"
    states = {letter.recipient_id: letter.state for letter in staff.cast.letters()}
    assert states[ana] == "cancelled"
    assert states[bo] == "queued"


def test_an_invitation_whose_message_has_left_stays(staff: Staff) -> None:
    [ana] = staff.people(1)
    job = staff.done("invite", [ana])
    while staff.kit.worker.step():
        pass

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "mail_has_left"}
    assert staff.cast.person(ana).status == "invited"


def test_invitations_are_sent_anew_and_the_old_links_are_dead(staff: Staff) -> None:
    [ana, bo] = staff.people(2)
    invited = staff.kit.invitations.invite(staff.cast.admin, user_id=ana)

    job = staff.done("resend", [ana, bo])

    assert staff.outcomes(job) == {ana: "done", bo: "no_live_invitation"}
    assert not job.may_undo
    assert staff.journal()["invitation_resent"] == 1
    assert [letter.version for letter in staff.cast.letters() if letter.recipient_id == ana] == [1, 2]
    assert staff.kit.acceptance.peek(staff.cast.link(invited.invitation_id)).status != "open"


def test_invitations_are_revoked(staff: Staff) -> None:
    [ana, bo] = staff.people(2)
    invited = staff.kit.invitations.invite(staff.cast.admin, user_id=ana)

    job = staff.done("revoke", [ana, bo])

    assert staff.outcomes(job) == {ana: "done", bo: "no_live_invitation"}
    assert staff.cast.person(ana).status == "created"
    with pytest.raises(LinkRevoked):
        staff.kit.acceptance.accept(
            staff.cast.link(invited.invitation_id),
            invitation_id=invited.invitation_id,
            password=PASSWORD,
            confirmation=PASSWORD,
            origin=ORIGIN,
        )


def test_a_role_is_given_and_taken_back(staff: Staff) -> None:
    ids = staff.people(2)
    [carla] = staff.people(1, role="supervisor")
    role = staff.cast.roles["supervisor"]

    job = staff.done("role", [*ids, carla], role_id=role)

    assert set(staff.outcomes(job).values()) == {"done", "unchanged"}
    assert staff.outcomes(job)[carla] == "unchanged"
    assert {staff.cast.person(each).role_id for each in ids} == {role}
    assert staff.journal()["privilege_permissions_changed"] == 2
    assert (job.named, job.role_key) == ("Superviseur", "supervisor")

    staff.rename(ids[1], "Bo Changé")
    back = staff.undone(job)

    assert staff.outcomes(back) == {ids[0]: "done", ids[1]: "changed_meanwhile"}
    assert staff.cast.person(ids[0]).role_id == staff.cast.roles["agent"]
    assert staff.cast.person(ids[1]).role_id == role
    assert staff.look(job).undone_by == back.id


@pytest.mark.parametrize("field", ["department", "company"])
def test_a_department_or_a_company_is_given_made_once_and_taken_back(staff: Staff, field: str) -> None:
    [ana, bo] = staff.people(2)
    staff.done(field, [bo], **{field: "Ancienne"})

    job = staff.done(field, [ana, bo], **{field: "Nouvelle"})

    shown = [staff.kit.users.detail(staff.cast.admin, each) for each in (ana, bo)]
    assert {getattr(each, field) for each in shown} == {"Nouvelle"}
    assert staff.journal()[f"{field}_created"] == 2  # « Ancienne » and « Nouvelle », each once

    staff.undone(job)

    shown = [staff.kit.users.detail(staff.cast.admin, each) for each in (ana, bo)]
    assert [getattr(each, field) for each in shown] == ["", "Ancienne"]


def test_a_department_is_taken_away(staff: Staff) -> None:
    [ana] = staff.people(1)
    staff.done("department", [ana], department="Ventes")

    staff.done("department", [ana], department="")

    assert staff.cast.person(ana).department_id is None


def test_who_has_that_tier_already_is_left_alone(staff: Staff) -> None:
    [ana] = staff.people(1)
    version = staff.cast.person(ana).version

    job = staff.done("tier", [ana], tier_id=staff.cast.tier_id)

    assert staff.outcomes(job) == {ana: "unchanged"}
    assert staff.cast.person(ana).version == version
    assert staff.journal()["user_updated"] == 0


def test_accesses_are_suspended_and_that_is_taken_back(staff: Staff) -> None:
    """SES-07: the sessions of who is suspended are over; who was suspended before stays so."""
    paul, secret = staff.cast.join("Paul Petit", "agent")
    [ana, bo] = staff.people(2)
    staff.kit.users.suspend(staff.cast.admin, user_id=bo)

    job = staff.done("suspend", [paul.user_id, ana, bo])

    assert staff.outcomes(job)[bo] == "already_suspended"
    assert staff.kit.sessions.actor(secret, origin=ORIGIN) is None

    staff.undone(job)

    assert staff.cast.person(paul.user_id).status == "active"
    assert staff.cast.person(ana).status == "created"
    assert staff.cast.person(bo).status == "suspended"


def test_people_are_deleted_and_come_back_within_thirty_days(staff: Staff) -> None:
    ids = staff.people(2)

    job = staff.done("delete", ids)

    assert {staff.cast.person(each).status for each in ids} == {"deleted"}
    staff.cast.create(
        "Personne Autre", email="p1.agent@example.org"
    )  # who takes an address that is free again

    staff.clock.move(days=29)
    back = staff.undone(job)

    assert staff.outcomes(back) == {ids[0]: "done", ids[1]: "email_taken"}
    assert staff.cast.person(ids[0]).status == "created"


def test_a_deletion_is_for_good_after_thirty_days(staff: Staff) -> None:
    ids = staff.people(1)
    job = staff.done("delete", ids)
    staff.clock.move(days=30, seconds=timedelta(seconds=1).total_seconds())

    back = staff.undone(job)

    assert set(staff.outcomes(back).values()) == {"too_late_to_restore"}


def test_accesses_are_restored_and_that_is_taken_back(staff: Staff) -> None:
    ana, bo, cid = staff.people(3)
    staff.kit.users.suspend(staff.cast.admin, user_id=ana)
    staff.kit.users.delete(staff.cast.admin, user_id=bo)

    job = staff.done("restore", [ana, bo, cid])

    assert staff.outcomes(job) == {ana: "done", bo: "done", cid: "nothing_to_restore"}

    staff.undone(job)

    assert [staff.cast.person(each).status for each in (ana, bo, cid)] == ["suspended", "deleted", "created"]


@pytest.mark.parametrize("act", ["suspend", "delete", "role", "invite"])
def test_nobody_acts_on_themselves_nor_on_who_stands_above(staff: Staff, act: str) -> None:
    """ACL-06, ACL-07: everybody is meant, and the admin is still there."""
    staff.people(2)
    boss, _ = staff.cast.join("Maud Chef", "manager")
    other, _ = staff.cast.join("Max Égal", "manager")
    params: dict[str, Any] = {"role_id": staff.cast.roles["user"]} if act == "role" else {}
    if act == "delete":
        boss = staff.cast.admin

    job = staff.done(act, by=boss, matching=EVERYBODY, **params)

    outcomes = staff.outcomes(job)
    assert outcomes[boss.user_id] == "not_yourself"
    assert staff.cast.person(boss.user_id).status == "active"
    if boss is not staff.cast.admin:
        refusal = "already_active" if act == "invite" else "person_above_you"
        assert outcomes[staff.cast.admin.user_id] == outcomes[other.user_id] == refusal
        assert staff.cast.person(staff.cast.admin.user_id).role_id == staff.cast.roles["admin"]


def test_two_admins_who_suspend_each_other_leave_one(staff: Staff) -> None:
    """ACL-07: whoever comes second is no admin any more, and their job does nothing."""
    adam, _ = staff.cast.join("Adam Second", "admin")
    first = staff.start("suspend", matching=EVERYBODY)
    second = staff.start("suspend", by=adam, matching=EVERYBODY)

    staff.carried_out(first)

    assert staff.outcomes(first)[adam.user_id] == "done"
    assert (staff.look(second).state, staff.look(second).reason) == ("stopped", "starter_gone")
    assert staff.cast.person(staff.cast.admin.user_id).status == "active"


def test_each_person_has_an_entry_and_the_job_one(staff: Staff) -> None:
    ids = staff.people(3)

    job = staff.done("suspend", ids)

    assert staff.journal()["user_suspended"] == 3
    [entry] = staff.entries("bulk_job_started")
    assert (entry.target_id, entry.details["people"], entry.details["act"]) == (job.id, 3, "suspend")
    [one, *_] = staff.entries("user_suspended")
    assert (one.actor_id, one.ip, one.user_agent) == (
        staff.cast.admin.user_id,
        staff.cast.admin.ip,
        staff.cast.admin.user_agent,
    )


def test_who_was_forgotten_meanwhile_is_left_alone(staff: Staff) -> None:
    """Nothing of them is kept that an undo could bring back."""
    ana, bo = staff.people(2)
    job = staff.done("department", [ana, bo], department="Ventes")
    staff.kit.users.delete(staff.cast.admin, user_id=ana)
    staff.clock.move(days=31)
    staff.kit.erasure.run_due()

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "not_found", bo: "done"}
