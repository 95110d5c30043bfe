"""A person as a picture: photo or initials, and the circle where a photo is chosen."""

from typing import Any, Literal

import reflex as rx

from comunik_kit.users.pictures import MOST_ZOOM
from comunik_kit.web.components.buttons import button
from comunik_kit.web.components.elements import Text, dom_id, icon
from comunik_kit.web.components.fields import error_slot
from comunik_kit.web.i18n import t

Size = Literal["small", "medium", "large"]
ACCEPTED = "image/jpeg,image/png,image/webp"


def avatar(photo_url: Text, initials: Text, size: Size = "small") -> rx.Component:
    """Photo, or initials when there is none. Decoration: the name stands beside it."""
    # Another photo is another element: a browser shows the old one until it has the new one, beside the new name.
    picture = rx.el.img(src=photo_url, alt="", class_name="avatar-photo", loading="lazy", key=photo_url)
    letters = rx.el.span(initials, class_name="avatar-initials")
    shown = (
        rx.cond(photo_url, picture, letters)
        if isinstance(photo_url, rx.Var)
        else (picture if photo_url else letters)
    )
    return rx.el.span(shown, class_name=f"avatar avatar-{size}", aria_hidden="true")


def picture_picker(
    name: str, label: Text, *, hint: Text, picture: Text, picture_url: Text, to: str
) -> rx.Component:
    """A picture of any shape, chosen as a photo is; kit.js posts it to the address `to`."""
    field_id = f"f-{name}"
    return rx.el.div(
        rx.el.span(label, class_name="field-label", id=dom_id(f"{field_id}-label")),
        rx.el.div(
            rx.el.div(_picture(picture_url, "image"), class_name="picture-box"),
            rx.el.div(_chooser(field_id), _remover(picture_url), class_name="photo-acts"),
            class_name="picture-line",
        ),
        rx.el.p(hint, id=dom_id(f"{field_id}-hint"), class_name="field-hint"),
        error_slot(name, field_id),
        # Not of the type "hidden", whose value React would put back whenever the form around it is drawn anew.
        rx.el.input(
            type="text", hidden=True, name=name, default_value=picture, custom_attrs={"data-photo-id": ""}
        ),
        class_name="field photo picture",
        role="group",
        aria_labelledby=f"{field_id}-label",
        custom_attrs={"data-photo": "", "data-photo-to": to},
    )


def photo_picker(
    *, name: str = "photo", field_id: str = "f-photo", photo: Text = "", photo_url: Text = ""
) -> rx.Component:
    """A circle, « + Télécharger », preview, remove. kit.js asks which square of the picture, and posts the file."""
    return rx.el.div(
        rx.el.div(_picture(photo_url, "user"), class_name="photo-circle"),
        rx.el.div(
            rx.el.div(_chooser(field_id), _remover(photo_url), class_name="photo-acts"),
            rx.el.p(t("app.photo.hint"), id=dom_id(f"{field_id}-hint"), class_name="field-hint"),
            error_slot(name, field_id),
        ),
        rx.el.input(type="hidden", name=name, default_value=photo),
        _cropper(f"{field_id}-crop"),
        class_name="photo",
        role="group",
        aria_label=t("app.photo.label"),
        custom_attrs={"data-photo": ""},
    )


def _cropper(title_id: str) -> rx.Component:
    """Ask which square of a picture is wanted (assets/js/crop.js). Its fields have no names: no form has them."""
    return rx.el.dialog(
        rx.el.h2(t("app.crop.title"), id=dom_id(title_id), class_name="section-title"),
        rx.el.div(
            rx.el.img(alt="", draggable=False),
            class_name="crop-stage",
            custom_attrs={"data-crop-stage": ""},
        ),
        _slider("zoom", lowest=1, highest=MOST_ZOOM),
        _slider("x", lowest=0, highest=1),
        _slider("y", lowest=0, highest=1),
        rx.el.div(
            button(t("app.cancel"), custom_attrs={"data-crop-drop": ""}),
            button(t("app.crop.take"), weight="primary", custom_attrs={"data-crop-take": ""}),
            class_name="foot-acts",
        ),
        aria_labelledby=title_id,
        class_name="crop",
    )


def _slider(name: str, *, lowest: int, highest: int) -> rx.Component:
    return rx.el.label(
        rx.el.span(t(f"app.crop.{name}")),
        rx.el.input(type="range", min=lowest, max=highest, step=0.01, custom_attrs={"data-crop": name}),
        class_name="crop-slider",
    )


def _picture(photo_url: Text, symbol: str) -> rx.Component:
    hidden: Any = photo_url == "" if isinstance(photo_url, rx.Var) else not photo_url
    # An empty address would make the browser fetch the page itself once more.
    shown = rx.cond(photo_url, photo_url, rx.Var("undefined"))
    return rx.fragment(icon(symbol, 28), rx.el.img(src=shown, alt=t("app.photo.preview"), hidden=hidden))


def _chooser(field_id: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(t("app.photo.upload")),
        rx.el.input(
            type="file",
            id=dom_id(field_id),
            accept=ACCEPTED,
            class_name="sr-only",
            custom_attrs={"aria-describedby": f"{field_id}-hint {field_id}-error"},
        ),
        class_name="btn btn-secondary btn-small",
    )


def _remover(photo_url: Text) -> rx.Component:
    hidden: Any = photo_url == "" if isinstance(photo_url, rx.Var) else not photo_url
    return rx.el.button(
        t("app.photo.remove"),
        type="button",
        hidden=hidden,
        class_name="btn btn-ghost btn-small",
        custom_attrs={"data-photo-remove": ""},
    )
