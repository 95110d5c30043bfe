"""The brand's form through its events: looked at, kept, tried; and what a stranger's event changes."""

import pytest

from comunik_kit.web.session import SessionState
from comunik_kit.web.white_label.brand_state import BrandState
from comunik_kit.web.white_label.state import WhiteLabelState
from tests.branding.conftest import picture, said
from tests.support.cast import Cast
from tests.web.users.conftest import Stage

pytestmark = pytest.mark.anyio
PAGE = "/settings/white-label?tab=brand"


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Lend a workspace that the pages use."""
    return Stage(cast)


def handed_in(act: str, **changes: object) -> dict[str, object]:
    return {"act": act, "logo": "", "logo_dark": "", "icon": "", "cover": "", **said(**changes)}


async def test_the_address_chooses_the_tab_and_the_form_is_filled(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(WhiteLabelState.load, path=PAGE)
        await tab.fire(BrandState.load_brand, path=PAGE)
        assert (await tab.state(WhiteLabelState)).tab == "brand"
        state = await tab.state(BrandState)
        assert (state.brand.brand, state.brand.version, state.face.name) == ("Comunik KIT", 1, "Comunik KIT")
        assert "Comunik KIT" in state.mail_html
        await tab.fire(WhiteLabelState.load, path="/settings/white-label?tab=elsewhere")
        assert (await tab.state(WhiteLabelState)).tab == "domain"


async def test_typing_draws_and_keeps_nothing(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(BrandState.load_brand, path=PAGE)
        before = stage.cast.dump()
        await tab.fire(BrandState.hand_in, path=PAGE, form=handed_in("draw", accent="#fde047"))
        state = await tab.state(BrandState)
        assert state.face.name == "Maison Aubry"
        assert "Maison Aubry" in state.mail_html
        assert (state.judgement.colour, bool(state.judgement.proposal)) == ("#fde047", True)
        assert (state.brand.brand, state.errors) == ("Comunik KIT", {})
        assert stage.cast.dump() == before


async def test_what_is_half_typed_is_drawn_without_it_and_without_a_reproach(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(BrandState.load_brand, path=PAGE)
        half = handed_in("draw", accent="#fd", reply_to="bonjour@", legal_line="x" * 300)
        await tab.fire(BrandState.hand_in, path=PAGE, form=half)
        state = await tab.state(BrandState)
        assert (state.face.name, state.face.legal, state.face.variables["--brand"]) == (
            "Maison Aubry",
            "",
            "#2563eb",
        )
        assert (state.errors, state.mail.reply_to) == ({}, "")


async def test_saving_dresses_the_page_at_once(stage: Stage) -> None:
    logo = stage.cast.kit.brand_pictures.store(stage.cast.admin, picture(), kind="logo")
    async with stage.tab() as tab:
        await tab.fire(SessionState.enter, path=PAGE)
        await tab.fire(BrandState.load_brand, path=PAGE)
        await tab.fire(BrandState.hand_in, path=PAGE, form=handed_in("save", logo=logo))
        session = await tab.state(SessionState)
        assert (session.person.face.name, session.person.face.logo) == ("Maison Aubry", True)
        assert session.notice.key == "brand.told.saved"
        state = await tab.state(BrandState)
        assert (state.brand.version, state.brand.addresses["logo"]) == (2, f"/brand/{logo}.png")


async def test_what_is_wrong_is_said_under_its_field_and_nothing_is_kept(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(BrandState.load_brand, path=PAGE)
        wrong = handed_in("save", brand="", accent="red", reply_to="nobody", logo="0" * 32)
        await tab.fire(BrandState.hand_in, path=PAGE, form=wrong)
        assert set((await tab.state(BrandState)).errors) == {"brand", "accent", "reply_to"}
        await tab.fire(BrandState.hand_in, path=PAGE, form=handed_in("save", logo="0" * 32))
        assert (await tab.state(BrandState)).errors["logo"].key == "errors.picture_gone"
        await tab.fire(BrandState.hand_in, path=PAGE, form=handed_in("save", version="7"))
        assert (await tab.state(SessionState)).notice.key == "errors.changed_meanwhile"
    assert "brand_changed" not in stage.cast.acts()


async def test_a_trial_goes_to_who_asks(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(BrandState.load_brand, path=PAGE)
        await tab.fire(BrandState.hand_in, path=PAGE, form=handed_in("try"))
        assert (await tab.state(SessionState)).notice.params == {"email": "olga@example.org"}
    assert [each.to_email for each in stage.cast.letters()] == ["olga@example.org"]


async def test_the_theme_and_the_pane_are_one_of_ours(stage: Stage) -> None:
    async with stage.tab() as tab:
        await tab.fire(BrandState.load_brand, path=PAGE)
        await tab.fire(BrandState.choose_theme, path=PAGE, theme="dark")
        await tab.fire(BrandState.choose_theme, path=PAGE, theme="x")
        await tab.fire(BrandState.choose_pane, path=PAGE, pane="mail")
        await tab.fire(BrandState.choose_pane, path=PAGE, pane="x")
        state = await tab.state(BrandState)
        assert (state.theme, state.pane) == ("dark", "mail")
        assert "color-scheme: dark;" in state.mail_html


@pytest.mark.parametrize("form", [None, 7, [], {"act": "save"}, {"act": ["save"]}, {"css": "x"}])
async def test_a_forged_form_changes_nothing(stage: Stage, form: object) -> None:
    """INP-01."""
    async with stage.tab() as tab:
        await tab.fire(BrandState.load_brand, path=PAGE)
        before = stage.cast.dump()
        await tab.fire(BrandState.hand_in, path=PAGE, form=form)
    assert stage.cast.dump() == before


async def test_a_manager_hears_nothing_of_it(stage: Stage) -> None:
    """ACL-02."""
    _, secret = stage.join("Mado Blanc", "manager")
    async with stage.tab(secret) as tab:
        for event, payload in (
            (BrandState.load_brand, {}),
            (BrandState.hand_in, {"form": handed_in("save")}),
            (BrandState.hand_in, {"form": handed_in("try")}),
            (BrandState.choose_theme, {"theme": "dark"}),
        ):
            await tab.fire(event, path=PAGE, **payload)
        state = await tab.state(BrandState)
        assert (state.brand, state.mail_html, state.theme) == (None, "", "light")
    assert stage.cast.acts().count("brand_changed") == 0
    assert [row for row in stage.cast.letters() if row.dedupe_key.startswith("trial/")] == []
