"""« Marque »: the form of the brand beside what it would look like."""

from typing import Any

import reflex as rx

from comunik_kit.locale import LANGUAGES
from comunik_kit.web.components import button, callout, card, picture_picker, select_field, text_field
from comunik_kit.web.components.elements import dom_id
from comunik_kit.web.i18n import number, t, translate
from comunik_kit.web.white_label.brand_preview import preview
from comunik_kit.web.white_label.brand_state import SAVE, TRY, BrandState
from comunik_kit.workspaces.looks import KINDS, THEMES

FORM = "brand-form"
_BRAND: Any = BrandState.brand
_JUDGED: Any = BrandState.judgement
_ERRORS: Any = BrandState.errors


def brand() -> rx.Component:
    """The form, the previews beside it; on a phone under it."""
    form = rx.el.form(
        rx.el.input(type="hidden", name="act", default_value=SAVE),
        rx.el.input(type="hidden", name="version", value=_BRAND.version.to_string(), read_only=True),
        card(_name(), _colour(), title=t("brand.look")),
        card(*[_picture(kind) for kind in KINDS], title=t("brand.pictures")),
        card(*_mail(), title=t("brand.mail")),
        card(*_defaults(), title=t("brand.defaults")),
        _acts(),
        id=dom_id(FORM),
        on_submit=BrandState.hand_in,
        no_validate=True,
        class_name="form brand-form",
        custom_attrs={"data-live": "", "data-acts": ""},
    )
    return rx.el.div(rx.cond(_BRAND.version > 0, form, rx.fragment()), preview(), class_name="brand-tab")


def _error(name: str) -> rx.Var[str]:
    wrong = _ERRORS[name]
    return rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)


def _text(name: str, **props: Any) -> rx.Component:
    return text_field(
        name,
        t(f"brand.{name}"),
        hint=t(f"brand.{name}.hint"),
        error=_error(name),
        default_value=getattr(_BRAND, name),
        auto_complete="off",
        **props,
    )


def _name() -> rx.Component:
    return _text("brand", max_length=80, required=True)


def _colour() -> rx.Component:
    """The colour typed or chosen, how it reads, and a shade that reads better."""
    chooser = rx.el.input(
        type="color",
        default_value=_BRAND.accent,
        aria_label=t("brand.accent.choose"),
        class_name="colour-chooser",
        custom_attrs={"data-colour-of": "accent"},
    )
    typed = _text("accent", max_length=7, spell_check=False, extra=_readings())
    return rx.el.div(typed, chooser, class_name="colour-line")


def _readings() -> rx.Component:
    ratios = [
        rx.el.li(t(f"brand.reading.{name}", ratio=number(ratio)), custom_attrs={"data-short": short})
        for name, ratio, short in (
            ("white", _JUDGED.white_on_it, _JUDGED.white_on_it < _ENOUGH),
            ("light", _JUDGED.on_light, _JUDGED.on_light < _ENOUGH),
        )
    ]
    return rx.el.div(
        rx.el.ul(*ratios, rx.el.li(t("brand.reading.dark"), _swatch(_JUDGED.dark)), class_name="readings"),
        rx.cond(_JUDGED.proposal, _too_pale(), rx.fragment()),
        role="status",
    )


_ENOUGH = 4.5


def _swatch(colour: Any) -> rx.Component:
    square = rx.el.span(class_name="swatch", style={"background": colour}, aria_hidden="true")
    return rx.el.span(square, rx.el.code(colour), class_name="swatch-line")


def _too_pale() -> rx.Component:
    take = button(
        t("brand.accent.take", colour=_JUDGED.proposal),
        type="button",
        custom_attrs={"data-take-colour": _JUDGED.proposal, "data-form": FORM},
    )
    words = rx.el.p(t("brand.accent.pale.text"), _swatch(_JUDGED.proposal))
    return callout(t("brand.accent.pale"), words, take, tone="warning")


def _picture(kind: str) -> rx.Component:
    return rx.el.div(
        picture_picker(
            kind,
            t(f"brand.{kind}"),
            hint=t(f"brand.{kind}.hint"),
            picture=_BRAND.pictures[kind],
            picture_url=_BRAND.addresses[kind],
            to=f"/brand/pictures/{kind}",
        ),
        rx.cond(_error(kind), rx.el.p(_error(kind), role="alert", class_name="field-error")),
    )


def _mail() -> list[rx.Component]:
    return [
        _text("sender_name", optional=True, max_length=80),
        _text("reply_to", optional=True, type="email", spell_check=False),
        _text("legal_line", optional=True, max_length=240),
    ]


def _defaults() -> list[rx.Component]:
    languages: list[rx.Component] = [
        rx.el.option(t(f"brand.language.{each}"), value=each) for each in LANGUAGES
    ]
    themes: list[rx.Component] = [rx.el.option(t(f"app.theme.{each}"), value=each) for each in THEMES]
    return [
        select_field(
            name,
            t(f"brand.{name}"),
            options,
            hint=t(f"brand.{name}.hint"),
            error=_error(name),
            default_value=getattr(_BRAND, name),
        )
        for name, options in (("language", languages), ("theme", themes))
    ]


def _acts() -> rx.Component:
    return rx.el.div(
        button(t("brand.try"), leading="send", type="submit", custom_attrs=_act(TRY)),
        button(t("app.save"), weight="primary", type="submit", custom_attrs=_act(SAVE)),
        rx.el.p(t("brand.try.hint"), class_name="field-hint"),
        class_name="foot-acts brand-acts",
    )


def _act(name: str) -> dict[str, str]:
    return {"data-act": name, "data-form": FORM}
