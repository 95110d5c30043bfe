"""The record of one person, and the domain's page."""

import pytest

from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.web.session import SessionState
from comunik_kit.web.user_record.state import NOBODY, UserRecordState
from comunik_kit.web.white_label.state import WhiteLabelState
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio


def change(stage: Stage, user_id: str, **changes: object) -> dict[str, object]:
    """Fill the record's form as the browser sends it."""
    person = stage.cast.kit.users.detail(stage.cast.admin, user_id)
    form: dict[str, object] = {
        "full_name": person.full_name,
        "phone": person.phone_shown,
        "phone_region": "FR",
        "role_id": person.role_id,
        "department": person.department,
        "company": person.company,
        "tier_id": person.tier_id,
        "photo": person.photo_id,
        "language": person.language,
        "version": str(person.version),
    }
    return form | changes


async def test_the_address_opens_the_record_and_its_form(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}")
        shown = await tab.state(UserRecordState)
        assert (shown.status, shown.person.full_name, shown.editing) == ("found", "Ana Lopez", False)
        await tab.fire(UserRecordState.load, path=f"/users/{ana}/?edit=1")
        shown = await tab.state(UserRecordState)
        assert (shown.editing, shown.role_key) == (True, "agent")


@pytest.mark.parametrize("asked", ["0" * 32, "nobody", "..", "%00", "é" * 32])
async def test_an_address_of_nobody_says_so(stage: Stage, asked: str) -> None:
    async with stage.tab() as tab:
        told = await tab.fire(UserRecordState.load, path=f"/users/{asked}")
        shown = await tab.state(UserRecordState)
        assert told.failures == []
        assert (shown.status, shown.person) == ("missing", NOBODY)


async def test_a_smaller_subscription_says_what_the_person_loses_before_it_is_saved(stage: Stage) -> None:
    ana, tiers = stage.cast.create("Ana Lopez"), stage.cast.kit.subscriptions
    given = {"name": "Petit", "seats": "", "price": "", "calls": "on", "tickets": "on", "discussions": "on"}
    small = tiers.create(stage.cast.admin, form=TierForm.parse(given))
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        await tab.fire(UserRecordState.choose_tier, path=f"/users/{ana}", tier_id=small)
        shown = (await tab.state(UserRecordState)).losses
        assert [(loss.module, loss.names) for loss in shown] == [
            ("leads", ["Ana Lopez"]),
            ("offers", ["Ana Lopez"]),
        ]
        await tab.fire(UserRecordState.choose_tier, path=f"/users/{ana}", tier_id=stage.cast.tier_id)
        assert (await tab.state(UserRecordState)).losses == []
        await tab.fire(UserRecordState.choose_tier, path=f"/users/{ana}", tier_id=small)
        await tab.fire(UserRecordState.stop, path=f"/users/{ana}")
        assert (await tab.state(UserRecordState)).losses == []
    assert stage.cast.person(ana).tier_id == stage.cast.tier_id


async def test_saving_changes_the_person_and_closes_the_form(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    form = change(
        stage, ana, full_name="Ana Lopez-Roy", role_id=stage.cast.roles["manager"], department="Ventes"
    )
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        shown = await tab.state(UserRecordState)
        assert (shown.editing, shown.errors) == (False, {})
        assert (shown.person.full_name, shown.person.role_key) == ("Ana Lopez-Roy", "manager")
        assert shown.person.department == "Ventes"
        assert (await tab.state(SessionState)).notice.key == "users.told.saved"


async def test_what_is_wrong_is_said_and_the_form_stays(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        wrong = change(stage, ana, full_name="", phone="12")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=wrong)
        shown = await tab.state(UserRecordState)
        assert set(shown.errors) == {"full_name", "phone"}
        assert shown.editing
        assert stage.cast.person(ana).full_name == "Ana Lopez"


async def test_a_record_saved_by_somebody_else_meanwhile_is_shown_field_by_field(stage: Stage) -> None:
    """Fault 12: nothing of theirs is overwritten unasked, nothing typed here is lost."""
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana, full_name="Ana Un", department="Ventes")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        save(stage, ana, full_name="Ana Deux", role_id=stage.cast.roles["user"])
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        shown = await tab.state(UserRecordState)
        assert shown.editing
        assert [(each.field, each.theirs, each.mine, each.keep) for each in shown.conflicts] == [
            ("full_name", "Ana Deux", "Ana Un", "mine"),
            ("role_id", "user", "agent", "theirs"),
        ]
        assert stage.cast.person(ana).full_name == "Ana Deux"
        chosen = form | {"keep_full_name": "mine", "keep_role_id": "theirs"}
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=chosen)
        shown = await tab.state(UserRecordState)
        assert (shown.editing, shown.conflicts) == (False, [])
        assert (shown.person.full_name, shown.person.role_key) == ("Ana Un", "user")
        assert shown.person.department == "Ventes"


async def test_somebody_who_meets_a_third_is_asked_again(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana, full_name="Ana Un")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        save(stage, ana, full_name="Ana Deux")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        save(stage, ana, full_name="Ana Trois")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form | {"keep_full_name": "mine"})
        [met] = (await tab.state(UserRecordState)).conflicts
        assert (met.theirs, met.mine) == ("Ana Trois", "Ana Un")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form | {"keep_full_name": "theirs"})
        assert stage.cast.person(ana).full_name == "Ana Trois"


async def test_what_was_left_to_the_other_stays_theirs_when_a_third_is_met(stage: Stage) -> None:
    """Fault 12: the form still holds what was typed; the answer is shown beside the new question, and counts."""
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana, full_name="Ana Un")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        save(stage, ana, phone="0612345678")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        save(stage, ana, department="Ventes")
        again = form | {"keep_phone": "theirs"}
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=again)
        asked = [(each.field, each.keep) for each in (await tab.state(UserRecordState)).conflicts]
        assert asked == [("phone", "theirs"), ("department", "theirs")]
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=again | {"keep_department": "theirs"})
        assert not (await tab.state(UserRecordState)).editing
    stored = stage.cast.kit.users.detail(stage.cast.admin, ana)
    assert (stored.full_name, stored.phone, stored.department) == ("Ana Un", "+33612345678", "Ventes")


async def test_an_answer_outlives_whatever_else_is_changed_and_can_be_taken_back(stage: Stage) -> None:
    """Fault 12: what the other changed again stays theirs as it is now; « mine » is what was typed."""
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana, full_name="Ana Un", company="Midi")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        save(stage, ana, phone="0612345678", company="Nord")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        save(stage, ana, phone="0687654321", department="Ventes")
        kept = form | {"keep_phone": "theirs", "keep_company": "theirs"}
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=kept)
        [phone, _, company] = (await tab.state(UserRecordState)).conflicts
        assert (phone.theirs, phone.mine, phone.keep) == ("+33 6 87 65 43 21", "", "theirs")
        assert (company.theirs, company.mine, company.keep) == ("Nord", "Midi", "theirs")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=kept | {"keep_company": "mine"})
    stored = stage.cast.kit.users.detail(stage.cast.admin, ana)
    assert (stored.phone, stored.department, stored.company) == ("+33687654321", "Ventes", "Midi")


async def test_an_answer_outlives_a_change_that_touches_no_field(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana, full_name="Ana Un")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        save(stage, ana, phone="0612345678")
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        stage.cast.kit.personal_modules.switch(stage.cast.admin, user_id=ana, module="calls", on=False)
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form | {"keep_phone": "theirs"})
        assert not (await tab.state(UserRecordState)).editing
    stored = stage.cast.person(ana)
    assert (stored.full_name, stored.phone, stored.modules_off) == ("Ana Un", "+33612345678", ["calls"])


async def test_the_language_that_a_person_chose_meanwhile_stays(stage: Stage) -> None:
    """It leaves the version alone, so that it spoils no form; chosen in the form it counts all the same."""
    ana, _ = stage.join("Ana Lopez", "agent")
    form = change(stage, ana.user_id, phone="0612345678")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana.user_id}?edit=1")
        stage.cast.kit.profile.keep_language(ana, language="en")
        await tab.fire(UserRecordState.save, path=f"/users/{ana.user_id}", form=form)
        assert not (await tab.state(UserRecordState)).editing
        stored = stage.cast.person(ana.user_id)
        assert (stored.phone, stored.language) == ("+33612345678", "en")
        await tab.fire(UserRecordState.edit, path=f"/users/{ana.user_id}")
        chosen = change(stage, ana.user_id, language="fr")
        await tab.fire(UserRecordState.save, path=f"/users/{ana.user_id}", form=chosen)
    assert stage.cast.person(ana.user_id).language == "fr"


async def test_a_change_that_touches_no_field_of_the_form_stops_nobody(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana, full_name="Ana Un")
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        stage.cast.kit.personal_modules.switch(stage.cast.admin, user_id=ana, module="calls", on=False)
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        assert not (await tab.state(UserRecordState)).editing
    stored = stage.cast.person(ana)
    assert (stored.full_name, stored.modules_off) == ("Ana Un", ["calls"])


def save(stage: Stage, user_id: str, **changes: object) -> None:
    """Save the record as another admin does."""
    form = change(stage, user_id, **changes)
    form["photo_id"] = form.pop("photo")
    form.pop("phone_region")
    stage.cast.kit.users.change(stage.cast.admin, user_id=user_id, change=ChangeUser.parse(form))


async def test_a_person_deleted_meanwhile_is_said_to_be_gone(stage: Stage) -> None:
    ana = stage.cast.create("Ana Lopez")
    form = change(stage, ana)
    async with stage.tab() as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{ana}?edit=1")
        stage.cast.kit.users.delete(stage.cast.admin, user_id=ana)
        await tab.fire(UserRecordState.save, path=f"/users/{ana}", form=form)
        assert (await tab.state(UserRecordState)).errors["form"].key == "errors.not_found"


async def test_a_manager_cannot_open_the_form_of_an_admin(stage: Stage) -> None:
    """ACL-06."""
    _, secret = stage.join("Mado Blanc", "manager")
    olga = stage.cast.admin.user_id
    async with stage.tab(secret) as tab:
        await tab.fire(UserRecordState.load, path=f"/users/{olga}?edit=1")
        assert not (await tab.state(UserRecordState)).editing
        form = change(stage, olga, full_name="Olga Changée")
        await tab.fire(UserRecordState.save, path=f"/users/{olga}", form=form)
        assert (await tab.state(UserRecordState)).errors["form"].key == "errors.person_above_you"
        assert stage.cast.person(olga).full_name == "Olga Martin"


async def test_the_domain_is_shown_and_set(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(WhiteLabelState.load, path="/settings/white-label")
        shown = await tab.state(WhiteLabelState)
        assert (shown.view.host, shown.view.state) == ("localhost", "development")
        await tab.fire(WhiteLabelState.save, form={"domain": "pas un domaine"})
        shown = await tab.state(WhiteLabelState)
        assert shown.errors["domain"].key == "errors.invalid_host"
        assert shown.view.host == "localhost"
        await tab.fire(WhiteLabelState.save, form={"domain": "https://Kit.Exemple.fr/"})
        shown = await tab.state(WhiteLabelState)
        assert (shown.view.host, shown.view.state, shown.errors) == ("kit.exemple.fr", "pending", {})


async def test_a_manager_never_learns_of_the_domain(stage: Stage) -> None:
    """ACL-02."""
    _, secret = stage.join("Mado Blanc", "manager")
    async with stage.tab(secret) as tab:
        await tab.fire(WhiteLabelState.load, path="/settings/white-label")
        await tab.fire(WhiteLabelState.save, form={"domain": "evil.example"})
        assert (await tab.state(WhiteLabelState)).view.host == ""
        assert stage.cast.kit.workspaces.white_label(stage.cast.admin).host == "localhost"
