"""« Abonnements » through Reflex's event pipeline: the form, who loses what, the question before deleting."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.subscriptions.views import TierLine
from comunik_kit.web.bulk.asking_state import AskingState
from comunik_kit.web.bulk.selection_state import SelectionState
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.web.subscriptions.editing_state import TierEditingState
from comunik_kit.web.subscriptions.removal_state import TierRemovalState
from comunik_kit.web.subscriptions.state import TiersState
from comunik_kit.web.users.state import UsersState
from tests.subscriptions.conftest import form
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PATH = "/settings/tiers"
ALL = dict.fromkeys(("calls", "tickets", "leads", "offers", "discussions"), "on")


def tab(cast: Cast, secret: str = "") -> Tab:
    return Tab({session_cookie_name(cast.kit.settings): secret or cast.admin_secret})


def lines(cast: Cast) -> list[TierLine]:
    return cast.kit.subscriptions.book(cast.admin).tiers


def make(cast: Cast, name: str, seats: int | str = "", *modules: str) -> str:
    return cast.kit.subscriptions.create(cast.admin, form=form(name, seats, *modules))


async def test_a_subscription_is_made_and_what_is_wrong_is_said_under_its_field(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(TiersState.load_tiers, path=PATH)
        await page.fire(TierEditingState.ask_new_tier, path=PATH)
        await page.fire(TierEditingState.hand_in_tier, path=PATH, form={"name": "standard", "seats": "2"})
        shown = await page.state(TierEditingState)
        assert (shown.step, shown.errors["name"].key) == ("form", "errors.tier_name_taken")
        assert len(lines(cast)) == 1
        await page.fire(TierEditingState.hand_in_tier, path=PATH, form={"name": "Pro", "seats": "2", **ALL})
        assert (await page.state(TierEditingState)).step == ""
        assert [tier.name for tier in (await page.state(TiersState)).book.tiers] == ["Standard", "Pro"]
        assert (await page.state(SessionState)).notice.key == "subscriptions.told.created"


async def test_a_downgrade_is_shown_before_it_is_saved_and_a_gain_is_saved_at_once(cast: Cast) -> None:
    tier = make(cast, "Pro", "", "calls", "leads")
    cast.create("Ana Lopez", tier_id=tier)
    async with tab(cast) as page:
        await page.fire(TierEditingState.ask_tier_change, path=PATH, tier_id=tier)
        assert (await page.state(TierEditingState)).draft.modules == ["calls", "leads"]
        await page.fire(TierEditingState.apply_tier, path=PATH)
        await page.fire(TierEditingState.hand_in_tier, path=PATH, form={"name": "Pro", "calls": "on"})
        shown = await page.state(TierEditingState)
        assert (shown.step, [loss.names for loss in shown.preview.losses]) == ("preview", [["Ana Lopez"]])
        assert lines(cast)[1].modules == ["calls", "leads"]
        await page.fire(TierEditingState.back_to_tier, path=PATH)
        await page.fire(TierEditingState.apply_tier, path=PATH)
        assert lines(cast)[1].modules == ["calls", "leads"]
        await page.fire(TierEditingState.hand_in_tier, path=PATH, form={"name": "Pro", "calls": "on"})
        await page.fire(TierEditingState.apply_tier, path=PATH)
        assert (await page.state(TierEditingState)).step == ""
        assert lines(cast)[1].modules == ["calls"]
        await page.fire(TierEditingState.ask_tier_change, path=PATH, tier_id=tier)
        await page.fire(TierEditingState.hand_in_tier, path=PATH, form={"name": "Pro", **ALL})
        assert (await page.state(TierEditingState)).step == ""
        assert len(lines(cast)[1].modules) == 5


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    tier = make(cast, "Pro", 2)
    async with tab(cast) as page:
        await page.fire(TierEditingState.ask_tier_change, path=PATH, tier_id=tier)
        version = lines(cast)[1].version
        cast.kit.subscriptions.change(cast.admin, tier_id=tier, form=form("Expert", 3), version=version)
        await page.fire(TierEditingState.hand_in_tier, path=PATH, form={"name": "Pro", "seats": "9", **ALL})
        shown = await page.state(TierEditingState)
        assert (shown.step, shown.errors["form"].key) == ("form", "errors.changed_meanwhile")
    assert (lines(cast)[1].name, lines(cast)[1].seats) == ("Expert", 3)


async def test_deleting_asks_for_a_replacement_that_has_the_seats(cast: Cast) -> None:
    tier, small, large = make(cast, "Pro"), make(cast, "Petit", 1), make(cast, "Grand", 5)
    people = [cast.create(name, tier_id=tier) for name in ("Ana Lopez", "Ben Martin")]
    async with tab(cast) as page:
        await page.fire(TierRemovalState.ask_tier_removal, path=PATH, tier_id=tier)
        await page.fire(TierRemovalState.delete_tier, path=PATH)
        assert (await page.state(SessionState)).notice.key == "errors.tier_in_use"
        await page.fire(TierRemovalState.choose_tier_replacement, path=PATH, tier_id=small)
        shown = await page.state(TierRemovalState)
        assert (shown.wrong.key, shown.replacement) == ("errors.too_few_seats", "")
        await page.fire(TierRemovalState.choose_tier_replacement, path=PATH, tier_id=large)
        assert (await page.state(TierRemovalState)).wrong.key == ""
        await page.fire(TierRemovalState.delete_tier, path=PATH)
        assert (await page.state(TierRemovalState)).asked.id == ""
    assert {cast.person(each).tier_id for each in people} == {large}


async def test_order_and_default_are_a_press_each(cast: Cast) -> None:
    tier = make(cast, "Pro")
    async with tab(cast) as page:
        await page.fire(TiersState.move_tier, path=PATH, tier_id=tier, up=True)
        await page.fire(TiersState.make_default, path=PATH, tier_id=tier)
        [first, last] = (await page.state(TiersState)).book.tiers
        assert (first.name, first.is_default, last.is_default) == ("Pro", True, False)
        await page.fire(NewColleagueState.open_drawer, path="/users")
        assert (await page.state(NewColleagueState)).kept.tier_id == tier


async def test_the_drawer_says_under_the_field_that_it_is_full(cast: Cast) -> None:
    tier = make(cast, "Pro", 1)
    cast.create("Ana Lopez", tier_id=tier)
    async with tab(cast) as page:
        await page.fire(NewColleagueState.open_drawer, path="/users")
        offered = (await page.state(NewColleagueState)).choices.tiers
        assert [(each.name, each.left) for each in offered] == [("Standard", -1), ("Pro", 0)]
        typed = cast.form("Ben Martin", tier_id=tier, act="create")
        await page.fire(NewColleagueState.submit, path="/users", form=typed)
        shown = await page.state(NewColleagueState)
        assert (shown.opened, shown.errors["tier_id"].key) == (True, "errors.no_seat_left")
        assert shown.errors["tier_id"].params["count"] == "1"


async def test_the_question_about_many_says_how_many_seats_are_wanted_and_left(cast: Cast) -> None:
    tier = make(cast, "Pro", 1)
    people = [cast.create(name) for name in ("Ana Lopez", "Ben Martin")]
    async with tab(cast) as page:
        await page.fire(UsersState.load, path="/users")
        for each in people:
            await page.fire(SelectionState.tick, path="/users", user_id=each, ranged=False)
        await page.fire(AskingState.ask, path="/users", act="tier")
        await page.fire(AskingState.begin, path="/users", form={"tier_id": tier})
        shown = await page.state(AskingState)
        assert shown.act == "tier"
        assert shown.errors["tier_id"].params == {"tier": "Pro", "count": "1", "wanted": "2"}
    assert cast.kit.bulk_jobs.page(cast.admin).rows == []


@pytest.mark.parametrize("wrong", ["0" * 32, "nobody", "", "é" * 32])
async def test_an_id_of_nothing_is_refused_as_a_notice(cast: Cast, wrong: str) -> None:
    """INP-01."""
    async with tab(cast) as page:
        for handler in (
            TierEditingState.ask_tier_change,
            TierRemovalState.ask_tier_removal,
            TiersState.make_default,
        ):
            told = await page.fire(handler, path=PATH, tier_id=wrong)
            assert told.failures == []
            assert (await page.state(SessionState)).notice.key == "errors.not_found"
