"""The archive: who reads it, what they see of a link, and the trace that reading leaves."""

import pytest
from sqlmodel import select

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.mail.mailbox import Mailbox
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.sender import Misconfigured
from comunik_kit.mail.senders.local import LocalSender
from comunik_kit.roles.tables import Role
from tests.mail.ground import Carrier, Post
from tests.support.clock import MovedClock


def _mailbox(post: Post, channel: str = "local", *, rank: int = 20) -> Mailbox:
    """Open the archive of a workspace in which everybody who is written to has a role of this rank."""
    role = Role(id="r" * 32, workspace_id=post.workspace_id, name="Rôle", rank=rank, permissions=[])
    return Mailbox(
        db=post.db,
        clock=post.clock,
        renderer=post.renderer,
        role_of=lambda _session, workspace_id, _user_id: role if workspace_id == post.workspace_id else None,
        channel=channel,
        address="kit@exemple.fr",
    )


def _entries(post: Post) -> list[AuditEntry]:
    with post.db.read() as session:
        return list(session.exec(select(AuditEntry)).all())


def test_a_first_run_reads_the_invitation_and_its_link_in_the_browser(post: Post) -> None:
    """No account anywhere: the message is kept, shown as the person will see it, and its link opens."""
    message_id = post.put()
    post.worker(LocalSender()).step()
    row = post.row(message_id)
    view = _mailbox(post).view(post.actor(), message_id)
    body = _mailbox(post).read(post.actor(), message_id)

    assert (row.state, row.channel, row.provider_id) == ("sent", "local", "local:invite/1/1")
    assert view.state == "kept"
    assert view.subject == "🚀 Vous êtes invité(e) à rejoindre Comunik KIT !"
    assert not view.masked
    assert body.link.startswith("https://equipe.exemple.fr/invite/")
    assert body.link in body.html
    assert body.link in body.text


def test_what_is_told_about_a_message_holds_no_word_of_its_body(post: Post) -> None:
    """ACL-08: it stands in a page's state, so it has no link; telling is no reading, and leaves no entry."""
    message_id = post.put()
    body = _mailbox(post).read(post.actor(), message_id)
    entries = len(_entries(post))
    view = _mailbox(post).view(post.actor(), message_id)

    assert (view.id, view.to_email, view.masked) == (message_id, "ana@exemple.fr", False)
    assert body.link.rpartition("/")[2] not in repr(view) + repr(body)
    assert "<" not in repr(view).removeprefix("MailView")
    assert len(_entries(post)) == entries == 1


def test_reading_is_written_down_with_who_read_what(post: Post) -> None:
    """LOG-01: and the entry holds no part of the link."""
    message_id = post.put()
    body = _mailbox(post).read(post.actor(), message_id)

    [entry] = _entries(post)
    assert (entry.tag, entry.actor_name, entry.target_id) == ("mail_message_read", "Marie Durand", message_id)
    assert entry.details.keys() == {"recipient", "link_shown"}
    assert entry.details["link_shown"] is True
    assert "ana@exemple.fr" not in repr(entry)
    assert body.link.rpartition("/")[2] not in repr(entry)


def test_with_a_real_carrier_the_link_is_the_recipients_alone(post: Post) -> None:
    """The archive must not be a second way into somebody's account."""
    message_id = post.put()
    before, carrier = _mailbox(post, "resend"), Carrier()
    seen = [(before.view(post.actor(), message_id), before.read(post.actor(), message_id))]
    post.worker(carrier).step()
    after = _mailbox(post, "local")
    seen.append((after.view(post.actor(), message_id), after.read(post.actor(), message_id)))

    for view, body in seen:
        assert (body.link, view.masked) == ("", True)
        assert "/invite/" not in body.html + body.text
        assert "[lien masqué]" in body.text
    assert "/invite/" in carrier.sent[0][1].text


@pytest.mark.parametrize(
    ("recipient", "rank", "links"), [("c" * 32, 50, 1), ("a" * 32, 50, 0), ("a" * 32, 40, 1)]
)
def test_a_reset_link_is_for_oneself_or_for_who_stands_below(
    post: Post, recipient: str, rank: int, links: int
) -> None:
    """An admin does not take over another admin's account by reading mail."""
    message_id = post.put(
        "reset/1/1",
        template=Template.PASSWORD_RESET,
        purpose="reset",
        recipient_id=recipient,
        recipient_rank=10,  # as it was when the message was written: what counts is today's
    )
    mailbox = _mailbox(post, rank=rank)
    body = mailbox.read(post.actor(), message_id)

    assert bool(body.link) == bool(links)
    assert mailbox.view(post.actor(), message_id).masked != bool(links)
    assert ("/reset/" in body.html) == bool(links)


def test_who_may_not_read_mail_gets_nothing_and_leaves_no_entry(post: Post) -> None:
    """ACL-01: checked in the service."""
    message_id = post.put()
    stranger = post.actor(permissions=frozenset({"users:read"}))
    with pytest.raises(Forbidden):
        _mailbox(post).read(stranger, message_id)
    with pytest.raises(Forbidden):
        _mailbox(post).view(stranger, message_id)
    with pytest.raises(Forbidden):
        _mailbox(post).page(stranger)

    assert _entries(post) == []


def test_another_workspaces_message_does_not_exist(database: Database, clock: MovedClock) -> None:
    """ACL-03: the same answer as for an id that never was."""
    ours = Post(database, clock).open(host="un.exemple.fr")
    theirs = Post(database, clock).open(host="deux.exemple.fr")
    foreign = theirs.put("invite/2/1", to_email="secret@exemple.fr")
    ours.put("invite/1/1")
    for wrong in (foreign, "0" * 32, "", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            _mailbox(ours).read(ours.actor(), wrong)
        with pytest.raises(NotFound):
            _mailbox(ours).view(ours.actor(), wrong)

    page = _mailbox(ours).page(ours.actor())
    assert [row.to_email for row in page.rows] == ["ana@exemple.fr"]
    assert page.total == 1
    assert _entries(ours) == []


def test_pages_go_there_and_back_without_losing_or_doubling_a_row(post: Post, clock: MovedClock) -> None:
    """Sixty messages in three pages, newest first; a forged cursor shows the newest."""
    for number in range(60):
        post.put(f"invite/{number}/1", to_name=str(number))
        clock.move(seconds=1)
    mailbox, actor = _mailbox(post), post.actor()
    first = mailbox.page(actor)
    second = mailbox.page(actor, first.after)
    third = mailbox.page(actor, second.after)

    names = [row.to_name for page in (first, second, third) for row in page.rows]
    assert names == [str(number) for number in reversed(range(60))]
    assert [(p.first, p.last, p.total) for p in (first, second, third)] == [
        (1, 25, 60),
        (26, 50, 60),
        (51, 60, 60),
    ]
    assert (first.before, third.after) == ("", "")
    assert mailbox.page(actor, third.before) == second
    assert mailbox.page(actor, second.before) == first
    for forged in ("x", "eyJhIjoxfQ", "W10", "😀", first.after + "x" * 5000):
        assert mailbox.page(actor, forged).first == 1


def test_the_list_says_why_messages_wait(database: Database, clock: MovedClock) -> None:
    """A pending domain, and a carrier that refuses us, have words of their own."""
    post = Post(database, clock).open(state="pending")
    post.put()
    waiting = _mailbox(post, "smtp").page(post.actor())
    assert (waiting.rows[0].state, waiting.waits_for_domain, waiting.trouble) == ("waiting", True, "")

    other = Post(database, clock).open(host="deux.exemple.fr")
    other.put("invite/2/1")
    other.worker(Carrier(Misconfigured("401"))).step()
    delayed = _mailbox(other, "resend").page(other.actor())
    assert (delayed.rows[0].state, delayed.rows[0].reason) == ("delayed", "misconfigured")
    assert (delayed.trouble, delayed.waits_for_domain) == ("misconfigured", False)
    assert (delayed.channel, delayed.address) == ("resend", "kit@exemple.fr")


def test_an_empty_archive_is_an_empty_page(post: Post) -> None:
    """Nothing is counted that is not there."""
    page = _mailbox(post).page(post.actor())

    assert (page.rows, page.first, page.last, page.total, page.before, page.after) == ([], 0, 0, 0, "", "")
