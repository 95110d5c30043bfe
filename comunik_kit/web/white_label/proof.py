"""The cards of the domain's proof: each record expected beside found, and the sending address."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import badge, button, callout, card, icon_button, status_dot
from comunik_kit.web.i18n import ago, t, when
from comunik_kit.web.users.words import toned
from comunik_kit.web.white_label.proof_state import ProofState
from comunik_kit.web.white_label.state import WhiteLabelState
from comunik_kit.workspaces.views import RecordView

_PROOF: Any = ProofState.proof
_SENDER: Any = ProofState.sender
_VIEW: Any = WhiteLabelState.view
CAUSE_TONES = {
    "": "neutral",
    "ok": "success",
    "caa": "warning",
    "waiting": "info",
    "silent": "warning",
    "split": "warning",
    "missing": "danger",
    "unknown_domain": "danger",
    "wrong_place": "danger",
    "old_value": "danger",
    "proxied": "danger",
    "private": "danger",
    "broken": "warning",
}
SENDER_TONES = {
    "ok": "success",
    "missing": "danger",
    "twice": "danger",
    "open": "danger",
    "not_allowed": "danger",
    "unknown": "warning",
    "watching": "info",
    "silent": "warning",
}


def standing() -> rx.Component:
    """Above everything: a proof that has disappeared, and what that means."""
    moment = when(_PROOF.moves_at, "datetime")
    failing = callout(t("domain.failing.title"), t("domain.failing.text", moment=moment), tone="warning")
    lost = callout(t("domain.lost.title"), t("domain.lost.text", base=_VIEW.link_base), tone="danger")
    return rx.cond(_PROOF.state == "lost", lost, rx.cond(_PROOF.moves_at, failing, rx.fragment()))


def proof_card() -> rx.Component:
    """What to create and what is there; only for a name that needs a proof."""
    check = button(
        t("domain.check"), leading="refresh-cw", busy=ProofState.checking, on_click=WhiteLabelState.check
    )
    return card(
        rx.el.p(t("domain.records.text"), class_name="field-hint"),
        _keeper(),
        rx.el.ol(rx.foreach(_PROOF.records, _record), class_name="proofs"),
        _looks(),
        title=t("domain.records"),
        action=rx.cond(_VIEW.may_manage, check, rx.fragment()),
    )


def _keeper() -> rx.Component:
    """Who keeps the zone, and where on its page records are made."""
    known = t("domain.provider", provider=_PROOF.provider, menu=_PROOF.menu)
    words = rx.cond(_PROOF.provider, known, t("domain.provider.unknown"))
    return rx.el.p(words, class_name="proof-keeper")


def _looks() -> rx.Component:
    """When it was seen and will be."""
    seen = rx.cond(_PROOF.checked_at, ago(moment=_PROOF.checked_at), t("domain.never"))
    return rx.el.dl(
        _fact(t("domain.checked"), seen),
        rx.cond(_PROOF.checked_at, _fact(t("domain.next"), ago(moment=_PROOF.next_check_at)), rx.fragment()),
        class_name="facts proof-looks",
    )


def _record(record: rx.vars.ObjectVar[RecordView]) -> rx.Component:
    one: Any = record
    cause = one.cause
    return rx.el.li(
        rx.el.div(
            rx.el.h3(t(_key("domain.record.", one.record)), class_name="proof-name"),
            status_dot(t(_key("domain.cause.", cause)), toned(cause, CAUSE_TONES)),
            class_name="proof-head",
        ),
        rx.cond((cause == "") | (cause == "ok"), rx.fragment(), rx.el.p(_why(one), class_name="proof-why")),
        rx.el.dl(
            _fact(t("domain.type"), badge(one.kind)),
            _fact(
                t("domain.name"), _copied(one.name, t("domain.name"), t("domain.copy.name")), _short_name(one)
            ),
            _fact(_expected_words(), _expected(one)),
            rx.cond(cause == "", rx.fragment(), _fact(t("domain.found"), _found(one))),
            class_name="facts",
        ),
        class_name="proof",
    )


def _why(one: Any) -> rx.Var[str]:
    """The cause in words, with what is needed to repair it."""
    return t(
        _key("domain.why.", one.cause),
        where=one.where,
        name=one.short_name,
        minutes=one.minutes,
        right=one.right,
        servers=one.servers,
    )


def _short_name(one: Any) -> rx.Component:
    """The name as most pages want it, which add the domain themselves."""
    named = t("domain.short_name", field=_PROOF.name_field, name=one.short_name)
    plain = t("domain.short_name.plain", name=one.short_name)
    words = rx.el.p(rx.cond(_PROOF.name_field, named, plain), class_name="field-hint")
    return rx.cond(one.short_name == one.name, rx.fragment(), words)


def _expected_words() -> rx.Var[str]:
    named = t("domain.expected.field", field=_PROOF.value_field)
    return rx.cond(_PROOF.value_field, named, t("domain.expected")).to(str)


def _expected(one: Any) -> rx.Component:
    values = rx.foreach(
        one.expected, lambda value: _copied(value, t("domain.expected"), t("domain.copy.value"))
    )
    return rx.cond(one.expected.length() > 0, values, rx.el.span(t("domain.expected.any")))


def _found(one: Any) -> rx.Component:
    """What is there, line by line; private addresses are counted and not shown (INP-09)."""
    nothing = (one.found.length() == 0) & (one.hidden == 0)
    hidden = rx.el.p(t("domain.found.hidden", count=one.hidden))
    return rx.el.div(
        rx.foreach(one.found, lambda value: rx.el.p(value, class_name="proof-value")),
        rx.cond(one.hidden > 0, hidden, rx.fragment()),
        rx.cond(nothing, rx.el.p(t("domain.found.none")), rx.fragment()),
    )


def _copied(value: Any, label: rx.Var[str], copy: rx.Var[str]) -> rx.Component:
    """A value that can be selected, and copied with a button; assets/js/kit.js does that."""
    return rx.el.div(
        rx.el.input(
            type="text", read_only=True, value=value, aria_label=label, class_name="input proof-value"
        ),
        icon_button(
            "copy",
            label=copy,
            custom_attrs={
                "data-copy-field": "",
                "data-copied": t("domain.copied"),
                "data-by-hand": t("domain.by_hand"),
            },
        ),
        rx.el.p(role="status", class_name="copy-news"),
        class_name="copy-line proof-copy",
    )


def sender_card() -> rx.Component:
    """SPF, DKIM and DMARC of the sending address, and what is missing."""
    check = button(
        t("domain.sender.check"),
        leading="refresh-cw",
        busy=ProofState.asking,
        on_click=ProofState.check_sender,
    )
    lines = rx.el.ol(rx.foreach(_SENDER.lines, _sender_line), class_name="proofs")
    ask = rx.el.p(t("domain.sender.ask", domain=_SENDER.domain), class_name="field-hint")
    known = rx.cond(_SENDER.lines.length() > 0, lines, ask)
    local = rx.el.p(t("domain.sender.local"), class_name="field-hint")
    return card(
        rx.el.p(rx.el.strong(_SENDER.address), " – ", t("domain.sender.text"), class_name="field-hint"),
        rx.cond(_SENDER.is_local, local, known),
        title=t("domain.sender"),
        action=rx.cond(_SENDER.is_local, rx.fragment(), check),
    )


def _sender_line(line: rx.vars.ObjectVar[RecordView]) -> rx.Component:
    one: Any = line
    cause = one.cause
    shows_wanted = (cause == "missing") | (cause == "not_allowed")
    wanted = _fact(t("domain.expected"), _expected(one))
    return rx.el.li(
        rx.el.div(
            rx.el.h3(t(_key("domain.sender.record.", one.record)), class_name="proof-name"),
            status_dot(t(_key("domain.sender.cause.", cause)), toned(cause, SENDER_TONES)),
            class_name="proof-head",
        ),
        rx.el.p(t(_key("domain.sender.why.", cause)), class_name="proof-why"),
        rx.el.dl(
            _fact(t("domain.name"), rx.el.span(one.name, class_name="proof-value")),
            rx.cond(shows_wanted & (one.expected.length() > 0), wanted, rx.fragment()),
            _fact(t("domain.found"), _found(one)),
            class_name="facts",
        ),
        class_name="proof",
    )


def _fact(name: rx.Var[str], *value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(*value), class_name="fact")


def _key(prefix: str, word: Any) -> rx.Var[str]:
    return (rx.Var.create(prefix) + word).to(str)
