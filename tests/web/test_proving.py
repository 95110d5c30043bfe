"""Acts that ask for the password once more: put off, and done after it (SES-08)."""

import uuid
from typing import Any

import pytest

from comunik_kit.bulk.inputs import NewJob
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.users.tables import UserStatus
from comunik_kit.web.api.state import ApiState
from comunik_kit.web.audit.keeping_state import JournalKeepingState
from comunik_kit.web.bulk.watch_state import JobsWatchState
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.proving.downloads import DownloadState
from comunik_kit.web.proving.state import ProvingState
from comunik_kit.web.sign_in_rules.state import SignInRulesState
from comunik_kit.web.user_record.address_state import PersonAddressState
from comunik_kit.web.user_record.factor_state import FactorResetState
from comunik_kit.web.user_record.parts_state import RecordPartsState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.export_state import ExportState
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


async def ask_to_delete(page: Tab, user_id: str) -> None:
    """Press « Supprimer » and confirm; nothing fails, and the password is asked for."""
    await page.fire(PersonActsState.ask_removal, path="/users", user_id=user_id)
    told = await page.fire(PersonActsState.remove, path="/users")
    assert told.failures == []
    assert (await page.state(ProvingState)).asks


async def test_a_deletion_waits_for_the_password_and_then_goes_on_by_itself(
    cast: Cast, clock: MovedClock
) -> None:
    """SES-08: nothing happens before."""
    ana = cast.create("Ana Lopez")
    clock.move(minutes=16)
    before = cast.acts()
    async with tab(cast) as page:
        await ask_to_delete(page, ana)
        await page.fire(ProvingState.go_on, path="/users")
        assert cast.person(ana).status == UserStatus.CREATED
        assert cast.acts() == before
        await ask_to_delete(page, ana)
        prove(cast)
        await page.fire(ProvingState.go_on, path="/users")
        assert not (await page.state(ProvingState)).asks
    assert cast.person(ana).status == UserStatus.DELETED


async def test_a_question_that_was_closed_does_nothing_later(cast: Cast, clock: MovedClock) -> None:
    """SES-08."""
    ana = cast.create("Ana Lopez")
    clock.move(minutes=16)
    async with tab(cast) as page:
        await ask_to_delete(page, ana)
        await page.fire(ProvingState.leave_proof, path="/users", open=False)
        prove(cast)
        await page.fire(ProvingState.go_on, path="/users")
    assert cast.person(ana).status == UserStatus.CREATED


def grave_acts(cast: Cast, user_id: str) -> list[tuple[Any, dict[str, Any], str]]:
    """List events that ask for a proof: the handler, what it brings, where it comes from."""
    admin, person, record = cast.roles["admin"], cast.person(user_id), f"/users/{user_id}"
    raised = dict.fromkeys(("phone", "department", "company", "photo"), "") | {
        "full_name": person.full_name,
        "role_id": admin,
        "tier_id": person.tier_id,
        "version": str(person.version),
        "language": "fr",
    }
    new = cast.form("Eva Reine", role_id=admin) | {"act": "create", "photo": "", "language": "fr"}
    return [
        (WhiteLabelState.save, {"form": {"domain": "people.example.com"}}, "/settings/white-label"),
        (FactorState.begin_factor, {}, "/profile/security"),
        (FactorState.renew_codes, {}, "/profile/security"),
        (FactorState.remove_factor, {}, "/profile/security"),
        (FactorResetState.reset_factor, {}, record),
        (UserRecordState.save, {"form": raised}, record),
        (NewColleagueState.submit, {"form": new}, "/users"),
        (NewColleagueState.submit, {"form": new | {"act": "create_invite"}}, "/users"),
        (PersonAddressState.ask, {"form": {"email": "ana@ailleurs.fr"}}, record),
        (RecordPartsState.give_password, {"form": {"staged_password": "0" * 32}}, record),
        (SignInRulesState.set_rules, {"form": {"preset": "long"}}, "/settings/sign-in"),
        (JournalKeepingState.keep_journal, {"form": {"months": "12"}}, "/settings/audit"),
        (ApiState.make_key, {"form": {"name": "CRM", "days": ""}}, "/settings/api"),
        (DownloadState.fetch, {"address": "/users/export.csv?tab=all"}, "/users"),
        (ExportState.ask, {"query": "?tab=all"}, "/users"),
    ]


async def test_each_of_these_acts_asks_and_changes_nothing(cast: Cast, clock: MovedClock) -> None:
    """SES-08, MFA-05, MFA-08: what gives somebody else a way in, loosens what guards it, or carries data away."""
    ana, _ = cast.join("Ana Lopez", "agent")
    switched_on(cast, ana)
    switched_on(cast)
    clock.move(minutes=16)
    before = cast.dump()
    for handler, payload, path in grave_acts(cast, ana.user_id):
        async with tab(cast) as page:
            if path.startswith("/users/"):
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


async def test_taking_a_demotion_back_waits_for_the_password_and_goes_on_by_itself(
    cast: Cast, clock: MovedClock
) -> None:
    """SES-08: « Annuler » makes an administrator there."""
    paul, _ = cast.join("Paul Petit", "admin")
    form = {"act": "role", "request_key": str(uuid.uuid4()), "role_id": cast.roles["user"]}
    job = cast.kit.bulk_jobs.start(cast.admin, new=NewJob.parse(form, ids=[paul.user_id]))
    cast.kit.bulk_engine.round()
    clock.move(minutes=16)
    async with tab(cast) as page:
        await page.fire(JobsWatchState.undo, path="/users/jobs", job_id=job.id)
        assert (await page.state(ProvingState)).asks
        cast.kit.bulk_engine.round()
        assert cast.person(paul.user_id).role_id == cast.roles["user"]
        prove(cast)
        await page.fire(ProvingState.go_on, path="/users/jobs")
        cast.kit.bulk_engine.round()
    assert cast.person(paul.user_id).role_id == cast.roles["admin"]


def _without_visits(dump: str) -> list[str]:
    """Leave out the rows that say when somebody was last here."""
    return [line for line in dump.splitlines() if "olga@example.org" not in line and "a test" not in line]
