"""The brand before it is saved: the sign-in page, the home page and an e-mail, by the very parts that draw those."""

from typing import Any

import reflex as rx

from comunik_kit.mail.framed import THEMES
from comunik_kit.web.components import page_head, segmented
from comunik_kit.web.components.elements import classes
from comunik_kit.web.door_frame import brand_mark, legal_note
from comunik_kit.web.home.page import home_content
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import side_shown
from comunik_kit.web.session import SessionState
from comunik_kit.web.sign_in.page import sign_in_shown
from comunik_kit.web.white_label.brand_state import PANES, BrandState

_FACE: Any = BrandState.face
_MAIL: Any = BrandState.mail
_PERSON: Any = SessionState.person


def preview() -> rx.Component:
    """Three panes side by side; on a phone one at a time."""
    drawn = {"sign_in": _sign_in(), "home": _home(), "mail": _mail()}
    panes = [
        rx.el.figure(
            rx.el.figcaption(t(f"brand.pane.{pane}"), class_name="pane-name"),
            drawn[pane],
            class_name="pane",
            custom_attrs={"data-shown": BrandState.pane == pane},
        )
        for pane in PANES
    ]
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("brand.preview"), class_name="section-title"),
            rx.el.div(_panes(), class_name="phone-only"),
            _themes(),
            class_name="preview-head",
        ),
        rx.el.div(*panes, class_name="panes"),
        aria_label=t("brand.preview"),
        class_name="brand-preview",
    )


def _themes() -> rx.Component:
    return segmented(
        t("app.theme"),
        [
            (t(f"app.theme.{each}"), BrandState.theme == each, {"on_click": BrandState.choose_theme(each)})
            for each in THEMES
        ],
    )


def _panes() -> rx.Component:
    return segmented(
        t("brand.preview"),
        [
            (t(f"brand.pane.{each}"), BrandState.pane == each, {"on_click": BrandState.choose_pane(each)})
            for each in PANES
        ],
    )


def _glass(*content: rx.Component) -> rx.Component:
    """Something to look at and not to touch, in the colours of the form and the theme that was chosen."""
    dark = rx.cond(BrandState.theme == "dark", "in-dark", "").to(str)
    return rx.el.div(
        rx.el.div(*content, class_name="pane-sheet"),
        class_name=classes("pane-glass in-light", dark),
        custom_attrs={"inert": True, "aria-hidden": "true", "style": _FACE.variables},
    )


def _mark() -> rx.Component:
    return brand_mark(_FACE.name, rx.cond(_FACE.logo, "brand has-logo", "brand no-logo").to(str))


def _sign_in() -> rx.Component:
    return _glass(
        rx.el.div(
            rx.el.div(_mark(), class_name="door-top"),
            rx.el.div(rx.el.div(*sign_in_shown(_FACE.name), class_name="door-card"), class_name="door-main"),
            rx.el.div(legal_note(_FACE.legal), class_name="door-bottom"),
            class_name=rx.cond(_FACE.cover, "door has-cover", "door no-cover").to(str),
        )
    )


def _home() -> rx.Component:
    hello = t("home.hello", name=_PERSON.first_name)
    page = rx.el.div(
        page_head(hello, t("home.text", workspace=_PERSON.workspace), heading=rx.el.p),
        home_content(),
        class_name="content",
    )
    return _glass(rx.el.div(side_shown(_mark()), rx.el.div(page, class_name="main"), class_name="frame"))


def _mail() -> rx.Component:
    """The message in a frame that runs nothing; its head as a mail program lists it."""
    answers = rx.el.p(t("brand.pane.reply_to", address=_MAIL.reply_to), class_name="field-hint")
    return rx.el.div(
        rx.el.div(
            rx.el.strong(_MAIL.sender),
            rx.el.p(_MAIL.subject),
            rx.cond(_MAIL.reply_to, answers, rx.fragment()),
            class_name="pane-mail-head",
        ),
        rx.el.iframe(
            title=t("brand.pane.mail"),
            class_name="pane-mail",
            custom_attrs={"sandbox": "", "tabIndex": 0, "srcDoc": BrandState.mail_html},
        ),
        class_name="pane-letter",
    )
