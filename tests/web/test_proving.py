"""Acts that ask for the password once more: put off, and done after it (SES-08)."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.users.tables import UserStatus
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.proving.state import ProvingState
from comunik_kit.web.user_record.factor_state import FactorResetState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.white_label.state import WhiteLabelState
from tests.access.second import switched_on
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.support.events import Tab

pytestmark = pytest.mark.anyio


def tab(cast: Cast) -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): cast.admin_secret})


def prove(cast: Cast) -> None:
    cast.kit.proving.prove(cast.actor(cast.admin_secret), password=PASSWORD)


async def test_a_deletion_waits_for_the_password_and_then_goes_on_by_itself(
    cast: Cast, clock: MovedClock
) -> None:
    """SES-08: nothing happens before, and closing the question is not doing it."""
    ana, ben = cast.create("Ana Lopez"), cast.create("Ben Martin")
    clock.move(minutes=16)
    before = cast.acts()
    async with tab(cast) as page:
        await page.fire(PersonActsState.ask_removal, path="/users", user_id=ana)
        told = await page.fire(PersonActsState.remove, path="/users")
        assert told.failures == []
        assert (await page.state(ProvingState)).asks
        await page.fire(ProvingState.go_on, path="/users")
        assert cast.person(ana).status == UserStatus.CREATED
        assert cast.acts() == before

        await page.fire(PersonActsState.ask_removal, path="/users", user_id=ben)
        await page.fire(PersonActsState.remove, path="/users")
        await page.fire(ProvingState.leave_proof, path="/users", open=False)
        prove(cast)
        await page.fire(ProvingState.go_on, path="/users")
        assert cast.person(ben).status == UserStatus.CREATED

    clock.move(minutes=16)
    async with tab(cast) as page:
        await page.fire(PersonActsState.ask_removal, path="/users", user_id=ana)
        await page.fire(PersonActsState.remove, path="/users")
        prove(cast)
        await page.fire(ProvingState.go_on, path="/users")
        assert not (await page.state(ProvingState)).asks
    assert cast.person(ana).status == UserStatus.DELETED
    assert cast.person(ben).status == UserStatus.CREATED


async def test_each_of_these_acts_asks_and_changes_nothing(cast: Cast, clock: MovedClock) -> None:
    """SES-08, MFA-05, MFA-08: domain, second factor, somebody's factor, making an administrator."""
    ana, _ = cast.join("Ana Lopez", "agent")
    switched_on(cast, ana)
    switched_on(cast)
    clock.move(minutes=16)
    admin = cast.roles["admin"]
    person = cast.person(ana.user_id)
    raised = {
        "full_name": person.full_name,
        "role_id": admin,
        "tier_id": person.tier_id,
        "version": str(person.version),
        "phone": "",
        "department": "",
        "company": "",
        "photo": "",
        "language": "fr",
    }
    record = f"/users/{ana.user_id}"
    new = cast.form("Eva Reine", role_id=admin) | {"act": "create", "photo": "", "language": "fr"}
    invited = new | {"act": "create_invite", "email": "eva2@example.org"}
    before = cast.dump()
    for handler, payload, path in (
        (WhiteLabelState.save, {"form": {"domain": "people.example.com"}}, "/settings/white-label"),
        (FactorState.begin_factor, {}, "/profile/security"),
        (FactorState.renew_codes, {}, "/profile/security"),
        (FactorState.remove_factor, {}, "/profile/security"),
        (FactorResetState.reset_factor, {}, record),
        (UserRecordState.save, {"form": raised}, record),
        (NewColleagueState.submit, {"form": new}, "/users"),
        (NewColleagueState.submit, {"form": invited}, "/users"),
    ):
        async with tab(cast) as page:
            if path == record:
                await page.fire(UserRecordState.load, path=path)
            told = await page.fire(handler, path=path, **payload)
            assert told.failures == []
            assert (await page.state(ProvingState)).asks, handler
    assert _without_visits(cast.dump()) == _without_visits(before)


async def test_what_needs_no_proof_asks_for_none(cast: Cast, clock: MovedClock) -> None:
    clock.move(minutes=16)
    new = cast.form("Eva Simple") | {"act": "create", "photo": "", "language": "fr"}
    async with tab(cast) as page:
        await page.fire(NewColleagueState.submit, path="/users", form=new)
        assert not (await page.state(ProvingState)).asks
    assert "Eva Simple" in cast.dump()


def _without_visits(dump: str) -> list[str]:
    """Leave out the rows that say when somebody was last here."""
    return [line for line in dump.splitlines() if "olga@example.org" not in line and "a test" not in line]
