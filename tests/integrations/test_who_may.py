"""Who may hand in activity by hand: the services ask again, whatever the screen asked (ACL-02)."""

import io

import pytest

from comunik_kit.integrations.inputs import SourceForm
from comunik_kit.integrations.mapping import ActivityMapping
from comunik_kit.kernel.errors import Forbidden, NotFound
from tests.support.cast import Cast


def test_who_may_not_manage_the_api_hands_nothing_in_and_learns_nothing(cast: Cast) -> None:
    """ACL-02: refused before a line of the file is read."""
    agent, _ = cast.join("Anna Roy", "agent")
    service, before = cast.kit.activity_by_hand, cast.dump()
    unread = io.BytesIO(b"not a sheet")
    for act in (
        lambda: service.post(agent, rows=[]),
        lambda: service.bring_in(agent, file=unread),
        lambda: service.receive(agent, file=unread, name="x"),
        lambda: service.verdict(agent, name="x"),
    ):
        with pytest.raises(Forbidden):
            act()
    assert unread.tell() == 0
    assert cast.dump() == before


def test_who_may_not_manage_the_api_neither_sees_nor_makes_a_sender(cast: Cast) -> None:
    """ACL-02, LOG-03: one that exists keeps its secret."""
    agent, _ = cast.join("Anna Roy", "agent")
    service = cast.kit.webhook_sources
    form = SourceForm(name="Standard", said={}, mapping=ActivityMapping({}))
    known = service.create(cast.admin, form=form)
    before = cast.dump()
    for act in (
        lambda: service.listed(agent),
        lambda: service.create(agent, form=form),
        lambda: service.secret(agent, source_id=known),
        lambda: service.attempt(agent, form=form, sample="{}"),
        lambda: service.revoke(agent, source_id=known),
    ):
        with pytest.raises(Forbidden):
            act()
    assert cast.dump() == before


def test_a_verdict_is_told_once_and_to_who_sent_the_file_alone(cast: Cast) -> None:
    """ACL-03: another administrator finds none, and takes none away."""
    other, _ = cast.join("Boss Morel", "admin")
    service = cast.kit.activity_by_hand
    name = service.receive(cast.admin, file=io.BytesIO(b"module;kind;at;external_id\n"), name="calls.csv")
    for who, wanted in ((other, name), (cast.admin, "0" * 32)):
        with pytest.raises(NotFound):
            service.verdict(who, name=wanted)
    assert service.verdict(cast.admin, name=name)
    with pytest.raises(NotFound):
        service.verdict(cast.admin, name=name)
