"""A refused form leads to what is wrong in it, wherever the button stands (WCAG 2.2, 3.3.1; `js/first_error.js`)."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE

pytestmark = pytest.mark.browser


def test_on_a_phone_a_refused_form_leads_to_the_wrong_field_each_time(house: House) -> None:
    with house.olga(width=390, height=844) as olga:
        olga.open("/profile")
        name, save = (
            olga.page.locator("[name=full_name]"),
            olga.page.get_by_role("button", name="Enregistrer").first,
        )
        name.fill("")
        for _ in range(2):  # the second answer says what stands there already
            save.scroll_into_view_if_needed()
            save.focus()
            save.press("Enter")
            expect(name).to_be_focused(timeout=PATIENCE)
            expect(name).to_be_in_viewport()
            expect(name).to_have_attribute("aria-invalid", "true")
        name.fill("Olga Martin")
        name.press("Enter")
        expect(name).to_have_attribute("aria-invalid", "false", timeout=PATIENCE)
        assert olga.said == []


def test_a_sheet_that_is_drawn_anew_leads_there_too(house: House) -> None:
    with house.olga(width=390, height=844) as olga:
        olga.open("/settings/roles")
        olga.press("Créer un rôle")
        sheet = olga.page.get_by_role("dialog")
        name = sheet.get_by_label("Nom du rôle")
        expect(name).to_be_focused(timeout=PATIENCE)
        name.press("Tab")
        sheet.get_by_role("checkbox").last.focus()
        sheet.locator("button[type=submit]").click()
        expect(name).to_be_focused(timeout=PATIENCE)
        expect(name).to_be_in_viewport()


def test_who_has_gone_on_to_another_field_is_left_there(house: House) -> None:
    with house.olga() as olga:
        olga.open("/profile")
        name, mobile = (olga.page.locator(f"[name={field}]") for field in ("full_name", "phone"))
        name.fill("")
        mobile.evaluate("field => { field.form.requestSubmit(); field.focus() }")
        expect(name).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
        olga.page.wait_for_timeout(1_500)  # longer than an answer that says the same is waited for
        expect(mobile).to_be_focused()


def test_a_form_that_is_drawn_as_one_types_leads_nobody_away(house: House) -> None:
    with house.olga() as olga:
        olga.open("/settings/white-label?tab=brand")
        name, colour = (olga.page.locator(f"[name={field}]") for field in ("brand", "accent"))
        name.fill("")
        olga.press("Enregistrer")
        expect(name).to_be_focused(timeout=PATIENCE)
        colour.fill("#12345")  # half typed
        olga.page.wait_for_timeout(
            2_000
        )  # it has been drawn, and longer than what stands there is waited for
        expect(colour).to_be_focused()
        expect(name).to_have_attribute("aria-invalid", "true")
