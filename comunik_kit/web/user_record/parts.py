"""Cards of the record beside the details: modules and why, sessions, help to sign in, activity, journal."""

from typing import Any

import reflex as rx

from comunik_kit.access.open_sessions import OpenSession
from comunik_kit.modules.lately import Happened
from comunik_kit.modules.switching import BY_PERSON, ModuleOf
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.journal import EntryView
from comunik_kit.web.components import (
    badge,
    button,
    card,
    error_slot,
    pagination,
    password_field,
    password_rules,
)
from comunik_kit.web.i18n import sentence, t, translate, when
from comunik_kit.web.proving.downloads import download_button
from comunik_kit.web.session import SessionState
from comunik_kit.web.user_record.factor import factor_help
from comunik_kit.web.user_record.parts_state import RecordPartsState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.whereabouts import address_of

_PARTS: Any = RecordPartsState  # their vars stand here for what they will be in the browser
_PERSON: Any = UserRecordState.person
_HELD: Any = SessionState.permissions
_MAY_HELP = _PERSON.may_edit & (_PERSON.status == "active") & ~_PERSON.is_self
PASSWORD = "f-given-password"  # noqa: S105 - the id of a field


def modules_card() -> rx.Component:
    """Each module, and what keeps it on or off."""
    return card(
        rx.el.ul(rx.foreach(_PARTS.modules, _module), class_name="record-lines"), title=t("record.modules")
    )


def _module(given: rx.vars.ObjectVar[ModuleOf]) -> rx.Component:
    each: Any = given
    name = t(("app.module." + each.key).to(str))
    off = each.why == BY_PERSON
    act = button(
        rx.cond(off, t("record.modules.on"), t("record.modules.off")).to(str),
        small=True,
        weight="ghost",
        aria_label=rx.cond(
            off, t("record.modules.on_of", module=name), t("record.modules.off_of", module=name)
        ),
        on_click=RecordPartsState.switch_module(each.key, off),
    )
    tone: Any = rx.cond(each.why == "on", "success", "neutral")
    return rx.el.li(
        rx.el.span(name, class_name="record-line-main"),
        badge(t(("record.modules.why." + each.why).to(str)), tone),
        rx.cond(each.may_switch, act, rx.fragment()),
        key=each.key,
    )


def sessions_card() -> rx.Component:
    """Where the person is signed in, for who may sign them out."""
    some = rx.el.ul(rx.foreach(_PARTS.sessions, _session), class_name="record-lines")
    end_all = rx.cond(
        _PARTS.sessions.length() > 1,
        rx.el.div(
            button(t("record.sessions.end_all"), small=True, on_click=RecordPartsState.end_session("")),
            class_name="card-acts",
        ),
        rx.fragment(),
    )
    empty = rx.el.p(t("record.sessions.empty"), class_name="field-hint")
    shown = card(
        rx.cond(_PARTS.sessions.length() > 0, rx.fragment(some, end_all), empty), title=t("record.sessions")
    )
    return rx.cond((_PERSON.may_edit | _PERSON.is_self) & (_PERSON.status == "active"), shown, rx.fragment())


def _session(given: rx.vars.ObjectVar[OpenSession]) -> rx.Component:
    each: Any = given
    device = rx.cond(each.device, each.device, t("record.sessions.unknown")).to(str)
    act = button(
        t("record.sessions.end"),
        small=True,
        weight="ghost",
        aria_label=t("record.sessions.end_of", device=device),
        on_click=RecordPartsState.end_session(each.id),
    )
    seen = rx.el.span(
        address_of(each),
        t("record.sessions.seen"),
        " ",
        when(each.last_seen_at, "relative"),
        class_name="quiet",
    )
    return rx.el.li(
        rx.el.span(device, rx.el.br(), seen, class_name="record-line-main"),
        rx.cond(each.is_this, badge(t("record.sessions.this"), "info"), act),
        key=each.id,
    )


def help_card() -> rx.Component:
    """A link, or a password now; and the file with all that is kept."""
    reset = rx.el.div(
        rx.el.p(t("record.help.reset.hint"), class_name="field-hint"),
        button(t("record.help.reset"), leading="mail", on_click=RecordPartsState.send_reset),
        class_name="form-part",
    )
    password = rx.el.details(
        rx.el.summary(t("record.help.password"), class_name="disclosure"), _password(), class_name="disclosed"
    )
    help_ = rx.cond(_MAY_HELP, card(reset, factor_help(), password, title=t("record.help")), rx.fragment())
    return rx.fragment(help_, rx.cond(_may_take_data(), _data(), rx.fragment()))


def _password() -> rx.Component:
    """The field has no name: its password goes by HTTP, never in an event (assets/js/kit.js)."""
    wrong: Any = _PARTS.wrong
    return rx.el.form(
        rx.el.input(type="hidden", name="full_name", default_value=_PERSON.full_name),
        rx.el.input(type="hidden", name="email", default_value=_PERSON.email),
        password_field(
            "",
            t("users.field.initial_password"),
            field_id=PASSWORD,
            rules_id="given-rules",
            hint=t("record.help.password.hint"),
            custom_attrs={"data-stage-password": "staged_password"},
        ),
        password_rules("given-rules", password=PASSWORD, preset=SessionState.person.preset),
        rx.el.input(type="hidden", name="staged_password", default_value=""),
        error_slot(
            "staged_password", "f-given", rx.cond(wrong.key, translate(wrong.key, wrong.params), "").to(str)
        ),
        rx.el.div(button(t("record.help.password.act"), type="submit"), class_name="foot-acts"),
        key=_PARTS.form_number,
        on_submit=RecordPartsState.give_password,
        no_validate=True,
        class_name="form form-part",
    )


def _may_take_data() -> Any:
    may = _PERSON.may_edit & _HELD.contains(Permission.AUDIT_READ.value)
    return (may | _PERSON.is_self) & (_PERSON.status != "deleted")


def _data() -> rx.Component:
    """Everything the workspace keeps of the person, as a file."""
    address = rx.Var.create("/users/") + _PERSON.id + "/data.zip"
    return rx.el.div(
        download_button(t("record.data"), address=address.to(str)),
        rx.el.p(t("record.data.hint"), class_name="field-hint"),
        class_name="record-data",
    )


def activity_card() -> rx.Component:
    """The last things of the modules."""
    empty = rx.el.p(t("record.activity.empty"), class_name="field-hint")
    some = rx.el.ul(rx.foreach(_PARTS.lately, _happened), class_name="record-lines")
    return card(rx.cond(_PARTS.lately.length() > 0, some, empty), title=t("record.activity"))


def _happened(given: rx.vars.ObjectVar[Happened]) -> rx.Component:
    each: Any = given
    kind = rx.cond(
        each.kind,
        t(("modules.kind." + each.module + "." + each.kind).to(str)),
        t(("app.module." + each.module).to(str)),
    )
    return rx.el.li(
        rx.el.span(
            each.title, rx.el.br(), rx.el.span(kind, class_name="quiet"), class_name="record-line-main"
        ),
        rx.el.time(when(each.at, "datetime"), date_time=each.at, class_name="quiet"),
        key=each.id,
    )


def journal_card() -> rx.Component:
    """What the person did, and what was done to them; for who may read the journal."""
    page: Any = _PARTS.journal
    turns = pagination(
        range_text="",
        has_previous=page.before != "",
        has_next=page.after != "",
        on_previous=RecordPartsState.newer_entries,
        on_next=RecordPartsState.older_entries,
    )
    pages = rx.cond((page.before != "") | (page.after != ""), turns, rx.fragment())
    empty = rx.el.p(t("record.journal.empty"), class_name="field-hint")
    some = rx.el.ul(rx.foreach(page.acts, _entry), class_name="record-lines")
    shown = card(rx.cond(page.acts.length() > 0, rx.fragment(some, pages), empty), title=t("record.journal"))
    return rx.cond(_HELD.contains(Permission.AUDIT_READ.value), shown, rx.fragment())


def _entry(given: rx.vars.ObjectVar[EntryView]) -> rx.Component:
    each: Any = given
    return rx.el.li(
        rx.el.span(sentence(each.key, each.texts, each.words), class_name="record-line-main"),
        rx.el.time(when(each.at, "datetime"), date_time=each.at, class_name="quiet"),
        key=each.id,
    )
