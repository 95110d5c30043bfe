"""« Mon équipe », as one sees it: the work of each person, and below it the people of the teams that one leads."""

from typing import Any

import reflex as rx

from comunik_kit.modules.asking import Span
from comunik_kit.modules.periods import SPANS
from comunik_kit.modules.team import MOST_PEOPLE
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import (
    SegmentLink,
    callout,
    link_button,
    page_head,
    segmented_links,
    select_field,
    skeleton_rows,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame
from comunik_kit.web.led.page import invite, led_part
from comunik_kit.web.session import SessionState
from comunik_kit.web.team.asked import ADDRESS
from comunik_kit.web.team.state import TeamState
from comunik_kit.web.team.table import work
from comunik_kit.web.users.styles import people_styles

_STATE: Any = TeamState
_ASKED: Any = TeamState.asked
_TOTAL: Any = TeamState.total
_SESSION: Any = SessionState


def team_page() -> rx.Component:
    """The page /team."""
    return frame(
        people_styles(),
        rx.el.link(rel="stylesheet", href="/css/team.css", custom_attrs={"precedence": "default"}),
        page_head(
            t("led.title"),
            rx.cond(_SESSION.leads, t("led.text"), t("team.text")).to(str),
            rx.cond(_SESSION.leads, invite("primary"), rx.fragment()),
        ),
        rx.cond(TeamState.loaded, _figures(), skeleton_rows(6)),
        rx.cond(_SESSION.leads, led_part(), rx.fragment()),
        here="led",
        needs=Permission.USERS_READ,
        for_leads=True,
    )


def _figures() -> rx.Component:
    whose = rx.cond(TeamState.workspace_wide, t("team.whose.whole"), t("team.whose.led"))
    head = rx.el.div(
        rx.el.h2(t(_of_span("team.title")), class_name="section-title", id="team-work"),
        rx.el.p(whose, class_name="section-text"),
        _tools(),
        class_name="team-head",
    )
    nothing = (_TOTAL.received + _TOTAL.missed + _TOTAL.load) == 0
    people = rx.cond(
        _STATE.people.length() > 0, work(), rx.el.p(t("team.empty"), class_name="section-text", role="status")
    )
    return rx.el.section(
        head,
        rx.cond(nothing, _nothing(), rx.fragment()),
        rx.cond(TeamState.capped, callout(t("team.capped", count=MOST_PEOPLE)), rx.fragment()),
        people,
        rx.el.p(t("team.load.hint"), class_name="field-hint"),
        aria_labelledby="team-work",
        class_name="team-work",
    )


def _tools() -> rx.Component:
    """The choice of the period and of the team; both stand in the address, so that a bookmark keeps them."""
    periods = segmented_links(t("items.period"), map(_period, SPANS))
    options = rx.foreach(_STATE.teams, lambda team: rx.el.option(team.name, value=team.id))
    teams = select_field(
        "team",
        t("team.choose"),
        [rx.el.option(t("team.all"), value=""), options],
        field_id="team-chosen",
        value=_ASKED.team,
        on_change=TeamState.choose_team,
    )
    return rx.el.div(
        rx.cond(_STATE.teams.length() > 1, teams, rx.fragment()), periods, class_name="team-tools"
    )


def _period(span: Span) -> SegmentLink:
    asking = "" if span is Span.WEEK else f"period={span.value}"
    href = (rx.Var.create(f"{ADDRESS}?") + _ASKED.undated + asking).to(str)
    return SegmentLink(t(f"items.period.{span.value}"), href, _ASKED.span == span.value)


def _nothing() -> rx.Component:
    """Says how data gets here."""
    way = rx.cond(
        _SESSION.permissions.contains(Permission.API_MANAGE.value),
        link_button(t("items.empty.api"), href="/settings/api", leading="plug"),
        rx.el.p(t("items.empty.ask")),
    )
    return callout(t("team.nothing"), t("team.nothing.text"), rx.fragment(way))


def _of_span(key: str) -> rx.Var[str]:
    return (rx.Var.create(f"{key}.") + _ASKED.span).to(str)
