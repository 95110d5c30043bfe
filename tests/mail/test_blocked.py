"""Addresses that a workspace writes to no more: listed, searched, added, and written to again."""

import pytest
from sqlmodel import col, select

from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.blocked import BlockedAddresses
from comunik_kit.mail.errors import AlreadyBlocked
from comunik_kit.mail.inputs import NewBlock
from comunik_kit.mail.tables import Suppression
from tests.mail.filled import MANAGE, READ, Told, journal
from tests.mail.ground import Post


def blocked(post: Post, told: Told | None = None) -> BlockedAddresses:
    return BlockedAddresses(db=post.db, clock=post.clock, announce=(told or Told()).announce)


def put(post: Post, address: str, *, by: Post | None = None, note: str = "") -> str:
    blocked(post).block(
        (by or post).actor(permissions=MANAGE), new=NewBlock.parse({"email": address, "note": note})
    )
    with post.db.read() as session:
        return session.exec(select(Suppression.id).order_by(col(Suppression.id).desc())).first() or ""


def addresses(post: Post) -> list[tuple[str, str]]:
    with post.db.read() as session:
        found = session.exec(select(Suppression).order_by(col(Suppression.id))).all()
        return [(each.workspace_id, each.email_key) for each in found]


def test_an_address_is_kept_by_its_key_with_who_added_it_and_why(post: Post) -> None:
    told = Told()
    new = NewBlock.parse({"email": " Ana@Exemple.FR ", "note": "  ne veut   plus de messages "})
    blocked(post, told).block(post.actor(permissions=MANAGE), new=new)
    (row,) = blocked(post).page(post.actor()).rows
    assert (row.email, row.reason, row.detail) == ("ana@exemple.fr", "manual", "ne veut plus de messages")
    assert (row.since, row.message_id) == (post.clock.now().isoformat(), "")
    (entry,) = journal(post)
    assert (entry.tag, entry.target_name) == ("mail_address_suppressed", "ana@exemple.fr")
    assert told.topics == [(post.workspace_id, Topic.MAIL)]


def test_twice_is_refused_whatever_the_spelling_but_each_workspace_has_its_own(post: Post) -> None:
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    put(post, "ana@exemple.fr")
    with pytest.raises(AlreadyBlocked):
        put(post, "ANA@exemple.fr")
    put(other, "ana@exemple.fr")
    assert addresses(post) == [
        (post.workspace_id, "ana@exemple.fr"),
        (other.workspace_id, "ana@exemple.fr"),
    ]
    assert [each.tag for each in journal(post)] == ["mail_address_suppressed"] * 2


def test_unblocking_takes_it_off_the_list_and_says_so_in_the_journal(post: Post) -> None:
    block_id = put(post, "ana@exemple.fr")
    put(post, "bob@exemple.fr")
    assert blocked(post).unblock(post.actor(permissions=MANAGE), block_id=block_id) == "ana@exemple.fr"
    assert [each.email for each in blocked(post).page(post.actor()).rows] == ["bob@exemple.fr"]
    assert (journal(post)[-1].tag, journal(post)[-1].target_name) == (
        "mail_address_unsuppressed",
        "ana@exemple.fr",
    )
    with pytest.raises(NotFound):
        blocked(post).unblock(post.actor(permissions=MANAGE), block_id=block_id)


def test_another_workspaces_list_is_neither_seen_nor_touched(post: Post) -> None:
    """ACL-03."""
    other = Post(post.db, post.clock).open(host="autre.exemple.fr")
    foreign = put(other, "ana@exemple.fr")
    assert blocked(post).page(post.actor()).total == 0
    with pytest.raises(NotFound):
        blocked(post).unblock(post.actor(permissions=MANAGE), block_id=foreign)
    assert addresses(post) == [(other.workspace_id, "ana@exemple.fr")]


def test_who_only_reads_changes_nothing(post: Post) -> None:
    """ACL-01."""
    block_id = put(post, "ana@exemple.fr")
    entries = len(journal(post))
    reader = post.actor(permissions=READ)
    with pytest.raises(Forbidden):
        blocked(post).block(reader, new=NewBlock.parse({"email": "bob@exemple.fr"}))
    with pytest.raises(Forbidden):
        blocked(post).unblock(reader, block_id=block_id)
    with pytest.raises(Forbidden):
        blocked(post).page(post.actor(permissions=frozenset({"users:read"})))
    assert not blocked(post).page(reader).may_manage
    assert (len(addresses(post)), len(journal(post))) == (1, entries)


@pytest.mark.parametrize(
    ("search", "found"),
    [("", 3), ("LOPEZ", 1), ("@exemple.fr", 2), ("a_a", 1), ("%", 0), ("zzz", 0), ("\0", 3)],
)
def test_search_finds_a_part_of_an_address_and_no_pattern(post: Post, search: str, found: int) -> None:
    for address in ("ana.lopez@exemple.fr", "a_a@exemple.fr", "bob@ailleurs.fr"):
        put(post, address)
    page = blocked(post).page(post.actor(), search=search)
    assert (len(page.rows), page.total) == (found, found)


def test_pages_go_on_and_back(post: Post) -> None:
    """ACL-09."""
    ids = [put(post, f"p{number}@exemple.fr") for number in range(52)][::-1]
    service = blocked(post)
    first = service.page(post.actor())
    second = service.page(post.actor(), cursor=first.after)
    third = service.page(post.actor(), cursor=second.after)
    assert [each.id for page in (first, second, third) for each in page.rows] == ids
    assert (first.before, third.after) == ("", "")
    assert service.page(post.actor(), cursor=third.before).rows == second.rows
    assert service.page(post.actor(), cursor="forged") == first
