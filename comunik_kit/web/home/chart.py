"""One widget's two periods drawn large: which, is chosen in the browser; the library that draws comes last."""

import reflex as rx

from comunik_kit.modules.views import Widget
from comunik_kit.web.components import card
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.i18n import t


class PeriodChart(rx.Component):
    """The chart (`js/chart.js`) of one of the widgets that are shown; nothing while there is none."""

    library = "$/utils/kit/chart"
    tag = "PeriodChart"
    lib_dependencies: list[str] = ["recharts@3.10.1"]

    widgets: rx.Var[dict[str, Widget]]
    order: rx.Var[list[str]]
    zone: rx.Var[str]


def chart() -> rx.Component:
    """The card under the widgets."""
    drawn = PeriodChart.create(widgets=HomeState.widgets, order=HomeState.order, zone=HomeState.time_zone)
    title = rx.cond(HomeState.span == "today", t("home.chart.by_hour"), t("home.chart.by_day"))
    return rx.cond(HomeState.order, card(drawn, title=title, custom_attrs={"data-chart": ""}), rx.fragment())
