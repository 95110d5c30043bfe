"""Choosing many in the list, acting on them, and following what was begun."""

from typing import Any

import pytest

from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.web.bulk.asking_state import AskingState
from comunik_kit.web.bulk.jobs_state import JobsState
from comunik_kit.web.bulk.selection_state import SelectionState
from comunik_kit.web.bulk.watch_state import JobsWatchState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.state import UsersState
from tests.support.events import Tab
from tests.web.users.conftest import Stage

LIST = "/users/?tab=all"
pytestmark = pytest.mark.anyio


def crowd(stage: Stage, number: int) -> list[str]:
    return [stage.cast.create(f"P{each:02} Personne", email=f"p{each}@example.org") for each in range(number)]


async def opened(tab: Tab, path: str = LIST) -> None:
    await tab.fire(UsersState.load, path=path)


async def tick(tab: Tab, user_id: str, *, ranged: bool = False) -> list[str]:
    await tab.fire(SelectionState.tick, path=LIST, user_id=user_id, ranged=ranged)
    return (await tab.state(SelectionState)).ids


async def begun(tab: Tab, act: str, **form: Any) -> AskingState:
    await tab.fire(AskingState.ask, path=LIST, act=act)
    await tab.fire(AskingState.begin, path=LIST, form=form)
    return await tab.state(AskingState)


async def test_people_are_ticked_one_by_one_in_a_row_and_by_the_page(stage: Stage) -> None:
    ids = crowd(stage, 4)
    async with stage.tab() as tab:
        await opened(tab)
        assert await tick(tab, ids[0]) == ids[:1]
        assert await tick(tab, ids[2], ranged=True) == ids[:3]
        assert await tick(tab, ids[1]) == [ids[0], ids[2]]
        await tab.fire(SelectionState.tick_page, path=LIST, on=True)
        assert set((await tab.state(SelectionState)).ids) == {*ids, stage.cast.admin.user_id}
        await tab.fire(SelectionState.tick_page, path=LIST, on=False)
        assert (await tab.state(SelectionState)).ids == []


async def test_an_act_on_those_who_were_ticked_asks_first_and_then_goes_on_by_itself(stage: Stage) -> None:
    ana, bo, cid = crowd(stage, 3)
    async with stage.tab() as tab:
        await opened(tab)
        await tick(tab, ana)
        await tick(tab, bo)
        await tab.fire(AskingState.ask, path=LIST, act="suspend")
        asked = await tab.state(AskingState)
        assert (asked.act, asked.number) == ("suspend", 2)
        assert (await tab.state(JobsWatchState)).jobs == []
        await tab.fire(AskingState.begin, path=LIST, form={})
        [job] = (await tab.state(JobsWatchState)).jobs
        assert (job.act, job.total, job.state) == ("suspend", 2, "running")
        assert ((await tab.state(AskingState)).act, (await tab.state(SelectionState)).ids) == ("", [])
        stage.cast.kit.bulk_engine.round()
        await tab.fire(JobsWatchState.load_jobs, path=LIST)
        [job] = (await tab.state(JobsWatchState)).jobs
        assert (job.state, job.done, job.may_undo) == ("finished", 2, True)
        await tab.fire(JobsWatchState.undo, path=LIST, job_id=job.id)
        stage.cast.kit.bulk_engine.round()
    assert {stage.cast.person(each).status for each in (ana, bo, cid)} == {"created"}


async def test_everybody_who_matches_is_chosen_by_the_lists_own_filter(stage: Stage) -> None:
    ids = crowd(stage, 3)
    async with stage.tab() as tab:
        await opened(tab, "/users/?tab=not_invited&q=personne")
        await tab.fire(SelectionState.choose_all, path=LIST)
        assert (await tab.state(SelectionState)).everything == 3
        asked = await begun(tab, "suspend")
        assert asked.number == 3
        stage.cast.kit.bulk_engine.round()
    assert {stage.cast.person(each).status for each in ids} == {"suspended"}
    assert stage.cast.person(stage.cast.admin.user_id).status == "active"


async def test_a_choice_of_all_ends_with_the_filter_it_was_made_by(stage: Stage) -> None:
    crowd(stage, 2)
    async with stage.tab() as tab:
        await opened(tab, "/users/?tab=all&q=p01")
        await tab.fire(SelectionState.choose_all, path=LIST)
        await opened(tab)
        asked = await begun(tab, "delete")
        assert (await tab.state(SessionState)).notice.key == "errors.nobody_meant"
        assert asked.act == ""
    assert stage.cast.acts().count("bulk_job_started") == 0


async def test_what_nothing_takes_back_wants_its_number_typed(stage: Stage) -> None:
    ids = crowd(stage, 2)
    stage.cast.kit.invitations.invite_all(stage.cast.admin, user_ids=ids)
    async with stage.tab() as tab:
        await opened(tab)
        for each in ids:
            await tick(tab, each)
        asked = await begun(tab, "revoke", number="3")
        assert (asked.act, asked.errors["number"].key) == ("revoke", "bulk.type.wrong")
        await tab.fire(AskingState.begin, path=LIST, form={"number": " 2 "})
        assert (await tab.state(AskingState)).act == ""
        stage.cast.kit.bulk_engine.round()
    assert {stage.cast.person(each).status for each in ids} == {"created"}


async def test_a_role_is_chosen_among_those_that_may_be_given(stage: Stage) -> None:
    """INV-01: a forged role is said at its field, and nothing is begun."""
    [ana] = crowd(stage, 1)
    _, secret = stage.join("Mado Blanc", "manager")
    async with stage.tab(secret) as tab:
        await opened(tab)
        await tick(tab, ana)
        asked = await begun(tab, "role", role_id=stage.cast.roles["admin"])
        assert asked.errors["role_id"].key == "errors.role_above_yours"
        assert stage.cast.roles["admin"] not in [role.id for role in asked.choices.roles]
        await tab.fire(AskingState.begin, path=LIST, form={"role_id": stage.cast.roles["user"]})
        stage.cast.kit.bulk_engine.round()
    assert stage.cast.person(ana).role_id == stage.cast.roles["user"]


async def test_a_smaller_subscription_says_who_loses_what_before_anything_is_begun(stage: Stage) -> None:
    ana, bo = crowd(stage, 2)
    tiers, admin = stage.cast.kit.subscriptions, stage.cast.admin
    small = tiers.create(
        admin, form=TierForm.parse({"name": "Petit", "seats": "", "price": "", "calls": "on"})
    )
    async with stage.tab() as tab:
        await opened(tab)
        for each in (ana, admin.user_id):
            await tick(tab, each)
        await tab.fire(AskingState.ask, path=LIST, act="tier")
        assert (await tab.state(AskingState)).losses == []  # the first of the list is what they have
        await tab.fire(AskingState.choose_tier, path=LIST, tier_id=small)
        shown = (await tab.state(AskingState)).losses
        assert {(loss.people, *loss.names) for loss in shown} == {(1, "P00 Personne")}
        assert [loss.module for loss in shown] == ["tickets", "leads", "offers", "discussions"]
        await tab.fire(AskingState.choose_tier, path=LIST, tier_id="0" * 32)
        wrong = await tab.state(AskingState)
        assert (wrong.losses, wrong.errors["tier_id"].key) == ([], "errors.unknown_choice")
        await tab.fire(AskingState.choose_tier, path=LIST, tier_id=stage.cast.tier_id)
        assert (await tab.state(AskingState)).losses == []
        await opened(tab, "/users/?tab=not_invited&q=personne")
        await tab.fire(SelectionState.choose_all, path=LIST)
        await tab.fire(AskingState.ask, path=LIST, act="tier")
        await tab.fire(AskingState.choose_tier, path=LIST, tier_id=small)
        assert {loss.people for loss in (await tab.state(AskingState)).losses} == {2}
        await tab.fire(AskingState.ask, path=LIST, act="suspend")
        assert (await tab.state(AskingState)).losses == []
    assert {stage.cast.person(each).tier_id for each in (ana, bo)} == {stage.cast.tier_id}
    assert stage.cast.acts().count("bulk_job_started") == 0


async def test_a_job_is_stopped_from_the_panel_and_put_away(stage: Stage) -> None:
    [ana] = crowd(stage, 1)
    async with stage.tab() as tab:
        await opened(tab)
        await tick(tab, ana)
        await begun(tab, "suspend")
        [job] = (await tab.state(JobsWatchState)).jobs
        await tab.fire(JobsWatchState.stop, path=LIST, job_id=job.id)
        [job] = (await tab.state(JobsWatchState)).jobs
        assert (job.state, job.handled) == ("stopped", 0)
        await tab.fire(JobsWatchState.put_job_away, path=LIST, job_id=job.id)
        assert (await tab.state(JobsWatchState)).put_away == [job.id]
        assert not stage.cast.kit.bulk_engine.round()
    assert stage.cast.person(ana).status == "created"


async def test_the_page_of_a_job_names_whom_it_could_do_nothing_for(stage: Stage) -> None:
    crowd(stage, 2)
    async with stage.tab() as tab:
        await opened(tab)
        await tab.fire(SelectionState.choose_all, path=LIST)
        await begun(tab, "suspend")
        stage.cast.kit.bulk_engine.round()
        [job] = (await tab.state(JobsWatchState)).jobs
        await tab.fire(JobsState.load, path=f"/users/jobs?job={job.id}")
        page = await tab.state(JobsState)
        assert (page.job.done, page.job.refused) == (2, 1)
        assert [(row.full_name, row.code) for row in page.refusals.rows] == [("Olga Martin", "not_yourself")]
        await tab.fire(JobsState.narrow, path="/users/jobs", code="last_admin")
        assert (await tab.state(JobsState)).refusals.rows == []
        await tab.fire(JobsState.load, path=f"/users/jobs?job={'0' * 32}")
        page = await tab.state(JobsState)
        assert (page.missing, page.job.id, len(page.page.rows)) == (True, "", 1)


async def test_a_supervisor_may_look_and_not_act(stage: Stage) -> None:
    """ACL-01, ACL-02."""
    [ana] = crowd(stage, 1)
    _, secret = stage.join("Sam Visor", "supervisor")
    async with stage.tab(secret) as tab:
        await opened(tab)
        await tick(tab, ana)
        await begun(tab, "invite")
        assert (await tab.state(SessionState)).notice.key == "errors.forbidden"
    assert stage.cast.person(ana).status == "created"
    assert stage.cast.acts().count("bulk_job_started") == 0
