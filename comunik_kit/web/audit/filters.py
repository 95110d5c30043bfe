"""The filters of the journal: all of them change the address, and each leaves a chip that takes it away."""

from typing import Any

import reflex as rx

from comunik_kit.journal.groups import GROUPS
from comunik_kit.web.audit.asking import ADDRESS, Offer
from comunik_kit.web.audit.state import JournalState
from comunik_kit.web.components import field, link, search_field, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.narrowing import between_days, chips, keep_in_address, presets

_STATE: Any = JournalState
_ASKED: Any = JournalState.asked
_PERSON = "audit-person"


def filters() -> rx.Component:
    """Search and choices, the period, and the chips of what is asked for."""
    return rx.el.section(
        rx.el.div(_search(), _person(), _act(), class_name="archive-choices audit-choices"),
        rx.el.div(presets(_ASKED, t("audit.period"), ADDRESS), _days(), class_name="archive-period"),
        chips(_ASKED, nothing=ADDRESS, class_name="archive-chips"),
        aria_label=t("archive.filters"),
        class_name="archive-filters",
    )


def _search() -> rx.Component:
    return search_field(
        t("audit.search"),
        id="audit-search",
        default_value=_ASKED.search,
        key=_STATE.visit,
        on_change=keep_in_address(_STATE.look_for_entries),
        max_length=100,
    )


def _person() -> rx.Component:
    """A field that offers people as links while one types: each leads to the address that asks for them."""
    typed = rx.el.input(
        id=_PERSON,
        type="text",
        placeholder=t("audit.person.hint"),
        default_value="",
        key=_STATE.visit,
        on_change=_STATE.look_for_people,
        max_length=100,
        auto_complete="off",
        class_name="input",
    )
    some = rx.el.ul(
        rx.foreach(_STATE.offers.found, _offer), class_name="audit-offers", aria_label=t("audit.person.found")
    )
    none = rx.cond(
        _STATE.offers.nobody,
        rx.el.p(t("audit.person.none"), class_name="field-hint audit-nobody"),
        rx.fragment(),
    )
    found = rx.el.div(rx.cond(_STATE.offers.found.length() > 0, some, none), aria_live="polite")
    return rx.el.div(
        field(typed, name="person", label=t("audit.person"), field_id=_PERSON),
        found,
        class_name="audit-person",
    )


def _offer(given: rx.vars.ObjectVar[Offer]) -> rx.Component:
    each: Any = given
    return rx.el.li(
        link(rx.el.span(each.name), rx.el.span(each.email, class_name="quiet"), href=each.href), key=each.href
    )


def _act() -> rx.Component:
    groups = [rx.el.option(t(f"audit.group.{name}"), value=name) for name in GROUPS]
    single = [
        rx.el.optgroup(
            *[rx.el.option(t(f"journal.act.{tag.value}"), value=tag.value) for tag in tags],
            label=t(f"audit.group.{name}"),
        )
        for name, tags in GROUPS.items()
    ]
    return select_field(
        "act",
        t("audit.act"),
        [rx.el.option(t("audit.act.any"), value=""), *groups, *single],
        field_id="audit-act",
        value=_ASKED.act,
        on_change=_STATE.narrow_acts,
    )


def _days() -> rx.Component:
    return between_days(_ASKED, name="audit", visit=_STATE.visit, on_submit=JournalState.narrow_days)
