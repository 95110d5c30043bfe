"""« Journal d’audit »: the filters, the entries, how long they are kept."""

from typing import Any

import reflex as rx

from comunik_kit.audit.trimming import CHOICES
from comunik_kit.journal.views import EntryRow
from comunik_kit.web.archive.styles import archive_styles
from comunik_kit.web.audit.asking import ADDRESS
from comunik_kit.web.audit.filters import filters
from comunik_kit.web.audit.keeping_state import JournalKeepingState
from comunik_kit.web.audit.state import JournalState
from comunik_kit.web.components import (
    button,
    card,
    empty_state,
    link,
    link_button,
    page_head,
    pagination,
    select_field,
    skeleton_rows,
)
from comunik_kit.web.i18n import sentence, t, when
from comunik_kit.web.layout import frame
from comunik_kit.web.proving.downloads import download_button
from comunik_kit.web.users.styles import people_styles

_STATE: Any = JournalState
_PAGE: Any = JournalState.page
_KEPT: Any = JournalKeepingState.kept


def audit_page() -> rx.Component:
    """The page /settings/audit."""
    return frame(
        people_styles(),
        archive_styles(),
        rx.el.link(rel="stylesheet", href="/css/audit.css", custom_attrs={"precedence": "default"}),
        page_head(t("audit.title"), t("audit.description"), action=_exports()),
        filters(),
        rx.cond(_STATE.visit > 0, _list(), skeleton_rows()),
        _keeping(),
        here="audit",
    )


def _exports() -> rx.Component:
    return rx.el.div(*[_export(ending) for ending in ("csv", "xlsx")], class_name="audit-exports")


def _export(ending: str) -> rx.Component:
    """The way out as a file."""
    address = rx.Var.create(f"{ADDRESS}/journal.{ending}?") + _STATE.asked.query
    return download_button(t(f"audit.export.{ending}"), address=address.to(str), title=t("audit.export.hint"))


def _list() -> rx.Component:
    turns = pagination(
        range_text="",
        has_previous=_PAGE.before != "",
        has_next=_PAGE.after != "",
        on_previous=_STATE.newer_acts,
        on_next=_STATE.older_acts,
    )
    pages = rx.cond((_PAGE.before != "") | (_PAGE.after != ""), turns, rx.fragment())
    entries = rx.el.ol(
        rx.foreach(_PAGE.rows, _entry), aria_label=t("audit.title"), class_name="audit-entries"
    )
    nothing = empty_state(
        t("audit.empty.title"),
        t("audit.empty.text"),
        link_button(t("narrowed.clear"), href=ADDRESS),
        symbol="search-x",
    )
    return rx.cond(_PAGE.rows.length() > 0, rx.fragment(entries, pages), nothing)


def _entry(given: rx.vars.ObjectVar[EntryRow]) -> rx.Component:
    """When, what, from where; the rest on demand."""
    each: Any = given
    moment = rx.el.time(
        rx.el.span(when(each.at, "date")),
        rx.el.span(when(each.at, "time"), class_name="person-under"),
        date_time=each.at,
        class_name="audit-moment",
    )
    origin = rx.cond(
        each.ip | each.device,
        rx.el.span(each.ip, rx.cond(each.ip & each.device, " · ", ""), each.device, class_name="quiet"),
        rx.fragment(),
    )
    record = rx.cond(
        each.record_id,
        link(
            each.record_name, href="/users/" + each.record_id, title=t("audit.record"), class_name="text-link"
        ),
        rx.fragment(),
    )
    said = rx.el.div(
        rx.el.p(sentence(each.key, each.texts, each.words), class_name="audit-said"),
        rx.el.div(origin, record, _details(each), class_name="audit-under"),
        class_name="audit-words",
    )
    return rx.el.li(moment, said, key=each.id, class_name="audit-entry")


def _details(each: Any) -> rx.Component:
    sealed = rx.cond(
        each.seq > 0,
        rx.fragment(t("audit.detail.seq", number=each.seq.to_string()), " ", rx.el.code(each.seal)),
        t("audit.detail.unsealed"),
    )
    return rx.el.details(
        rx.el.summary(t("audit.details"), class_name="disclosure"),
        rx.el.dl(
            _fact("audit.detail.at", rx.el.code(each.at)),
            _fact("audit.column.act", t(("journal.act." + each.tag).to(str)), " ", rx.el.code(each.tag)),
            rx.cond(each.user_agent, _fact("audit.column.device", each.user_agent), rx.fragment()),
            rx.cond(each.details, _fact("audit.column.details", rx.el.code(each.details)), rx.fragment()),
            _fact("audit.column.seal", sealed),
            class_name="audit-facts",
        ),
        class_name="disclosed audit-details",
    )


def _fact(name: str, *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(t(name)), rx.el.dd(*value))


def _keeping() -> rx.Component:
    """How long entries are kept, and the head of the chain for whoever notes it outside."""
    choose = rx.el.form(
        select_field(
            "months",
            t("audit.kept.field"),
            [rx.el.option(t(f"journal.kept.{each}"), value=str(each)) for each in CHOICES],
            field_id="audit-months",
            hint=t("audit.kept.hint"),
            default_value=_KEPT.months.to_string(),
        ),
        button(t("audit.kept.save"), type="submit"),
        key=_KEPT.months,
        on_submit=JournalKeepingState.keep_journal,
        class_name="form audit-keep",
    )
    told = rx.el.p(t("audit.kept.now", months=t(("journal.kept." + _KEPT.months.to_string()).to(str))))
    head = rx.cond(
        _KEPT.head,
        rx.el.p(
            t("audit.chain", count=_KEPT.sealed),
            rx.cond(
                _KEPT.removed > 0,
                rx.fragment(" ", t("audit.chain.removed", count=_KEPT.removed)),
                rx.fragment(),
            ),
            rx.el.br(),
            rx.el.code(_KEPT.head),
            class_name="audit-head",
        ),
        rx.el.p(t("audit.chain.none"), class_name="field-hint"),
    )
    chain = rx.el.div(head, rx.el.p(t("audit.chain.hint"), class_name="field-hint"), class_name="audit-chain")
    return card(
        rx.el.div(rx.cond(_KEPT.may_manage, choose, told), chain, class_name="audit-keeping"),
        title=t("audit.kept"),
    )
