"""« Exporter »: the people whom the list shows as a file."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import MenuItem, button, callout, icon, menu, progress
from comunik_kit.web.i18n import t
from comunik_kit.web.proving.downloads import DownloadState
from comunik_kit.web.users.export_state import ExportState
from comunik_kit.web.users.state import UsersState

_STATE: Any = ExportState
_LIST: Any = UsersState
# Not the browser's address: that may ask for what the workspace no longer has, or for what is not found yet.
_QUERY: Any = rx.Var.create("?") + _LIST.asked.query


def export_menu() -> rx.Component:
    """The button and its two kinds: CSV flows at once, and the browser tells how far it is; Excel is prepared first."""
    csv = (rx.Var.create("/users/export.csv") + _QUERY).to(str)
    waits = _STATE.at_work | ~_LIST.loaded
    opener = button(t("export.act"), icon("chevron-down"), leading="download", disabled=waits)
    return menu(
        opener,
        [
            MenuItem(t("export.csv"), icon="file-text", on_select=DownloadState.fetch(csv)),
            MenuItem(t("export.xlsx"), icon="file-spreadsheet", on_select=_STATE.ask(_QUERY)),
        ],
    )


def export_progress() -> rx.Component:
    """How far the file is, and the way to stop it."""
    said = rx.cond(
        _STATE.total > 0,
        t("export.progress", done=_STATE.written, total=_STATE.total),
        t("export.begins"),
    ).to(str)
    # The last part, in which the rows become a file, has no figure: it is said in words.
    whole = (_STATE.total > 0) & (_STATE.written >= _STATE.total)
    share = rx.cond(_STATE.total > 0, rx.Var.create(100) * _STATE.written / _STATE.total, 0)
    working = callout(
        rx.cond(whole, t("export.ends"), said).to(str),
        progress(share, label=t("export.progress.label")),
        button(t("export.stop"), small=True, on_click=_STATE.stop),
    )
    return rx.cond(_STATE.at_work, working, rx.fragment())
