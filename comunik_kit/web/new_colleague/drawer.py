"""The drawer « Nouveau collègue » as one sees it."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import (
    button,
    callout,
    confirm_dialog,
    error_slot,
    password_field,
    password_rules,
    photo_picker,
    segmented,
    side_sheet,
    split_button,
    text_field,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.inviting.fields import option_fields
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.new_colleague.fields import (
    Filled,
    mobile_field,
    name_field,
    place_fields,
    plan_fields,
    role_field,
)
from comunik_kit.web.new_colleague.form import ACTS
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.suspension import SuspensionState

_NEW: Any = NewColleagueState  # its vars stand here for what they will be in the browser
FORM = "new-colleague"
PASSWORD = "f-initial-password"  # noqa: S105 - the id of a field

# Was anything typed? Only the browser knows: the fields are not controlled. Asked when the drawer is about to close.
_TYPED = rx.Var(
    f"[...document.querySelectorAll('#{FORM} input:not([type=hidden]):not([type=file]):not([type=range]),"
    f" #{FORM} input[name=photo],"
    f" #{FORM} textarea')]"
    ".some((field) => field.value !== field.defaultValue)"
).to(bool)

_FILLED = Filled(
    errors=_NEW.errors,
    choices=_NEW.choices,
    role_key=_NEW.role_key,
    role_id=_NEW.kept.role_id,
    department=_NEW.kept.department,
    company=_NEW.kept.company,
    tier_id=_NEW.kept.tier_id,
    language=_NEW.kept.language,
)


def new_colleague() -> rx.Component:
    """The side sheet, and the question it asks before something typed is lost."""
    return rx.fragment(
        side_sheet(
            _form(),
            open=_NEW.opened,
            on_open_change=lambda open: _NEW.ask_to_leave(open, _TYPED),  # noqa: A006
            on_left=_NEW.drop,
            title=t("users.new.title"),
            description=t("users.new.text"),
            foot=_foot(),
        ),
        confirm_dialog(
            open=_NEW.leaving,
            on_open_change=_NEW.settle,
            title=t("users.new.leave.title"),
            consequence=t("users.new.leave.text"),
            verb=t("users.new.leave.act"),
            on_confirm=_NEW.drop,
        ),
    )


def _form() -> rx.Component:
    hidden = {"act": ACTS[0], "creation_key": _NEW.creation_key}
    return rx.el.form(
        _added(),
        photo_picker(),
        name_field(_FILLED, auto_focus=True, required=True),
        _email(),
        mobile_field(_FILLED),
        rx.el.div(
            role_field(_FILLED, _NEW.choose_role), key=_NEW.kept.role_id
        ),  # drawn anew when one is proposed
        *place_fields(_FILLED, on_blur=_NEW.choose_department),
        plan_fields(_FILLED),
        _entry(),
        *[rx.el.input(type="hidden", name=name, default_value=value) for name, value in hidden.items()],
        id=FORM,
        key=_NEW.creation_key,
        on_submit=_NEW.submit,
        no_validate=True,
        class_name="form",
        custom_attrs={"data-acts": "", "autoComplete": "off"},
    )


def _added() -> rx.Component:
    """How many were added since the drawer opened."""
    words = t("users.new.added", count=_NEW.added, name=_NEW.last_added)
    return rx.el.div(
        rx.cond(_NEW.added, callout(words, tone="success"), rx.fragment()),
        role="status",
        class_name="form-news",
    )


def _refused() -> rx.Component:
    """What is wrong with no field in particular: at the foot, where one has just clicked."""
    return rx.cond(_FILLED.errors["form"], callout(_FILLED.error("form"), tone="danger"), rx.fragment())


def _email() -> rx.Component:
    return text_field(
        "email",
        t("users.field.email"),
        field_id="f-email",
        type="email",
        input_mode="email",
        auto_complete="off",
        max_length=254,
        spell_check=False,
        custom_attrs={"autoCapitalize": "none"},
        hint=t("users.hint.email"),
        error=_FILLED.error("email"),
        on_blur=_NEW.look_at_email,
        extra=rx.el.div(_proposal(), _holder(), aria_live="polite", class_name="live"),
    )


def _proposal() -> rx.Component:
    """« Vouliez-vous dire … ? »: one click writes it into the field."""
    meant = _NEW.suggestion
    field = "document.getElementById('f-email')"
    write = rx.Var(f"() => {{ {field}.value = {meant!s} }}", _var_data=meant._get_all_var_data())
    use = button(
        meant,
        weight="ghost",
        small=True,
        class_name="proposal-act",
        on_click=[rx.call_function(write), _NEW.look_at_email(meant)],
    )
    return rx.cond(meant, rx.el.p(t("users.new.meant"), use, class_name="proposal"), rx.fragment())


def _holder() -> rx.Component:
    """What can be done about a taken address: the right act at once, or the record, in a new tab."""
    holder = _NEW.holder
    record = rx.el.a(
        t("users.new.holder.open"), href="/users/" + holder.user_id, target="_blank", rel="noopener"
    )
    can = t(("users.new.holder." + holder.status).to(str))
    shown = rx.el.p(can, " ", _right_act(holder), " ", record, class_name="proposal")
    return rx.cond(holder.user_id, shown, rx.fragment())


def _right_act(holder: Any) -> rx.Component:
    """Invite, send again or restore, as where the holder stands asks for; then look at the address once more."""
    look = _NEW.look_at_email(rx.Var("document.getElementById('f-email').value").to(str))
    invite = button(
        t("users.invite"), small=True, weight="ghost", on_click=InvitingState.ask_new(holder.user_id)
    )
    resend = button(
        t("users.resend"), small=True, weight="ghost", on_click=PersonActsState.resend(holder.user_id)
    )
    restore = button(
        t("lifecycle.restore"),
        small=True,
        weight="ghost",
        on_click=[SuspensionState.restore(holder.user_id), look],
    )
    inviting: Any = rx.match(holder.status, ("created", invite), ("invited", resend), rx.fragment())
    return rx.fragment(
        rx.cond(holder.may_invite, inviting, rx.fragment()),
        rx.cond(holder.may_restore, restore, rx.fragment()),
    )


def _entry() -> rx.Component:
    """How the person gets in: an invitation by e-mail, or a password now (security row AUT-11)."""
    by_password = _NEW.by_password
    switch = segmented(
        t("users.new.entry"),
        [
            (
                t("users.new.entry.invitation"),
                ~by_password,
                {"on_click": _NEW.choose_entry(False)},
            ),
            (t("users.new.entry.password"), by_password, {"on_click": _NEW.choose_entry(True)}),
        ],
    )
    return rx.el.fieldset(
        rx.el.legend(t("users.new.entry"), class_name="field-label"),
        switch,
        rx.cond(by_password, _password(), _invitation()),
        class_name="field entry",
    )


def _invitation() -> rx.Component:
    """What « Inviter » sends, and its options for those who look for them."""
    return rx.el.div(
        rx.el.p(t("users.new.entry.invitation.hint"), class_name="field-hint"),
        rx.el.details(
            rx.el.summary(t("inviting.options"), class_name="disclosure"),
            option_fields(_NEW.options, _NEW.errors),
            open=_NEW.options_open,
            class_name="disclosed",
        ),
        class_name="form-part",
    )


def _password() -> rx.Component:
    """The initial password. Its input has no name: it goes by HTTP, never in an event."""
    return rx.el.div(
        password_field(
            "",
            t("users.field.initial_password"),
            field_id=PASSWORD,
            rules_id="initial-rules",
            hint=t("users.new.entry.password.hint"),
            custom_attrs={"data-stage-password": "staged_password"},
        ),
        password_rules("initial-rules", password=PASSWORD, preset=SessionState.person.preset),
        rx.el.input(type="hidden", name="staged_password", default_value=""),
        error_slot("staged_password", "f-staged", _FILLED.error("staged_password")),
        class_name="form-part",
    )


def _foot() -> rx.Component:
    close = button(t("app.cancel"), on_click=_NEW.ask_to_leave(False, _TYPED))
    acts = rx.cond(_NEW.by_password, _acts(ACTS[1:2]), _acts(ACTS[1:]))
    return rx.el.div(_refused(), rx.el.div(close, acts, class_name="foot-acts"), class_name="foot-column")


def _acts(others: tuple[str, ...]) -> rx.Component:
    return split_button(
        t(f"users.act.{ACTS[0]}"),
        [(t(f"users.act.{act}"), act) for act in others],
        act=ACTS[0],
        form=FORM,
        menu_label=t("users.act.more"),
        busy=_NEW.busy,
    )
