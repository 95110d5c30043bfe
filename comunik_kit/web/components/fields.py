"""Form fields: label above, hint below, error under the field. Uncontrolled, so that nothing typed is ever lost."""

from typing import Any

import reflex as rx

from comunik_kit.web.components.elements import Text, dom_id, icon
from comunik_kit.web.i18n import t

# Dialling codes offered first; the server accepts any number in international form whatever is chosen here.
DIAL_CODES = (
    ("FR", "33"),
    ("BE", "32"),
    ("CH", "41"),
    ("LU", "352"),
    ("MC", "377"),
    ("MA", "212"),
    ("TN", "216"),
    ("DZ", "213"),
    ("SN", "221"),
    ("CI", "225"),
    ("GB", "44"),
    ("IE", "353"),
    ("ES", "34"),
    ("PT", "351"),
    ("IT", "39"),
    ("DE", "49"),
    ("NL", "31"),
    ("US", "1"),
    ("CA", "1"),
)


def field(
    control: rx.Component,
    *,
    name: str,
    label: Text,
    field_id: str,
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    optional: bool = False,
    extra: rx.Component | None = None,
) -> rx.Component:
    """The shell around any control: label, hint, and the slot where its error is said."""
    mark = [rx.el.span(t("app.optional"), class_name="field-optional")] if optional else []
    return rx.el.div(
        rx.el.div(
            rx.el.label(label, html_for=field_id, class_name="field-label"), *mark, class_name="field-head"
        ),
        control,
        *([extra] if extra is not None else []),
        *(
            [rx.el.p(hint, id=dom_id(f"{field_id}-hint"), class_name="field-hint")]
            if hint is not None
            else []
        ),
        error_slot(name, field_id, error),
        class_name="field",
    )


def error_slot(name: str, field_id: str, error: Text | None = None) -> rx.Component:
    """Where an error is said: filled by a state (`error`), or by assets/js/door.js through `data-error-for`."""
    words = [] if error is None else [error]
    return rx.el.p(
        *words,
        id=dom_id(f"{field_id}-error"),
        role="alert",
        class_name="field-error",
        custom_attrs={"data-error-for": name},
    )


def control_props(name: str, field_id: str, hint: Any, error: Text | None) -> dict[str, Any]:
    """What every control shares: name, id, and the links to its hint and error."""
    described = f"{field_id}-hint {field_id}-error" if hint is not None else f"{field_id}-error"
    attrs: dict[str, Any] = {"aria-describedby": described}
    if error is not None:
        attrs["aria-invalid"] = rx.cond(error != "", "true", "false")
    return {"name": name, "id": dom_id(field_id), "custom_attrs": attrs}


def text_field(
    name: str,
    label: Text,
    *,
    field_id: str = "",
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    optional: bool = False,
    extra: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """A one-line text field; further props go to the input (type, auto_complete, default_value, on_blur …)."""
    own = field_id or f"f-{name}"
    control = rx.el.input(
        **_with_attrs(control_props(name, own, hint, error), props), class_name="input", **props
    )
    return field(
        control, name=name, label=label, field_id=own, hint=hint, error=error, optional=optional, extra=extra
    )


def area_field(
    name: str,
    label: Text,
    *,
    field_id: str = "",
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """Text of several lines."""
    own = field_id or f"f-{name}"
    control = rx.el.textarea(
        **_with_attrs(control_props(name, own, hint, error), props), class_name="input", **props
    )
    return field(control, name=name, label=label, field_id=own, hint=hint, error=error, optional=optional)


def select_field(
    name: str,
    label: Text,
    options: list[rx.Component] | rx.Component,
    *,
    field_id: str = "",
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """A native select; `options` are rx.el.option or one rx.foreach of them."""
    own = field_id or f"f-{name}"
    entries = options if isinstance(options, list) else [options]
    select = rx.el.select(
        *entries,
        **_with_attrs(control_props(name, own, hint, error), props),
        class_name="input select",
        **props,
    )
    control = rx.el.div(select, icon("chevron-down"), class_name="select-box")
    return field(control, name=name, label=label, field_id=own, hint=hint, error=error, optional=optional)


def combo_field(
    name: str,
    label: Text,
    choices: Any,
    *,
    field_id: str = "",
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """Choose from a list or type something new; what is typed is posted as it stands."""
    own = field_id or f"f-{name}"
    props.setdefault("auto_complete", "off")
    shared = _with_attrs(control_props(name, own, hint, error), props)
    control = rx.el.div(
        rx.el.input(list=f"{own}-choices", **shared, class_name="input combo", **props),
        rx.el.datalist(
            rx.foreach(choices, lambda choice: rx.el.option(value=choice)), id=dom_id(f"{own}-choices")
        ),
        class_name="select-box",
    )
    return field(control, name=name, label=label, field_id=own, hint=hint, error=error, optional=optional)


def phone_field(
    name: str,
    label: Text,
    *,
    field_id: str = "",
    region: Text = "FR",
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    optional: bool = True,
    **props: Any,
) -> rx.Component:
    """A phone number with its country; posts `<name>` and `<name>_region` (two letters)."""
    own = field_id or f"f-{name}"
    countries = [rx.el.option(f"{code} +{dial}", value=code) for code, dial in DIAL_CODES]
    control = rx.el.div(
        rx.el.div(
            rx.el.select(
                *countries,
                name=f"{name}_region",
                default_value=region,
                aria_label=t("app.country"),
                auto_complete="tel-country-code",
                class_name="input select",
            ),
            icon("chevron-down"),
            class_name="select-box phone-region",
        ),
        rx.el.input(
            type="tel",
            auto_complete="tel",
            input_mode="tel",
            class_name="input",
            **_with_attrs(control_props(name, own, hint, error), props),
            **props,
        ),
        class_name="phone",
    )
    return field(control, name=name, label=label, field_id=own, hint=hint, error=error, optional=optional)


def checkbox(name: str, label: Text, *, field_id: str = "", **props: Any) -> rx.Component:
    """A check box with its words; the whole line is the target."""
    own = field_id or f"f-{name}"
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, id=dom_id(own), class_name="check", **props),
        rx.el.span(label),
        html_for=own,
        class_name="check-line",
    )


def search_field(label: Text, **props: Any) -> rx.Component:
    """The search field of a list; `/` puts the focus here (assets/js/kit.js)."""
    return rx.el.div(
        icon("search"),
        rx.el.input(
            type="search",
            aria_label=label,
            placeholder=label,
            auto_complete="off",
            class_name="input search-input",
            custom_attrs={"data-search": "", "aria-keyshortcuts": "/"},
            **props,
        ),
        rx.el.kbd("/", aria_hidden="true", class_name="kbd"),
        class_name="search",
        role="search",
    )


def _with_attrs(shared: dict[str, Any], props: dict[str, Any]) -> dict[str, Any]:
    return {**shared, "custom_attrs": {**shared["custom_attrs"], **props.pop("custom_attrs", {})}}
