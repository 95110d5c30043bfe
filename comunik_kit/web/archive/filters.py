"""The filters of the archive: all of them change the address, and each leaves a chip that takes it away."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.archive_filter import DELIVERY_GROUPS, NOBODY
from comunik_kit.invitations.rules import InvitationState
from comunik_kit.mail.delivery import Delivery
from comunik_kit.web.archive.asking import ADDRESS
from comunik_kit.web.archive.choices_state import ChoicesState
from comunik_kit.web.archive.state import ArchiveState
from comunik_kit.web.components import search_field, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.narrowing import between_days, chips, keep_in_address, presets

_STATE: Any = ArchiveState
_ASKED: Any = ArchiveState.asked
_CHOICES: Any = ChoicesState.choices


def filters() -> rx.Component:
    """Search and choices, the period, and the chips of what is asked for."""
    return rx.el.section(
        rx.el.div(_search(), *_choices(), class_name="archive-choices"),
        rx.el.div(presets(_ASKED, t("archive.period"), ADDRESS), _days(), class_name="archive-period"),
        chips(_ASKED, nothing=ADDRESS, class_name="archive-chips"),
        aria_label=t("archive.filters"),
        class_name="archive-filters",
    )


def _search() -> rx.Component:
    return search_field(
        t("archive.search"),
        id="archive-search",
        default_value=_ASKED.search,
        key=_STATE.visit,
        on_change=keep_in_address(_STATE.look_for),
        max_length=100,
    )


def _choices() -> list[rx.Component]:
    states = [
        rx.el.option(t(f"invitations.state.{each.value}"), value=each.value) for each in InvitationState
    ]
    return [
        _choice("state", _ASKED.state, t("archive.any"), *states),
        _choice("delivery", _ASKED.delivery, t("archive.any"), *_deliveries()),
        _choice(
            "department",
            _ASKED.department,
            t("archive.any.department"),
            rx.el.option(t("archive.without.department"), value=NOBODY),
            _named(_CHOICES.departments),
        ),
        _choice("inviter", _ASKED.inviter, t("archive.any.inviter"), _named(_CHOICES.inviters)),
    ]


def _choice(name: str, chosen: Any, anything: rx.Var[str], *options: rx.Component) -> rx.Component:
    return select_field(
        name,
        t(f"archive.column.{name}"),
        [rx.el.option(anything, value=""), *options],
        field_id=f"archive-{name}",
        value=chosen,
        on_change=lambda value: _STATE.narrow(name, value),
    )


def _deliveries() -> list[rx.Component]:
    """Groups of words first, then each word by itself."""
    groups = [rx.el.option(t(f"archive.group.{each}"), value=each) for each in DELIVERY_GROUPS]
    words = [rx.el.option(t(f"delivery.{each.value}"), value=each.value) for each in Delivery]
    return [
        *groups,
        rx.el.option(t("archive.without.message"), value=NOBODY),
        rx.el.optgroup(*words, label=t("archive.in_detail")),
    ]


def _named(choices: Any) -> rx.Component:
    return rx.foreach(choices, lambda each: rx.el.option(each.name, value=each.id))


def _days() -> rx.Component:
    zone = rx.el.p(t("archive.zone", zone=_CHOICES.time_zone), class_name="field-hint")
    return between_days(_ASKED, zone, name="archive", visit=_STATE.visit, on_submit=ArchiveState.between)
