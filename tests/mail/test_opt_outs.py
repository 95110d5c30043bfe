"""Messages that a person wants no more, and wants again."""

from dataclasses import replace

import pytest
from sqlmodel import select

from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.opt_outs import Offer, OptOuts, Wish
from comunik_kit.mail.outbox import SILENCE, SILENCEABLE, Template
from comunik_kit.mail.tables import OptOut
from tests.mail.filled import journal
from tests.mail.ground import KEY, Post
from tests.support.clock import MovedClock
from tests.users.world import Place, World

HERE = Origin("203.0.113.7", "a test")
KEYRING = Keyring(KEY)
NEWS = sorted(SILENCEABLE)
EVERYBODYS = [Wish("assigned", wanted=True), Wish("mentioned", wanted=True)]


@pytest.fixture
def place(post: Post, clock: MovedClock) -> Place:
    """Lend a workspace with people in it."""
    made = World(post.db, clock).workspace()
    post.workspace_id = made.id
    return made


def opt_outs(post: Post) -> OptOuts:
    return OptOuts(db=post.db, clock=post.clock, keyring=KEYRING)


def news(post: Post, to: Actor, template: Template = Template.DIGEST, key: str = "news/1") -> str:
    """Put a message of this kind to somebody into the outbox; the token of its link."""
    message_id = post.put(key, template=template, recipient_id=to.user_id, to_name=to.name, purpose="")
    return KEYRING.link(SILENCE, message_id, 1)


def wishes(post: Post) -> list[tuple[str, str]]:
    with post.db.read() as s:
        return [(each.user_id, each.template) for each in s.exec(select(OptOut)).all()]


def comes(post: Post, to: Actor, template: Template, key: str) -> bool:
    """Try to write to somebody; tell whether a message came of it."""
    before = len(post.rows())
    try:
        news(post, to, template, key)
    except AssertionError:  # the outbox took none
        return len(post.rows()) > before
    return True


@pytest.mark.parametrize("template", NEWS)
def test_a_link_switches_off_its_own_kind_for_its_own_reader(
    post: Post, place: Place, template: Template
) -> None:
    """LOG-05: no other kind, and nobody else."""
    olga, other = place.actor(), place.actor()
    opt_outs(post).silence(news(post, olga, template), origin=HERE)
    other_kind = next(each for each in SILENCEABLE if each != template)

    assert wishes(post) == [(olga.user_id, template)]
    assert not comes(post, olga, template, "news/2")
    assert comes(post, olga, other_kind, "news/3")
    assert comes(post, other, template, "news/4")


def test_what_concerns_ones_own_account_comes_all_the_same(post: Post, place: Place) -> None:
    """LOG-05: even with a row for it, such as an older version might have left."""
    olga = place.actor()
    always = [each for each in Template if each not in SILENCEABLE]
    with post.db.write() as s:
        s.add_all(
            OptOut(user_id=olga.user_id, template=each, workspace_id=place.id, at=post.clock.now())
            for each in always
        )
    assert all(comes(post, olga, each, f"own/{each}") for each in always)


def test_looking_changes_nothing(post: Post, place: Place) -> None:
    """TOK-08: however often a scanner opens the link; no name and no address is told."""
    token = news(post, place.actor())
    offers = [opt_outs(post).look(token) for _ in range(3)]

    assert offers == [Offer(place.id, "digest", "fr", "Ateliers Lumière", offers[0].accent, is_off=False)] * 3
    assert (wishes(post), journal(post)) == ([], [])


def test_switching_off_twice_is_once_and_written_down_once(post: Post, place: Place) -> None:
    """RFC 8058: a provider may post again; LOG-01."""
    olga = place.actor()
    token = news(post, olga)
    for _ in range(2):
        opt_outs(post).silence(token, origin=HERE)
    (entry,) = journal(post)

    assert opt_outs(post).look(token).is_off
    assert wishes(post) == [(olga.user_id, "digest")]
    assert (entry.tag, entry.target_id, entry.ip, entry.workspace_id) == (
        "mail_kind_silenced",
        olga.user_id,
        HERE.ip,
        place.id,
    )


def test_a_link_that_is_not_of_such_a_message_opens_nothing(post: Post, place: Place) -> None:
    """TOK-02, LOG-05: forged, of another purpose, of a message that cannot be switched off, of nobody's."""
    olga = place.actor()
    token = news(post, olga)
    message_id = post.rows()[0].id
    own = news(post, olga, Template.PASSWORD_CHANGED, "own/1")
    nobodys = KEYRING.link(SILENCE, post.put("news/9", template=Template.DIGEST, recipient_id=""), 1)
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        *(KEYRING.link(purpose, message_id, 1) for purpose in ("invite", "reset", "address")),
        *(KEYRING.link(SILENCE, message_id, 2), KEYRING.link(SILENCE, "0" * 32, 1)),
        *(own, nobodys, "", "x" * 65, "é" * 65, "\0" * 65),
    ]
    for each in forged:
        with pytest.raises(NotFound):
            opt_outs(post).look(each)
        with pytest.raises(NotFound):
            opt_outs(post).silence(each, origin=HERE)
    assert (wishes(post), journal(post)) == ([], [])


def test_what_was_switched_off_can_be_wanted_again(post: Post, place: Place) -> None:
    """The page of one's own profile; each change is written down, what changes nothing is not (LOG-01)."""
    olga = place.actor()
    service = opt_outs(post)
    service.silence(news(post, olga), origin=HERE)
    known = [*EVERYBODYS, Wish("invitation_accepted", wanted=True)]
    assert service.wishes(olga) == [*known, Wish("digest", wanted=False)]
    for _ in range(2):
        service.choose(olga, template="digest", wanted=True)

    assert service.wishes(olga) == [*known, Wish("digest", wanted=True)]
    assert comes(post, olga, Template.DIGEST, "news/2")
    assert [each.tag for each in journal(post)] == ["mail_kind_silenced", "mail_kind_wanted"]


def test_a_switch_is_offered_for_what_may_reach_one_alone(post: Post, place: Place) -> None:
    """ACL-01: an agent gets neither news of arrivals nor a digest, a manager no digest."""
    service, agent, manager = opt_outs(post), place.actor("agent"), place.actor("manager")
    assert service.wishes(agent) == EVERYBODYS
    assert service.wishes(manager) == [*EVERYBODYS, Wish("invitation_accepted", wanted=True)]
    for actor, template in ((agent, "digest"), (agent, "invitation_accepted"), (manager, "digest")):
        with pytest.raises(Forbidden):
            service.choose(actor, template=template, wanted=False)
    assert (wishes(post), journal(post)) == ([], [])


def test_a_lead_chooses_whether_news_of_arrivals_come(post: Post, place: Place) -> None:
    """They are written to when somebody accepts what they invited to; who is held is offered nothing."""
    service, agent = opt_outs(post), place.actor("agent")
    lead = replace(agent, leads=frozenset({"t" * 32}))
    for wanted in (False, True):
        service.choose(lead, template="invitation_accepted", wanted=wanted)
        assert service.wishes(lead) == [*EVERYBODYS, Wish("invitation_accepted", wanted=wanted)]
        assert comes(post, lead, Template.INVITATION_ACCEPTED, f"news/{wanted}") == wanted
    assert service.wishes(replace(lead, must_set_factor=True)) == EVERYBODYS
    with pytest.raises(Forbidden):
        service.choose(lead, template="digest", wanted=False)


@pytest.mark.parametrize("template", ["digest", "invitation_accepted"])
def test_what_is_off_can_be_wanted_again_whatever_one_has_become(
    post: Post, place: Place, template: str
) -> None:
    """The link in a message asks for no right, so that who has lost it could never undo it."""
    service, agent, other = opt_outs(post), place.actor("agent"), place.actor("agent")
    service.silence(news(post, agent, Template(template)), origin=HERE)
    assert service.wishes(agent) == [*EVERYBODYS, Wish(template, wanted=False)]
    assert service.wishes(other) == EVERYBODYS
    service.choose(agent, template=template, wanted=True)

    assert service.wishes(agent) == EVERYBODYS
    assert comes(post, agent, Template(template), "news/2")
    assert [each.tag for each in journal(post)] == ["mail_kind_silenced", "mail_kind_wanted"]
    with pytest.raises(Forbidden):
        service.choose(agent, template=template, wanted=False)


@pytest.mark.parametrize("template", ["password_changed", "new_device", "role_raised", "invitation", "", "x"])
def test_no_other_kind_can_be_switched_off(post: Post, place: Place, template: str) -> None:
    """LOG-05."""
    with pytest.raises(NotFound):
        opt_outs(post).choose(place.actor(), template=template, wanted=False)
    assert wishes(post) == []
