"""What the record tells beside the details: modules with their reasons, the journal, lately."""

import pytest

from comunik_kit.audit.telling import Told
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users.journal import EntryView
from comunik_kit.workspaces.tables import Tier
from tests.support.cast import Cast


def whys(cast: Cast, user_id: str) -> dict[str, str]:
    return {each.key: each.why for each in cast.kit.personal_modules.of(cast.admin, user_id=user_id)}


def test_every_module_says_why_it_is_on_or_off(cast: Cast) -> None:
    ana, _ = cast.join("Ana Lopez", "user")
    with cast.kit.db.write() as s:
        tier = s.get_one(Tier, cast.tier_id)
        tier.modules = [key for key in tier.modules if key != "tickets"]
    cast.kit.personal_modules.switch(cast.admin, user_id=ana.user_id, module="calls", on=False)
    assert whys(cast, ana.user_id) == {
        "calls": "personal",
        "tickets": "tier",
        "leads": "role",
        "offers": "role",
        "discussions": "on",
    }


def test_a_module_goes_and_comes_at_the_persons_next_click(cast: Cast) -> None:
    """ACL-04: the menu is read anew at each event; a switch that changes nothing writes nothing."""
    ana, _ = cast.join("Ana Lopez", "agent")
    for on in (False, False, True):
        cast.kit.personal_modules.switch(cast.admin, user_id=ana.user_id, module="calls", on=on)
        assert ("calls" in cast.kit.frame.view(ana).modules) is on
    assert cast.acts()[-2:] == ["user_modules_changed"] * 2
    assert cast.acts()[-3] != "user_modules_changed"


def test_who_may_not_switch_does_not(cast: Cast) -> None:
    """ACL-03, ACL-06."""
    ana, _ = cast.join("Ana Lopez", "agent")
    mado, _ = cast.join("Mado Blanc", "manager")
    acts = cast.acts()
    switch = cast.kit.personal_modules.switch
    for actor, user_id, module, refusal in (
        (ana, mado.user_id, "calls", Forbidden),
        (mado, cast.admin.user_id, "calls", PersonAboveYou),
        (cast.admin, "0" * 32, "calls", NotFound),
        (cast.admin, ana.user_id, "nothing", NotFound),
    ):
        with pytest.raises(refusal):
            switch(actor, user_id=user_id, module=module, on=False)
    assert cast.acts() == acts


def test_the_journal_of_a_person_turns_its_pages_both_ways(cast: Cast) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    for number in range(40):
        cast.kit.personal_modules.switch(cast.admin, user_id=ana.user_id, module="calls", on=bool(number % 2))
    seen, after = [], ""
    while True:
        page = cast.kit.personal_journal.page(cast.admin, user_id=ana.user_id, after=after)
        seen += [entry.id for entry in page.acts]
        if not page.after:
            break
        after = page.after
    assert len(seen) == len(set(seen)) >= 40
    assert seen == sorted(seen, reverse=True)
    back = cast.kit.personal_journal.page(cast.admin, user_id=ana.user_id, before=page.before)
    assert [entry.id for entry in back.acts] == seen[-len(page.acts) - 15 : -len(page.acts)]


def test_the_journal_says_who_did_what_to_the_person_and_what_they_did(cast: Cast) -> None:
    """ACL-03: nobody else's acts are among them; a manager reads none."""
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.demote(ana.user_id, "user")
    mado, _ = cast.join("Mado Blanc", "manager")
    entries = cast.kit.personal_journal.page(cast.admin, user_id=ana.user_id).acts
    changed, accepted = entries[0], next(each for each in entries if each.tag == "invitation_accepted")
    assert (
        _said(changed) == "Olga Martin a changé le rôle de Ana Lopez\N{NO-BREAK SPACE}: Agent → Utilisateur"
    )
    assert _said(accepted) == "Ana Lopez a accepté son invitation"
    assert "Mado" not in str(entries)
    with pytest.raises(Forbidden):
        cast.kit.personal_journal.page(mado, user_id=ana.user_id)
    assert cast.kit.personal_journal.page(cast.admin, user_id="0" * 32).acts == []


def _said(entry: EntryView) -> str:
    return Told(entry.key, entry.texts, entry.words).spoken("fr")
