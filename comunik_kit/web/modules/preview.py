"""The home page of somebody else: the modules and widgets they have, nothing that acts, and the way back."""

from typing import Any

import reflex as rx

from comunik_kit.modules.registry import MODULES, WIDGETS
from comunik_kit.web.components import (
    button,
    callout,
    card,
    icon,
    search_field,
    select_field,
)
from comunik_kit.web.home.widget import widget, withheld_widget
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.modules.preview_state import HomePreviewState

_STATE: Any = HomePreviewState
_SEEN: Any = HomePreviewState.preview
_FORM_ID = "see-as-role"


def see_as_card() -> rx.Component:
    """Where one chooses whose home page to see: a person found by words, or a role with what it comes with."""
    people = rx.el.ul(rx.foreach(HomePreviewState.people, _found), class_name="see-people")
    none = rx.el.p(t("arranging.see.nobody"), class_name="field-hint", role="status")
    found = rx.cond(_STATE.people.length() > 0, people, rx.cond(_STATE.sought, none, rx.fragment()))
    person = rx.el.div(
        search_field(t("arranging.see.person"), on_change=HomePreviewState.look_for_person, max_length=120),
        found,
        class_name="see-part",
    )
    return card(
        rx.el.p(t("arranging.see.text"), class_name="field-hint"),
        rx.el.div(person, _kind(), class_name="see"),
        title=t("arranging.see.title"),
    )


def _found(person: Any) -> rx.Component:
    words = rx.el.span(
        rx.el.span(person.full_name, class_name="see-name"),
        rx.el.span(role_label(person.role_key, person.role_name), " · ", person.tier, class_name="quiet"),
        class_name="see-words",
    )
    return rx.el.li(
        words,
        button(
            t("arranging.see.act"),
            small=True,
            leading="eye",
            aria_label=t("arranging.see.act_of", name=person.full_name),
            on_click=HomePreviewState.see_as_person(person.id),
        ),
        key=person.id,
    )


def _kind() -> rx.Component:
    choices = _STATE.choices
    roles = rx.foreach(
        choices.roles, lambda role: rx.el.option(role_label(role.key, role.name), value=role.id)
    )
    tiers = rx.foreach(choices.tiers, lambda tier: rx.el.option(tier.name, value=tier.id))
    teams = rx.foreach(choices.departments, lambda name: rx.el.option(name, value=name))
    return rx.el.form(
        select_field("role_id", t("users.field.role"), roles, field_id="see-role", error=_error("role_id")),
        select_field("tier_id", t("users.field.tier"), tiers, field_id="see-tier", error=_error("tier_id")),
        select_field(
            "department",
            t("users.field.department"),
            [rx.el.option(t("arranging.see.no_team"), value=""), teams],
            field_id="see-team",
        ),
        rx.el.div(button(t("arranging.see.role"), leading="eye", type="submit"), class_name="card-acts"),
        id=_FORM_ID,
        on_submit=HomePreviewState.see_as_role,
        class_name="form see-part",
    )


def _error(name: str) -> rx.Var[str]:
    wrong = _STATE.errors[name]
    return rx.cond(_STATE.errors.contains(name), translate(wrong.key, wrong.params), "").to(str)


def seen_home() -> rx.Component:
    """The banner, then what the other one sees."""
    role = role_label(_SEEN.role_key, _SEEN.role_name)
    whose = rx.cond(
        _SEEN.name, t("arranging.seen.of", name=_SEEN.name), t("arranging.seen.as", role=role)
    ).to(str)
    team = rx.cond(_SEEN.department, rx.fragment(" · ", _SEEN.department), rx.fragment())
    banner = callout(
        whose,
        rx.el.p(role, " · ", _SEEN.tier, team),
        rx.el.p(t("arranging.seen.text")),
        rx.el.div(
            button(t("arranging.seen.end"), leading="x", on_click=HomePreviewState.end_preview),
            class_name="callout-acts",
        ),
        tone="warning",
    )
    nothing = card(rx.el.p(t("arranging.seen.nothing"), class_name="section-text"), title=t("home.no_module"))
    content = rx.fragment(_modules(), _widgets())
    return rx.el.div(
        banner, rx.cond(_SEEN.modules.length() > 0, content, nothing), class_name="home seen-home"
    )


def _modules() -> rx.Component:
    tiles = rx.foreach(_SEEN.modules, lambda key: rx.el.li(rx.match(key, *_tiles(), rx.fragment()), key=key))
    return rx.el.section(
        rx.el.h2(t("arranging.seen.modules"), class_name="section-title", id="seen-modules"),
        rx.el.ul(tiles, class_name="tiles"),
        aria_labelledby="seen-modules",
    )


def _tiles() -> list[tuple[str, rx.Component]]:
    return [
        (
            entry.key,
            rx.el.div(
                rx.el.span(icon(entry.icon, 18), class_name="tile-icon"),
                rx.el.span(t(f"app.module.{entry.key}"), class_name="tile-name"),
                class_name="tile",
            ),
        )
        for entry in MODULES
    ]


def _widgets() -> rx.Component:
    drawn = [(entry.key, _widget(entry.key, entry.icon)) for entry in WIDGETS]
    shown = rx.foreach(_SEEN.widgets, lambda each: rx.fragment(rx.match(each.module, *drawn, rx.fragment())))
    whose = rx.cond(_SEEN.workspace_wide, t("home.whole.7d"), t("arranging.seen.own"))
    head = rx.el.div(
        rx.el.h2(t("home.title.7d"), class_name="section-title", id="seen-period"),
        rx.el.p(whose, class_name="section-text"),
        class_name="section-head",
    )
    return rx.cond(
        _SEEN.widgets.length() > 0,
        rx.el.section(head, rx.el.div(shown, class_name="grid"), aria_labelledby="seen-period"),
        rx.fragment(),
    )


def _widget(key: str, symbol: str) -> rx.Component:
    figures = widget(_STATE.widgets[key], key=key, symbol=symbol, zone=_SEEN.time_zone, leads_on=False)
    return rx.cond(_SEEN.withheld.contains(key), withheld_widget(key=key, symbol=symbol), figures)
