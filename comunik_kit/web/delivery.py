"""The delivery line: what became of a message, in a word, since when, and in trouble why and what to do.

Takes Vars of `mail.views.DeliveryLine` or the same fields of a row, wherever messages are shown; a page that uses it
draws `delivery_styles()` once.
"""

from typing import Any

import reflex as rx

from comunik_kit.mail.delivery import TROUBLE, Delivery
from comunik_kit.web.components import Text, status_dot
from comunik_kit.web.i18n import ago, t

TONES = {
    Delivery.WAITING: "warning",
    Delivery.SCHEDULED: "info",
    Delivery.QUEUED: "info",
    Delivery.DELAYED: "warning",
    Delivery.CANCELLED: "neutral",
    Delivery.DEAD: "danger",
    Delivery.KEPT: "info",
    Delivery.SENT: "info",
    Delivery.DELIVERED: "success",
    Delivery.OPENED: "success",
    Delivery.CLICKED: "success",
    "accepted": "success",
    Delivery.SUPPRESSED: "danger",
    Delivery.FAILED: "danger",
    Delivery.BOUNCED: "danger",
    Delivery.COMPLAINED: "danger",
}
_CALM = (Delivery.WAITING, Delivery.SCHEDULED)


def delivery_styles() -> rx.Component:
    """The style sheet of delivery lines; React lifts it into the head, once."""
    return rx.el.link(rel="stylesheet", href="/css/delivery.css", custom_attrs={"precedence": "default"})


def delivery_line(
    word: Any, at: Any, *acts: rx.Component, reason: Any = "", detail: Any = "", calm: bool = False
) -> rx.Component:
    """A dot, a word, since when; in trouble the reason, a hint and `acts`. `calm` adds the hints of what waits."""
    explained: list[Text] = [*sorted(TROUBLE), Delivery.DELAYED, *(_CALM if calm else ())]
    more = rx.el.div(_why(reason, detail), _hint(word), *acts, class_name="delivery-more")
    return rx.cond(
        word != "",
        rx.el.div(
            delivery_word(word),
            ago(moment=at, class_name="delivery-at"),
            rx.cond(_one_of(word, explained), more, rx.fragment()),
            class_name="delivery",
        ),
        rx.fragment(),
    )


def delivery_word(word: Any) -> rx.Component:
    """The dot and the word alone."""
    return status_dot(t(_key("delivery.", word)), delivery_tone(word))


def delivery_tone(word: Any) -> rx.Var[str]:
    """The colour of the dot; grey for a word of another version."""
    tones = [(name.value if isinstance(name, Delivery) else name, tone) for name, tone in TONES.items()]
    chosen: Any = rx.match(word, *tones, "neutral")
    return chosen.to(str)


def delivery_news(name: Any, word: Any, count: Any) -> rx.Component:
    """Say to those who listen what moved by itself: one line for a page, however many rows it has."""
    one = t("timeline.moved.one", name=name, state=t(_key("delivery.", word)))
    said = rx.match(count, (0, ""), (1, one), t("timeline.moved.more", count=count))
    return rx.el.p(said, role="status", aria_live="polite", class_name="sr-only")


def _why(reason: Any, detail: Any) -> rx.Component:
    """The carrier's own words; without any, our reason."""
    ours = rx.cond(
        reason, rx.el.p(t(_key("mail.failure.", reason)), class_name="delivery-why"), rx.fragment()
    )
    theirs = rx.el.p(t("timeline.answer", detail=detail), class_name="delivery-why")
    return rx.cond(detail, theirs, ours)


def _hint(word: Any) -> rx.Component:
    return rx.el.p(t(_key("delivery.hint.", word)), class_name="delivery-hint")


def _one_of(word: Any, names: list[Text]) -> Any:
    found = rx.Var.create(False)
    for name in names:
        found = found | (word == str(name))
    return found


def _key(prefix: str, word: Any) -> rx.Var[str]:
    return (rx.Var.create(prefix) + word).to(str)
