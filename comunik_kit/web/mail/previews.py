"""« Modèles »: each message with example data, in every form it has, and a test to oneself.

A part of « E-mails » that stands by itself: `previews()` draws it, `PreviewState.load_preview` fills it.
"""

from typing import Any

import reflex as rx

from comunik_kit.locale import LANGUAGES
from comunik_kit.mail.framed import THEMES
from comunik_kit.mail.outbox import Template
from comunik_kit.web.components import badge, button, segmented, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.mail.preview_state import PreviewState
from comunik_kit.wiring import kit

_STATE: Any = PreviewState
_DESK = {"light": "#f3f4f6", "dark": "#111114"}
_PAPER = {
    "display": "block",
    "max_width": "100%",
    "height": "min(760px, 75vh)",
    "margin": "0 auto",
    "border": "1px solid var(--line)",
    "border_radius": "var(--radius)",
}


def previews() -> rx.Component:
    """Choices above, the message below."""
    return rx.el.section(
        rx.el.div(
            rx.el.p(t("previews.text"), class_name="field-hint"),
            _choices(),
            _subject(),
            _paper(),
            class_name="form-column",
        ),
        aria_label=t("previews.title"),
    )


def _choices() -> rx.Component:
    options: list[rx.Component] = [
        rx.el.option(t(f"previews.template.{each.value}"), value=each.value) for each in Template
    ]
    which = select_field(
        "template",
        t("previews.which"),
        options,
        value=PreviewState.template,
        on_change=PreviewState.choose_template,
    )
    switches = rx.el.div(
        _switch("language", LANGUAGES, _STATE.language, PreviewState.choose_language),
        _switch("theme", THEMES, _STATE.theme, PreviewState.choose_theme),
        _either("form", ("html", "plain"), _STATE.as_text, PreviewState.show_as_text),
        _either("width", ("desk", "phone"), _STATE.is_narrow, PreviewState.narrow),
        style={"display": "flex", "flex_wrap": "wrap", "gap": "12px"},
    )
    send = button(t("previews.send"), leading="send", on_click=PreviewState.send_to_me)
    return rx.el.div(which, switches, rx.el.div(send), class_name="form-column")


def _switch(name: str, values: tuple[str, ...], chosen: Any, choose: Any) -> rx.Component:
    return segmented(
        t(f"previews.{name}"),
        [(t(f"previews.{each}"), chosen == each, {"on_click": choose(each)}) for each in values],
    )


def _either(name: str, words: tuple[str, str], is_second: Any, choose: Any) -> rx.Component:
    first, second = words
    return segmented(
        t(f"previews.{name}"),
        [
            (t(f"previews.{first}"), ~is_second, {"on_click": choose(False)}),
            (t(f"previews.{second}"), is_second, {"on_click": choose(True)}),
        ],
    )


def _subject() -> rx.Component:
    """The subject line, and that nothing in the message is true."""
    return rx.el.div(
        rx.el.p(rx.el.span(t("previews.subject"), " ", class_name="field-hint"), _STATE.subject),
        rx.el.p(badge(t("previews.badge")), " ", t("previews.example"), class_name="field-hint"),
    )


def _paper() -> rx.Component:
    """A frame that runs nothing and leads nowhere; another choice is another frame."""
    address = (
        rx.Var.create(f"{kit().settings.api_url}/mail/samples/")
        + _STATE.template
        + "/"
        + _STATE.language
        + rx.cond(_STATE.as_text, ".txt", "").to(str)
        + "?theme="
        + _STATE.theme
    )
    dark = (_STATE.theme == "dark") & ~_STATE.as_text
    return rx.el.iframe(
        key=address,
        src=address,
        title=t("previews.frame"),
        style={
            **_PAPER,
            "width": rx.cond(_STATE.is_narrow, "390px", "600px"),
            "background": rx.cond(dark, _DESK["dark"], rx.cond(_STATE.as_text, "#ffffff", _DESK["light"])),
        },
        custom_attrs={"sandbox": "", "tabIndex": 0},
    )
