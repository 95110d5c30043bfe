"""The words of subscriptions: their seats, their modules, and a preview of who loses what."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import icon
from comunik_kit.web.i18n import t


def tier_options(tiers: Any) -> rx.Component:
    """The subscriptions of a select, each with the seats it still has."""
    return rx.foreach(tiers, lambda tier: rx.el.option(tier_words(tier), value=tier.id))


def tier_words(tier: Any) -> rx.Var[str]:
    """A subscription's name, and how many seats are left if it has a limit."""
    full, some = t("subscriptions.full"), t("subscriptions.left", count=tier.left)
    seats: Any = rx.cond(tier.left > 0, some, full)
    return rx.cond(tier.left < 0, tier.name, tier.name + " · " + seats.to(str)).to(str)


def module_words(key: Any) -> rx.Var[str]:
    """A module's name."""
    return t((rx.Var.create("app.module.") + key).to(str))


def preview_lines(preview: Any) -> rx.Component:
    """Say who has the subscription, and module by module who loses it."""
    nobody = rx.el.p(t("subscriptions.preview.nobody"), class_name="preview-count")
    some = rx.el.p(t("subscriptions.preview.people", count=preview.people), class_name="preview-count")
    gained = rx.el.div(
        rx.el.h3(t("subscriptions.preview.gained"), class_name="preview-title"),
        rx.el.ul(rx.foreach(preview.gained, _gain), class_name="preview-list"),
        class_name="preview-gain",
    )
    return rx.el.div(
        rx.cond(preview.people > 0, some, nobody),
        _lost(preview.losses),
        rx.cond(preview.gained.length() > 0, gained, rx.fragment()),
        class_name="role-preview",
    )


def move_losses(losses: Any) -> rx.Component:
    """Say who would lose what by the subscription that was just chosen; nothing while nobody would."""
    return rx.el.div(_lost(losses), class_name="role-preview", aria_live="polite")


def _lost(losses: Any) -> rx.Component:
    lost = rx.el.div(
        rx.el.h3(t("subscriptions.preview.lost"), class_name="preview-title"),
        rx.el.ul(rx.foreach(losses, _loss), class_name="preview-list"),
        class_name="preview-loss",
    )
    return rx.cond(losses.length() > 0, lost, rx.fragment())


def _loss(loss: Any) -> rx.Component:
    more = loss.people - loss.names.length()
    names = rx.cond(
        more > 0,
        t("subscriptions.preview.names_more", names=loss.names.join(", "), count=more),
        loss.names.join(", "),
    )
    who = rx.el.span(
        t("subscriptions.preview.losers", count=loss.people),
        rx.cond(loss.people > 0, rx.fragment(" ", names), rx.fragment()),
        class_name="quiet",
    )
    return rx.el.li(
        icon("minus", 14),
        rx.el.span(rx.el.strong(module_words(loss.module)), " ", who),
        key=loss.module,
    )


def _gain(module: Any) -> rx.Component:
    return rx.el.li(icon("plus", 14), rx.el.span(module_words(module)), key=module)
