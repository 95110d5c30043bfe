"""« Notifications » on one's own page: which kinds in the app, which by e-mail, and the hours in which none is sent."""

from typing import Any

import reflex as rx

from comunik_kit.mail.opt_outs import Wish
from comunik_kit.notices.views import KindChoice
from comunik_kit.web.components import button, card, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.profile.notices_state import NoticeChoicesState
from comunik_kit.web.profile.wishes_state import WishesState

_CHOICES: Any = NoticeChoicesState.choices
_ERRORS: Any = NoticeChoicesState.hours_errors


def notices_card() -> rx.Component:
    """The card; nothing before it is known what is chosen."""
    in_app = rx.foreach(_CHOICES.kinds, _kind)
    by_mail = rx.foreach(WishesState.wishes, _wish)
    return rx.cond(
        NoticeChoicesState.choices_known,
        card(
            rx.el.div(
                _group(t("notices.choices.app"), in_app),
                _group(t("wishes.title"), rx.el.p(t("wishes.text"), class_name="field-hint"), by_mail),
                _quiet_hours(),
                class_name="profile-form",
            ),
            title=t("notices.title"),
        ),
        rx.fragment(),
    )


def _group(title: Any, *content: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title), *content, class_name="notice-choices")


def _kind(given: rx.vars.ObjectVar[KindChoice]) -> rx.Component:
    each: Any = given
    choose: Any = NoticeChoicesState.choose_kind
    words = t((rx.Var.create("notices.choices.kind.") + each.kind).to(str))
    return _switch(words, each.wanted, lambda wanted: choose(each.kind, wanted))


def _wish(given: rx.vars.ObjectVar[Wish]) -> rx.Component:
    each: Any = given
    choose: Any = WishesState.choose
    words = t((rx.Var.create("wishes.") + each.template).to(str))
    return _switch(words, each.wanted, lambda wanted: choose(each.template, wanted))


def _switch(words: Any, wanted: Any, on_change: Any) -> rx.Component:
    box = rx.el.input(type="checkbox", checked=wanted, on_change=on_change, class_name="check")
    return rx.el.label(box, rx.el.span(words), class_name="check-line")


def _quiet_hours() -> rx.Component:
    on = rx.el.input(
        type="checkbox", name="quiet", value="yes", default_checked=_CHOICES.quiet, class_name="check"
    )
    return rx.el.form(
        _group(
            t("notices.quiet"),
            rx.el.p(t("notices.quiet.text", zone=_CHOICES.time_zone), class_name="field-hint"),
            rx.el.label(on, rx.el.span(t("notices.quiet.on")), class_name="check-line"),
            rx.el.div(_time("since"), _time("until"), class_name="fields-pair"),
        ),
        rx.el.div(button(t("app.save"), type="submit"), class_name="foot-acts"),
        key=NoticeChoicesState.hours_form,
        on_submit=NoticeChoicesState.keep_quiet,
        no_validate=True,
        class_name="form",
    )


def _time(name: str) -> rx.Component:
    wrong = _ERRORS[name]
    return text_field(
        name,
        t(f"notices.quiet.{name}"),
        field_id=f"f-quiet-{name}",
        type="time",
        default_value=_CHOICES[name],
        error=rx.cond(_ERRORS.contains(name), translate(wrong.key, wrong.params), "").to(str),
    )
