"""The tour on the screen: a card at the foot of home, and the thing it speaks of outlined."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, dialog
from comunik_kit.web.home.tour_state import TourState
from comunik_kit.web.i18n import t

_TOUR: Any = TourState


class TourPointer(rx.Component):
    """Nothing to see: brings what the stop speaks of into sight."""

    library = "$/utils/kit/tour"
    tag = "TourPointer"

    stop: rx.Var[str]


def tour() -> rx.Component:
    """Radix keeps the focus in it; Escape leaves it. css/home.css outlines what `data-tour` names."""
    stop = _TOUR.stops[_TOUR.place]
    last = _TOUR.place + 1 == _TOUR.stops.length()
    foot = rx.el.div(
        button(t("tour.skip"), weight="ghost", on_click=TourState.leave(False)),
        rx.cond(_TOUR.place > 0, button(t("tour.back"), on_click=TourState.go(False))),
        button(
            rx.cond(last, t("tour.end"), t("tour.next")),
            weight="primary",
            auto_focus=True,
            on_click=TourState.go(True),
        ),
        class_name="tour-acts",
    )
    where = t("tour.place", place=_TOUR.place + 1, total=_TOUR.stops.length())
    return dialog(
        rx.el.p(where, role="status", class_name="tour-place"),
        TourPointer.create(stop=rx.cond(stop, stop, "").to(str)),
        open=_TOUR.stops.length() > 0,
        on_open_change=TourState.leave,
        title=t(_word("tour.title.", stop)),
        description=t(_word("tour.text.", stop)),
        foot=foot,
        custom_attrs={"data-tour": stop},
    )


def _word(beginning: str, stop: Any) -> rx.Var[str]:
    return (rx.Var.create(beginning) + rx.cond(stop, stop, "menu").to(str)).to(str)
