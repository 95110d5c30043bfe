"""ACL-10: forgetting somebody takes nothing from others who have the address or the photo now, or the same name."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.importing.tables import ImportRow
from comunik_kit.invitations.inputs import AT_ONCE
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.reports import RESEND, Report
from comunik_kit.mail.tables import MailReport, OutboxMessage, Suppression
from tests.importing.desk import Desk
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.lived import block, change, move_to, photo

MARIE = "marie@example.org"


def forget(cast: Cast, clock: MovedClock, *user_ids: str) -> None:
    for user_id in user_ids:
        cast.kit.users.delete(cast.admin, user_id=user_id)
    clock.move(days=30)
    assert cast.kit.erasure.run() == len(user_ids)


def blocked(cast: Cast) -> list[str]:
    with cast.kit.db.read() as s:
        return list(s.execute(select(col(Suppression.email_key))).scalars())


def block_in_journal(cast: Cast) -> str:
    with cast.kit.db.read() as s:
        entries = select(col(AuditEntry.target_name)).where(col(AuditEntry.target_kind) == "address")
        return s.execute(entries).scalar_one()


def lines(cast: Cast) -> list[dict[str, object]]:
    with cast.kit.db.read() as s:
        return [row.cells for row in s.execute(select(ImportRow).order_by(col(ImportRow.line))).scalars()]


@pytest.fixture
def first(cast: Cast) -> str:
    """Have had a Marie, who is deleted."""
    user_id = cast.create("Marie Dupont", email=MARIE)
    cast.kit.users.delete(cast.admin, user_id=user_id)
    return user_id


@pytest.mark.parametrize("stands", ["living", "to be restored"])
def test_who_has_the_address_now_keeps_its_block_its_word_in_the_journal_and_their_line(
    cast: Cast, clock: MovedClock, first: str, stands: str
) -> None:
    desk = Desk(cast)
    desk.write(desk.judge(f"Nom;E-mail\nMarie Dupond;{MARIE}\n"))
    desk.judge(f"Nom;E-mail\nMarie Dupond;{MARIE}\nMarie D.;{MARIE}\n")
    block(cast, MARIE)
    told = lines(cast)
    with cast.kit.db.read() as s:
        made = s.execute(
            select(col(ImportRow.user_id)).where(col(ImportRow.user_id).is_not(None))
        ).scalar_one()
    clock.move(days=29)
    if stands == "to be restored":
        cast.kit.users.delete(cast.admin, user_id=made)
    clock.move(days=1)
    assert cast.kit.erasure.run() == 1
    assert cast.person(first).email == ""
    assert (blocked(cast), block_in_journal(cast), lines(cast)) == ([MARIE], MARIE, told)
    if stands == "to be restored":
        cast.kit.users.restore(cast.admin, user_id=made)
    assert cast.person(made).email == MARIE
    assert "Marie Dupont" not in cast.dump()


def test_once_the_last_who_had_an_address_is_forgotten_nothing_names_it(
    cast: Cast, clock: MovedClock, first: str
) -> None:
    second = cast.create("Marie Dupond", email=MARIE)
    block(cast, MARIE)
    clock.move(days=30)
    assert cast.kit.erasure.run() == 1
    assert MARIE in cast.dump()
    forget(cast, clock, second)
    assert (blocked(cast), block_in_journal(cast)) == ([], "")
    assert MARIE not in cast.dump()
    assert cast.person(first).anonymised_at is not None


def test_a_former_address_that_is_somebody_elses_now_stays_theirs(cast: Cast, clock: MovedClock) -> None:
    zoe, _ = cast.join("Zoé Roux", "agent", email=MARIE)
    move_to(cast, zoe.user_id, "zoe@example.org")
    marie = cast.create("Marie Dupond", email=MARIE)
    for email in (MARIE, "zoe@example.org"):
        block(cast, email)
    forget(cast, clock, zoe.user_id)
    assert (blocked(cast), cast.person(marie).email) == ([MARIE], MARIE)
    assert "zoe@example.org" not in cast.dump()


def test_a_report_of_a_message_to_who_has_the_address_now_stays(
    cast: Cast, clock: MovedClock, first: str
) -> None:
    """Reports have no workspace: only the message says whose they are."""
    cast.create("Marie Dupond", email="dupond@example.org")
    clock.move(days=30)
    now = clock.now()
    letters = {"to another": cast.admin.user_id, "to them": first}
    with cast.kit.db.write() as s:
        for name, user_id in letters.items():
            s.add(
                OutboxMessage(
                    id=name,
                    workspace_id=cast.workspace_id,
                    template=Template.INVITATION.value,
                    dedupe_key=name,
                    to_email=MARIE,
                    recipient_id=user_id,
                    language="fr",
                    channel=RESEND,
                    provider_id=name,
                    next_at=now,
                    created_at=now,
                )
            )
    for name in (*letters, "to nobody"):
        cast.kit.reports.take(Report(name, RESEND, "delivered", name, now, to_email=MARIE))
    assert cast.kit.erasure.run() == 1
    with cast.kit.db.read() as s:
        assert list(s.execute(select(col(MailReport.id))).scalars()) == ["to another"]


def test_two_records_with_one_photo_are_forgotten_each_in_their_time(cast: Cast, clock: MovedClock) -> None:
    shared = photo(cast)
    zoe, bea = cast.create("Zoé Roux", photo_id=shared), cast.create("Bea Roy", photo_id=shared)
    forget(cast, clock, zoe)
    assert "Zoé Roux" not in cast.dump()
    assert cast.kit.photos.open(cast.workspace_id, shared) is not None
    assert (cast.person(zoe).photo_id, cast.person(bea).photo_id) == (None, shared)
    forget(cast, clock, bea)
    assert cast.kit.photos.open(cast.workspace_id, shared) is None
    assert not list(cast.kit.settings.data_dir.glob("photos/*"))


def role_letters(cast: Cast) -> list[OutboxMessage]:
    return [each for each in cast.letters() if each.template == Template.ROLE_RAISED]


def raised(cast: Cast, by: Actor, name: str) -> str:
    """Bring somebody in, and have their role raised."""
    joined, _ = cast.join(name, "agent")
    change(cast, by, joined.user_id, role_id=cast.roles["manager"])
    return joined.user_id


def test_who_is_called_the_same_is_still_named_where_they_acted(cast: Cast, clock: MovedClock) -> None:
    gone, _ = cast.join("Marie Dupont", "admin", email=MARIE)
    stays, _ = cast.join("Marie Dupont", "admin", email="m.dupont@example.org")
    raised(cast, gone, "Ana Lopez")
    raised(cast, stays, "Bea Roy")
    forget(cast, clock, gone.user_id)
    assert [each.params["giver"] for each in role_letters(cast)] == [f"#{gone.user_id[-6:]}", "Marie Dupont"]


def test_a_message_that_says_by_a_name_alone_who_acted_loses_the_name(cast: Cast, clock: MovedClock) -> None:
    """So they were written before: about their reader, with nothing else to find who acted by."""
    gone, _ = cast.join("Marie Dupont", "admin", email=MARIE)
    ids = {
        raised(cast, gone, "Ana Lopez"): "Marie Dupont",
        raised(cast, cast.admin, "Bea Roy"): "Olga Martin",
    }
    with cast.kit.db.write() as s:
        for letter in s.execute(
            select(OutboxMessage).where(col(OutboxMessage.template) == "role_raised")
        ).scalars():
            letter.subject_id = letter.recipient_id
    assert {each.recipient_id: each.params["giver"] for each in role_letters(cast)} == ids
    forget(cast, clock, gone.user_id)
    assert [each.params["giver"] for each in role_letters(cast)] == [f"#{gone.user_id[-6:]}", "Olga Martin"]


def test_who_was_invited_by_somebody_and_who_invited_them_are_still_called_by_their_names(
    cast: Cast, clock: MovedClock
) -> None:
    """Messages to others lose the one who is forgotten, and keep whom they are written to."""
    zoe, _ = cast.join("Zoé Quatrevaux", "manager")
    options = replace(AT_ONCE, words="Vivement lundi")
    new = cast.new("Ana Lopez", phone="0612345678")
    ana = cast.kit.invitations.create_and_invite(zoe, new=new, options=options)
    forget(cast, clock, zoe.user_id)
    letters = {each.template: each for each in cast.letters() if each.recipient_id != zoe.user_id}

    invitation, news = letters[Template.INVITATION], letters[Template.INVITATION_ACCEPTED]
    stands = f"#{zoe.user_id[-6:]}"
    assert invitation.recipient_id == ana.user_id
    told = {name: invitation.params[name] for name in ("full_name", "email", "inviter", "words")}
    assert told == {"full_name": "Ana Lopez", "email": "ana@example.org", "inviter": stands, "words": ""}
    assert "12 34 56 78" in invitation.params["phone"]
    assert (news.params["full_name"], news.params["invitee"], news.params["email"]) == (
        "Olga Martin",
        stands,
        "",
    )
    assert "Quatrevaux" not in cast.dump()
