"""The fields of a person, shared by the drawer « Nouveau collègue » and the record's form."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.locale import LANGUAGES
from comunik_kit.web.components import combo_field, phone_field, select_field, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.subscriptions.words import tier_options
from comunik_kit.web.users.words import role_may


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form starts with and what is wrong with it, as Vars."""

    errors: Any
    choices: Any
    role_key: rx.Var[str]
    full_name: Any = ""
    phone: Any = ""
    role_id: Any = ""
    department: Any = ""
    company: Any = ""
    tier_id: Any = ""
    language: Any = ""

    def error(self, name: str) -> rx.Var[str]:
        """What is wrong with a field, in words; empty when nothing is."""
        wrong = self.errors[name]
        return rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)


def name_field(filled: Filled, **props: Any) -> rx.Component:
    """« Nom complet »."""
    return text_field(
        "full_name",
        t("users.field.full_name"),
        error=filled.error("full_name"),
        auto_complete="off",
        default_value=filled.full_name,
        max_length=120,
        **props,
    )


def mobile_field(filled: Filled) -> rx.Component:
    """« Numéro de mobile », optional."""
    return phone_field(
        "phone",
        t("users.field.phone"),
        error=filled.error("phone"),
        hint=t("users.hint.phone"),
        default_value=filled.phone,
        max_length=40,
    )


def role_field(filled: Filled, on_change: Any, **props: Any) -> rx.Component:
    """« Rôle », with one line of what it may do."""
    offered = rx.foreach(
        filled.choices.roles, lambda role: rx.el.option(role_label(role.key, role.name), value=role.id)
    )
    chosen = rx.cond(filled.role_key, role_may(filled.role_key), t("users.hint.role"))
    return select_field(
        "role_id",
        t("users.field.role"),
        [rx.el.option(t("users.choose_role"), value=""), offered],
        hint=rx.el.span(chosen, aria_live="polite"),
        error=filled.error("role_id"),
        default_value=filled.role_id,
        on_change=on_change,
        **props,
    )


def place_fields(filled: Filled, **of_department: Any) -> list[rx.Component]:
    """« Département / Équipe » and « Entreprise »: chosen from the list or added on the spot."""
    return [
        combo_field(
            "department",
            t("users.field.department"),
            filled.choices.departments,
            optional=True,
            hint=t("users.hint.department"),
            error=filled.error("department"),
            default_value=filled.department,
            max_length=80,
            **of_department,
        ),
        combo_field(
            "company",
            t("users.field.company"),
            filled.choices.companies,
            optional=True,
            hint=t("users.hint.company"),
            error=filled.error("company"),
            default_value=filled.company,
            max_length=120,
        ),
    ]


def plan_fields(filled: Filled, *under_tier: rx.Component, **of_tier: Any) -> rx.Component:
    """« Abonnement », with what its choice changes under it, and the language of the messages, side by side."""
    languages: list[rx.Component] = [
        rx.el.option(t(f"users.language.{lang}"), value=lang) for lang in LANGUAGES
    ]
    tier = select_field(
        "tier_id",
        t("users.field.tier"),
        tier_options(filled.choices.tiers),
        error=filled.error("tier_id"),
        default_value=filled.tier_id,
        **of_tier,
    )
    return rx.el.div(
        rx.el.div(tier, *under_tier) if under_tier else tier,
        select_field(
            "language",
            t("users.field.language"),
            languages,
            error=filled.error("language"),
            default_value=filled.language,
        ),
        class_name="fields-two",
    )
