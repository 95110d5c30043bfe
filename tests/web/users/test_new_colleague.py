"""The drawer « Nouveau collègue »: four acts, and nothing typed ever lost."""

import pytest

from comunik_kit.users.tables import UserStatus
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.state import UsersState
from tests.web.users.conftest import Stage

ACTS = ("create", "create_add", "create_invite", "create_invite_add")

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("act", ACTS)
async def test_each_act_does_what_its_name_says(stage: Stage, act: str) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.open_drawer, path="/users")
        told = await tab.fire(NewColleagueState.submit, path="/users", form=stage.form(act=act))
        drawer, people = await tab.state(NewColleagueState), await tab.state(UsersState)
        assert told.failures == []
        ana = next(row for row in people.page.rows if row.full_name == "Ana Lopez")
        invites, adds = "invite" in act, act.endswith("add")
        assert ana.status == (UserStatus.INVITED if invites else UserStatus.CREATED)
        assert len(stage.cast.letters()) == int(invites)
        assert drawer.opened == adds
        assert (drawer.added, drawer.last_added) == ((1, "Ana Lopez") if adds else (0, ""))
        assert not drawer.busy


async def test_the_notice_says_what_really_happened(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.submit, form=stage.form("Ana Lopez"))
        notice = (await tab.state(SessionState)).notice
        assert (notice.kind, notice.key, notice.link) == ("success", "users.told.created", "")
        await tab.fire(NewColleagueState.submit, form=stage.form("Bea Roy", act="create_invite"))
        notice = (await tab.state(SessionState)).notice
        assert (notice.key, notice.link) == ("users.told.created_invited.local", "/settings/mail")
        assert notice.params["email"] == "bea@example.org"


async def test_an_invitation_that_waits_for_the_domain_says_so(stage: Stage) -> None:
    stage.cast.kit.workspaces.set_domain(stage.cast.admin, host="kit.exemple.fr")

    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.submit, form=stage.form(act="create_invite"))
        notice = (await tab.state(SessionState)).notice
        assert (notice.kind, notice.link) == ("warning", "/settings/white-label")
        assert notice.key == "users.told.created_invited.waiting"


async def test_add_another_keeps_the_place_and_clears_the_person(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.open_drawer)
        key = (await tab.state(NewColleagueState)).creation_key
        form = stage.form(act="create_add", department="Ventes", company="Atelier Nord", creation_key=key)
        await tab.fire(NewColleagueState.submit, form=form)
        drawer = await tab.state(NewColleagueState)
        assert (drawer.kept.department, drawer.kept.company) == ("Ventes", "Atelier Nord")
        assert (drawer.kept.role_id, drawer.role_key) == (stage.cast.roles["agent"], "agent")
        assert drawer.creation_key not in {"", key}


async def test_the_same_form_twice_makes_one_person_and_one_message(stage: Stage) -> None:
    """INV-04."""
    form = stage.form(act="create_invite")

    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.submit, form=dict(form))
        told = await tab.fire(NewColleagueState.submit, form=dict(form))
        assert told.failures == []
        assert (await tab.state(NewColleagueState)).errors == {}
        assert (await tab.state(UsersState)).counts.all == 2
        assert len(stage.cast.letters()) == 1


async def test_what_is_wrong_is_said_field_by_field_and_the_drawer_stays(stage: Stage) -> None:
    wrong = stage.form(full_name=" ", email="ana@", phone="12", role_id="", act="create_invite_add")

    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.open_drawer)
        told = await tab.fire(NewColleagueState.submit, form=wrong)
        drawer = await tab.state(NewColleagueState)
        assert {name: error.key for name, error in drawer.errors.items()} == {
            "full_name": "errors.required",
            "email": "errors.invalid_email",
            "phone": "errors.invalid_phone",
            "role_id": "errors.required",
        }
        assert (drawer.opened, drawer.busy, drawer.added) == (True, False, 0)
        assert told.failures == []
        assert stage.cast.letters() == []


async def test_a_taken_address_names_its_holder(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.submit, form=stage.form(email="OLGA@example.org"))
        drawer = await tab.state(NewColleagueState)
        assert drawer.errors["email"].key == "errors.email_taken"
        assert (drawer.holder.name, drawer.holder.status) == ("Olga Martin", "active")
        assert drawer.holder.user_id == stage.cast.admin.user_id


async def test_leaving_the_address_proposes_the_one_meant_and_names_a_holder(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.look_at_email, text="ana@gmial.com")
        drawer = await tab.state(NewColleagueState)
        assert (drawer.suggestion, drawer.holder.name, drawer.errors) == ("ana@gmail.com", "", {})
        await tab.fire(NewColleagueState.look_at_email, text="Olga@Example.org")
        drawer = await tab.state(NewColleagueState)
        assert (drawer.suggestion, drawer.holder.name) == ("", "Olga Martin")
        assert drawer.errors["email"].key == "errors.email_taken"
        await tab.fire(NewColleagueState.look_at_email, text="not an address")
        assert (await tab.state(NewColleagueState)).errors == {}


async def test_a_taken_address_is_still_said_when_another_field_is_wrong(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.look_at_email, text="olga@example.org")
        wrong = stage.form(email="olga@example.org", role_id="")
        await tab.fire(NewColleagueState.submit, form=wrong)
        drawer = await tab.state(NewColleagueState)
        assert {name: error.key for name, error in drawer.errors.items()} == {
            "email": "errors.email_taken",
            "role_id": "errors.required",
        }
        await tab.fire(NewColleagueState.submit, form={**wrong, "email": "other@example.org"})
        drawer = await tab.state(NewColleagueState)
        assert set(drawer.errors) == {"role_id"}
        assert drawer.holder.user_id == ""


async def test_a_national_number_is_read_in_the_chosen_country(stage: Stage) -> None:
    async with stage.tab() as tab:
        form = stage.form(phone="0470 12 34 56", phone_region="BE")
        await tab.fire(NewColleagueState.submit, form=form)
        people = (await tab.state(UsersState)).page.rows
        ana = next(row.id for row in people if row.full_name == "Ana Lopez")
        assert stage.cast.person(ana).phone == "+32470123456"


async def test_an_initial_password_and_an_invitation_exclude_each_other(stage: Stage) -> None:
    """AUT-11."""
    staged = stage.cast.kit.passwords.stage(
        stage.cast.admin, password="Tr0ubadour!Secret", name="Ana Lopez", email="ana@example.org"
    )

    async with stage.tab() as tab:
        both = stage.form(act="create_invite", staged_password=staged)
        await tab.fire(NewColleagueState.submit, form=both)
        drawer = await tab.state(NewColleagueState)
        assert drawer.errors["staged_password"].key == "errors.password_or_invitation"
        assert stage.cast.letters() == []
        await tab.fire(NewColleagueState.submit, form={**both, "act": "create"})
        notice = (await tab.state(SessionState)).notice
        assert notice.key == "users.told.created.password"
        assert (await tab.state(UsersState)).counts.active == 2


async def test_closing_asks_only_when_something_was_typed(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(NewColleagueState.open_drawer)
        await tab.fire(NewColleagueState.ask_to_leave, open=False, typed=True)
        drawer = await tab.state(NewColleagueState)
        assert (drawer.opened, drawer.leaving) == (True, True)
        await tab.fire(NewColleagueState.settle, open=False)
        drawer = await tab.state(NewColleagueState)
        assert (drawer.opened, drawer.leaving) == (True, False)
        await tab.fire(NewColleagueState.ask_to_leave, open=False, typed=False)
        assert not (await tab.state(NewColleagueState)).opened


async def test_a_manager_is_not_offered_a_role_above_their_own(stage: Stage) -> None:
    """INV-01, ACL-06."""
    _, secret = stage.join("Mado Blanc", "manager")

    async with stage.tab(secret) as tab:
        await tab.fire(NewColleagueState.open_drawer)
        offered = {role.key for role in (await tab.state(NewColleagueState)).choices.roles}
        assert "admin" not in offered
        await tab.fire(NewColleagueState.submit, form=stage.form(role_id=stage.cast.roles["admin"]))
        drawer = await tab.state(NewColleagueState)
        assert drawer.errors["role_id"].key == "errors.role_above_yours"
        assert stage.cast.kit.users.counts(stage.cast.admin).all == 2


async def test_an_agent_may_not_even_open_it(stage: Stage) -> None:
    """ACL-02."""
    _, secret = stage.join("Anna Petit", "agent")

    async with stage.tab(secret) as tab:
        await tab.fire(NewColleagueState.open_drawer)
        await tab.fire(NewColleagueState.submit, form=stage.form())
        assert not (await tab.state(NewColleagueState)).opened
        assert stage.cast.kit.users.counts(stage.cast.admin).all == 2
