"""Senders of web hooks through Reflex's event pipeline: tried first, then made, then revoked."""

import json

import pytest

from comunik_kit.web.api.hooks_state import HooksState
from comunik_kit.web.session import SessionState
from tests.integrations.test_mapping import MAPPING, SAMPLE
from tests.support.cast import Cast
from tests.web.api.test_api_page import PATH, as_page, tab

pytestmark = pytest.mark.anyio


def form(**changes: object) -> dict[str, object]:
    return {"name": "PBX", "mapping": json.dumps(MAPPING), "sample": json.dumps(SAMPLE), **changes}


async def test_a_sender_is_made_only_once_its_mapping_fits_the_sample(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(HooksState.ask_source, path=PATH)
        await page.fire(HooksState.create_source, path=PATH)
        await page.fire(HooksState.try_mapping, path=PATH, form=form(sample="{}"))
        shown = await page.state(HooksState)
        assert (shown.fits, [each.name for each in shown.trial[0].faults]) == (False, ["at"])
        await page.fire(HooksState.create_source, path=PATH)
        assert cast.kit.webhook_sources.listed(cast.admin) == []
        await page.fire(HooksState.try_mapping, path=PATH, form=form())
        shown = await page.state(HooksState)
        assert (shown.fits, shown.trial[0].title) == (True, "Garage Morel")
        made = await page.fire(HooksState.create_source, path=PATH)
        shown = await page.state(HooksState)
        assert (shown.step, shown.source.name) == ("secret", "PBX")
        secret = as_page(cast).post(f"/hooks/{shown.source.id}/secret").json()["link"]
        assert secret.startswith("hook_")
        assert secret not in made.text
    assert cast.acts()[-2:] == ["webhook_source_created", "webhook_source_secret_shown"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name"}),
        ({"mapping": "{"}, {"mapping"}),
        ({"mapping": "{}"}, {"mapping", "within"}),
        ({"mapping": 7}, {"mapping"}),
        ({"sample": "{"}, {"sample"}),
        ({"sample": None}, {"sample"}),
        ({"mapping": json.dumps(MAPPING | {"rows": "/none"})}, {"sample"}),
    ],
)
async def test_what_is_wrong_is_said_under_its_field(
    cast: Cast, changes: dict[str, object], errors: set[str]
) -> None:
    """INP-01."""
    async with tab(cast) as page:
        await page.fire(HooksState.ask_source, path=PATH)
        told = await page.fire(HooksState.try_mapping, path=PATH, form=form(**changes))
        shown = await page.state(HooksState)
        assert (told.failures, shown.fits, set(shown.errors)) == ([], False, errors)
        await page.fire(HooksState.create_source, path=PATH)
    assert cast.kit.webhook_sources.listed(cast.admin) == []


async def test_revoking_a_sender_asks_first(cast: Cast) -> None:
    async with tab(cast) as page:
        await page.fire(HooksState.ask_source, path=PATH)
        await page.fire(HooksState.try_mapping, path=PATH, form=form())
        await page.fire(HooksState.create_source, path=PATH)
        source_id = (await page.state(HooksState)).source.id
        await page.fire(HooksState.end_source, path=PATH)
        assert cast.kit.webhook_sources.listed(cast.admin)[0].is_active
        await page.fire(HooksState.ask_source_end, path=PATH, source_id=source_id)
        await page.fire(HooksState.end_source, path=PATH)
        assert (await page.state(SessionState)).notice.key == "api.hooks.told.revoked"
        for wrong in ("0" * 32, "nothing"):
            await page.fire(HooksState.show_secret, path=PATH, source_id=wrong)
            assert (await page.state(SessionState)).notice.key == "errors.not_found"
    assert not cast.kit.webhook_sources.listed(cast.admin)[0].is_active


async def test_a_manager_makes_no_sender_and_sees_none(cast: Cast) -> None:
    """ACL-02."""
    _, secret = cast.join("Mado Blanc", "manager")
    before = cast.acts()
    async with tab(cast, secret) as page:
        await page.fire(HooksState.load_sources, path=PATH)
        await page.fire(HooksState.ask_source, path=PATH)
        await page.fire(HooksState.try_mapping, path=PATH, form=form())
        await page.fire(HooksState.create_source, path=PATH)
        shown = await page.state(HooksState)
        assert (shown.sources, shown.step, shown.trial) == ([], "", [])
    assert cast.acts() == before
