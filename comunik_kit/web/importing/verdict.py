"""What the judged lines amount to, the way to have the good ones written, and what came of it."""

from typing import Any

import reflex as rx

from comunik_kit.importing.inputs import DELAYS
from comunik_kit.importing.views import SeatsMissing
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import button, callout, card, link_button, select_field
from comunik_kit.web.i18n import t, when
from comunik_kit.web.importing.files import saved_file
from comunik_kit.web.importing.state import ADDRESS, ImportingState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.no_domain import no_domain
from comunik_kit.wiring import kit

_VIEW: Any = ImportingState.view
_CHOICES: Any = ImportingState.choices
_SESSION: Any = SessionState


def to_write() -> rx.Component:
    """How many are ready, and in which way they come in."""
    ready = card(
        rx.el.p(t("import.ready.text", count=_VIEW.refused), class_name="field-hint"),
        rx.cond(_CHOICES.domain_ready, _form(), no_domain()),
        title=t("import.ready", count=_VIEW.ready),
    )
    nobody = callout(
        t("import.nobody.title"), t("import.nobody.text"), rx.el.div(refused_file(), class_name="import-acts")
    )
    return rx.fragment(rx.foreach(_VIEW.seats_missing, _short), rx.cond(_VIEW.ready > 0, ready, nobody))


def _short(missing: rx.vars.ObjectVar[SeatsMissing]) -> rx.Component:
    """Which subscription has not seats enough, and how many lines are left out for it."""
    each: Any = missing
    left = t("import.seats.left", count=each.left, tier=each.tier, wanted=each.wanted)
    return callout(left, t("import.seats.over", count=each.over), tone="warning", key=each.tier)


def _form() -> rx.Component:
    may_invite = _SESSION.permissions.contains(Permission.USERS_INVITE.value)
    invite = rx.cond(may_invite, rx.el.option(t("import.act.invite"), value="invite"), rx.fragment())
    delays: list[rx.Component] = [
        rx.el.option(t("import.delay", count=each) if each else t("import.delay.now"), value=str(each))
        for each in DELAYS
    ]
    return rx.el.form(
        rx.el.div(
            select_field(
                "act",
                t("import.act"),
                [invite, rx.el.option(t("import.act.create"), value="create")],
                field_id="import-act",
            ),
            select_field(
                "delay",
                t("import.delays"),
                delays,
                field_id="import-delay",
                default_value=str(DELAYS[1]),
                hint=t("import.delays.hint"),
            ),
            class_name="import-fields",
        ),
        rx.el.div(
            button(t("import.write", count=_VIEW.ready), weight="primary", type="submit"),
            refused_file(),
            class_name="import-acts",
        ),
        on_submit=ImportingState.write,
        class_name="import-form",
    )


def refused_file() -> rx.Component:
    """The lines that became nobody, as a file for either kind of program."""
    address = rx.Var.create(f"{kit().settings.api_url}/imports/") + _VIEW.id + "/refused"
    files = rx.fragment(
        saved_file(t("import.refused_file", count=_VIEW.refused), (address + ".csv").to(str)),
        saved_file(t("import.refused_sheet"), (address + ".xlsx").to(str)),
    )
    return rx.cond(_VIEW.refused > 0, files, rx.fragment())


def outcome() -> rx.Component:
    """What came of it; for a while all of it can be taken back."""
    waiting = rx.cond(
        _VIEW.leaves_at,
        rx.el.p(t("import.leaves_at", time=when(_VIEW.leaves_at, "datetime"))),
        rx.fragment(),
    )
    undo = rx.cond(
        _VIEW.may_undo,
        button(t("import.undo"), leading="rotate-ccw", on_click=ImportingState.undo),
        rx.fragment(),
    )
    go_on = rx.cond(
        (_VIEW.state == "stopped") & (_VIEW.ready > 0),
        rx.el.div(_form(), class_name="import-go-on"),
        rx.fragment(),
    )
    title: Any = rx.match(
        _VIEW.state,
        ("undone", t("import.undone")),
        ("stopped", t("import.stopped", count=_VIEW.written)),
        t("import.finished", count=_VIEW.written),
    )
    return card(
        rx.cond(_VIEW.may_undo, waiting, rx.fragment()),
        go_on,
        rx.el.div(
            link_button(t("import.to_users"), href="/users", weight="primary"),
            link_button(t("import.another"), href=ADDRESS),
            undo,
            rx.cond(_VIEW.state != "stopped", refused_file(), rx.fragment()),
            class_name="import-acts",
        ),
        title=title.to(str),
    )
