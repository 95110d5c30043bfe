"""The home page's own state: what the person's modules say."""

import reflex as rx

from comunik_kit.modules.views import Widget
from comunik_kit.web.policy import signed_in
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit


class HomeState(rx.State):
    """The person's modules and widgets; a widget is found by its module's name, `order` is that of the page."""

    loaded: bool = False
    modules: list[str] = []
    widgets: dict[str, Widget] = {}
    order: list[str] = []
    steps: list[str] = []
    workspace_wide: bool = False
    time_zone: str = ""

    @rx.event
    @signed_in
    async def load(self) -> None:
        """Read the page anew each time it opens."""
        view = await call(kit().home.view, require_actor())
        self.modules, self.steps = view.modules, view.steps
        self.order = [widget.module for widget in view.widgets]
        self.widgets = {widget.module: widget for widget in view.widgets}
        self.workspace_wide, self.time_zone = view.workspace_wide, view.time_zone
        self.loaded = True
