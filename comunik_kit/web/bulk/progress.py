"""One act on many on the screen: what it is, how far, how long still, and what can be done about it."""

from typing import Any

import reflex as rx

from comunik_kit.web.bulk.watch_state import JobsWatchState
from comunik_kit.web.components import button, icon_button, link, progress
from comunik_kit.web.i18n import duration, number, t
from comunik_kit.web.layout import role_label

_WATCH: Any = JobsWatchState


def bulk_styles() -> rx.Component:
    """A style sheet that React lifts into the head, and waits for before it shows the page."""
    return rx.el.link(rel="stylesheet", href="/css/bulk.css", custom_attrs={"precedence": "default"})


def bulk_panel() -> rx.Component:
    """« Actions en cours » of the list, until they are put away."""
    shown = rx.foreach(
        _WATCH.jobs,
        lambda job: rx.cond(
            ~_WATCH.put_away.contains(job.id), rx.el.li(job_lines(job), key=job.id, class_name="job")
        ),
    )
    head = rx.el.div(
        rx.el.h2(t("bulk.panel"), class_name="card-title"),
        link(t("bulk.all_jobs"), href="/users/jobs", class_name="text-link"),
        class_name="card-head",
    )
    left = rx.Var(f"{_WATCH.jobs!s}.some((job) => !{_WATCH.put_away!s}.includes(job.id))").to(bool)
    merged = rx.vars.VarData.merge(_WATCH.jobs._get_all_var_data(), _WATCH.put_away._get_all_var_data())
    open_ones = left._replace(merge_var_data=merged)
    box = rx.el.section(
        head, rx.el.ul(shown, class_name="jobs"), class_name="card", aria_label=t("bulk.panel")
    )
    return rx.cond(open_ones, box, rx.fragment())


def job_lines(job: Any, *, closable: bool = True, detailed: bool = True) -> rx.Component:
    """What an act is and how it stands, with its progress while it goes on."""
    bar = rx.cond(job.is_over, rx.fragment(), progress(job.percent, t("bulk.progress")))
    refused = t("bulk.refused", count=job.refused)
    told = link(refused, href=_address(job), class_name="text-link") if detailed else rx.el.span(refused)
    return rx.fragment(
        rx.el.div(
            rx.el.p(job_title(job), class_name="job-title"),
            rx.el.p(
                rx.el.span(job_standing(job), aria_live="polite"),
                rx.cond(job.refused > 0, rx.fragment(" · ", told)),
                class_name="job-standing",
            ),
            bar,
            class_name="job-words",
        ),
        rx.el.div(*job_acts(job), *([_closer(job)] if closable else []), class_name="job-acts"),
    )


def job_title(job: Any) -> rx.Var[str]:
    """Say what it does to how many, and what is given."""
    words = t((rx.Var.create("bulk.job.") + job.act).to(str), count=job.total, given=_given(job))
    return rx.cond(job.is_undo, t("bulk.undo_of", what=words), words).to(str)


def job_standing(job: Any) -> rx.Var[str]:
    """Say how far it is, or how it ended."""
    left = rx.cond(
        job.seconds_left < 0, t("bulk.left.unknown"), t("bulk.left", time=duration(job.seconds_left))
    )
    going = t("bulk.going", done=number(job.handled), total=number(job.total), left=left)
    stopped = rx.cond(job.reason, t((rx.Var.create("bulk.stopped.") + job.reason).to(str)), t("bulk.stopped"))
    over: Any = rx.cond(
        job.state == "finished",
        t("bulk.finished", count=job.done),
        t("bulk.ended", why=stopped, done=number(job.handled), total=number(job.total)),
    )
    taken_back: Any = rx.cond(job.is_undone_in_part, t("bulk.taken_back.partly"), t("bulk.taken_back"))
    return rx.cond(job.is_over, rx.cond(job.undone_by, over + " " + taken_back, over), going).to(str)


def job_acts(job: Any) -> list[rx.Component]:
    """« Arrêter » while it goes on, « Annuler » where it can be taken back."""
    stop = button(
        t("bulk.stop"),
        small=True,
        leading="circle-stop",
        aria_label=t("bulk.stop_of", what=job_title(job)),
        on_click=_WATCH.stop(job.id),
    )
    undo = button(
        t("bulk.undo"),
        small=True,
        leading="undo-2",
        aria_label=t("bulk.undo_it", what=job_title(job)),
        on_click=_WATCH.undo(job.id),
    )
    return [rx.cond(job.may_stop, stop, rx.fragment()), rx.cond(job.may_undo, undo, rx.fragment())]


def _closer(job: Any) -> rx.Component:
    away = icon_button("x", label=t("bulk.put_away"), small=True, on_click=_WATCH.put_job_away(job.id))
    return rx.cond(job.is_over, away, rx.fragment())


def _given(job: Any) -> rx.Var[str]:
    role = rx.cond(job.act == "role", role_label(job.role_key, job.named), job.named)
    return rx.cond(job.named, role, t("bulk.nothing")).to(str)


def _address(job: Any) -> rx.Var[str]:
    return ("/users/jobs?job=" + job.id).to(str)
